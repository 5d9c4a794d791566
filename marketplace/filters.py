"""Template filters: money, days, instants and quantities as people read them.

``show`` looks at what it is given and picks the right one, so that a template
or an error sentence need not know the type of every value.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_month_names
from flask import g, has_request_context
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.kernel.amounts import show_amount, show_quantity
from marketplace.kernel.money import Money
from marketplace.kernel.unit_words import show_base, show_units, unit_name
from marketplace.kernel.units import Dimension, Quantity, UnitCode
from marketplace.kernel.words import amount_in_words
from network.core.zones import usual_zone
from network.web import maybe_sitting, name_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

#: Days of a person are days of Bogotá until the page says otherwise.
DEFAULT_TIME_ZONE = "America/Bogota"
_NO_BREAK = "\u00a0"
_SUFFIXES = {
    Dimension.MASS: (UnitCode.KILOGRAM, "kg"),
    Dimension.VOLUME: (UnitCode.LITRE, "l"),
    Dimension.COUNT: (UnitCode.PIECE, "unidades"),
}


def init_app(app: Flask) -> None:
    """Give the application's templates every filter of this module."""
    app.jinja_env.filters.update(FILTERS)


def show(value: object) -> str:
    """Return any value as a person reads it; text stays as it is.

    Nothing (None) is an empty text, and a list is joined: "a, b y c".
    """
    if isinstance(value, StrEnum):
        return _name(value)
    if value is None or isinstance(value, str):
        return value or ""
    for kind, write in _BY_TYPE:
        if isinstance(value, kind):
            return write(value)
    if isinstance(value, Iterable):
        return listed(value)
    return str(value)


def money(amount: Money, *, with_code: bool = False) -> str:
    """Return an amount with spaces that do not break: "$ 250.000"."""
    return show_amount(amount, with_code=with_code).replace(" ", _NO_BREAK)


def day(value: date) -> str:
    """Return a day spelt out: "20 de noviembre de 2026"."""
    return format_date(value, "long", locale=_locale())


def short_day(value: date) -> str:
    """Return a day for a column: "20 nov 2026"."""
    return format_date(value, "d MMM y", locale=_locale())


def weekday(value: date) -> str:
    """Return a day with its name: "viernes, 20 de noviembre de 2026"."""
    return format_date(value, "full", locale=_locale())


def month(number: int) -> str:
    """Return the name of a month, 1 to 12: "marzo"."""
    return str(get_month_names("wide", locale=_locale())[number])


def instant(value: datetime, time_zone: str | None = None) -> str:
    """Return an instant where the network is: "20 de noviembre de 2026, 5:30 pm".

    Args:
        value: The instant, with its time zone.
        time_zone: IANA name of the network's; the page's own (``g.time_zone``)
            or the reader's when not given.
    """
    there = _there(value, time_zone)
    return f"{day(there.date())}, {_hour(there)}"


def hour(value: datetime, time_zone: str | None = None) -> str:
    """Return the hour of an instant where the network is: "5:30 pm"."""
    return _hour(_there(value, time_zone))


def quantity(value: Quantity) -> str:
    """Return a quantity and what it comes to: "40 bultos (2.000 kg)".

    What is already in kilos, litres or pieces is said once.
    """
    plain = show_units(value.count, value.unit)
    standard, suffix = _SUFFIXES[value.dimension]
    if value.unit is standard:
        return plain
    return f"{plain} ({show_quantity(value.standard)} {suffix})"


def units(
    count: Fraction | int, unit: UnitCode, base_per_unit: int | None = None
) -> str:
    """Return a count with its unit, and the kilos when a unit's grams are given."""
    if base_per_unit is None:
        return show_units(count, unit)
    return quantity(
        Quantity(Fraction(count), unit, Fraction(base_per_unit), Dimension.MASS, "")
    )


def percent(ratio: Fraction | float, decimals: int = 1) -> str:
    """Return a ratio in hundredths: ``Fraction(1, 8)`` is "12,5 %".

    Args:
        ratio: One is a hundred per cent.
        decimals: At most how many are shown, 0 to 3.
    """
    scale = 10**decimals
    rounded = Fraction(round(Fraction(ratio) * 100 * scale), scale)
    return f"{show_quantity(rounded)}{_NO_BREAK}%"


def listed(values: Iterable[object]) -> str:
    """Return several values in one phrase: "a, b y c"."""
    words = [show(value) for value in values]
    if len(words) < 2:
        return "".join(words)
    last = words[-1]
    joint = "e" if last.lower().startswith(("i", "í", "hi")) else "y"
    return f"{', '.join(words[:-1])} {joint} {last}"


def _name(member: StrEnum) -> str:
    if isinstance(member, UnitCode):
        return unit_name(member)
    return str(name_of(member))


def _there(value: datetime, time_zone: str | None) -> datetime:
    return value.astimezone(ZoneInfo(time_zone or _page_time_zone()))


def _page_time_zone() -> str:
    """Return the zone the page named, else where the reader lives, else Bogotá."""
    if not has_request_context():
        return DEFAULT_TIME_ZONE
    named: str | None = g.get("time_zone")
    sitting = None if named else maybe_sitting()
    return named or (usual_zone(sitting.country) if sitting else DEFAULT_TIME_ZONE)


def _hour(there: datetime) -> str:
    """Return the hour as messages write it, without dots that end a sentence."""
    said = format_time(there, "h:mm a", tzinfo=there.tzinfo, locale=_locale())
    number, _space, half = said.replace("\N{NARROW NO-BREAK SPACE}", " ").partition(" ")
    letters = "".join(each for each in half if each.isalpha())
    return f"{number}{_NO_BREAK}{letters.lower()}"


def _yes_or_no(value: bool) -> str:  # noqa: FBT001 - the value is what is shown
    return _("sí") if value else _("no")


def _locale() -> str:
    """Return the reader's language; Spanish where nobody is reading yet."""
    locale = get_locale()
    return str(locale) if locale else "es"


#: How each type is written; a datetime is a date too, so it comes first.
_BY_TYPE: tuple[tuple[type[Any], Callable[[Any], str]], ...] = (
    (Money, money),
    (datetime, instant),
    (date, day),
    (Quantity, quantity),
    (bool, _yes_or_no),
    (int, lambda number: show_quantity(Fraction(number))),
    (Fraction, show_quantity),
)

FILTERS: dict[str, Callable[..., str]] = {
    "show": show,
    "money": money,
    "in_words": amount_in_words,
    "day": day,
    "short_day": short_day,
    "weekday": weekday,
    "month": month,
    "instant": instant,
    "hour": hour,
    "quantity": quantity,
    "units": units,
    "base": show_base,
    "percent": percent,
    "listed": listed,
}
