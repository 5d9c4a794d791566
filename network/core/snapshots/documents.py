"""How the measures of a snapshot are kept as JSON, and read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from network.core.measures.kind import NetworkKind, Parts, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The parts of an index, by the names that documents give them.
PART_NAMES = (
    "largest",
    "worst_departure",
    "after_attack",
    "block",
    "concentration",
)
_DIGITS = 6


def shape_document(shape: Shape) -> dict[str, Any]:
    """Return a shape as plain values, floats rounded to a millionth."""
    return {
        "order": shape.order,
        "kind": shape.kind.value,
        "index": None if shape.index is None else round(shape.index, _DIGITS),
        "shows_index": shape.shows_index,
        "is_approximate": shape.is_approximate,
        "parts": parts_document(shape.parts),
    }


def parts_document(parts: Parts) -> dict[str, float]:
    """Return the parts of an index by their names, each 0 to 1."""
    return {name: round(getattr(parts, name), _DIGITS) for name in PART_NAMES}


def read_shape_document(document: Mapping[str, Any]) -> Shape:
    """Return the shape that :func:`shape_document` wrote."""
    return Shape(
        order=document["order"],
        kind=NetworkKind(document["kind"]),
        index=document["index"],
        parts=Parts(**{name: document["parts"][name] for name in PART_NAMES}),
        shows_index=document["shows_index"],
        is_approximate=document["is_approximate"],
    )
