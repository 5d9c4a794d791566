"""Roles are given and ended by others, and kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from network.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from network.models import (
    AuditRow,
    Membership,
    Person,
    PersonState,
)
from network.policy import Actor, Role
from network.queries.actors import actor_of
from network.services import consents, invitations, people, roles, suspensions
from network.services.invitations import InvitationOverError, Invite
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_member,
    a_network,
    a_person,
    an_organisation,
)
from tests.factories_ground import holds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation


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


def invited(session: Session, who: Actor, wanted: Invite) -> str:
    return invitations.invite(session, wanted, actor=who, day=TODAY, now=NOW)


def role_names(session: Session, person_id: int) -> set[Role]:
    held = actor_of(session, person_id, day=TODAY).roles.values()
    return set().union(*held)


def test_a_member_gives_no_other_role(
    session: Session, organisation: Organisation
) -> None:
    member = actor(session, a_member(session, organisation))

    with pytest.raises(NotAllowedError):
        invited(session, member, Invite(organisation.id, role=Role.TREASURER))


def test_roles_are_given_and_ended_by_others(
    session: Session, organisation: Organisation
) -> None:
    who = officer_of(session, organisation)
    member = a_member(session, organisation)
    seat = roles.Seat(member.id, Role.TREASURER, organisation.id)

    key = roles.grant_role(session, seat, actor=who, day=TODAY, now=NOW)
    given = role_names(session, member.id)
    ended = roles.end_role(session, key, actor=who, day=TODAY, now=NOW)
    roles.end_role(session, key, actor=who, day=TODAY, now=NOW)

    assert given == {Role.MEMBER, Role.TREASURER}
    assert role_names(session, member.id) == {Role.MEMBER}
    assert ended == seat
    deeds = session.scalars(select(AuditRow.deed).order_by(AuditRow.id)).all()
    assert deeds == ["membership.granted", "membership.ended"]


def test_nobody_gives_or_takes_a_role_of_their_own(
    session: Session, organisation: Organisation
) -> None:
    person = a_member(session, organisation, Role.OFFICER)
    who = actor(session, person)
    seat = roles.Seat(person.id, Role.TREASURER, organisation.id)
    own = session.scalars(select(Membership.id)).one()

    with pytest.raises(roles.OwnRoleError):
        roles.grant_role(session, seat, actor=who, day=TODAY, now=NOW)
    with pytest.raises(roles.OwnRoleError):
        roles.end_role(session, own, actor=who, day=TODAY, now=NOW)


def test_a_member_may_leave_alone(session: Session, organisation: Organisation) -> None:
    person = a_member(session, organisation)
    own = session.scalars(select(Membership.id)).one()

    roles.end_role(session, own, actor=actor(session, person), day=TODAY, now=NOW)

    assert role_names(session, person.id) == set()


def test_who_counts_the_cash_does_not_keep_it(
    session: Session, organisation: Organisation
) -> None:
    fiscal = a_member(session, organisation, Role.FISCAL)
    seat = roles.Seat(fiscal.id, Role.TREASURER, organisation.id)

    with pytest.raises(roles.RolesApartError):
        roles.grant_role(
            session, seat, actor=officer_of(session, organisation), day=TODAY, now=NOW
        )


def test_a_role_held_is_not_given_again(
    session: Session, organisation: Organisation
) -> None:
    member = a_member(session, organisation)
    seat = roles.Seat(member.id, Role.MEMBER, organisation.id)

    with pytest.raises(roles.RoleHeldError):
        roles.grant_role(
            session, seat, actor=officer_of(session, organisation), day=TODAY, now=NOW
        )


def test_a_stranger_to_the_organisation_gets_no_role(
    session: Session, organisation: Organisation
) -> None:
    seat = roles.Seat(a_person(session).id, Role.MEMBER, organisation.id)

    with pytest.raises(NotFoundError):
        roles.grant_role(
            session, seat, actor=officer_of(session, organisation), day=TODAY, now=NOW
        )


def test_the_last_officer_and_the_last_coordinator_stay(
    session: Session, organisation: Organisation, network: Network
) -> None:
    officer = a_member(session, organisation, Role.OFFICER)
    coordinator = a_coordinator(session, network)
    who = actor(session, coordinator)
    seat_of = {row.role: row.id for row in session.scalars(select(Membership))}

    with pytest.raises(roles.LastOfficerError):
        roles.end_role(session, seat_of[Role.OFFICER], actor=who, day=TODAY, now=NOW)
    with pytest.raises(roles.LastCoordinatorError):
        people.anonymise(session, actor=who, day=TODAY, now=NOW)
    assert officer.state is PersonState.ACTIVE


def test_one_of_two_coordinators_may_go(session: Session, network: Network) -> None:
    first, second = a_coordinator(session, network), a_coordinator(session, network)
    seat = session.scalars(
        select(Membership.id).where(Membership.person_id == second.id)
    ).one()

    roles.end_role(session, seat, actor=actor(session, first), day=TODAY, now=NOW)

    assert not actor(session, second).coordinates


def test_a_coordinator_names_another_from_the_network(
    session: Session, organisation: Organisation, network: Network
) -> None:
    who = actor(session, a_coordinator(session, network))
    member = a_member(session, organisation)
    stranger = a_person(session)

    seat = roles.Seat(member.id, Role.COORDINATOR, network_id=network.id)
    roles.grant_role(session, seat, actor=who, day=TODAY, now=NOW)

    assert actor(session, member).coordinates == {network.id}
    other = roles.Seat(stranger.id, Role.COORDINATOR, network_id=network.id)
    with pytest.raises(NotFoundError):
        roles.grant_role(session, other, actor=who, day=TODAY, now=NOW)


def test_a_coordinator_suspends_and_restores(
    session: Session, organisation: Organisation, network: Network
) -> None:
    who = actor(session, a_coordinator(session, network))
    person = a_member(session, organisation)

    suspensions.suspend(session, person.id, "Prueba", actor=who, day=TODAY, now=NOW)
    suspended = person.state
    suspensions.restore(session, person.id, "Prueba", actor=who, day=TODAY, now=NOW)

    assert suspended is PersonState.SUSPENDED
    assert person.state is PersonState.ACTIVE


def test_nobody_else_suspends(
    session: Session, organisation: Organisation, network: Network
) -> None:
    person = a_member(session, organisation)
    helped = a_person(session, state=PersonState.ASSISTED)
    holds(session, helped, organisation, Role.MEMBER)
    coordinator = a_coordinator(session, network)
    other = actor(session, a_coordinator(session, a_network(session)))

    for who, whom in (
        (officer_of(session, organisation), person),
        (other, person),
        (actor(session, coordinator), helped),
    ):
        with pytest.raises(NotFoundError):
            suspensions.suspend(
                session, whom.id, "Por qué", actor=who, day=TODAY, now=NOW
            )
    with pytest.raises(roles.OwnRoleError):
        suspensions.suspend(
            session,
            coordinator.id,
            "Por qué",
            actor=actor(session, coordinator),
            day=TODAY,
            now=NOW,
        )


def test_kinds_of_errors_lead_to_the_right_answers() -> None:
    assert issubclass(InvitationOverError, ConflictError)
    assert issubclass(consents.WitnessNeededError, InvalidError)
    assert issubclass(roles.OwnRoleError, NotAllowedError)
