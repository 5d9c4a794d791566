from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from network.clock import now
from network.errors import NotFoundError
from network.models import (
    Layer,
    NetworkMembership,
    NetworkSnapshot,
    SnapshotOrganisation,
    TieKind,
)
from network.policy import Actor, Role
from network.queries.red import organisation_reading
from network.services.ties import record_event
from tests.factories import (
    TODAY,
    a_member,
    a_network,
    acting,
    an_organisation,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.models import Network, Organisation


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


def reader(session: Session, organisation: Organisation, network: Network) -> Actor:
    return acting(a_member(session, organisation), organisation, network=network)


def tied(
    session: Session,
    one: Organisation,
    other: Organisation,
    *,
    layer: Layer = Layer.JOINT_PURCHASE,
    day: date = TODAY,
    network: Network,
) -> None:
    trust = layer is Layer.DECLARED_TRUST
    record_event(
        session,
        network_id=network.id,
        layer=layer,
        kind=TieKind.TRUST_DECLARED if trust else TieKind.DELIVERED,
        source_id=one.id,
        target_id=other.id,
        day=day,
        weight=1,
        evidence=f"{layer}:{one.id}:{other.id}:{day}",
    )


def test_ties_are_told_by_kind_with_whom_and_since_when(
    session: Session, network: Network
) -> None:
    one, two, three = (an_organisation(session, network=network) for _ in range(3))
    before = TODAY - timedelta(days=40)
    tied(session, one, two, network=network, day=before)
    tied(session, one, two, network=network)
    tied(session, one, three, network=network, day=before)
    tied(session, two, three, network=network)

    page = organisation_reading(
        session, network.id, one.id, actor=reader(session, one, network), day=TODAY
    )

    (layer,) = page.layers
    assert layer.layer is Layer.JOINT_PURCHASE
    assert [tie.other.id for tie in layer.ties] == [two.id, three.id]
    assert layer.ties[0].since == before
    assert layer.ties[0].last_day == TODAY
    assert page.neighbours == 2
    assert page.months == ()
    assert page.left_on is None


def test_who_gives_and_who_receives_is_told_where_it_has_a_direction(
    session: Session, network: Network
) -> None:
    one, two, three = (an_organisation(session, network=network) for _ in range(3))
    tied(session, one, two, network=network, layer=Layer.TRADE)
    tied(session, two, one, network=network, layer=Layer.TRADE)
    tied(session, three, one, network=network, layer=Layer.TRADE)

    page = organisation_reading(
        session, network.id, one.id, actor=reader(session, two, network), day=TODAY
    )

    ways = {tie.other.id: (tie.gives, tie.receives) for tie in page.layers[0].ties}
    assert ways == {two.id: (True, True), three.id: (False, True)}


def test_who_kept_a_promise_is_whom_the_other_trusts_for_it(
    session: Session, network: Network
) -> None:
    one, two = (an_organisation(session, network=network) for _ in range(2))
    tied(session, two, one, network=network, layer=Layer.OBSERVED_TRUST)

    page = organisation_reading(
        session, network.id, one.id, actor=reader(session, two, network), day=TODAY
    )

    assert page.layers[0].ties[0].gives
    assert not page.layers[0].ties[0].receives


def test_trust_that_only_one_side_declared_is_not_told(
    session: Session, network: Network
) -> None:
    one, two = (an_organisation(session, network=network) for _ in range(2))
    tied(session, two, one, network=network, layer=Layer.DECLARED_TRUST)
    actor = reader(session, one, network)

    alone = organisation_reading(session, network.id, one.id, actor=actor, day=TODAY)
    tied(session, one, two, network=network, layer=Layer.DECLARED_TRUST)
    both = organisation_reading(session, network.id, one.id, actor=actor, day=TODAY)

    assert alone.layers == ()
    assert [tie.other.id for tie in both.layers[0].ties] == [two.id]
    assert not both.layers[0].ties[0].gives


def test_a_member_that_left_keeps_its_history_and_no_ties(
    session: Session, network: Network
) -> None:
    one, two = (an_organisation(session, network=network) for _ in range(2))
    tied(session, one, two, network=network)
    session.query(NetworkMembership).filter_by(organisation_id=one.id).update(
        {"until": TODAY}
    )

    page = organisation_reading(
        session, network.id, one.id, actor=reader(session, two, network), day=TODAY
    )

    assert page.left_on == TODAY
    assert page.layers == ()
    assert page.cut_off == ()


def test_the_months_tell_how_the_place_changed_and_who_hangs_on_it(
    session: Session, network: Network
) -> None:
    one, two = (an_organisation(session, network=network) for _ in range(2))
    for month, degree in (("2026-01", 1), ("2026-02", 2)):
        snapshot = NetworkSnapshot(
            network_id=network.id,
            month=month,
            day=TODAY,
            taken_at=now(),
            organisations=2,
            measures={},
            community_ties=[],
        )
        session.add(snapshot)
        session.flush()
        session.add(
            SnapshotOrganisation(
                snapshot_id=snapshot.id,
                organisation_id=one.id,
                x=1,
                y=1,
                community=0,
                degree=degree,
                degrees={},
                betweenness_ppm=0,
                harmonic_ppm=0,
                core=1,
                largest_without=1,
                cut_off=1,
                cut_off_ids=[two.id],
            )
        )
    session.flush()

    page = organisation_reading(
        session, network.id, one.id, actor=reader(session, two, network), day=TODAY
    )

    assert [(each.month, each.degree) for each in page.months] == [
        ("2026-01", 1),
        ("2026-02", 2),
    ]
    assert [each.id for each in page.cut_off] == [two.id]
    assert page.cut_off_count == 1


def test_strangers_and_organisations_of_other_networks_are_not_found(
    session: Session, network: Network
) -> None:
    one = an_organisation(session, network=network)
    elsewhere = a_network(session)
    other = an_organisation(session, network=elsewhere)
    mine, theirs = reader(session, one, network), reader(session, other, elsewhere)

    for organisation_id, actor in ((one.id, theirs), (other.id, mine), (0, mine)):
        with pytest.raises(NotFoundError):
            organisation_reading(
                session, network.id, organisation_id, actor=actor, day=TODAY
            )


def test_somebody_who_comes_next_month_has_not_left(
    session: Session, network: Network
) -> None:
    one, two = (an_organisation(session, network=network) for _ in range(2))
    session.query(NetworkMembership).filter_by(organisation_id=one.id).update(
        {"since": TODAY + timedelta(days=9)}
    )
    actor = replace(
        reader(session, two, network), roles={two.id: frozenset({Role.OFFICER})}
    )

    page = organisation_reading(session, network.id, one.id, actor=actor, day=TODAY)

    assert page.left_on is None
    assert page.layers == ()


def test_ties_with_those_that_left_are_not_counted(
    session: Session, network: Network
) -> None:
    one, stays, leaves = (
        an_organisation(session, network=network, name=name)
        for name in ("Una", "Queda", "Sale")
    )
    tied(session, one, stays, network=network)
    tied(session, one, leaves, network=network)
    session.query(NetworkMembership).filter_by(organisation_id=leaves.id).update(
        {"until": TODAY}
    )

    page = organisation_reading(
        session, network.id, one.id, actor=reader(session, one, network), day=TODAY
    )

    assert page.neighbours == 1
    assert [tie.other.name for tie in page.layers[0].ties] == ["Queda"]
