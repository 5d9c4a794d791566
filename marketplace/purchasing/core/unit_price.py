"""Prices that a supplier writes by another unit than the one that is bought."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from marketplace.kernel.amounts import show_amount, show_quantity
from marketplace.kernel.units import (
    BASE_PER_STANDARD,
    Conversions,
    Dimension,
    UnitCode,
    measure_declared,
)

if TYPE_CHECKING:
    from marketplace.kernel.money import Money

_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class PriceUnit:
    """The unit by which a price was written.

    Attributes:
        unit: Tonne, quintal, kilo and so on.
        declared: Grams, millilitres or pieces in one of them, when somebody
            had to say so; None when the unit is the same for everybody.
    """

    unit: UnitCode
    declared: Fraction | None = None


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """A price brought to the unit that is bought.

    Attributes:
        minor: Whole minor units of money for one unit.
        exact: Whether nothing had to be rounded.
        as_written: What the supplier wrote, and that it was rounded if so.
    """

    minor: int
    exact: bool
    as_written: str


class OtherDimensionError(ValueError):
    """Something sold by weight was priced by volume, or the like."""


def price_per_unit(
    price: Money,
    per: PriceUnit,
    *,
    base_amount: int,
    dimension: Dimension,
    country: str,
) -> UnitPrice:
    """Return what one unit of a presentation costs.

    The division is exact; when it does not come out in whole minor units it is
    rounded half-even and the words kept with the price say so.

    Args:
        price: What one ``per`` costs.
        per: The unit the supplier wrote.
        base_amount: Grams, millilitres or pieces in a unit of the presentation.
        dimension: What the presentation is measured in.
        country: "CO" or "EC"; an arroba is not the same in both.

    Raises:
        AmbiguousUnitError: If somebody has to say what a ``per`` holds.
        FixedUnitError: If the declared content contradicts a fixed unit.
        ImplausibleUnitError: If the declared content cannot be.
        OtherDimensionError: If the two units do not measure the same.
    """
    if per.declared is None:
        row = Conversions().find(per.unit, country)
        base, measured = row.base_per_unit, row.dimension
    else:
        told = measure_declared(_ONE, per.unit, per.declared, dimension)
        base, measured = told.base_per_unit, told.dimension
    if measured is not dimension:
        raise OtherDimensionError(per.unit)
    exact = price.minor * Fraction(base_amount) / base
    minor = round(exact)
    written = f"{show_amount(price)} por {per.unit.value}"
    if per.declared is not None and dimension is not Dimension.COUNT:
        symbol = "kg" if dimension is Dimension.MASS else "L"
        written += f" de {show_quantity(base / BASE_PER_STANDARD)} {symbol}"
    if minor != exact:
        written += " (redondeado)"
    return UnitPrice(minor, minor == exact, written[:80])
