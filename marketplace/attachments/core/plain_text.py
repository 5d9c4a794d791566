"""Tables as plain text: CSV as spreadsheets of here and there write it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING

from marketplace.attachments.core.tables import (
    HEADERS_WITHIN,
    Table,
    UnreadableTableError,
    as_table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_DELIMITERS = ";,\t|"
_TAB_SEPARATED = "utf-16"
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
#: Control signs that text never has and pictures nearly always do.
_NOT_TEXT = frozenset(map(chr, [*range(9), *range(14, 32)]))


def read_plain_text(raw: bytes) -> Table:
    """Return the table of a CSV file.

    Read are UTF-8 with or without its mark, the UTF-16 of Excel's "Unicode
    text", and Windows Latin; fields parted by semicolon, comma, tab or bar.

    Raises:
        UnreadableTableError: If the bytes are not text, or its quotes do not
            close.
        TableTooLargeError: If there are more rows or columns than are read.
        EmptyTableError: If nothing stands under the headers.
    """
    text = decode(raw)
    delimiter = _named_delimiter(text)
    if delimiter is not None:
        text = text.partition("\n")[2]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter or guess_delimiter(text)
    )
    try:
        return as_table(reader)
    except csv.Error as error:
        raise UnreadableTableError from error


def decode(raw: bytes) -> str:
    """Return the text in the bytes.

    Raises:
        UnreadableTableError: If they are not text in a known encoding.
    """
    text = _decoded(raw)
    if not _NOT_TEXT.isdisjoint(text):
        raise UnreadableTableError
    return text


def guess_delimiter(text: str) -> str:
    """Return the sign that parts the fields; a comma when none does.

    The right one gives most of the first lines the same number of fields,
    and more than one.
    """
    best, most = ",", (0, 0)
    for delimiter in _DELIMITERS:
        widths = _widths(text, delimiter)
        if not widths:
            continue
        width, lines = Counter(widths).most_common(1)[0]
        if width > 1 and (lines, width) > most:
            best, most = delimiter, (lines, width)
    return best


def _decoded(raw: bytes) -> str:
    if raw.startswith(_BYTE_ORDER_MARKS):
        try:
            return raw.decode(_TAB_SEPARATED)
        except UnicodeDecodeError as error:
            raise UnreadableTableError from error
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _named_delimiter(text: str) -> str | None:
    """Return what Excel's own first line, such as ``sep=;``, names."""
    first = text.partition("\n")[0].strip().strip('"')
    if first.lower().startswith("sep=") and first[4:5] in tuple(_DELIMITERS):
        return first[4:5]
    return None


def _widths(text: str, delimiter: str) -> Sequence[int]:
    widths: list[int] = []
    try:
        for fields in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(fields):
                widths.append(len(fields))
            if len(widths) == HEADERS_WITHIN:
                break
    except csv.Error:
        return ()
    return widths
