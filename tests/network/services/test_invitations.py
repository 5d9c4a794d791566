"""People come in by invitation."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from network.errors import NotAllowedError, NotFoundError
from network.models import (
    ConsentPurpose,
    Country,
    Invitation,
    Person,
    PersonState,
)
from network.policy import Actor, Role
from network.queries.actors import actor_of
from network.queries.people import invitation_page, open_invitations
from network.services import consents, invitations, people, roles
from network.services.consents import Given
from network.services.invitations import InvitationOverError, Invite
from network.services.people import Draft
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
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


def test_any_member_invites_a_member(
    session: Session, organisation: Organisation
) -> None:
    member = actor(session, a_member(session, organisation))

    key = joined(session, invited(session, member, Invite(organisation.id)))

    assert role_names(session, key) == {Role.MEMBER}
    assert session.get_one(Person, key).state is PersonState.ACTIVE


def test_a_buyers_agent_invites_another(session: Session, network: Network) -> None:
    buyer = an_organisation(session, network=network)
    agent = actor(session, a_member(session, buyer, Role.BUYER_AGENT))

    token = invited(session, agent, Invite(buyer.id, role=Role.BUYER_AGENT))

    assert role_names(session, joined(session, token)) == {Role.BUYER_AGENT}


def test_a_stranger_cannot_invite(session: Session, organisation: Organisation) -> None:
    with pytest.raises(NotFoundError):
        invited(session, Actor(a_person(session).id), Invite(organisation.id))
    with pytest.raises(NotFoundError):
        invited(session, Actor(1), Invite(99999))


def test_an_invitation_serves_as_many_as_it_says(
    session: Session, organisation: Organisation
) -> None:
    who = officer_of(session, organisation)
    token = invited(session, who, Invite(organisation.id, uses=2))
    joined(session, token, guest(1))
    joined(session, token, guest(2))

    with pytest.raises(InvitationOverError):
        joined(session, token, guest(3))


@pytest.mark.parametrize("uses", [0, -1, 201])
def test_an_invitation_for_nobody_or_everybody_is_refused(
    session: Session, organisation: Organisation, uses: int
) -> None:
    with pytest.raises(invitations.TooManyUsesError):
        invited(
            session,
            officer_of(session, organisation),
            Invite(organisation.id, uses=uses),
        )


def test_an_invitation_ends_after_two_weeks(
    session: Session, organisation: Organisation
) -> None:
    token = invited(session, officer_of(session, organisation), Invite(organisation.id))

    with pytest.raises(InvitationOverError):
        people.join(
            session,
            token,
            guest(),
            SERVICE,
            day=TODAY,
            now=NOW + timedelta(days=14, seconds=1),
        )


def test_an_invitation_taken_back_does_not_serve(
    session: Session, organisation: Organisation
) -> None:
    who = officer_of(session, organisation)
    token = invited(session, who, Invite(organisation.id))
    key = session.scalars(select(Invitation.id)).one()

    home = invitations.revoke(session, key, actor=who, now=NOW)

    assert home == (organisation.id, None)
    with pytest.raises(InvitationOverError):
        joined(session, token)


def test_another_members_invitation_is_taken_back_by_who_manages(
    session: Session, organisation: Organisation, network: Network
) -> None:
    who = officer_of(session, organisation)
    invited(session, who, Invite(organisation.id))
    coordinator = actor(session, a_coordinator(session, network))
    invited(session, coordinator, Invite(network_id=network.id, role=Role.COORDINATOR))
    first, second = session.scalars(select(Invitation.id).order_by(Invitation.id))

    member = actor(session, a_member(session, organisation))

    with pytest.raises(NotAllowedError):
        invitations.revoke(session, first, actor=member, now=NOW)
    with pytest.raises(NotAllowedError):
        invitations.revoke(session, second, actor=who, now=NOW)
    invitations.revoke(session, first, actor=officer_of(session, organisation), now=NOW)


def test_only_the_digest_of_an_invitation_is_kept(
    session: Session, organisation: Organisation
) -> None:
    token = invited(session, officer_of(session, organisation), Invite(organisation.id))

    assert token not in session.scalars(select(Invitation.token_hash)).one()
    assert invitation_page(session, token, now=NOW).place == organisation.name
    with pytest.raises(NotFoundError):
        invitation_page(session, "otra", now=NOW)
    with pytest.raises(NotFoundError):
        joined(session, "otra")


def test_without_the_needed_permission_nobody_joins(
    session: Session, organisation: Organisation
) -> None:
    token = invited(session, officer_of(session, organisation), Invite(organisation.id))

    with pytest.raises(consents.ServiceConsentNeededError):
        people.join(session, token, guest(), Given(frozenset()), day=TODAY, now=NOW)
    assert invitation_page(session, token, now=NOW).is_open


def test_who_has_an_account_is_sent_to_it(
    session: Session, organisation: Organisation
) -> None:
    token = invited(session, officer_of(session, organisation), Invite(organisation.id))
    known = a_person(session)
    known.email = "ana@correo.example"
    session.flush()

    with pytest.raises(people.AccountExistsError), session.begin_nested():
        joined(session, token, Draft("Ana", Country.COLOMBIA, known.phone, None, "x"))
    with pytest.raises(people.AccountExistsError), session.begin_nested():
        joined(session, token, Draft("Ana", Country.COLOMBIA, None, known.email, "x"))


def test_somebody_with_an_account_accepts(
    session: Session, organisation: Organisation
) -> None:
    token = invited(
        session, officer_of(session, organisation), Invite(organisation.id, uses=3)
    )
    person = actor(session, a_person(session))

    people.accept(session, token, actor=person, day=TODAY, now=NOW)

    assert role_names(session, person.person_id) == {Role.MEMBER}
    with pytest.raises(roles.RoleHeldError):
        people.accept(session, token, actor=person, day=TODAY, now=NOW)


def test_an_active_person_is_not_taken_over_by_an_invitation(
    session: Session, organisation: Organisation
) -> None:
    who = officer_of(session, organisation)
    victim = a_member(session, organisation)
    token = invited(session, who, Invite(organisation.id, person_id=victim.id))

    with pytest.raises(people.AccountExistsError), session.begin_nested():
        joined(session, token)
    with pytest.raises(NotFoundError):
        people.accept(session, token, actor=who, day=TODAY, now=NOW)


def test_a_coordinator_joins_by_invitation(session: Session, network: Network) -> None:
    who = actor(session, a_coordinator(session, network))
    wanted = Invite(network_id=network.id, role=Role.COORDINATOR)

    key = joined(session, invited(session, who, wanted))

    assert actor_of(session, key, day=TODAY).coordinates == {network.id}


def test_open_invitations_are_seen_by_who_made_them_and_who_manages(
    session: Session, organisation: Organisation, network: Network
) -> None:
    member = actor(session, a_member(session, organisation))
    officer = officer_of(session, organisation)
    coordinator = actor(session, a_coordinator(session, network))
    invited(session, officer, Invite(organisation.id))
    invited(session, member, Invite(organisation.id))
    invited(session, coordinator, Invite(network_id=network.id, role=Role.OFFICER))

    def seen(who: Actor) -> int:
        found = open_invitations(
            session, actor=who, now=NOW, organisation_id=organisation.id
        )
        return len(found)

    assert (seen(member), seen(officer)) == (1, 2)
    assert (
        len(
            open_invitations(session, actor=coordinator, now=NOW, network_id=network.id)
        )
        == 1
    )
