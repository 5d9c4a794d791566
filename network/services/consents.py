"""Permission to use personal data, purpose by purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.core.consents import TEXT_VERSION
from network.core.text import clean_name
from network.errors import InvalidError
from network.models import Consent, ConsentChannel, ConsentPurpose
from network.services import audit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


class ServiceConsentNeededError(InvalidError):
    """Without this permission the person cannot be in the network."""


class WitnessNeededError(InvalidError):
    """Permission given by word of mouth needs the name of a witness."""


@dataclass(frozen=True, slots=True)
class Given:
    """How somebody gave permission.

    Attributes:
        purposes: What for.
        channel: On the screen, on paper or by word of mouth.
        witness: Who heard it, when it was by word of mouth.
        organisation_id: The organisation that asked, if one did.
    """

    purposes: frozenset[ConsentPurpose]
    channel: ConsentChannel = ConsentChannel.SCREEN
    witness: str | None = None
    organisation_id: int | None = None


def record(
    session: Session, person_id: int, given: Given, *, actor: Actor, now: datetime
) -> None:
    """Write down permissions; one that stands already is left as it is.

    Asked for by the services that add people: they asked for permission.

    Raises:
        WitnessNeededError: If it was by word of mouth and nobody heard it.
    """
    witness = clean_name(given.witness or "") or None
    if given.channel is ConsentChannel.ORAL and witness is None:
        raise WitnessNeededError
    standing = set(
        session.scalars(
            select(Consent.purpose).where(
                Consent.person_id == person_id,
                Consent.revoked_at.is_(None),
                Consent.text_version == TEXT_VERSION,
            )
        )
    )
    for purpose in sorted(given.purposes - standing):
        row = Consent(
            person_id=person_id,
            organisation_id=given.organisation_id,
            purpose=purpose,
            text_version=TEXT_VERSION,
            channel=given.channel,
            witness=witness,
            recorded_by=actor.person_id if actor.person_id != person_id else None,
            granted_at=now,
        )
        session.add(row)
        session.flush()
        audit.record(
            session,
            actor=actor,
            deed="consent.granted",
            subject="consent",
            subject_id=row.id,
            organisation_id=given.organisation_id,
            on_behalf_of=person_id,
            at=now,
            purpose=purpose.value,
            channel=given.channel.value,
            version=TEXT_VERSION,
        )


def choose(
    session: Session,
    purposes: frozenset[ConsentPurpose],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Make the actor's own permissions be exactly these.

    Raises:
        ServiceConsentNeededError: If the one for the service itself is left
            out: who does not want it any more deletes the account.
    """
    if ConsentPurpose.SERVICE not in purposes:
        raise ServiceConsentNeededError
    record(session, actor.person_id, Given(purposes), actor=actor, now=now)
    dropped = frozenset(ConsentPurpose) - purposes
    revoke(session, actor.person_id, dropped, actor=actor, now=now)


def revoke(
    session: Session,
    person_id: int,
    purposes: Iterable[ConsentPurpose],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Write down that permissions were taken back; the rows stay."""
    for row in session.scalars(
        select(Consent).where(
            Consent.person_id == person_id,
            Consent.purpose.in_(list(purposes)),
            Consent.revoked_at.is_(None),
        )
    ).all():
        row.revoked_at = now
        audit.record(
            session,
            actor=actor,
            deed="consent.revoked",
            subject="consent",
            subject_id=row.id,
            organisation_id=row.organisation_id,
            at=now,
            purpose=row.purpose.value,
        )
