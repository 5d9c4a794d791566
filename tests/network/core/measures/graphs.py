"""Graphs that books name, and some that are hard to measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
from hypothesis import strategies as st

if TYPE_CHECKING:
    Net = nx.Graph[int]


def numbered(graph: nx.Graph[object]) -> Net:
    """Return the graph with whole numbers for nodes and bare ties."""
    net: Net = nx.Graph()
    place = {node: number for number, node in enumerate(graph)}
    net.add_nodes_from(place.values())
    net.add_edges_from((place[one], place[other]) for one, other in graph.edges)
    return net


def hubs_with_leaves(hubs: int, leaves: int) -> Net:
    """Return hubs that are all joined, each with as many leaves."""
    net: Net = nx.complete_graph(hubs)
    for new in range(hubs * leaves):
        net.add_edge(new % hubs, hubs + new)
    return net


def two_rooms(size: int, doors: int) -> Net:
    """Return two groups where all have a tie, with so many ties across."""
    net: Net = nx.disjoint_union(nx.complete_graph(size), nx.complete_graph(size))
    net.add_edges_from((one, size + one) for one in range(doors))
    return net


CLASSIC: dict[str, Net] = {
    name: numbered(graph)
    for name, graph in {
        "karate": nx.karate_club_graph(),
        "florentine": nx.florentine_families_graph(),
        "les miserables": nx.les_miserables_graph(),
        "petersen": nx.petersen_graph(),
        "southern women": nx.davis_southern_women_graph(),
        "ring": nx.cycle_graph(12),
        "star": nx.star_graph(11),
        "wheel": nx.wheel_graph(12),
        "grid": nx.grid_2d_graph(5, 6),
        "complete": nx.complete_graph(9),
        "path": nx.path_graph(10),
        "tree": nx.balanced_tree(3, 3),
        "barbell": nx.barbell_graph(6, 2),
        "cube": nx.hypercube_graph(4),
        "bipartite": nx.complete_bipartite_graph(4, 7),
        "villages": nx.connected_caveman_graph(5, 6),
        "two rooms": two_rooms(6, 2),
        "chain of six": nx.path_graph(6),
        "two pieces": nx.disjoint_union(nx.cycle_graph(7), nx.star_graph(5)),
        "some alone": nx.disjoint_union(nx.petersen_graph(), nx.empty_graph(4)),
        "all alone": nx.empty_graph(6),
        "a pair": nx.path_graph(2),
        "one": nx.empty_graph(1),
    }.items()
}


@st.composite
def nets(
    draw: st.DrawFn, smallest: int = 0, largest: int = 14, *, sparse: bool = False
) -> Net:
    """Draw a simple graph; its nodes are numbered with gaps."""
    order = draw(st.integers(smallest, largest))
    pairs = [(one, other) for other in range(order) for one in range(other)]
    most = 2 * order if sparse else len(pairs)
    chosen = draw(
        st.lists(st.sampled_from(pairs), unique=True, max_size=most)
        if pairs
        else st.just([])
    )
    net: Net = nx.Graph()
    net.add_nodes_from(3 * node for node in range(order))
    net.add_edges_from((3 * one, 3 * other) for one, other in chosen)
    return net
