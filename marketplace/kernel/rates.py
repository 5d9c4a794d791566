"""Interest rates: four ways of stating them that must never be mixed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

PPM = 1_000_000
MAX_PERCENT = 1000
#: Significant digits kept where a conversion needs a root, far beyond any amount.
ROOT_DIGITS = 30

_PERCENT = re.compile(r"(?P<number>[0-9]{1,4}(?:[.,][0-9]{1,6})?) ?%?")
_WORKING = Context(prec=60, rounding=ROUND_HALF_EVEN)
_KEPT = Context(prec=ROOT_DIGITS, rounding=ROUND_HALF_EVEN)


class Period(StrEnum):
    """The step between two instalments."""

    WEEKS = "weeks"
    MONTHS = "months"


_PER_YEAR = {Period.WEEKS: 52, Period.MONTHS: 12}


class UnreadableRateError(ValueError):
    """What was typed is not a percentage from 0 to 1000."""


@dataclass(frozen=True, slots=True)
class _Ratio:
    """A rate as an exact ratio: 1.5 % is ``Fraction(15, 1000)``.

    Raises:
        ValueError: If the ratio is negative.
    """

    ratio: Fraction

    def __post_init__(self) -> None:
        if self.ratio < 0:
            msg = "a rate cannot be negative"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class EffectiveMonthly(_Ratio):
    """What a month adds, interest on interest counted (*efectiva mensual*)."""

    @classmethod
    def from_ppm(cls, ppm: int) -> EffectiveMonthly:
        """Return the rate that is stored as millionths per month."""
        return cls(Fraction(ppm, PPM))

    @property
    def ppm(self) -> int:
        """Whole millionths per month, rounded down.

        Down, so that a rate agreed at the legal ceiling never ends above it.
        """
        return int(self.ratio * PPM)

    def monthly(self) -> EffectiveMonthly:
        """Return the rate itself."""
        return self

    def over(self, count: int, period: Period) -> Fraction:
        """Return what ``count`` periods add: exact for months, else 30 digits."""
        if period is Period.MONTHS:
            return (1 + self.ratio) ** count - 1
        return _power(1 + self.ratio, Fraction(12 * count, _PER_YEAR[period])) - 1

    def annual(self) -> EffectiveAnnual:
        """Return the effective annual rate it amounts to, exactly."""
        return EffectiveAnnual((1 + self.ratio) ** 12 - 1)


@dataclass(frozen=True, slots=True)
class NominalMonthly(_Ratio):
    """A simple rate per month (*nominal mes vencido*): two months charge twice."""

    def monthly(self) -> EffectiveMonthly:
        """Return what one month adds, which is the same number, exactly."""
        return EffectiveMonthly(self.ratio)

    def over(self, count: int, period: Period) -> Fraction:
        """Return what ``count`` periods charge, exactly, in simple proportion."""
        return self.ratio * 12 * count / _PER_YEAR[period]

    def annual(self) -> EffectiveAnnual:
        """Return the effective annual rate if charged every month, exactly."""
        return self.monthly().annual()


@dataclass(frozen=True, slots=True)
class NominalAnnual(_Ratio):
    """A simple rate per year, charged by months (*nominal anual, mes vencido*)."""

    def monthly(self) -> EffectiveMonthly:
        """Return what one month adds: a twelfth, exactly."""
        return EffectiveMonthly(self.ratio / 12)

    def over(self, count: int, period: Period) -> Fraction:
        """Return what ``count`` periods charge, exactly, in simple proportion."""
        return self.ratio * count / _PER_YEAR[period]

    def annual(self) -> EffectiveAnnual:
        """Return the effective annual rate if charged every month, exactly."""
        return self.monthly().annual()


@dataclass(frozen=True, slots=True)
class EffectiveAnnual(_Ratio):
    """What a year adds, interest on interest counted (*efectiva anual*, EA)."""

    def monthly(self) -> EffectiveMonthly:
        """Return the equivalent effective monthly rate, to whole millionths.

        The twelfth root is not a ratio: it is rounded down to the millionth
        that is stored, so a rate at the legal ceiling stays at or under it.
        """
        root = _power(1 + self.ratio, Fraction(1, 12)) - 1
        return EffectiveMonthly.from_ppm(int(root * PPM))

    def over(self, count: int, period: Period) -> Fraction:
        """Return what ``count`` periods add: exact for whole years, else 30 digits."""
        return _power(1 + self.ratio, Fraction(count, _PER_YEAR[period])) - 1

    def annual(self) -> EffectiveAnnual:
        """Return the rate itself."""
        return self


Rate: TypeAlias = EffectiveMonthly | NominalMonthly | NominalAnnual | EffectiveAnnual


def exceeds_ceiling(rate: Rate, ceiling: EffectiveAnnual) -> bool:
    """Return whether a rate is over the usury ceiling of the month.

    Both are compared as effective annual rates, exactly: at 27.14 % EA, 2.00 %
    a month (26.82 % EA) passes and 2.05 % does not.

    Source:
        Código de Comercio (Colombia) art. 884: one and a half times the current
        banking interest, certified monthly as an effective annual rate.
    """
    return rate.annual().ratio > ceiling.ratio


def usury_ceiling(current_banking: EffectiveAnnual) -> EffectiveAnnual:
    """Return the ceiling: one and a half times the current banking interest.

    Source:
        Código de Comercio (Colombia) art. 884; Código Penal art. 305.
    """
    return EffectiveAnnual(current_banking.ratio * Fraction(3, 2))


def read_percent(text: str) -> Fraction:
    """Return the ratio a percentage means: "1,5 %" is 15/1000.

    Comma or point mark decimals, at most six of them; percentages have no
    thousands to group.

    Raises:
        UnreadableRateError: If it is not a percentage from 0 to 1000.
    """
    found = _PERCENT.fullmatch(text.strip().replace("\u00a0", " "))
    if found is None:
        raise UnreadableRateError(text[:40])
    percent = Fraction(found["number"].replace(",", "."))
    if percent > MAX_PERCENT:
        raise UnreadableRateError(text[:40])
    return percent / 100


def show_percent(ratio: Fraction, decimals: int = 2) -> str:
    """Return a ratio as a percentage: "1,5 %", "26,82 %".

    Args:
        ratio: 15/1000 is shown as "1,5 %".
        decimals: Most decimals to show, 1 or more; ends in zero are left out.
    """
    scaled = round(abs(ratio) * 100 * 10**decimals)
    whole, rest = divmod(scaled, 10**decimals)
    tail = f"{rest:0{decimals}d}".rstrip("0")
    sign = "-" if ratio < 0 and scaled else ""
    return f"{sign}{whole}{',' if tail else ''}{tail} %"


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    """Return ``base ** exponent``, exact for whole exponents, else 30 digits."""
    if exponent.denominator == 1:
        return base**exponent.numerator
    with localcontext(_WORKING):
        number = Decimal(base.numerator) / Decimal(base.denominator)
        power = Decimal(exponent.numerator) / Decimal(exponent.denominator)
        raised: Decimal = number**power
        return Fraction(_KEPT.plus(raised))
