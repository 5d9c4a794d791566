"""Outlines of departments and provinces, made small enough for a telephone.

They come as TopoJSON (Natural Earth's first level of administration, in the
public domain): borders are arcs that neighbours share.  An arc is simplified
once, so that two neighbours never part along their border.
"""

from __future__ import annotations

import heapq
import json
import sys
from dataclasses import asdict, dataclass
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from network.core.regions import REGIONS
from network.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[int, int, int, int]

#: Units of the plane in a degree of latitude: one is about 550 metres.
PER_DEGREE = 200
#: Equirectangular projection: a degree of longitude is drawn as long as it is
#: on this parallel.  At 12 degrees north it comes out 2 % too long.
PARALLEL = 2.0
#: West of this meridian of each country lie its islands: San Andrés, Galápagos.
ISLANDS_WEST_OF = {"CO": -79.5, "EC": -85.0}
#: Triangles smaller than this are flattened, in square units of the plane.
LEAST_AREA = 2.0
#: Islets smaller than this are left out, in square units of the plane.
LEAST_ISLAND = 6.0

#: Names of the source that are not the official ones.
_OTHER_NAMES = {
    "Bogota": "Bogotá, D. C.",
    "San Andrés y Providencia": "San Andrés, Providencia y Santa Catalina",
}


@dataclass(frozen=True, slots=True)
class Outline:
    """A department or province, ready to draw.

    Attributes:
        name: The official one; empty for what the source does not name.
        path: Of an SVG, in whole units of the plane.
        box: Least x and y, most x and y, in units of the plane.
        centre: Of its largest piece, in units of the plane.
        is_island: Whether it lies far out at sea and goes into a box.
    """

    name: str
    path: str
    box: Box
    centre: tuple[int, int]
    is_island: bool


def project(latitude: float, longitude: float) -> Point:
    """Return the point of the plane, x to the east and y to the south.

    Args:
        latitude: In degrees, north positive.
        longitude: In degrees, east positive.

    Source:
        Snyder, J. P. (1987). Map projections: a working manual. USGS
        Professional Paper 1395, chapter 12 (equidistant cylindrical).
    """
    return (
        longitude * cos(radians(PARALLEL)) * PER_DEGREE,
        -latitude * PER_DEGREE,
    )


def outlines_of(
    topology: Mapping[str, Any], country: str, *, least_area: float = LEAST_AREA
) -> list[Outline]:
    """Return the outlines that stand in a TopoJSON file, by name.

    Args:
        topology: The file, read; quantised with a ``transform``.
        country: ISO 3166 code, whose official names are used.
        least_area: See :data:`LEAST_AREA`.
    """
    arcs = [simplify(arc, least_area) for arc in _arcs(topology)]
    official = {fold(name): name for name in REGIONS[country]}
    west, _ = project(0, ISLANDS_WEST_OF[country])
    found: list[Outline] = []
    for geometry in _geometries(topology):
        name = str((geometry.get("properties") or {}).get("name") or "")
        name = _OTHER_NAMES.get(name, name)
        rings = [_ring(arcs, ring) for ring in _rings(geometry)]
        found += _outline(official.get(fold(name), name), rings, west)
    return sorted(found, key=lambda each: (each.name, each.box))


def written(outlines: Sequence[Outline]) -> str:
    """Return the outlines as the text that :func:`read_outlines` reads."""
    return json.dumps(
        [asdict(outline) for outline in outlines],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def read_outlines(text: str) -> tuple[Outline, ...]:
    """Return the outlines that :func:`written` wrote.

    Raises:
        ValueError: If the text is something else.
    """
    try:
        return tuple(
            Outline(
                name=str(each["name"]),
                path=str(each["path"]),
                box=tuple(each["box"]),
                centre=tuple(each["centre"]),
                is_island=bool(each["is_island"]),
            )
            for each in json.loads(text)
        )
    except (KeyError, TypeError) as error:
        msg = "not a file of outlines"
        raise ValueError(msg) from error


def simplify(points: Sequence[Point], least_area: float) -> list[Point]:
    """Return a line without the corners that are hardly seen.

    Again and again the corner goes that makes the smallest triangle with its
    neighbours, until every triangle has at least ``least_area``.  The ends
    stay.

    Source:
        Visvalingam, M. and Whyatt, J. D. (1993). Line generalisation by
        repeated elimination of points. Cartographic Journal 30, 46-51.
    """
    before = list(range(-1, len(points) - 1))
    after = list(range(1, len(points) + 1))
    heap = [
        (_triangle(points[i - 1], points[i], points[i + 1]), i)
        for i in range(1, len(points) - 1)
    ]
    current = {i: area for area, i in heap}
    heapq.heapify(heap)
    while heap and heap[0][0] < least_area:
        area, i = heapq.heappop(heap)
        if current.get(i) != area:
            continue
        del current[i]
        left, right = before[i], after[i]
        after[left], before[right] = right, left
        for j in (left, right):
            if j in current:
                # Never less than what went: otherwise whole curves unravel.
                again = _triangle(points[before[j]], points[j], points[after[j]])
                current[j] = max(area, again)
                heapq.heappush(heap, (current[j], j))
    ends = {0, len(points) - 1}
    return [point for i, point in enumerate(points) if i in current or i in ends]


def _triangle(one: Point, two: Point, three: Point) -> float:
    return (
        abs(
            (two[0] - one[0]) * (three[1] - one[1])
            - (three[0] - one[0]) * (two[1] - one[1])
        )
        / 2
    )


def _arcs(topology: Mapping[str, Any]) -> list[list[Point]]:
    """Return the arcs in the plane: the file keeps steps of whole numbers."""
    (across, down) = topology["transform"]["scale"]
    (west, south) = topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append(project(y * down + south, x * across + west))
        found.append(points)
    return found


def _geometries(topology: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for collection in topology["objects"].values():
        yield from collection["geometries"]


def _rings(geometry: Mapping[str, Any]) -> list[list[int]]:
    """Return the rings of a polygon or of several, as numbers of arcs."""
    if geometry["type"] == "Polygon":
        return list(geometry["arcs"])
    if geometry["type"] == "MultiPolygon":
        return [ring for polygon in geometry["arcs"] for ring in polygon]
    return []


def _ring(arcs: Sequence[Sequence[Point]], numbers: Iterable[int]) -> list[Point]:
    """Return a closed ring; an arc numbered ``~n`` is arc ``n`` backwards."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _outline(name: str, rings: list[list[Point]], west: float) -> list[Outline]:
    """Return the outline of the mainland part and of the islands, if any."""
    kept = [ring for ring in rings if abs(_area(ring)) >= LEAST_ISLAND]
    parts = (
        (False, [ring for ring in kept if ring[0][0] >= west]),
        (True, [ring for ring in kept if ring[0][0] < west]),
    )
    return [
        _drawn(name, part, is_island=is_island) for is_island, part in parts if part
    ]


def _drawn(name: str, rings: list[list[Point]], *, is_island: bool) -> Outline:
    whole = [[(round(x), round(y)) for x, y in ring] for ring in rings]
    across = [x for ring in whole for x, _ in ring]
    down = [y for ring in whole for _, y in ring]
    return Outline(
        name=name,
        path="".join(_path(ring) for ring in whole),
        box=(min(across), min(down), max(across), max(down)),
        centre=_centre(max(rings, key=lambda ring: abs(_area(ring)))),
        is_island=is_island,
    )


def _path(ring: Sequence[tuple[int, int]]) -> str:
    """Return the ring as a path of relative steps, which are short to write."""
    x, y = ring[0]
    steps = [f"M{x} {y}"]
    last = "M"
    for to_x, to_y in ring[1:-1]:
        if (to_x, to_y) != (x, y):
            step = f"{to_x - x}{' ' if to_y >= y else ''}{to_y - y}"
            joint = "" if last == "l" and step.startswith("-") else " "
            steps.append(f"l{step}" if last == "M" else f"{joint}{step}")
            last, x, y = "l", to_x, to_y
    return "".join(steps) + "z"


def _area(ring: Sequence[Point]) -> float:
    """Return the area of a closed ring, positive one way round."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def _centre(ring: Sequence[Point]) -> tuple[int, int]:
    """Return the centre of gravity of a closed ring."""
    area = _area(ring)
    pairs = list(pairwise(ring))
    across = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs)
    down = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs)
    return round(across / (6 * area)), round(down / (6 * area))


def main(arguments: Sequence[str]) -> None:
    """Write the outlines of a country: ``FILE.topo.json COUNTRY OUT.json``.

    A step of the Makefile, like the copies of the front-end files.
    """
    source, country, target = arguments
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    Path(target).write_text(written(outlines_of(topology, country)), encoding="utf-8")


if __name__ == "__main__":  # pragma: no cover - the Makefile comes in here
    main(sys.argv[1:])
