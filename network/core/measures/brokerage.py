"""Between which groups an organisation goes between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Brokerage:
    """Pairs of contacts without a tie of their own, by the groups they are of.

    Attributes:
        coordinator: Both are of the organisation's own group.
        gatekeeper: One is of its group and one of another; where ties have no
            direction, gatekeeper and representative are the same.
        consultant: Both are of one group that is not its own.
        liaison: Three groups.
    """

    coordinator: int = 0
    gatekeeper: int = 0
    consultant: int = 0
    liaison: int = 0

    @property
    def joins_groups(self) -> int:
        """Pairs of different groups that meet through it."""
        return self.gatekeeper + self.liaison


def brokerage(
    neighbours: Sequence[Sequence[int]],
    groups: Sequence[int],
    triangles: Iterable[tuple[int, int, int]],
) -> list[Brokerage]:
    """Return the roles of each vertex between the groups.

    All pairs of contacts are counted by arithmetic and those with a tie of
    their own, which close a triangle, are taken away, so that a hub with
    thousands of contacts takes no longer than the rest.

    Args:
        neighbours: Vertices next to each vertex.
        groups: Group of each vertex.
        triangles: Every three vertices that all have a tie.

    Source:
        Gould, R. V. and Fernandez, R. M. (1989), Structures of mediation,
        Sociological Methodology 19, 89-126, for ties without direction.
    """
    counts = [
        _pairs(groups[vertex], [groups[other] for other in near])
        for vertex, near in enumerate(neighbours)
    ]
    for one, two, three in triangles:
        for broker, left, right in (
            (one, two, three),
            (two, one, three),
            (three, one, two),
        ):
            role = _role(groups[broker], groups[left], groups[right])
            counts[broker][role] -= 1
    return [Brokerage(*each) for each in counts]


def _pairs(own: int, others: list[int]) -> list[int]:
    """Return how many pairs of contacts there are for each role."""
    sizes: dict[int, int] = {}
    for group in others:
        sizes[group] = sizes.get(group, 0) + 1
    inside = sizes.pop(own, 0)
    outside = len(others) - inside
    same = sum(size * (size - 1) // 2 for size in sizes.values())
    return [
        inside * (inside - 1) // 2,
        inside * outside,
        same,
        outside * (outside - 1) // 2 - same,
    ]


def _role(own: int, left: int, right: int) -> int:
    """Return the place of a role among the counts."""
    if left == right:
        return 0 if left == own else 2
    return 1 if own in (left, right) else 3
