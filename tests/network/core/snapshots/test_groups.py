from __future__ import annotations

import networkx as nx

from network.core.layout import Spot
from network.core.snapshots.groups import (
    WITHOUT_TIES,
    EarlierGroups,
    describe,
    keep_numbers,
    ties_between,
)

NOTHING = EarlierGroups({}, {}, {})
#: Two squares with all their diagonals, a tie between them, and one alone.
TWO = nx.Graph(
    [(a, b) for a in range(4) for b in range(a)]
    + [(a + 10, b + 10) for a in range(4) for b in range(a)]
    + [(3, 10)]
)
TWO.add_node(99)
FOUND = {node: 0 if node < 10 else 1 for node in TWO}


def test_groups_are_numbered_from_one_and_those_alone_are_zero() -> None:
    numbers = keep_numbers(TWO, FOUND, {})

    assert {numbers[node] for node in range(4)} == {1}
    assert {numbers[node + 10] for node in range(4)} == {2}
    assert numbers[99] == WITHOUT_TIES


def test_a_group_keeps_its_number_whatever_it_is_called_now() -> None:
    earlier = keep_numbers(TWO, FOUND, {})
    swapped = {node: 1 - group for node, group in FOUND.items()}

    assert keep_numbers(TWO, swapped, earlier) == earlier


def test_a_group_that_split_leaves_its_number_to_the_larger_part() -> None:
    earlier = dict.fromkeys(range(4), 7) | dict.fromkeys(range(10, 14), 7)
    earlier[10] = 7
    parts = {node: 0 if node in {0, 1} else 1 for node in TWO}

    numbers = keep_numbers(TWO, parts, earlier)

    assert {numbers[node] for node in (2, 3, 10, 11, 12, 13)} == {7}
    assert {numbers[node] for node in (0, 1)} == {8}


def test_ties_between_groups_are_counted_once() -> None:
    numbers = keep_numbers(TWO, FOUND, {})

    assert ties_between(TWO, numbers) == [(1, 2, 1)]


def test_a_group_is_named_after_the_place_of_most_or_its_most_tied() -> None:
    numbers = keep_numbers(TWO, FOUND, {})
    places = dict.fromkeys(range(3), "Inzá") | {3: "Páez"}

    found = describe(
        TWO, numbers, places=places, names={10: "Asociación Diez"}, earlier=NOTHING
    )

    assert [(each.number, each.name, len(each.members)) for each in found] == [
        (0, "", 1),
        (1, "Inzá", 4),
        (2, "Asociación Diez", 4),
    ]


def test_two_groups_of_one_place_have_different_names() -> None:
    numbers = keep_numbers(TWO, FOUND, {})
    places = dict.fromkeys([*range(4), *range(10, 14)], "Inzá")

    found = describe(TWO, numbers, places=places, names={10: "Diez"}, earlier=NOTHING)

    assert [each.name for each in found if each.number] == ["Inzá", "Diez"]


def test_groups_stay_where_they_were_drawn() -> None:
    numbers = keep_numbers(TWO, FOUND, {})
    spots = {1: Spot(100, 300), 2: Spot(800, 300)}
    earlier = EarlierGroups(numbers, spots, {1: 1, 2: 1})

    found = describe(TWO, numbers, places={}, names={}, earlier=earlier)

    assert {each.number: each.spot for each in found if each.number} == spots
