"""People are helped, give permission and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from network.errors import NotAllowedError, NotFoundError
from network.models import (
    AuditRow,
    Consent,
    ConsentChannel,
    ConsentPurpose,
    Country,
    Membership,
    Person,
    PersonState,
)
from network.policy import Actor, Role
from network.queries.actors import actor_of
from network.queries.people import own_account
from network.services import consents, invitations, people
from network.services.consents import Given
from network.services.invitations import InvitationOverError, Invite
from network.services.people import Assisted, Draft
from tests.factories import (
    NOW,
    TODAY,
    a_member,
    a_network,
    a_person,
    an_organisation,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation


SERVICE = Given(frozenset({ConsentPurpose.SERVICE}))


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def organisation(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network)


def actor(session: Session, person: Person) -> Actor:
    return actor_of(session, person.id, day=TODAY)


def officer_of(session: Session, organisation: Organisation) -> Actor:
    return actor(session, a_member(session, organisation, Role.OFFICER))


def guest(number: int = 1, **more: str) -> Draft:
    return Draft(
        "Ana Prueba", Country.COLOMBIA, f"+5731{number:08d}", password_hash="x", **more
    )


def invited(session: Session, who: Actor, wanted: Invite) -> str:
    return invitations.invite(session, wanted, actor=who, day=TODAY, now=NOW)


def joined(session: Session, token: str, draft: Draft | None = None) -> int:
    return people.join(session, token, draft or guest(), SERVICE, day=TODAY, now=NOW)


def role_names(session: Session, person_id: int) -> set[Role]:
    held = actor_of(session, person_id, day=TODAY).roles.values()
    return set().union(*held)


def test_an_assisted_person_is_written_down_with_a_witness(
    session: Session, organisation: Organisation
) -> None:
    who = officer_of(session, organisation)

    key = people.assist(
        session,
        organisation.id,
        Assisted("Rosa Prueba", "Luis Prueba"),
        actor=who,
        day=TODAY,
        now=NOW,
    )

    person = session.get_one(Person, key)
    consent = session.scalars(select(Consent)).one()
    trace = session.scalars(
        select(AuditRow).where(AuditRow.deed == "membership.granted")
    ).one()
    assert (person.state, person.phone) == (PersonState.ASSISTED, None)
    assert (consent.channel, consent.witness) == (ConsentChannel.ORAL, "Luis Prueba")
    assert consent.recorded_by == who.person_id
    assert (trace.person_id, trace.on_behalf_of) == (who.person_id, key)
    assert trace.details["assisted"] is True


@pytest.mark.parametrize("witness", ["", "  ", "\u200b"])
def test_permission_by_word_of_mouth_needs_a_witness(
    session: Session, organisation: Organisation, witness: str
) -> None:
    with pytest.raises(consents.WitnessNeededError):
        people.assist(
            session,
            organisation.id,
            Assisted("Rosa Prueba", witness),
            actor=officer_of(session, organisation),
            day=TODAY,
            now=NOW,
        )


def test_a_member_types_for_nobody(
    session: Session, organisation: Organisation
) -> None:
    with pytest.raises(NotAllowedError):
        people.assist(
            session,
            organisation.id,
            Assisted("Rosa", "Luis"),
            actor=actor(session, a_member(session, organisation)),
            day=TODAY,
            now=NOW,
        )


def test_an_assisted_person_gets_an_own_way_in(
    session: Session, organisation: Organisation
) -> None:
    who = officer_of(session, organisation)
    key = people.assist(
        session,
        organisation.id,
        Assisted("Rosa Prueba", "Luis Prueba"),
        actor=who,
        day=TODAY,
        now=NOW,
    )
    token = invited(session, who, Invite(organisation.id, person_id=key, uses=50))

    came = joined(session, token)

    assert came == key
    assert session.get_one(Person, key).state is PersonState.ACTIVE
    assert (
        session.scalar(
            select(func.count(Membership.id)).where(Membership.person_id == key)
        )
        == 1
    )
    with pytest.raises(InvitationOverError):
        joined(session, token, guest(9))


def test_a_way_in_is_only_for_the_organisations_own_people(
    session: Session, organisation: Organisation
) -> None:
    who = officer_of(session, organisation)
    stranger = a_person(session, state=PersonState.ASSISTED)

    with pytest.raises(NotFoundError):
        invited(session, who, Invite(organisation.id, person_id=stranger.id))


def test_deleting_ones_data_takes_the_name_and_keeps_the_history(
    session: Session, organisation: Organisation
) -> None:
    person = a_member(session, organisation, name="Rosa Prueba")
    who = actor(session, person)
    consents.record(session, person.id, SERVICE, actor=who, now=NOW)

    people.anonymise(session, actor=who, day=TODAY, now=NOW)

    session.refresh(person)
    assert person.state is PersonState.ANONYMISED
    assert "Rosa" not in f"{person.name} {person.search_key}"
    assert person.phone is person.email is person.password_hash is None
    assert role_names(session, person.id) == set()
    assert session.scalars(select(Consent.revoked_at)).one() == NOW
    assert session.scalar(select(func.count(Membership.id))) == 1


def test_permissions_are_given_and_taken_back_one_by_one(session: Session) -> None:
    person = a_person(session)
    who = Actor(person.id)
    both = frozenset({ConsentPurpose.SERVICE, ConsentPurpose.PHOTOS})

    consents.choose(session, both, actor=who, now=NOW)
    consents.choose(session, both, actor=who, now=NOW)
    given = own_account(session, actor=who).consents
    consents.choose(session, frozenset({ConsentPurpose.SERVICE}), actor=who, now=NOW)

    assert given == both
    assert own_account(session, actor=who).consents == {ConsentPurpose.SERVICE}
    assert session.scalar(select(func.count(Consent.id))) == 2
    with pytest.raises(consents.ServiceConsentNeededError):
        consents.choose(session, frozenset(), actor=who, now=NOW)


def test_contacts_stay_ones_own_and_one_is_needed(session: Session) -> None:
    first, second = a_person(session), a_person(session)
    second.password_hash = "x"
    second.email = "dos@correo.example"
    session.flush()

    def edit(draft: Draft) -> None:
        people.edit_own(session, draft, actor=Actor(second.id), now=NOW)

    with pytest.raises(people.PhoneTakenError):
        edit(Draft("Dos", Country.COLOMBIA, first.phone))
    with pytest.raises(people.ContactNeededError):
        edit(Draft("Dos", Country.COLOMBIA))
    edit(Draft("Dos  de \x00 Prueba", Country.COLOMBIA, None, "dos@correo.example"))
    assert second.name == "Dos de Prueba"
    with pytest.raises(people.EmailTakenError):
        people.edit_own(
            session,
            Draft("Uno", Country.COLOMBIA, None, "dos@correo.example"),
            actor=Actor(first.id),
            now=NOW,
        )
    with pytest.raises(people.ContactNeededError):
        people.add_person(
            session, Draft("Tres", Country.COLOMBIA, password_hash="x"), now=NOW
        )


@pytest.mark.parametrize(
    "deed", ["UPDATE audit_row SET deed='x'", "DELETE FROM audit_row"]
)
def test_the_database_refuses_to_change_a_trace(
    session: Session, organisation: Organisation, deed: str
) -> None:
    invited(session, officer_of(session, organisation), Invite(organisation.id))

    with (
        pytest.raises(DBAPIError, match="audit rows are only added"),
        session.begin_nested(),
    ):
        session.connection().exec_driver_sql(deed)
