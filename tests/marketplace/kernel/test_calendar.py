from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.calendar import (
    add_business_days,
    add_months,
    business_days,
    closing_instant,
    due_days,
    is_business_day,
    local_day,
    month_end,
    next_business_day,
)
from marketplace.kernel.rates import Period

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@given(DAYS, st.integers(-600, 600))
def test_months_are_added_without_leaving_the_month(day: date, months: int) -> None:
    later = add_months(day, months)

    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    assert later.day == min(day.day, month_end(later).day)


@given(DAYS, st.integers(0, 300), st.integers(0, 300))
def test_more_months_are_never_earlier(day: date, one: int, other: int) -> None:
    fewer, more = sorted((one, other))

    assert add_months(day, fewer) <= add_months(day, more)


def test_clipped_days_do_not_drift() -> None:
    assert due_days(date(2026, 1, 31), 4) == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


def test_leap_days_are_known() -> None:
    assert add_months(date(2027, 1, 31), 13) == date(2028, 2, 29)
    assert month_end(date(2028, 2, 1)) == date(2028, 2, 29)
    assert month_end(date(2100, 2, 1)) == date(2100, 2, 28)


def test_due_days_come_every_few_weeks_or_months() -> None:
    first = date(2026, 11, 30)

    assert due_days(first, 3, every=3) == [
        date(2026, 11, 30),
        date(2027, 2, 28),
        date(2027, 5, 30),
    ]
    assert due_days(first, 2, every=2, period=Period.WEEKS) == [
        date(2026, 11, 30),
        date(2026, 12, 14),
    ]
    assert due_days(first, 0) == []


@pytest.mark.parametrize(("count", "every"), [(-1, 1), (1, 0)])
def test_impossible_due_days_are_refused(count: int, every: int) -> None:
    with pytest.raises(ValueError, match="due days"):
        due_days(date(2026, 1, 1), count, every)


@pytest.mark.parametrize("months", [12 * 9000, -12 * 9000])
def test_years_beyond_the_calendar_are_refused(months: int) -> None:
    with pytest.raises(OverflowError, match="no such year"):
        add_months(date(2026, 1, 1), months)


def test_business_days_skip_weekends_and_holidays() -> None:
    holy_wednesday, tuesday_after = date(2026, 4, 1), date(2026, 4, 7)

    worked = list(business_days(holy_wednesday, tuesday_after, "CO"))

    assert worked == [date(2026, 4, 1), date(2026, 4, 6), date(2026, 4, 7)]
    assert list(business_days(tuesday_after, holy_wednesday, "CO")) == []


def test_holy_thursday_is_worked_in_ecuador() -> None:
    assert is_business_day(date(2026, 4, 2), "EC")
    assert not is_business_day(date(2026, 4, 2), "CO")


def test_the_next_business_day_may_be_the_day_itself() -> None:
    assert next_business_day(date(2026, 4, 1), "CO") == date(2026, 4, 1)
    assert next_business_day(date(2026, 4, 2), "CO") == date(2026, 4, 6)
    assert next_business_day(date(2021, 12, 31), "EC") == date(2022, 1, 3)


def test_fifteen_business_days_end_three_weeks_later() -> None:
    friday = date(2026, 9, 4)

    assert add_business_days(friday, 15, "CO") == date(2026, 9, 25)
    assert add_business_days(friday, 0, "CO") == friday


def test_negative_terms_are_refused() -> None:
    with pytest.raises(ValueError, match="business days"):
        add_business_days(date(2026, 9, 4), -1, "CO")


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40))
def test_as_many_business_days_pass_as_were_added(day: date, count: int) -> None:
    end = add_business_days(day, count, "EC")

    passed = list(business_days(day + timedelta(days=1), end, "EC"))

    assert len(passed) == count
    assert passed[-1] == end


def test_the_day_depends_on_the_place() -> None:
    instant = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)

    assert local_day(instant, "America/Bogota") == date(2026, 11, 30)
    assert local_day(instant, "UTC") == date(2026, 12, 1)


def test_an_instant_without_time_zone_is_refused() -> None:
    naive = datetime(2026, 12, 1, 3, 0, tzinfo=UTC).replace(tzinfo=None)

    with pytest.raises(ValueError, match="time zone"):
        local_day(naive, "America/Bogota")


def test_a_purchase_closes_at_the_hour_of_the_place() -> None:
    closing = closing_instant(date(2026, 11, 30), time(18), "America/Guayaquil")

    assert closing == datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    assert closing.tzinfo is UTC
    assert local_day(closing, "America/Guayaquil") == date(2026, 11, 30)
