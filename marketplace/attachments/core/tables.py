"""Tables that people send: rows of cells, and which column is which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from marketplace.kernel.amounts import show_quantity
from network.core.text import clean_name, fold
from network.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_CELL = 1_000
#: How far down the headers may stand, under titles and logos.
HEADERS_WITHIN = 20

#: What a cell holds.  Numbers of a workbook are exact; text is as it was typed.
Cell: TypeAlias = str | int | Fraction | date | None


class UnreadableTableError(InvalidError):
    """The file is not a table that can be read."""


class OldWorkbookError(UnreadableTableError):
    """A workbook of the old kind, or one locked with a password."""


class OtherWorkbookError(UnreadableTableError):
    """A workbook of another program than the ones that are read."""


class TableBombError(UnreadableTableError):
    """The file would grow beyond measure when opened."""


class TableTooLargeError(InvalidError):
    """More bytes, rows or columns than are read in one file."""


class EmptyTableError(InvalidError):
    """There are no rows under the headers."""


class RepeatedColumnError(InvalidError):
    """Two columns of the file mean the same thing."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with something in it.

    Attributes:
        number: Its number in the file, the first row being 1, so that an
            error can say where to look.
        cells: As many as there are headers.
    """

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read from a file.

    Attributes:
        headers: As they stand, cleaned; "" over a column without one.
        rows: Rows under the headers that are not empty.
        sheet: Name of the sheet of a workbook; "" for plain text.
    """

    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """Which column holds which field.

    Attributes:
        found: Column number, the first being 0, by field.
        missing: Fields that no column holds, in the order asked.
        unused: Columns with a header that no field took.
    """

    found: Mapping[str, int]
    missing: tuple[str, ...]
    unused: tuple[int, ...]


def as_table(lines: Iterable[Sequence[Cell]], sheet: str = "") -> Table:
    """Return the table that stands in the lines of a file.

    Titles above the headers are passed over: the headers are the first line,
    among the first twenty, with at least two texts and no number; failing
    that, the first line that is not empty.  Empty lines are left out.

    Raises:
        TableTooLargeError: If there are more rows or columns than are read.
        EmptyTableError: If nothing stands under the headers.
    """
    full: list[TableRow] = []
    for number, line in enumerate(lines, start=1):
        cells = tuple(_tidy(cell) for cell in line)
        if any(cell is not None for cell in cells):
            full.append(TableRow(number, cells))
        if len(full) > MOST_ROWS + HEADERS_WITHIN:
            raise TableTooLargeError(most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
    place = _headers_place(full)
    below = full[place + 1 :]
    if not below:
        raise EmptyTableError
    width = max(_width(row.cells) for row in full[place:])
    if len(below) > MOST_ROWS or width > MOST_COLUMNS:
        raise TableTooLargeError(most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
    headers = tuple(text_of(cell) for cell in _fitted(full[place].cells, width))
    rows = tuple(TableRow(row.number, _fitted(row.cells, width)) for row in below)
    return Table(headers, rows, sheet)


def match_columns(
    headers: Sequence[str], wanted: Mapping[str, Sequence[str]]
) -> ColumnMatch:
    """Find which column holds each field, whatever its accents, case and plural.

    A header equal to a name of the field wins; otherwise a header that
    begins with one, as in "Cantidad (bultos)" for "cantidad".

    Args:
        headers: Of the file.
        wanted: Names under which each field may stand, the usual one first.

    Raises:
        RepeatedColumnError: If two columns are called the same and both mean
            one field.
    """
    keys = [fold(header) for header in headers]
    found: dict[str, int] = {}
    for exact in (True, False):
        for field, names in wanted.items():
            if field in found:
                continue
            places = [
                place
                for place, key in enumerate(keys)
                if place not in found.values() and _means(key, names, exact=exact)
            ]
            if exact and len(places) > 1:
                raise RepeatedColumnError(
                    header=headers[places[0]], again=headers[places[1]]
                )
            if places:
                found[field] = places[0]
    missing = tuple(field for field in wanted if field not in found)
    unused = tuple(
        place for place, key in enumerate(keys) if key and place not in found.values()
    )
    return ColumnMatch(found, missing, unused)


def text_of(cell: Cell) -> str:
    """Return what a cell holds as a person would type it.

    A number is written without thousands, with a decimal comma, so that the
    readers of amounts take it: 250000 and 12,5.
    """
    if cell is None:
        return ""
    if isinstance(cell, Fraction):
        return show_quantity(cell).replace(".", "")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _means(key: str, names: Sequence[str], *, exact: bool) -> bool:
    asked = [fold(name) for name in names]
    if exact:
        return key in asked
    return any(key.startswith(f"{name} ") for name in asked)


def _tidy(cell: Cell) -> Cell:
    """Return the cell without what cannot be seen; None when nothing is left.

    The apostrophe that our own files put before formula-looking text goes, so
    that what was written can be read back.
    """
    if not isinstance(cell, str):
        return cell
    plain = clean_name(cell, MOST_CELL)
    if plain[:1] == "'" and plain[1:2] in ("=", "+", "-", "@"):
        plain = plain[1:]
    return plain or None


def _headers_place(rows: Sequence[TableRow]) -> int:
    for place, row in enumerate(rows[:HEADERS_WITHIN]):
        held = [cell for cell in row.cells if cell is not None]
        if len(held) > 1 and all(isinstance(cell, str) for cell in held):
            return place
    return 0


def _width(cells: Sequence[Cell]) -> int:
    return max(
        (place for place, cell in enumerate(cells, 1) if cell is not None), default=0
    )


def _fitted(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    return (*cells[:width], *(None,) * (width - len(cells)))
