"""A map without tiles: outlines, and organisations at the centre of their place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import astuple, dataclass, replace
from math import cos, pi, sin, sqrt
from typing import TYPE_CHECKING, TypeAlias

from network.core import labels as naming
from network.core.layout import Spot, line_between
from network.core.threads import Thread, threads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from network.core.layout import Line
    from network.core.outlines import Outline, Point

#: Least x and y, most x and y, in the plane.
Box: TypeAlias = tuple[float, float, float, float]

#: Of the drawing: smaller than the other one, so that a telephone can read it.
WIDTH = 720
HEIGHT = 680
#: Up to so many organisations each one is drawn; beyond, a number per place.
MOST_SINGLE = 80
#: Lines of the drawing, the heaviest first; more cannot be told apart.
MOST_LINES = 900
#: Least width of what is shown, in units of the plane: some 60 kilometres.
LEAST_SPAN = 110.0
_AIR = 0.14
_BOX_WIDTH, _BOX_HEIGHT, _BOX_AIR = 150, 130, 12
_TURN = pi * (3 - sqrt(5))
_STEP = 11.0
_RADIUS = 8


@dataclass(frozen=True, slots=True)
class Frame:
    """How a part of the plane is laid over a part of the drawing."""

    scale: float
    dx: float
    dy: float

    def place(self, point: Point) -> Spot:
        """Return where a point of the plane is drawn."""
        x, y = point
        return Spot(round(x * self.scale + self.dx), round(y * self.scale + self.dy))

    @property
    def transform(self) -> str:
        """The same, as an SVG says it."""
        return (
            f"matrix({self.scale:.5f} 0 0 {self.scale:.5f} {self.dx:.2f} {self.dy:.2f})"
        )


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the drawing with its own scale: the mainland, or a box at sea.

    Attributes:
        left: Of the box, in units of the drawing.
        top: The same.
        width: The same.
        height: The same.
        frame: How the plane is laid over it.
        outlines: The regions that are seen in it.
        name: Of the islands; empty for the mainland.
    """

    left: int
    top: int
    width: int
    height: int
    frame: Frame
    outlines: tuple[Outline, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A place with organisations.

    Attributes:
        point: In the plane.
        organisations: Their keys, in the order in which they are shown.
        name: Of the place.
        is_island: Whether it goes into a box.
    """

    point: Point
    organisations: tuple[int, ...]
    name: str
    is_island: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A circle: an organisation, or several of one place with their number."""

    spot: Spot
    radius: int
    organisations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The map, ready to be written as SVG.

    Attributes:
        panels: The mainland first, then the boxes of islands.
        threads: The ties, one path per layer.
        marks: The organisations.
        places: Names of the places that fit without covering anything.
        regions: The same, of departments and provinces.
        left_out: How many lines were too many to draw.
    """

    panels: tuple[Panel, ...]
    threads: tuple[Thread, ...]
    marks: tuple[Mark, ...]
    places: tuple[naming.Label, ...]
    regions: tuple[naming.Label, ...]
    left_out: int


def draw(
    pins: Sequence[Pin],
    ties: Mapping[tuple[int, int, str], int],
    outlines: Sequence[Outline],
) -> Chart:
    """Return the map of the places, zoomed to where the organisations are.

    Args:
        pins: Places with organisations, each place once.
        ties: Weight by source, target and layer.
        outlines: Departments and provinces; may be empty.
    """
    if not any(each.is_island for each in outlines):
        pins = [replace(pin, is_island=False) for pin in pins]
    panels = _panels(pins, outlines)
    marks, spots = _marks(pins, panels)
    lines = _lines(ties, spots)
    places, regions = _labels(pins, panels, marks)
    return Chart(
        panels=panels,
        threads=threads(lines[:MOST_LINES]),
        marks=marks,
        places=places,
        regions=regions,
        left_out=max(len(lines) - MOST_LINES, 0),
    )


def fit(box: Box, left: float, top: float, width: float, height: float) -> Frame:
    """Return the frame that shows all of a box of the plane in the middle.

    Args:
        box: Least x and y, most x and y, in the plane.
        left: Of the room in the drawing.
        top: The same.
        width: The same.
        height: The same.
    """
    x1, y1, x2, y2 = box
    scale = min(width / max(x2 - x1, 1.0), height / max(y2 - y1, 1.0))
    return Frame(
        scale=scale,
        dx=left + width / 2 - (x1 + x2) / 2 * scale,
        dy=top + height / 2 - (y1 + y2) / 2 * scale,
    )


def _panels(pins: Sequence[Pin], outlines: Sequence[Outline]) -> tuple[Panel, ...]:
    mainland = [pin.point for pin in pins if not pin.is_island]
    land = [each for each in outlines if not each.is_island]
    box = _around(mainland) or _whole(land) or _around([pin.point for pin in pins])
    frame = fit(box or (0, 0, 1, 1), 0, 0, WIDTH, HEIGHT)
    main = Panel(0, 0, WIDTH, HEIGHT, frame, _seen(land, frame), "")
    spots = [frame.place(point) for point in mainland]
    boxes = [
        group
        for group in _archipelagos(outlines)
        if not mainland or any(_is_of(pin, group) for pin in pins)
    ]
    corners = sorted(_corners(), key=lambda corner: _covered_by(corner, spots))
    return (main, *map(_island, boxes, corners))


def _archipelagos(outlines: Sequence[Outline]) -> list[tuple[Outline, ...]]:
    """Return the islands, those of each country by themselves."""
    names = dict.fromkeys(each.name for each in outlines if each.is_island)
    return [
        tuple(each for each in outlines if each.is_island and each.name == name)
        for name in names
    ]


def _is_of(pin: Pin, group: Sequence[Outline]) -> bool:
    """Tell whether an island place lies among these islands, or close by."""
    box = _whole(group)
    if box is None or not pin.is_island:
        return False
    x, y = pin.point
    near = LEAST_SPAN / 2
    return box[0] - near <= x <= box[2] + near and box[1] - near <= y <= box[3] + near


def _frame_of(pin: Pin, panels: Sequence[Panel]) -> Frame:
    boxes = [panel for panel in panels[1:] if _is_of(pin, panel.outlines)]
    return boxes[0].frame if boxes else panels[0].frame


def _island(group: Sequence[Outline], corner: Spot) -> Panel:
    box = _whole(group) or (0, 0, 1, 1)
    room = (corner.x + _BOX_AIR, corner.y + _BOX_AIR)
    size = (_BOX_WIDTH - 2 * _BOX_AIR, _BOX_HEIGHT - 2 * _BOX_AIR - naming.LINE)
    frame = fit(box, *room, *size)
    name = group[0].name.partition(",")[0]
    return Panel(corner.x, corner.y, _BOX_WIDTH, _BOX_HEIGHT, frame, tuple(group), name)


def _corners() -> list[Spot]:
    """Return where a box may stand, the preferred corner first."""
    return [
        Spot(x, y)
        for y in (10, HEIGHT - _BOX_HEIGHT - 10)
        for x in (10, WIDTH - _BOX_WIDTH - 10)
    ]


def _covered_by(corner: Spot, spots: Sequence[Spot]) -> int:
    """Return how many spots a box in that corner would cover."""
    return sum(
        0 <= spot.x - corner.x <= _BOX_WIDTH and 0 <= spot.y - corner.y <= _BOX_HEIGHT
        for spot in spots
    )


def _around(points: Sequence[Point]) -> Box | None:
    """Return a box around the points with some air; none without points."""
    if not points:
        return None
    across, down = [x for x, _ in points], [y for _, y in points]
    middle = ((min(across) + max(across)) / 2, (min(down) + max(down)) / 2)
    half = [
        max((max(each) - min(each)) * (0.5 + _AIR), LEAST_SPAN / 2)
        for each in (across, down)
    ]
    return (
        middle[0] - half[0],
        middle[1] - half[1],
        middle[0] + half[0],
        middle[1] + half[1],
    )


def _whole(outlines: Sequence[Outline]) -> Box | None:
    if not outlines:
        return None
    boxes = [each.box for each in outlines]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _seen(outlines: Iterable[Outline], frame: Frame) -> tuple[Outline, ...]:
    """Return the outlines of which something is inside the drawing."""
    found = []
    for each in outlines:
        first = frame.place((each.box[0], each.box[1]))
        last = frame.place((each.box[2], each.box[3]))
        if first.x < WIDTH and last.x > 0 and first.y < HEIGHT and last.y > 0:
            found.append(each)
    return tuple(found)


def _marks(
    pins: Sequence[Pin], panels: Sequence[Panel]
) -> tuple[tuple[Mark, ...], dict[int, Spot]]:
    """Return the circles and where each organisation is drawn."""
    together = sum(len(pin.organisations) for pin in pins) > MOST_SINGLE
    marks: list[Mark] = []
    for pin in pins:
        middle = _frame_of(pin, panels).place(pin.point)
        if together:
            radius = min(8 + round(2.5 * sqrt(len(pin.organisations))), 26)
            marks.append(Mark(middle, radius, pin.organisations))
        else:
            marks += [
                Mark(spot, _RADIUS, (key,))
                for key, spot in zip(
                    pin.organisations, _fan(middle, len(pin.organisations)), strict=True
                )
            ]
    spots = {key: mark.spot for mark in marks for key in mark.organisations}
    return tuple(marks), spots


def _fan(middle: Spot, count: int) -> list[Spot]:
    """Return spots around a place, like the seeds of a sunflower.

    Source:
        Vogel, H. (1979). A better way to construct the sunflower head.
        Mathematical Biosciences 44, 179-189.
    """
    if count == 1:
        return [middle]
    return [
        Spot(
            round(middle.x + _STEP * sqrt(at + 0.5) * cos(at * _TURN)),
            round(middle.y + _STEP * sqrt(at + 0.5) * sin(at * _TURN)),
        )
        for at in range(count)
    ]


def _lines(
    ties: Mapping[tuple[int, int, str], int], spots: Mapping[int, Spot]
) -> list[tuple[str, Line]]:
    """Return layer and line of every tie, the heaviest first.

    Ties of the same two spots and layer are one line; lines of different
    layers stand beside each other.
    """
    weights: defaultdict[tuple[Spot, Spot], dict[str, int]] = defaultdict(dict)
    for (one, other, layer), weight in ties.items():
        ends = sorted((spots[one], spots[other]), key=lambda spot: (spot.x, spot.y))
        if ends[0] != ends[1]:
            held = weights[ends[0], ends[1]]
            held[layer] = held.get(layer, 0) + weight
    lines = [
        (-weight, layer, line_between(*ends, rank))
        for ends, held in weights.items()
        for rank, (layer, weight) in enumerate(sorted(held.items()))
    ]
    lines.sort(key=lambda each: (*each[:2], astuple(each[2])))
    return [(layer, line) for _, layer, line in lines]


def _labels(
    pins: Sequence[Pin], panels: Sequence[Panel], marks: Sequence[Mark]
) -> tuple[tuple[naming.Label, ...], tuple[naming.Label, ...]]:
    """Return the names that fit, of places and then of regions."""
    widest = {mark.organisations[0]: mark.radius for mark in marks}
    together = len(pins) == len(marks)
    places = []
    for pin in pins:
        spot = _frame_of(pin, panels).place(pin.point)
        fanned = round(_STEP * sqrt(len(pin.organisations))) + _RADIUS
        reach = widest[pin.organisations[0]] if together else fanned
        places.append(naming.Mark(spot.x, spot.y, reach, pin.name))
    regions = []
    for outline in panels[0].outlines:
        spot = panels[0].frame.place(outline.centre)
        regions.append(naming.Mark(spot.x, spot.y, 0, outline.name))
    placed = naming.place_labels([*places, *regions], width=WIDTH, height=HEIGHT)
    return (
        tuple(label for label in placed[: len(places)] if label),
        tuple(label for label in placed[len(places) :] if label),
    )
