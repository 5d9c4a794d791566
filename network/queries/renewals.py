"""Declared trust that is about to end, for who may renew it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, distinct, func, select
from sqlalchemy.orm import aliased

from network.models import Layer, NetworkMembership, Organisation, Tie
from network.policy import Action
from network.queries.trust import ENDING_DAYS, TRUST_DAYS

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class EndingTrust:
    """Declarations of an organisation that are about to end in a network."""

    organisation_id: int
    organisation: str
    network_id: int
    count: int


def ending_trust(
    session: Session, *, actor: Actor, day: date
) -> tuple[EndingTrust, ...]:
    """Return what the actor's organisations declared and is about to end."""
    ours = [key for key in actor.roles if actor.holds(Action.DECLARE_TRUST, key)]
    if not ours:
        return ()
    mine, theirs = aliased(NetworkMembership), aliased(NetworkMembership)
    rows = session.execute(
        select(
            Tie.source_id,
            Organisation.name,
            Tie.network_id,
            func.count(distinct(Tie.id)),
        )
        .join(Organisation, Organisation.id == Tie.source_id)
        .join(mine, _stays(mine, Tie.source_id, day))
        .join(theirs, _stays(theirs, Tie.target_id, day))
        .where(
            Tie.layer == Layer.DECLARED_TRUST,
            Tie.source_id.in_(sorted(ours)),
            Tie.weight > 0,
            Tie.last_day > day - timedelta(days=TRUST_DAYS),
            Tie.last_day <= day - timedelta(days=TRUST_DAYS - ENDING_DAYS),
        )
        .group_by(Tie.source_id, Organisation.name, Tie.network_id)
        .order_by(Tie.source_id, Tie.network_id)
    )
    return tuple(EndingTrust(*row) for row in rows)


def _stays(
    stay: type[NetworkMembership],
    organisation_id: InstrumentedAttribute[int],
    day: date,
) -> ColumnElement[bool]:
    """Return the condition that one end of a tie is in its network on a day."""
    return and_(
        stay.network_id == Tie.network_id,
        stay.organisation_id == organisation_id,
        stay.held_on(day),
    )
