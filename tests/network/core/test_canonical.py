from __future__ import annotations

import random
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.core import canonical
from network.core.engine import Engine
from tests.network.core.measures.graphs import CLASSIC, nets

if TYPE_CHECKING:
    Net = nx.Graph[int]


def renamed(net: Net, pick: random.Random) -> Net:
    names = pick.sample(range(10_000), net.number_of_nodes())
    return nx.relabel_nodes(net, dict(zip(net, names, strict=True)))


@given(net=nets(largest=16, sparse=True), pick=st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_same_shape_has_the_same_order(net: Net, pick: random.Random) -> None:
    assert Engine(net).neighbours == Engine(renamed(net, pick)).neighbours


@pytest.mark.parametrize(
    "net",
    [
        nx.random_regular_graph(3, 40, seed=1),
        nx.disjoint_union_all([nx.path_graph(3)] * 20 + [nx.cycle_graph(4)] * 20),
        nx.paley_graph(29).to_undirected(),
        nx.star_graph(400),
        nx.empty_graph(400),
        nx.complete_graph(60),
        CLASSIC["tree"],
    ],
    ids=["regular", "pieces", "paley", "star", "alone", "complete", "tree"],
)
def test_symmetric_networks_have_one_order_too(net: Net) -> None:
    pick = random.Random(1)  # noqa: S311 - other names, not a secret

    assert Engine(net).neighbours == Engine(renamed(net, pick)).neighbours


@given(net=nets())
@settings(max_examples=40, deadline=None)
def test_the_order_holds_everybody_once(net: Net) -> None:
    engine = Engine(net)

    assert sorted(engine.ids) == sorted(net)
    ties = {
        frozenset((engine.ids[one], engine.ids[other]))
        for one, row in enumerate(engine.neighbours)
        for other in row
    }
    assert ties == {frozenset(edge) for edge in net.edges}


def test_a_piece_that_is_too_large_keeps_the_order_of_its_names() -> None:
    order = canonical.LARGEST_PIECE + 1

    engine = Engine(nx.cycle_graph(order))

    assert engine.ids == list(range(order))


def test_twins_of_twins_are_folded_again() -> None:
    # Eight pairs, each pair of pairs joined, and so on: a tree of joins.
    net: Net = nx.empty_graph(32)
    for size in (2, 8, 32):
        for start in range(0, 32, size):
            half = size // 2
            net.add_edges_from(
                (start + one, start + half + other)
                for one in range(half)
                for other in range(half)
            )
    pick = random.Random(2)  # noqa: S311 - other names, not a secret

    assert Engine(net).neighbours == Engine(renamed(net, pick)).neighbours
