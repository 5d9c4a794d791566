"""What somebody wants to see of a network: all of it lives in the address.

An address is passed on and typed by hand, so that what cannot be understood is
left out instead of being refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from network.core.text import clean_name
from network.models import Layer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

View = Literal["tabla", "dibujo", "mapa"]

#: At most so many organisations or ties of a what-if.
MOST_SUPPOSED = 12
_LONGEST = 2000
_LARGEST_KEY = 2**31 - 1
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_PAIR = re.compile(r"([0-9]{1,10})-([0-9]{1,10})")
_VIEWS: dict[str, View] = {"tabla": "tabla", "dibujo": "dibujo", "mapa": "mapa"}


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked at.

    Attributes:
        view: Table, drawing or map.
        layers: Only these kinds of tie; all when empty.
        month: One of the history; the latest when none.
        without: Organisations supposed to be gone.
        plus: Ties supposed to be there, lower key first.
        community: Only the organisations of a group.
        around: Only an organisation and those up to two steps from it.
        words: Parts of a name looked for in the table.
        after: Where the page of the table before this one ended.
    """

    view: View = "tabla"
    layers: frozenset[Layer] = frozenset()
    month: str | None = None
    without: frozenset[int] = frozenset()
    plus: tuple[tuple[int, int], ...] = ()
    community: int | None = None
    around: int | None = None
    words: str = ""
    after: tuple[int, int] | None = None

    @property
    def is_supposing(self) -> bool:
        """Whether a departure or a tie is supposed."""
        return bool(self.without or self.plus)

    def query(self) -> dict[str, str]:
        """Return the parameters of the address; what is usual is left out."""
        told = {
            "ver": "" if self.view == "tabla" else self.view,
            "lazos": ",".join(sorted(self.layers)),
            "mes": self.month or "",
            "sin": ",".join(map(str, sorted(self.without))),
            "con": ",".join(f"{one}-{other}" for one, other in self.plus),
            "comunidad": _told(self.community),
            "alrededor": _told(self.around),
            "nombre": self.words,
            "despues": "-".join(map(str, self.after or ())),
        }
        return {name: value for name, value in told.items() if value}

    def seen_as(self, view: View) -> dict[str, str]:
        """Return the address of the same, as a table, drawing or map."""
        return replace(self, view=view, after=None).query()

    def toggled(self, layer: Layer) -> dict[str, str]:
        """Return the address with one kind of tie more, or without it."""
        return replace(self, layers=self.layers ^ {layer}, after=None).query()

    def all_layers(self) -> dict[str, str]:
        """Return the address with every kind of tie."""
        return replace(self, layers=frozenset(), after=None).query()

    def at(self, month: str | None) -> dict[str, str]:
        """Return the address of the same in another month; none is the latest."""
        return replace(self, month=month, after=None, community=None).query()

    def opened(self, community: int | None) -> dict[str, str]:
        """Return the address of one group, or of all with none."""
        moved = replace(self, community=community, around=None, after=None)
        return moved.query()

    def supposing_without(self, organisation_id: int) -> dict[str, str]:
        """Return the address in which one organisation more, or less, is gone."""
        return replace(self, without=self.without ^ {organisation_id}).query()

    def supposing_tie(self, one: int, other: int) -> dict[str, str]:
        """Return the address in which a tie more, or less, is supposed."""
        pair = min(one, other), max(one, other)
        plus = tuple(sorted(set(self.plus) ^ {pair}))
        return replace(self, plus=plus).query()

    def supposing_nothing(self) -> dict[str, str]:
        """Return the address of the network as it is."""
        return replace(self, without=frozenset(), plus=()).query()

    def following(self, after: tuple[int, int] | None) -> dict[str, str]:
        """Return the address of the next page of the table."""
        return replace(self, after=after).query()


def read_looking(arguments: Mapping[str, str]) -> Looking:
    """Return what the parameters of an address ask for."""
    text = {name: value[:_LONGEST] for name, value in arguments.items()}
    month = text.get("mes", "")
    return Looking(
        view=_VIEWS.get(text.get("ver", ""), "tabla"),
        layers=_layers(text.get("lazos", "")),
        month=month if _MONTH.fullmatch(month) else None,
        without=frozenset(_keys(text.get("sin", "").split(","))),
        plus=tuple(sorted(set(_pairs(text.get("con", "").split(","))))),
        community=next(_keys([text.get("comunidad", "")]), None),
        around=next(_keys([text.get("alrededor", "")]), None),
        words=clean_name(text.get("nombre", "")),
        after=_after(text.get("despues", "")),
    )


def _told(number: int | None) -> str:
    return "" if number is None else str(number)


def _layers(text: str) -> frozenset[Layer]:
    """Return the kinds of tie named; all of them are the same as none."""
    named = frozenset(layer for layer in Layer if layer.value in text.split(","))
    return frozenset() if len(named) == len(Layer) else named


def _keys(words: Iterable[str]) -> Iterator[int]:
    known = [
        int(word)
        for word in words
        if re.fullmatch(r"[0-9]{1,10}", word) and int(word) <= _LARGEST_KEY
    ]
    return iter(known[:MOST_SUPPOSED])


def _pairs(words: Iterable[str]) -> Iterator[tuple[int, int]]:
    found = 0
    for word in words:
        ends = sorted(_keys(word.split("-"))) if _PAIR.fullmatch(word) else []
        if len(ends) == 2 and ends[0] != ends[1] and found < MOST_SUPPOSED:
            found += 1
            yield ends[0], ends[1]


def _after(text: str) -> tuple[int, int] | None:
    ends = list(_keys(text.split("-"))) if _PAIR.fullmatch(text) else []
    return (ends[0], ends[1]) if len(ends) == 2 else None
