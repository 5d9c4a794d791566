"""Rows of a spreadsheet of lines, read one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.attachments.core.tables import text_of
from marketplace.kernel.amounts import AmountError, read_range, read_whole
from marketplace.purchasing.core.wishes import MOST_UNITS, Wish
from network.core.text import clean_name
from network.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from marketplace.attachments.core.tables import TableRow

#: Names under which each column may stand, the one of the template first.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("asociado", "nombre", "socio", "productor", "persona"),
    "phone": ("teléfono", "celular", "móvil", "teléfono celular"),
    "item": ("insumo", "producto", "artículo"),
    "wanted": ("desde", "cantidad", "pedido", "quiere", "de"),
    "at_most": ("hasta", "máximo", "a"),
    "at_least": ("mínimo", "al menos"),
}
#: Columns without which nothing can be read.
NEEDED = ("name", "wanted")


class RowError(InvalidError):
    """A row of the file cannot be taken in.  Values: ``row``, its number."""


class RowNameMissingError(RowError):
    """The row says neither who nor which telephone."""


class RowItemMissingError(RowError):
    """The row does not say which input, and the purchase has several."""


class RowItemUnknownError(RowError):
    """The input of the row is not of the purchase."""


class RowQuantityError(RowError):
    """The quantities of the row are no whole numbers, or do not agree."""


class RowPhoneError(RowError):
    """The telephone of the row is not one."""


class RowPersonUnknownError(RowError):
    """Nobody of the association is called so."""


class RowPersonAmbiguousError(RowError):
    """Several members are called so: the telephone tells them apart."""


class RowPersonMismatchError(RowError):
    """The name and the telephone of the row are of two people."""


class RowTwiceError(RowError):
    """An earlier row has the same member and input."""


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row as it is typed, before anybody is looked up.

    Attributes:
        number: Of the row in the file.
        name: Of the member; may be empty if there is a telephone.
        phone: As typed; may be empty.
        item: Name of the input; empty when the file has none.
        wish: How much.
    """

    number: int
    name: str
    phone: str
    item: str
    wish: Wish


def read_row(row: TableRow, columns: Mapping[str, int]) -> TypedRow | None:
    """Return what a row says; None when it asks for nothing.

    A row without quantity, or with zero, asks for nothing: lists of members are
    often sent whole.  "10-12" in one cell is a range.

    Args:
        row: Of the file.
        columns: Place of each column, by the keys of :data:`COLUMNS`.

    Raises:
        RowNameMissingError: If the row says nobody.
        RowQuantityError: If the quantities cannot be.
    """
    typed = {
        name: clean_name(text_of(row.cells[place])) for name, place in columns.items()
    }
    if typed.get("wanted", "") in ("", "0", "-"):
        return None
    name, phone = typed.get("name", ""), typed.get("phone", "")
    if not name and not phone:
        raise RowNameMissingError(row=row.number)
    wish = _wish(row.number, typed)
    return TypedRow(row.number, name, phone, typed.get("item", ""), wish)


def _wish(number: int, typed: Mapping[str, str]) -> Wish:
    try:
        wanted, at_most = read_range(typed["wanted"])
        if typed.get("at_most"):
            at_most = read_whole(typed["at_most"])
        at_least = read_whole(typed["at_least"]) if typed.get("at_least") else 0
    except AmountError as error:
        raise RowQuantityError(
            row=number, wanted=typed["wanted"], most=MOST_UNITS
        ) from error
    wish = Wish(wanted, at_most, at_least)
    if not wish.is_sound:
        raise RowQuantityError(row=number, wanted=typed["wanted"], most=MOST_UNITS)
    return wish
