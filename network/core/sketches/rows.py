"""Lists of ties in CSV: ``source,target[,weight[,kind[,day]]]``."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from network.core.sketches.sketch import CHECKED, Draft, Fault, SketchError
from network.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS: Final = ("source", "target", "weight", "kind", "day")
_HEADINGS: Final = {
    "source": ("source", "origen", "fuente", "from", "desde", "organización a"),
    "target": ("target", "destino", "to", "hacia", "hasta", "organización b"),
    "weight": ("weight", "peso"),
    "kind": ("kind", "tipo", "tipo de lazo"),
    "day": ("day", "día"),
    "type": ("type",),
}
_COLUMN: Final = {
    fold(word): column for column, words in _HEADINGS.items() for word in words
}
_SEPARATORS: Final = (",", ";", "\t", "|")
#: How a spreadsheet says which separator follows.
_SAID: Final = re.compile(r"sep=(\W)\s*", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"[^"]*"')
_DECIMAL_COMMA: Final = re.compile(r"-?\d+,\d+")
#: What Gephi says of a tie, and whether it holds in both directions.
_BOTH_WAYS: Final = {"directed": False, "undirected": True, "mutual": True}


def read_rows(text: str, *, directed: bool) -> Draft:
    """Read a list of ties.

    A first line with the names of the columns may be there, in any order and
    in English or Spanish, and columns that mean nothing here with them; without
    it they come in the order of :data:`COLUMNS`.  Spreadsheets of our countries
    separate by semicolons and write a decimal comma, which is understood too,
    and so is the ``Type`` of each tie that Gephi writes.

    Args:
        text: The whole file.
        directed: Whether a tie goes from its source to its target only.

    Raises:
        SketchError: If it cannot be read any further.
    """
    draft = Draft()
    rows = _rows(text)
    first = next(rows, None)
    if first is None:
        return draft
    columns = _columns(draft, first)
    if columns is None:
        columns = COLUMNS
        _read(draft, columns, first, directed=directed)
    for row in rows:
        _read(draft, columns, row, directed=directed)
    return draft


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of every line that is not empty."""
    lines = text.splitlines()
    at = next((at for at, line in enumerate(lines) if line.strip()), 0)
    start = _QUOTED.sub("", lines[at]) if lines else ""
    said = _SAID.fullmatch(start)
    separator = said[1] if said else max(_SEPARATORS, key=start.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for _ in range(at + 1 if said else 0):
        next(rows)
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            told = "no es CSV válido; revise las comillas de esta línea"
            raise SketchError([Fault(f"línea {line}", told)]) from error
        cells = [cell.strip() for cell in cells]
        if any(cells):
            yield line, cells


def _columns(draft: Draft, row: tuple[int, list[str]]) -> tuple[str, ...] | None:
    """Return the columns that a first line names; none if it is a tie."""
    line, cells = row
    names = [_COLUMN.get(fold(cell), "") for cell in cells]
    if not {"source", "target"} <= set(names):
        return None
    for number, name in enumerate(names):
        if not name and cells[number]:
            draft.ignore(cells[number])
        elif name and name in names[:number]:
            draft.fault(f"línea {line}", f"la columna «{name}» está dos veces")
    return tuple(names)


def _read(
    draft: Draft,
    columns: tuple[str, ...],
    row: tuple[int, list[str]],
    *,
    directed: bool,
) -> None:
    line, cells = row
    place = f"línea {line}"
    if len(cells) > len(columns):
        told = f"tiene {len(cells)} columnas y caben {len(columns)}"
        draft.fault(place, f"{told}; ponga entre comillas los nombres con coma")
        return
    found = dict(zip(columns, cells, strict=False))
    for name, spoken in (("source", "el origen"), ("target", "el destino")):
        if not found.get(name):
            draft.fault(place, f"falta {spoken}; escriba origen y destino")
            return
    way = found.get("type", "").lower()
    _check(draft, found, place)
    for name in ("source", "target"):
        draft.node(found[name], place, repeats=True)
    mutual = _BOTH_WAYS.get(way, not directed)
    draft.tie(found["source"], found["target"], place, mutual=mutual)


def _check(draft: Draft, found: dict[str, str], place: str) -> None:
    weight, kind, day = (found.get(name, "") for name in CHECKED)
    if weight:
        decimal = _DECIMAL_COMMA.fullmatch(weight)
        draft.check_weight(weight.replace(",", ".") if decimal else weight, place)
    if not kind and found.get("type", "").lower() not in _BOTH_WAYS:
        kind = found.get("type", "")
    if kind:
        draft.check_kind(kind, place)
    if day:
        draft.check_day(day, place)
