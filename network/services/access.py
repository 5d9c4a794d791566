"""Sittings: opened by a sign-in, closed by the person, never revived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from network.core.text import clean_name
from network.core.tokens import digest, new_token
from network.db import lock
from network.errors import InvalidError, NotFoundError
from network.models import AccessSession, Person, PersonState
from network.policy import Actor
from network.services import audit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SESSION_DAYS = 30
#: A sitting nobody used for so long is over, whatever its last day.
IDLE_DAYS = 14


class SuspendedError(NotFoundError):
    """The person may not come in any more."""


class WrongPasswordError(InvalidError):
    """Account and password do not fit, or nobody has that account."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting to open.

    Attributes:
        person_id: Who comes in.
        device: What the browser calls itself.
        days: How long the sitting may last.
        second_factor: Whether a one-time code was given.
    """

    person_id: int
    device: str
    days: int = SESSION_DAYS
    second_factor: bool = False


def open_session(session: Session, sitting: Sitting, *, now: datetime) -> str:
    """Open a sitting and return the secret for its cookie.

    Raises:
        SuspendedError: If the person is not active.
    """
    person = lock(session, Person, sitting.person_id)
    if person.state is not PersonState.ACTIVE:
        raise SuspendedError(person=person.id)
    token = new_token()
    session.add(
        AccessSession(
            token_hash=digest(token),
            person_id=person.id,
            device=clean_name(sitting.device) or "?",
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(days=sitting.days),
            second_factor_at=now if sitting.second_factor else None,
        )
    )
    session.flush()
    return token


def end_session(
    session: Session, session_id: int, *, actor: Actor, now: datetime
) -> None:
    """End one of the actor's own sittings; ending it twice is harmless.

    Raises:
        NotFoundError: If it is not one of the actor's.
    """
    row = lock(session, AccessSession, session_id)
    if row.person_id != actor.person_id:
        raise NotFoundError(access_session=session_id)
    row.ended_at = row.ended_at or now


def end_sessions_of(
    session: Session, person_id: int, *, now: datetime, keep: int | None = None
) -> None:
    """End every sitting of a person, but one if it is named.

    Called by the services that change a password, suspend or delete: there is
    no permission to ask that they have not asked.
    """
    session.execute(
        update(AccessSession)
        .where(
            AccessSession.person_id == person_id,
            AccessSession.ended_at.is_(None),
            AccessSession.id != (keep or 0),
        )
        .values(ended_at=now)
    )


def end_other_sessions(
    session: Session, session_id: int, *, actor: Actor, now: datetime
) -> None:
    """End all sittings of the actor but the present one."""
    end_sessions_of(session, actor.person_id, now=now, keep=session_id)


def mark_second_factor(session: Session, session_id: int, *, now: datetime) -> str:
    """Note that a code was given and return a new secret for the cookie."""
    row = lock(session, AccessSession, session_id)
    token = new_token()
    row.token_hash = digest(token)
    row.second_factor_at = now
    session.flush()
    return token


def touch(session: Session, session_id: int, *, now: datetime) -> None:
    """Note that a sitting is in use."""
    session.execute(
        update(AccessSession)
        .where(AccessSession.id == session_id, AccessSession.ended_at.is_(None))
        .values(last_seen_at=now)
    )


def set_password(
    session: Session, person_id: int, kept: str, *, now: datetime, keep: int | None
) -> None:
    """Keep a new password and end all sittings but the one in which it was set.

    Args:
        session: The open transaction.
        person_id: Whose password.
        kept: The argon2id hash.
        now: The present instant.
        keep: The sitting to leave open, if any.
    """
    person = lock(session, Person, person_id)
    person.password_hash = kept
    end_sessions_of(session, person_id, now=now, keep=keep)
    audit.record(
        session,
        actor=Actor(person_id=person_id),
        deed="password.changed",
        subject="person",
        subject_id=person_id,
        at=now,
    )


def clear_old(session: Session, *, now: datetime) -> int:
    """End the sittings that ran out; return how many there were."""
    over = select(AccessSession.id).where(
        AccessSession.ended_at.is_(None),
        (AccessSession.expires_at <= now)
        | (AccessSession.last_seen_at <= now - timedelta(days=IDLE_DAYS)),
    )
    ids = list(session.scalars(over))
    session.execute(
        update(AccessSession).where(AccessSession.id.in_(ids)).values(ended_at=now)
    )
    return len(ids)
