"""Traces of what was done: added in the same transaction, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from network.models import AuditRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


def record(  # noqa: PLR0913 - a trace has this many parts, all by keyword
    session: Session,
    *,
    actor: Actor,
    deed: str,
    subject: str,
    subject_id: int | None,
    at: datetime,
    organisation_id: int | None = None,
    network_id: int | None = None,
    on_behalf_of: int | None = None,
    **details: object,
) -> None:
    """Add a trace of what the actor is doing.

    Args:
        session: The open transaction, which also holds what was done.
        actor: Who does it; :data:`network.policy.SYSTEM` for the timetable.
        deed: What was done, such as ``membership.granted``.
        subject: Table of the thing it was done to.
        subject_id: Key of that thing.
        at: When, in UTC.
        organisation_id: Whose officers and fiscal may read the trace.
        network_id: Whose coordinators may read it.
        on_behalf_of: The person helped, when somebody typed for another.
        details: What changed, as plain JSON values; no telephones, no codes.
    """
    helped = on_behalf_of if on_behalf_of != actor.person_id else None
    session.add(
        AuditRow(
            at=at,
            person_id=actor.person_id or None,
            on_behalf_of=helped,
            organisation_id=organisation_id,
            network_id=network_id,
            deed=deed,
            subject=subject,
            subject_id=subject_id,
            details=dict(details),
        )
    )
    session.flush()
