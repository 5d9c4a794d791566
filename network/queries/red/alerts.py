"""The three facts that deserve attention first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from network.core.measures.kind import NetworkKind
from network.queries.red.readings import Alert, AlertKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from network.core.measures.kind import Shape
    from network.queries.red.findings import FirstFindings
    from network.queries.red.readings import Figure, Named

MOST = 3
#: Of two organisations nobody says that they are left alone: they begin.
_PAIR = 2


def alerts_of(
    figures: Mapping[str, Figure], found: FirstFindings, shape: Shape
) -> tuple[Alert, ...]:
    """Return at most three alerts, what hurts most organisations first.

    A network in pieces comes before anything else; then whoever would split it
    by leaving, who is being left alone, who carries too much, what was lost
    since the month before, and trust without an answer: that last only if its
    number is among the figures, for only the coordination reads it.

    Args:
        figures: Figures of the month by name, with those of the month before.
        found: The first few of each list.
        shape: The shape of the month.
    """
    return tuple(_all(figures, found, shape))[:MOST]


def _all(
    figures: Mapping[str, Figure], found: FirstFindings, shape: Shape
) -> Iterator[Alert]:
    largest = round(shape.parts.largest * shape.order)
    outside = shape.order - largest
    if shape.kind is NetworkKind.FRAGMENTED and outside and largest > 1:
        yield Alert(AlertKind.IN_PIECES, outside, None, (), 1)
    for worst in found.indispensable[:1]:
        yield Alert(
            AlertKind.INDISPENSABLE,
            worst.cut_off,
            worst.organisation,
            worst.cut_off_names,
            3,
        )
    if found.alone and shape.order > _PAIR:
        yield Alert(AlertKind.ALONE, _count(figures, "alone"), None, _names(found), 2)
    for heaviest in found.overloaded[:1]:
        yield Alert(AlertKind.OVERLOADED, heaviest.degree, heaviest.organisation, (), 3)
    ties = figures["ties"]
    lost = int((ties.before or 0) - (ties.value or 0))
    if lost > 0:
        yield Alert(AlertKind.FEWER_TIES, lost, None, (), 1)
    if waiting := _count(figures, "one_way"):
        yield Alert(AlertKind.ONE_WAY, waiting, None, (), 4)


def _count(figures: Mapping[str, Figure], name: str) -> int:
    return int(figures[name].value or 0)


def _names(found: FirstFindings) -> tuple[Named, ...]:
    return tuple(each.organisation for each in found.alone[:MOST])
