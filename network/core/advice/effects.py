"""What a tie would do to a network, and why two organisations should have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import networkx as nx

from network.core.advice.blocks import ties_needed
from network.core.engine import Engine
from network.core.measures.departures import breaks
from network.core.measures.kind import DEFAULT, shape_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from network.core.advice.surroundings import LeadFact, Pair, Surroundings
    from network.core.measures.kind import Shape, Thresholds

#: Names given for a group or a reason; beyond, only how many there are.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A network in the figures that advice is about.

    Attributes:
        shape: Kind, index and parts; none in a network too large to read often.
        pieces: In how many pieces it is.
        needed: Ties that are missing until nobody is indispensable, at least.
        cut_off: For each organisation that is indispensable, how many lose the
            rest of their piece if it goes.
        heaviest: The organisation through which most ways pass; none if none.
        heaviest_share: Part of the ways that pass through it, 0 to 1.
    """

    shape: Shape | None
    pieces: int
    needed: int
    cut_off: Mapping[int, int] = field(default_factory=dict)
    heaviest: int | None = None
    heaviest_share: float = 0.0

    @property
    def index(self) -> float | None:
        """The index, 0 to 100, if it was read and there is one."""
        return self.shape.index if self.shape else None


@dataclass(frozen=True, slots=True)
class Relief:
    """An organisation on which fewer depend.

    Attributes:
        organisation: Its id.
        before: How many are cut off today if it goes.
        after: How many would be, with the tie; 0 if it becomes dispensable.
    """

    organisation: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two organisations should meet, in facts.

    Attributes:
        group: Some organisations of the smaller of the two pieces that would
            become one, those with most ties first; empty if it is one piece.
        group_size: How many organisations that piece has; 0 likewise.
        relieved: On whom fewer would depend, the greatest relief first.
        relieved_count: How many are relieved in all.
        friends: Some whom both trust.
        chains: Codes of chains that both work in.
        leads: What one has that the other needs, the weightiest first.
        kilometres: How far apart they are, if it is known.
        steps: How many ties lie between them today; none if there is no way.
    """

    group: tuple[int, ...]
    group_size: int
    relieved: tuple[Relief, ...]
    relieved_count: int
    friends: tuple[int, ...]
    chains: tuple[str, ...]
    leads: tuple[LeadFact, ...]
    kilometres: int | None
    steps: int | None


@dataclass(frozen=True, slots=True)
class Effect:
    """The network without and with a tie."""

    before: Reading
    after: Reading


def read(
    graph: nx.Graph[int],
    *,
    seed: int = 1,
    thresholds: Thresholds = DEFAULT,
    with_shape: bool = True,
) -> Reading:
    """Return the figures of a network that advice is about.

    Args:
        graph: Undirected and simple.
        seed: Where random choices begin.
        thresholds: Limits between kinds of network.
        with_shape: Whether to read the parts, which takes longest.
    """
    if not with_shape:
        ids = sorted(graph)
        place = {node: vertex for vertex, node in enumerate(ids)}
        neighbours = [[place[other] for other in graph.adj[node]] for node in ids]
        pieces = nx.number_connected_components(graph)
        return Reading(None, pieces, ties_needed(graph), _cut_off(ids, neighbours))
    engine = Engine(graph)
    loads = engine.named(engine.betweenness)
    heaviest = max(loads, key=lambda node: (loads[node], -node), default=None)
    share = loads[heaviest] if heaviest is not None else 0.0
    return Reading(
        shape=shape_of(engine, seed=seed, thresholds=thresholds),
        pieces=len(engine.pieces),
        needed=ties_needed(graph),
        cut_off=_cut_off(engine.ids, engine.neighbours),
        heaviest=heaviest if share else None,
        heaviest_share=share,
    )


def reason_for(
    graph: nx.Graph[int],
    surroundings: Surroundings,
    pair: Pair,
    readings: tuple[Reading, Reading],
) -> Reason:
    """Return why two organisations should meet.

    Args:
        graph: The network without their tie.
        surroundings: What else is known of the organisations.
        pair: The two, without a tie.
        readings: The figures without and with their tie.
    """
    group = _joined_group(graph, pair)
    relieved = _relieved(*readings)
    return Reason(
        group=tuple(group[:NAMED]),
        group_size=len(group),
        relieved=tuple(relieved[:NAMED]),
        relieved_count=len(relieved),
        friends=surroundings.common_friends(*pair)[:NAMED],
        chains=surroundings.shared_chains(*pair)[:NAMED],
        leads=surroundings.leads_between(*pair)[:NAMED],
        kilometres=surroundings.kilometres(*pair),
        steps=None if group else len(nx.shortest_path(graph, *pair)) - 1,
    )


def _cut_off(ids: Sequence[int], neighbours: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return how many each organisation cuts off if it goes, if it does."""
    return {
        node: len(each.cut_off)
        for node, each in zip(ids, breaks(neighbours), strict=True)
        if each.cut_off
    }


def _joined_group(graph: nx.Graph[int], pair: Pair) -> list[int]:
    """Return the smaller of the two pieces of a pair; nobody if it is one."""
    one, other = (nx.node_connected_component(graph, node) for node in pair)
    if one == other:
        return []
    smaller = min(one, other, key=lambda piece: (len(piece), min(piece)))
    return sorted(smaller, key=lambda node: (-graph.degree[node], node))


def _relieved(before: Reading, after: Reading) -> list[Relief]:
    found = [
        Relief(node, count, after.cut_off.get(node, 0))
        for node, count in before.cut_off.items()
        if after.cut_off.get(node, 0) < count
    ]
    return sorted(
        found,
        key=lambda each: (each.after - each.before, -each.before, each.organisation),
    )
