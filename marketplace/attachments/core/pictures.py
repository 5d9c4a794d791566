"""Pictures: how large they are, and without where they were taken.

Telephones write the place, the day and the owner into every photograph.  What
is shown to others keeps only which way is up.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from marketplace.attachments.core.kinds import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Most pixels: more than any telephone, fewer than would fill its memory.
MOST_PIXELS = 60_000_000
_ORIENTATION = 0x0112
_EXIF = b"Exif\x00\x00"
#: JPEG segments that carry no picture: Exif and XMP, Photoshop, comments.
_TOLD = frozenset({0xE1, 0xED, 0xFE})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PNG_TOLD = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_WEBP_TOLD = frozenset({b"EXIF", b"XMP "})
_WEBP_TOLD_FLAGS = 0x0C


class BrokenPictureError(ValueError):
    """The bytes begin like a picture and go on like something else."""


def pixels(raw: bytes, kind: FileKind) -> tuple[int, int]:
    """Return width and height in pixels as the file states them.

    Raises:
        BrokenPictureError: If the file does not state them where it should.
    """
    readers = {
        FileKind.JPEG: _jpeg_pixels,
        FileKind.PNG: _png_pixels,
        FileKind.WEBP: _webp_pixels,
    }
    try:
        width, height = readers[kind](raw)
    except (struct.error, IndexError, KeyError) as error:
        raise BrokenPictureError from error
    if width < 1 or height < 1:
        raise BrokenPictureError
    return width, height


def without_whereabouts(raw: bytes, kind: FileKind) -> bytes:
    """Return the picture without place, day and owner; the pixels are the same.

    Of the Exif block of a JPEG only the orientation stays.

    Raises:
        BrokenPictureError: If the file is cut or its parts do not fit.
    """
    try:
        if kind is FileKind.JPEG:
            return _lean_jpeg(raw)
        if kind is FileKind.PNG:
            return _lean_png(raw)
        if kind is FileKind.WEBP:
            return _lean_webp(raw)
    except (struct.error, IndexError) as error:
        raise BrokenPictureError from error
    return raw


def _segments(raw: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and end of each JPEG segment before the pixels."""
    at = 2
    while True:
        if raw[at] != 0xFF:
            raise BrokenPictureError
        marker = raw[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        (length,) = struct.unpack_from(">H", raw, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(raw):
            raise BrokenPictureError
        yield marker, at, end
        if marker == 0xDA:  # the pixels follow
            return
        at = end


def _jpeg_pixels(raw: bytes) -> tuple[int, int]:
    for marker, start, _ in _segments(raw):
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", raw, start + 5)
            return width, height
    raise BrokenPictureError


def _lean_jpeg(raw: bytes) -> bytes:
    kept = [raw[:2]]
    turned = 1
    pixels_at = len(raw)
    for marker, start, end in _segments(raw):
        pixels_at = end
        if marker in _TOLD:
            if raw[start + 4 : start + 10] == _EXIF:
                turned = _orientation(raw[start + 10 : end])
            continue
        kept.append(raw[start:end])
    if turned != 1:
        kept.insert(1, _orientation_segment(turned))
    return b"".join(kept) + raw[pixels_at:]


def _orientation(tiff: bytes) -> int:
    """Return which way is up, 1 to 8; 1 when the block does not say."""
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(min(count, 200)):
            tag, _, _, value = struct.unpack_from(
                f"{order}HHIH", tiff, first + 2 + 12 * number
            )
            if tag == _ORIENTATION:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _orientation_segment(turned: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turned, 0)
    tiff = struct.pack(">2sHIH", b"MM", 42, 8, 1) + entry + struct.pack(">I", 0)
    body = _EXIF + tiff
    return struct.pack(">BBH", 0xFF, 0xE1, len(body) + 2) + body


def _png_pixels(raw: bytes) -> tuple[int, int]:
    if raw[12:16] != b"IHDR":
        raise BrokenPictureError
    width, height = struct.unpack_from(">II", raw, 16)
    return width, height


def _lean_png(raw: bytes) -> bytes:
    kept = [raw[:8]]
    at = 8
    while True:
        length, name = struct.unpack_from(">I4s", raw, at)
        end = at + 12 + length
        if end > len(raw):
            raise BrokenPictureError
        if name not in _PNG_TOLD:
            kept.append(raw[at:end])
        if name == b"IEND":  # what is hidden after the end goes too
            return b"".join(kept)
        at = end


def _webp_chunks(raw: bytes) -> Iterator[tuple[bytes, int, int]]:
    at = 12
    while at < len(raw):
        name, length = struct.unpack_from("<4sI", raw, at)
        if at + 8 + length > len(raw):
            raise BrokenPictureError
        end = min(at + 8 + length + length % 2, len(raw))
        yield name, at, end
        at = end


def _webp_pixels(raw: bytes) -> tuple[int, int]:
    name = raw[12:16]
    if name == b"VP8X":
        return _three_bytes(raw, 24) + 1, _three_bytes(raw, 27) + 1
    if name == b"VP8L":
        (bits,) = struct.unpack_from("<I", raw, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", raw, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise BrokenPictureError


def _lean_webp(raw: bytes) -> bytes:
    kept = []
    for name, start, end in _webp_chunks(raw):
        if name in _WEBP_TOLD:
            continue
        chunk = bytearray(raw[start:end])
        if name == b"VP8X":
            chunk[8] &= ~_WEBP_TOLD_FLAGS & 0xFF
        kept.append(bytes(chunk))
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _three_bytes(raw: bytes, at: int) -> int:
    low, middle, high = raw[at], raw[at + 1], raw[at + 2]
    return low | middle << 8 | high << 16
