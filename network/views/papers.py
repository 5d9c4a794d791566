"""Pictures and papers of a network, set by typst.

Texts go to it as data, never as markup, so that a name cannot do anything but
be printed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typst

from network.core.text import clean_note

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "documents" / "network"
#: Of the picture: 2,000 pixels wide, enough for half a sheet of paper.
_DOTS_PER_INCH = 144.0
_LONGEST = 500


def drawing_png(drawing: str) -> bytes:
    """Return an SVG as a PNG, 2,000 pixels wide."""
    return _compiled("drawing", {"drawing": drawing}, "png")


def reading_pdf(content: Mapping[str, Any], drawing: str) -> bytes:
    """Return the reading of a month as a PDF of one sheet.

    Args:
        content: What ``templates/documents/network/reading.typ`` asks for.
        drawing: The SVG of the month.
    """
    told = json.dumps(_clean(content), ensure_ascii=False)
    return _compiled("reading", {"content": told, "drawing": drawing}, "pdf")


def _compiled(name: str, inputs: dict[str, str], kind: Literal["png", "pdf"]) -> bytes:
    return typst.compile(
        str(_TEMPLATES / f"{name}.typ"),
        root=str(_TEMPLATES),
        format=kind,
        ppi=_DOTS_PER_INCH,
        sys_inputs=inputs,
        ignore_system_fonts=True,
    )


def _clean(value: Any) -> Any:  # noqa: ANN401 - any plain value of a document
    """Return the content with every text free of what cannot be printed."""
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(each) for each in value]
    return clean_note(str(value), _LONGEST)
