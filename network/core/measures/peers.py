"""The random network of the same size, beside which a figure means something."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import networkx as nx

from network.core.engine import Engine
from network.core.measures.kind import (
    DEFAULT,
    NetworkKind,
    Parts,
    Shape,
    Thresholds,
    shape_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

#: How many random networks are drawn, up to each order, and beyond.
DRAWS: Final = ((500, 20), (2_000, 5))
FEWEST_DRAWS: Final = 1


@dataclass(frozen=True, slots=True)
class Peer:
    """What random networks with as many organisations and ties look like.

    Attributes:
        draws: How many were drawn.
        kind: The kind that came up most often.
        index: Mean index; none while there are too few organisations.
        parts: Mean of each part.
        transitivity: Mean share of closed triangles.
        average_path: Mean distance inside the largest piece; none without
            organisations.
    """

    draws: int
    kind: NetworkKind
    index: float | None
    parts: Parts
    transitivity: float
    average_path: float | None


def random_peer(
    graph: nx.Graph[int], *, seed: int = 1, thresholds: Thresholds = DEFAULT
) -> Peer:
    """Return the mean reading of random networks of the same order and size.

    Each has the same number of ties, between pairs drawn at random.

    Args:
        graph: Undirected and simple.
        seed: Where the draws begin.
        thresholds: Limits between the kinds.

    Source:
        Erdős, P. and Rényi, A. (1959), On random graphs I, Publicationes
        Mathematicae 6, 290-297.
    """
    order, size = graph.number_of_nodes(), graph.number_of_edges()
    draws = next((many for most, many in DRAWS if order <= most), FEWEST_DRAWS)
    engines = [
        Engine(_random_network(order, size, seed=seed * 1_000 + draw))
        for draw in range(draws)
    ]
    shapes = [shape_of(engine, seed=seed, thresholds=thresholds) for engine in engines]
    indices = [shape.index for shape in shapes if shape.index is not None]
    return Peer(
        draws=draws,
        kind=Counter(shape.kind for shape in shapes).most_common(1)[0][0],
        index=_mean(indices) if indices else None,
        parts=_mean_parts(shapes),
        transitivity=_mean([engine.transitivity for engine in engines]),
        average_path=(
            _mean([engine.path_lengths[0] for engine in engines]) if order else None
        ),
    )


def _random_network(order: int, size: int, *, seed: int) -> nx.Graph[int]:
    drawn = random.Random(seed)  # noqa: S311 - a sample, not a secret
    graph: nx.Graph[int] = nx.gnm_random_graph(order, size, seed=drawn)
    return graph


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _mean_parts(shapes: Sequence[Shape]) -> Parts:
    parts = [shape.parts for shape in shapes]
    return Parts(
        largest=_mean([each.largest for each in parts]),
        worst_departure=_mean([each.worst_departure for each in parts]),
        after_attack=_mean([each.after_attack for each in parts]),
        block=_mean([each.block for each in parts]),
        concentration=_mean([each.concentration for each in parts]),
    )
