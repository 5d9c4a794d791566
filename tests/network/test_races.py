"""Two at the same moment: one is let through, the other is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from network.clock import now
from network.db import db, transaction
from network.models import (
    Country,
    Invitation,
    Network,
    Organisation,
    Person,
    TieEvent,
)
from network.models.people import ConsentPurpose
from network.models.ties import Layer, TieKind
from network.services import invitations, networks, people, ties
from network.services.consents import Given
from network.services.invitations import Invite
from network.services.networks import NewNetwork
from network.services.people import Draft
from tests.factories import TODAY, a_network, an_organisation
from tests.together import TOGETHER, at_once, own_database, site

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["own_database", "site"]


def draft(number: int) -> Draft:
    return Draft(
        "Ana Prueba", Country.COLOMBIA, f"+57310{number:07d}", password_hash="x"
    )


def test_a_link_for_one_lets_one_in(site: Flask) -> None:
    with site.app_context(), transaction() as session:
        organisation = an_organisation(session, network=a_network(session))
        token = invitations.invite_as_operator(
            session, Invite(organisation.id), now=now()
        )

    def join(number: int) -> int:
        given = Given(frozenset({ConsentPurpose.SERVICE}))
        with transaction() as session:
            return people.join(
                session, token, draft(number), given, day=TODAY, now=now()
            )

    results = at_once(site, join)

    with site.app_context():
        assert results.count(invitations.InvitationOverError) == TOGETHER - 1
        assert db.session.scalar(select(func.count(Person.id))) == 1
        assert db.session.scalar(select(Invitation.uses_left)) == 0


def test_one_telephone_makes_one_person(site: Flask) -> None:
    def add(_number: int) -> int:
        with transaction() as session:
            return people.add_person(session, draft(1), now=now())

    results = at_once(site, add)

    assert results.count(people.PhoneTakenError) == TOGETHER - 1


def test_an_empty_instance_begins_once(site: Flask) -> None:
    def begin(number: int) -> int:
        wanted = NewNetwork(
            f"Red {number}", "Valle", Country.COLOMBIA, "America/Bogota"
        )
        with transaction() as session:
            return networks.create_first_network(
                session, wanted, draft(number), day=TODAY, now=now()
            )

    results = at_once(site, begin)

    with site.app_context():
        assert results.count(networks.AlreadyStartedError) == TOGETHER - 1
        assert db.session.scalar(select(func.count(Network.id))) == 1


def test_an_event_reported_together_counts_once(site: Flask) -> None:
    with site.app_context(), transaction() as session:
        network = a_network(session)
        one, other = (an_organisation(session, network=network) for _ in range(2))
        ends = (network.id, one.id, other.id)

    def weave(_number: int) -> bool:
        with transaction() as session:
            return ties.record_event(
                session,
                network_id=ends[0],
                layer=Layer.TRADE,
                kind=TieKind.DELIVERED,
                source_id=ends[1],
                target_id=ends[2],
                day=TODAY,
                weight=3,
                evidence="delivery:1",
            )

    results = at_once(site, weave)

    with site.app_context():
        assert sorted(map(bool, results)) == [False] * (TOGETHER - 1) + [True]
        assert db.session.scalar(select(func.count(TieEvent.id))) == 1
        assert db.session.scalar(select(func.count(Organisation.id))) == 2
