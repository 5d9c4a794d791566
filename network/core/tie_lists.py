"""Lists of ties that people type, paste or export, read row by row.

For maps of a territory: names as they are said there, good rows kept apart from
those that need a look.  Networks in GraphML, GEXF or JSON become such a list.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from network.core.sketches import Fault, SketchError, read_sketch
from network.core.text import clean_name, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_ROWS = 3_000
MOST_ORGANISATIONS = 600
#: Of the list as text; a larger one does not fit in a form.
MOST_LETTERS = 400_000
MOST_BYTES = 5_000_000
LONGEST_NAME = 120
LONGEST_KIND = 60
LARGEST_WEIGHT = 1_000_000

_HEADINGS = {
    "one": ("origen", "desde", "organización", "organización a", "source", "quien"),
    "other": ("destino", "hacia", "organización b", "target", "con quien", "vecina"),
    "weight": ("peso", "weight", "veces", "cuántas veces"),
    "kind": ("tipo", "kind", "lazo", "tipo de lazo", "layer"),
}
_SEPARATORS = ("\t", ";", "|", ",")
_ARROW = re.compile(r"\s+(?:-+>?|–|—|→|<->)\s+")  # noqa: RUF001 - dashes that people type
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


class RowFault(StrEnum):
    """What can be wrong with a row."""

    ONE_NAME = "one_name"
    ITSELF = "itself"
    LONG_NAME = "long_name"
    BAD_WEIGHT = "bad_weight"


class ListFault(StrEnum):
    """What can be wrong with a whole list."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NOT_A_NETWORK = "not_a_network"


class TieListError(ValueError):
    """There is no list that can be read.

    Attributes:
        kind: What is wrong.
        faults: What was found wrong in a network of another program.
    """

    def __init__(self, kind: ListFault, faults: tuple[Fault, ...] = ()) -> None:
        self.kind = kind
        self.faults = faults
        super().__init__(kind)


@dataclass(frozen=True, slots=True)
class ListedTie:
    """A tie between two organisations, by their names."""

    one: str
    other: str
    kind: str
    weight: int


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used: its number, what is wrong, what it says."""

    line: int
    fault: RowFault
    text: str


@dataclass(frozen=True, slots=True)
class TieList:
    """A list of ties, read.

    Attributes:
        organisations: Names in the order in which they first came.
        ties: Each pair and kind once, weights added.
        repeated: Rows that said again what another said.
        bad: Rows that cannot be used.
    """

    organisations: tuple[str, ...]
    ties: tuple[ListedTie, ...]
    repeated: int
    bad: tuple[BadRow, ...]

    @property
    def alone(self) -> tuple[str, ...]:
        """Organisations that came without a tie."""
        tied = {name for tie in self.ties for name in (tie.one, tie.other)}
        return tuple(name for name in self.organisations if name not in tied)


def as_list(raw: bytes) -> str:
    """Return what a file holds as a list of ties in plain text.

    GraphML, GEXF and JSON are told by how they begin; anything else is taken
    for text with a row per tie.

    Raises:
        TieListError: If it is larger than what is read, no text, or no
            network.
    """
    if len(raw) > MOST_BYTES:
        raise TieListError(ListFault.TOO_LARGE)
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"<", b"{", b"[")):
        return _from_network(raw)
    return _decoded(raw)


def read_tie_list(text: str) -> TieList:
    """Return the ties of a list with one row per tie.

    A row is two names, then if wanted weight and kind, parted by tabs,
    semicolons, bars or commas; or two names with a dash or an arrow between.
    A first row with headings may be there.  A row with a single name is an
    organisation without ties.  Names that differ in accents, case or signs
    only are one organisation, called as it was first.

    Raises:
        TieListError: If there is nothing to read, or more than is read.
    """
    if len(text) > MOST_LETTERS:
        raise TieListError(ListFault.TOO_LARGE)
    reading = _Reading()
    for line, cells in _rows(text):
        reading.row(line, cells)
    if not reading.names and not reading.bad:
        raise TieListError(ListFault.EMPTY)
    if len(reading.names) > MOST_ORGANISATIONS or reading.rows > MOST_ROWS:
        raise TieListError(ListFault.TOO_LARGE)
    return reading.finished()


class _Reading:
    """What has been read so far."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.ties: dict[tuple[str, str, str], ListedTie] = {}
        self.bad: list[BadRow] = []
        self.rows = self.repeated = 0
        self.columns: Mapping[str, int] = {"one": 0, "other": 1, "weight": 2, "kind": 3}

    def row(self, line: int, cells: Sequence[str]) -> None:
        named = _columns(cells) if not self.rows and not self.names else None
        if named is not None:
            self.columns = named
            return
        self.rows += 1
        found = {
            name: cells[at] if at < len(cells) else ""
            for name, at in self.columns.items()
        }
        fault = _fault(found, is_list=len(cells) > 1)
        if fault is not None:
            told = clean_name(" ; ".join(cells), LONGEST_NAME)
            self.bad.append(BadRow(line, fault, told))
        elif found["other"]:
            self._tie(found)
        else:
            self._name(found["one"])

    def _name(self, text: str) -> str:
        name = clean_name(text, LONGEST_NAME)
        return self.names.setdefault(fold(name) or name, name)

    def _tie(self, found: Mapping[str, str]) -> None:
        one, other = sorted((self._name(found["one"]), self._name(found["other"])))
        kind = clean_name(found.get("kind", ""), LONGEST_KIND)
        weight = int(found.get("weight", "") or 1)
        held = self.ties.get((one, other, fold(kind)))
        if held is not None:
            self.repeated += 1
            kind, weight = held.kind, min(held.weight + weight, LARGEST_WEIGHT)
        self.ties[one, other, fold(kind)] = ListedTie(one, other, kind, weight)

    def finished(self) -> TieList:
        return TieList(
            organisations=tuple(self.names.values()),
            ties=tuple(self.ties.values()),
            repeated=self.repeated,
            bad=tuple(self.bad),
        )


def _fault(found: Mapping[str, str], *, is_list: bool) -> RowFault | None:
    one, other = (clean_name(found[end], 1_000) for end in ("one", "other"))
    if not one or (not other and is_list):
        return RowFault.ONE_NAME
    if max(len(one), len(other)) > LONGEST_NAME:
        return RowFault.LONG_NAME
    if (fold(one) or one) == (fold(other) or other):
        return RowFault.ITSELF
    weight = found.get("weight", "")
    right = not weight or (re.fullmatch(r"[0-9]{1,7}", weight) and int(weight) > 0)
    return None if right else RowFault.BAD_WEIGHT


def _columns(cells: Sequence[str]) -> dict[str, int] | None:
    """Return which column holds what; none if the row is a tie."""
    keys = [fold(cell) for cell in cells]
    found: dict[str, int] = {}
    for name, headings in _HEADINGS.items():
        known = {fold(heading) for heading in headings}
        at = next((at for at, key in enumerate(keys) if key in known), None)
        if at is not None:
            found[name] = at
    return found if {"one", "other"} <= set(found) else None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of every line that is not empty."""
    lines = text.splitlines()
    separator = _separator(lines)
    for number, line in enumerate(lines, start=1):
        if separator and separator in line:
            cells = next(csv.reader(io.StringIO(line), delimiter=separator))
        else:
            cells = _ARROW.split(line.strip().strip('"'), maxsplit=1)
        told = [_plain(cell) for cell in cells]
        if any(told):
            yield number, told


def _separator(lines: Iterable[str]) -> str:
    """Return the sign that parts the cells: the first that most rows have."""
    held = [line for line in lines if line.strip()][:200]
    for sign in _SEPARATORS:
        if 2 * sum(sign in line for line in held) > len(held):
            return sign
    return ""


def _plain(cell: str) -> str:
    """Return a cell without blanks, nor the apostrophe of our own tables."""
    told = cell.strip()
    if told[:1] == "'" and told[1:2] in ("=", "+", "-", "@"):
        return told[1:]
    return told


def _decoded(raw: bytes) -> str:
    encodings = ("utf-16",) if raw.startswith(_BYTE_ORDER_MARKS) else _EIGHT_BITS
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise TieListError(ListFault.NOT_TEXT)


_EIGHT_BITS = ("utf-8-sig", "cp1252")


def _from_network(raw: bytes) -> str:
    """Return the list of a network of another program, by its labels."""
    try:
        sketch = read_sketch(raw)
    except SketchError as error:
        raise TieListError(ListFault.NOT_A_NETWORK, error.faults[:20]) from error
    if len(sketch.names) > MOST_ORGANISATIONS or len(sketch.arcs) > 2 * MOST_ROWS:
        raise TieListError(ListFault.TOO_LARGE)
    labels = _labels(raw)
    names = [_cell(labels.get(name, name)) for name in sketch.names]
    pairs = dict.fromkeys((min(arc), max(arc)) for arc in sketch.arcs)
    tied = {end for pair in pairs for end in pair}
    rows = [f"{names[one]}\t{names[other]}" for one, other in pairs]
    alone = [name for at, name in enumerate(names) if at not in tied]
    return "\n".join(["origen\tdestino", *rows, *alone])


def _cell(text: str) -> str:
    return clean_name(text.replace('"', ""), LONGEST_NAME)


def _labels(raw: bytes) -> dict[str, str]:
    """Return the names that nodes carry beside their keys."""
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    pairs = _labels_of_json(start) if start[:1] == b"{" else _labels_of_marks(start)
    return {key: label for key, label in pairs if label.strip()}


def _labels_of_json(raw: bytes) -> Iterator[tuple[str, str]]:
    document: dict[str, Any] = json.loads(raw)
    for node in document["nodes"]:
        label = node.get("label") or node.get("name")
        if isinstance(label, str):
            yield str(node["id"]), label


def _labels_of_marks(raw: bytes) -> Iterator[tuple[str, str]]:
    root = ET.fromstring(raw)  # noqa: S314 - read_sketch refused document types
    keys = {
        each.get("id")
        for each in _called(root, "key")
        if each.get("attr.name") in ("label", "name")
    }
    for node in _called(root, "node"):
        told = [
            each.text or "" for each in _called(node, "data") if each.get("key") in keys
        ]
        yield node.get("id", ""), node.get("label") or "".join(told[:1])


def _called(root: ET.Element, name: str) -> list[ET.Element]:
    """Return the elements of that name, whatever their namespace."""
    return [each for each in root.iter() if each.tag.rpartition("}")[2] == name]
