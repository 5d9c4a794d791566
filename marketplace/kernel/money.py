"""Money: whole minor units of a currency, and the arithmetic it allows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from marketplace.kernel.sharing import largest_remainder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

MINOR_PER_MAJOR = 100


class Currency(StrEnum):
    """A currency the networks trade in, by its ISO 4217 code."""

    COP = "COP"
    USD = "USD"


class CurrencyMismatchError(TypeError):
    """Two amounts of different currencies were added or compared."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money that never loses a minor unit.

    Amounts of one currency add, subtract and compare; nothing converts one
    currency into another.  An amount is true when it is not zero.

    Attributes:
        minor: Whole minor units: hundredths of a peso or of a dollar.
        currency: What the units are of.

    Raises:
        TypeError: If ``minor`` is a float or any other inexact number.  A
            whole ``Decimal``, which is how PostgreSQL returns a sum of
            integers, becomes an ``int``.
    """

    minor: int
    currency: Currency

    def __post_init__(self) -> None:
        minor: object = self.minor
        # A composite of two nullable columns is loaded as Money(None, None).
        if minor is None or (isinstance(minor, int) and not isinstance(minor, bool)):
            return
        if isinstance(minor, Decimal) and minor == minor.to_integral_value():
            object.__setattr__(self, "minor", int(minor))
            return
        msg = f"money is counted in whole minor units, got {minor!r}"
        raise TypeError(msg)

    @classmethod
    def zero(cls, currency: Currency) -> Money:
        """Return no money at all of ``currency``."""
        return cls(0, currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: Currency) -> Money:
        """Return the sum of ``amounts``, zero of ``currency`` when there are none.

        Raises:
            CurrencyMismatchError: If an amount is of another currency.
        """
        result = cls.zero(currency)
        for amount in amounts:
            result += amount
        return result

    def __bool__(self) -> bool:
        return self.minor != 0

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def times(self, count: int) -> Money:
        """Return the money ``count`` times: a price for a number of units."""
        return Money(self.minor * count, self.currency)

    def scale(self, factor: Fraction) -> Money:
        """Return the money times ``factor``, ties going to the even unit."""
        return Money(round(self.minor * factor), self.currency)

    def share(self, weights: Sequence[int]) -> list[Money]:
        """Split the money in proportion to ``weights``, losing nothing.

        Each part is its exact share rounded towards zero; the units left over
        go one each to the largest remainders, earlier weights first
        (Hamilton's method).  A debt is shared like the claim it mirrors.

        Args:
            weights: One non-negative whole number per part, at least one of
                them positive unless the money is zero.

        Returns:
            One amount per weight, in order; they sum to ``self`` exactly.

        Raises:
            ValueError: If a weight is negative or none is positive.
        """
        sign = -1 if self.minor < 0 else 1
        parts = largest_remainder(abs(self.minor), weights)
        return [Money(sign * part, self.currency) for part in parts]

    def _same(self, other: Money) -> int:
        """Return the minor units of ``other``, of the same currency.

        Raises:
            CurrencyMismatchError: If it is of another currency.
        """
        if self.currency != other.currency:
            msg = f"{self.currency} and {other.currency} do not mix"
            raise CurrencyMismatchError(msg)
        return other.minor
