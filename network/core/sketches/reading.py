"""Which format a file is in, and reading it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from network.core.sketches.marks import read_marks
from network.core.sketches.nodelink import read_nodelink
from network.core.sketches.rows import read_rows
from network.core.sketches.sketch import Fault, Sketch, SketchError

if TYPE_CHECKING:
    from network.core.sketches.sketch import Draft

#: Larger files are refused before they are understood.
MOST_BYTES = 64 * 1024 * 1024


def read_sketch(raw: bytes, *, directed: bool = False) -> Sketch:
    """Return the network that a file tells.

    GraphML, GEXF, JSON (nodes and links) and CSV (a list of ties) are told
    apart by how they begin, whatever the file is called.

    Args:
        raw: The whole file.
        directed: Whether the ties of a CSV go one way only; the other formats
            say that themselves.

    Raises:
        SketchError: If it is not a network, with everything found wrong.
    """
    if len(raw) > MOST_BYTES:
        limit = MOST_BYTES // 1024 // 1024
        told = f"el archivo pesa más de {limit} MB; divida la red en partes"
        raise SketchError([Fault("/", told)])
    return _draft(raw, directed=directed).finish()


def _draft(raw: bytes, *, directed: bool) -> Draft:
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        return read_marks(start)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        told = "el texto no está en UTF-8; guárdelo con esa codificación"
        raise SketchError([Fault(f"línea {line}", told)]) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        told = "no es un archivo de texto; exporte la red en CSV, JSON o GraphML"
        raise SketchError([Fault(f"línea {line}", told)])
    if start.startswith((b"{", b"[")):
        return read_nodelink(text)
    return read_rows(text, directed=directed)
