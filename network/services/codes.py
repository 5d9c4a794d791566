"""One-time codes (TOTP) for those who look after money or a network."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp
from sqlalchemy import or_, update

from network.db import lock
from network.errors import ConflictError, InvalidError
from network.models import Person
from network.services import audit
from network.services.access import end_sessions_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

ISSUER = "Tejido"
STEP_SECONDS = 30
#: A telephone's clock may be one step off, either way.
_STEPS = (0, -1, 1)


class WrongCodeError(InvalidError):
    """The code is not the one of now, or was used already."""


class CodesAlreadyOnError(ConflictError):
    """The person has one-time codes already."""


class CodesNotStartedError(ConflictError):
    """The person has not begun to set up one-time codes."""


def start_codes(session: Session, *, actor: Actor) -> str:
    """Return the secret to be put into the telephone, the same until confirmed.

    Raises:
        CodesAlreadyOnError: If codes are in use; they are turned off first.
    """
    person = lock(session, Person, actor.person_id)
    if person.totp_confirmed_at is not None:
        raise CodesAlreadyOnError
    if person.totp_secret is None:
        person.totp_secret = pyotp.random_base32()
        session.flush()
    return person.totp_secret


def confirm_codes(session: Session, code: str, *, actor: Actor, now: datetime) -> None:
    """Turn one-time codes on, because a first code proved the secret kept.

    Raises:
        CodesNotStartedError: If there is no secret yet.
        CodesAlreadyOnError: If codes are in use.
        WrongCodeError: If the code is not the one of now.
    """
    person = lock(session, Person, actor.person_id)
    if person.totp_confirmed_at is not None:
        raise CodesAlreadyOnError
    if person.totp_secret is None:
        raise CodesNotStartedError
    _spend(session, person, code, now)
    person.totp_confirmed_at = now
    audit.record(
        session,
        actor=actor,
        deed="codes.turned_on",
        subject="person",
        subject_id=person.id,
        at=now,
    )


def give_code(session: Session, code: str, *, actor: Actor, now: datetime) -> None:
    """Accept a code, once.

    Raises:
        CodesNotStartedError: If the person has no codes.
        WrongCodeError: If it is not the one of now or was used already.
    """
    person = lock(session, Person, actor.person_id)
    if person.totp_confirmed_at is None:
        raise CodesNotStartedError
    _spend(session, person, code, now)


def turn_codes_off(
    session: Session,
    code: str,
    *,
    actor: Actor,
    now: datetime,
    keep: int | None = None,
) -> None:
    """Turn one-time codes off, to set them up on another telephone.

    Raises:
        CodesNotStartedError: If the person has no codes.
        WrongCodeError: If the code is not the one of now or was used already.
    """
    give_code(session, code, actor=actor, now=now)
    person = lock(session, Person, actor.person_id)
    person.totp_secret = person.totp_confirmed_at = person.totp_last_step = None
    end_sessions_of(session, person.id, now=now, keep=keep)
    audit.record(
        session,
        actor=actor,
        deed="codes.turned_off",
        subject="person",
        subject_id=person.id,
        at=now,
    )


def provisioning_address(secret: str, name: str) -> str:
    """Return the ``otpauth://`` address that a telephone reads from a QR."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def _spend(session: Session, person: Person, code: str, now: datetime) -> None:
    """Accept the code of a time step that no code was accepted for, or refuse."""
    assert person.totp_secret is not None  # both callers looked
    digits = "".join(code.replace("-", " ").split())
    totp = pyotp.TOTP(person.totp_secret)
    for off in _STEPS:
        moment = now + timedelta(seconds=STEP_SECONDS * off)
        if not totp.verify(digits, for_time=moment):
            continue
        step = int(moment.timestamp()) // STEP_SECONDS
        # Conditional, so that of two at once one is refused.
        spent = session.scalar(
            update(Person)
            .where(
                Person.id == person.id,
                or_(Person.totp_last_step.is_(None), Person.totp_last_step < step),
            )
            .values(totp_last_step=step)
            .returning(Person.id)
        )
        if spent is not None:
            return
        break
    raise WrongCodeError
