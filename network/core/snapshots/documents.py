"""How the measures of a snapshot are kept as JSON, and read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from network.core.measures.kind import NetworkKind, Parts, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from network.core.months import Gain, MonthChanges, MonthFacts

#: The parts of an index, by the names that documents give them.
PART_NAMES = (
    "largest",
    "worst_departure",
    "after_attack",
    "block",
    "concentration",
)
_DIGITS = 6
#: So many changes of each kind are kept; of the others, how many.
MOST_CHANGES = 12


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


def changes_document(
    found: MonthChanges, before: MonthFacts, after: MonthFacts
) -> dict[str, Any]:
    """Return what changed as plain values: how many of each, and the first.

    Args:
        found: The changes.
        before: The month before, for the layers of ties that were lost.
        after: This month, for the layers of new ties.
    """
    return {
        "new_ties": len(found.new_ties),
        "lost_ties": len(found.lost_ties),
        "came": len(found.came),
        "left": len(found.left),
        "kind": [kind.value for kind in found.kind] if found.kind else None,
        "index": list(found.index),
        "first": {
            "new_ties": _ties(found.new_ties, after.pairs),
            "lost_ties": _ties(found.lost_ties, before.pairs),
            "came": list(found.came[:MOST_CHANGES]),
            "left": list(found.left[:MOST_CHANGES]),
            "gained": _steps(found.gained),
            "lost": _steps(found.lost),
        },
    }


def _ties(
    pairs: Sequence[tuple[int, int]],
    layers: Mapping[tuple[int, int], frozenset[str]],
) -> list[list[Any]]:
    return [[*pair, sorted(layers[pair])] for pair in pairs[:MOST_CHANGES]]


def _steps(gains: Sequence[Gain]) -> list[list[int]]:
    return [
        [each.organisation, each.before, each.after] for each in gains[:MOST_CHANGES]
    ]
