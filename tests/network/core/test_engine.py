from __future__ import annotations

import math
import random

import networkx as nx
import pytest

from network.core.engine import Engine, communities, force_layout
from network.core.springs import FIRST_STEPS, LATER_STEPS, steps, turned_back

TWO_GROUPS = nx.connected_caveman_graph(2, 6)


def spread(places: dict[int, tuple[float, float]], names: set[int]) -> float:
    """Return the mean distance between two of some places."""
    chosen = [places[name] for name in names]
    pairs = [(a, b) for a in chosen for b in chosen if a != b]
    return sum(math.dist(a, b) for a, b in pairs) / len(pairs)


def test_those_with_ties_are_drawn_near() -> None:
    places = force_layout(TWO_GROUPS)

    assert set(places) == set(TWO_GROUPS)
    assert spread(places, set(range(6))) < spread(places, set(TWO_GROUPS))


def test_the_same_network_is_drawn_the_same() -> None:
    assert force_layout(TWO_GROUPS) == force_layout(TWO_GROUPS.copy())


def test_drawing_leaves_the_random_numbers_of_others_alone() -> None:
    random.seed(5)
    expected = random.random()  # noqa: S311 - not a secret

    random.seed(5)
    communities(TWO_GROUPS)
    force_layout(TWO_GROUPS)

    assert random.random() == expected  # noqa: S311 - not a secret


def test_an_earlier_drawing_is_kept_and_newcomers_stand_by_their_contacts() -> None:
    before = force_layout(TWO_GROUPS)
    grown = TWO_GROUPS.copy()
    grown.add_edge(0, 50)
    grown.add_node(60)

    after = force_layout(grown, before)

    size = spread(before, set(before))
    assert max(math.dist(before[name], after[name]) for name in before) < size / 4
    assert math.dist(after[50], after[0]) < size


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_drawing_is_turned_back_onto_the_earlier_one(mirrored: bool) -> None:  # noqa: FBT001 - a case of the test
    earlier = {1: (3.0, 4.0), 2: (5.0, 4.5), 3: (3.5, 9.0)}
    turned = [(-y, -x if mirrored else x) for x, y in earlier.values()]

    places = turned_back([1, 2, 3, 4], [*turned, (0.0, 0.0)], earlier)

    assert set(places) == {1, 2, 3, 4}
    for name, place in earlier.items():
        assert places[name] == pytest.approx(place)


def test_a_single_earlier_place_only_moves_the_drawing() -> None:
    places = turned_back([1, 2], [(1.0, 1.0), (2.0, 1.0)], {1: (5.0, 5.0)})

    assert places == {1: (5.0, 5.0), 2: (6.0, 5.0)}


def test_a_network_of_nobody_or_of_one_is_drawn() -> None:
    assert force_layout(nx.empty_graph(0)) == {}
    assert set(force_layout(nx.empty_graph(1))) == {0}


def test_many_organisations_take_fewer_steps() -> None:
    assert [
        steps(order, again=again) for order in (9, 9_999) for again in (False, True)
    ] == [
        FIRST_STEPS[0],
        LATER_STEPS[0],
        FIRST_STEPS[1],
        LATER_STEPS[1],
    ]


def test_direction_repetition_and_loops_are_forgotten() -> None:
    arcs = [(1, 2), (2, 1), (2, 3), (2, 3), (3, 3)]
    plain = Engine(nx.path_graph(3)).neighbours

    kinds = (nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph)

    assert [Engine(kind(arcs)).neighbours for kind in kinds] == [plain] * 3


def test_communities_are_numbered_from_the_largest() -> None:
    net = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(7))

    found = communities(net)

    assert {found[node] for node in range(4)} == {1}
    assert {found[node] for node in range(4, 11)} == {0}
    assert communities(nx.empty_graph(0)) == {}


def test_a_sample_is_always_the_same_and_never_larger_than_the_network() -> None:
    engine = Engine(nx.cycle_graph(20))

    assert engine.sample(5) == engine.sample(5)
    assert engine.sample(50) == list(range(20))


@pytest.mark.parametrize("order", [0, 1, 2])
def test_tiny_networks_have_plain_values(order: int) -> None:
    engine = Engine(nx.empty_graph(order))

    assert engine.betweenness == engine.harmonic == engine.closeness == [0.0] * order
    assert engine.modularity([0] * order) is None
