"""One-time codes (TOTP) for those who look after money or a network."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp
from pyotp.totp import TOTP
from sqlalchemy import or_, select, update

from network.core.text import clean_name
from network.db import lock
from network.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
)
from network.models import Membership, Person
from network.services import audit, roles
from network.services.access import end_sessions_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

ISSUER = "Tejido"
STEP_SECONDS = 30
#: A telephone's clock may be one step off, either way.
_STEPS = (0, -1, 1)
SHORTEST_REASON = 5


class WrongCodeError(InvalidError):
    """The code is not the one of now, or was used already."""


class CodesAlreadyOnError(ConflictError):
    """The person has one-time codes already."""


class CodesNotStartedError(ConflictError):
    """The person has not begun to set up one-time codes."""


class OwnCodesError(NotAllowedError):
    """Nobody takes the second step away from themselves without a code."""


class OwnCodesNeededError(NotAllowedError):
    """Only who gave a code in this sitting takes away somebody else's."""


class ForeignCoordinatorError(NotAllowedError):
    """Who coordinates another network is helped by the people of that one."""


class ResetUnexplainedError(InvalidError):
    """It was not said why the codes are taken away.  Values: ``shortest``."""


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


def reset_codes(
    session: Session,
    person_id: int,
    reason: str,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    """Take away the codes of somebody who lost the telephone, sittings included.

    The password stays, so that whoever asks for this gains nothing alone.  The
    person sets new codes up at the next sign-in, if the roles held ask for them.

    Args:
        session: The open transaction.
        person_id: Who lost them.
        reason: How it is known that it is them; kept in the traces.
        actor: A coordinator of a network of the person, with codes of their own.
        day: Day on which the roles must hold.
        now: The present instant.

    Raises:
        NotFoundError: If the actor coordinates no network of the person.
        OwnCodesError: If it is the actor.
        OwnCodesNeededError: If the actor gave no code in this sitting.
        ForeignCoordinatorError: If the person coordinates networks, none of
            them the actor's.
        ResetUnexplainedError: If the reason is missing or too short.
        CodesNotStartedError: If the person has no codes.
    """
    if person_id == actor.person_id:
        raise OwnCodesError
    if not roles.coordinates_over(session, person_id, actor=actor, day=day):
        raise NotFoundError(person=person_id)
    if not actor.second_factor:
        raise OwnCodesNeededError
    _refuse_foreign_coordinator(session, person_id, actor, day)
    told = clean_name(reason, 300)
    if len(told) < SHORTEST_REASON:
        raise ResetUnexplainedError(shortest=SHORTEST_REASON)
    person = lock(session, Person, person_id)
    if person.totp_confirmed_at is None:
        raise CodesNotStartedError
    person.totp_secret = person.totp_confirmed_at = person.totp_last_step = None
    end_sessions_of(session, person_id, now=now)
    audit.record(
        session,
        actor=actor,
        deed="codes.reset",
        subject="person",
        subject_id=person_id,
        on_behalf_of=person_id,
        at=now,
        reason=told,
    )


def _refuse_foreign_coordinator(
    session: Session, person_id: int, actor: Actor, day: date
) -> None:
    coordinates = set(
        session.scalars(
            select(Membership.network_id).where(
                Membership.person_id == person_id,
                Membership.network_id.is_not(None),
                Membership.held_on(day),
            )
        )
    )
    if coordinates and actor.coordinates.isdisjoint(coordinates):
        raise ForeignCoordinatorError


def provisioning_address(secret: str, name: str) -> str:
    """Return the ``otpauth://`` address that a telephone reads from a QR."""
    return TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def _spend(session: Session, person: Person, code: str, now: datetime) -> None:
    """Accept the code of a time step that no code was accepted for, or refuse."""
    assert person.totp_secret is not None  # both callers looked
    digits = "".join(code.replace("-", " ").split())
    totp = TOTP(person.totp_secret)
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
