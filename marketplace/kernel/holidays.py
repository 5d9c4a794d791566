"""Public holidays of Colombia and Ecuador, computed for any year."""

from __future__ import annotations

from datetime import date, timedelta

#: Ecuador moves its holidays to long weekends since this year.
EC_MOVES_SINCE = 2017
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

_CO_FIXED = ((1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25))
_CO_TO_MONDAY = ((1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11))
# Holy Thursday, Good Friday; Ascension, Corpus Christi and Sacred Heart, whose
# Mondays stand 43, 64 and 71 days after Easter.
_CO_AFTER_EASTER = (-3, -2, 43, 64, 71)

_EC_FIXED = ((1, 1), (5, 1), (5, 24), (8, 10), (10, 9), (11, 2), (11, 3), (12, 25))
_EC_STAYS_MIDWEEK = frozenset({(1, 1), (12, 25)})
# Carnival Monday and Tuesday, Good Friday.
_EC_AFTER_EASTER = (-48, -47, -2)
_EC_SHIFT = {TUESDAY: -1, WEDNESDAY: 2, THURSDAY: 1, SATURDAY: -1, SUNDAY: 1}
# 2 and 3 November follow each other; by the weekday of the first, where the
# two rest days are, in days from their own.
_EC_PAIR_SHIFT = {
    TUESDAY: (0, -2),
    WEDNESDAY: (2, 0),
    FRIDAY: (0, -2),
    SATURDAY: (-1, 1),
    SUNDAY: (2, 0),
}


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar.

    Source:
        Meeus, J. Astronomical Algorithms, chapter 8 (the anonymous Gregorian
        algorithm of 1876).
    """
    century, of_century = divmod(year, 100)
    golden = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact) - of_century % 4
    weekday %= 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holidays(country: str, year: int) -> list[date]:
    """Return the days of rest that fall in a year, in order.

    Args:
        country: "CO" or "EC".
        year: Any year of the Gregorian calendar from 1900 to 9998.

    Raises:
        ValueError: If the country is another.

    Source:
        Colombia: Ley 51 de 1983 (*Ley Emiliani*).  Ecuador: Ley Orgánica
        Reformatoria a la LOSEP y al Código del Trabajo, Registro Oficial of
        20 December 2016, in force for holidays from 2017.
    """
    if country == "CO":
        return _colombian(year)
    if country == "EC":
        return _ecuadorian(year)
    msg = f"no holidays are known for {country!r}"
    raise ValueError(msg)


def _colombian(year: int) -> list[date]:
    sunday = easter(year)
    days = {date(year, month, day) for month, day in _CO_FIXED}
    days |= {_next_monday(date(year, month, day)) for month, day in _CO_TO_MONDAY}
    days |= {sunday + timedelta(days=shift) for shift in _CO_AFTER_EASTER}
    return sorted(days)


def _ecuadorian(year: int) -> list[date]:
    sunday = easter(year)
    days = {sunday + timedelta(days=shift) for shift in _EC_AFTER_EASTER}
    days |= {_ec_rest_day(year, month, day) for month, day in _EC_FIXED}
    # New Year's Day on a Saturday is rested on the Friday, in the old year.
    days.add(_ec_rest_day(year + 1, 1, 1))
    return sorted(day for day in days if day.year == year)


def _next_monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _ec_rest_day(year: int, month: int, number: int) -> date:
    """Return the day on which an Ecuadorian holiday is rested."""
    day = date(year, month, number)
    if year < EC_MOVES_SINCE:
        return day
    if month == 11:
        first = date(year, 11, 2).weekday()
        return day + timedelta(days=_EC_PAIR_SHIFT.get(first, (0, 0))[number - 2])
    if (month, number) in _EC_STAYS_MIDWEEK and day.weekday() < SATURDAY:
        return day
    return day + timedelta(days=_EC_SHIFT.get(day.weekday(), 0))
