"""Who is admitted by the endorsements of seeds that the assembly elected.

Admission is a flow: each seed can vouch for so many, each organisation it
endorses for fewer, and so on.  However many members somebody invents, no more
get in than what flows through those that endorsed them in earnest.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from network.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Endorsements of admitted organisations that admit; a seed's alone is enough.
USUAL_NEEDED = 2
MOST_NEEDED = 5
#: By how much the capacity shrinks at each step from the seeds.
SHRINK = 4
#: In a small network the capacity reaches at least this far.
REACH = 4


class NeededEndorsementsError(InvalidError):
    """An admission asks for between 1 and ``most`` endorsements."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether an organisation is admitted, and what for.

    Attributes:
        organisation_id: Which one.
        is_seed: Whether the assembly elected it.
        is_reached: Whether the flow from the seeds gets to it.
        endorsers: Who endorses it among the admitted, by key.
        missing: How many endorsements it needs still; 0 when admitted.
    """

    organisation_id: int
    is_seed: bool
    is_reached: bool
    endorsers: tuple[int, ...]
    missing: int

    @property
    def is_admitted(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def ensure_needed(needed: int) -> int:
    """Return how many endorsements admit, refused when out of bounds.

    Raises:
        NeededEndorsementsError: If it is below 1 or beyond 5.
    """
    if not 1 <= needed <= MOST_NEEDED:
        raise NeededEndorsementsError(most=MOST_NEEDED)
    return needed


def capacity(order: int, distance: int) -> int:
    """Return for how many an organisation can vouch, itself included.

    Args:
        order: How many organisations there are.
        distance: Steps from the nearest seed.
    """
    shared: int = -(-order // SHRINK**distance)
    return max(shared, REACH - distance, 1)


def admit(
    organisations: Collection[int],
    endorsements: Mapping[int, Collection[int]],
    seeds: Collection[int],
    *,
    needed: int = USUAL_NEEDED,
) -> dict[int, Admission]:
    """Return who is admitted and what is missing to each of the others.

    Two conditions: the flow from the seeds reaches it, and a seed endorses it
    or so many that were admitted before it.  With ``needed=1`` the second adds
    nothing and this is Advogato's metric.  Without seeds nobody is admitted.

    Args:
        organisations: All of them; what names others is left out.
        endorsements: Whom each one endorses.
        seeds: Those that the assembly elected.
        needed: Endorsements of admitted ones that admit, 1 to 5.

    Returns:
        One admission per organisation, by key.

    Raises:
        NeededEndorsementsError: If ``needed`` is out of bounds.

    Source:
        Levien, R. (2009). Attack-resistant trust metrics; the metric of
        advogato.org.  The second condition is a choice of this project.
    """
    ensure_needed(needed)
    inside = set(organisations)
    chosen = inside & set(seeds)
    heard = {
        key: sorted((set(endorsements.get(key, ())) & inside) - {key})
        for key in sorted(inside)
    }
    reached = _reached(heard, chosen)
    admitted = _admitted(heard, chosen, reached, needed)
    endorsers: dict[int, list[int]] = {key: [] for key in heard}
    for key in sorted(admitted):
        for other in heard[key]:
            endorsers[other].append(key)
    return {
        key: Admission(
            organisation_id=key,
            is_seed=key in chosen,
            is_reached=key in reached,
            endorsers=tuple(endorsers[key]),
            missing=0 if key in admitted else max(needed - len(endorsers[key]), 1),
        )
        for key in heard
    }


def _admitted(
    heard: Mapping[int, Collection[int]],
    seeds: set[int],
    reached: set[int],
    needed: int,
) -> set[int]:
    """Return the closure: who is endorsed enough by who was admitted before."""
    admitted: set[int] = set()
    votes = dict.fromkeys(heard, 0)
    waiting = deque(sorted(seeds))
    while waiting:
        key = waiting.popleft()
        if key in admitted:
            continue
        admitted.add(key)
        for other in heard[key]:
            votes[other] += needed if key in seeds else 1
            if votes[other] >= needed and other in reached:
                waiting.append(other)
    return admitted


def _reached(heard: Mapping[int, Collection[int]], seeds: set[int]) -> set[int]:
    """Return to whom the flow from the seeds gets: Advogato's accepted ones.

    Each organisation is split in two nodes joined by its capacity less one;
    the one unit goes to the sink and stands for itself.
    """
    distance = _distances(heard, seeds)
    if not distance:
        return set()
    place = {key: number for number, key in enumerate(distance)}
    order = len(place)
    source, sink = 2 * order, 2 * order + 1
    edges: list[tuple[int, int, int]] = []
    for key, number in place.items():
        size = capacity(len(heard), distance[key])
        edges.append((2 * number, sink, 1))
        edges.append((2 * number, 2 * number + 1, size - 1))
        edges.extend((2 * number + 1, 2 * place[other], order) for other in heard[key])
        if key in seeds:
            edges.append((source, 2 * number, size))
    table = np.array(edges, dtype=np.int32)
    graph = csr_array(
        (table[:, 2], (table[:, 0], table[:, 1])), shape=(sink + 1, sink + 1)
    )
    flow = maximum_flow(graph, source, sink).flow
    into = flow[[sink], :].toarray()[0]
    return {key for key, number in place.items() if into[2 * number] < 0}


def _distances(heard: Mapping[int, Collection[int]], seeds: set[int]) -> dict[int, int]:
    """Return the steps from the nearest seed, nearer ones first."""
    distance = dict.fromkeys(sorted(seeds), 0)
    waiting = deque(distance)
    while waiting:
        key = waiting.popleft()
        for other in heard[key]:
            if other not in distance:
                distance[other] = distance[key] + 1
                waiting.append(other)
    return distance
