"""What closed facts say of who promised."""

from __future__ import annotations

from datetime import date, timedelta
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from network.core.trust.evidence import (
    HEAVIEST,
    Fact,
    HalfLifeError,
    ensure_half_life,
    out_of_ten,
    weigh,
)

TODAY = date(2026, 3, 2)

FACTS = st.builds(
    Fact,
    day=st.integers(0, 1500).map(lambda days: TODAY - timedelta(days=days)),
    source_id=st.integers(1, 3),
    target_id=st.just(9),
    is_kept=st.booleans(),
    weight=st.integers(1, 50),
)


def a_fact(
    *, days: int = 0, kept: bool = True, source: int = 1, weight: int = 1
) -> Fact:
    return Fact(TODAY - timedelta(days=days), source, 9, kept, weight)


def test_without_facts_nothing_is_known() -> None:
    found = weigh([], day=TODAY)

    assert (found.kept, found.total, found.last_kept) == (0, 0, None)
    assert found.expected == 0.5
    assert not found.is_enough
    assert (found.low, found.high) == pytest.approx((0.05, 0.95))


def test_the_mean_is_the_one_of_the_beta_counts() -> None:
    facts = [a_fact(source=1), a_fact(source=2), a_fact(source=3, kept=False)]

    found = weigh(facts, day=TODAY)

    assert (found.kept, found.total) == (2, 3)
    assert found.is_enough
    assert found.expected == pytest.approx((2 + 1) / (2 + 1 + 2))
    assert found.low == pytest.approx(beta.ppf(0.05, 3, 2))
    assert found.high == pytest.approx(beta.ppf(0.95, 3, 2))


@pytest.mark.parametrize(("half_life", "left"), [(365, 0.5), (730, 0.5**0.5)])
def test_a_fact_fades_with_its_age(half_life: int, left: float) -> None:
    found = weigh([a_fact(days=365)], day=TODAY, half_life=half_life)

    assert found.positive == pytest.approx(left)


def test_a_large_deal_weighs_no_more_than_the_cap() -> None:
    assert weigh([a_fact(weight=1000)], day=TODAY).positive == HEAVIEST


def test_the_same_pair_counts_less_each_time_in_a_year() -> None:
    often = weigh([a_fact()] * 3, day=TODAY)
    others = weigh([a_fact(source=key) for key in (1, 2, 3)], day=TODAY)

    assert often.positive == pytest.approx(1 + 1 / sqrt(2) + 1 / sqrt(3))
    assert others.positive == 3
    assert often.total == others.total == 3


def test_a_new_year_counts_whole_again() -> None:
    before = Fact(date(2025, 12, 31), 1, 9, is_kept=True)
    after = Fact(date(2026, 1, 1), 1, 9, is_kept=True)

    found = weigh([before, after], day=date(2026, 1, 1))

    assert found.positive == pytest.approx(1 + 2 ** (-1 / 365))


def test_what_has_not_happened_yet_is_left_out() -> None:
    found = weigh([a_fact(days=-1), a_fact(days=9), a_fact(kept=False)], day=TODAY)

    assert (found.total, found.last_day) == (2, TODAY)
    assert found.last_kept == TODAY - timedelta(days=9)


def test_the_range_is_said_out_of_ten() -> None:
    facts = [a_fact(source=key) for key in range(18)]

    assert out_of_ten(weigh(facts, day=TODAY)) == (9, 10)


@pytest.mark.parametrize("days", [179, 731, 0, -365])
def test_a_half_life_has_bounds(days: int) -> None:
    with pytest.raises(HalfLifeError):
        weigh([], day=TODAY, half_life=days)


@given(days=st.integers(180, 730))
def test_a_half_life_within_bounds_is_kept(days: int) -> None:
    assert ensure_half_life(days) == days


@given(facts=st.lists(FACTS, max_size=12), one=FACTS)
def test_a_kept_fact_never_lowers_and_a_failure_never_raises(
    facts: list[Fact], one: Fact
) -> None:
    before = weigh(facts, day=TODAY).expected
    after = weigh([*facts, one], day=TODAY).expected

    assert after >= before - 1e-12 if one.is_kept else after <= before + 1e-12


@given(facts=st.lists(FACTS, max_size=12), half_life=st.integers(180, 730))
def test_the_order_does_not_matter_and_the_range_holds_the_middle(
    facts: list[Fact], half_life: int
) -> None:
    found = weigh(facts, day=TODAY, half_life=half_life)
    turned = weigh(facts[::-1], day=TODAY, half_life=half_life)

    assert found.expected == pytest.approx(turned.expected)
    middle = beta.ppf(0.5, found.positive + 1, found.negative + 1)
    assert 0 <= found.low <= middle <= found.high <= 1
