"""Which format a file is in, and reading it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from network.core.sketches.marks import read_marks
from network.core.sketches.nodelink import read_nodelink
from network.core.sketches.rows import read_rows
from network.core.sketches.sketch import UTF_8, Fault, Sketch, SketchError

if TYPE_CHECKING:
    from network.core.sketches.sketch import Draft

#: Larger files are refused before they are understood.
MOST_BYTES = 64 * 1024 * 1024
_UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
#: What no list of names has in it.
_CONTROL: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NO_TEXT: Final = "no es un archivo de texto; exporte la red en CSV, JSON o GraphML"


def read_sketch(raw: bytes, *, directed: bool = False) -> Sketch:
    """Return the network that a file tells.

    GraphML, GEXF, JSON (nodes and links) and CSV (a list of ties) are told
    apart by how they begin, whatever the file is called.  Text is UTF-8 or,
    with its mark, UTF-16; lists of ties may be in Windows-1252, in which
    spreadsheets here still write them.

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
    marked = raw.startswith(_UTF_16_MARKS)
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<") and not marked:
        return read_marks(start)
    text, encoding = _decoded(raw, others=not start.startswith((b"{", b"[")))
    begins = text.lstrip()
    if begins.startswith("<"):
        draft = read_marks(begins)
    elif begins.startswith(("{", "[")):
        draft = read_nodelink(text)
    else:
        draft = read_rows(text, directed=directed)
    draft.encoding = encoding
    return draft


def _decoded(raw: bytes, *, others: bool) -> tuple[str, str]:
    """Return the text of a file and the encoding that it was in.

    Args:
        raw: The whole file.
        others: Whether that of spreadsheets in Windows will do too.
    """
    codec = "utf-16" if raw.startswith(_UTF_16_MARKS) else "utf-8-sig"
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError as error:
        western = _western(raw) if others and codec == "utf-8-sig" else None
        if western is not None:
            return western, "Windows-1252"
        line = raw[: error.start].count(b"\n") + 1
        told = "el texto no está en UTF-8; guárdelo con esa codificación"
        if codec == "utf-8-sig" and _CONTROL.search(raw.decode("latin-1")):
            told = _NO_TEXT
        raise SketchError([Fault(f"línea {line}", told)]) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise SketchError([Fault(f"línea {line}", _NO_TEXT)])
    return text, "UTF-16" if codec == "utf-16" else UTF_8


def _western(raw: bytes) -> str | None:
    """Return the text of a Spanish spreadsheet; none if it is no text."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text
