"""Declared trust that waits for somebody: to be answered, or to be renewed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from network.models import NetworkMembership
from network.policy import Role
from network.queries.renewals import ending_trust, unanswered_trust
from tests.factories import TODAY, a_network, an_organisation
from tests.factories_trust import speaking_for, trusts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def one(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network, name="Los Cafetales")


@pytest.fixture
def other(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network, name="La Esperanza")


def test_officers_are_told_who_trusts_them_and_has_no_answer(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    third = an_organisation(session, network=network)
    fourth = an_organisation(session, network=network)
    for day, source, target in (
        (10, other, one),
        (20, third, one),
        (5, one, third),
        (400, fourth, one),
    ):
        trusts(session, network, source, target, day=TODAY - timedelta(days=day))
    officer = speaking_for(session, one)
    member = speaking_for(session, one, Role.MEMBER)

    [waiting] = unanswered_trust(session, actor=officer, day=TODAY)
    much_later = unanswered_trust(
        session, actor=officer, day=TODAY + timedelta(days=361)
    )
    nothing = unanswered_trust(session, actor=member, day=TODAY)
    trusts(session, network, one, other, day=TODAY)

    assert (waiting.organisation_id, waiting.network_id, waiting.count) == (
        one.id,
        network.id,
        1,
    )
    assert much_later == nothing == ()
    assert unanswered_trust(session, actor=officer, day=TODAY) == ()


def test_officers_are_reminded_of_what_is_about_to_end(
    session: Session, network: Network, one: Organisation, other: Organisation
) -> None:
    third = an_organisation(session, network=network)
    trusts(session, network, one, other, day=TODAY - timedelta(days=340))
    trusts(session, network, one, third, day=TODAY - timedelta(days=10))
    officer = speaking_for(session, one)
    member = speaking_for(session, one, Role.MEMBER)

    [ending] = ending_trust(session, actor=officer, day=TODAY)
    nothing = ending_trust(session, actor=member, day=TODAY)
    session.query(NetworkMembership).filter_by(organisation_id=other.id).update(
        {"until": TODAY}
    )

    assert (ending.organisation_id, ending.network_id, ending.count) == (
        one.id,
        network.id,
        1,
    )
    assert nothing == ()
    assert ending_trust(session, actor=officer, day=TODAY) == ()
