"""Keeping files, and reading and writing the tables that people exchange."""

from __future__ import annotations

from marketplace.attachments.services.export import write_csv, write_xlsx
from marketplace.attachments.services.files import (
    BrokenPhotoError,
    EmptyFileError,
    FileTooLargeError,
    UnknownFileKindError,
    Upload,
    keep,
    make_public,
    read_bytes,
    remove,
)
from marketplace.attachments.services.tables import read_table

__all__ = [
    "BrokenPhotoError",
    "EmptyFileError",
    "FileTooLargeError",
    "UnknownFileKindError",
    "Upload",
    "keep",
    "make_public",
    "read_bytes",
    "read_table",
    "remove",
    "write_csv",
    "write_xlsx",
]
