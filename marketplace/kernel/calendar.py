"""Days: months without drift, holidays, business days and closing hours."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from marketplace.kernel.holidays import holidays
from marketplace.kernel.rates import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month, ``months`` later or earlier.

    A day the month does not have becomes its last: 31 January plus one month
    is 28 or 29 February.  Count from the first due day, not from the one
    before, so that a clipped day does not drift.

    Raises:
        OverflowError: If the result is outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        msg = f"no such year: {year}"
        raise OverflowError(msg)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def month_end(day: date) -> date:
    """Return the last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def due_days(
    first: date, count: int, every: int = 1, period: Period = Period.MONTHS
) -> list[date]:
    """Return ``count`` due days, each counted from the first.

    Args:
        first: First due day; later ones keep its day of the month, or the
            last day of a shorter month.
        count: How many, zero or more.
        every: Periods between two due days, one or more.
        period: Weeks or months.

    Raises:
        ValueError: If ``count`` is negative or ``every`` is not positive.
    """
    if count < 0 or every < 1:
        msg = f"cannot count {count} due days every {every}"
        raise ValueError(msg)
    if period is Period.WEEKS:
        return [first + timedelta(weeks=every * k) for k in range(count)]
    return [add_months(first, every * k) for k in range(count)]


def is_business_day(day: date, country: str) -> bool:
    """Return whether people work that day: Monday to Friday and no holiday.

    Raises:
        ValueError: If the country is not "CO" or "EC".
    """
    return day.weekday() < 5 and day not in _holidays(country, day.year)


def next_business_day(day: date, country: str) -> date:
    """Return ``day`` if it is a business day, else the first one after it.

    Raises:
        ValueError: If the country is not "CO" or "EC".
    """
    while not is_business_day(day, country):
        day += ONE_DAY
    return day


def add_business_days(day: date, count: int, country: str) -> date:
    """Return the business day that is ``count`` business days after ``day``.

    The day itself does not count, as in legal terms: a claim of Friday with
    fifteen days is due on the Friday three weeks later.

    Raises:
        ValueError: If ``count`` is negative or the country is not known.
    """
    if count < 0:
        msg = f"cannot count {count} business days"
        raise ValueError(msg)
    for _ in range(count):
        day = next_business_day(day + ONE_DAY, country)
    return day


def business_days(start: date, end: date, country: str) -> Iterator[date]:
    """Yield the business days from ``start`` to ``end``, both included.

    Raises:
        ValueError: If the country is not "CO" or "EC".
    """
    for shift in range((end - start).days + 1):
        day = start + timedelta(days=shift)
        if is_business_day(day, country):
            yield day


def local_day(instant: datetime, time_zone: str) -> date:
    """Return the day it is in a place at an instant.

    Args:
        instant: Aware of its time zone.
        time_zone: IANA name: "America/Bogota".

    Raises:
        ValueError: If the instant has no time zone.
    """
    if instant.tzinfo is None:
        msg = "an instant needs a time zone"
        raise ValueError(msg)
    return instant.astimezone(ZoneInfo(time_zone)).date()


def closing_instant(day: date, hour: time, time_zone: str) -> datetime:
    """Return the instant, in UTC, at which a clock in a place shows the hour.

    Args:
        day: Day there.
        hour: Hour of the wall clock there, without a time zone of its own.
        time_zone: IANA name: "America/Guayaquil".
    """
    there = datetime.combine(day, hour, tzinfo=ZoneInfo(time_zone))
    return there.astimezone(UTC)


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays(country, year))
