"""The one way to write a value down, so that two different ones never hash alike."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Plain = str | int | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]


#: Made once: to make one costs as much as to write an entry down.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_SIMPLE = (str, int, type(None))


def canonical(value: Plain) -> bytes:
    """Return the value as JSON with sorted keys and no spaces, in UTF-8.

    Every text is quoted and escaped, so its length can never be mistaken:
    ``["ab", "c"]`` and ``["a", "bc"]`` differ, which they would not if fields
    were joined by a separator.

    Raises:
        TypeError: If it holds a float, which has more than one way to be
            written, or anything else that is not plain.
    """
    _refuse_inexact(value)
    return _ENCODER.encode(value).encode("utf-8", "surrogatepass")


def digest(value: Plain, previous: bytes = b"") -> bytes:
    """Return the SHA-256 of ``previous`` followed by the value's canonical form.

    Args:
        value: What is sealed.
        previous: Digest of what came before, 32 bytes; empty at the start.
    """
    return hashlib.sha256(previous + canonical(value)).digest()


def _refuse_inexact(value: object) -> None:
    """Look for a float, or a key that is not text, anywhere in the value."""
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                msg = "keys are text"
                raise TypeError(msg)
        value = value.values()
    elif isinstance(value, _SIMPLE):
        return
    elif not isinstance(value, list | tuple):
        msg = f"not a plain value: {value!r}"
        raise TypeError(msg)
    for part in value:
        if not isinstance(part, _SIMPLE):
            _refuse_inexact(part)
