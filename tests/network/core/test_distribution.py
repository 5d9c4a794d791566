"""Measures of a *red distribuida* on shapes whose answer is known."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.distribution import (
    NetworkKind,
    degree_centralisation,
    degrees,
    distribution,
)
from network.core.graph import build_graph
from network.core.layout import (
    HEIGHT,
    MARGIN,
    WIDTH,
    Line,
    Spot,
    lay_out,
    line_between,
)

TWO_RINGS = nx.disjoint_union(nx.cycle_graph(4), nx.cycle_graph(4))
graphs = st.builds(
    build_graph,
    st.integers(0, 14).map(range),
    st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=40),
)


def test_a_star_is_one_and_a_ring_is_zero() -> None:
    assert degree_centralisation(nx.star_graph(6)) == 1
    assert degree_centralisation(nx.cycle_graph(7)) == 0
    assert degree_centralisation(nx.complete_graph(5)) == 0


def test_a_path_of_four_is_a_third() -> None:
    # Degrees 1, 2, 2, 1: spread 2 over (3)(2).
    assert degree_centralisation(nx.path_graph(4)) == Fraction(1, 3)


@pytest.mark.parametrize("order", [0, 1, 2])
def test_fewer_than_three_have_no_centralisation(order: int) -> None:
    with pytest.raises(ValueError, match="at least 3"):
        degree_centralisation(nx.empty_graph(order))
    assert distribution(nx.empty_graph(order)).centralisation is None


@pytest.mark.parametrize(
    ("graph", "kind"),
    [
        (nx.empty_graph(0), NetworkKind.BEGINNING),
        (nx.empty_graph(1), NetworkKind.BEGINNING),
        (nx.complete_graph(4), NetworkKind.BEGINNING),
        (nx.star_graph(8), NetworkKind.CENTRALISED),
        (nx.cycle_graph(8), NetworkKind.DISTRIBUTED),
        (nx.wheel_graph(8), NetworkKind.CENTRALISED),
        (nx.balanced_tree(2, 2), NetworkKind.DECENTRALISED),
        (
            nx.disjoint_union(nx.cycle_graph(4), nx.cycle_graph(4)),
            NetworkKind.FRAGMENTED,
        ),
        (nx.empty_graph(6), NetworkKind.FRAGMENTED),
    ],
)
def test_shapes_have_the_kind_people_would_say(
    graph: nx.Graph[int], kind: NetworkKind
) -> None:
    assert distribution(graph).kind is kind


def test_a_network_in_two_pieces_says_who_is_alone_and_who_holds() -> None:
    graph = build_graph([1, 2, 3, 4, 5, 9], [(1, 2), (2, 3), (4, 5)])

    found = distribution(graph)

    assert (found.order, found.size, found.pieces) == (6, 3, 3)
    assert found.largest_share == Fraction(1, 2)
    assert found.alone == (9,)
    assert found.bridges == (2,)
    assert degrees(graph) == {1: 1, 2: 2, 3: 1, 4: 1, 5: 1, 9: 0}


def test_ties_count_once_and_only_inside() -> None:
    graph = build_graph(
        [1, 2, 3], [(1, 2), (2, 1), (1, 2), (3, 3), (3, 77)], without=[]
    )

    assert sorted(graph.edges()) == [(1, 2)]


def test_the_supporting_organisation_is_left_out() -> None:
    ties = [(1, other) for other in range(2, 8)] + [(2, 3), (3, 4), (4, 5)]

    graph = build_graph(range(1, 8), ties, without=[1])

    assert 1 not in graph
    assert distribution(graph).centralisation != 1


@given(graphs)
def test_the_measure_stays_between_zero_and_one(graph: nx.Graph[int]) -> None:
    found = distribution(graph)

    assert found.centralisation is None or 0 <= found.centralisation <= 1
    assert 0 <= found.largest_share <= 1
    assert found.pieces <= found.order


@given(graphs)
def test_everybody_has_a_spot_inside_the_drawing(graph: nx.Graph[int]) -> None:
    spots = lay_out(graph)

    assert set(spots) == set(graph)
    assert all(
        0 <= spot.x <= WIDTH and 0 <= spot.y <= HEIGHT for spot in spots.values()
    )


@given(graphs)
def test_the_drawing_is_the_same_on_every_visit(graph: nx.Graph[int]) -> None:
    again: nx.Graph[int] = nx.Graph()
    again.add_nodes_from(sorted(graph, reverse=True))
    again.add_edges_from((b, a) for a, b in graph.edges())

    assert lay_out(graph) == lay_out(again)


def test_two_organisations_do_not_stand_on_each_other() -> None:
    spots = lay_out(build_graph([1, 2], [(1, 2)]))

    assert spots[1] != spots[2]


def test_many_alone_stand_in_rows_and_none_on_another() -> None:
    spots = lay_out(build_graph(range(60), [(0, 1), (1, 2)]))

    assert len(set(spots.values())) == 60
    assert max(spot.y for spot in spots.values()) == HEIGHT - MARGIN


def test_a_large_network_is_drawn_as_a_ring() -> None:
    order = 320
    ties = [(i, (i + 1) % order) for i in range(order)]

    spots = lay_out(build_graph(range(order), ties))

    assert len(spots) == order


def test_lines_of_several_layers_run_beside_each_other() -> None:
    left, right = Spot(100, 100), Spot(300, 100)

    lines = [line_between(left, right, rank) for rank in range(3)]

    assert lines[0] == Line(100, 100, 300, 100)
    assert {line.y1 for line in lines} == {94, 100, 106}
    assert line_between(left, left, 1) == Line(100, 100, 100, 100)
