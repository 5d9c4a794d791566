"""Invitations, consents and one's own data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from network.core.consents import TEXT_VERSION
from network.core.tokens import digest
from network.errors import NotFoundError
from network.models import (
    AccessSession,
    AuditRow,
    Consent,
    ConsentChannel,
    ConsentPurpose,
    Country,
    Invitation,
    Membership,
    Network,
    Organisation,
    Person,
    PersonState,
    Suspension,
)
from network.policy import Action, Role, require, require_network

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What somebody who holds an invitation sees.

    Attributes:
        organisation_id: Where it leads, if it is an organisation.
        network_id: Where it leads, if it is a network.
        place: Name of the organisation or network.
        role: What the guest will be.
        country: Where telephones without prefix are from.
        invited_by: Who invites, if a person does.
        guest: Name of the person it is for, if it is for one.
        is_open: Whether it can still be used.
        for_organisations: Whether it lets an officer bring an organisation.
        destination: Path to go to after joining.
    """

    organisation_id: int | None
    network_id: int | None
    place: str
    role: Role
    country: Country
    invited_by: str | None
    guest: str | None
    is_open: bool
    for_organisations: bool
    destination: str | None


def invitation_page(session: Session, token: str, *, now: datetime) -> InvitationPage:
    """Return what an invitation says.

    Raises:
        NotFoundError: If there is no such invitation.
    """
    row = session.scalar(
        select(Invitation).where(Invitation.token_hash == digest(token))
    )
    if row is None:
        raise NotFoundError(invitation="?")
    session.refresh(row)
    place = row.organisation or row.network
    assert place is not None  # the table has a check
    inviter = session.get(Person, row.invited_by) if row.invited_by else None
    guest = session.get(Person, row.person_id) if row.person_id else None
    return InvitationPage(
        organisation_id=row.organisation_id,
        network_id=row.network_id,
        place=place.name,
        role=row.role,
        country=row.country,
        invited_by=inviter.name if inviter else None,
        guest=guest.name if guest else None,
        is_open=row.uses_left > 0 and row.revoked_at is None and row.expires_at > now,
        for_organisations=row.network_id is not None
        and row.role is not Role.COORDINATOR,
        destination=row.destination,
    )


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that can still be used, as a list shows it."""

    id: int
    role: Role
    uses_left: int
    expires_at: datetime
    invited_by: str | None
    guest: str | None


def open_invitations(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    organisation_id: int | None = None,
    network_id: int | None = None,
) -> list[OpenInvitation]:
    """Return the invitations that can still be used, the newest first.

    Who does not manage memberships sees their own.

    Raises:
        NotFoundError: If the actor has nothing to do with the place.
        NotAllowedError: If the actor may not invite there.
    """
    home = Invitation.organisation_id == organisation_id
    if organisation_id is None:
        require_network(actor, Action.COORDINATE_NETWORK, network_id or 0)
        home = Invitation.network_id == network_id
    elif not actor.holds(Action.MANAGE_MEMBERSHIPS, organisation_id):
        require(actor, Action.INVITE_MEMBER, organisation_id)
        home &= Invitation.invited_by == actor.person_id
    rows = session.scalars(
        select(Invitation)
        .where(
            home,
            Invitation.uses_left > 0,
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .order_by(Invitation.id.desc())
    ).all()
    names = _names(session, [row.invited_by for row in rows])
    names |= _names(session, [row.person_id for row in rows])
    return [
        OpenInvitation(
            row.id,
            row.role,
            row.uses_left,
            row.expires_at,
            names.get(row.invited_by or 0),
            names.get(row.person_id or 0),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What a person keeps about themselves.

    ``pending_secret`` is the one of codes that were begun and not confirmed.
    """

    name: str
    country: Country
    phone: str | None
    email: str | None
    has_codes: bool
    password_hash: str | None
    pending_secret: str | None
    consents: frozenset[ConsentPurpose]


def own_account(session: Session, *, actor: Actor) -> OwnAccount:
    """Return the actor's own data.

    Raises:
        NotFoundError: If the actor is nobody.
    """
    row = session.get(Person, actor.person_id)
    if row is None:
        raise NotFoundError(person=actor.person_id)
    standing = session.scalars(
        select(Consent.purpose).where(
            Consent.person_id == row.id,
            Consent.revoked_at.is_(None),
            Consent.text_version == TEXT_VERSION,
        )
    )
    return OwnAccount(
        row.name,
        row.country,
        row.phone,
        row.email,
        row.totp_confirmed_at is not None,
        row.password_hash,
        row.totp_secret if row.totp_confirmed_at is None else None,
        frozenset(standing),
    )


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A permission in its history."""

    purpose: ConsentPurpose
    channel: ConsentChannel
    text_version: str
    granted_at: datetime
    revoked_at: datetime | None
    witness: str | None


def own_consents(session: Session, *, actor: Actor) -> list[ConsentRow]:
    """Return every permission the actor ever gave, the newest first."""
    rows = session.execute(
        select(
            Consent.purpose,
            Consent.channel,
            Consent.text_version,
            Consent.granted_at,
            Consent.revoked_at,
            Consent.witness,
        )
        .where(Consent.person_id == actor.person_id)
        .order_by(Consent.id.desc())
    )
    return [ConsentRow(*row) for row in rows]


def export_own(session: Session, *, actor: Actor) -> dict[str, Any]:
    """Return everything the ground floor keeps about the actor, as plain JSON."""
    account = own_account(session, actor=actor)
    person = session.get_one(Person, actor.person_id)
    return {
        "person": {
            "name": account.name,
            "country": account.country.value,
            "phone": account.phone,
            "email": account.email,
            "state": PersonState(person.state).value,
            "created_at": person.created_at.isoformat(),
        },
        "roles": _own_roles(session, actor),
        "consents": [
            {
                "purpose": row.purpose.value,
                "channel": row.channel.value,
                "text_version": row.text_version,
                "granted_at": row.granted_at.isoformat(),
                "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
                "witness": row.witness,
            }
            for row in own_consents(session, actor=actor)
        ],
        "suspensions": _own_suspensions(session, actor),
        "devices": [
            {
                "device": row.device,
                "opened_at": row.created_at.isoformat(),
                "last_seen_at": row.last_seen_at.isoformat(),
                "ended_at": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in session.scalars(
                select(AccessSession)
                .where(AccessSession.person_id == actor.person_id)
                .order_by(AccessSession.id)
            )
        ],
        "deeds": [
            {"at": row.at.isoformat(), "deed": row.deed, "details": row.details}
            for row in session.scalars(
                select(AuditRow)
                .where(
                    or_(
                        AuditRow.person_id == actor.person_id,
                        AuditRow.on_behalf_of == actor.person_id,
                    )
                )
                .order_by(AuditRow.id)
            )
        ],
    }


def _own_roles(session: Session, actor: Actor) -> list[dict[str, Any]]:
    rows = session.execute(
        select(
            Membership.role,
            Membership.since,
            Membership.until,
            Organisation.name,
            Network.name,
        )
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(Network, Network.id == Membership.network_id)
        .where(Membership.person_id == actor.person_id)
        .order_by(Membership.id)
    )
    return [
        {
            "role": role.value,
            "place": organisation or network,
            "since": since.isoformat(),
            "until": until.isoformat() if until else None,
        }
        for role, since, until, organisation, network in rows
    ]


def _own_suspensions(session: Session, actor: Actor) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Network.name, Suspension.suspended_at, Suspension.lifted_at)
        .join(Network, Network.id == Suspension.network_id)
        .where(Suspension.person_id == actor.person_id)
        .order_by(Suspension.id)
    )
    return [
        {
            "network": network,
            "suspended_at": since.isoformat(),
            "lifted_at": until.isoformat() if until else None,
        }
        for network, since, until in rows
    ]


def _names(session: Session, person_ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {key for key in person_ids if key}
    if not wanted:
        return {}
    rows = session.execute(
        select(Person.id, Person.name).where(Person.id.in_(sorted(wanted)))
    )
    return {row.id: row.name for row in rows}
