from __future__ import annotations

import pytest

from marketplace.attachments.core.plain_text import guess_delimiter, read_plain_text
from marketplace.attachments.core.tables import EmptyTableError, UnreadableTableError

TEXT = "Asociado;Cantidad\r\nPeña, José;12,5\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.replace(";", "\t").encode("utf-16"),
        f"sep=;\r\n{TEXT}".encode(),
        f'"sep=;"\r\n{TEXT}'.encode(),
    ],
)
def test_spreadsheets_of_every_habit_are_read_alike(raw: bytes) -> None:
    table = read_plain_text(raw)

    assert table.headers == ("Asociado", "Cantidad")
    assert table.rows[0].cells == ("Peña, José", "12,5")


def test_a_sign_that_windows_does_not_know_is_read_as_latin() -> None:
    table = read_plain_text(b"a;b\nPe\xf1a\x81;1\n")

    assert table.rows[0].cells == ("Peña", "1")


def test_a_quoted_field_may_hold_lines_and_delimiters() -> None:
    table = read_plain_text(b'Asociado,Nota\n"Rosa, la mayor","dos\nlineas"\n')

    assert table.rows[0].cells == ("Rosa, la mayor", "dos lineas")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5", ";"),
        ("a,b\n1,2", ","),
        ("a\tb\n1\t2", "\t"),
        ("a|b\n1|2", "|"),
        ("solo una columna\nRosa", ","),
        ("", ","),
        ("\n" * 3 + "a;b\n" * 30, ";"),
        ("a" * 200_000, ","),
    ],
)
def test_the_sign_between_fields_is_guessed(text: str, delimiter: str) -> None:
    assert guess_delimiter(text) == delimiter


@pytest.mark.parametrize(
    "raw",
    [
        b"a;b\x00\x01\x02",
        b"\xff\xfea",
        ("a;b\n" + "x" * 200_000).encode(),
    ],
)
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableTableError):
        read_plain_text(raw)


def test_an_unknown_separator_line_is_just_a_line() -> None:
    with pytest.raises(EmptyTableError):
        read_plain_text(b"sep=x\n")
