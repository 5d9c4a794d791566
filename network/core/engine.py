"""The one door to igraph: heavy measures over a graph in canonical order.

Graphs are networkx everywhere else.  An :class:`Engine` holds one graph as
igraph has it, its vertices in an order that only depends on the shape of the
graph, so that whatever is drawn at random from a seed, and even the last digit
of a sum, is the same whatever the organisations are called.
"""

from __future__ import annotations

import math
import random
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

import igraph
import networkx as nx
import numpy as np

from network.core import searching
from network.core.canonical import canonical_order
from network.core.splitting import telling_pairs
from network.core.springs import first_places, steps, turned_back

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: Above so many organisations betweenness and distances come from pivots.
EXACT_ORDER = 5_000
#: From how many organisations the paths are counted then.
PIVOTS = 256
#: Most work, in steps over a tie, for which connectivity of 3 and more is looked
#: for: with flows between pairs (node) and with cuts (edge); seconds.
FLOW_STEPS, CUT_STEPS = 20_000_000, 100_000_000

#: igraph takes its random numbers from one place for the whole process.
_ONE_AT_A_TIME = Lock()


@contextmanager
def _drawing_from(seed: int) -> Iterator[None]:
    with _ONE_AT_A_TIME:
        # Not a secret: the same reading of a network must come out again.
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - a seed
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)


class Engine:
    """A simple, undirected graph, ready to be measured.

    Direction, repeated ties and ties with oneself are forgotten.

    Attributes:
        ids: The organisation of each vertex, in canonical order.
        neighbours: The vertices next to each vertex, in order.
    """

    def __init__(self, graph: nx.Graph[int]) -> None:
        simple: nx.Graph[int] = nx.Graph()
        simple.add_nodes_from(graph)
        simple.add_edges_from((one, two) for one, two in graph.edges() if one != two)
        self.ids = canonical_order(simple, _permutation)
        place = {name: vertex for vertex, name in enumerate(self.ids)}
        edges = sorted(
            (min(place[one], place[other]), max(place[one], place[other]))
            for one, other in simple.edges
        )
        self.order = len(self.ids)
        self.size = len(edges)
        self._graph = igraph.Graph(self.order, edges)
        self.neighbours: list[list[int]] = [[] for _ in self.ids]
        for one, other in edges:
            self.neighbours[one].append(other)
            self.neighbours[other].append(one)

    @property
    def is_approximate(self) -> bool:
        """Whether betweenness and distances come from a sample."""
        return self.order > EXACT_ORDER

    def named(self, values: Sequence[float]) -> dict[int, float]:
        """Return one value for each organisation, by its key."""
        return dict(zip(self.ids, values, strict=True))

    @cached_property
    def degrees(self) -> list[int]:
        """How many others each vertex has a tie with."""
        return [len(near) for near in self.neighbours]

    @cached_property
    def betweenness(self) -> list[float]:
        """Share of the shortest paths that pass through each vertex, 0 to 1.

        Beyond :data:`EXACT_ORDER` vertices only the paths from
        :data:`PIVOTS` of them are counted and scaled up.

        Source:
            Freeman, L. C. (1977), Sociometry 40, 35-41; Brandes, U. and Pich,
            C. (2007), International Journal of Bifurcation and Chaos 17,
            2303-2318, for the pivots.
        """
        if self.order < 3:
            return [0.0] * self.order
        pairs = (self.order - 1) * (self.order - 2) / 2
        if not self.is_approximate:
            return [value / pairs for value in self._graph.betweenness(directed=False)]
        pivots = self.sample(PIVOTS)
        counted = self._graph.betweenness(directed=False, sources=pivots)
        return [value * self.order / len(pivots) / pairs for value in counted]

    @cached_property
    def closeness(self) -> list[float]:
        """How near all others are, 0 to 1; nobody is near an isolated vertex.

        In a network in pieces each value is weighted by the share of the
        others that can be reached.

        Source:
            Freeman (1978); Wasserman, S. and Faust, K. (1994), Social Network
            Analysis, formula 5.22, for networks in pieces.
        """
        reached = [size - 1 for size in self.piece_sizes]
        return [
            near * found / (self.order - 1) if found else 0.0
            for near, found in zip(self._nearness, reached, strict=True)
        ]

    @cached_property
    def _nearness(self) -> list[float]:
        """Return reached / sum of distances of each vertex, inside its piece."""
        if self.is_approximate:
            return self._sampled[0]
        return self._graph.closeness(normalized=True)

    @cached_property
    def harmonic(self) -> list[float]:
        """Mean of 1 / distance to every other vertex, 0 to 1.

        Source:
            Marchiori, M. and Latora, V. (2000), Physica A 285, 539-546.
        """
        if self.order < 2:
            return [0.0] * self.order
        if self.is_approximate:
            return self._sampled[1]
        return self._graph.harmonic_centrality(normalized=True)

    @cached_property
    def _sampled(self) -> tuple[list[float], list[float]]:
        """Nearness and harmonic closeness, from the distances to some."""
        pivots = self.sample(PIVOTS)
        seen, sums, inverse = (np.zeros(self.order) for _ in range(3))
        for pivot in pivots:
            far = np.array(self._graph.distances([pivot])[0])
            reached = np.isfinite(far) & (far > 0)
            seen += reached
            sums[reached] += far[reached]
            inverse[reached] += 1 / far[reached]
        near = np.divide(seen, sums, out=np.zeros(self.order), where=sums > 0)
        return near.tolist(), (inverse / len(pivots)).tolist()

    def sample(self, size: int) -> list[int]:
        """Return vertices drawn at random, always the same, in order."""
        drawn = random.Random(self.order)  # noqa: S311 - a sample, not a secret
        return sorted(drawn.sample(range(self.order), min(size, self.order)))

    @cached_property
    def pieces(self) -> list[list[int]]:
        """The vertices of each connected piece, the largest first."""
        found: dict[int, list[int]] = {}
        for vertex, piece in enumerate(self._graph.connected_components().membership):
            found.setdefault(piece, []).append(vertex)
        return sorted(found.values(), key=len, reverse=True)

    @cached_property
    def piece_sizes(self) -> list[int]:
        """Size of the piece of each vertex."""
        sizes = [0] * self.order
        for piece in self.pieces:
            for vertex in piece:
                sizes[vertex] = len(piece)
        return sizes

    @cached_property
    def cores(self) -> list[int]:
        """Largest k for which each vertex is in the k-core.

        Source:
            Seidman, S. B. (1983), Social Networks 5, 269-287.
        """
        return self._graph.coreness()

    @cached_property
    def constraint(self) -> list[float | None]:
        """How far the contacts of each vertex know one another; none if alone.

        Source:
            Burt, R. S. (1992), Structural Holes, chapter 2.
        """
        values = self._graph.constraint()
        return [None if math.isnan(value) else value for value in values]

    @cached_property
    def articulation_points(self) -> list[int]:
        """Vertices without which their piece falls apart, in order."""
        return sorted(self._graph.articulation_points())

    @cached_property
    def bridges(self) -> int:
        """How many ties have their piece fall apart when they are lost."""
        return len(self._graph.bridges())

    @cached_property
    def blocks(self) -> list[list[int]]:
        """Biconnected blocks, bridges included, the largest first."""
        found = [sorted(block) for block in self._graph.biconnected_components()]
        return sorted(found, key=lambda block: (-len(block), block))

    @cached_property
    def transitivity(self) -> float:
        """Share of the pairs with a common contact that have a tie, 0 to 1."""
        return self._graph.transitivity_undirected(mode="zero")

    @cached_property
    def clustering(self) -> float:
        """Mean share of ties among the contacts of each vertex, 0 to 1."""
        if not self.order:
            return 0.0
        return self._graph.transitivity_avglocal_undirected(mode="zero")

    @cached_property
    def assortativity(self) -> float | None:
        """Correlation of the degrees at both ends of a tie; none if all equal.

        Source:
            Newman, M. E. J. (2002), Physical Review Letters 89, 208701.
        """
        if len({self.degrees[vertex] for vertex in self._tied}) < 2:
            return None
        return self._graph.assortativity_degree(directed=False)

    @property
    def _tied(self) -> list[int]:
        return [vertex for vertex, degree in enumerate(self.degrees) if degree]

    @cached_property
    def path_lengths(self) -> tuple[float, int]:
        """Mean and greatest distance inside the largest piece.

        Beyond :data:`EXACT_ORDER` vertices both come from pivots; the
        greatest is then a lower bound.
        """
        part = self._graph.induced_subgraph(self.pieces[0])
        if part.vcount() < 2:
            return 0.0, 0
        if part.vcount() <= EXACT_ORDER:
            found = part.path_length_hist(directed=False)
            return found.mean, int(max(start for start, _end, _n in found.bins()))
        drawn = random.Random(self.order)  # noqa: S311 - a sample, not a secret
        pivots = drawn.sample(range(part.vcount()), PIVOTS)
        rows = (part.distances([pivot])[0] for pivot in pivots)
        sums, longest = zip(*((sum(row), max(row)) for row in rows), strict=True)
        return sum(sums) / len(sums) / (part.vcount() - 1), int(max(longest))

    def vertex_connectivity(self) -> int | None:
        """Return how many must leave to split the network; none if unknown.

        Source:
            Esfahanian, A.-H. and Hakimi, S. L. (1984), Networks 14, 355-366.
        """
        least = self._cheap_connectivity(cut=bool(self.articulation_points))
        if least is not None:
            return least
        pairs = telling_pairs(self.neighbours)
        if len(pairs) * (self.order + self.size) > FLOW_STEPS:
            return None
        return min(
            (
                self._graph.vertex_connectivity(one, other, checks=False)
                for one, other in pairs
            ),
            default=self.order - 1,
        )

    def edge_connectivity(self) -> int | None:
        """Return how many ties must be lost to split it; none if unknown.

        Source:
            Plesník, J. (1975), Acta Facultatis Rerum Naturalium Universitatis
            Comenianae 30, 71-93: within two steps it is the least degree.
        """
        least = self._cheap_connectivity(cut=bool(self.bridges))
        if least is not None:
            return least
        if not self.is_approximate and self.path_lengths[1] <= 2:
            return min(self.degrees)
        if self.order * self.size > CUT_STEPS:
            return None
        return self._graph.edge_connectivity()

    def _cheap_connectivity(self, *, cut: bool) -> int | None:
        """Return a connectivity that needs no flow to be known, or none."""
        if self.order < 2 or len(self.pieces) > 1:
            return 0
        if cut or min(self.degrees) == 1:
            return 1
        return 2 if min(self.degrees) == 2 else None

    def communities(self, seed: int) -> list[int]:
        """Return the community of each vertex, the largest being 0.

        Of several searches, what is found with most modularity.

        Source:
            Traag, V. A., Waltman, L. and van Eck, N. J. (2019), Scientific
            Reports 9, 5233 (Leiden), on modularity.
        """
        with _drawing_from(seed):
            searches = [
                self._graph.community_leiden(  # type: ignore[call-arg]  # not in stubs
                    objective_function="modularity",
                    n_iterations=searching.LONGEST,
                    initial_membership=start,
                ).membership
                for start in searching.starts(self.order, self.size, seed=seed)
            ]
        found = max(searches, key=lambda each: round(self.modularity(each) or 0, 12))
        return searching.ranked(searching.connected(self.neighbours, found))

    def modularity(self, membership: Sequence[int]) -> float | None:
        """Return how much denser communities are inside; none without ties.

        Source:
            Newman, M. E. J. and Girvan, M. (2004), Physical Review E 69,
            026113.
        """
        return self._graph.modularity(membership) if self.size else None

    def triangles(self) -> list[tuple[int, int, int]]:
        """Return every three vertices that all have a tie."""
        return self._graph.list_triangles()


def _permutation(
    order: int, edges: Sequence[tuple[int, int]], colours: Sequence[int]
) -> list[int]:
    """Return the canonical place of each vertex of a coloured graph.

    Source:
        Junttila, T. and Kaski, P. (2007), Engineering an efficient canonical
        labeling tool for large and sparse graphs (BLISS).
    """
    graph = igraph.Graph(order, edges)
    # Which way a permutation is written changed between versions of igraph; the
    # names that the graph carries say it for all of them.
    graph.vs["name"] = list(range(order))
    moved = graph.permute_vertices(graph.canonical_permutation(color=colours))
    place = [0] * order
    for vertex, name in enumerate(moved.vs["name"]):
        place[name] = vertex
    return place


def communities(graph: nx.Graph[int], seed: int = 1) -> dict[int, int]:
    """Return the community of each organisation; the largest is number 0."""
    engine = Engine(graph)
    return dict(zip(engine.ids, engine.communities(seed), strict=True))


def force_layout(
    graph: nx.Graph[int], start: Mapping[int, tuple[float, float]] | None = None
) -> dict[int, tuple[float, float]]:
    """Return a place in the plane for each organisation, ties being springs.

    Args:
        graph: Who has a tie with whom.
        start: Earlier places, near which the drawing stays.  Somebody without
            one starts beside those they have a tie with.

    Source:
        Fruchterman, T. and Reingold, E. (1991), Software: Practice and
        Experience 21, 1129-1164.
    """
    engine = Engine(graph)
    if not engine.order:
        return {}
    places = first_places(engine.ids, engine.neighbours, start or {})
    with _drawing_from(1):
        drawn = engine._graph.layout_fruchterman_reingold(  # noqa: SLF001 - same module
            niter=steps(engine.order, again=bool(start)),
            seed=places,
            start_temp=math.sqrt(engine.order) / (200 if start else 10),
            grid="grid" if engine.order > 1_000 else "nogrid",
        )
    return turned_back(engine.ids, drawn.coords, start or {})
