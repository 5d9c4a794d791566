"""Declared trust that waits: to be renewed, or for the answer of the other side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, distinct, exists, func, select
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
class WaitingTrust:
    """Declarations in a network on which an organisation has something to do."""

    organisation_id: int
    organisation: str
    network_id: int
    count: int


def ending_trust(
    session: Session, *, actor: Actor, day: date
) -> tuple[WaitingTrust, ...]:
    """Return what the actor's organisations declared and is about to end."""
    is_ending = Tie.last_day <= day - timedelta(days=TRUST_DAYS - ENDING_DAYS)
    return _counted(session, actor, day, Tie.source_id, is_ending)


def unanswered_trust(
    session: Session, *, actor: Actor, day: date
) -> tuple[WaitingTrust, ...]:
    """Return what others declared and the actor's organisations did not answer."""
    answer = aliased(Tie)
    is_answered = exists().where(
        answer.network_id == Tie.network_id,
        answer.layer == Layer.DECLARED_TRUST,
        answer.source_id == Tie.target_id,
        answer.target_id == Tie.source_id,
        answer.weight > 0,
        answer.last_day > day - timedelta(days=TRUST_DAYS),
    )
    return _counted(session, actor, day, Tie.target_id, ~is_answered)


def _counted(
    session: Session,
    actor: Actor,
    day: date,
    ours: InstrumentedAttribute[int],
    condition: ColumnElement[bool],
) -> tuple[WaitingTrust, ...]:
    """Count the declarations that hold, by the end of them that is the actor's."""
    keys = [key for key in actor.roles if actor.holds(Action.DECLARE_TRUST, key)]
    if not keys:
        return ()
    source, target = aliased(NetworkMembership), aliased(NetworkMembership)
    rows = session.execute(
        select(ours, Organisation.name, Tie.network_id, func.count(distinct(Tie.id)))
        .join(Organisation, Organisation.id == ours)
        .join(source, _stays(source, Tie.source_id, day))
        .join(target, _stays(target, Tie.target_id, day))
        .where(
            Tie.layer == Layer.DECLARED_TRUST,
            ours.in_(sorted(keys)),
            Tie.weight > 0,
            Tie.last_day > day - timedelta(days=TRUST_DAYS),
            condition,
        )
        .group_by(ours, Organisation.name, Tie.network_id)
        .order_by(ours, Tie.network_id)
    )
    return tuple(WaitingTrust(*row) for row in rows)


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
