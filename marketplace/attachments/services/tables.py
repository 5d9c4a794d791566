"""Reading a table out of whatever file a person has."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from marketplace.attachments.core.plain_text import read_plain_text
from marketplace.attachments.core.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    EmptyTableError,
    OldWorkbookError,
    OtherWorkbookError,
    Table,
    TableBombError,
    TableTooLargeError,
    UnreadableTableError,
    as_table,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MOST_BYTES = 5_000_000
#: A workbook may not open to more than this, nor grow more than so many times.
MOST_OPENED_BYTES = 80_000_000
MOST_GROWTH = 120
MOST_PARTS = 2_000
#: Styled but empty rows go on to the last one of a sheet: stop before.
_EMPTY_ROWS_IN_A_ROW = 500

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_NOT_TABLES = (
    b"%PDF-",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"RIFF",
    b"GIF8",
    b"PK",
    b"\x1f\x8b",
)


def read_table(raw: bytes, filename: str = "") -> Table:
    """Return the first table in a CSV file or an XLSX workbook.

    What the file is shows in its bytes; its name is only used in the error.
    A workbook gives the first visible sheet that holds something.  Of merged
    cells the first holds the value and the others are empty.

    Args:
        raw: The bytes that were sent.
        filename: What the person called the file.

    Raises:
        TableTooLargeError: If there are more bytes, rows or columns than are
            read in one file.
        TableBombError: If a workbook would grow beyond measure.
        OldWorkbookError: For ``.xls`` and for workbooks with a password.
        OtherWorkbookError: For a zip that is no XLSX, such as ``.ods``.
        EmptyTableError: If nothing stands under the headers.
        UnreadableTableError: For anything else that is not a table.
    """
    if len(raw) > MOST_BYTES:
        raise TableTooLargeError(most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
    if not raw.strip():
        raise EmptyTableError
    if raw.startswith(_OLD_WORKBOOK):
        raise OldWorkbookError(filename=filename)
    if raw.startswith(_ZIP):
        return _read_workbook(raw)
    if raw.startswith(_NOT_TABLES):
        raise UnreadableTableError(filename=filename)
    return read_plain_text(raw)


def check_archive(raw: bytes) -> None:
    """Refuse a zip that would grow beyond measure, before opening a part.

    Raises:
        TableBombError: If it has too many parts or they are too large.
        OtherWorkbookError: If it is no XLSX workbook.
        UnreadableTableError: If the zip is damaged or encrypted.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError) as error:
        raise UnreadableTableError from error
    opened = sum(part.file_size for part in parts)
    if (
        len(parts) > MOST_PARTS
        or opened > MOST_OPENED_BYTES
        or opened > MOST_GROWTH * len(raw)
    ):
        raise TableBombError
    if any(part.flag_bits & 1 for part in parts):
        raise OldWorkbookError
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise OtherWorkbookError


def _read_workbook(raw: bytes) -> Table:
    check_archive(raw)
    try:
        book = load_workbook(
            io.BytesIO(raw), read_only=True, data_only=True, keep_links=False
        )
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()
            lines = sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
            try:
                return as_table(_cells(lines), str(sheet.title))
            except EmptyTableError:
                continue
    except (
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        OverflowError,
        EOFError,
        OSError,
        ParseError,
        zipfile.BadZipFile,
    ) as error:
        # A damaged workbook fails in any part of the reader.
        raise UnreadableTableError from error
    raise EmptyTableError


def _cells(lines: Iterable[Sequence[object]]) -> Iterator[tuple[Cell, ...]]:
    empty = 0
    for line in islice(lines, MOST_ROWS * 10):
        cells = tuple(_cell(value) for value in line)
        empty = 0 if any(cell is not None for cell in cells) else empty + 1
        if empty > _EMPTY_ROWS_IN_A_ROW:
            return
        yield cells


def _cell(value: object) -> Cell:
    """Return what a workbook's cell holds, with exact numbers.

    The shortest decimal that gives the stored binary number is what the
    person typed: 0.1 is one tenth.
    """
    if value is None:
        return None
    for kind, read in _READERS:
        if isinstance(value, kind):
            return read(value)
    return str(value)


def _exact(number: float) -> Cell:
    exact = Fraction(Decimal(repr(number)))
    return exact.numerator if exact.denominator == 1 else exact


#: How each type of a workbook's cells is read; subclasses come first.
_READERS: tuple[tuple[type[Any], Callable[[Any], Cell]], ...] = (
    (bool, lambda value: "sí" if value else "no"),
    (int, int),
    (float, _exact),
    (datetime, datetime.date),
    (date, lambda value: value),
    (time, lambda value: value.strftime("%H:%M")),
)
