from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.rates import (
    EffectiveAnnual,
    EffectiveMonthly,
    NominalAnnual,
    NominalMonthly,
    Period,
    UnreadableRateError,
    exceeds_ceiling,
    read_percent,
    show_percent,
    usury_ceiling,
)

CEILING_OF_OCTOBER_2020 = EffectiveAnnual(read_percent("27,14"))


def test_two_percent_a_month_passes_the_ceiling_and_a_little_more_does_not() -> None:
    two = EffectiveMonthly(read_percent("2,00 %"))
    more = EffectiveMonthly(read_percent("2,05 %"))

    assert show_percent(two.annual().ratio) == "26,82 %"
    assert not exceeds_ceiling(two, CEILING_OF_OCTOBER_2020)
    assert exceeds_ceiling(more, CEILING_OF_OCTOBER_2020)


def test_a_rate_at_the_ceiling_stays_under_it_when_stored() -> None:
    stored = CEILING_OF_OCTOBER_2020.monthly()

    assert stored.ppm == 20_211
    assert not exceeds_ceiling(CEILING_OF_OCTOBER_2020, CEILING_OF_OCTOBER_2020)
    assert not exceeds_ceiling(stored, CEILING_OF_OCTOBER_2020)
    assert exceeds_ceiling(EffectiveMonthly.from_ppm(20_212), CEILING_OF_OCTOBER_2020)


def test_the_ceiling_is_one_and_a_half_times_the_banking_rate() -> None:
    ceiling = usury_ceiling(EffectiveAnnual(Fraction(18, 100)))

    assert ceiling == EffectiveAnnual(Fraction(27, 100))


def test_four_ways_of_saying_twelve_percent_differ() -> None:
    twelve = Fraction(12, 100)

    monthly = {
        type(rate): rate.monthly().ppm
        for rate in (
            NominalAnnual(twelve),
            EffectiveAnnual(twelve),
            NominalMonthly(twelve),
            EffectiveMonthly(twelve),
        )
    }

    assert monthly == {
        NominalAnnual: 10_000,
        EffectiveAnnual: 9_488,
        NominalMonthly: 120_000,
        EffectiveMonthly: 120_000,
    }


def test_rates_of_different_kinds_are_never_equal() -> None:
    twelve = Fraction(12, 100)

    assert len({NominalAnnual(twelve), EffectiveAnnual(twelve)}) == 2


def test_two_months_charge_twice_or_compound() -> None:
    one = Fraction(1, 100)

    assert NominalMonthly(one).over(2, Period.MONTHS) == Fraction(2, 100)
    assert NominalAnnual(12 * one).over(2, Period.MONTHS) == Fraction(2, 100)
    assert EffectiveMonthly(one).over(2, Period.MONTHS) == Fraction(201, 10_000)


def test_weeks_are_fifty_seconds_of_a_year() -> None:
    assert NominalAnnual(Fraction(52, 100)).over(1, Period.WEEKS) == Fraction(1, 100)
    assert NominalMonthly(Fraction(52, 1200)).over(1, Period.WEEKS) == Fraction(1, 100)


@given(st.integers(0, 1_000_000))
def test_a_year_of_a_monthly_rate_leads_back_to_it(ppm: int) -> None:
    monthly = EffectiveMonthly.from_ppm(ppm)

    assert monthly.annual().monthly() == monthly
    assert monthly.annual().annual() == monthly.annual()
    assert monthly.monthly() is monthly
    assert NominalMonthly(monthly.ratio).annual() == monthly.annual()
    assert NominalAnnual(monthly.ratio * 12).annual() == monthly.annual()


@given(st.integers(0, 2_000_000))
def test_a_year_adds_the_same_by_weeks_and_by_months(ppm: int) -> None:
    annual = EffectiveAnnual(Fraction(ppm, 1_000_000))
    half = annual.over(26, Period.WEEKS)

    assert annual.over(52, Period.WEEKS) == annual.over(12, Period.MONTHS)
    assert half == annual.over(6, Period.MONTHS)
    assert abs((1 + half) ** 2 - 1 - annual.ratio) < Fraction(1, 10**25)


def test_weeks_of_an_effective_monthly_rate_compound() -> None:
    rate = EffectiveMonthly(Fraction(2, 100))

    assert rate.over(13, Period.WEEKS) == rate.over(3, Period.MONTHS)
    assert 0 < rate.over(1, Period.WEEKS) < Fraction(2, 100)


def test_even_absurd_rates_over_ten_years_are_computed() -> None:
    rate = EffectiveMonthly(Fraction(10))

    assert rate.over(519, Period.WEEKS) > rate.over(119, Period.MONTHS)


@pytest.mark.parametrize(
    "kind", [EffectiveMonthly, NominalMonthly, NominalAnnual, EffectiveAnnual]
)
def test_negative_rates_are_refused(
    kind: type[EffectiveMonthly | NominalMonthly | NominalAnnual | EffectiveAnnual],
) -> None:
    with pytest.raises(ValueError, match="negative"):
        kind(Fraction(-1, 100))


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("1,5 %", Fraction(15, 1000)),
        ("1.5%", Fraction(15, 1000)),
        (" 1,5\u00a0% ", Fraction(15, 1000)),
        ("2", Fraction(2, 100)),
        ("0", Fraction(0)),
        ("1,125", Fraction(1125, 100_000)),
        ("0,000001", Fraction(1, 10**8)),
        ("1000", Fraction(10)),
    ],
)
def test_percentages_are_read_exactly(text: str, ratio: Fraction) -> None:
    assert read_percent(text) == ratio


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%",
        "-1",
        "1,5,5",
        "1.000,5",
        "1001",
        "1,1234567",
        "1000,5",
        "\x00",
        "\u0661",
        "9" * 500,
        "1/2",
        "dos",
        ",5",
        "1e2",
    ],
)
def test_hostile_percentages_are_refused(text: str) -> None:
    with pytest.raises(UnreadableRateError):
        read_percent(text)


@pytest.mark.parametrize(
    ("ratio", "decimals", "shown"),
    [
        (Fraction(15, 1000), 2, "1,5 %"),
        (Fraction(2, 100), 2, "2 %"),
        (Fraction(1, 3), 2, "33,33 %"),
        (Fraction(105, 10_000), 2, "1,05 %"),
        (Fraction(-5, 100), 2, "-5 %"),
        (Fraction(-1, 10**9), 2, "0 %"),
        (Fraction(15_308, 1_000_000), 4, "1,5308 %"),
    ],
)
def test_percentages_are_shown_with_a_comma(
    ratio: Fraction, decimals: int, shown: str
) -> None:
    assert show_percent(ratio, decimals) == shown


@given(st.integers(0, 10**7))
def test_shown_percentages_are_read_back(ppm: int) -> None:
    ratio = Fraction(ppm, 1_000_000)

    assert read_percent(show_percent(ratio, 4)) == ratio
