from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.core.engine import Engine
from network.core.measures.attack import after_attack, departures, schneider_r
from network.core.measures.departures import breaks
from tests.network.core.measures.graphs import nets

if TYPE_CHECKING:
    Net = nx.Graph[int]


def neighbours(net: Net) -> list[list[int]]:
    return Engine(net).neighbours


def as_graph(near: list[list[int]]) -> Net:
    net: Net = nx.Graph()
    net.add_nodes_from(range(len(near)))
    net.add_edges_from((one, other) for one, row in enumerate(near) for other in row)
    return net


@given(net=nets(), seed=st.integers(0, 50))
@settings(max_examples=50, deadline=None)
def test_each_that_leaves_has_most_ties_of_those_left(net: Net, seed: int) -> None:
    near = neighbours(net)
    rest = as_graph(near)

    for gone in departures(near, len(near), seed=seed, draw=0):
        assert rest.degree(gone) == max(degree for _node, degree in rest.degree())
        rest.remove_node(gone)

    assert len(rest) == 0


def test_all_equals_are_drawn_as_often() -> None:
    near = neighbours(nx.cycle_graph(6))

    first = [next(departures(near, 1, seed=seed, draw=0)) for seed in range(600)]

    assert all(70 <= first.count(vertex) <= 130 for vertex in range(6))


@pytest.mark.parametrize(
    ("net", "expected"),
    [
        (nx.empty_graph(0), 0.0),
        (nx.empty_graph(1), 0.0),
        (nx.path_graph(2), 0.0),
        (nx.path_graph(3), 1.0),
        (nx.star_graph(4), 1 / 3),
        (nx.complete_graph(30), 1.0),
        (nx.empty_graph(5), 1 / 3),
    ],
)
def test_what_the_attack_leaves(net: Net, expected: float) -> None:
    assert after_attack(neighbours(net)) == pytest.approx(expected)


def test_on_a_ring_the_mean_is_not_that_of_the_lowest_names() -> None:
    ring = neighbours(nx.cycle_graph(48))

    mean = after_attack(ring, draws=400)

    assert mean == pytest.approx(0.444, abs=0.02)


def plain_r(near: list[list[int]], seed: int, draws: int) -> float:
    """Compute R from its definition, counting the pieces every time."""
    order = len(near)
    total = 0.0
    for draw in range(draws):
        rest = as_graph(near)
        for gone in departures(near, order, seed=seed, draw=draw):
            rest.remove_node(gone)
            pieces = map(len, nx.connected_components(rest))
            total += max(pieces, default=0) / order
    return total / order / draws


@given(net=nets(smallest=1))
@settings(max_examples=40, deadline=None)
def test_r_is_the_mean_of_the_largest_piece_over_all_departures(net: Net) -> None:
    near = neighbours(net)

    found = schneider_r(near, seed=3, draws=2)

    assert found == pytest.approx(plain_r(near, 3, 2))


def test_r_of_shapes_that_are_known() -> None:
    star, complete = (
        neighbours(net) for net in (nx.star_graph(9), nx.complete_graph(10))
    )

    assert schneider_r(star) == pytest.approx(9 / 100)
    assert schneider_r(complete) == pytest.approx(9 / 20)
    assert schneider_r([]) is None


def test_who_is_cut_off_when_one_leaves() -> None:
    # 0 - 1 - 2 - 3 with a triangle 3, 4, 5; and a pair 6 - 7 elsewhere.
    near = [[1], [0, 2], [1, 3], [2, 4, 5], [3, 5], [3, 4], [7], [6]]

    found = breaks(near)

    assert [each.cut_off for each in found] == [
        (),
        (0,),
        (0, 1),
        (4, 5),
        (),
        (),
        (),
        (),
    ]
    assert [each.largest for each in found] == [5, 4, 3, 3, 5, 5, 6, 6]


def test_of_two_halves_only_one_is_cut_off() -> None:
    found = breaks(neighbours(nx.path_graph(5)))

    middle = next(each for each in found if each.largest == 2)
    assert len(middle.cut_off) == 2


def test_a_second_piece_as_large_is_what_is_left() -> None:
    two = nx.disjoint_union(nx.cycle_graph(4), nx.cycle_graph(4))

    found = breaks(neighbours(two))

    assert {each.largest for each in found} == {4}


def test_a_network_of_nobody_or_of_one_has_nothing_to_break() -> None:
    assert breaks([]) == []
    assert [(each.largest, each.cut_off) for each in breaks([[]])] == [(0, ())]
