"""Beyond some sizes measures come from samples, and say so."""

from __future__ import annotations

from statistics import median

import networkx as nx
import pytest

from network.core.engine import (
    EXACT_ORDER,
    Engine,
)
from network.core.measures.kind import NetworkKind, read_shape
from network.core.measures.whole import measure


def test_betweenness_of_a_large_network_comes_from_pivots() -> None:
    star = nx.star_graph(EXACT_ORDER)

    shape = read_shape(star)

    assert shape.is_approximate
    assert shape.kind is NetworkKind.CENTRALISED
    assert shape.parts.concentration == pytest.approx(1, abs=0.01)


def test_pivots_rank_the_organisations_as_all_paths_do() -> None:
    tree = nx.balanced_tree(2, 12)
    exact = nx.betweenness_centrality(nx.balanced_tree(2, 7))

    engine = Engine(tree)

    found = engine.named(engine.betweenness)
    assert engine.is_approximate
    assert found[0] == pytest.approx(exact[0], abs=0.1)
    assert found[0] > found[20] > found[400]


def test_distances_in_a_large_network_come_from_pivots() -> None:
    half = EXACT_ORDER // 2 + 2
    net = nx.circular_ladder_graph(half)
    net.add_node("alone")
    net = nx.convert_node_labels_to_integers(net)
    mean = half / 4 + 0.5

    engine = Engine(net)
    path, longest = engine.path_lengths

    assert path == pytest.approx(mean, rel=0.02)
    assert longest == half // 2 + 1
    assert min(engine.closeness) == 0
    assert median(engine.closeness) == pytest.approx(1 / mean, rel=0.02)
    assert 0 < max(engine.harmonic) < 0.02


def test_connectivity_is_said_only_when_it_takes_seconds_at_most() -> None:
    ring, mesh = nx.cycle_graph(9_000), nx.circulant_graph(9_000, [1, 2])

    plain, hard = Engine(ring), Engine(mesh)

    assert (plain.vertex_connectivity(), plain.edge_connectivity()) == (2, 2)
    assert (hard.vertex_connectivity(), hard.edge_connectivity()) == (None, None)


def test_connectivity_of_a_dense_network_needs_no_cuts_where_all_are_near() -> None:
    dense = nx.gnp_random_graph(250, 0.5, seed=3)
    least = min(degree for _node, degree in dense.degree())

    engine = Engine(dense)

    assert engine.edge_connectivity() == least
    assert engine.vertex_connectivity() is None


def test_a_chain_of_thousands_is_measured_without_going_too_deep() -> None:
    chain = nx.path_graph(1_600)

    found = measure(chain)

    assert found.diameter == 1_599
    assert found.shape.parts.worst_departure == pytest.approx(0.5, abs=0.001)
    assert len(found.articulation_points) == 1_598
