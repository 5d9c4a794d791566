"""What is supposed of a network, and what could join its groups."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from network.core.advice.attention import BridgeKind
from network.errors import NotAllowedError, NotFoundError
from network.models import (
    Layer,
    NetworkMembership,
    Place,
)
from network.queries import advice as read
from network.services.snapshots import take_snapshot
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_member,
    a_network,
    acting,
    an_organisation,
    coordinating,
)
from tests.factories_advice import a_star, a_tie

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation
    from network.policy import Actor


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def coordinator(session: Session, network: Network) -> Actor:
    return coordinating(a_coordinator(session, network), network)


@pytest.fixture
def star(session: Session, network: Network) -> list[Organisation]:
    some = a_star(session, network, 6)
    for leaf in some[1:]:
        a_tie(session, network, some[0], leaf, layer=Layer.OBSERVED_TRUST)
    return some


def test_everybody_in_the_network_may_suppose(
    session: Session, network: Network, star: list[Organisation]
) -> None:
    hub, one, other = star[0], star[1], star[2]
    member = acting(a_member(session, one), one, network=network)

    gone = read.what_if(session, network.id, {hub.id}, (), actor=member, day=TODAY)
    met = read.what_if(
        session,
        network.id,
        (),
        [(one.id, other.id), (hub.id, one.id), (one.id, 10**6)],
        actor=member,
        day=TODAY,
    )

    assert [each.name for each in gone.removed] == [hub.name]
    assert (gone.cut_off_count, gone.after.pieces) == (5, 6)
    assert gone.heaviest[1] is None
    assert [(a.id, b.id) for a, b in met.added] == [(one.id, other.id)]
    assert met.ignored == 2
    assert met.after.needed == met.before.needed - 1
    assert not met.is_empty
    elsewhere = a_network(session)
    stranger = coordinating(a_coordinator(session, elsewhere), elsewhere)
    with pytest.raises(NotFoundError):
        read.what_if(session, network.id, {1}, (), actor=stranger, day=TODAY)


def test_supposing_nonsense_supposes_nothing(
    session: Session, network: Network, coordinator: Actor
) -> None:
    found = read.what_if(
        session, network.id, {5}, [(3, 9)], actor=coordinator, day=TODAY
    )

    assert found.is_empty
    assert found.ignored == 2
    assert found.before == found.after


def test_who_accompanies_is_no_part_of_what_is_supposed(
    session: Session,
    network: Network,
    coordinator: Actor,
    star: list[Organisation],
) -> None:
    session.query(NetworkMembership).filter_by(organisation_id=star[0].id).update(
        {"is_supporting": True}
    )

    found = read.what_if(
        session, network.id, {star[0].id}, (), actor=coordinator, day=TODAY
    )

    assert found.is_empty
    assert found.before.pieces == 6


def test_layers_can_be_supposed_apart(
    session: Session,
    network: Network,
    coordinator: Actor,
    star: list[Organisation],
) -> None:
    found = read.what_if(
        session,
        network.id,
        {star[0].id},
        (),
        actor=coordinator,
        day=TODAY,
        layers=[Layer.TRADE],
    )

    assert found.before.pieces == 7


def measured(session: Session, network: Network) -> None:
    take_snapshot(session, network.id, day=TODAY, now=NOW)


def test_groups_that_hardly_touch_could_share_a_truck(
    session: Session, network: Network, coordinator: Actor
) -> None:
    groups = [
        [an_organisation(session, network=network) for _ in range(4)] for _ in "ab"
    ]
    for group in groups:
        for one, other in combinations(group, 2):
            a_tie(session, network, one, other)
    for place_id in (groups[0][0].place_id, groups[1][0].place_id):
        place = session.get_one(Place, place_id)
        place.latitude, place.longitude = 1.25, -77.5
    measured(session, network)

    (row,) = read.bridges(
        session, network.id, actor=coordinator, day=TODAY, rejected_since=NOW
    )

    assert {row.one.id, row.other.id} == {groups[0][0].id, groups[1][0].id}
    assert (row.kind, row.kilometres) == (BridgeKind.FREIGHT, 0)
    assert row.one_group
    officer = acting(a_member(session, groups[0][0]), groups[0][0], network=network)
    with pytest.raises(NotAllowedError):
        read.bridges(session, network.id, actor=officer, day=TODAY, rejected_since=NOW)


def test_one_group_or_none_needs_no_bridge(
    session: Session, network: Network, coordinator: Actor
) -> None:
    before = read.bridges(
        session, network.id, actor=coordinator, day=TODAY, rejected_since=NOW
    )
    a_star(session, network, 3)
    measured(session, network)
    after = read.bridges(
        session, network.id, actor=coordinator, day=TODAY, rejected_since=NOW
    )

    assert before == after == []
