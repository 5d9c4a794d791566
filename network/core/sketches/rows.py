"""Lists of ties in CSV: ``source,target[,weight[,kind[,day]]]``."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from network.core.sketches.sketch import Draft, Fault, SketchError, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS: Final = ("source", "target", "weight", "kind", "day")
_SPANISH: Final = dict(
    zip(("origen", "destino", "peso", "tipo", "día"), COLUMNS, strict=True)
)
_SEPARATORS: Final = (",", ";", "\t")


def read_rows(text: str, *, directed: bool) -> Draft:
    """Read a list of ties.

    A first line with the names of the columns may be there, in any order and
    in English or Spanish; without it they come in the order of
    :data:`COLUMNS`.  Spreadsheets of our countries separate by semicolons,
    which is understood too.

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
    start = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=start.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
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
    names = [_SPANISH.get(cell.lower(), cell.lower()) for cell in cells]
    if not {"source", "target"} <= set(names):
        return None
    for number, name in enumerate(names):
        if name not in COLUMNS:
            told = f"la columna «{shown(cells[number])}» no se conoce"
            draft.fault(f"línea {line}", f"{told}; use: {', '.join(COLUMNS)}")
        elif name in names[:number]:
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
    if found.get("weight"):
        draft.check_weight(found["weight"], place)
    if found.get("kind"):
        draft.check_kind(found["kind"], place)
    if found.get("day"):
        draft.check_day(found["day"], place)
    for name in ("source", "target"):
        draft.node(found[name], place, repeats=True)
    draft.tie(found["source"], found["target"], place, mutual=not directed)
