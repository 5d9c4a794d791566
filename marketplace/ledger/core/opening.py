"""Balances from before the book began, as they stand in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.attachments.core.tables import Table, match_columns, text_of
from marketplace.kernel.amounts import AmountError, read_amount
from network.core.text import fold
from network.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from marketplace.attachments.core.tables import TableRow
    from marketplace.kernel.money import Currency, Money

#: Columns of the sheet and the names under which they may stand.
COLUMNS = {
    "account": ("Cuenta", "Qué es", "Tipo"),
    "name": ("Nombre", "Quién", "Asociado", "Socio"),
    "owes_us": ("Hay o nos debe", "Nos debe", "Hay", "Debe"),
    "we_owe": ("Le debemos", "A favor", "Tiene a favor"),
}
#: What the first column says, and how the code of the account begins.
ACCOUNTS: Mapping[str, str] = {
    "Caja": "cash",
    "Banco": "bank",
    "Asociado": "member",
    "Asociación": "association",
    "Proveedor": "supplier",
}
_PREFIXES = {fold(word): prefix for word, prefix in ACCOUNTS.items()} | {
    "socio": "member"  # as Ecuador says it
}
_ALONE = frozenset({"cash", "bank"})


class OpeningColumnsError(InvalidError):
    """The sheet lacks a column.  Values: ``missing``, their names."""


class OpeningRowError(InvalidError):
    """Something in a row of the sheet is wrong.  Values: ``row``, its number."""


class OpeningAccountUnknownError(OpeningRowError):
    """The first column names no kind of account.  Values: ``row``, ``account``."""


class OpeningNameUnknownError(OpeningRowError):
    """Nobody of that kind is called so.  Values: ``row``, ``name``."""


class OpeningNameAmbiguousError(OpeningRowError):
    """Several are called so.  Values: ``row``, ``name``, ``count``."""


class OpeningAmountUnreadableError(OpeningRowError):
    """An amount cannot be read, or stands on both sides.  Values: ``row``."""


class OpeningRowTwiceError(OpeningRowError):
    """The account stands in the sheet twice.  Values: ``row``, ``first``."""


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """What an account held before the book began.

    Attributes:
        code: Of the account: cash, bank, or that of a member, an association
            or a supplier.
        amount: More than zero for what there is or is owed to the book; less
            for what the book owes.
    """

    code: str
    amount: Money


@dataclass(frozen=True, slots=True)
class OpeningSheet:
    """What the rows of a sheet say.

    Attributes:
        lines: Of the good rows, in order.
        errors: Of the others, in order.
        blank: How many rows had no amount.
    """

    lines: tuple[OpeningLine, ...]
    errors: tuple[OpeningRowError, ...]
    blank: int


def read_sheet(
    table: Table, known: Mapping[str, Mapping[str, list[int]]], currency: Currency
) -> OpeningSheet:
    """Return what a sheet says, good rows and wrong ones apart.

    Args:
        table: The file.
        known: Ids by folded name, by how the code begins: "member",
            "association", "supplier".
        currency: Of the book.

    Raises:
        OpeningColumnsError: If a column is missing.
    """
    match = match_columns(table.headers, COLUMNS)
    needed = [name for name in match.missing if name != "we_owe"]
    if needed:
        missing = ", ".join(f"«{COLUMNS[name][0]}»" for name in needed)
        raise OpeningColumnsError(missing=missing)
    lines: list[OpeningLine] = []
    errors: list[OpeningRowError] = []
    first: dict[str, int] = {}
    blank = 0
    for row in table.rows:
        typed = dict(_typed(row, match.found))
        try:
            amount = _amount(row.number, typed, currency)
            if amount is None:
                blank += 1
                continue
            code = _code(row.number, typed, known)
            if code in first:
                raise OpeningRowTwiceError(row=row.number, first=first[code])
            first[code] = row.number
            if code in _ALONE and amount.minor < 0:
                raise OpeningAmountUnreadableError(row=row.number)
        except OpeningRowError as error:
            errors.append(error)
        else:
            lines.append(OpeningLine(code, amount))
    return OpeningSheet(tuple(lines), tuple(errors), blank)


def _typed(row: TableRow, columns: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for name in COLUMNS:
        place = columns.get(name)
        yield name, "" if place is None else text_of(row.cells[place]).strip()


def _amount(number: int, typed: Mapping[str, str], currency: Currency) -> Money | None:
    """Return what the row says, None when it says nothing."""
    try:
        ours = _read(typed["owes_us"], currency)
        theirs = _read(typed["we_owe"], currency)
    except AmountError as error:
        raise OpeningAmountUnreadableError(row=number) from error
    if ours and theirs:
        raise OpeningAmountUnreadableError(row=number)
    return ours or (-theirs if theirs else None)


def _read(text: str, currency: Currency) -> Money | None:
    if text in ("", "-"):
        return None
    found = read_amount(text, currency)
    return found if found.minor else None


def _code(
    number: int,
    typed: Mapping[str, str],
    known: Mapping[str, Mapping[str, list[int]]],
) -> str:
    prefix = _PREFIXES.get(fold(typed["account"]))
    if prefix is None:
        raise OpeningAccountUnknownError(row=number, account=typed["account"])
    if prefix in _ALONE:
        return prefix
    name = typed["name"]
    ids = known[prefix].get(fold(name), [])
    if not ids:
        raise OpeningNameUnknownError(row=number, name=name)
    if len(ids) > 1:
        raise OpeningNameAmbiguousError(row=number, name=name, count=len(ids))
    return f"{prefix}:{ids[0]}"
