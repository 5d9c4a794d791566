"""The months of a network as charts, tables and sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.dates import format_date, format_skeleton
from flask_babel import get_locale
from flask_babel import gettext as _

from network.views.red.parts import parts
from network.web import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from network.queries.red import MonthReading

#: Months of a chart at most: five years.
MOST_MONTHS = 60

Point = tuple[str, float, str]


@dataclass(frozen=True, slots=True)
class Curve:
    """A figure over the months, for a chart with its table.

    Attributes:
        title: What it shows.
        value_label: What the figures are.
        points: Month, value and how the value is written, in order.
    """

    title: str
    value_label: str
    points: tuple[Point, ...]


def month_words(day: date) -> str:
    """Return a month for a chart or a table: "nov 2026"."""
    return format_date(day, "MMM y", locale=get_locale()).replace(".", "")


def long_month(day: date) -> str:
    """Return a month for a sentence: "noviembre de 2026"."""
    return format_skeleton("yMMMM", day, locale=get_locale())


def curves(months: Sequence[MonthReading]) -> list[Curve]:
    """Return what is drawn of the history: nothing before the second month."""
    shown = months[-MOST_MONTHS:]
    if len(shown) < 2:
        return []
    found = []
    if shown[-1].shape.shows_index:
        found.append(
            _curve(
                _("Qué tan repartida está la red, de 0 a 100"),
                _("Índice"),
                shown,
                lambda each: round(each.shape.index or 0),
            )
        )
    found += [
        _curve(_("Pares con lazo"), _("Pares unidos"), shown, lambda each: each.ties),
        _curve(
            _("Organizaciones que están quedando solas"),
            _("Organizaciones"),
            shown,
            lambda each: each.alone,
        ),
    ]
    return found


def story(months: Sequence[MonthReading]) -> str:
    """Return the whole history in one sentence; empty before the second month."""
    if len(months) < 2:
        return ""
    first, last = months[0], months[-1]
    then, now = name_of(first.shape.kind).lower(), name_of(last.shape.kind).lower()
    if then == now:
        return _(
            "Desde %(month)s es una %(kind)s.", month=long_month(first.day), kind=now
        )
    return _(
        "En %(month)s era una %(then)s; hoy es una %(now)s.",
        month=long_month(first.day),
        then=then,
        now=now,
    )


def part_rows(months: Sequence[MonthReading]) -> list[tuple[str, ...]]:
    """Return the five parts of each month in hundredths, the latest first."""
    return [
        (
            month_words(each.day),
            *(f"{part.permille / 10:.0f} %" for part in parts(each.shape.parts, None)),
        )
        for each in reversed(months)
    ]


def part_names(months: Sequence[MonthReading]) -> list[str]:
    """Return what the parts are called, in their order."""
    return [part.name for part in parts(months[-1].shape.parts, None)] if months else []


def _curve(
    title: str,
    value_label: str,
    months: Sequence[MonthReading],
    value: Callable[[MonthReading], int],
) -> Curve:
    points = tuple(
        (month_words(each.day), float(value(each)), str(value(each))) for each in months
    )
    return Curve(title, value_label, points)
