"""Who somebody is on a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.models import Membership, NetworkMembership
from network.policy import Role
from network.queries.actors import actor_of
from network.queries.directory import (
    network_organisations,
    networks_of,
    organisation_card,
)
from tests.factories import TODAY, a_coordinator, a_member, a_network, an_organisation
from tests.factories_ground import holds, joins

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_roles_count_in_the_networks_of_their_organisation(session: Session) -> None:
    first, second = a_network(session), a_network(session)
    here = an_organisation(session, network=first)
    there = an_organisation(session, network=second)
    person = a_member(session, here, Role.OFFICER)
    holds(session, person, there, Role.MEMBER)
    joins(session, second, here)

    actor = actor_of(session, person.id, day=TODAY, second_factor=True)

    assert actor.roles == {here.id: {Role.OFFICER}, there.id: {Role.MEMBER}}
    assert actor.networks == {first.id, second.id}
    assert actor.roles_in == {
        first.id: {Role.OFFICER},
        second.id: {Role.OFFICER, Role.MEMBER},
    }
    assert actor.second_factor


def test_a_role_that_ends_today_is_over_today(session: Session) -> None:
    organisation = an_organisation(session, network=a_network(session))
    person = a_member(session, organisation)
    row = session.scalars(select(Membership)).one()
    row.until = TODAY
    session.flush()

    before = actor_of(session, person.id, day=TODAY - timedelta(days=1))
    today = actor_of(session, person.id, day=TODAY)

    assert organisation.id in before.roles
    assert not today.roles


def test_an_organisation_that_left_takes_its_people_along(session: Session) -> None:
    network = a_network(session)
    organisation = an_organisation(session, network=network)
    person = a_member(session, organisation)
    session.scalars(select(NetworkMembership)).one().until = TODAY
    session.flush()

    actor = actor_of(session, person.id, day=TODAY)

    assert organisation.id in actor.roles
    assert not actor.networks
    assert networks_of(session, organisation.id, day=TODAY) == []


def test_a_coordinator_holds_a_network(session: Session) -> None:
    network = a_network(session)
    organisation = an_organisation(session, network=network)

    actor = actor_of(session, a_coordinator(session, network).id, day=TODAY)

    card = organisation_card(session, organisation.id)
    assert actor.coordinates == {network.id}
    assert network_organisations(session, network.id, day=TODAY) == [card]
