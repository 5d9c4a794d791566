"""Numbers and amounts spelt out in Spanish, as receipts and minutes do."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from marketplace.kernel.money import MINOR_PER_MAJOR, Currency

if TYPE_CHECKING:
    from marketplace.kernel.money import Money

LARGEST = 10**18 - 1

_SMALL = (
    "cero",
    "un",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiún",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
)
_TENS = (
    "treinta",
    "cuarenta",
    "cincuenta",
    "sesenta",
    "setenta",
    "ochenta",
    "noventa",
)
_HUNDREDS = (
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
)
_NOUNS = {Currency.COP: ("peso", "pesos"), Currency.USD: ("dólar", "dólares")}


def amount_in_words(money: Money) -> str:
    """Return the amount spelt out, saying exactly what ``show_amount`` shows.

    "doscientos cincuenta mil pesos", "mil doscientos cincuenta dólares con
    cincuenta centavos", "un millón de pesos".

    Raises:
        ValueError: If there are 10^18 pesos or dollars, or more.

    Source:
        Real Academia Española, Diccionario panhispánico de dudas, "cardinales"
        (apocope before a masculine noun; "de" after "millón" and "billón").
    """
    major, cents = shown_parts(money)
    words = _counted(major, *_NOUNS[money.currency])
    if cents:
        words = f"{words} con {_counted(cents, 'centavo', 'centavos')}"
    return f"menos {words}" if money.minor < 0 and (major or cents) else words


def shown_parts(money: Money) -> tuple[int, int]:
    """Return the major units and the cents that are shown, without sign.

    Pesos are shown whole, hundredths rounded half-even.
    """
    minor = abs(money.minor)
    if money.currency is Currency.COP:
        return round(Fraction(minor, MINOR_PER_MAJOR)), 0
    return divmod(minor, MINOR_PER_MAJOR)


def number_in_words(number: int) -> str:
    """Return a number spelt out as it stands before a masculine noun.

    Twenty-one is "veintiún" and one million "un millón": the word that is
    counted has to follow.

    Args:
        number: From 0 to 10^18 - 1, on the long scale (10^12 is "un billón").

    Raises:
        ValueError: If the number is outside that range.
    """
    if not 0 <= number <= LARGEST:
        msg = f"only numbers from 0 to {LARGEST} are spelt out, got {number}"
        raise ValueError(msg)
    if number == 0:
        return _SMALL[0]
    rest, units = divmod(number, 10**6)
    billions, millions = divmod(rest, 10**6)
    parts = []
    if billions:
        parts.append(_below_million(billions))
        parts.append("billón" if billions == 1 else "billones")
    if millions:
        parts.append(_below_million(millions))
        parts.append("millón" if millions == 1 else "millones")
    if units:
        parts.append(_below_million(units))
    return " ".join(parts)


def _counted(number: int, one: str, many: str) -> str:
    """Return the number with the noun it counts, and "de" where it belongs."""
    joint = " de " if number and number % 10**6 == 0 else " "
    return f"{number_in_words(number)}{joint}{one if number == 1 else many}"


def _below_million(number: int) -> str:
    """Return a number from 1 to 999,999 spelt out."""
    thousands, units = divmod(number, 1000)
    parts = []
    if thousands:
        parts.append("mil" if thousands == 1 else f"{_below_thousand(thousands)} mil")
    if units:
        parts.append(_below_thousand(units))
    return " ".join(parts)


def _below_thousand(number: int) -> str:
    """Return a number from 1 to 999 spelt out."""
    if number == 100:
        return "cien"
    hundreds, rest = divmod(number, 100)
    parts = [_HUNDREDS[hundreds - 1]] if hundreds else []
    if 0 < rest < 30:
        parts.append(_SMALL[rest])
    elif rest:
        tens, units = divmod(rest, 10)
        word = _TENS[tens - 3]
        parts.append(f"{word} y {_SMALL[units]}" if units else word)
    return " ".join(parts)
