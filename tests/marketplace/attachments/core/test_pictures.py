from __future__ import annotations

import struct

import pytest

from marketplace.attachments.core.kinds import FileKind
from marketplace.attachments.core.pictures import (
    BrokenPictureError,
    pixels,
    without_whereabouts,
)
from tests.pictures import PDF, a_jpeg, a_png, a_webp, exif

TURNED = 0x0112
GPS = 0x8825
EXTENDED = (
    b"\x0c\x00\x00\x00" + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")
)
LOSSY = b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 640, 480)
LOSSLESS = b"\x2f" + struct.pack("<I", 639 | 479 << 14)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (a_jpeg(640, 480), FileKind.JPEG),
        (a_png(640, 480), FileKind.PNG),
        (a_webp(b"VP8X", EXTENDED), FileKind.WEBP),
        (a_webp(b"VP8 ", LOSSY), FileKind.WEBP),
        (a_webp(b"VP8L", LOSSLESS), FileKind.WEBP),
    ],
)
def test_a_picture_states_its_size(raw: bytes, kind: FileKind) -> None:
    assert pixels(raw, kind) == (640, 480)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"\xff\xd8\xff", FileKind.JPEG),
        (b"\xff\xd8\xff\xe0\x00\x10short", FileKind.JPEG),
        (b"\xff\xd8\xff\xe0\x00\x01", FileKind.JPEG),
        (b"\xff\xd8\xff\xe0\x00\x04ab" + b"nothing", FileKind.JPEG),
        (b"\xff\xd8\xff\xda\x00\x02", FileKind.JPEG),
        (a_jpeg(0, 5), FileKind.JPEG),
        (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
        (a_png()[:20], FileKind.PNG),
        (a_webp(b"ALPH", b"1234"), FileKind.WEBP),
        (a_webp(b"VP8X", b"12"), FileKind.WEBP),
    ],
)
def test_a_cut_picture_has_no_size(raw: bytes, kind: FileKind) -> None:
    with pytest.raises(BrokenPictureError):
        pixels(raw, kind)


def test_a_document_has_no_size() -> None:
    with pytest.raises(BrokenPictureError):
        pixels(PDF, FileKind.PDF)


@pytest.mark.parametrize("order", [">", "<"])
def test_a_photograph_loses_its_place_and_keeps_which_way_is_up(order: str) -> None:
    told = exif((GPS, 7), (TURNED, 6), order=order)

    lean = without_whereabouts(a_jpeg(exif=told), FileKind.JPEG)

    assert b"Owner" not in lean
    assert struct.pack(f"{order}H", GPS) not in lean
    assert exif((TURNED, 6)) in lean
    assert lean.endswith(b"pixels\xff\xd9")
    assert pixels(lean, FileKind.JPEG) == (40, 30)


@pytest.mark.parametrize(
    "told", [exif((GPS, 7)), exif((TURNED, 9)), b"MM\x00", exif((TURNED, 6))[:12]]
)
def test_a_block_that_does_not_say_which_way_is_up_goes_whole(told: bytes) -> None:
    lean = without_whereabouts(a_jpeg(exif=told), FileKind.JPEG)

    assert b"Exif" not in lean


def test_another_block_of_a_photograph_goes_too() -> None:
    raw = a_jpeg().replace(b"Owner: nobody", b"Owner: someone"[:13])

    assert b"Owner" not in without_whereabouts(raw, FileKind.JPEG)


def test_a_block_of_xmp_goes() -> None:
    told = b"http://ns.adobe.com/xap/1.0/\x00<place/>"
    block = struct.pack(">BBH", 0xFF, 0xE1, len(told) + 2) + told
    raw = a_jpeg()[:2] + block + a_jpeg()[2:]

    assert b"place" not in without_whereabouts(raw, FileKind.JPEG)


def test_fill_bytes_between_segments_are_let_pass() -> None:
    raw = a_jpeg()[:2] + b"\xff\xff" + a_jpeg()[2:]

    assert pixels(raw, FileKind.JPEG) == (40, 30)


def test_a_png_loses_its_comments_and_what_hides_after_its_end() -> None:
    raw = a_png(text="Vereda El Roble") + b"hidden"

    lean = without_whereabouts(raw, FileKind.PNG)

    assert lean == a_png()


def test_a_webp_loses_its_place_and_says_that_it_has_none() -> None:
    raw = a_webp(b"VP8X", EXTENDED, (b"VP8L", LOSSLESS), (b"EXIF", b"place"))

    lean = without_whereabouts(raw, FileKind.WEBP)

    clean = b"\x00" + EXTENDED[1:]
    assert lean == a_webp(b"VP8X", clean, (b"VP8L", LOSSLESS))


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"\xff\xd8\xff", FileKind.JPEG),
        (a_png()[:-6], FileKind.PNG),
        (a_png()[:-2], FileKind.PNG),
        (a_webp(b"VP8L", LOSSLESS)[:-3], FileKind.WEBP),
        (a_webp(b"VP8L", LOSSLESS) + b"x", FileKind.WEBP),
    ],
)
def test_a_cut_picture_is_not_kept(raw: bytes, kind: FileKind) -> None:
    with pytest.raises(BrokenPictureError):
        without_whereabouts(raw, kind)


def test_a_document_stays_as_it_is() -> None:
    assert without_whereabouts(PDF, FileKind.PDF) == PDF
