"""Amounts of money and quantities as people write and read them in Spanish."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from marketplace.kernel.money import MINOR_PER_MAJOR, Currency, Money
from marketplace.kernel.words import amount_in_words, shown_parts
from network.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = [
    "AmbiguousAmountError",
    "AmountError",
    "AmountTooLargeError",
    "BackwardsRangeError",
    "CentsInPesosError",
    "OtherCurrencyError",
    "UnreadableAmountError",
    "amount_in_words",
    "read_amount",
    "read_quantity",
    "read_range",
    "read_whole",
    "show_amount",
    "show_quantity",
    "show_range",
]

LONGEST_TEXT = 60
MAX_MAJOR = 10**15
MAX_COUNT = 10**9

_BLANKS = re.compile(r"[ \t\u00a0\u2007\u2009\u202f]+")
_NUMBER = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<sep>[., ])[0-9]{3}(?:(?P=sep)[0-9]{3})*|[0-9]+)"
    r"(?:(?!(?P=sep))[.,](?P<decimals>[0-9]{1,6}))?"
)
_TWO_READINGS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_MILLIONS = re.compile(r"([0-9]{1,3})['\u2019\u00b4`]([0-9]{3})([.,])([0-9]{3})")
_SIGNS = re.compile(
    r"(?:(?P<before>us\$|cop|usd)? ?\$? ?)?(?P<number>[0-9].*?)"
    r" ?(?P<after>cop|usd|pesos?|d[oó]lar(?:es)?)?",
    re.IGNORECASE,
)
_CURRENCY_OF_SIGN = {
    "cop": Currency.COP,
    "peso": Currency.COP,
    "pesos": Currency.COP,
    "us$": Currency.USD,
    "usd": Currency.USD,
    "dolar": Currency.USD,
    "dolares": Currency.USD,
}
_FRACTION = re.compile(
    r"(?:(?P<whole>[0-9]{1,6}) )?(?P<top>[0-9]{1,4})/(?P<of>[0-9]{1,4})"
)
_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4"}
_RANGE = re.compile(
    r"(?:de |entre )?(?P<low>[0-9][0-9., ]*?)"
    r" ?(?:[-\u2013\u2014]|\ba\b|\bhasta\b|\by\b|\bo\b) ?(?P<high>[0-9][0-9., ]*)",
    re.IGNORECASE,
)


class AmountError(ValueError):
    """What was typed is not an amount of money that can be kept."""


class UnreadableAmountError(AmountError):
    """The text is not a number at all."""


class AmbiguousAmountError(AmountError):
    """The text can be read as two different amounts."""


class CentsInPesosError(AmountError):
    """The text has decimals, and pesos are whole."""


class OtherCurrencyError(AmountError):
    """The text names another currency than the one that is asked for."""


class AmountTooLargeError(AmountError):
    """The number is larger than any real amount."""


class BackwardsRangeError(AmountError):
    """The most that is accepted is less than what is wanted."""


def read_amount(text: str, currency: Currency) -> Money:
    """Return the amount a person meant.

    Pesos are whole: every separator groups thousands, and only ``,00`` after
    grouped thousands is let pass, as banks write it.  Dollars may end in one
    or two decimals; a lone separator followed by three digits is refused,
    since "1.250" is a dollar and a quarter to some and twelve hundred and
    fifty to others.

    Args:
        text: What was typed, with or without ``$``, the currency's code or
            name, and spaces.
        currency: The currency it was typed in.

    Raises:
        AmbiguousAmountError: If the text can be read two ways.
        CentsInPesosError: If pesos were typed with decimals.
        OtherCurrencyError: If the text names another currency.
        AmountTooLargeError: If it is over 10^15 pesos or dollars.
        UnreadableAmountError: If it cannot be read at all.
    """
    plain = _without_signs(_tidy(text), currency)
    if currency is Currency.USD and _TWO_READINGS.fullmatch(plain):
        raise AmbiguousAmountError(text)
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise UnreadableAmountError(text)
    decimals = found["decimals"] or ""
    if currency is Currency.COP and decimals:
        if found["sep"] is None or decimals != "00":
            raise CentsInPesosError(text)
        decimals = ""
    if len(decimals) > 2:
        raise UnreadableAmountError(text)
    whole = _digits(found["whole"], MAX_MAJOR)
    cents = int(decimals.ljust(2, "0"))
    return Money(whole * MINOR_PER_MAJOR + cents, currency)


def read_quantity(text: str) -> Fraction:
    """Return how many units a person meant, halves and decimals included.

    "12,5", "12.5", "1/2", "2 1/2" and "2½" are read; "1.250" is refused, since
    it may be one and a quarter or twelve hundred and fifty.

    Raises:
        AmbiguousAmountError: If the text can be read two ways.
        AmountTooLargeError: If it is over a thousand million.
        UnreadableAmountError: If it cannot be read at all.
    """
    plain = _tidy(text)
    for sign, fraction in _VULGAR.items():
        plain = plain.replace(sign, f" {fraction}").strip()
    split = _FRACTION.fullmatch(_BLANKS.sub(" ", plain))
    if split is not None:
        if int(split["of"]) == 0:
            raise UnreadableAmountError(text)
        return int(split["whole"] or 0) + Fraction(int(split["top"]), int(split["of"]))
    if _TWO_READINGS.fullmatch(plain):
        raise AmbiguousAmountError(text)
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise UnreadableAmountError(text)
    whole = _digits(found["whole"], MAX_COUNT)
    decimals = found["decimals"] or "0"
    return whole + Fraction(int(decimals), 10 ** len(decimals))


def read_whole(text: str) -> int:
    """Return a whole number; every separator groups thousands.

    Raises:
        AmountTooLargeError: If it is over a thousand million.
        UnreadableAmountError: If it is not a whole number, zero or more.
    """
    found = _NUMBER.fullmatch(_tidy(text))
    if found is None or found["decimals"]:
        raise UnreadableAmountError(text)
    return _digits(found["whole"], MAX_COUNT)


def read_range(text: str, unit_words: Collection[str] = ()) -> tuple[int, int]:
    """Return what a person wants and the most they accept, in whole units.

    Read are "de 10 a 12", "10-12", "10 a 12", "entre 10 y 12", "10 hasta 12"
    and "10" (as much wanted as accepted).

    Args:
        text: What was typed.
        unit_words: Words that may end the text, such as "bulto"; accents,
            case and plural do not matter.  Any other word is refused, since
            ten kilos are not ten bultos.

    Returns:
        The wanted units and the most accepted, the second never less.

    Raises:
        BackwardsRangeError: If the second number is less than the first.
        AmountTooLargeError: If a number is over a thousand million.
        UnreadableAmountError: If it cannot be read at all.
    """
    plain = _tidy(text)
    first, _, last = plain.rpartition(" ")
    if first and fold(last) in {fold(word) for word in unit_words}:
        plain = first
    found = _RANGE.fullmatch(plain)
    if found is None:
        wanted = read_whole(plain)
        return wanted, wanted
    wanted, at_most = read_whole(found["low"]), read_whole(found["high"])
    if at_most < wanted:
        raise BackwardsRangeError(text)
    return wanted, at_most


def show_amount(money: Money, *, with_code: bool = False) -> str:
    """Return the amount as people read it: "$ 250.000", "$ 1.250,50".

    Pesos are shown whole, hundredths rounded half-even; dollars always with
    two decimals.  ``read_amount`` reads it back.

    Args:
        money: What to show; a debt gets a minus sign in front.
        with_code: Whether to end in the code: "$ 250.000 COP".
    """
    major, cents = shown_parts(money)
    number = _grouped(major)
    if money.currency is Currency.USD:
        number = f"{number},{cents:02d}"
    sign = "-" if money.minor < 0 and (major or cents) else ""
    code = f" {money.currency}" if with_code else ""
    return f"{sign}$ {number}{code}"


def exact_amount(money: Money) -> str:
    """Return an amount to the last minor unit, with its code: "-1250,50 COP"."""
    major, cents = divmod(abs(money.minor), MINOR_PER_MAJOR)
    sign = "-" if money.minor < 0 else ""
    return f"{sign}{major},{cents:02d} {money.currency}"


def show_quantity(count: Fraction) -> str:
    """Return a number of units as people read it: "12,5", "1.250".

    At most three decimals are shown, rounded half-even.
    """
    thousandths = round(abs(count) * 1000)
    whole, rest = divmod(thousandths, 1000)
    decimals = f"{rest:03d}".rstrip("0")
    sign = "-" if count < 0 and thousandths else ""
    return f"{sign}{_grouped(whole)}" + (f",{decimals}" if decimals else "")


def show_range(wanted: int, at_most: int) -> str:
    """Return a range as people say it: "de 10 a 12", or "10"."""
    if wanted == at_most:
        return _grouped(wanted)
    return f"de {_grouped(wanted)} a {_grouped(at_most)}"


def _tidy(text: str) -> str:
    """Return the text on one line, single-spaced, with millions spelt alike.

    Raises:
        UnreadableAmountError: If it is too long to be a number.
    """
    if len(text) > LONGEST_TEXT:
        raise UnreadableAmountError(text[:LONGEST_TEXT])
    plain = _BLANKS.sub(" ", text.strip())
    return _MILLIONS.sub(r"\1\3\2\3\4", plain)


def _without_signs(plain: str, currency: Currency) -> str:
    """Return the number without ``$``, code or name of the currency.

    Raises:
        OtherCurrencyError: If the text names another currency.
        UnreadableAmountError: If there is no number in it.
    """
    found = _SIGNS.fullmatch(plain)
    if found is None:
        raise UnreadableAmountError(plain)
    for word in (found["before"], found["after"]):
        if word is None:
            continue
        if _CURRENCY_OF_SIGN[word.lower().replace("ó", "o")] is not currency:
            raise OtherCurrencyError(plain)
    return found["number"]


def _digits(written: str, largest: int) -> int:
    """Return the whole number written with or without separators.

    Raises:
        AmountTooLargeError: If it is over ``largest``.
    """
    number = int(re.sub(r"[., ]", "", written))
    if number > largest:
        raise AmountTooLargeError(written)
    return number


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
