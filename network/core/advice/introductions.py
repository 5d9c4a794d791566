"""Who should meet whom next, and why."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nsmallest
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING

import networkx as nx

from network.core.advice.blocks import first_pairs
from network.core.advice.effects import Effect, Reading, Reason, read, reason_for
from network.core.advice.kinds import IntroductionKind
from network.core.advice.surroundings import AGAINST_HUB, ordered
from network.core.measures.kind import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from network.core.advice.blocks import Pick
    from network.core.advice.surroundings import Pair, Surroundings
    from network.core.measures.kind import Thresholds

#: More proposals than this are a list, not advice.
MOST = 5
#: Beyond so many organisations the index is not read once per candidate.
MOST_READ = 1_000
#: Candidates whose effect is read before one of them is proposed.
CANDIDATES = 20
#: Organisations with few ties, and leads, from which candidates are made.
SHORTLIST = 60
#: Candidates of one organisation, so that not all are of the same one.
PER_ORGANISATION = 3
#: Farther apart, two that have nothing for each other are not proposed.
FARTHEST_KM = 150
#: A step between two today counts like so many hundred kilometres saved.
FOR_STEP = 0.25
MOST_STEPS = 8
#: A gain below so many points of the index is no reason to travel.
LEAST_GAIN = 0.1
#: So many standard deviations above the mean makes a hub, from three ties on.
HUB_ABOVE = 1.5
LEAST_HUB = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two organisations that should meet.

    Attributes:
        pair: Their ids, the lower first.
        kind: What the tie is for.
        reason: Why these two, in facts.
        effect: What the tie alone would do to the network of today.
    """

    pair: Pair
    kind: IntroductionKind
    reason: Reason
    effect: Effect


def introductions(
    graph: nx.Graph[int],
    surroundings: Surroundings,
    *,
    most: int = MOST,
    seed: int = 1,
    thresholds: Thresholds = DEFAULT,
) -> list[Proposal]:
    """Return who should meet next, the most needed first.

    First the ties that make organisations dispensable, as few as can be, then
    the strongest lead, if none of those two already have one, then the ties
    that raise the index most.  A hub is never given one more tie: that makes
    a network worse.  Friends of friends are not looked for: with as many ties
    that raises the index least.

    Args:
        graph: Undirected and simple: active ties, without the supporting
            organisation.
        surroundings: What else is known of the organisations.
        most: At most so many proposals.
        seed: Where random choices begin.
        thresholds: Limits between kinds of network.

    Returns:
        In a network of more than :data:`MOST_READ` organisations only the first
        two sorts, without parts before and after.
    """
    is_small = graph.number_of_nodes() <= MOST_READ
    base = _with(graph, *_possible(graph, surroundings.planned))
    chosen = _chosen(base, surroundings, most, seed, thresholds)
    before = read(graph, seed=seed, thresholds=thresholds, with_shape=is_small)
    return [
        _proposal(graph, surroundings, before, (pair, kind), (seed, thresholds))
        for pair, kind in chosen.items()
    ]


def _possible(graph: nx.Graph[int], pairs: Iterable[Pair]) -> list[Pair]:
    return [pair for pair in pairs if pair[0] in graph and pair[1] in graph]


def _chosen(
    graph: nx.Graph[int],
    surroundings: Surroundings,
    most: int,
    seed: int,
    thresholds: Thresholds,
) -> dict[Pair, IntroductionKind]:
    """Return the pairs to propose, given what is already being done."""
    hubs = hubs_of(graph)
    is_small = graph.number_of_nodes() <= MOST_READ
    pick = _picking_best(graph, seed, thresholds) if is_small else None
    chosen = _paired(graph, surroundings, hubs, pick, (most, seed))
    lead = _strongest_lead(graph, surroundings, hubs)
    if lead and not any(surroundings.leads_between(*pair) for pair in chosen):
        chosen = dict(list(chosen.items())[: most - 1])
        chosen[lead] = IntroductionKind.COMPLEMENT
    if is_small:
        _add_gains(graph, surroundings, hubs, chosen, (most, seed, thresholds))
    return chosen


def hubs_of(graph: nx.Graph[int]) -> frozenset[int]:
    """Return the organisations that already have far more ties than the rest."""
    degrees = dict(graph.degree())
    if not degrees:
        return frozenset()
    mean = sum(degrees.values()) / len(degrees)
    spread = sqrt(sum((each - mean) ** 2 for each in degrees.values()) / len(degrees))
    limit = mean + HUB_ABOVE * spread
    return frozenset(
        node
        for node, degree in degrees.items()
        if degree >= LEAST_HUB and degree > limit
    )


def best_gain(
    graph: nx.Graph[int],
    surroundings: Surroundings,
    *,
    seed: int = 1,
    thresholds: Thresholds = DEFAULT,
) -> Pair | None:
    """Return the pair whose tie raises the index most, or none if none does.

    Candidates are pairs without a tie that are near each other or have
    something for each other, preferably far apart in the network and with few
    ties; the effect of the best of them is read.
    """
    now = _index(graph, seed, thresholds)
    if now is None:
        return None
    gains = {
        pair: (_index(_with(graph, pair), seed, thresholds) or 0.0) - now
        for pair in _candidates(graph, surroundings, hubs_of(graph))
    }
    worth = [pair for pair, gain in gains.items() if gain >= LEAST_GAIN]
    # What is proposed already stays while it still helps.
    return min(
        worth,
        key=lambda pair: (pair not in surroundings.standing, -gains[pair], pair),
        default=None,
    )


def _picking_best(graph: nx.Graph[int], seed: int, thresholds: Thresholds) -> Pick:
    """Return what picks the tie after which the index is highest."""
    woven = graph.copy()

    def pick(pairs: list[Pair]) -> Pair:
        indices = {
            pair: _index(_with(woven, pair), seed, thresholds) or 0.0 for pair in pairs
        }
        best = max(pairs, key=lambda pair: indices[pair])
        woven.add_edge(*best)
        return best

    return pick


def _paired(
    graph: nx.Graph[int],
    surroundings: Surroundings,
    hubs: frozenset[int],
    pick: Pick | None,
    setting: tuple[int, int],
) -> dict[Pair, IntroductionKind]:
    most, seed = setting

    def cost(one: int, other: int) -> float:
        burden = AGAINST_HUB * ((one in hubs) + (other in hubs))
        return surroundings.against(one, other) + burden

    pairs = first_pairs(graph, most, cost=cost, pick=pick, seed=seed)
    return {
        pair: IntroductionKind.PAIRING
        for pair in pairs
        if pair not in surroundings.refused and hubs.isdisjoint(pair)
    }


def _strongest_lead(
    graph: nx.Graph[int], surroundings: Surroundings, hubs: frozenset[int]
) -> Pair | None:
    """Return the pair with most to gain from each other that has no tie yet."""
    open_leads = [
        (-sum(lead.weight for lead in leads), surroundings.against(*pair), pair)
        for pair, leads in surroundings.leads.items()
        if leads and _may_meet(graph, surroundings, hubs, pair)
    ]
    return min(open_leads)[2] if open_leads else None


def _add_gains(
    graph: nx.Graph[int],
    surroundings: Surroundings,
    hubs: frozenset[int],
    chosen: dict[Pair, IntroductionKind],
    setting: tuple[int, int, Thresholds],
) -> None:
    """Add what raises the index most, as if the chosen ties were there."""
    most, seed, thresholds = setting
    after = graph.copy()
    after.add_edges_from(chosen)
    while len(chosen) < most:
        pair = best_gain(after, surroundings, seed=seed, thresholds=thresholds)
        if pair is None or not hubs.isdisjoint(pair):
            return
        after.add_edge(*pair)
        has_lead = bool(surroundings.leads_between(*pair))
        chosen[pair] = (
            IntroductionKind.COMPLEMENT if has_lead else IntroductionKind.GAIN
        )


def _may_meet(
    graph: nx.Graph[int],
    surroundings: Surroundings,
    hubs: frozenset[int],
    pair: Pair,
) -> bool:
    one, other = pair
    return (
        one in graph
        and other in graph
        and not graph.has_edge(one, other)
        and pair not in surroundings.refused
        and hubs.isdisjoint(pair)
    )


def _candidates(
    graph: nx.Graph[int], surroundings: Surroundings, hubs: frozenset[int]
) -> list[Pair]:
    """Return the pairs that are worth reading the effect of, the best first."""
    shortlist = nsmallest(
        SHORTLIST, set(graph) - hubs, key=lambda node: (graph.degree[node], node)
    )
    pairs = {ordered(*pair) for pair in combinations(shortlist, 2)}
    pairs |= set(
        nsmallest(
            SHORTLIST,
            surroundings.leads,
            key=lambda pair: (surroundings.against(*pair), pair),
        )
    )
    possible = [
        pair
        for pair in sorted(pairs)
        if _may_meet(graph, surroundings, hubs, pair) and _near(surroundings, pair)
    ]
    steps = _Steps(graph)
    ranked = sorted(
        possible,
        key=lambda pair: (
            surroundings.against(*pair) - FOR_STEP * steps.between(*pair),
            graph.degree[pair[0]] + graph.degree[pair[1]],
            pair,
        ),
    )
    return list(_spread(ranked))


def _near(surroundings: Surroundings, pair: Pair) -> bool:
    apart = surroundings.kilometres(*pair)
    return apart is None or apart <= FARTHEST_KM or bool(surroundings.leads.get(pair))


def _spread(pairs: list[Pair]) -> Iterator[Pair]:
    """Yield the first candidates, only a few of each organisation."""
    taken: dict[int, int] = {}
    count = 0
    for one, other in pairs:
        if count == CANDIDATES:
            return
        if max(taken.get(one, 0), taken.get(other, 0)) < PER_ORGANISATION:
            taken[one] = taken.get(one, 0) + 1
            taken[other] = taken.get(other, 0) + 1
            count += 1
            yield one, other


class _Steps:
    """How many ties lie between two today, found once for each start."""

    def __init__(self, graph: nx.Graph[int]) -> None:
        self.graph = graph
        self.found: dict[int, dict[int, int]] = {}

    def between(self, one: int, other: int) -> int:
        """Return the steps, at most :data:`MOST_STEPS`, as if there is no way."""
        if one not in self.found:
            self.found[one] = dict(
                nx.single_source_shortest_path_length(self.graph, one, MOST_STEPS)
            )
        return self.found[one].get(other, MOST_STEPS)


def _index(graph: nx.Graph[int], seed: int, thresholds: Thresholds) -> float | None:
    return read(graph, seed=seed, thresholds=thresholds).index


def _with(graph: nx.Graph[int], *pairs: Pair) -> nx.Graph[int]:
    after = graph.copy()
    after.add_edges_from(pairs)
    return after


def _proposal(
    graph: nx.Graph[int],
    surroundings: Surroundings,
    before: Reading,
    chosen: tuple[Pair, IntroductionKind],
    setting: tuple[int, Thresholds],
) -> Proposal:
    pair, kind = chosen
    seed, thresholds = setting
    after = read(
        _with(graph, pair),
        seed=seed,
        thresholds=thresholds,
        with_shape=before.shape is not None,
    )
    reason = reason_for(graph, surroundings, pair, (before, after))
    return Proposal(pair, kind, reason, Effect(before, after))
