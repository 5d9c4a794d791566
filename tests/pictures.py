"""Small pictures and documents, made byte by byte."""

from __future__ import annotations

import struct
import zlib

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def a_jpeg(width: int = 40, height: int = 30, *, exif: bytes = b"") -> bytes:
    """The skeleton of a JPEG: its segments are right, its pixels are not."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"".join(
        [
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
            _segment(0xE1, b"Exif\x00\x00" + exif) if exif else b"",
            _segment(0xFE, b"Owner: nobody"),
            _segment(0xC0, frame),
            _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
            b"pixels\xff\xd9",
        ]
    )


def exif(*tags: tuple[int, int], order: str = ">") -> bytes:
    """A TIFF block with short tags, such as the orientation (0x0112)."""
    mark = b"MM" if order == ">" else b"II"
    entries = b"".join(
        struct.pack(f"{order}HHIHH", tag, 3, 1, value, 0) for tag, value in tags
    )
    head = struct.pack(f"{order}2sHIH", mark, 42, 8, len(tags))
    return head + entries + struct.pack(f"{order}I", 0)


def a_png(width: int = 2, height: int = 2, *, text: str = "") -> bytes:
    """A grey PNG, whole and valid."""
    pixels = zlib.compress((b"\x00" + b"\x80" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"tEXt", f"Comment\x00{text}".encode()) if text else b"",
            _chunk(b"IDAT", pixels),
            _chunk(b"IEND", b""),
        ]
    )


def a_webp(kind: bytes, body: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """A WebP of the chunks given; odd ones are padded."""
    chunks = b"".join(
        name + struct.pack("<I", len(held)) + held + b"\x00" * (len(held) % 2)
        for name, held in ((kind, body), *more)
    )
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _chunk(name: bytes, body: bytes) -> bytes:
    check = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)
