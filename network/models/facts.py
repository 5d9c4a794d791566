"""Facts of a network on a day, past days too, read from its events.

Selects that services and queries both need; each is one Core statement, since
objects of ten thousand organisations would cost several times as much.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, case, func, or_, select

from network.core.graph import TieFact
from network.models.organisations import NetworkMembership
from network.models.ties import Layer, Tie, TieEvent

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

#: A tie in which nothing happened for so many days is no longer active.
ACTIVE_DAYS = 365


class _Row(NamedTuple):
    source: int
    target: int
    layer: Layer
    weight: int
    first_day: date
    last_day: date


def active_ties(  # noqa: PLR0913 - what is wanted of a large network, all by name
    session: Session,
    network_id: int,
    day: date,
    *,
    layers: Collection[Layer] | None = None,
    among: Collection[int] | None = None,
    touching: Collection[int] | None = None,
    one_sided: bool = False,
) -> list[TieFact]:
    """Return the ties of a network that are active on a day.

    A tie is active when something of positive weight happened in it in the
    year that ends on the day.  Declared trust counts while the last that was
    said in that year is a declaration, not a withdrawal, and the other side
    declared it too.

    Args:
        session: The open transaction.
        network_id: The network.
        day: Any day; later events are not seen.
        layers: Only these kinds of tie; all when none.
        among: Only ties with both ends among these organisations, a few
            hundred at most; all when none.
        touching: Only ties with an end among these organisations.
        one_sided: Whether declared trust that only one side declared is
            returned too.  It is private to those two: for counting only.

    Returns:
        One fact per layer and pair, by layer, source and target; ``weight`` is
        the sum over that year and ``first_day`` the day of the first event
        ever.
    """
    wanted = [Tie.network_id == network_id]
    if layers is not None:
        wanted.append(Tie.layer.in_(sorted(layers)))
    if among is not None:
        keys = sorted(among)
        wanted += [Tie.source_id.in_(keys), Tie.target_id.in_(keys)]
    if touching is not None:
        keys = sorted(touching)
        wanted.append(or_(Tie.source_id.in_(keys), Tie.target_id.in_(keys)))
    rows = [_Row(*row) for row in session.execute(_ties(wanted, day))]
    if not one_sided:
        trusts = {
            (row.source, row.target)
            for row in rows
            if row.layer is Layer.DECLARED_TRUST
        }
        rows = [
            row
            for row in rows
            if row.layer is not Layer.DECLARED_TRUST
            or (row.target, row.source) in trusts
        ]
    return [TieFact(*row) for row in rows]


def members_on(session: Session, network_id: int, day: date) -> frozenset[int]:
    """Return the organisations that are in a network on a day."""
    return _inside(session, network_id, day)


def supporting_on(session: Session, network_id: int, day: date) -> frozenset[int]:
    """Return the supporting organisations on a day, left out of measures."""
    return _inside(session, network_id, day, NetworkMembership.is_supporting.is_(True))


def _inside(
    session: Session, network_id: int, day: date, *also: ColumnElement[bool]
) -> frozenset[int]:
    return frozenset(
        session.scalars(
            select(NetworkMembership.organisation_id).where(
                NetworkMembership.network_id == network_id,
                NetworkMembership.held_on(day),
                *also,
            )
        )
    )


def _ties(
    wanted: list[ColumnElement[bool]], day: date
) -> Select[int, int, Layer, int, date, date]:
    """Return the statement of active ties, one row per tie."""
    events = (
        select(
            TieEvent.tie_id,
            TieEvent.day,
            TieEvent.weight,
            func.row_number()
            .over(
                partition_by=TieEvent.tie_id,
                order_by=(TieEvent.day.desc(), TieEvent.id.desc()),
            )
            .label("rank"),
        )
        .join(Tie, Tie.id == TieEvent.tie_id)
        .where(
            *wanted,
            TieEvent.day > day - timedelta(days=ACTIVE_DAYS),
            TieEvent.day <= day,
        )
        .subquery()
    )
    latest = func.max(case((events.c.rank == 1, events.c.weight), else_=0))
    return (
        select(
            Tie.source_id,
            Tie.target_id,
            Tie.layer,
            func.sum(events.c.weight),
            Tie.first_day,
            func.max(case((events.c.weight > 0, events.c.day))),
        )
        .join(events, events.c.tie_id == Tie.id)
        .group_by(Tie.id)
        .having(
            and_(
                func.sum(events.c.weight) > 0,
                or_(Tie.layer != Layer.DECLARED_TRUST, latest > 0),
            )
        )
        .order_by(Tie.layer, Tie.source_id, Tie.target_id)
    )
