"""People: they join, they are helped, they leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from network.core.text import clean_name
from network.db import lock
from network.errors import ConflictError, InvalidError, NotFoundError
from network.models import (
    ConsentChannel,
    ConsentPurpose,
    Country,
    Invitation,
    Organisation,
    Person,
    PersonState,
)
from network.policy import Action, Actor, Role, require
from network.services import audit, consents, invitations, organisations, roles
from network.services.access import end_sessions_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.services.consents import Given

GONE = "Persona retirada"


class PhoneTakenError(ConflictError):
    """Somebody has that telephone already."""


class EmailTakenError(ConflictError):
    """Somebody has that e-mail address already."""


class ContactNeededError(InvalidError):
    """Somebody who signs in needs a telephone or an e-mail."""


class AccountExistsError(ConflictError):
    """The guest has an account already: sign in, then open the link again."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A person to write down.

    Attributes:
        name: As people call them.
        country: Where they live.
        phone: In E.164, or none.
        email: In lower case, or none.
        password_hash: argon2id; none for somebody helped by others.
    """

    name: str
    country: Country
    phone: str | None = None
    email: str | None = None
    password_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Assisted:
    """Somebody who is helped by others.

    Attributes:
        name: As people call them.
        witness: Who heard that the data may be used.
        phone: A telephone in E.164, if there is one.
    """

    name: str
    witness: str
    phone: str | None = None


def add_person(session: Session, draft: Draft, *, now: datetime) -> int:
    """Write a person down; return the key.

    For the services that let people in, which asked for permission.

    Raises:
        PhoneTakenError: If somebody has the telephone.
        EmailTakenError: If somebody has the e-mail address.
        ContactNeededError: If a password comes without any contact.
    """
    row = Person(country=draft.country, created_at=now)
    _fill(session, row, draft)
    return row.id


def join(
    session: Session,
    token: str,
    draft: Draft,
    given: Given,
    *,
    day: date,
    now: datetime,
) -> int:
    """Let a guest in by an invitation; return the key of the person.

    Raises:
        NotFoundError: If there is no such invitation.
        InvitationOverError: If it was used up, taken back or is too old.
        AccountExistsError: If the telephone or e-mail belongs to somebody.
        ServiceConsentNeededError: If the data may not be used for the service.
    """
    if ConsentPurpose.SERVICE not in given.purposes:
        raise consents.ServiceConsentNeededError
    invitation = invitations.use(session, token, now=now)
    if invitation.network_id and invitation.role is not Role.COORDINATOR:
        # An invitation for organisations is accepted by their officers.
        raise NotFoundError(invitation="?")
    try:
        person_id = _guest(session, invitation, draft, now)
    except (PhoneTakenError, EmailTakenError) as error:
        raise AccountExistsError from error
    actor = Actor(person_id=person_id)
    consents.record(session, person_id, given, actor=actor, now=now)
    _give_place(session, invitation, person_id, day, now)
    return person_id


def accept(
    session: Session, token: str, *, actor: Actor, day: date, now: datetime
) -> None:
    """Let somebody who has an account in by an invitation.

    Raises:
        NotFoundError: If there is no such invitation, or it is for somebody
            else.
        InvitationOverError: If it was used up, taken back or is too old.
        RoleHeldError: If the person is there already.
    """
    invitation = invitations.use(session, token, now=now)
    is_for_other = invitation.person_id not in (None, actor.person_id)
    is_for_organisations = (
        invitation.network_id and invitation.role is not Role.COORDINATOR
    )
    if is_for_other or is_for_organisations:
        raise NotFoundError(invitation="?")
    _give_place(session, invitation, actor.person_id, day, now)


def bring_organisation(
    session: Session,
    token: str,
    organisation_id: int,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> int:
    """Bring an organisation into the network that invited it; return its key.

    Raises:
        NotFoundError: If there is no such invitation.
        InvitationOverError: If it was used up, taken back or is too old.
        NotAllowedError: If the actor is no officer of the organisation.
        AlreadyInNetworkError: If it is inside.
    """
    invitation = invitations.use(session, token, now=now)
    if invitation.network_id is None or invitation.role is Role.COORDINATOR:
        raise NotFoundError(invitation="?")
    network_id = invitation.network_id
    organisations.admit(
        session, network_id, organisation_id, actor=actor, day=day, now=now
    )
    return network_id


def assist(
    session: Session,
    organisation_id: int,
    helped: Assisted,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> int:
    """Write down a member who is helped by others; return the key.

    The person gave permission by word of mouth, before a witness.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor may not type for others.
        PhoneTakenError: If somebody has the telephone.
        WitnessNeededError: If there is no witness.
    """
    require(actor, Action.ASSIST_ENTRY, organisation_id)
    organisation = lock(session, Organisation, organisation_id)
    draft = Draft(helped.name, organisation.country, helped.phone)
    person_id = add_person(session, draft, now=now)
    given = consents.Given(
        frozenset({ConsentPurpose.SERVICE}),
        ConsentChannel.ORAL,
        helped.witness,
        organisation_id,
    )
    consents.record(session, person_id, given, actor=actor, now=now)
    seat = roles.Seat(person_id, Role.MEMBER, organisation_id)
    roles.seat(session, seat, actor=actor, day=day, now=now, assisted=True)
    return person_id


def edit_own(session: Session, draft: Draft, *, actor: Actor, now: datetime) -> None:
    """Write down anew the actor's own name and contacts.

    Raises:
        PhoneTakenError: If somebody has the telephone.
        EmailTakenError: If somebody has the e-mail address.
        ContactNeededError: If no contact would be left.
    """
    row = lock(session, Person, actor.person_id)
    before = (row.phone, row.email)
    _fill(session, row, draft)
    audit.record(
        session,
        actor=actor,
        deed="person.edited",
        subject="person",
        subject_id=row.id,
        at=now,
        contacts_changed=(row.phone, row.email) != before,
    )


def anonymise(session: Session, *, actor: Actor, day: date, now: datetime) -> None:
    """Delete the actor's own data; what was done and owed stays without a name.

    Raises:
        LastCoordinatorError: If a network would be left without coordination.
    """
    person = lock(session, Person, actor.person_id)
    roles.end_all(session, person.id, actor=actor, day=day, now=now)
    consents.revoke(session, person.id, ConsentPurpose, actor=actor, now=now)
    end_sessions_of(session, person.id, now=now)
    person.name = GONE
    person.phone = person.email = person.password_hash = None
    person.totp_secret = person.totp_confirmed_at = None
    person.state = PersonState.ANONYMISED
    audit.record(
        session,
        actor=actor,
        deed="person.anonymised",
        subject="person",
        subject_id=person.id,
        at=now,
    )


def _guest(
    session: Session, invitation: Invitation, draft: Draft, now: datetime
) -> int:
    """Return the key of the guest, written down or given a way in."""
    if invitation.person_id is None:
        return add_person(session, draft, now=now)
    known = lock(session, Person, invitation.person_id)
    if known.state is not PersonState.ASSISTED:
        raise AccountExistsError
    _fill(session, known, draft)
    return known.id


def _give_place(
    session: Session, invitation: Invitation, person_id: int, day: date, now: datetime
) -> None:
    """Give the guest the role of the invitation, in the name of who invited."""
    home = {
        "organisation_id": invitation.organisation_id,
        "network_id": invitation.network_id,
    }
    seat = roles.Seat(person_id, invitation.role, **home)
    if invitation.person_id is not None and roles.is_held(session, seat, day=day):
        return
    roles.seat(session, seat, actor=Actor(person_id=person_id), day=day, now=now)


def _fill(session: Session, row: Person, draft: Draft) -> None:
    if draft.password_hash and not (draft.phone or draft.email):
        raise ContactNeededError
    if row.id and row.password_hash and not (draft.phone or draft.email):
        raise ContactNeededError
    _require_free(session, row, draft)
    row.name = clean_name(draft.name)
    row.country = draft.country
    row.phone, row.email = draft.phone, draft.email
    if draft.password_hash:
        row.password_hash = draft.password_hash
        row.state = PersonState.ACTIVE
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        # Somebody else took it a moment ago.
        raise PhoneTakenError from error


def _require_free(session: Session, row: Person, draft: Draft) -> None:
    others = Person.id != (row.id or 0)
    with session.no_autoflush:
        if draft.phone and session.scalar(
            select(Person.id).where(Person.phone == draft.phone, others)
        ):
            raise PhoneTakenError
        if draft.email and session.scalar(
            select(Person.id).where(Person.email == draft.email, others)
        ):
            raise EmailTakenError
