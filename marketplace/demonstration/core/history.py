"""Eighteen months of the demonstration: what organisations did together, and when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FILE = Path(__file__).with_name("history.json")


class DeedKind(StrEnum):
    """What organisations did together."""

    AGREEMENT = "agreement"
    DELIVERY = "delivery"
    FREIGHT = "freight"
    MEETING = "meeting"
    TRAINING = "training"
    VISIT = "visit"


#: What the first does with each of the others; the rest all do with all.
_FROM_THE_FIRST = {DeedKind.AGREEMENT, DeedKind.DELIVERY, DeedKind.VISIT}


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that several organisations did on one day.

    Attributes:
        days_ago: Days before the demonstration is loaded.
        kind: What they did.
        houses: Who, by name; in a delivery the first gives.
        note: What it was about.
        weight: Units of the tie, 1 or more.
    """

    days_ago: int
    kind: DeedKind
    houses: tuple[str, ...]
    note: str
    weight: int

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield every two between whom it wove a tie."""
        if self.kind in _FROM_THE_FIRST:
            return ((self.houses[0], other) for other in self.houses[1:])
        return combinations(self.houses, 2)


@dataclass(frozen=True, slots=True)
class Declaration:
    """Trust that one organisation declared of another.

    Attributes:
        days_ago: Days before the demonstration is loaded.
        source: Who trusts.
        target: Who is trusted.
        reason: Why.
    """

    days_ago: int
    source: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bid:
    """What a supplier asked for.

    Attributes:
        supplier: Who offers; may be an association of the network.
        prices: Minor units of money by number of units from which they hold.
    """

    supplier: str
    prices: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Round:
    """A small purchase that is over.

    Attributes:
        days_ago: Days before the demonstration is loaded on which it was called.
        title: What it was called.
        place: Where the goods were handed over.
        pack: What was bought, a field of ``Packs``.
        alone: Minor units of money that one cost alone.
        low: Fewest units that a member asked for.
        high: Most units that a member asked for.
        houses: Who took part; the first called.
        bids: What suppliers asked for.
        damaged: Units that arrived broken and were claimed.
        is_late: Whether the associations paid after the agreed day.
    """

    days_ago: int
    title: str
    place: str
    pack: str
    alone: int
    low: int
    high: int
    houses: tuple[str, ...]
    bids: tuple[Bid, ...]
    damaged: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """What an organisation makes and says about it.

    Attributes:
        house: Who makes it.
        product: Name in the catalogue.
        grade: Quality.
        packaging: How it is packed.
        months: Months in which there is some, 1 to 12.
        story: Who makes it and how.
    """

    house: str
    product: str
    grade: str
    packaging: str
    months: tuple[int, ...]
    story: str


@dataclass(frozen=True, slots=True)
class Assembly:
    """What the assembly of a network elected.

    Attributes:
        days_ago: Days before the demonstration is loaded.
        act: Number of its minutes.
        seeds: Who vouches for others, by name.
    """

    days_ago: int
    act: str
    seeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """Who deals with whom in a territory nearby, as somebody noted it.

    Attributes:
        name: Of the map.
        territory: Which one it shows.
        source: Who noted it, and how.
        ties: A list with one row per tie.
    """

    name: str
    territory: str
    source: str
    ties: str


@dataclass(frozen=True, slots=True)
class History:
    """What happened in one network, each list from the oldest on.

    Attributes:
        network: Its name.
        assembly: What its assembly elected.
        replies: What those say who did not keep a promise, by its text.
        deeds: What organisations did together.
        declarations: The trust they declared.
        rounds: Their small purchases.
        shelves: What they make.
        sketch: A map of a territory nearby.
    """

    network: str
    assembly: Assembly
    replies: Mapping[str, str]
    deeds: tuple[Deed, ...]
    declarations: tuple[Declaration, ...]
    rounds: tuple[Round, ...]
    shelves: tuple[Shelf, ...]
    sketch: Sketch


def read_histories() -> tuple[History, ...]:
    """Return the history of every network of the demonstration."""
    facts: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return tuple(_history(fact, fact["names"]) for fact in facts["networks"])


def _history(fact: dict[str, Any], names: dict[str, str]) -> History:
    assembly = fact["assembly"]
    return History(
        fact["network"],
        Assembly(
            assembly["days_ago"],
            assembly["act"],
            tuple(names[each] for each in assembly["seeds"]),
        ),
        fact["replies"],
        tuple(_deed(each, names) for each in fact["deeds"]),
        tuple(said for each in fact["trust"] for said in _said(each, names)),
        tuple(_round(each, names) for each in fact["purchases"]),
        tuple(_shelf(each, names) for each in fact["sheets"]),
        _sketch(fact["sketch"]),
    )


def _sketch(fact: dict[str, Any]) -> Sketch:
    ties = "\n".join(fact["ties"])
    return Sketch(fact["name"], fact["territory"], fact["source"], ties)


def _deed(fact: dict[str, Any], names: dict[str, str]) -> Deed:
    return Deed(
        fact["days_ago"],
        DeedKind(fact["what"]),
        tuple(names[each] for each in fact["who"]),
        fact["note"],
        fact.get("weight", 1),
    )


def _said(fact: dict[str, Any], names: dict[str, str]) -> Iterator[Declaration]:
    """Yield a declaration, and what the other answered with its own, if it did."""
    source, target = (names[each] for each in fact["who"])
    yield Declaration(fact["days_ago"], source, target, fact["reason"])
    if "answer" in fact:
        yield Declaration(fact["days_ago"], target, source, fact["answer"])


def _round(fact: dict[str, Any], names: dict[str, str]) -> Round:
    return Round(
        days_ago=fact["days_ago"],
        title=fact["title"],
        place=fact["place"],
        pack=fact["pack"],
        alone=fact["alone"],
        low=fact["low"],
        high=fact["high"],
        houses=tuple(names[each] for each in fact["parties"]),
        bids=tuple(
            Bid(names[bid["supplier"]], dict(bid["prices"])) for bid in fact["offers"]
        ),
        damaged=fact.get("damaged", 0),
        is_late=fact.get("late", False),
    )


def _shelf(fact: dict[str, Any], names: dict[str, str]) -> Shelf:
    return Shelf(
        names[fact["who"]],
        fact["product"],
        fact["grade"],
        fact["packaging"],
        tuple(fact["months"]),
        fact["story"],
    )
