from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.purchasing.core.share import (
    Arrived,
    Ask,
    allocate,
    share_two_levels,
)


def arrived(available: int, *asks: tuple[int, int], name: str = "npk") -> Arrived:
    rows = tuple(Ask(f"m{n}", *each) for n, each in enumerate(asks, 1))
    return Arrived(name, available, 100, rows)


def units(item: Arrived, carried: dict[str, int] | None = None) -> list[int]:
    return [portion.allocated for portion in allocate([item], carried).allocations]


def test_short_deliveries_follow_what_each_asked() -> None:
    assert units(arrived(18, (10, 10), (6, 6), (4, 4))) == [9, 5, 4]


def test_equal_remainders_go_to_the_smaller_request() -> None:
    # Exact shares 7.5, 2.5 and 10: one unit is left for two halves.
    assert units(arrived(20, (15, 15), (5, 5), (20, 20))) == [7, 3, 10]


def test_whoever_was_rounded_down_goes_first_next_time() -> None:
    first = allocate([arrived(5, (5, 5), (5, 5))])
    second = allocate([arrived(5, (5, 5), (5, 5))], first.carried)

    assert [portion.allocated for portion in first.allocations] == [3, 2]
    assert first.carried == {"m2": 1}
    assert [portion.allocated for portion in second.allocations] == [2, 3]
    assert second.carried == {"m1": 1}


def test_exact_shares_leave_the_memory_as_it_was() -> None:
    assert allocate([arrived(5, (10, 10))], {"m1": 2, "x": 1}).carried == {
        "m1": 2,
        "x": 1,
    }


def test_extra_units_are_spread_evenly_up_to_the_maximum() -> None:
    sharing = allocate([arrived(20, (5, 6), (5, 20), (4, 20))])

    assert [portion.allocated for portion in sharing.allocations] == [6, 8, 6]
    assert sharing.objective == sharing.bound == 300
    assert sharing.exact


def test_what_nobody_takes_is_left_over() -> None:
    sharing = allocate([arrived(20, (5, 6), (5, 7))])

    assert sharing.left == {"npk": 7}
    assert [portion.pays for portion in sharing.allocations] == [600, 700]


def test_every_portion_says_why() -> None:
    short = allocate([arrived(9, (10, 10))]).allocations[0]
    even = allocate([arrived(10, (10, 10))]).allocations[0]

    assert short.reason == (
        "Alcanzó para 9 de 10: de los 10 que pidió le corresponden 9, "
        "en proporción a lo pedido."
    )
    assert even.reason == "Recibe lo que pidió: 10."


@given(
    st.integers(0, 60),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=8),
    st.permutations(range(8)),
)
def test_nothing_is_lost_and_the_order_of_rows_never_matters(
    available: int, asks: list[tuple[int, int]], order: list[int]
) -> None:
    item = arrived(available, *((wanted, wanted + more) for wanted, more in asks))
    rows = tuple(item.requests[n] for n in order if n < len(item.requests))

    sharing = allocate([item], {"m1": 1})

    total = sum(portion.allocated for portion in sharing.allocations)
    assert total + sharing.left.get("npk", 0) == available
    for ask, portion in zip(item.requests, sharing.allocations, strict=True):
        assert 0 <= portion.allocated <= ask.at_most
    other = allocate([Arrived("npk", available, 100, rows)], {"m1": 1})
    assert other == sharing


GROUPS = {
    "norte": {"ana": (10, 12), "luis": (5, 5)},
    "sur": {"eva": (10, 14)},
}


def test_two_levels_sum_when_short() -> None:
    shared = share_two_levels(13, GROUPS)

    assert shared.associations == {"norte": 8, "sur": 5}
    assert shared.members == {"norte": {"ana": 5, "luis": 3}, "sur": {"eva": 5}}
    assert shared.left == 0
    assert shared.carried == {"ana": 1, "sur": 1}


def test_extra_units_do_not_weigh_more_on_small_associations() -> None:
    shared = share_two_levels(29, GROUPS)

    assert shared.members == {"norte": {"ana": 12, "luis": 5}, "sur": {"eva": 12}}
    assert shared.associations == {"norte": 17, "sur": 12}


def test_more_than_everybody_takes_is_left() -> None:
    assert share_two_levels(40, GROUPS).left == 9


def test_an_association_rounded_down_goes_first_next_time() -> None:
    equal = {"norte": {"ana": (5, 5)}, "sur": {"eva": (5, 5)}}

    first = share_two_levels(5, equal)
    second = share_two_levels(5, equal, first.carried)

    assert first.associations == {"norte": 3, "sur": 2}
    assert second.associations == {"norte": 2, "sur": 3}


def test_names_have_to_tell_associations_and_members_apart() -> None:
    with pytest.raises(ValueError, match="different names"):
        share_two_levels(1, {"ana": {"ana": (1, 1)}})
