"""Where each organisation stands in the drawing, the same on every visit."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING

import networkx as nx

from network.core.engine import force_layout
from network.core.nudging import Box, apart, settle

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from network.core.nudging import Place

WIDTH = 1000
HEIGHT = 700
MARGIN = 70
#: Beyond so many tied organisations igraph pulls the springs.
MOST_WITH_SPRINGS = 300
#: Beyond this share of newcomers and changed ones, all may move.
MANY = 0.5
_SEED = 4
#: So many newcomers at most are seated one by one.
MOST_NEWCOMERS = 300
#: Between those without ties, in rows at the foot; less when they are many.
_ROW = 44
#: The most that those rows may take of the height.
_FOOT = (HEIGHT - 2 * MARGIN) * 3 // 10
_GAP = 6
#: Nobody stands nearer to another than this, where there is room.
_NEAREST = 60
#: Those whose ties did not change give way to the others so far at most.
GIVES_WAY = 14


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a drawing of 1000 by 700, from its top left corner."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line of the drawing."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """The drawing before this one, from which it must not jump.

    Attributes:
        spots: Where each organisation stood.
        degrees: With how many others each had a tie.
    """

    spots: Mapping[int, Spot]
    degrees: Mapping[int, int]


def line_between(source: Spot, target: Spot, rank: int) -> Line:
    """Return the line between two spots, moved aside for its layer.

    Args:
        source: One end.
        target: The other end.
        rank: 0 for the middle; other layers stand beside it, left and right.
    """
    across, down = target.x - source.x, target.y - source.y
    length = hypot(across, down) or 1.0
    aside = _GAP * ((rank + 1) // 2) * (1 if rank % 2 else -1)
    x, y = round(-down / length * aside), round(across / length * aside)
    return Line(source.x + x, source.y + y, target.x + x, target.y + y)


def lay_out(graph: nx.Graph[int], earlier: Earlier | None = None) -> dict[int, Spot]:
    """Return a spot for every organisation.

    Those with ties stand where springs between them would pull them; those
    without stand in rows at the foot of the drawing.  With an earlier drawing,
    whoever has as many ties as then stays where it was, but for giving way a
    little, and only the others look for their place: an unchanged network is
    drawn as before, and a new tie moves its two ends.

    Args:
        graph: Undirected and simple.
        earlier: The drawing before this one, if there is one.

    Returns:
        A spot inside the drawing for each node; the same graph and the same
        earlier drawing give the same spots.

    Source:
        Fruchterman, T. and Reingold, E. (1991). Graph drawing by
        force-directed placement. Software: Practice and Experience 21,
        1129-1164; computed by networkx, by igraph for large networks.
    """
    alone = sorted(nx.isolates(graph))
    tied = _in_order(graph.subgraph(sorted(set(graph) - set(alone))))
    rows, pitch = _grid_of(len(alone))
    floor = HEIGHT - MARGIN - rows * pitch if tied else HEIGHT - MARGIN
    box = Box(MARGIN, MARGIN, WIDTH - MARGIN, floor)
    held = _held(tied, earlier)
    places = _moved(tied, held, earlier, box) if held and earlier else _fresh(tied, box)
    return _rounded(places) | _in_rows(alone, rows, pitch, earlier)


def zoomed(spots: Mapping[int, Spot]) -> dict[int, Spot]:
    """Return the spots of a part of a drawing stretched over all of it.

    Args:
        spots: Where the organisations of the part stand in the whole drawing.
    """
    box = Box(MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN)
    places = {node: (float(spot.x), float(spot.y)) for node, spot in spots.items()}
    return _rounded(_spread(_fit(places, box), box))


def _in_order(graph: nx.Graph[int]) -> nx.Graph[int]:
    """Return the graph with nodes and ties in order, so that sums are the same."""
    ordered: nx.Graph[int] = nx.Graph()
    ordered.add_nodes_from(sorted(graph))
    ordered.add_edges_from(sorted((min(edge), max(edge)) for edge in graph.edges()))
    return ordered


def _held(graph: nx.Graph[int], earlier: Earlier | None) -> dict[int, Place]:
    """Return the places that those with ties have from the earlier drawing."""
    if earlier is None:
        return {}
    return {
        node: (float(earlier.spots[node].x), float(earlier.spots[node].y))
        for node in graph
        if node in earlier.spots and earlier.degrees.get(node, 0) > 0
    }


def _fresh(graph: nx.Graph[int], box: Box) -> dict[int, Place]:
    """Return a drawing that owes nothing to an earlier one."""
    nodes = list(graph)
    if len(nodes) > MOST_WITH_SPRINGS:
        return _fit(force_layout(graph), box)
    ring = {
        node: (cos(2 * pi * i / len(nodes)), sin(2 * pi * i / len(nodes)))
        for i, node in enumerate(nodes)
    }
    if len(nodes) < 3:
        return _fit(ring, box)
    relaxed = nx.spring_layout(graph, pos=ring, seed=_SEED, iterations=80)
    places = {node: (float(x), float(y)) for node, (x, y) in relaxed.items()}
    return _spread(_fit(places, box), box)


def _moved(
    graph: nx.Graph[int], held: dict[int, Place], earlier: Earlier, box: Box
) -> dict[int, Place]:
    """Return the earlier drawing with newcomers and changed ones settled."""
    movers = {
        node
        for node, degree in graph.degree()
        if node not in held or earlier.degrees.get(node) != degree
    }
    seats = _above_the_floor(held, box)
    newcomers = len(graph) - len(held)
    if len(movers) <= MANY * len(graph) and newcomers <= MOST_NEWCOMERS:
        return _settled(graph, seats, movers, box)
    if len(graph) <= MOST_WITH_SPRINGS:
        return _spread(settle(graph, seats, graph, box), box)
    return _fit(force_layout(graph, seats), box)


def _settled(
    graph: nx.Graph[int], seats: dict[int, Place], movers: set[int], box: Box
) -> dict[int, Place]:
    """Return the drawing in which a few look for their place among the others."""
    if len(graph) > MOST_WITH_SPRINGS:
        return settle(graph, seats, movers, box)
    places = settle(graph, seats, movers, box, drift=GIVES_WAY - 2)
    return _spread(places, box, movers)


def _above_the_floor(held: dict[int, Place], box: Box) -> dict[int, Place]:
    """Return the places pressed together when the rows at the foot have grown."""
    deepest = max(y for _, y in held.values())
    if deepest <= box.foot:
        return held
    factor = (box.foot - box.top) / (deepest - box.top)
    return {
        node: (x, box.top + (y - box.top) * factor) for node, (x, y) in held.items()
    }


def _spread(
    places: dict[int, Place], box: Box, movers: Collection[int] | None = None
) -> dict[int, Place]:
    """Return the places with a gap between them, if they are not too many."""
    if not places or len(places) > MOST_WITH_SPRINGS:
        return places
    gap = min(_NEAREST, box.length(len(places)) * 0.6)
    return apart(places, gap, box, movers=movers)


def _fit(positions: Mapping[int, Place], box: Box) -> dict[int, Place]:
    """Return the positions stretched over the box."""
    if not positions:
        return {}
    across = _scale([x for x, _ in positions.values()], box.left, box.right)
    down = _scale([y for _, y in positions.values()], box.top, box.foot)
    return dict(zip(positions, zip(across, down, strict=True), strict=True))


def _scale(values: Sequence[float], low: float, high: float) -> list[float]:
    least, most = min(values), max(values)
    if most - least < 1e-9:
        return [(low + high) / 2] * len(values)
    return [low + (value - least) / (most - least) * (high - low) for value in values]


def _rounded(places: Mapping[int, Place]) -> dict[int, Spot]:
    return {node: Spot(round(x), round(y)) for node, (x, y) in places.items()}


def _grid_of(count: int) -> tuple[int, int]:
    """Return how many rows those without ties take, and how far apart they are."""
    pitch = _ROW
    while (rows := -(-count // _per_row(pitch))) * pitch > _FOOT and pitch > 1:
        pitch -= 1
    return rows, pitch


def _per_row(pitch: int) -> int:
    return (WIDTH - 2 * MARGIN) // pitch


def _in_rows(
    nodes: Sequence[int], rows: int, pitch: int, earlier: Earlier | None
) -> dict[int, Spot]:
    """Return spots from left to right and down; who had one keeps it."""
    width, top = _per_row(pitch), HEIGHT - MARGIN - (rows - 1) * pitch
    free = [
        Spot(MARGIN + pitch * (place % width), top + pitch * (place // width))
        for place in range(rows * width)
    ]
    there = set(free)
    kept = {
        node: earlier.spots[node]
        for node in nodes
        if earlier is not None and earlier.spots.get(node) in there
    }
    taken = set(kept.values())
    others = iter([spot for spot in free if spot not in taken])
    return {node: kept[node] if node in kept else next(others) for node in nodes}
