from __future__ import annotations

import pytest

from marketplace.attachments.core.kinds import FileKind, recognise, shown_name
from tests.pictures import PDF, a_jpeg, a_png, a_webp


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (a_jpeg(), FileKind.JPEG),
        (a_png(), FileKind.PNG),
        (a_webp(b"VP8L", b"\x2f" + b"\x00" * 4), FileKind.WEBP),
        (PDF, FileKind.PDF),
    ],
)
def test_the_first_bytes_tell_the_kind(raw: bytes, kind: FileKind) -> None:
    assert recognise(raw) is kind


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"MZ\x90\x00",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='go()'/>",
        b"<html><script>go()</script>",
        b"GIF89a",
        b"PK\x03\x04",
        b"RIFF\x00\x00\x00\x00AVI ",
        b" %PDF-1.7",
    ],
)
def test_everything_else_is_not_kept(raw: bytes) -> None:
    assert recognise(raw) is None


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("factura 12.pdf", "factura 12.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Fotos\\finca.JPEG", "finca.jpg"),
        ("bulto.php\x00.jpg", "bulto.php.jpg"),
        ("\u202egpj.exe", "gpj.jpg"),
        ('a"b\r\nX-Header: 1.png', "ab X-Header 1.jpg"),
        ("...", "archivo.jpg"),
        ("", "archivo.jpg"),
        ("ñame.png", "ñame.jpg"),
        ("x" * 500, "x" * 116 + ".jpg"),
    ],
)
def test_a_hostile_name_becomes_a_plain_one(typed: str, shown: str) -> None:
    assert shown_name(typed, FileKind.JPEG) == shown
