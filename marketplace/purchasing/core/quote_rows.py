"""Rows of a supplier's price list, read one by one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from marketplace.attachments.core.tables import text_of
from marketplace.kernel.amounts import (
    AmountError,
    read_amount,
    read_quantity,
    read_whole,
)
from marketplace.kernel.unit_words import UnknownUnitError, read_unit
from marketplace.kernel.units import BASE_PER_STANDARD
from marketplace.purchasing.core.problem import Discount
from marketplace.purchasing.core.unit_price import PriceUnit
from network.core.text import clean_name, fold
from network.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from marketplace.attachments.core.tables import Cell, TableRow
    from marketplace.kernel.money import Currency, Money

#: Names under which each column may stand, the one of the template first.
COLUMNS: dict[str, tuple[str, ...]] = {
    "item": ("insumo", "producto", "artículo", "descripción"),
    "from_units": ("desde", "cantidad", "a partir de"),
    "price": ("precio", "valor", "precio unitario", "valor unitario"),
    "per": ("precio por", "unidad del precio", "unidad", "por"),
    "content": ("kilos por unidad", "contenido", "kilos"),
    "pack": ("paquete", "empaque", "múltiplo"),
    "minimum": ("mínimo", "cantidad mínima"),
    "maximum": ("máximo", "disponible", "cantidad máxima"),
    "discount": ("descuento", "tipo de descuento"),
}
#: Columns without which nothing can be read.
NEEDED = ("item", "price")
_INCREMENTAL = frozenset(
    fold(word) for word in ("incremental", "por tramos", "solo el excedente")
)


class QuoteRowError(InvalidError):
    """A row of the list cannot be read.  Values: ``row``, its number."""


class QuoteRowPriceError(QuoteRowError):
    """The price of the row is not an amount of the purchase's currency."""


class QuoteRowQuantityError(QuoteRowError):
    """A quantity of the row is not a whole number."""


class QuoteRowUnitError(QuoteRowError):
    """The unit of the price is not one that is known."""


class QuoteRowItemError(QuoteRowError):
    """The input of the row is not of the purchase."""


@dataclass(frozen=True, slots=True)
class TypedPrice:
    """A row of a price list.

    Attributes:
        number: Of the row in the file.
        item: Name of the input.
        from_units: Units from which the price holds.
        price: For one unit, or for one ``per``.
        per: Unit of the price when the row names one.
        pack: Units of a whole pack, or None.
        minimum: Fewest units sold, or None.
        maximum: Most units sold, or None.
        discount: What the price applies to.
    """

    number: int
    item: str
    from_units: int
    price: Money
    per: PriceUnit | None
    pack: int | None
    minimum: int | None
    maximum: int | None
    discount: Discount


def read_price_row(
    row: TableRow, columns: Mapping[str, int], currency: Currency
) -> TypedPrice | None:
    """Return what a row says; None for a row without price.

    Args:
        row: Of the file.
        columns: Place of each column, by the keys of :data:`COLUMNS`.
        currency: Of the purchase.

    Raises:
        QuoteRowPriceError: If the price cannot be read.
        QuoteRowQuantityError: If a quantity cannot be read.
        QuoteRowUnitError: If the unit of the price is not known.
    """
    cells = {name: row.cells[place] for name, place in columns.items()}
    price = cells.get("price")
    if price is None:
        return None
    item = clean_name(text_of(cells.get("item")))
    if not item:
        raise QuoteRowItemError(row=row.number, item="")
    told = fold(clean_name(text_of(cells.get("discount"))))
    return TypedPrice(
        row.number,
        item,
        _whole(row.number, cells.get("from_units")) or 0,
        _price(row.number, price, currency),
        _unit(row.number, cells),
        _whole(row.number, cells.get("pack")),
        _whole(row.number, cells.get("minimum")),
        _whole(row.number, cells.get("maximum")),
        Discount.INCREMENTAL if told in _INCREMENTAL else Discount.ALL_UNITS,
    )


def _price(number: int, cell: Cell, currency: Currency) -> Money:
    typed = text_of(cell)
    try:
        return read_amount(typed, currency)
    except AmountError as error:
        raise QuoteRowPriceError(
            row=number, price=clean_name(typed, 60), currency=currency
        ) from error


def _whole(number: int, cell: Cell) -> int | None:
    typed = clean_name(text_of(cell))
    if not typed:
        return None
    try:
        return read_whole(typed)
    except AmountError as error:
        raise QuoteRowQuantityError(row=number, quantity=typed[:60]) from error


def _unit(number: int, cells: Mapping[str, Cell]) -> PriceUnit | None:
    typed = clean_name(text_of(cells.get("per")))
    if not typed:
        return None
    content = clean_name(text_of(cells.get("content")))
    try:
        declared = read_quantity(content) * BASE_PER_STANDARD if content else None
        return PriceUnit(read_unit(typed), declared and Fraction(declared))
    except (AmountError, UnknownUnitError) as error:
        raise QuoteRowUnitError(row=number, unit=typed[:60]) from error
