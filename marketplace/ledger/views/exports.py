"""Tables as files: CSV that spreadsheets open well, and XLSX with real numbers."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter
from flask import Response

from marketplace.kernel.money import MINOR_PER_MAJOR, Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Cell = str | int | date | Money | None

#: What a spreadsheet would run as a formula when it stands first.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_BOM = "\ufeff"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_file(
    name: str, kind: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Response:
    """Return a table as a download.

    Args:
        name: Of the file, without its ending.
        kind: ``"csv"`` or ``"xlsx"``.
        columns: Their headings.
        rows: Their values; money becomes a number, a day becomes a date.
    """
    if kind == "xlsx":
        content, media = _xlsx(columns, rows), _XLSX
    else:
        content, media = _csv(columns, rows).encode(), "text/csv; charset=utf-8"
    return Response(
        content,
        mimetype=media.partition(";")[0],
        content_type=media,
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )


def neutral(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    plain = "".join(sign for sign in text if sign.isprintable() or sign == " ")
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA_SIGNS) else plain


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([neutral(column) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return _BOM + out.getvalue()


def _csv_cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{_major(value):.2f}".replace(".", ",")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else neutral(value)


def _xlsx(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    bold = book.add_format({"bold": True})
    money = book.add_format({"num_format": "#,##0.00"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for column, heading in enumerate(columns):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, max(12, len(heading) + 2))
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, Money):
                sheet.write_number(number, column, float(_major(value)), money)
            elif isinstance(value, date):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, int):
                sheet.write_number(number, column, value)
            elif value is not None:
                sheet.write_string(number, column, neutral(value))
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _major(value: Money) -> Decimal:
    return Decimal(value.minor) / MINOR_PER_MAJOR
