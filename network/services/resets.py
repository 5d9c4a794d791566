"""A way back in for somebody who forgot the password."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from network.core.tokens import digest, new_token
from network.errors import ConflictError
from network.models import PasswordReset, Person, PersonState
from network.policy import Actor
from network.services import access, audit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

HOURS = 2


class ResetOverError(ConflictError):
    """The way back in was used, is too old or never was."""


def start_reset(session: Session, person_id: int, *, now: datetime) -> str | None:
    """Return the secret for the address to be sent, or none if nobody gets one.

    Earlier ones that were not used stop working.
    """
    person = session.get(Person, person_id)
    if person is None or person.state is not PersonState.ACTIVE:
        return None
    session.execute(
        update(PasswordReset)
        .where(PasswordReset.person_id == person_id, PasswordReset.used_at.is_(None))
        .values(used_at=now)
    )
    token = new_token()
    session.add(
        PasswordReset(
            token_hash=digest(token),
            person_id=person_id,
            created_at=now,
            expires_at=now + timedelta(hours=HOURS),
        )
    )
    session.flush()
    audit.record(
        session,
        actor=Actor(person_id=person_id),
        deed="password.reset_asked",
        subject="person",
        subject_id=person_id,
        at=now,
    )
    return token


def person_of(session: Session, token: str, *, now: datetime) -> int:
    """Return whose password a secret resets.

    Raises:
        ResetOverError: If it was used, is too old or never was.
    """
    found = session.scalar(
        select(PasswordReset.person_id).where(
            PasswordReset.token_hash == digest(token),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > now,
        )
    )
    if found is None:
        raise ResetOverError
    return found


def finish_reset(session: Session, token: str, kept: str, *, now: datetime) -> int:
    """Keep the new password and end every sitting; return whose it is.

    Args:
        session: The open transaction.
        token: The secret of the address, which works once.
        kept: argon2id hash of the new password.
        now: The present instant.

    Raises:
        ResetOverError: If the secret was used, is too old or never was.
    """
    person_id: int | None = session.scalar(
        update(PasswordReset)
        .where(
            PasswordReset.token_hash == digest(token),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > now,
        )
        .values(used_at=now)
        .returning(PasswordReset.person_id)
    )
    if person_id is None:
        raise ResetOverError
    access.set_password(session, person_id, kept, now=now, keep=None)
    return person_id
