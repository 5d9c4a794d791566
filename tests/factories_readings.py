"""Readings of networks for tests of pages: values, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from network.core.layout import Line
from network.core.measures.kind import NetworkKind, Parts, Shape
from network.models import Country, Layer
from network.queries.directory import NetworkCard
from network.queries.red import (
    Drawing,
    DrawnNode,
    DrawnTie,
    Figure,
    Finding,
    Named,
    RedReading,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = date(2026, 3, 31)
HALF = Parts(1.0, 0.5, 0.5, 0.5, 0.5)


def a_shape(
    kind: NetworkKind = NetworkKind.DECENTRALISED,
    index: float | None = 50.0,
    *,
    order: int = 20,
    parts: Parts = HALF,
) -> Shape:
    """A shape as measured; its index is shown from 12 organisations on."""
    return Shape(order, kind, index, parts, shows_index=order >= 12)


def a_finding(
    key: int, name: str, *, degree: int = 1, cut_off: Iterable[Named] = ()
) -> Finding:
    """An organisation of a list behind a question."""
    hanging = tuple(cut_off)
    return Finding(Named(key, name), degree, DAY, len(hanging), hanging)


def a_reading(**parts: Any) -> RedReading:  # noqa: ANN401 - any part of a reading
    """The reading of a network of 20 that nobody holds together alone."""
    figures = {
        "alone": Figure(0.0),
        "indispensable": Figure(0.0),
        "ties": Figure(40.0),
    } | parts.pop("figures", {})
    shape = parts.pop("shape", a_shape())
    plain = RedReading(
        network=NetworkCard(
            id=1,
            name="Red Sur",
            territory="Sur",
            country=Country.COLOMBIA,
            currency="COP",
            time_zone="America/Bogota",
            is_demonstration=False,
        ),
        month="2026-03",
        day=DAY,
        taken_at=datetime(2026, 3, 31, 12, tzinfo=UTC),
        is_latest=True,
        is_approximate=False,
        organisations=shape.order,
        supporting=(),
        shape=shape,
        before=None,
        peer=None,
        figures=figures,
        alerts=(),
        alone=(),
        indispensable=(),
        overloaded=(),
        layers=(),
        holding=None,
        territories=(),
        communities=(),
        months=(),
    )
    return replace(plain, **parts)


def a_drawing(
    nodes: Iterable[tuple[int, str, int, int]],
    ties: Iterable[tuple[int, int, Layer]] = (),
    *,
    cut_off: Iterable[int] = (),
) -> Drawing:
    """A drawing of organisations: key, name, x, y; and ties between their keys."""
    drawn = list(nodes)
    spots = {key: (x, y) for key, _name, x, y in drawn}
    lines = [
        DrawnTie(Line(*spots[one], *spots[other]), layer, one, other)
        for one, other, layer in ties
    ]
    key_ones = frozenset(cut_off)
    return Drawing(
        nodes=tuple(
            DrawnNode(
                Named(key, name),
                x,
                y,
                len({line.layer for line in lines if key in _ends(line)}),
                0,
                int(key in key_ones),
            )
            for key, name, x, y in drawn
        ),
        ties=tuple(lines),
    )


def _ends(tie: DrawnTie) -> tuple[int, int]:
    return tie.source_id, tie.target_id
