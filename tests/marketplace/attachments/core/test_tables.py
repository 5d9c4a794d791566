from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from marketplace.attachments.core.tables import (
    Cell,
    EmptyTableError,
    RepeatedColumnError,
    Table,
    TableRow,
    TableTooLargeError,
    as_table,
    match_columns,
    text_of,
)

WANTED = {
    "member": ("asociado", "socio", "nombre"),
    "count": ("cantidad", "bultos"),
    "note": ("nota",),
}


def test_titles_and_empty_lines_above_the_headers_are_passed_over() -> None:
    lines: list[list[Cell]] = [
        ["Pedido de abono"],
        [None, None],
        [2026, "noviembre"],
        ["Asociado", "Cantidad"],
        ["", " "],
        ["Rosa", 10],
    ]

    table = as_table(lines, "Hoja 1")

    assert table == Table(
        ("Asociado", "Cantidad"), (TableRow(6, ("Rosa", 10)),), "Hoja 1"
    )


def test_a_list_of_one_column_has_its_first_line_as_header() -> None:
    table = as_table([["Asociado"], ["Rosa"]])

    assert table.headers == ("Asociado",)
    assert table.rows[0].cells == ("Rosa",)


def test_short_and_long_rows_are_fitted_to_the_headers() -> None:
    table = as_table([["a", "b"], ["1"], ["1", "2", "3"]])

    assert table.headers == ("a", "b", "")
    assert [row.cells for row in table.rows] == [("1", None, None), ("1", "2", "3")]


@pytest.mark.parametrize("lines", [[], [[]], [["a", "b"]], [["a", "b"], ["", None]]])
def test_nothing_under_the_headers_is_an_empty_table(lines: list[list[str]]) -> None:
    with pytest.raises(EmptyTableError):
        as_table(lines)


@pytest.mark.parametrize(
    "lines",
    [
        [["a", "b"], *([["1", "2"]] * 5_001)],
        [["a", "b"], *([["1", "2"]] * 6_000)],
        [["a", "b"], ["1"] * 61],
    ],
)
def test_a_table_beyond_the_limits_is_refused(lines: list[list[str]]) -> None:
    with pytest.raises(TableTooLargeError):
        as_table(lines)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("'=1+1", "=1+1"),
        ("'Rosa", "'Rosa"),
        ("Ro\x00sa\u202e", "Rosa"),
        ("x" * 2_000, "x" * 1_000),
    ],
)
def test_text_is_cleaned_of_what_cannot_be_seen(typed: str, kept: str) -> None:
    table = as_table([["a", "b"], [typed, "1"]])

    assert table.rows[0].cells[0] == kept


def test_columns_are_found_whatever_their_accents_case_and_plural() -> None:
    match = match_columns(["SOCIOS", "", "Cantidád (bultos)", "Teléfono"], WANTED)

    assert match.found == {"member": 0, "count": 2}
    assert match.missing == ("note",)
    assert match.unused == (3,)


def test_an_exact_header_wins_over_one_that_only_begins_alike() -> None:
    match = match_columns(["Cantidad recibida", "Cantidad", "Asociado"], WANTED)

    assert match.found["count"] == 1
    assert match.unused == (0,)


def test_two_columns_that_mean_the_same_are_refused_by_name() -> None:
    with pytest.raises(RepeatedColumnError) as raised:
        match_columns(["Cantidad", "Bultos"], WANTED)

    assert raised.value.values == {"header": "Cantidad", "again": "Bultos"}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (250_000, "250000"),
        (Fraction(25, 2), "12,5"),
        (Fraction(12_501, 10), "1250,1"),
        (date(2026, 11, 20), "2026-11-20"),
        ("10 a 12", "10 a 12"),
    ],
)
def test_a_cell_is_read_as_a_person_would_type_it(
    cell: str | int | Fraction | date | None, text: str
) -> None:
    assert text_of(cell) == text
