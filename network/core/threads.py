"""The ties of a drawing as threads: one path for each layer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from network.core.layout import Line

SMALLEST_RADIUS = 8
LARGEST_RADIUS = 26
SMALLEST_GROUP = 16
LARGEST_GROUP = 60


@dataclass(frozen=True, slots=True)
class Thread:
    """All the ties of one layer, drawn in one go.

    Attributes:
        layer: Text of the layer.
        path: What the ``d`` of an SVG path takes.
        ties: How many pairs it joins.
    """

    layer: str
    path: str
    ties: int


def threads(ties: Iterable[tuple[str, Line]]) -> tuple[Thread, ...]:
    """Return one thread for each layer, in the order of their texts.

    Args:
        ties: Layer and line of every tie.
    """
    strokes: defaultdict[str, list[str]] = defaultdict(list)
    for layer, line in ties:
        strokes[layer].append(stroke(line))
    return tuple(
        Thread(layer, "".join(lines), len(lines))
        for layer, lines in sorted(strokes.items())
    )


def stroke(line: Line) -> str:
    """Return a line as a part of a path, in as few letters as it takes."""
    across, down = line.x2 - line.x1, line.y2 - line.y1
    return f"M{line.x1} {line.y1}l{across} {down}".replace(" -", "-")


def dots(spots: Iterable[tuple[int, int]]) -> str:
    """Return one path that is a dot at every spot, when drawn with round ends."""
    return "".join(f"M{x} {y}h0" for x, y in spots)


def radius(degree: int, organisations: int) -> int:
    """Return how large the circle of an organisation is drawn.

    It grows with the ties, within bounds, and all are smaller where there are
    many.

    Args:
        degree: Its ties.
        organisations: How many are in the drawing.
    """
    room = 1.0 if organisations <= 60 else 0.7 if organisations <= 150 else 0.5
    grown = SMALLEST_RADIUS + 3.2 * sqrt(degree)
    return round(min(grown, LARGEST_RADIUS) * room)


def group_radius(size: int, largest: int, groups: int = 1) -> int:
    """Return how large a group of organisations is drawn: its area by members.

    Args:
        size: Its members.
        largest: Members of the largest group in the drawing, at least one.
        groups: How many groups there are; all are smaller where there are many.
    """
    most = min(LARGEST_GROUP, max(SMALLEST_GROUP, round(160 / sqrt(groups))))
    return max(SMALLEST_GROUP, round(most * sqrt(size / largest)))
