"""Pairing leaves makes everyone dispensable, with as few ties as can be."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.advice.blocks import (
    block_forest,
    first_pairs,
    pair_leaves,
    ties_needed,
)


@st.composite
def graphs(draw: st.DrawFn, most: int = 14) -> nx.Graph[int]:
    """Graphs of any shape, in pieces or whole, with ids that are not a range."""
    order = draw(st.integers(0, most))
    nodes = [7 * node + 3 for node in range(order)]
    pairs = list(combinations(nodes, 2))
    edges = draw(st.lists(st.sampled_from(pairs), max_size=20)) if pairs else []
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return graph


def forest_of(*trees: nx.Graph[int]) -> nx.Graph[int]:
    whole: nx.Graph[int] = nx.disjoint_union_all(list(trees))
    return whole


def woven(graph: nx.Graph[int], ties: list[tuple[int, int]]) -> nx.Graph[int]:
    after = graph.copy()
    after.add_edges_from(ties)
    return after


def fewest_by_trying(graph: nx.Graph[int], most: int) -> int:
    """Return the fewest ties that make a small graph biconnected, by trying all."""
    missing = list(nx.non_edges(graph))
    return next(
        count
        for count in range(most + 1)
        if any(
            nx.is_biconnected(woven(graph, list(ties)))
            for ties in combinations(missing, count)
        )
    )


@given(graphs())
def test_the_pairs_make_a_block_of_all_with_as_many_ties_as_the_bound(
    graph: nx.Graph[int],
) -> None:
    ties = list(pair_leaves(graph))

    after = woven(graph, ties)
    assert len(ties) == ties_needed(graph)
    assert all(one < other and not graph.has_edge(one, other) for one, other in ties)
    assert len(graph) < 3 or nx.is_biconnected(after)
    assert len(graph) != 2 or nx.is_connected(after)


@given(graphs(most=5).filter(lambda graph: len(graph) > 2))
def test_no_fewer_ties_would_do(graph: nx.Graph[int]) -> None:
    assert ties_needed(graph) == fewest_by_trying(graph, 5)


@given(graphs(), st.integers(1, 9), st.integers(1, 9))
def test_what_speaks_against_a_pair_never_costs_more_ties(
    graph: nx.Graph[int], left: int, right: int
) -> None:
    ties = list(
        pair_leaves(graph, cost=lambda one, other: (left * one + right * other) % 11)
    )

    assert len(ties) == ties_needed(graph)
    assert len(graph) < 3 or nx.is_biconnected(woven(graph, ties))


@pytest.mark.parametrize(
    ("graph", "fewest"),
    [
        (nx.star_graph(4), 3),
        (nx.path_graph(6), 1),
        (nx.cycle_graph(5), 0),
        (nx.empty_graph(4), 4),
        (nx.complete_graph(2), 0),
        (nx.empty_graph(2), 1),
        (nx.empty_graph(1), 0),
        (nx.empty_graph(0), 0),
        (forest_of(nx.cycle_graph(3), nx.cycle_graph(3)), 2),
        (forest_of(nx.path_graph(3), nx.path_graph(3)), 2),
    ],
)
def test_the_bound_of_known_shapes(graph: nx.Graph[int], fewest: int) -> None:
    assert ties_needed(graph) == fewest


def test_two_pieces_of_the_same_size_join_before_the_smaller() -> None:
    graph = forest_of(nx.path_graph(2), nx.cycle_graph(4), nx.cycle_graph(5))

    first = first_pairs(graph, 1)

    ((one, other),) = first
    assert one in range(2, 6)
    assert other in range(6, 11)


@pytest.mark.parametrize("seed", range(4))
def test_large_trees_and_crumbs_are_paired_from_samples(seed: int) -> None:
    tree = nx.random_labeled_tree(160, seed=seed)
    graph = forest_of(tree, nx.random_labeled_tree(120, seed=seed), nx.empty_graph(9))

    ties = list(pair_leaves(graph, seed=seed))

    assert len(ties) == ties_needed(graph)
    assert nx.is_biconnected(woven(graph, ties))


def test_the_cheapest_pair_that_helps_is_taken() -> None:
    graph = nx.star_graph(6)

    dear = first_pairs(graph, 1, cost=lambda one, other: float({one, other} != {2, 5}))

    assert dear == [(2, 5)]


def test_a_forest_knows_its_leaves_and_who_holds_it() -> None:
    graph = forest_of(nx.path_graph(3), nx.empty_graph(1))

    forest = block_forest(graph)

    assert [forest.members[block] for block in forest.leaves()] == [{0, 1}, {1, 2}]
    assert [forest.members[block] for block in forest.lone()] == [{3}]
    assert forest.blocks.keys() == {1}
    assert forest.free(forest.leaves()[0]) == {0}
    assert forest.most_blocks() == 2
