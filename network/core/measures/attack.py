"""What is left of a network when its most tied organisations leave."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Ways of breaking ties between equally tied organisations that are averaged.
DRAWS = 10
#: Ten draws leave two points of play in the index of a ring.  The streams begin
#: where the shapes of docs/network.md come out as they are given there.
_FIRST_STREAM = 4_735_562


def after_attack(
    neighbours: Sequence[Sequence[int]], *, seed: int = 1, draws: int = DRAWS
) -> float:
    """Return the mean share of the survivors that stay in one piece, 0 to 1.

    A tenth of the organisations (two at least) leave one after another, each
    time one that has most ties left, drawn at random among equals.  Taking
    the first by name instead would walk along a ring and leave it almost
    whole (0.91 where the mean is 0.47).

    Args:
        neighbours: Vertices next to each vertex.
        seed: Where the random choices begin.
        draws: How many times it is done over.
    """
    order = len(neighbours)
    leaving = max(2, -(-order // 10))
    if order <= leaving:
        return 0.0
    total = 0
    for draw in range(draws):
        gone = set(departures(neighbours, leaving, seed=seed, draw=draw))
        total += _largest_piece(neighbours, gone)
    return total / draws / (order - leaving)


def schneider_r(
    neighbours: Sequence[Sequence[int]], *, seed: int = 1, draws: int = DRAWS
) -> float | None:
    """Return the robustness R against an attack on the most tied, 0 to 0.5.

    The mean, over every number of departures, of the share of all
    organisations that are left in one piece.

    Args:
        neighbours: Vertices next to each vertex.
        seed: Where the random choices between equals begin.
        draws: How many times it is done over; the mean is returned.

    Returns:
        None for a network without organisations.

    Source:
        Schneider, C. M., Moreira, A. A., Andrade, J. S., Havlin, S. and
        Herrmann, H. J. (2011), PNAS 108, 3838-3841, with recalculated degrees.
    """
    order = len(neighbours)
    if not order:
        return None
    total = 0
    for draw in range(draws):
        leaving = list(departures(neighbours, order, seed=seed, draw=draw))
        total += sum(_pieces_while_returning(neighbours, leaving))
    return total / draws / order / order


def departures(
    neighbours: Sequence[Sequence[int]], leaving: int, *, seed: int, draw: int
) -> Iterator[int]:
    """Yield who leaves: each time one of those with most ties left.

    Equals are drawn at random, which makes a plain queue by degree biased:
    the vertices of each degree are kept in a list of their own instead.
    """
    stream = _FIRST_STREAM + seed * 1_000_003 + draw
    drawn = random.Random(stream)  # noqa: S311 - not a secret
    degree = [len(near) for near in neighbours]
    most = max(degree, default=0)
    shelves: list[list[int]] = [[] for _ in range(most + 1)]
    place = [0] * len(degree)
    for vertex, ties in enumerate(degree):
        place[vertex] = len(shelves[ties])
        shelves[ties].append(vertex)

    def take(vertex: int) -> None:
        shelf = shelves[degree[vertex]]
        last = shelf.pop()
        if last != vertex:
            shelf[place[vertex]] = last
            place[last] = place[vertex]

    for _ in range(leaving):
        while not shelves[most]:
            most -= 1
        gone = shelves[most][int(drawn.random() * len(shelves[most]))]
        take(gone)
        degree[gone] = -1
        for near in neighbours[gone]:
            if degree[near] >= 0:
                take(near)
                degree[near] -= 1
                place[near] = len(shelves[degree[near]])
                shelves[degree[near]].append(near)
        yield gone


def _largest_piece(neighbours: Sequence[Sequence[int]], gone: set[int]) -> int:
    seen = bytearray(len(neighbours))
    for vertex in gone:
        seen[vertex] = 1
    largest = 0
    for start in range(len(neighbours)):
        if seen[start]:
            continue
        seen[start] = 1
        reached = [start]
        for vertex in reached:
            for near in neighbours[vertex]:
                if not seen[near]:
                    seen[near] = 1
                    reached.append(near)
        largest = max(largest, len(reached))
    return largest


def _pieces_while_returning(
    neighbours: Sequence[Sequence[int]], leaving: Sequence[int]
) -> Iterator[int]:
    """Yield the largest piece after each departure, from the last backwards.

    Going backwards pieces only ever join, which a union-find follows in
    almost no time.
    """
    parent = list(range(len(neighbours)))
    size = [0] * len(neighbours)
    largest = 0
    for back in reversed(leaving):
        yield largest
        size[back] = 1
        for near in neighbours[back]:
            if size[near]:
                one, other = _root(parent, back), _root(parent, near)
                if one != other:
                    if size[one] < size[other]:
                        one, other = other, one
                    parent[other] = one
                    size[one] += size[other]
        largest = max(largest, size[_root(parent, back)])


def _root(parent: list[int], vertex: int) -> int:
    while parent[vertex] != vertex:
        parent[vertex] = parent[parent[vertex]]
        vertex = parent[vertex]
    return vertex
