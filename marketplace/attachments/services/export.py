"""Writing a table that a spreadsheet opens well and never runs."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from marketplace.kernel.money import MINOR_PER_MAJOR, Currency, Money
from network.core.text import clean_note, neutralise_formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_BYTE_ORDER_MARK = "\ufeff"
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_SHEET_NAME_LIMIT = 31
_CELL_LIMIT = 32_000
_WIDEST, _NARROWEST = 60, 8
#: Excel's numbers are exact up to here.
_MOST_EXACT = 10**15
_FORMATS: dict[str, dict[str, Any]] = {
    "header": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1},
    "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    "instant": {"num_format": "dd/mm/yyyy hh:mm", "align": "left"},
    "decimal": {"num_format": "#,##0.###"},
    Currency.COP: {"num_format": '"$" #,##0'},
    Currency.USD: {"num_format": '"$" #,##0.00'},
}


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file that a spreadsheet in Spanish opens in columns.

    UTF-8 with its mark, semicolons, decimal commas, days as 2026-11-20, money
    as a plain number.  Text that looks like a formula gets an apostrophe.

    Args:
        headers: One per column.
        rows: Cells of text, numbers, fractions, money, days or None.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([_text(header) for header in headers])
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return (_BYTE_ORDER_MARK + written.getvalue()).encode()


def write_xlsx(
    title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> bytes:
    """Return an XLSX workbook of one sheet, with real numbers, days and money.

    Instants are written as they are read in their own time zone: give them
    in the network's.

    Args:
        title: Name of the sheet; cut and cleaned as Excel asks.
        headers: One per column; they stay in sight when scrolling.
        rows: Cells of text, numbers, fractions, money, days, instants or None.
    """
    written = io.BytesIO()
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        formats = {name: book.add_format(look) for name, look in _FORMATS.items()}
        sheet = book.add_worksheet(_sheet_name(title))
        widths = [len(header) for header in headers]
        for column, header in enumerate(headers):
            sheet.write_string(0, column, _text(header), formats["header"])
        count = 0
        for count, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, (count, column), cell, formats)
                widths[column] = max(widths[column], len(_plain(cell)))
        for column, width in enumerate(widths):
            room = min(max(width + 2, _NARROWEST), _WIDEST)
            sheet.set_column(column, column, room)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(count, 1), max(len(headers) - 1, 0))
    return written.getvalue()


def _write(
    sheet: Worksheet, place: tuple[int, int], cell: object, formats: dict[str, Format]
) -> None:
    row, column = place
    if cell is None or cell == "":
        return
    if isinstance(cell, Money):
        major = cell.minor / MINOR_PER_MAJOR
        sheet.write_number(row, column, major, formats[cell.currency])
    elif isinstance(cell, bool):
        sheet.write_string(row, column, _plain(cell))
    elif isinstance(cell, int) and abs(cell) < _MOST_EXACT:
        sheet.write_number(row, column, cell)
    elif isinstance(cell, Fraction):
        sheet.write_number(row, column, float(cell), formats["decimal"])
    elif isinstance(cell, date):
        look = "instant" if isinstance(cell, datetime) else "date"
        sheet.write_datetime(row, column, _local(cell), formats[look])
    else:
        sheet.write_string(row, column, _text(str(cell)))


def _plain(cell: object) -> str:
    """Return a cell as plain text that a spreadsheet reads back as it was."""
    if cell is None:
        return ""
    for kind, write in _PLAIN:
        if isinstance(cell, kind):
            return write(cell)
    return _text(str(cell))


def _decimal(number: Fraction, places: int) -> str:
    """Return a number with a decimal comma and no thousands, rounded half-even."""
    whole, rest = divmod(round(abs(number) * 10**places), 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0")
    sign = "-" if number < 0 and (whole or rest) else ""
    return f"{sign}{whole}" + (f",{decimals}" if decimals else "")


def _text(text: str) -> str:
    return neutralise_formula(clean_note(text, _CELL_LIMIT))


def _sheet_name(title: str) -> str:
    plain = _NOT_IN_SHEET_NAMES.sub(" ", clean_note(title, 200)).split()
    name = " ".join(plain)[:_SHEET_NAME_LIMIT].strip()
    return name if name and name.lower() != "history" else "Tabla"


def _local(cell: date) -> date:
    return cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell


#: How each type is written as text; subclasses come before what they extend.
_PLAIN: tuple[tuple[type[Any], Callable[[Any], str]], ...] = (
    (str, _text),
    (Money, lambda cell: _decimal(Fraction(cell.minor, MINOR_PER_MAJOR), 2)),
    (bool, lambda cell: "sí" if cell else "no"),
    (int, str),
    (Fraction, lambda cell: _decimal(cell, 6)),
    (datetime, lambda cell: cell.strftime("%Y-%m-%d %H:%M")),
    (date, date.isoformat),
)
