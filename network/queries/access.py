"""Who a cookie belongs to, and who an account name may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from network.core.tokens import digest
from network.models import AccessSession, Country, Network, Person, PersonState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.core.accounts import AccountName
    from network.policy import Actor

IDLE_DAYS = 14


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A sitting that is open now.

    Attributes:
        id: Key of the sitting.
        person_id: Who sits.
        name: What the person is called.
        country: Whose clock the person lives by.
        has_codes: Whether the person set up one-time codes.
        second_factor: Whether one was given in this sitting.
        is_demonstration: Whether the person is invented.
        is_among_invented: Whether the instance shows an invented network.
        last_seen_at: When the sitting was last used.
    """

    id: int
    person_id: int
    name: str
    country: Country
    has_codes: bool
    second_factor: bool
    is_demonstration: bool
    is_among_invented: bool
    last_seen_at: datetime


def live_session(session: Session, token: str, *, now: datetime) -> LiveSession | None:
    """Return the sitting that a cookie opens, or none if it is over.

    A sitting is over when it was ended or ran out, or when its person was
    suspended.
    """
    row = session.execute(
        select(
            AccessSession.id,
            AccessSession.ended_at,
            AccessSession.expires_at,
            AccessSession.last_seen_at,
            AccessSession.second_factor_at,
            AccessSession.person_id,
            Person.name,
            Person.country,
            Person.state,
            Person.totp_confirmed_at,
            Person.is_demonstration,
            exists().where(Network.is_demonstration).label("is_among_invented"),
        )
        .join(Person, Person.id == AccessSession.person_id)
        .where(AccessSession.token_hash == digest(token))
    ).one_or_none()
    if row is None:
        return None
    is_open = (
        row.ended_at is None
        and row.expires_at > now
        and row.last_seen_at > now - timedelta(days=IDLE_DAYS)
        and row.state is PersonState.ACTIVE
    )
    if not is_open:
        return None
    return LiveSession(
        id=row.id,
        person_id=row.person_id,
        name=row.name,
        country=row.country,
        has_codes=row.totp_confirmed_at is not None,
        second_factor=row.second_factor_at is not None,
        is_demonstration=row.is_demonstration,
        is_among_invented=row.is_among_invented,
        last_seen_at=row.last_seen_at,
    )


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a password is checked against."""

    person_id: int
    password_hash: str | None
    state: PersonState


def credentials(session: Session, account: AccountName) -> list[Credentials]:
    """Return who an account name may be: nobody, one, or one per country."""
    # Comparing with no e-mail would ask for NULL, which most people have.
    is_theirs = (
        Person.email == account.email
        if account.email
        else Person.phone.in_(account.phones)
    )
    rows = session.execute(
        select(Person.id, Person.password_hash, Person.state)
        .where(is_theirs)
        .order_by(Person.id)
    )
    return [Credentials(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class SittingRow:
    """One of the person's own sittings, as a list shows it."""

    id: int
    device: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool


def sittings(
    session: Session, *, actor: Actor, now: datetime, this: int
) -> list[SittingRow]:
    """Return the actor's own open sittings, the last used first."""
    rows = session.scalars(
        select(AccessSession)
        .where(
            AccessSession.person_id == actor.person_id,
            AccessSession.ended_at.is_(None),
            AccessSession.expires_at > now,
            AccessSession.last_seen_at > now - timedelta(days=IDLE_DAYS),
        )
        .order_by(AccessSession.last_seen_at.desc(), AccessSession.id.desc())
    )
    return [
        SittingRow(row.id, row.device, row.created_at, row.last_seen_at, row.id == this)
        for row in rows
    ]
