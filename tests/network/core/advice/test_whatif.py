"""What if some left and others met: the same figures as the measures give."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.core.advice.effects import read
from network.core.advice.whatif import what_if
from network.core.engine import Engine
from network.core.measures.departures import breaks
from network.core.measures.kind import read_shape
from tests.network.core.advice.test_blocks import graphs


@given(graphs())
def test_one_departure_is_what_the_measures_say_of_it(graph: nx.Graph[int]) -> None:
    engine = Engine(graph)
    told = dict(zip(engine.ids, breaks(engine.neighbours), strict=True))
    today = read(graph, with_shape=False)

    found = {node: what_if(graph, {node}, (), with_shape=False) for node in graph}

    for node, reading in found.items():
        largest = max(
            map(len, nx.connected_components(graph.subgraph(set(graph) - {node}))),
            default=0,
        )
        assert len(reading.cut_off) == len(told[node].cut_off)
        assert largest == told[node].largest
        assert len(reading.cut_off) == today.cut_off.get(node, 0)


@settings(max_examples=40)
@given(graphs(most=9).filter(lambda graph: len(graph) > 1))
def test_the_worst_departure_is_a_part_of_the_shape(graph: nx.Graph[int]) -> None:
    worst = min(
        (what_if(graph, {node}, ()).after.shape for node in graph),
        key=lambda shape: shape.parts.largest if shape else 0,
    )

    assert worst is not None
    assert worst.parts.largest == pytest.approx(read_shape(graph).parts.worst_departure)


@given(graphs(), st.data())
def test_a_tie_more_never_lowers_the_robust_parts(
    graph: nx.Graph[int], data: st.DataObject
) -> None:
    missing = list(nx.non_edges(graph))
    plus = data.draw(st.lists(st.sampled_from(missing), max_size=3)) if missing else []

    found = what_if(graph, (), plus)

    assert found.before.shape is not None
    assert found.after.shape is not None
    before, after = found.before.shape.parts, found.after.shape.parts
    assert after.largest >= before.largest
    assert after.worst_departure >= before.worst_departure
    assert after.block >= before.block
    assert found.after.needed <= found.before.needed
    assert found.cut_off == ()


def test_what_makes_no_sense_is_left_out() -> None:
    path = nx.path_graph(5)

    found = what_if(path, [2, 2, 77], [(0, 1), (0, 2), (3, 3), (4, 0), (0, 4), (0, 77)])

    assert found.removed == (2,)
    assert found.added == ((0, 4),)
    assert found.after.pieces == 1
    assert found.cut_off == ()
    assert 2 in path


def test_who_stays_in_the_smaller_part_is_cut_off() -> None:
    graph = nx.disjoint_union(nx.path_graph(6), nx.path_graph(3))

    found = what_if(graph, [2, 6], ())

    assert found.cut_off == (0, 1)
    assert (found.before.pieces, found.after.pieces) == (2, 3)


def test_an_empty_network_stays_empty() -> None:
    found = what_if(nx.empty_graph(0), [1], [(1, 2)])

    assert (found.removed, found.added, found.cut_off) == ((), (), ())
    assert found.after.heaviest is None


def test_parts_are_left_out_when_nobody_asks() -> None:
    found = what_if(nx.star_graph(5), [0], (), with_shape=False)

    assert found.before.shape is None
    assert found.before.index is None
    assert found.before.cut_off == {0: 4}
    assert found.after.pieces == 5
    assert found.cut_off == (2, 3, 4, 5)
