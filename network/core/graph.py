"""The graph of a network: organisations and the ties between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterable


def build_graph(
    organisations: Iterable[int],
    ties: Iterable[tuple[int, int]],
    *,
    without: Iterable[int] = (),
) -> nx.Graph[int]:
    """Return the undirected, simple graph of a network.

    Args:
        organisations: Keys of the organisations that are in the network.
        ties: Pairs of organisations; direction and repetition do not matter,
            and a tie of an organisation that is not in the network is left
            out.
        without: Organisations to leave out, such as the supporting one, with
            which every network looks like a star.
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(sorted(set(organisations) - set(without)))
    graph.add_edges_from(
        (one, other)
        for one, other in sorted({(min(pair), max(pair)) for pair in ties})
        if one != other and one in graph and other in graph
    )
    return graph
