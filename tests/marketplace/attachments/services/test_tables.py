from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from marketplace.attachments.core.tables import (
    EmptyTableError,
    OldWorkbookError,
    OtherWorkbookError,
    TableBombError,
    TableTooLargeError,
    UnreadableTableError,
)
from marketplace.attachments.services import read_table, write_csv, write_xlsx
from marketplace.attachments.services.tables import MOST_BYTES, check_archive
from marketplace.kernel.money import Currency, Money
from tests.pictures import PDF, a_png

HEADERS = ("Asociado", "Cantidad", "Valor", "Fecha")


def a_workbook(*lines: list[Any], hidden: bool = False) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Pedido"
    for line in lines:
        sheet.append(line)
    if hidden:
        sheet.sheet_state = "hidden"
        book.create_sheet("Vacía")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def an_archive(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), raw)
    return written.getvalue()


def test_a_workbook_gives_exact_numbers_and_days() -> None:
    raw = a_workbook(
        ["Compra de abono"],
        [],
        list(HEADERS),
        ["Rosa", 0.1, 250_000.0, datetime(2026, 11, 20)],  # noqa: DTZ001 - cells have no zone
        [True, 12, None, time(16, 30)],
    )

    table = read_table(raw, "pedido.xlsx")

    assert table.sheet == "Pedido"
    assert table.headers == HEADERS
    assert [row.number for row in table.rows] == [4, 5]
    assert table.rows[0].cells == ("Rosa", Fraction(1, 10), 250_000, date(2026, 11, 20))
    assert table.rows[1].cells == ("sí", 12, None, "16:30")


def test_merged_cells_give_their_value_once() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["Asociación", "Asociado"], ["La Unión", "Rosa"], [None, "José"]):
        sheet.append(line)
    sheet.merge_cells("A2:A3")
    written = io.BytesIO()
    book.save(written)

    table = read_table(written.getvalue())

    assert [row.cells for row in table.rows] == [("La Unión", "Rosa"), (None, "José")]


def test_rows_that_are_styled_and_empty_do_not_count() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Asociado", "Cantidad"])
    sheet.append(["Rosa", 3])
    sheet.cell(row=20_000, column=1).number_format = "0.00"
    written = io.BytesIO()
    book.save(written)

    assert len(read_table(written.getvalue()).rows) == 1


def test_plain_text_is_told_by_its_bytes_and_not_by_its_name() -> None:
    table = read_table(b"Asociado;Cantidad\nRosa;3\n", "pedido.xlsx")

    assert table.rows[0].cells == ("Rosa", "3")


@pytest.mark.parametrize("raw", [b"", b" \n\t ", b"a;b\n", a_workbook(["a", "b"])])
def test_an_empty_table_says_so(raw: bytes) -> None:
    with pytest.raises(EmptyTableError):
        read_table(raw)


def test_a_hidden_sheet_is_not_read() -> None:
    with pytest.raises(EmptyTableError):
        read_table(a_workbook(["a", "b"], ["1", "2"], hidden=True))


@pytest.mark.parametrize(
    "raw",
    [PDF, a_png(), b"\xff\xd8\xff\xe0", b"PK\x05\x06", b"\x1f\x8b\x08", b"GIF89a"],
)
def test_a_picture_is_no_table(raw: bytes) -> None:
    with pytest.raises(UnreadableTableError):
        read_table(raw, "tabla.csv")


def test_an_old_or_locked_workbook_has_its_own_error() -> None:
    with pytest.raises(OldWorkbookError):
        read_table(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100)


def test_a_workbook_of_another_program_has_its_own_error() -> None:
    with pytest.raises(OtherWorkbookError):
        read_table(an_archive(content_xml=b"<office/>"))


def test_a_file_that_grows_beyond_measure_is_not_opened() -> None:
    bomb = an_archive(xl__workbook_xml=b"\x00" * 20_000_000)

    with pytest.raises(TableBombError):
        read_table(bomb)


def test_a_file_of_thousands_of_parts_is_not_opened() -> None:
    many = an_archive(**{f"a{number}": b"" for number in range(2_001)})

    with pytest.raises(TableBombError):
        check_archive(many)


def test_an_encrypted_archive_is_not_opened() -> None:
    raw = bytearray(an_archive(xl__workbook_xml=b"<workbook/>"))
    central = raw.index(b"PK\x01\x02")
    raw[central + 8] |= 1

    with pytest.raises(OldWorkbookError):
        check_archive(bytes(raw))


@pytest.mark.parametrize(
    "raw",
    [
        b"PK\x03\x04 cut",
        a_workbook(["a", "b"], ["1", "2"])[:-300],
        an_archive(xl__workbook_xml=b"<workbook"),
        an_archive(xl__workbook_xml=b"<workbook/>"),
    ],
)
def test_a_damaged_workbook_is_refused_with_words(raw: bytes) -> None:
    with pytest.raises(UnreadableTableError):
        read_table(raw)


def test_an_entity_bomb_in_a_workbook_is_refused() -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 50}">' for n in range(1, 12))
    sheet = (
        f'<!DOCTYPE w [<!ENTITY a0 "ja">{laughs}]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheetData><row r="1"><c r="A1" t="str"><v>&a11;</v></c></row></sheetData>'
        "</worksheet>"
    ).encode()
    good = a_workbook(["a", "b"], ["1", "2"])
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(good)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            archive.writestr(name, sheet if is_sheet else source.read(name))

    with pytest.raises(UnreadableTableError):
        read_table(written.getvalue())


@pytest.mark.parametrize(
    "raw",
    [
        b"a;b\n" + b"1;2\n" * 5_001,
        b"x" * (MOST_BYTES + 1),
        a_workbook(["a"] * 70, ["1"] * 70),
    ],
)
def test_a_table_beyond_the_limits_is_refused(raw: bytes) -> None:
    with pytest.raises(TableTooLargeError):
        read_table(raw)


ROWS = [
    ("Rosa", Fraction(25, 2), Money(250_000_00, Currency.COP), date(2026, 11, 20)),
    ('=HYPERLINK("x")', 3, Money(-1_250_50, Currency.USD), None),
    ("+57 300", 10**16, Money(0, Currency.USD), datetime(2026, 11, 20, 5, tzinfo=UTC)),
    ("<svg onload=go()>\x00\u202e", True, None, ""),
    (Currency.COP, Fraction(-1, 3), False, -5),
    (Path("=a"), Path("b"), None, None),
]


def test_a_csv_is_plain_for_a_spreadsheet_in_spanish() -> None:
    raw = write_csv(HEADERS, ROWS)

    assert raw.startswith(b"\xef\xbb\xbfAsociado;Cantidad;Valor;Fecha\r\n")
    assert raw.decode("utf-8-sig").splitlines()[1:] == [
        "Rosa;12,5;250000;2026-11-20",
        '"\'=HYPERLINK(""x"")";3;-1250,5;',
        "'+57 300;10000000000000000;0;2026-11-20 05:00",
        "<svg onload=go()>;sí;;",
        "COP;-0,333333;no;-5",
        "'=a;b;;",
    ]


def test_what_was_written_as_csv_is_read_back() -> None:
    table = read_table(write_csv(HEADERS, ROWS))

    assert table.rows[1].cells[0] == '=HYPERLINK("x")'


def test_a_workbook_holds_real_numbers_and_no_formulas() -> None:
    raw = write_xlsx("Pedido: [noviembre]/2026 de la asociación", HEADERS, ROWS)

    table = read_table(raw)

    assert table.sheet == "Pedido noviembre 2026 de la aso"
    assert table.rows[0].cells == ("Rosa", Fraction(25, 2), 250_000, date(2026, 11, 20))
    assert table.rows[1].cells == ('=HYPERLINK("x")', 3, Fraction(-2501, 2), None)
    assert table.rows[2].cells[1] == "10000000000000000"
    assert table.rows[3].cells[:2] == ("<svg onload=go()>", "sí")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("title", ["", "[]:*?/\\", "'History'", "\x00"])
def test_a_sheet_always_has_a_name_excel_takes(title: str) -> None:
    assert read_table(write_xlsx(title, ["a", "b"], [["1", "2"]])).sheet == "Tabla"


def test_a_table_without_rows_can_be_written() -> None:
    assert write_xlsx("Plantilla", HEADERS, []).startswith(b"PK")
    assert write_csv(HEADERS, []).count(b"\n") == 1
