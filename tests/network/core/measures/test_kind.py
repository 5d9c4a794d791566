from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.core.measures.kind import (
    DEFAULT,
    NetworkKind,
    Parts,
    closeness_centralisation,
    degree_centralisation,
    index_of,
    kind_of,
    read_shape,
)
from network.core.measures.whole import measure
from tests.network.core.measures.graphs import (
    CLASSIC,
    hubs_with_leaves,
    nets,
    numbered,
)

if TYPE_CHECKING:
    Net = nx.Graph[int]


@pytest.mark.parametrize(
    ("net", "index", "kind"),
    [
        (nx.star_graph(47), 0, NetworkKind.CENTRALISED),
        (hubs_with_leaves(4, 11), 25, NetworkKind.DECENTRALISED),
        (nx.cycle_graph(48), 86, NetworkKind.DECENTRALISED),
        (nx.wheel_graph(48), 46, NetworkKind.DECENTRALISED),
        (numbered(nx.grid_2d_graph(7, 7)), 98, NetworkKind.DISTRIBUTED),
        (nx.complete_graph(48), 100, NetworkKind.DISTRIBUTED),
    ],
    ids=["star", "hubs", "ring", "wheel", "grid", "complete"],
)
def test_the_shapes_of_the_document_have_their_index_and_kind(
    net: Net, index: int, kind: NetworkKind
) -> None:
    shape = read_shape(net)

    assert shape.index is not None
    assert round(shape.index) == index
    assert shape.kind is kind


@pytest.mark.parametrize("seed", range(5))
def test_another_seed_moves_the_index_of_a_ring_by_little(seed: int) -> None:
    shape = read_shape(nx.cycle_graph(48), seed=seed)

    assert shape.index is not None
    assert 80 < shape.index < 90
    assert shape.kind is NetworkKind.DECENTRALISED


def test_the_parts_of_a_star_are_exact() -> None:
    parts = read_shape(nx.star_graph(8)).parts

    assert parts == Parts(1.0, 1 / 8, 1 / 7, 0.0, 1.0)


def test_the_parts_of_two_pieces_are_exact() -> None:
    # A triangle with a tail of one, and a pair.
    net: Net = nx.Graph([(1, 2), (2, 3), (1, 3), (3, 4), (8, 9)])

    parts = read_shape(net).parts

    assert parts.largest == 4 / 6
    assert parts.worst_departure == 2 / 5
    assert parts.block == 3 / 6


@pytest.mark.parametrize("order", range(5))
def test_a_few_organisations_are_no_kind_of_network(order: int) -> None:
    shape = read_shape(nx.complete_graph(order))

    assert shape.kind is NetworkKind.BEGINNING
    assert shape.index is None
    assert not shape.shows_index


def test_the_index_is_shown_as_a_number_from_twelve() -> None:
    shown = [read_shape(nx.cycle_graph(order)).shows_index for order in (11, 12)]

    assert shown == [False, True]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, NetworkKind.DISTRIBUTED),
        ({"largest": 0.74}, NetworkKind.FRAGMENTED),
        ({"largest": 0.74, "worst_departure": 0.1}, NetworkKind.FRAGMENTED),
        ({"worst_departure": 0.39}, NetworkKind.CENTRALISED),
        ({"after_attack": 0.74}, NetworkKind.DECENTRALISED),
        ({"block": 0.74}, NetworkKind.DECENTRALISED),
        ({"concentration": 0.51}, NetworkKind.DECENTRALISED),
    ],
)
def test_the_kind_follows_from_the_limits(
    change: dict[str, float], kind: NetworkKind
) -> None:
    just = Parts(0.75, 0.40, 0.75, 0.75, 0.50)

    assert kind_of(5, replace(just, **change)) is kind


def test_an_assembly_may_set_other_limits() -> None:
    strict = replace(DEFAULT, concentration=0.05, smallest=3, speaks=3)

    shape = read_shape(nx.complete_graph(4), thresholds=strict)

    assert shape.kind is NetworkKind.DISTRIBUTED
    assert shape.shows_index
    assert read_shape(CLASSIC["grid"], thresholds=strict).kind is (
        NetworkKind.DECENTRALISED
    )


def test_the_index_is_the_geometric_mean_of_the_parts() -> None:
    assert index_of(Parts(1, 1, 1, 1, 0)) == 100
    assert index_of(Parts(0.5, 0.5, 0.5, 0.5, 0.5)) == pytest.approx(50)
    assert index_of(Parts(1, 1, 0, 1, 0)) == 0


def test_a_network_in_pieces_has_centralisations_up_to_one() -> None:
    net = nx.disjoint_union(nx.star_graph(7), nx.empty_graph(1))

    found = measure(net)

    assert found.degree_centralisation is not None
    assert found.closeness_centralisation is not None
    assert 0 < found.degree_centralisation < 1
    assert 0 < found.closeness_centralisation <= 1


@pytest.mark.parametrize("order", range(3))
def test_below_three_there_is_no_centralisation(order: int) -> None:
    assert degree_centralisation([1] * order) is None
    assert closeness_centralisation([1.0] * order) is None


@given(order=st.integers(3, 40))
@settings(max_examples=10, deadline=None)
def test_a_star_is_one_and_a_ring_is_zero(order: int) -> None:
    star, ring = measure(nx.star_graph(order)), measure(nx.cycle_graph(order))

    for found, expected in ((star, 1.0), (ring, 0.0)):
        assert found.degree_centralisation == pytest.approx(expected)
        assert found.betweenness_centralisation == pytest.approx(expected, abs=1e-9)
        assert found.closeness_centralisation == pytest.approx(expected, abs=1e-9)


@given(net=nets(smallest=3))
@settings(max_examples=60, deadline=None)
def test_nothing_is_less_centralised_than_a_ring_or_more_than_a_star(
    net: Net,
) -> None:
    found = measure(net)

    for value in (
        found.degree_centralisation,
        found.betweenness_centralisation,
        found.closeness_centralisation,
    ):
        assert value is not None
        assert -1e-12 <= value <= 1


@given(net=nets(smallest=2), pick=st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_one_more_tie_never_lowers_l_s1_or_b(net: Net, pick: random.Random) -> None:
    before = read_shape(net).parts
    missing = sorted(nx.non_edges(net))
    if not missing:
        return
    net.add_edge(*pick.choice(missing))

    after = read_shape(net).parts

    assert after.largest >= before.largest
    assert after.worst_departure >= before.worst_departure
    assert after.block >= before.block


@given(net=nets(), pick=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_other_names_change_nothing(net: Net, pick: random.Random) -> None:
    assert_names_do_not_matter(net, pick)


@pytest.mark.parametrize("name", CLASSIC)
def test_other_names_change_nothing_in_classic_networks(name: str) -> None:
    pick = random.Random(name)  # noqa: S311 - other names, not a secret

    assert_names_do_not_matter(CLASSIC[name], pick)


def test_other_names_change_nothing_in_a_network_without_symmetry() -> None:
    pick = random.Random(3)  # noqa: S311 - other names, not a secret

    assert_names_do_not_matter(nx.gnm_random_graph(120, 220, seed=2), pick)


def assert_names_do_not_matter(net: Net, pick: random.Random) -> None:
    names = pick.sample(range(10_000), net.number_of_nodes())
    other = nx.relabel_nodes(net, dict(zip(net, names, strict=True)))

    one, two = measure(net), measure(other)

    assert one.shape == two.shape
    plain = replace(one, nodes=(), articulation_points=())
    assert plain == replace(two, nodes=(), articulation_points=())
    assert len(one.articulation_points) == len(two.articulation_points)
    assert sorted(
        (node.degree, node.betweenness, node.harmonic, node.core) for node in one.nodes
    ) == sorted(
        (node.degree, node.betweenness, node.harmonic, node.core) for node in two.nodes
    )
