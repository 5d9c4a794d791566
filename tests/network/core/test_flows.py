from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.flows import (
    balancing_inflows,
    concentration,
    cycling,
    external_internal_index,
    intermediaries,
    internal_share,
    leak,
    local_multiplier,
    prosumption,
)

AMOUNTS = st.integers(0, 10**14)
PLANTS, BACTERIA, EATERS, HUNTERS, DETRITUS = range(1, 6)
#: The spring of Tilly (1968), in kilocalories per square metre and year.
CONE_SPRING = {
    (PLANTS, DETRITUS): 8881,
    (BACTERIA, DETRITUS): 1600,
    (EATERS, DETRITUS): 200,
    (HUNTERS, DETRITUS): 167,
    (DETRITUS, BACTERIA): 5205,
    (DETRITUS, EATERS): 2309,
    (BACTERIA, EATERS): 75,
    (EATERS, HUNTERS): 370,
}


def test_cone_spring_cycles_as_finn_published_it() -> None:
    found = cycling(CONE_SPRING, {PLANTS: 11184, DETRITUS: 635})

    assert found is not None
    assert found.throughflow == 30_626
    assert found.path_length is not None
    assert round(float(found.path_length), 3) == 2.591
    assert round(float(found.index), 4) == 0.0919


def test_money_that_only_passes_does_not_cycle() -> None:
    found = cycling({(1, 2): 10, (2, 3): 4}, {1: 10})

    assert found is not None
    assert found.throughflow == 24
    assert found.index == 0
    assert found.path_length == Fraction(12, 5)


def test_half_of_what_always_comes_back_half_cycles() -> None:
    # Ten enter, ten more come back from the other one; it sends half outside.
    found = cycling({(1, 2): 20, (2, 1): 10}, {1: 10})

    assert found is not None
    assert found.index == Fraction(1, 2)


def test_a_closed_circle_cycles_wholly() -> None:
    found = cycling({(1, 2): 7, (2, 1): 7}, {})

    assert found is not None
    assert found.index == 1
    assert found.path_length is None


def test_what_somebody_keeps_to_himself_cycles_too() -> None:
    found = cycling({(1, 1): 5}, {1: 5})

    assert found is not None
    assert found.index == Fraction(1, 2)


def test_nothing_that_flows_has_no_index() -> None:
    assert cycling({}, {}) is None
    assert cycling({(1, 2): 0}, {1: 0}) is None


def test_nobody_passes_on_more_than_came() -> None:
    with pytest.raises(ValueError, match="passes on 3"):
        cycling({(1, 2): 3}, {1: 2})


def test_a_negative_flow_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        cycling({(1, 2): -3}, {1: 2})


@given(
    flows=st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(0, 1000)
    ),
    outflows=st.dictionaries(st.integers(0, 4), st.integers(0, 1000)),
)
def test_balanced_flows_always_have_an_index_between_none_and_all(
    flows: dict[tuple[int, int], int], outflows: dict[int, int]
) -> None:
    found = cycling(flows, balancing_inflows(flows, outflows))

    assert found is None or 0 <= found.index <= 1
    assert (found is None) == (not any(flows.values()) and not any(outflows.values()))


@given(
    flows=st.dictionaries(
        st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 50)
    ),
    times=st.integers(2, 9),
)
def test_the_unit_of_money_changes_nothing(
    flows: dict[tuple[int, int], int], times: int
) -> None:
    more = {ends: amount * times for ends, amount in flows.items()}

    one = cycling(flows, balancing_inflows(flows, {0: 5}))
    other = cycling(more, balancing_inflows(more, {0: 5 * times}))

    assert one is not None
    assert other is not None
    assert (one.index, one.path_length) == (other.index, other.path_length)


def test_the_rest_of_what_was_spent_came_from_outside() -> None:
    # The second received 8 inside and spent 8: nothing had to come from outside.
    assert balancing_inflows({(1, 2): 8}, {1: 2, 2: 8}) == {1: 10}


def test_of_a_hundred_twelve_stay_and_the_rest_leaves() -> None:
    assert internal_share(12, 88) == Fraction(12, 100)
    assert leak(12, 88) == Fraction(88, 100)


@given(inside=AMOUNTS, outside=AMOUNTS)
def test_what_stays_and_what_leaves_is_everything(inside: int, outside: int) -> None:
    share, lost = internal_share(inside, outside), leak(inside, outside)

    if share is None or lost is None:
        assert (inside, outside, share, lost) == (0, 0, None, None)
    else:
        assert share + lost == 1


def test_own_use_and_what_is_bought_inside_are_prosumo() -> None:
    assert prosumption(10, 20, 70) == Fraction(30, 100)
    assert prosumption(0, 0, 0) is None


def test_the_index_runs_from_all_inside_to_all_outside() -> None:
    assert external_internal_index(4, 0) == -1
    assert external_internal_index(0, 4) == 1
    assert external_internal_index(3, 3) == 0
    assert external_internal_index(0, 0) is None


def test_the_multiplier_counts_three_rounds() -> None:
    assert local_multiplier(100, 0, 0) == 1
    assert local_multiplier(100, 60, 30) == Fraction(190, 100)
    assert local_multiplier(100, 100, 100) == 3
    assert local_multiplier(0, 0, 0) is None


@given(st.lists(AMOUNTS, min_size=3, max_size=3))
def test_the_multiplier_is_between_one_and_three(amounts: list[int]) -> None:
    found = local_multiplier(*sorted(amounts, reverse=True))

    assert found is None or 1 <= found <= 3


def test_a_round_larger_than_the_one_before_is_refused() -> None:
    with pytest.raises(ValueError, match="a round cannot be larger"):
        local_multiplier(10, 11, 0)


def test_equal_hands_are_as_many_as_they_are() -> None:
    found = concentration([5, 5, 5, 5])

    assert found is not None
    assert found.largest == found.herfindahl == Fraction(1, 4)
    assert found.as_if == 4


def test_nothing_is_in_nobodys_hands() -> None:
    assert concentration([]) is None
    assert concentration([0, 0]) is None


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=12))
def test_concentration_lies_between_even_and_one_hand(amounts: list[int]) -> None:
    found = concentration(amounts)

    assert found is not None
    assert Fraction(1, len(amounts)) <= found.herfindahl <= found.largest <= 1
    assert 1 <= found.as_if <= len(amounts)


@pytest.mark.parametrize(
    ("hands", "between"),
    [
        (["maker", "user"], 0),
        (["maker"], 0),
        (["maker", "shop", "user"], 1),
        (["maker", "shop", "shop", "user"], 1),
        (["maker", "wholesaler", "shop", "user"], 2),
    ],
)
def test_who_stands_between_is_counted_once(hands: list[str], between: int) -> None:
    assert intermediaries(hands) == between


def test_goods_have_been_in_somebodys_hands() -> None:
    with pytest.raises(ValueError, match="somebody's hands"):
        intermediaries([])


@pytest.mark.parametrize("bad", [(-1, 0), (0, -1)])
def test_negative_amounts_are_refused(bad: tuple[int, int]) -> None:
    for measure in (internal_share, leak, external_internal_index):
        with pytest.raises(ValueError, match="negative"):
            measure(*bad)
