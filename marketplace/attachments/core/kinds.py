"""Kinds of file, told by their first bytes and never by their name."""

from __future__ import annotations

from enum import StrEnum

from network.core.text import clean_name

NAME_LIMIT = 120


class FileKind(StrEnum):
    """Kinds of file that are kept."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"


MEDIA_TYPES: dict[FileKind, str] = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.PDF: "application/pdf",
}
ENDINGS: dict[FileKind, str] = {
    FileKind.JPEG: ".jpg",
    FileKind.PNG: ".png",
    FileKind.WEBP: ".webp",
    FileKind.PDF: ".pdf",
}
PHOTOS = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})

#: Most bytes of each kind: what a good telephone makes, and a scanned invoice.
MOST_BYTES: dict[FileKind, int] = {
    FileKind.JPEG: 8_000_000,
    FileKind.PNG: 8_000_000,
    FileKind.WEBP: 8_000_000,
    FileKind.PDF: 10_000_000,
}

_NOT_IN_NAMES = frozenset('/\\:*?"<>|')


def recognise(raw: bytes) -> FileKind | None:
    """Return the kind the bytes begin like; None when it is not one we keep."""
    if raw.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return FileKind.WEBP
    if raw.startswith(b"%PDF-"):
        return FileKind.PDF
    return None


def shown_name(typed: str, kind: FileKind) -> str:
    """Return the name of a file as it is shown and downloaded.

    Folders, signs that file systems refuse and characters nobody sees go; the
    ending is the one of the kind, whatever was typed: "../x.exe" that is a
    photograph becomes "x.jpg".
    """
    last = typed.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in clean_name(last) if sign not in _NOT_IN_NAMES)
    stem = (plain.rpartition(".")[0] or plain).strip(" .")
    ending = ENDINGS[kind]
    return f"{stem[: NAME_LIMIT - len(ending)].rstrip(' .') or 'archivo'}{ending}"
