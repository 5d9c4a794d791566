"""Outlines of departments and provinces, as the Makefile left them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app

from network.core.outlines import Outline, read_outlines
from network.models import Country

if TYPE_CHECKING:
    from collections.abc import Mapping


def outlines() -> Mapping[str, tuple[Outline, ...]]:
    """Return the outlines by country; a country without its file is left out."""
    folder = Path(current_app.static_folder or "") / "vendor"
    found = {}
    for country in Country:
        path = folder / f"outlines-{country.value.lower()}.json"
        if path.is_file():
            found[country.value] = _read(path, path.stat().st_mtime_ns)
    return found


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> tuple[Outline, ...]:
    """Return the outlines of a file, read once for as long as it is the same."""
    return read_outlines(path.read_text(encoding="utf-8"))
