"""An order of the nodes of a graph that does not depend on their names."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    #: Canonical place of each vertex of a coloured graph, given as order,
    #: edges and colours.
    Labelling = Callable[[int, Sequence[tuple[int, int]], Sequence[int]], list[int]]

#: A piece with more nodes after folding keeps the order of its names.
LARGEST_PIECE = 3_000


def canonical_order(graph: nx.Graph[int], labelling: Labelling) -> list[int]:
    """Return the nodes in an order that only the shape of the graph decides.

    Two graphs that differ in names alone, once put in this order, are equal
    edge by edge, so that a choice drawn from a seed falls on the same place in
    both.  Nodes with the same contacts are folded into one before the search,
    which would take forever to find out that the leaves of a star are alike.

    Args:
        graph: Undirected and simple.
        labelling: Finds the canonical place of each vertex of one piece.
    """
    folded = _Folded(graph)
    # What one way of folding leaves has other colours for the next; every fold
    # leaves fewer nodes, so that this ends.
    while any([folded.fold(closed=False), folded.fold(closed=True)]):
        pass
    pieces = [
        folded.ordered(sorted(piece), labelling)
        for piece in nx.connected_components(folded.graph)
    ]
    pieces.sort(key=lambda piece: piece[0])
    return [name for _certificate, names in pieces for name in names]


class _Folded:
    """A graph whose twins have been folded into one node with a colour."""

    def __init__(self, graph: nx.Graph[int]) -> None:
        self.graph: nx.Graph[int] = nx.Graph()
        self.graph.add_nodes_from(sorted(graph))
        self.graph.add_edges_from(graph.edges)
        self.colour = dict.fromkeys(self.graph, 0)
        self.inside: dict[int, list[int]] = {name: [name] for name in self.graph}

    def fold(self, *, closed: bool) -> bool:
        """Fold nodes of one colour with the same contacts; say if any were.

        Args:
            closed: Whether twins have a tie between them.
        """
        kinds: dict[int, tuple[int, int, int]] = {}
        for twins in self._twins(closed=closed):
            first = twins[0]
            kinds[first] = (self.colour[first], 1 + closed, len(twins))
            self.inside[first] = [name for twin in twins for name in self.inside[twin]]
            self.graph.remove_nodes_from(twins[1:])
        if not kinds:
            return False
        everyone = {
            name: kinds.get(name, (self.colour[name], 0, 1)) for name in self.graph
        }
        ranked = enumerate(sorted(set(everyone.values())))
        rank = {kind: place for place, kind in ranked}
        self.colour = {name: rank[kind] for name, kind in everyone.items()}
        return True

    def _twins(self, *, closed: bool) -> list[list[int]]:
        found: defaultdict[tuple[int, frozenset[int]], list[int]] = defaultdict(list)
        for name in self.graph:
            near = {*self.graph[name], name} if closed else {*self.graph[name]}
            found[self.colour[name], frozenset(near)].append(name)
        return [twins for twins in found.values() if len(twins) > 1]

    def ordered(
        self, piece: list[int], labelling: Labelling
    ) -> tuple[tuple[object, ...], list[int]]:
        """Return what tells a piece from others, and its nodes in order."""
        place = {name: vertex for vertex, name in enumerate(piece)}
        edges = [
            (place[name], place[near])
            for name in piece
            for near in self.graph[name]
            if name < near
        ]
        colours = [self.colour[name] for name in piece]
        found = list(range(len(piece)))
        if len(piece) <= LARGEST_PIECE:
            found = labelling(len(piece), edges, colours)
        names = sorted(piece, key=lambda name: found[place[name]])
        moved = sorted(
            (min(found[one], found[other]), max(found[one], found[other]))
            for one, other in edges
        )
        certificate = (
            -sum(len(self.inside[name]) for name in piece),
            [self.colour[name] for name in names],
            moved,
        )
        return certificate, [each for name in names for each in self.inside[name]]
