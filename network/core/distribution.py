"""How far the network is from a star: measures of a *red distribuida*."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import networkx as nx

from network.core.measures.kind import NetworkKind

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Below this share of the organisations in one piece, a network is in pieces.
CONNECTED_SHARE = Fraction(3, 4)
#: Freeman centralisation from which a network hangs on few organisations.
FEW_HUBS = Fraction(3, 10)
ONE_HUB = Fraction(6, 10)
#: Below so many organisations the kind is not said: two ties change it.
SMALLEST = 5


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the ties of a network are spread.

    Attributes:
        order: How many organisations there are.
        size: How many pairs of them have a tie.
        pieces: How many groups have no tie between them.
        largest_share: Part of the organisations in the largest group, 0 to 1.
        centralisation: Freeman degree centralisation; none below 3.
        kind: What the figures amount to, in a word.
        alone: Organisations without any tie, in order.
        bridges: Organisations without which their group falls apart.
    """

    order: int
    size: int
    pieces: int
    largest_share: Fraction
    centralisation: Fraction | None
    kind: NetworkKind
    alone: tuple[int, ...]
    bridges: tuple[int, ...]


def degree_centralisation(graph: nx.Graph[int]) -> Fraction:
    """Return how much the ties depend on one organisation, from 0 to 1.

    Zero when every organisation has the same number of ties (a ring, a
    complete graph); one for a star, where every tie passes through a single
    hub.  A *red distribuida* aims low.

    Args:
        graph: Undirected and simple; nodes are organisation ids.  Edge
            weights are ignored.

    Returns:
        The exact ratio, so that thresholds compare without rounding.

    Raises:
        ValueError: If the graph has fewer than three nodes, for which the
            measure is not defined.

    Source:
        Freeman, L. C. (1978). Centrality in social networks: conceptual
        clarification. Social Networks 1, 215-239.
    """
    order = graph.number_of_nodes()
    if order < 3:
        msg = f"centralisation needs at least 3 nodes, got {order}"
        raise ValueError(msg)
    degrees = [degree for _, degree in graph.degree()]
    spread = sum(max(degrees) - degree for degree in degrees)
    return Fraction(spread, (order - 1) * (order - 2))


def distribution(graph: nx.Graph[int]) -> Distribution:
    """Return how the ties of a network are spread.

    Connectivity is asked before centralisation: many small groups have a low
    centralisation and are not a distributed network at all.

    Args:
        graph: Undirected and simple, without the supporting organisation.

    Source:
        Baran, P. (1964). On distributed communications networks. IEEE
        Transactions on Communications Systems 12, 1-9, for the three kinds;
        the thresholds 0.3 and 0.6 are a proposal for assemblies to ratify.
    """
    order = graph.number_of_nodes()
    groups = [len(group) for group in nx.connected_components(graph)]
    share = Fraction(max(groups, default=0), order or 1)
    centralisation = degree_centralisation(graph) if order >= 3 else None
    return Distribution(
        order=order,
        size=graph.number_of_edges(),
        pieces=len(groups),
        largest_share=share,
        centralisation=centralisation,
        kind=_kind(order, share, centralisation),
        alone=tuple(sorted(nx.isolates(graph))),
        bridges=tuple(sorted(nx.articulation_points(graph))),
    )


def degrees(graph: nx.Graph[int]) -> Mapping[int, int]:
    """Return how many others each organisation has a tie with."""
    return dict(graph.degree())


def _kind(order: int, share: Fraction, centralisation: Fraction | None) -> NetworkKind:
    if order < SMALLEST or centralisation is None:
        return NetworkKind.BEGINNING
    if share < CONNECTED_SHARE:
        return NetworkKind.FRAGMENTED
    if centralisation > ONE_HUB:
        return NetworkKind.CENTRALISED
    if centralisation >= FEW_HUBS:
        return NetworkKind.DECENTRALISED
    return NetworkKind.DISTRIBUTED
