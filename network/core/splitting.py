"""Which pairs must be looked at to know how many departures split a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def telling_pairs(neighbours: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Return pairs without a tie, one of which the fewest departures part.

    Either the vertex with fewest ties is not among those that leave, and then
    they part it from another; or it is, and then they part two next to it.

    Args:
        neighbours: Vertices next to each vertex, at least one.

    Returns:
        No pair when everybody has a tie with everybody.

    Source:
        Esfahanian, A.-H. and Hakimi, S. L. (1984), Networks 14, 355-366.
    """
    root = min(range(len(neighbours)), key=lambda vertex: len(neighbours[vertex]))
    near = neighbours[root]
    beside = {root, *near}
    return [(root, far) for far in range(len(neighbours)) if far not in beside] + [
        (one, other)
        for index, one in enumerate(near)
        for other in sorted({*near[index + 1 :]} - {*neighbours[one]})
    ]
