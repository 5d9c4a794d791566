"""Small movements of a drawing: settling a few, keeping all apart.

Places are in the units of the drawing.  Everything runs in a fixed order, so
the same drawing comes out every time.
"""

from __future__ import annotations

from collections import defaultdict
from math import cos, hypot, pi, sin, sqrt
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    import networkx as nx

Place: TypeAlias = tuple[float, float]

#: Turns in which those who look for a place move, less far each time.
TURNS = 40
#: How many lengths of a tie the first turn moves at most, a few or everybody.
PACE, GENTLE_PACE = 0.5, 0.08
#: How much of the room that each one has a spring wants to be long.
_LENGTH = 0.9
#: Turns in which those who stay give way a little, and how far in each.
_DRIFT_TURNS, _DRIFT_STEP = 10, 2.0
#: So many lengths away two do not push each other any more.
_REACH = 3.0
#: Angle between one newcomer and the next: the golden one, never twice the same.
_TURN = pi * (3 - sqrt(5))


class Box(NamedTuple):
    """The part of the drawing in which all places are."""

    left: float
    top: float
    right: float
    foot: float

    def clamped(self, x: float, y: float) -> Place:
        """Return the place nearest to a point."""
        return (
            min(max(x, self.left), self.right),
            min(max(y, self.top), self.foot),
        )

    def length(self, count: int) -> float:
        """Return how long a tie wants to be among ``count`` organisations."""
        area = max(self.right - self.left, 1) * max(self.foot - self.top, 1)
        return _LENGTH * sqrt(area / max(count, 1))


class _Cells:
    """Who is near: nodes by the cell of a grid in which they are."""

    def __init__(self, places: Mapping[int, Place], side: float) -> None:
        self.side = max(side, 1.0)
        self._cells: defaultdict[tuple[int, int], dict[int, Place]] = defaultdict(dict)
        for node, place in places.items():
            self._cells[self._cell(place)][node] = place

    def move(self, node: int, source: Place, target: Place) -> None:
        """Take a node from one place to another."""
        del self._cells[self._cell(source)][node]
        self._cells[self._cell(target)][node] = target

    def near(self, place: Place) -> Iterator[tuple[int, Place]]:
        """Yield nodes of the nine cells around a place."""
        column, row = self._cell(place)
        for across in (-1, 0, 1):
            for down in (-1, 0, 1):
                yield from self._cells.get((column + across, row + down), {}).items()

    def _cell(self, place: Place) -> tuple[int, int]:
        return int(place[0] // self.side), int(place[1] // self.side)


def settle(
    graph: nx.Graph[int],
    held: Mapping[int, Place],
    movers: Iterable[int],
    box: Box,
    *,
    drift: float = 0.0,
) -> dict[int, Place]:
    """Return places for all when only some may move.

    A newcomer starts beside those it has a tie with; then all movers are
    pulled by their ties and pushed by whoever is near.  In the end the others
    may give way a little, so that a drawing that grew for months stays clear.

    Args:
        graph: Who has a tie with whom, nodes and ties in order.
        held: Where those stand that have a place.
        movers: Who may move; whoever has no place moves anyway.
        box: Where all places must be.
        drift: How far the others may give way, when anybody moves.

    Source:
        Forces of Fruchterman, T. and Reingold, E. (1991), Software: Practice
        and Experience 21, 1129-1164.
    """
    length = box.length(len(graph))
    places = {node: box.clamped(*held[node]) for node in graph if node in held}
    restless = sorted((set(movers) & set(graph)) | (set(graph) - set(places)))
    pace = GENTLE_PACE if len(restless) == len(graph) else PACE
    _seat(graph, places, restless, box)
    cells = _Cells(places, _REACH * length)
    for turn in range(TURNS):
        farthest = pace * length * (1 - turn / TURNS)
        for node in restless:
            x, y = places[node]
            across, down = _force(graph, places, cells, node, length)
            step = min(1.0, farthest / max(hypot(across, down), 1e-9))
            moved = box.clamped(x + across * step, y + down * step)
            cells.move(node, places[node], moved)
            places[node] = moved
    if restless and drift:
        _give_way(graph, places, box, drift)
    return places


def apart(
    places: Mapping[int, Place],
    gap: float,
    box: Box,
    *,
    movers: Collection[int] | None = None,
) -> dict[int, Place]:
    """Return the places with nobody nearer than ``gap`` to another, if it can be.

    Args:
        places: Where they stand.
        gap: The least distance.
        box: Where all places must be.
        movers: Who may be moved; everybody when none.
    """
    found = {node: places[node] for node in sorted(places)}
    pushed = [node for node in found if movers is None or node in movers]
    for _turn in range(TURNS):
        cells = _Cells(found, gap)
        crowded = False
        for node in pushed:
            push = _push(found, cells, node, gap)
            if push is None:
                continue
            crowded = True
            x, y = found[node]
            moved = box.clamped(x + push[0], y + push[1])
            cells.move(node, (x, y), moved)
            found[node] = moved
        if not crowded:
            break
    return found


def _give_way(
    graph: nx.Graph[int], places: dict[int, Place], box: Box, drift: float
) -> None:
    """Move everybody towards where the forces want them, ``drift`` at most."""
    length = box.length(len(graph))
    start = dict(places)
    cells = _Cells(places, _REACH * length)
    for _turn in range(_DRIFT_TURNS):
        for node in graph:
            x, y = places[node]
            across, down = _force(graph, places, cells, node, length)
            step = min(1.0, _DRIFT_STEP / max(hypot(across, down), 1e-9))
            moved = _within(
                start[node], box.clamped(x + across * step, y + down * step), drift
            )
            cells.move(node, places[node], moved)
            places[node] = moved


def _within(start: Place, place: Place, most: float) -> Place:
    """Return the place, brought back to at most so far from the start."""
    across, down = place[0] - start[0], place[1] - start[1]
    part = min(1.0, most / max(hypot(across, down), 1e-9))
    return start[0] + across * part, start[1] + down * part


def _seat(
    graph: nx.Graph[int], places: dict[int, Place], restless: list[int], box: Box
) -> None:
    """Give those without a place one, beside the ties they have."""
    length = box.length(len(graph))
    waiting = [node for node in restless if node not in places]
    while waiting:
        # Whoever has most ties to those seated comes first.
        node = max(
            waiting,
            key=lambda each: (sum(near in places for near in graph[each]), -each),
        )
        waiting.remove(node)
        near = [places[other] for other in graph[node] if other in places]
        angle = _TURN * node
        if near:
            x = sum(place[0] for place in near) / len(near) + length * cos(angle)
            y = sum(place[1] for place in near) / len(near) + length * sin(angle)
        else:
            x, y = _emptiest(places, box)
        places[node] = box.clamped(x, y)


def _emptiest(places: Mapping[int, Place], box: Box) -> Place:
    """Return the place of a coarse grid that is farthest from everybody."""
    columns, rows = 9, 6
    candidates = [
        (
            box.left + (box.right - box.left) * (column + 0.5) / columns,
            box.top + (box.foot - box.top) * (row + 0.5) / rows,
        )
        for row in range(rows)
        for column in range(columns)
    ]
    taken = list(places.values())
    return max(
        candidates,
        key=lambda spot: min(
            (hypot(spot[0] - x, spot[1] - y) for x, y in taken), default=0
        ),
    )


def _force(
    graph: nx.Graph[int],
    places: Mapping[int, Place],
    cells: _Cells,
    node: int,
    length: float,
) -> Place:
    x, y = places[node]
    across = down = 0.0
    for other in graph[node]:
        away_x, away_y = places[other][0] - x, places[other][1] - y
        pull = hypot(away_x, away_y) / length
        across += away_x * pull
        down += away_y * pull
    for other, (other_x, other_y) in cells.near((x, y)):
        if other == node:
            continue
        away_x, away_y = _away(x - other_x, y - other_y, node)
        distance = hypot(away_x, away_y)
        push = (length / distance) ** 2
        across += away_x * push
        down += away_y * push
    return across, down


def _push(
    places: Mapping[int, Place], cells: _Cells, node: int, gap: float
) -> Place | None:
    """Return how far a node is pushed by those too near; none if nobody is."""
    x, y = places[node]
    across = down = 0.0
    crowded = False
    for other, (other_x, other_y) in cells.near((x, y)):
        away_x, away_y = _away(x - other_x, y - other_y, node)
        distance = hypot(away_x, away_y)
        if other == node or distance >= gap - 0.5:
            continue
        crowded = True
        lack = (gap - distance) / 2 + 0.5
        across += away_x / distance * lack
        down += away_y / distance * lack
    return (across, down) if crowded else None


def _away(across: float, down: float, node: int) -> Place:
    """Return the way from one to another, any way when they are on one spot."""
    if abs(across) + abs(down) > 1e-6:
        return across, down
    return cos(_TURN * node), sin(_TURN * node)
