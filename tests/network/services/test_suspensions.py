"""A suspended person is let in again by the network that suspended them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from network.errors import NotFoundError
from network.models import Membership, NetworkMembership, PersonState, Suspension
from network.policy import Role
from network.queries.actors import actor_of
from network.queries.people import export_own
from network.services import suspensions
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

    from network.models import Network, Person
    from network.policy import Actor

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def first(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def second(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def person(session: Session, first: Network, second: Network) -> Person:
    """Somebody with a role in an organisation of each network."""
    someone = a_member(session, an_organisation(session, network=first))
    holds(session, someone, an_organisation(session, network=second), Role.MEMBER)
    return someone


@pytest.fixture
def ana(session: Session, first: Network) -> Actor:
    """A coordinator of the first network."""
    return coordinator(session, first)


@pytest.fixture
def beto(session: Session, second: Network) -> Actor:
    """A coordinator of the second network."""
    return coordinator(session, second)


def coordinator(session: Session, network: Network) -> Actor:
    return actor_of(session, a_coordinator(session, network).id, day=TODAY)


def suspend(session: Session, person: Person, who: Actor) -> None:
    suspensions.suspend(session, person.id, "Prueba", actor=who, day=TODAY, now=NOW)


def restore(session: Session, person: Person, who: Actor) -> str:
    return suspensions.restore(
        session, person.id, "Prueba", actor=who, day=TODAY, now=NOW
    )


def standing(session: Session, person: Person) -> list[int]:
    """Networks that keep the door closed."""
    return list(
        session.scalars(
            select(Suspension.network_id)
            .where(Suspension.person_id == person.id, Suspension.lifted_at.is_(None))
            .order_by(Suspension.network_id)
        )
    )


def test_the_coordination_of_another_network_does_not_let_in(
    session: Session, first: Network, person: Person, ana: Actor, beto: Actor
) -> None:
    suspend(session, person, ana)

    with pytest.raises(suspensions.SuspendedElsewhereError) as refused:
        restore(session, person, beto)

    assert refused.value.values == {"networks": first.name}
    assert person.state is PersonState.SUSPENDED
    assert standing(session, person) == [first.id]


def test_another_coordinator_of_the_same_network_lets_in(
    session: Session, first: Network, person: Person, ana: Actor
) -> None:
    suspend(session, person, ana)
    colleague = coordinator(session, first)

    elsewhere = restore(session, person, colleague)

    row = session.scalars(select(Suspension)).one()
    own = export_own(session, actor=actor_of(session, person.id, day=TODAY))
    kept = {
        "network": first.name,
        "suspended_at": NOW.isoformat(),
        "lifted_at": NOW.isoformat(),
    }
    assert elsewhere == ""
    assert person.state is PersonState.ACTIVE
    assert own["suspensions"] == [kept]
    assert export_own(session, actor=ana)["suspensions"] == []
    assert (row.suspended_by, row.lifted_by) == (ana.person_id, colleague.person_id)
    assert row.lifted_at == NOW


def test_who_two_networks_suspended_enters_when_both_let_in(
    session: Session,
    first: Network,
    second: Network,
    person: Person,
    ana: Actor,
    beto: Actor,
) -> None:
    for who in (ana, beto, ana):
        suspend(session, person, who)
    before = standing(session, person)

    elsewhere = restore(session, person, ana)
    between = person.state
    end = restore(session, person, beto)

    assert before == [first.id, second.id]
    assert (elsewhere, between) == (second.name, PersonState.SUSPENDED)
    assert (end, person.state) == ("", PersonState.ACTIVE)


def test_who_coordinates_both_networks_acts_for_both(
    session: Session, first: Network, second: Network, person: Person, ana: Actor
) -> None:
    both = a_coordinator(session, first)
    session.add(
        Membership(
            person_id=both.id,
            network_id=second.id,
            role=Role.COORDINATOR,
            since=YESTERDAY,
        )
    )
    session.flush()
    suspend(session, person, actor_of(session, both.id, day=TODAY))
    before = standing(session, person)

    elsewhere = restore(session, person, ana)

    assert before == [first.id, second.id]
    assert elsewhere == second.name
    assert standing(session, person) == [second.id]


def test_a_network_whose_coordinators_cannot_enter_keeps_nobody_out(
    session: Session, person: Person, ana: Actor, beto: Actor
) -> None:
    suspend(session, person, ana)
    suspended = session.scalars(
        select(Membership).where(Membership.person_id == ana.person_id)
    ).one()
    suspended.person.state = PersonState.SUSPENDED

    elsewhere = restore(session, person, beto)

    assert (elsewhere, person.state) == ("", PersonState.ACTIVE)


def test_a_network_without_coordinators_keeps_nobody_out(
    session: Session, person: Person, ana: Actor, beto: Actor
) -> None:
    suspend(session, person, ana)
    seat = session.scalars(
        select(Membership).where(Membership.person_id == ana.person_id)
    ).one()
    seat.until = TODAY

    elsewhere = restore(session, person, beto)

    assert (elsewhere, person.state) == ("", PersonState.ACTIVE)


@pytest.mark.parametrize("leaves", ["person", "organisation"])
def test_a_network_that_the_person_left_keeps_nobody_out(
    session: Session,
    first: Network,
    person: Person,
    ana: Actor,
    beto: Actor,
    leaves: str,
) -> None:
    suspend(session, person, ana)
    inside = session.scalars(
        select(NetworkMembership).where(NetworkMembership.network_id == first.id)
    ).one()
    seat = session.scalars(
        select(Membership).where(
            Membership.person_id == person.id,
            Membership.organisation_id == inside.organisation_id,
        )
    ).one()
    (seat if leaves == "person" else inside).until = TODAY
    session.flush()

    elsewhere = restore(session, person, beto)

    assert (elsewhere, person.state) == ("", PersonState.ACTIVE)


def test_the_network_that_suspended_lets_in_who_left_it(
    session: Session, person: Person, ana: Actor
) -> None:
    suspend(session, person, ana)
    for seat in person.memberships:
        seat.until = TODAY
    session.flush()

    elsewhere = restore(session, person, ana)

    assert (elsewhere, person.state) == ("", PersonState.ACTIVE)


def test_strangers_learn_nothing_of_a_suspension(
    session: Session, person: Person, ana: Actor
) -> None:
    suspend(session, person, ana)
    stranger = coordinator(session, a_network(session))

    for who in (stranger, actor_of(session, a_person(session).id, day=TODAY)):
        with pytest.raises(NotFoundError):
            restore(session, person, who)
    assert person.state is PersonState.SUSPENDED


def test_who_deleted_the_account_is_not_let_in_again(
    session: Session, person: Person, ana: Actor
) -> None:
    suspend(session, person, ana)
    person.state = PersonState.ANONYMISED

    with pytest.raises(NotFoundError):
        restore(session, person, ana)


def test_somebody_suspended_before_that_was_kept_is_let_in_by_any_of_theirs(
    session: Session, person: Person, beto: Actor
) -> None:
    person.state = PersonState.SUSPENDED

    elsewhere = restore(session, person, beto)

    assert (elsewhere, person.state) == ("", PersonState.ACTIVE)
