"""Where each organisation stands in the drawing, the same on every visit."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 1000
HEIGHT = 700
MARGIN = 70
#: Beyond so many tied organisations a ring is drawn: springs take too long.
MOST_WITH_SPRINGS = 300
_SEED = 4
_ROW = 44
_GAP = 6


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


def lay_out(graph: nx.Graph[int]) -> dict[int, Spot]:
    """Return a spot for every organisation.

    Those with ties stand where springs between them would pull them, from a
    ring to start with and without chance; those without stand in rows at the
    foot of the drawing.

    Args:
        graph: Undirected and simple.

    Returns:
        A spot inside the drawing for each node; no two are drawn the same
        way on different visits unless the graph changed.

    Source:
        Fruchterman, T. and Reingold, E. (1991). Graph drawing by
        force-directed placement. Software: Practice and Experience 21,
        1129-1164; computed by networkx.
    """
    alone = sorted(nx.isolates(graph))
    tied = graph.subgraph(sorted(set(graph) - set(alone)))
    rows = -(-len(alone) // _per_row())
    floor = HEIGHT - MARGIN - rows * _ROW if tied else HEIGHT - MARGIN
    spots = _fit(_positions(tied), floor)
    return spots | _in_rows(alone, HEIGHT - MARGIN - (rows - 1) * _ROW)


def _per_row() -> int:
    return (WIDTH - 2 * MARGIN) // _ROW


def _positions(graph: nx.Graph[int]) -> dict[int, tuple[float, float]]:
    """Return positions in any scale: a ring, relaxed if it is not too large."""
    nodes = sorted(graph)
    ring = {
        node: (cos(2 * pi * i / len(nodes)), sin(2 * pi * i / len(nodes)))
        for i, node in enumerate(nodes)
    }
    if not 3 <= len(nodes) <= MOST_WITH_SPRINGS:
        return ring
    ordered: nx.Graph[int] = nx.Graph()
    ordered.add_nodes_from(nodes)
    ordered.add_edges_from(sorted((min(edge), max(edge)) for edge in graph.edges()))
    relaxed = nx.spring_layout(ordered, pos=ring, seed=_SEED, iterations=80)
    return {node: (float(x), float(y)) for node, (x, y) in relaxed.items()}


def _fit(positions: dict[int, tuple[float, float]], floor: int) -> dict[int, Spot]:
    """Return the positions stretched over the drawing down to ``floor``."""
    if not positions:
        return {}
    across = _scale([x for x, _ in positions.values()], MARGIN, WIDTH - MARGIN)
    down = _scale([y for _, y in positions.values()], MARGIN, max(floor, MARGIN + 1))
    return {
        node: Spot(x, y) for node, x, y in zip(positions, across, down, strict=True)
    }


def _scale(values: Sequence[float], low: int, high: int) -> list[int]:
    least, most = min(values), max(values)
    if most - least < 1e-9:
        return [(low + high) // 2] * len(values)
    return [round(low + (v - least) / (most - least) * (high - low)) for v in values]


def _in_rows(nodes: Sequence[int], top: int) -> dict[int, Spot]:
    """Return spots from left to right, and down when a row is full."""
    width = _per_row()
    return {
        node: Spot(MARGIN + _ROW * (i % width), max(top, MARGIN) + _ROW * (i // width))
        for i, node in enumerate(nodes)
    }
