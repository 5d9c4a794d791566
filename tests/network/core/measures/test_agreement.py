"""Every measure against networkx, which computes it by other code."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings

from network.core.engine import Engine, communities
from network.core.measures.brokerage import Brokerage
from network.core.measures.organisations import standings
from network.core.measures.whole import gini, measure, reciprocity
from tests.network.core.measures.graphs import CLASSIC, nets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from network.core.measures.whole import Measures

    Net = nx.Graph[int]

every_classic = pytest.mark.parametrize("name", CLASSIC)


def near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def centralised(values: Mapping[int, float], most: float) -> float | None:
    """Return Freeman's ratio from values that networkx computed."""
    if len(values) < 3:
        return None
    highest = max(values.values())
    return sum(highest - value for value in values.values()) / most


def assortativity(net: Net) -> float | None:
    ends = [(net.degree(a), net.degree(b)) for a, b in net.to_directed().edges]
    if len({degree for degree, _other in ends}) < 2:
        return None
    left, right = zip(*ends, strict=True)
    return float(np.corrcoef(left, right)[0, 1])


def assert_agrees_as_a_whole(net: Net, found: Measures) -> None:
    n = net.number_of_nodes()
    pieces = sorted(nx.connected_components(net), key=len)
    blocks = [len(block) for block in nx.biconnected_components(net)]
    expected = {
        "density": nx.density(net),
        "components": len(pieces),
        "largest_component": len(pieces[-1]) if pieces else 0,
        "degree_centralisation": centralised(
            dict(net.degree()), max(1, (n - 1) * (n - 2))
        ),
        "betweenness_centralisation": centralised(
            nx.betweenness_centrality(net), max(1, n - 1)
        ),
        "closeness_centralisation": centralised(
            nx.closeness_centrality(net), max(1, (n - 1) * (n - 2)) / max(1, 2 * n - 3)
        ),
        "transitivity": nx.transitivity(net),
        "average_clustering": nx.average_clustering(net) if n else 0.0,
        "bridges": len(list(nx.bridges(net))),
        "blocks": sum(size >= 3 for size in blocks),
        "largest_biconnected": max(blocks, default=0),
        "max_core": max(nx.core_number(net).values(), default=0),
        "degree_assortativity": assortativity(net),
        "vertex_connectivity": nx.node_connectivity(net) if n > 1 else 0,
        "edge_connectivity": nx.edge_connectivity(net) if n > 1 else 0,
    }
    if n:
        part = net.subgraph(pieces[-1])
        lengths = {
            (
                nx.average_shortest_path_length(net.subgraph(each)),
                nx.diameter(net.subgraph(each)),
            )
            for each in pieces
            if len(each) == len(part)
        }
        assert any(
            near(found.average_path, mean) and found.diameter == longest
            for mean, longest in lengths
        )
    wrong = {
        name: (getattr(found, name), value)
        for name, value in expected.items()
        if not near(getattr(found, name), value)
    }
    assert wrong == {}
    assert found.articulation_points == tuple(sorted(nx.articulation_points(net)))


def assert_agrees_node_by_node(net: Net) -> None:
    found = standings(net)
    order = net.number_of_nodes()
    betweenness = nx.betweenness_centrality(net)
    harmonic = nx.harmonic_centrality(net)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        constraint = nx.constraint(net) if net else {}
    for node in net:
        each = found[node]
        assert each.degree == net.degree(node)
        assert near(each.betweenness, betweenness[node])
        assert near(each.harmonic, harmonic[node] / max(1, order - 1))
        assert each.core == nx.core_number(net)[node]
        alone = math.isnan(constraint[node])
        assert near(each.constraint, None if alone else constraint[node])
        rest = net.subgraph(set(net) - {node})
        parts = sorted(
            nx.connected_components(
                rest.subgraph(nx.node_connected_component(net, node))
            ),
            key=len,
        )
        assert each.largest_without == max(
            map(len, nx.connected_components(rest)), default=0
        )
        lost = (
            len(nx.node_connected_component(net, node))
            - 1
            - len(parts[-1] if parts else [])
        )
        assert len(each.cut_off) == lost
        assert all(
            set(each.cut_off) >= part or not set(each.cut_off) & part for part in parts
        )


@every_classic
def test_a_classic_network_has_the_measures_of_networkx(name: str) -> None:
    net = CLASSIC[name]

    found = measure(net)

    assert_agrees_as_a_whole(net, found)


@every_classic
def test_the_nodes_of_a_classic_network_have_those_of_networkx(name: str) -> None:
    assert_agrees_node_by_node(CLASSIC[name])


@settings(max_examples=60, deadline=None)
@given(net=nets())
def test_any_network_has_the_measures_of_networkx(net: Net) -> None:
    assert_agrees_as_a_whole(net, measure(net))


@settings(max_examples=40, deadline=None)
@given(net=nets(largest=12, sparse=True))
def test_the_nodes_of_any_network_have_those_of_networkx(net: Net) -> None:
    assert_agrees_node_by_node(net)


def modularity_of_louvain(net: Net, draws: int) -> float:
    """Return that of the densest communities that networkx finds."""
    return max(
        nx.community.modularity(net, nx.community.louvain_communities(net, seed=seed))
        for seed in range(draws)
    )


@settings(max_examples=60, deadline=None)
@given(net=nets().filter(lambda net: net.size()))
def test_no_communities_of_louvain_are_denser(net: Net) -> None:
    found = measure(net).modularity

    assert found is not None
    assert found >= modularity_of_louvain(net, 3) - 1e-9


@pytest.mark.parametrize("order", [6, 8, 10, 20])
def test_chains_and_rings_are_cut_where_they_are_best_cut(order: int) -> None:
    for net in (nx.path_graph(order), nx.cycle_graph(order)):
        found = measure(net).modularity

        assert found is not None
        assert found >= modularity_of_louvain(net, 20) - 1e-9


@pytest.mark.parametrize("name", ["karate", "les miserables", "villages"])
def test_communities_are_at_least_as_dense_as_those_of_louvain(name: str) -> None:
    net = CLASSIC[name]

    found = measure(net)

    assert found.modularity is not None
    assert found.modularity >= modularity_of_louvain(net, 5) - 1e-9
    groups: dict[int, set[int]] = {}
    for node, group in communities(net).items():
        groups.setdefault(group, set()).add(node)
    assert near(found.modularity, nx.community.modularity(net, groups.values()))
    assert found.communities == len(groups)
    assert [len(groups[number]) for number in range(len(groups))] == sorted(
        map(len, groups.values()), reverse=True
    )


def test_betweenness_agrees_to_the_last_digits_on_a_larger_network() -> None:
    net = nx.gnm_random_graph(150, 400, seed=5)
    expected = nx.betweenness_centrality(net)

    engine = Engine(net)

    found = engine.named(engine.betweenness)
    assert max(abs(found[node] - expected[node]) for node in net) < 1e-9


@pytest.mark.parametrize(
    ("arcs", "expected"),
    [
        ([], None),
        ([(1, 1)], None),
        ([(1, 2)], 0.0),
        ([(1, 2), (2, 1)], 1.0),
        ([(1, 2), (2, 1), (2, 3), (3, 3)], 2 / 3),
    ],
)
def test_reciprocity_is_the_share_of_arcs_with_one_back(
    arcs: list[tuple[int, int]], expected: float | None
) -> None:
    directed: nx.DiGraph[int] = nx.DiGraph(arcs)

    assert reciprocity(directed) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([0, 0], None),
        ([3], 0.0),
        ([2, 2, 2], 0.0),
        ([0, 0, 0, 8], 0.75),
        ([1, 2, 3, 4], 0.25),
    ],
)
def test_gini_says_how_unequal_values_are(
    values: list[int], expected: float | None
) -> None:
    assert gini(values) == expected


def plain_brokerage(net: Net, groups: Mapping[int, int], node: int) -> Brokerage:
    """Count the roles pair by pair, as the article defines them."""
    counts = [0, 0, 0, 0]
    near = sorted(net[node])
    for one in near:
        for other in near:
            if one < other and not net.has_edge(one, other):
                own, left, right = groups[node], groups[one], groups[other]
                if left == right:
                    counts[0 if left == own else 2] += 1
                else:
                    counts[1 if own in (left, right) else 3] += 1
    return Brokerage(*counts)


@settings(max_examples=40, deadline=None)
@given(net=nets(largest=12))
def test_brokerage_roles_are_those_counted_pair_by_pair(net: Net) -> None:
    groups = {node: node % 4 for node in net}

    found = standings(net, groups)

    assert {node: each.brokerage for node, each in found.items()} == {
        node: plain_brokerage(net, groups, node) for node in net
    }


def test_somebody_without_group_is_of_a_group_of_its_own() -> None:
    net: Net = nx.path_graph(3)

    found = standings(net, {0: 7, 2: 7})

    assert found[1].brokerage == Brokerage(consultant=1)
    assert found[1].brokerage.joins_groups == 0
    assert standings(net, {0: 7, 1: 7})[1].brokerage.joins_groups == 1
    assert standings(net)[1].brokerage == Brokerage(coordinator=1)
