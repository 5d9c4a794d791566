"""Numbers as members read them: Spanish, thousands with a point."""

from __future__ import annotations

_SIGN = {"COP": "$", "USD": "US$"}
_WITHOUT_CENTS = frozenset({"COP"})


def number(value: int) -> str:
    """Return a whole number with points between thousands."""
    return f"{value:,}".replace(",", ".")


def money(minor: int, currency: str) -> str:
    """Return an amount of minor units (hundredths) as people write it.

    Pesos are shown without cents, rounded to the nearest.
    """
    sign = "-" if minor < 0 else ""
    whole, cents = divmod(abs(minor), 100)
    symbol = _SIGN.get(currency, f"{currency} ")
    if currency in _WITHOUT_CENTS:
        return f"{sign}{symbol}{number((abs(minor) + 50) // 100)}"
    return f"{sign}{symbol}{number(whole)},{cents:02d}"


def percent(part: int, whole: int) -> str:
    """Return ``part / whole`` as a percentage, with one decimal if it matters."""
    tenths = (part * 1000 + whole // 2) // whole
    units, rest = divmod(tenths, 10)
    return f"{units},{rest} %" if rest else f"{units} %"


def counted(value: int, unit: str) -> str:
    """Return a number and its unit, in plural when it is not one.

    Only regular Spanish plurals are made; short symbols (kg, lt) stay as they are.
    """
    if value == 1 or len(unit) <= 2 or not unit.isalpha():
        return f"{number(value)} {unit}"
    if unit.endswith("ón"):
        return f"{number(value)} {unit[:-2]}ones"
    ending = "s" if unit[-1] in "aeiouáéó" else "" if unit[-1] == "s" else "es"
    return f"{number(value)} {unit}{ending}"
