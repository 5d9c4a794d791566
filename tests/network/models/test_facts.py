"""Which ties are active on a day, whatever day it is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from network.models import Layer, NetworkMembership
from network.models.facts import active_ties, members_on, supporting_on
from network.queries.facts import tie_facts
from tests.factories import TODAY, a_network, an_organisation
from tests.factories_red import a_tie, a_trust, some_organisations

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation

YEAR = timedelta(days=365)
DAY = timedelta(days=1)


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def three(session: Session, network: Network) -> list[Organisation]:
    return some_organisations(session, network, 3)


def test_weights_of_the_year_add_up(
    session: Session, network: Network, three: list[Organisation]
) -> None:
    one, other, _ = three
    a_tie(session, network, one, other, day=TODAY - 2 * YEAR, weight=5)
    a_tie(session, network, one, other, day=TODAY - 10 * DAY, weight=2)
    a_tie(session, network, other, one, day=TODAY, weight=1)

    (fact,) = active_ties(session, network.id, TODAY)

    assert (fact.source, fact.target, fact.weight) == (one.id, other.id, 3)
    assert (fact.first_day, fact.last_day) == (TODAY - 2 * YEAR, TODAY)


def test_a_tie_is_active_for_a_year_and_no_longer(
    session: Session, network: Network, three: list[Organisation]
) -> None:
    a_tie(session, network, three[0], three[1], day=TODAY)

    assert active_ties(session, network.id, TODAY - DAY) == []
    assert len(active_ties(session, network.id, TODAY)) == 1
    assert len(active_ties(session, network.id, TODAY + YEAR - DAY)) == 1
    assert active_ties(session, network.id, TODAY + YEAR) == []


def test_events_without_weight_make_no_tie(
    session: Session, network: Network, three: list[Organisation]
) -> None:
    a_tie(session, network, three[0], three[1], day=TODAY, weight=0)

    assert active_ties(session, network.id, TODAY) == []


def test_the_day_is_that_of_the_last_event_with_weight(
    session: Session, network: Network, three: list[Organisation]
) -> None:
    a_tie(session, network, three[0], three[1], day=TODAY - 5 * DAY)
    a_tie(session, network, three[0], three[1], day=TODAY, weight=0)

    (fact,) = active_ties(session, network.id, TODAY)

    assert fact.last_day == TODAY - 5 * DAY


def test_trust_counts_when_both_sides_declared_it(
    session: Session, network: Network, three: list[Organisation]
) -> None:
    one, other, third = three
    a_trust(session, network, one, other)
    a_trust(session, network, other, one)
    a_trust(session, network, one, third)

    facts = tie_facts(session, network.id, TODAY)
    counted = active_ties(session, network.id, TODAY, one_sided=True)

    assert [(fact.source, fact.target) for fact in facts] == [
        (one.id, other.id),
        (other.id, one.id),
    ]
    assert len(counted) == 3


def test_trust_ends_when_one_side_withdraws_it_and_comes_back(
    session: Session, network: Network, three: list[Organisation]
) -> None:
    one, other, _ = three
    a_trust(session, network, other, one, day=TODAY - 9 * DAY)
    a_trust(session, network, one, other, day=TODAY - 9 * DAY)
    a_trust(session, network, one, other, day=TODAY - 5 * DAY, withdrawn=True)
    a_trust(session, network, one, other, day=TODAY - 2 * DAY)

    found = [
        len(active_ties(session, network.id, TODAY - back * DAY))
        for back in (10, 9, 5, 3, 2, 0)
    ]

    assert found == [0, 2, 0, 0, 2, 2]


def test_said_and_withdrawn_on_one_day_the_last_word_counts(
    session: Session, network: Network, three: list[Organisation]
) -> None:
    one, other, _ = three
    a_trust(session, network, other, one, day=TODAY)
    a_trust(session, network, one, other, day=TODAY)
    a_trust(session, network, one, other, day=TODAY, withdrawn=True)

    assert active_ties(session, network.id, TODAY) == []


def test_layers_and_organisations_can_be_chosen(
    session: Session, network: Network, three: list[Organisation]
) -> None:
    one, other, third = three
    a_tie(session, network, one, other)
    a_tie(session, network, other, third, layer=Layer.TRADE)

    trade = active_ties(session, network.id, TODAY, layers={Layer.TRADE})
    two = active_ties(session, network.id, TODAY, among=[one.id, other.id])
    nobody = active_ties(session, network.id, TODAY, among=[])

    assert [fact.layer for fact in trade] == [Layer.TRADE]
    assert [(fact.source, fact.target) for fact in two] == [(one.id, other.id)]
    assert nobody == []


def test_another_network_has_ties_of_its_own(
    session: Session, network: Network, three: list[Organisation]
) -> None:
    a_tie(session, network, three[0], three[1])

    assert active_ties(session, a_network(session).id, TODAY) == []


def test_members_are_those_of_the_day(session: Session, network: Network) -> None:
    stays, gone, supports = (
        an_organisation(session, network=network) for _ in range(3)
    )
    for row in session.query(NetworkMembership):
        if row.organisation_id == gone.id:
            row.until = TODAY
        row.is_supporting = row.organisation_id == supports.id
    session.flush()

    before = members_on(session, network.id, TODAY - DAY)

    assert before == {stays.id, gone.id, supports.id}
    assert members_on(session, network.id, TODAY) == {stays.id, supports.id}
    assert supporting_on(session, network.id, TODAY) == {supports.id}
