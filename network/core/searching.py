"""Where the searches for communities begin, and what they are called."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Searches for communities: the fewest, the most, and how many organisations and
#: ties all of them may look at.
FEWEST: Final = 3
MOST: Final = 30
STEPS: Final = 20_000
#: How often one search may go over the network: until nothing changes would be
#: for ever from some starts.
LONGEST: Final = 20


def starts(order: int, size: int, *, seed: int) -> Iterator[list[int] | None]:
    """Yield the communities from which each search begins.

    By turns everybody alone (none) and a few parts drawn at random: from alone
    a chain of six is never halved, which is the best that can be done with it.

    Args:
        order: How many organisations.
        size: How many ties.
        seed: Where the random choices begin.
    """
    if not size:
        yield None
        return
    drawn = random.Random(seed)  # noqa: S311 - not a secret
    for number in range(max(FEWEST, min(MOST, STEPS // (order + size)))):
        if number % 2 == 0:
            yield None
            continue
        parts = min(2 + number // 2 % 6, order)
        # One in each part first: no number may be left out.
        rest = (drawn.randrange(parts) for _ in range(order - parts))
        start = [*range(parts), *rest]
        drawn.shuffle(start)
        yield start


def ranked(communities: Sequence[int]) -> list[int]:
    """Return the communities under other numbers, the largest being 0."""
    # A Counter keeps the order of first meeting, which settles equal sizes.
    largest = [each for each, _size in Counter(communities).most_common()]
    rank = {each: number for number, each in enumerate(largest)}
    return [rank[each] for each in communities]


def connected(
    neighbours: Sequence[Sequence[int]], communities: Sequence[int]
) -> list[int]:
    """Return the communities with the parts of each that hang together apart.

    Who has no tie stays where a search began, at no cost to modularity.

    Args:
        neighbours: Vertices next to each vertex.
        communities: Community of each vertex.
    """
    found = [-1] * len(neighbours)
    for start in range(len(neighbours)):
        if found[start] >= 0:
            continue
        found[start] = start
        reached = [start]
        for vertex in reached:
            for near in neighbours[vertex]:
                if found[near] < 0 and communities[near] == communities[start]:
                    found[near] = start
                    reached.append(near)
    return found
