"""Figures by month as the charts of a page take them: name, value, text."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from marketplace.filters import month as month_name
from marketplace.filters import percent, short_day, show

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from marketplace.economy.queries.economy import CurrencyEconomy
    from marketplace.economy.queries.fulfilment import FulfilmentPage
    from marketplace.economy.queries.linkage import LinkagePage

Point = tuple[str, float, str]


def month_points(economy: CurrencyEconomy) -> tuple[list[Point], list[Point]]:
    """Return the part that stayed and what was spent, month by month.

    Months that are not to be seen are in neither; a month without purchases has
    no part.
    """
    stays = _parts((each.month, each.stays) for each in economy.months)
    spent = [
        (_named(each.month), float(each.spent.minor), show(each.spent))
        for each in economy.months
        if each.spent is not None
    ]
    return stays, spent


def fulfilment_points(page: FulfilmentPage) -> list[Point]:
    """Return which part was done of what was due, month by month."""
    return _parts(page.months)


def high_points(page: LinkagePage) -> list[Point]:
    """Return which part of a network was at the high level, by quarter."""
    return [
        (short_day(day), float(part), percent(part, 0))
        for day, part in zip(page.quarters, page.high, strict=True)
        if part is not None
    ]


def signed(index: Fraction) -> str:
    """Return a number between -1 and 1 with two decimals and a true minus."""
    return show(Fraction(round(index * 100), 100)).replace("-", "\N{MINUS SIGN}")


def hands(count: Fraction) -> str:
    """Return a number of equal sellers, with one decimal."""
    return show(Fraction(round(count * 10), 10))


def _parts(months: Iterable[tuple[date, Fraction | None]]) -> list[Point]:
    return [
        (_named(month), float(part), percent(part, 0))
        for month, part in months
        if part is not None
    ]


def _named(month: date) -> str:
    return f"{month_name(month.month)} {month.year}"
