"""Where the bytes of kept files lie: a folder, by the hash of their content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from typing import TYPE_CHECKING

from network.errors import NotFoundError

if TYPE_CHECKING:
    from pathlib import Path


class LostFileError(NotFoundError):
    """The row is there and its bytes are not, or are no longer the same."""


def put(folder: Path, raw: bytes) -> str:
    """Write the bytes under their hash; return it, in hexadecimal.

    Written aside and moved into place, so that a file is whole or absent.
    Bytes that are already there are left alone.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    place = _place(folder, sha256)
    if place.is_file() and place.stat().st_size == len(raw):
        return sha256
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent, prefix="draft-")
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(raw)
            written.flush()
            os.fsync(written.fileno())
        place.parent.joinpath(draft).replace(place)
    except OSError:
        place.parent.joinpath(draft).unlink(missing_ok=True)
        raise
    return sha256


def get(folder: Path, sha256: str) -> bytes:
    """Return the bytes of a hash.

    Raises:
        LostFileError: If they are not there, or are not what they were.
    """
    try:
        raw = _place(folder, sha256).read_bytes()
    except OSError as error:
        raise LostFileError(sha256=sha256) from error
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise LostFileError(sha256=sha256)
    return raw


def _place(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / sha256
