"""A network as a file tells it, and what can be wrong with that."""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Larger networks are refused: they would keep the machine busy for hours.
MOST_NODES = 100_000
MOST_TIES = 1_000_000
LONGEST_NAME = 500
LONGEST_KIND = 60
#: Faults that are told; who made twenty thousand needs to see a few.
MOST_FAULTS = 50
#: Attributes that are named; the rest are an ellipsis.
MOST_IGNORED = 20
#: What may come with a tie and is looked at for faults, no more.
CHECKED: Final = ("weight", "kind", "day")
UTF_8: Final = "UTF-8"
#: Half of a pair of code units, which JSON can hold and no text can.
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a file.

    Attributes:
        place: A line ("línea 3") or a JSON pointer ("/nodes/2/id").
        message: What is wrong and what to do, in Spanish.
    """

    place: str
    message: str


class SketchError(ValueError):
    """The file is not a network.

    Attributes:
        faults: Everything wrong that was found, at least one.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.place}: {f.message}" for f in self.faults))


@dataclass(frozen=True, slots=True)
class Sketch:
    """A network as the file tells it.

    Attributes:
        names: Identifiers as given, in the order of the file.
        arcs: Pairs of places in ``names``, without loops, in the order of the
            file; a tie without direction is there once.
        mutual: For each arc, whether it holds in both directions.
        is_directed: Whether any of them has a direction.
        loops: Ties of somebody with itself, which were left out.
        ignored: Attributes of the file that mean nothing here, in order.
        checked: Which of weight, kind and day the file gives: they are looked
            at for faults, and a tie counts the same with any of them.
        encoding: In which the text was read.
    """

    names: tuple[str, ...]
    arcs: tuple[tuple[int, int], ...]
    mutual: tuple[bool, ...]
    is_directed: bool
    loops: int
    ignored: tuple[str, ...]
    checked: tuple[str, ...]
    encoding: str

    def graph(self) -> nx.Graph[int]:
        """Return who has a tie with whom, simple and without direction."""
        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(range(len(self.names)))
        graph.add_edges_from(self.arcs)
        return graph

    def directed(self) -> nx.DiGraph[int] | None:
        """Return the arcs with their direction; none if there is none."""
        if not self.is_directed:
            return None
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_nodes_from(range(len(self.names)))
        graph.add_edges_from(self.arcs)
        graph.add_edges_from(
            (other, one)
            for (one, other), both in zip(self.arcs, self.mutual, strict=True)
            if both
        )
        return graph

    @property
    def joined(self) -> int:
        """How many ties were the same pair as an earlier one."""
        pairs = {(min(arc), max(arc)) for arc in self.arcs}
        return len(self.arcs) - len(pairs)

    @property
    def inputs_hash(self) -> str:
        """SHA-256 of the network in one order: equal for equal networks."""
        arcs = {
            (self.names[one], self.names[other])
            for (start, end), both in zip(self.arcs, self.mutual, strict=True)
            for one, other in ([(start, end), (end, start)] if both else [(start, end)])
        }
        content = json.dumps([sorted(self.names), sorted(arcs), self.is_directed])
        return hashlib.sha256(content.encode()).hexdigest()


class Draft:
    """A network while its file is being read.

    Attributes:
        faults: What was found wrong so far.
        has_direction: Whether any tie goes one way only.
        encoding: In which the text was read.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.has_direction = False
        self.encoding = UTF_8
        self._places: dict[str, int] = {}
        self._said: dict[str, str] = {}
        self._ties: list[tuple[str, str, bool, str]] = []
        self._ignored: dict[str, None] = {}
        self._checked: set[str] = set()

    def fault(self, place: str, message: str) -> None:
        """Note that something is wrong; stop when that is enough.

        Raises:
            SketchError: If there are as many faults as are told.
        """
        self.faults.append(Fault(place, message))
        if len(self.faults) >= MOST_FAULTS:
            text = "hay más errores; corrija estos y vuelva a intentar"
            raise SketchError([*self.faults, Fault(place, text)])

    def ignore(self, attribute: str) -> None:
        """Note that an attribute of the file was not used."""
        told = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", shown(attribute))
        if len(self._ignored) >= MOST_IGNORED and told not in self._ignored:
            told = "…"
        self._ignored.setdefault(told)

    def node(self, name: str, place: str, *, repeats: bool = False) -> None:
        """Add a node.

        Args:
            name: Its identifier.
            place: Where the file says so.
            repeats: Whether a name may come again, as in a list of ties.

        Raises:
            SketchError: If there are too many nodes.
        """
        if name in self._places:
            if not repeats:
                first = self._said[name]
                text = f"el id «{shown(name)}» ya está en {first}; deje uno"
                self.fault(place, text)
            return
        if not self._is_name(name, place):
            return
        if len(self._places) >= MOST_NODES:
            text = f"hay más de {MOST_NODES} nodos; divida la red en partes"
            raise SketchError([*self.faults, Fault(place, text)])
        self._places[name] = len(self._places)
        self._said[name] = place

    def _is_name(self, name: str, place: str) -> bool:
        if not name.strip():
            self.fault(place, "el id está vacío; escriba un nombre o un número")
        elif len(name) > LONGEST_NAME:
            text = f"el id es muy largo; escriba hasta {LONGEST_NAME} letras"
            self.fault(place, text)
        elif _SURROGATE.search(name):
            self.fault(place, "el id tiene un signo que no se puede escribir; quítelo")
        else:
            return True
        return False

    def tie(self, source: str, target: str, place: str, *, mutual: bool) -> None:
        """Add a tie; its ends are looked for at the end.

        Raises:
            SketchError: If there are too many ties.
        """
        if len(self._ties) >= MOST_TIES:
            text = f"hay más de {MOST_TIES} lazos; divida la red en partes"
            raise SketchError([*self.faults, Fault(place, text)])
        self._ties.append((source, target, mutual, place))
        self.has_direction = self.has_direction or not mutual

    def finish(self) -> Sketch:
        """Return the network.

        Raises:
            SketchError: If anything was wrong.
        """
        arcs: list[tuple[int, int]] = []
        both: list[bool] = []
        loops = 0
        for source, target, mutual, place in self._ties:
            ends = [self._end(name, place) for name in (source, target)]
            if ends[0] == ends[1]:
                loops += 1
                continue
            arcs.append((ends[0], ends[1]))
            both.append(mutual)
        if self.faults:
            raise SketchError(self.faults)
        return Sketch(
            names=tuple(self._places),
            arcs=tuple(arcs),
            mutual=tuple(both),
            is_directed=self.has_direction,
            loops=loops,
            ignored=tuple(self._ignored),
            checked=tuple(name for name in CHECKED if name in self._checked),
            encoding=self.encoding,
        )

    def _end(self, name: str, place: str) -> int:
        if name not in self._places:
            text = f"el lazo nombra «{shown(name)}», que no está entre los nodos"
            self.fault(place, f"{text}; agréguelo o corrija el id")
        return self._places.get(name, -1)

    def check_weight(self, text: str, place: str) -> None:
        """Note a fault if a weight is not a number above zero."""
        self._checked.add("weight")
        try:
            weight = float(text)
        except ValueError:
            weight = math.nan
        if "_" in text or not math.isfinite(weight):
            told = f"el peso «{shown(text)}» no es un número; escriba uno, como 3"
            self.fault(place, told)
        elif weight <= 0:
            told = f"el peso «{shown(text)}» no es mayor que cero; corríjalo o quítelo"
            self.fault(place, told)

    def check_kind(self, text: str, place: str) -> None:
        """Note a fault if the name of a kind of tie is too long."""
        self._checked.add("kind")
        if len(text) > LONGEST_KIND:
            told = f"el tipo es muy largo; escriba hasta {LONGEST_KIND} letras"
            self.fault(place, told)

    def check_day(self, text: str, place: str) -> None:
        """Note a fault if a day is not one of the calendar."""
        self._checked.add("day")
        try:
            right = date.fromisoformat(text).isoformat() == text
        except ValueError:
            right = False
        if not right:
            told = f"el día «{shown(text)}» no es una fecha; escriba como 2026-11-21"
            self.fault(place, told)


def shown(text: str) -> str:
    """Return a text from a file, short enough for a line of the terminal."""
    return text if len(text) <= 60 else f"{text[:57]}…"
