"""Traces, for officers, the fiscal and coordinators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from network.models import AuditRow, Person
from network.policy import Action, require, require_network

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One trace; ``person`` is none when the timetable did it."""

    id: int
    at: datetime
    deed: str
    subject: str
    subject_id: int | None
    details: dict[str, Any]
    person: str | None
    helped: str | None


@dataclass(frozen=True, slots=True)
class TracePage:
    """Traces, the newest first; ``next_before`` starts the next page."""

    rows: tuple[TraceRow, ...]
    next_before: int | None


def organisation_traces(
    session: Session, organisation_id: int, *, actor: Actor, before: int | None = None
) -> TracePage:
    """Return what was done in an organisation.

    Raises:
        NotFoundError: If the actor holds nothing there.
        NotAllowedError: If the actor is neither officer nor fiscal.
    """
    require(actor, Action.SEE_AUDIT, organisation_id)
    return _page(session, AuditRow.organisation_id == organisation_id, before)


def network_traces(
    session: Session, network_id: int, *, actor: Actor, before: int | None = None
) -> TracePage:
    """Return what was done in a network as such.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor does not coordinate it.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    return _page(session, AuditRow.network_id == network_id, before)


def _page(session: Session, home: ColumnElement[bool], before: int | None) -> TracePage:
    helped = aliased(Person)
    statement = (
        select(
            AuditRow.id,
            AuditRow.at,
            AuditRow.deed,
            AuditRow.subject,
            AuditRow.subject_id,
            AuditRow.details,
            Person.name,
            helped.name,
        )
        .outerjoin(Person, Person.id == AuditRow.person_id)
        .outerjoin(helped, helped.id == AuditRow.on_behalf_of)
        .where(home)
        .order_by(AuditRow.id.desc())
        .limit(PAGE_LENGTH + 1)
    )
    if before is not None:
        statement = statement.where(AuditRow.id < before)
    rows = [TraceRow(*row) for row in session.execute(statement)]
    shown = tuple(rows[:PAGE_LENGTH])
    more = len(rows) > PAGE_LENGTH
    return TracePage(shown, shown[-1].id if more else None)
