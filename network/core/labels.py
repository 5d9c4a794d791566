"""Where the names stand in the drawing, so that none hides another."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Literal

from network.core.text import clean_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Anchor = Literal["start", "middle", "end"]

#: Height of a line of text and mean width of a letter, in parts of the drawing.
LINE = 19
LETTER = 9
#: Air between a circle and its name.
AIR = 5
#: Longest name in the drawing; the whole one is in its description.
LONGEST = 28
_CELL = 80
_BEGINNINGS = re.compile(
    r"^(asociaci[oó]n|cooperativa|corporaci[oó]n|fundaci[oó]n|federaci[oó]n"
    r"|organizaci[oó]n)"
    r"( (agropecuaria|agroecol[oó]gica|campesina|multiactiva))?"
    r"( de)?( (peque[nñ][oa]s )?productor[ae]s)?( (de|del))* (?=\S{2})",
    re.IGNORECASE,
)

_LOOSE_END = re.compile(r"( (de|del|el|la|las|los|y|e))+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A circle of the drawing and the name that belongs to it."""

    x: int
    y: int
    radius: int
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """Where a name begins, stands in the middle or ends, on its base line."""

    x: int
    y: int
    anchor: Anchor
    text: str


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def inside(self, width: int, height: int) -> bool:
        return (
            self.left >= 0
            and self.top >= 0
            and self.right <= width
            and self.bottom <= height
        )


class _Occupied:
    """Boxes that are taken, found again by the squares they stand in."""

    def __init__(self, boxes: Iterable[_Box]) -> None:
        self._squares: dict[tuple[int, int], list[_Box]] = {}
        for box in boxes:
            self.take(box)

    def take(self, box: _Box) -> None:
        for square in _squares(box):
            self._squares.setdefault(square, []).append(box)

    def is_free(self, box: _Box) -> bool:
        return not any(
            box.touches(other)
            for square in _squares(box)
            for other in self._squares.get(square, ())
        )


def short_names(names: Sequence[str], longest: int = LONGEST) -> list[str]:
    """Return names for the drawing: what tells each apart, cut if it is long.

    "Asociación de Productores de La Esperanza" is called "La Esperanza", since
    nearly all are associations.  Where two would be called alike, both keep
    the beginning of their whole name.
    """
    whole = [clean_name(name) for name in names]
    told = [_cut(_capital(_BEGINNINGS.sub("", name)), longest) for name in whole]
    shared = Counter(told)
    return [
        short if shared[short] == 1 else _cut(name, longest)
        for short, name in zip(told, whole, strict=True)
    ]


def place_labels(
    marks: Sequence[Mark], *, width: int, height: int, most: int = 120
) -> list[Label | None]:
    """Return where the name of each mark stands, or none where there is no room.

    Greedy: the first marks choose first among eight places around their
    circle, so the important ones come first.  A name never touches a circle, a
    name that stands already, or the edge.

    Args:
        marks: Circles in order of importance.
        width: Of the drawing.
        height: Of the drawing.
        most: How many names at most.

    Source:
        Christensen, J., Marks, J. and Shieber, S. (1995). An empirical study
        of algorithms for point-feature label placement. ACM Transactions on
        Graphics 14, 203-232: the eight places and their order.
    """
    taken = _Occupied(_circle(mark) for mark in marks)
    labels: list[Label | None] = []
    placed = 0
    for mark in marks:
        label = _first_free(mark, taken, width, height) if placed < most else None
        placed += label is not None
        labels.append(label)
    return labels


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _cut(name: str, longest: int) -> str:
    """Return a name cut between two words, so that it is read as it begins."""
    if len(name) <= longest:
        return name
    room = longest - 1
    words = name[: room + 1].rpartition(" ")[0]
    kept = _LOOSE_END.sub("", words) if len(words) > room // 2 else name[:room]
    return kept.rstrip(" ,.;-") + "…"


def _first_free(mark: Mark, taken: _Occupied, width: int, height: int) -> Label | None:
    if not mark.text:
        return None
    for label in _places(mark):
        box = _text_box(label)
        if box.inside(width, height) and taken.is_free(box):
            taken.take(box)
            return label
    return None


def _places(mark: Mark) -> Iterator[Label]:
    """Yield the places around a circle, the best first."""
    away = mark.radius + AIR
    slant = round(mark.radius * 0.72) + AIR
    below, above = mark.y + away + LINE - 5, mark.y - away
    yield Label(mark.x, below, "middle", mark.text)
    yield Label(mark.x, above, "middle", mark.text)
    yield Label(mark.x + away, mark.y + 6, "start", mark.text)
    yield Label(mark.x - away, mark.y + 6, "end", mark.text)
    low, high = mark.y + slant + LINE - 7, mark.y - slant
    yield Label(mark.x + slant, low, "start", mark.text)
    yield Label(mark.x - slant, low, "end", mark.text)
    yield Label(mark.x + slant, high, "start", mark.text)
    yield Label(mark.x - slant, high, "end", mark.text)


def _text_box(label: Label) -> _Box:
    wide = len(label.text) * LETTER
    left = {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return _Box(label.x - left, label.y - LINE + 5, label.x - left + wide, label.y + 4)


def _circle(mark: Mark) -> _Box:
    return _Box(
        mark.x - mark.radius,
        mark.y - mark.radius,
        mark.x + mark.radius,
        mark.y + mark.radius,
    )


def _squares(box: _Box) -> Iterator[tuple[int, int]]:
    return product(
        range(int(box.left) // _CELL, int(box.right) // _CELL + 1),
        range(int(box.top) // _CELL, int(box.bottom) // _CELL + 1),
    )
