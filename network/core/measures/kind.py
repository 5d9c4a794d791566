"""Which kind of network it is, and the parts from which that follows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from network.core.engine import Engine
from network.core.measures.attack import after_attack
from network.core.measures.departures import breaks

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx


class NetworkKind(StrEnum):
    """Kinds of network, after Baran, and two that come before."""

    #: Too few organisations to speak of a kind.
    BEGINNING = "beginning"
    FRAGMENTED = "fragmented"
    CENTRALISED = "centralised"
    DECENTRALISED = "decentralised"
    DISTRIBUTED = "distributed"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits between kinds: settings that an assembly ratifies.

    Attributes:
        connected: Share in one piece below which a network is fragmented.
        worst_departure: Share left in one piece by the worst single departure
            below which it is centralised.
        after_attack: Share left in one piece by the attack from which it may
            be distributed.
        block: Share in one block without indispensable organisation, the same.
        concentration: Centralisation up to which it may be distributed.
        smallest: Organisations from which there is a kind at all.
        speaks: Organisations from which the index is shown as a number.
    """

    connected: float = 0.75
    worst_departure: float = 0.40
    after_attack: float = 0.75
    block: float = 0.75
    concentration: float = 0.50
    smallest: int = 5
    speaks: int = 12


DEFAULT: Final = Thresholds()


@dataclass(frozen=True, slots=True)
class Parts:
    """What the kind and the index are made of, each from 0 to 1.

    Attributes:
        largest: L, share of the organisations in the largest piece.
        worst_departure: S1, share of those left that stay in one piece after
            the worst single departure.
        after_attack: S10, the same after the most tied tenth left, mean of
            ten draws.
        block: B, share in the largest block of three or more that nobody
            alone can split.
        concentration: C, the larger of degree and betweenness centralisation.
    """

    largest: float
    worst_departure: float
    after_attack: float
    block: float
    concentration: float


@dataclass(frozen=True, slots=True)
class Shape:
    """The reading of one network.

    Attributes:
        order: How many organisations.
        kind: What it is called.
        index: 0 (a star) to 100 (everybody with everybody); none while there
            is no kind.
        parts: What both follow from.
        shows_index: Whether there are enough organisations for a number.
        is_approximate: Whether betweenness and distances came from a sample.
    """

    order: int
    kind: NetworkKind
    index: float | None
    parts: Parts
    shows_index: bool = False
    is_approximate: bool = False


def read_shape(
    graph: nx.Graph[int], *, seed: int = 1, thresholds: Thresholds = DEFAULT
) -> Shape:
    """Return kind, index and parts of a network.

    Args:
        graph: Undirected and simple: active ties, confirmed by both sides,
            without the supporting organisation.
        seed: Where the random choices of the attack begin.
        thresholds: Limits between the kinds.
    """
    return shape_of(Engine(graph), seed=seed, thresholds=thresholds)


def shape_of(
    engine: Engine, *, seed: int = 1, thresholds: Thresholds = DEFAULT
) -> Shape:
    """Return the same for a graph that is already in the engine."""
    parts = parts_of(engine, seed=seed)
    kind = kind_of(engine.order, parts, thresholds)
    return Shape(
        order=engine.order,
        kind=kind,
        index=None if kind is NetworkKind.BEGINNING else index_of(parts),
        parts=parts,
        shows_index=engine.order >= thresholds.speaks,
        is_approximate=engine.is_approximate,
    )


def parts_of(engine: Engine, *, seed: int = 1) -> Parts:
    """Return the five parts; those of no organisation are all zero."""
    order = engine.order
    if not order:
        return Parts(0.0, 0.0, 0.0, 0.0, 0.0)
    worst = min(each.largest for each in breaks(engine.neighbours))
    block = len(engine.blocks[0]) if engine.blocks else 0
    return Parts(
        largest=len(engine.pieces[0]) / order,
        worst_departure=worst / (order - 1) if order > 1 else 0.0,
        after_attack=after_attack(engine.neighbours, seed=seed),
        block=block / order if block >= 3 else 0.0,
        concentration=max(
            degree_centralisation(engine.degrees) or 0.0,
            betweenness_centralisation(engine.betweenness) or 0.0,
        ),
    )


def kind_of(order: int, parts: Parts, thresholds: Thresholds = DEFAULT) -> NetworkKind:
    """Return the kind that the parts amount to.

    Connectivity is asked before centralisation: a shattered network has no
    centre and is not a distributed one for that.

    Source:
        Baran, P. (1964), IEEE Transactions on Communications Systems 12, 1-9,
        for the three kinds.  The limits are a decision, for assemblies to
        ratify.
    """
    if order < thresholds.smallest:
        return NetworkKind.BEGINNING
    if parts.largest < thresholds.connected:
        return NetworkKind.FRAGMENTED
    if parts.worst_departure < thresholds.worst_departure:
        return NetworkKind.CENTRALISED
    if (
        parts.after_attack >= thresholds.after_attack
        and parts.block >= thresholds.block
        and parts.concentration <= thresholds.concentration
    ):
        return NetworkKind.DISTRIBUTED
    return NetworkKind.DECENTRALISED


def index_of(parts: Parts) -> float:
    """Return how distributed a network is, from 0 to 100.

    The geometric mean of L, S1, B, 1 - C and S10: one bad part cannot be made
    up for by the others.
    """
    product = (
        parts.largest
        * parts.worst_departure
        * parts.block
        * max(0.0, 1 - parts.concentration)
        * parts.after_attack
    )
    return 100 * math.pow(product, 1 / 5)


def degree_centralisation(degrees: Sequence[int]) -> float | None:
    """Return how far ties are those of one organisation, 0 to 1.

    Zero when all have as many; one for a star.  None below three.

    Source:
        Freeman, L. C. (1978), Centrality in social networks: conceptual
        clarification, Social Networks 1, 215-239.
    """
    order = len(degrees)
    if order < 3:
        return None
    spread = order * max(degrees) - sum(degrees)
    return spread / ((order - 1) * (order - 2))


def betweenness_centralisation(betweenness: Sequence[float]) -> float | None:
    """Return how far paths pass through one organisation, 0 to 1.

    Args:
        betweenness: Share of the paths through each, 0 to 1.

    Source:
        Freeman (1978).
    """
    order = len(betweenness)
    if order < 3:
        return None
    highest = max(betweenness)
    spread = sum(highest - value for value in betweenness)
    return min(1.0, spread / (order - 1))


def closeness_centralisation(closeness: Sequence[float]) -> float | None:
    """Return how far one organisation is nearer than the rest, 0 to 1.

    Args:
        closeness: Nearness of each, 0 to 1.

    Source:
        Freeman (1978): the most that the differences can add up to is
        (n - 1)(n - 2) / (2 n - 3), in a star.
    """
    order = len(closeness)
    if order < 3:
        return None
    highest = max(closeness)
    spread = sum(highest - value for value in closeness)
    return min(1.0, spread * (2 * order - 3) / ((order - 1) * (order - 2)))
