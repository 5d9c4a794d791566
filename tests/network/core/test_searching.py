from __future__ import annotations

import pytest

from network.core.searching import connected, ranked, starts


@pytest.mark.parametrize(
    ("order", "size", "many"),
    [
        (0, 0, 1),
        (9, 0, 1),
        (2, 1, 30),
        (300, 750, 19),
        (100_000, 500_000, 3),
    ],
)
def test_a_larger_network_is_searched_less_often(
    order: int, size: int, many: int
) -> None:
    assert len(list(starts(order, size, seed=1))) == many


def test_every_other_search_begins_with_parts_that_all_have_somebody() -> None:
    found = list(starts(5, 4, seed=1))

    alone, parts = found[::2], [each or [] for each in found[1::2]]
    assert alone == [None] * len(alone)
    assert {len(each) for each in parts} == {5}
    assert [sorted({*each}) for each in parts[:6]] == [
        [*range(2)],
        [*range(3)],
        [*range(4)],
        [*range(5)],
        [*range(5)],
        [*range(5)],
    ]


def test_the_same_seed_begins_in_the_same_places() -> None:
    one, same, other = (list(starts(30, 60, seed=seed)) for seed in (1, 1, 2))

    assert one == same != other


def test_the_largest_community_is_number_zero() -> None:
    assert ranked([7, 3, 3, 9, 3, 9]) == [2, 0, 0, 1, 0, 1]
    assert ranked([5, 4]) == [0, 1]


def test_what_does_not_hang_together_is_no_community() -> None:
    neighbours = [[1], [0, 2], [1, 3], [2], [], []]

    assert connected(neighbours, [0, 0, 1, 1, 1, 1]) == [0, 0, 2, 2, 4, 5]
    assert connected(neighbours, [0, 1, 1, 0, 0, 0]) == [0, 1, 1, 3, 4, 5]
    assert connected([], []) == []
