"""What breaks when one organisation leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Break:
    """What is left when one vertex leaves.

    Attributes:
        largest: Size of the largest piece of the whole network.
        cut_off: Vertices of its piece that lose the rest of it, in order:
            all but the largest of the parts into which the piece falls.
    """

    largest: int
    cut_off: tuple[int, ...]


def breaks(neighbours: Sequence[Sequence[int]]) -> list[Break]:
    """Return what breaks if each vertex leaves, in time linear in the ties.

    Args:
        neighbours: Vertices next to each vertex.

    Source:
        Hopcroft, J. and Tarjan, R. (1973), Communications of the ACM 16,
        372-378: a child of the walk that reaches no further back than the
        vertex is cut off with everybody below it.
    """
    found: list[Break | None] = [None] * len(neighbours)
    walks = _walks(neighbours)
    sizes = sorted((len(walk.order) for walk in walks), reverse=True)
    largest, second = [*sizes, 0, 0][:2]
    for walk in walks:
        elsewhere = second if len(walk.order) == largest else largest
        for vertex in walk.order:
            found[vertex] = _break(walk, vertex, elsewhere)
    return [each for each in found if each is not None]


@dataclass(frozen=True, slots=True)
class _Walk:
    """A depth-first walk over one piece.

    Attributes:
        order: Vertices as they were first met.
        place: Where each is in that order.
        below: How many were met through each, itself included.
        hanging: For each vertex, the children that it alone joins to the rest.
    """

    order: list[int]
    place: dict[int, int]
    below: dict[int, int]
    hanging: dict[int, list[int]]


def _break(walk: _Walk, vertex: int, elsewhere: int) -> Break:
    total = len(walk.order)
    parts = [
        (walk.place[child], walk.place[child] + walk.below[child])
        for child in walk.hanging.get(vertex, ())
    ]
    rest = total - 1 - sum(end - start for start, end in parts)
    widest = max(parts, key=lambda part: part[1] - part[0], default=(0, 0))
    largest = max(rest, widest[1] - widest[0])
    if largest == rest:
        lost = [v for start, end in parts for v in walk.order[start:end]]
    else:
        kept = {*walk.order[widest[0] : widest[1]], vertex}
        lost = [v for v in walk.order if v not in kept]
    return Break(max(largest, elsewhere), tuple(sorted(lost)))


def _walks(neighbours: Sequence[Sequence[int]]) -> list[_Walk]:
    seen = [False] * len(neighbours)
    walks = []
    for root in range(len(neighbours)):
        if not seen[root]:
            walk = _walk(neighbours, root)
            for vertex in walk.order:
                seen[vertex] = True
            walks.append(walk)
    return walks


def _walk(neighbours: Sequence[Sequence[int]], root: int) -> _Walk:
    order, place, below = [root], {root: 0}, {root: 1}
    back = {root: 0}
    hanging: dict[int, list[int]] = {}
    # Not recursive: a chain of thousands of organisations would be too deep.
    trail = [(root, root, iter(neighbours[root]))]
    while trail:
        vertex, parent, ahead = trail[-1]
        child = next(ahead, None)
        if child is None:
            trail.pop()
            if trail:
                below[parent] += below[vertex]
                back[parent] = min(back[parent], back[vertex])
                if back[vertex] >= place[parent]:
                    hanging.setdefault(parent, []).append(vertex)
        elif child not in place:
            place[child] = back[child] = len(order)
            below[child] = 1
            order.append(child)
            trail.append((child, vertex, iter(neighbours[child])))
        elif child != parent:
            back[vertex] = min(back[vertex], place[child])
    return _Walk(order, place, below, hanging)
