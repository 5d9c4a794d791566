"""How a pack is said in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.kernel.unit_words import show_base, unit_name
from marketplace.kernel.units import Dimension, UnitCode

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLAIN = frozenset(
    {
        UnitCode.GRAM,
        UnitCode.KILOGRAM,
        UnitCode.TONNE,
        UnitCode.MILLILITRE,
        UnitCode.LITRE,
        UnitCode.PIECE,
        UnitCode.CUPO,
    }
)


def pack_text(
    name: str, brand: str, unit: UnitCode, base_amount: int, dimension: Dimension
) -> str:
    """Return a pack in one line: "NPK 15-15-15 · Marca · bulto 50 kg".

    Args:
        name: What the product is called where it is read.
        brand: Empty for what has none.
        unit: In which it is counted.
        base_amount: Whole grams, millilitres or pieces in one unit.
        dimension: What is counted.
    """
    what = unit_name(unit)
    if unit not in _PLAIN:
        what = f"{what} {show_base(base_amount, dimension)}"
    return " · ".join(part for part in (name, brand, what) if part)


def local_name(
    name: str, names: Iterable[tuple[str, str, str]], country: str | None
) -> str:
    """Return what a product is called in a country.

    Args:
        name: Its name in the catalogue.
        names: Country, region and name of each regional name, oldest first.
        country: Where it is read; None for nowhere in particular.

    Returns:
        The first name the whole country uses, or the catalogue's.
    """
    for where, region, called in names:
        if where == country and not region:
            return called
    return name
