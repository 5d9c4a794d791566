"""The drawing: everybody inside it, and nobody jumps from one to the next."""

from __future__ import annotations

from math import hypot

import networkx as nx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from network.core.layout import (
    GIVES_WAY,
    HEIGHT,
    MARGIN,
    WIDTH,
    Earlier,
    Line,
    Spot,
    lay_out,
    line_between,
    zoomed,
)

graphs = st.builds(
    nx.gnm_random_graph,
    st.integers(0, 20),
    st.integers(0, 40),
    seed=st.integers(0, 99),
)


def drawn(graph: nx.Graph[int], earlier: Earlier | None = None) -> Earlier:
    return Earlier(lay_out(graph, earlier), dict(graph.degree()))


def distance(one: Spot, other: Spot) -> float:
    return hypot(one.x - other.x, one.y - other.y)


def is_inside(spot: Spot) -> bool:
    return (
        MARGIN <= spot.x <= WIDTH - MARGIN and MARGIN <= spot.y <= HEIGHT - MARGIN + 1
    )


@given(graphs)
def test_everybody_has_a_spot_inside_the_drawing(graph: nx.Graph[int]) -> None:
    spots = lay_out(graph)

    assert set(spots) == set(graph)
    assert all(is_inside(spot) for spot in spots.values())


@given(graphs)
@settings(max_examples=30)
def test_the_drawing_does_not_depend_on_the_order_of_the_ties(
    graph: nx.Graph[int],
) -> None:
    again: nx.Graph[int] = nx.Graph()
    again.add_nodes_from(sorted(graph, reverse=True))
    again.add_edges_from((b, a) for a, b in graph.edges())

    assert lay_out(graph) == lay_out(again)


@given(graphs)
def test_an_unchanged_network_is_drawn_as_before(graph: nx.Graph[int]) -> None:
    before = drawn(graph)

    assert lay_out(graph, before) == before.spots


@given(graphs, st.data())
def test_a_new_tie_moves_the_others_little(
    graph: nx.Graph[int], data: st.DataObject
) -> None:
    missing, alone = sorted(nx.non_edges(graph)), set(nx.isolates(graph))
    assume(missing and len(graph) - len(alone) >= 4)
    one, other = data.draw(st.sampled_from(missing))
    before = drawn(graph)

    more = graph.copy()
    more.add_edge(one, other)
    spots = lay_out(more, before)

    stayed = set(graph) - {one, other} - alone
    assert all(
        distance(spots[node], before.spots[node]) <= GIVES_WAY for node in stayed
    )
    assert all(is_inside(spot) for spot in spots.values())


@pytest.mark.parametrize("order", [40, 400])
def test_a_newcomer_stands_near_whom_it_has_a_tie_with(order: int) -> None:
    graph = nx.connected_watts_strogatz_graph(order, 4, 0.1, seed=3)
    before = drawn(graph)

    graph.add_edge(order, 7)
    spots = lay_out(graph, before)

    assert distance(spots[order], spots[7]) < 200
    moved = {
        node
        for node in before.spots
        if distance(spots[node], before.spots[node]) > GIVES_WAY
    }
    assert moved <= {7}


def test_those_who_lose_their_last_tie_go_to_the_foot() -> None:
    graph = nx.cycle_graph(8)
    graph.add_edge(8, 0)
    before = drawn(graph)

    graph.remove_edge(8, 0)
    spots = lay_out(graph, before)

    assert spots[8].y == HEIGHT - MARGIN
    assert all(spots[node].y < HEIGHT - MARGIN - 30 for node in range(8))


def test_a_new_group_is_drawn_where_there_is_room() -> None:
    graph = nx.cycle_graph(12)
    before = drawn(graph)

    graph.add_edges_from([(20, 21), (21, 22)])
    spots = lay_out(graph, before)

    assert all(
        distance(spots[node], before.spots[node]) <= GIVES_WAY for node in range(12)
    )
    assert len({spots[20], spots[21], spots[22]}) == 3


def test_a_network_that_changed_throughout_starts_from_where_it_was() -> None:
    before = drawn(nx.cycle_graph(16))

    denser = nx.circulant_graph(16, [1, 2])
    spots = lay_out(denser, before)

    moved = [distance(spots[node], before.spots[node]) for node in range(16)]
    assert sum(moved) / 16 < 260
    assert all(is_inside(spot) for spot in spots.values())


def test_many_changes_in_a_large_network_are_drawn_by_springs() -> None:
    before = drawn(nx.cycle_graph(320))

    spots = lay_out(nx.circulant_graph(320, [1, 2]), before)

    assert set(spots) == set(range(320))
    assert all(is_inside(spot) for spot in spots.values())


def test_nobody_stands_on_another_in_a_network_of_thirty() -> None:
    graph = nx.gnm_random_graph(30, 60, seed=2)

    spots = lay_out(graph)

    nearest = min(
        distance(spots[one], spots[other])
        for one in graph
        for other in graph
        if one < other
    )
    assert nearest > 30


def test_many_alone_stand_in_rows_and_none_on_another() -> None:
    graph = nx.path_graph(3)
    graph.add_nodes_from(range(3, 60))

    spots = lay_out(graph)

    assert len(set(spots.values())) == 60
    assert max(spot.y for spot in spots.values()) == HEIGHT - MARGIN


def test_a_thousand_alone_fit_at_the_foot() -> None:
    graph = nx.path_graph(3)
    graph.add_nodes_from(range(3, 1000))

    spots = lay_out(graph)

    assert len(set(spots.values())) == 1000
    assert min(spots[node].y for node in range(3, 1000)) > HEIGHT / 2
    assert all(is_inside(spot) for spot in spots.values())


def test_who_stays_alone_keeps_its_spot_when_another_leaves_the_row() -> None:
    graph: nx.Graph[int] = nx.path_graph(3)
    graph.add_nodes_from(range(3, 8))
    before = drawn(graph)

    graph.add_edge(3, 0)
    spots = lay_out(graph, before)

    assert all(spots[node] == before.spots[node] for node in range(4, 8))


def test_a_part_is_stretched_over_the_whole_drawing() -> None:
    spots = zoomed({1: Spot(100, 100), 2: Spot(110, 100), 3: Spot(105, 108)})

    assert {spot.x for spot in spots.values()} >= {MARGIN, WIDTH - MARGIN}
    assert {spot.y for spot in spots.values()} >= {MARGIN, HEIGHT - MARGIN}


def test_two_on_one_spot_are_taken_apart() -> None:
    spots = zoomed({1: Spot(100, 100), 2: Spot(100, 100), 3: Spot(500, 300)})

    assert len(set(spots.values())) == 3


def test_lines_of_several_layers_run_beside_each_other() -> None:
    left, right = Spot(100, 100), Spot(300, 100)

    lines = [line_between(left, right, rank) for rank in range(3)]

    assert lines[0] == Line(100, 100, 300, 100)
    assert {line.y1 for line in lines} == {94, 100, 106}
    assert line_between(left, left, 1) == Line(100, 100, 100, 100)
