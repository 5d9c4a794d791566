from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.sharing import largest_remainder

WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any)


@given(st.integers(0, 10**12), WEIGHTS)
def test_parts_sum_to_the_total_and_stay_within_one_unit(
    total: int, weights: list[int]
) -> None:
    parts = largest_remainder(total, weights)

    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert total * weight // whole <= part <= -(-total * weight // whole)


def test_equal_remainders_go_to_the_earlier_part() -> None:
    assert largest_remainder(2, [1, 1, 1]) == [1, 1, 0]


def test_priority_settles_equal_remainders() -> None:
    assert largest_remainder(2, [1, 1, 1], priority=[0, 5, 9]) == [0, 1, 1]


def test_priority_never_beats_a_larger_remainder() -> None:
    assert largest_remainder(10, [66, 34], priority=[0, 9]) == [7, 3]


def test_nothing_is_shared_among_nobody() -> None:
    assert largest_remainder(0, [0, 0]) == [0, 0]
    assert largest_remainder(0, []) == []


@pytest.mark.parametrize(
    ("total", "weights"), [(-1, [1]), (1, [2, -1]), (1, [0, 0]), (5, [])]
)
def test_impossible_sharings_are_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"negative|nobody"):
        largest_remainder(total, weights)
