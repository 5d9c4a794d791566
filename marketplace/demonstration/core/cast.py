"""The cast of the demonstration: places, networks, organisations and names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = Path(__file__).with_name("cast.json")

#: People that an association shows at most: enough to see how it works.
MOST_PEOPLE = 14


@dataclass(frozen=True, slots=True)
class Scene:
    """A place.

    Attributes:
        country: ISO code.
        path: Names from the widest division down.
        latitude: Centroid, in degrees.
        longitude: Centroid, in degrees.
    """

    country: str
    path: tuple[str, ...]
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Red:
    """A network of the demonstration."""

    name: str
    territory: str
    country: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class House:
    """An organisation with an invented name in a real place.

    Attributes:
        network: Name of its network.
        people: How many take the stage.
        duty: ``lead``, ``operator``, ``support`` or nothing.
    """

    network: str
    name: str
    kind: str
    legal_form: str
    place: tuple[str, ...]
    founded: date
    people: int
    chains: tuple[str, ...]
    profile: str
    duty: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody and everything that the file holds."""

    networks: tuple[Red, ...]
    scenes: tuple[Scene, ...]
    houses: tuple[House, ...]
    given_names: tuple[str, ...]
    family_names: dict[str, tuple[str, ...]]

    def names(self, country: str) -> Iterator[str]:
        """Yield made-up names of a country, all different, always the same.

        Two walks with steps that share no factor with the lengths of the
        lists meet every pair before one returns.
        """
        given, family = self.given_names, self.family_names[country]
        for number in range(len(given) * len(family)):
            first = given[(number * 37) % len(given)]
            shift = number // len(given)
            second = family[(number * 11 + shift) % len(family)]
            yield f"{first} {second}"


def read_cast() -> Cast:
    """Return the cast of the demonstration."""
    facts: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return Cast(
        tuple(
            Red(fact["name"], fact["territory"], fact["country"], fact["time_zone"])
            for fact in facts["networks"]
        ),
        tuple(
            Scene(
                fact["country"],
                tuple(fact["path"]),
                fact["latitude"],
                fact["longitude"],
            )
            for fact in facts["places"]
        ),
        tuple(_house(fact) for fact in facts["organisations"]),
        tuple(facts["given_names"]),
        {land: tuple(names) for land, names in facts["family_names"].items()},
    )


def _house(fact: dict[str, Any]) -> House:
    duties = [name for name in ("lead", "operator", "support") if fact.get(name)]
    return House(
        network=fact["network"],
        name=fact["name"],
        kind=fact["kind"],
        legal_form=fact["legal_form"],
        place=tuple(fact["place"]),
        founded=date.fromisoformat(fact["founded"]),
        people=min(fact["members"], MOST_PEOPLE),
        chains=tuple(fact["chains"]),
        profile=fact["profile"],
        duty=duties[0] if duties else "",
    )
