"""The twelve months that a figure is about, and the twelve before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.kernel.calendar import add_months, month_end

#: Days of the year that figures are about.
YEAR = timedelta(days=365)
MONTHS_SHOWN = 12
QUARTERS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Period:
    """Days from after ``since`` to ``until``."""

    since: date
    until: date

    def __contains__(self, day: date) -> bool:
        return self.since < day <= self.until


def year_until(day: date) -> Period:
    """Return the year that ends with a day."""
    return Period(day - YEAR, day)


def year_before(day: date) -> Period:
    """Return the year before that one."""
    return Period(day - YEAR - YEAR, day - YEAR)


def first_of(day: date) -> date:
    """Return the first day of the month of a day."""
    return day.replace(day=1)


def months_until(day: date, count: int = MONTHS_SHOWN) -> tuple[date, ...]:
    """Return the first days of the last months, that of ``day`` included."""
    first = first_of(day)
    return tuple(add_months(first, -back) for back in reversed(range(count)))


def quarters_until(day: date, count: int = QUARTERS_SHOWN) -> tuple[date, ...]:
    """Return the last days of the quarters before ``day``, and ``day`` itself.

    Args:
        day: The present.
        count: How many days in all, one or more.
    """
    start = first_of(day).replace(month=(day.month - 1) // 3 * 3 + 1)
    ends = [
        month_end(add_months(start, -3 * back - 1))
        for back in reversed(range(count - 1))
    ]
    return (*ends, day)
