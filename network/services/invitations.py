"""Invitations: a member's word, carried by a link, that somebody may join."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from network.core.tokens import digest, new_token
from network.db import lock
from network.errors import ConflictError, InvalidError, NotFoundError
from network.models import Country, Invitation, Membership, Network, Organisation
from network.policy import SYSTEM, Action, Role, require, require_network, require_over
from network.services import audit
from network.services.organisations import network_ids

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.policy import Actor

DAYS = 14
MOST_USES = 200
_AGENTS = frozenset({Role.BUYER_AGENT, Role.SUPPLIER_AGENT})


class InvitationOverError(ConflictError):
    """The invitation was used up, taken back or is too old."""


class TooManyUsesError(InvalidError):
    """An invitation serves ``most`` people at most."""


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation to make.

    Attributes:
        organisation_id: Where the guest joins; none for a network.
        network_id: The network to coordinate, or to bring an organisation
            into; none for an organisation.
        role: What the guest will be.  With a network, ``COORDINATOR`` makes a
            coordinator and ``OFFICER`` lets an officer bring an organisation.
        uses: How many people it serves.
        person_id: Somebody the organisation knows already, who gets a way in.
        destination: Path to go to after joining.
    """

    organisation_id: int | None = None
    network_id: int | None = None
    role: Role = Role.MEMBER
    uses: int = 1
    person_id: int | None = None
    destination: str | None = None


def invite(
    session: Session, wanted: Invite, *, actor: Actor, day: date, now: datetime
) -> str:
    """Make an invitation and return the secret for its address.

    Any member may invite members; other roles are for those who manage them.

    Raises:
        NotFoundError: If the actor has nothing to do with the place, or the
            person is none of the organisation's.
        NotAllowedError: If the actor may not give that role.
        TooManyUsesError: If it would serve nobody or too many.
    """
    country = _permit(session, wanted, actor, day)
    return _make(session, wanted, country, actor=actor, now=now)


def invite_as_operator(session: Session, wanted: Invite, *, now: datetime) -> str:
    """Make an invitation from the machine itself, for whoever runs it.

    It is the way back in when nobody can sign in; the trace names nobody, so
    that everybody sees that it came from outside.

    Raises:
        NotFoundError: If the organisation or network does not exist.
        TooManyUsesError: If it would serve nobody or too many.
    """
    home: Organisation | Network
    if wanted.organisation_id is None:
        home = lock(session, Network, wanted.network_id or 0)
    else:
        home = lock(session, Organisation, wanted.organisation_id)
    return _make(session, wanted, home.country, actor=SYSTEM, now=now)


def _make(
    session: Session, wanted: Invite, country: Country, *, actor: Actor, now: datetime
) -> str:
    if not 1 <= wanted.uses <= MOST_USES:
        raise TooManyUsesError(most=MOST_USES)
    token = new_token()
    row = Invitation(
        token_hash=digest(token),
        organisation_id=wanted.organisation_id,
        network_id=wanted.network_id,
        role=wanted.role,
        person_id=wanted.person_id,
        invited_by=actor.person_id or None,
        destination=wanted.destination,
        country=country,
        uses_left=1 if wanted.person_id else wanted.uses,
        created_at=now,
        expires_at=now + timedelta(days=DAYS),
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="invitation.made",
        subject="invitation",
        subject_id=row.id,
        organisation_id=wanted.organisation_id,
        network_id=wanted.network_id,
        at=now,
        role=wanted.role.value,
        uses=row.uses_left,
    )
    return token


def revoke(
    session: Session, invitation_id: int, *, actor: Actor, now: datetime
) -> tuple[int | None, int | None]:
    """Take an invitation back; taking it back twice is harmless.

    Whoever made it may, and whoever manages the memberships there.

    Returns:
        The organisation and the network it led to; one of them is none.

    Raises:
        NotFoundError: If it is none of the actor's business.
        NotAllowedError: If the actor may not take it back.
    """
    row = lock(session, Invitation, invitation_id)
    if row.invited_by != actor.person_id:
        if row.organisation_id is not None:
            require(actor, Action.MANAGE_MEMBERSHIPS, row.organisation_id)
        else:
            require_network(actor, Action.COORDINATE_NETWORK, row.network_id or 0)
    row.revoked_at = row.revoked_at or now
    audit.record(
        session,
        actor=actor,
        deed="invitation.revoked",
        subject="invitation",
        subject_id=row.id,
        organisation_id=row.organisation_id,
        network_id=row.network_id,
        at=now,
    )
    return row.organisation_id, row.network_id


def use(session: Session, token: str, *, now: datetime) -> Invitation:
    """Use an invitation up by one and return it.

    Of two people who use the last one at once, one is refused.

    Raises:
        NotFoundError: If there is no such invitation.
        InvitationOverError: If it was used up, taken back or is too old.
    """
    key = session.scalar(
        select(Invitation.id).where(Invitation.token_hash == digest(token))
    )
    if key is None:
        raise NotFoundError(invitation="?")
    used = session.scalar(
        update(Invitation)
        .where(
            Invitation.id == key,
            Invitation.uses_left > 0,
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(uses_left=Invitation.uses_left - 1)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    if used is None:
        raise InvitationOverError
    return lock(session, Invitation, key)


def _permit(session: Session, wanted: Invite, actor: Actor, day: date) -> Country:
    """Return the country of the place, if the actor may invite there.

    Raises:
        NotFoundError: If the actor has nothing to do with it.
        NotAllowedError: If the actor may not give that role.
    """
    if wanted.organisation_id is None:
        network = lock(session, Network, wanted.network_id or 0)
        require_network(actor, Action.COORDINATE_NETWORK, network.id)
        return network.country
    organisation = session.get(Organisation, wanted.organisation_id)
    if organisation is None:
        raise NotFoundError(organisation=wanted.organisation_id)
    if wanted.role in _own_to_give(actor, organisation.id) and not wanted.person_id:
        require(actor, Action.INVITE_MEMBER, organisation.id)
    else:
        networks = network_ids(session, organisation.id, day)
        action = Action.MANAGE_MEMBERSHIPS
        require_over(actor, action, organisation.id, networks)
    if wanted.person_id:
        _require_member(session, organisation.id, wanted.person_id, day)
    return organisation.country


def _own_to_give(actor: Actor, organisation_id: int) -> frozenset[Role]:
    """Return the roles that the actor may hand on without managing roles."""
    held = actor.roles.get(organisation_id, frozenset())
    return (held & _AGENTS) or (frozenset({Role.MEMBER}) if held else frozenset())


def _require_member(
    session: Session, organisation_id: int, person_id: int, day: date
) -> None:
    found = session.scalar(
        select(Membership.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.person_id == person_id,
            Membership.held_on(day),
        )
        .limit(1)
    )
    if found is None:
        raise NotFoundError(person=person_id)
