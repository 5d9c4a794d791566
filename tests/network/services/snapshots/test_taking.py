"""A snapshot says what the ties of a day amount to, and is kept once a month."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network.core.layout import HEIGHT, WIDTH
from network.core.snapshots.taking import take
from network.models import (
    Layer,
    NetworkMembership,
    NetworkSnapshot,
    Place,
    PlaceLevel,
    SnapshotCommunity,
    SnapshotOrganisation,
)
from network.services import snapshots
from tests.factories import LONG_AGO, NOW, TODAY, a_network, an_organisation
from tests.factories_red import a_tie, a_trust, some_organisations, woven

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.models import Network

DAY = timedelta(days=1)
RING = [(at, (at + 1) % 6) for at in range(6)]


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


def taken(
    session: Session, network: Network, day: date = TODAY, minutes: int = 0
) -> NetworkSnapshot:
    now = NOW + timedelta(minutes=minutes)
    key = snapshots.take_snapshot(session, network.id, day=day, now=now)
    return session.get_one(NetworkSnapshot, key)


def rows_of(
    session: Session, snapshot: NetworkSnapshot
) -> dict[int, SnapshotOrganisation]:
    found = session.scalars(
        select(SnapshotOrganisation).where(
            SnapshotOrganisation.snapshot_id == snapshot.id
        )
    )
    return {row.organisation_id: row for row in found}


def test_an_empty_network_has_a_snapshot_too(
    session: Session, network: Network
) -> None:
    snapshot = taken(session, network)

    assert snapshot.organisations == 0
    assert snapshot.measures["all"]["shape"]["kind"] == "beginning"
    assert snapshot.measures["all"]["peer"] is None
    assert snapshot.measures["holding_layer"] is None
    assert rows_of(session, snapshot) == {}


def test_one_organisation_stands_alone(session: Session, network: Network) -> None:
    (only,) = some_organisations(session, network, 1)

    snapshot = taken(session, network)

    row = rows_of(session, snapshot)[only.id]
    assert (row.degree, row.core, row.largest_without) == (0, 0, 0)
    assert snapshot.measures["counts"]["alone"] == 1


def test_a_star_hangs_on_its_centre(session: Session, network: Network) -> None:
    several = some_organisations(session, network, 6)
    woven(session, network, several, [(0, far) for far in range(1, 6)])

    snapshot = taken(session, network)

    centre = rows_of(session, snapshot)[several[0].id]
    assert snapshot.measures["all"]["shape"]["kind"] == "centralised"
    assert snapshot.measures["counts"]["indispensable"] == 1
    assert (centre.degree, centre.largest_without, centre.cut_off) == (5, 1, 4)
    assert len(centre.cut_off_ids) == 4
    assert centre.betweenness_ppm == 1_000_000


def test_two_pieces_are_a_fragmented_network(
    session: Session, network: Network
) -> None:
    several = some_organisations(session, network, 8)
    woven(session, network, several, [(0, 1), (1, 2), (2, 3), (4, 5), (5, 6), (6, 7)])

    snapshot = taken(session, network)

    assert snapshot.measures["all"]["shape"]["kind"] == "fragmented"
    assert snapshot.measures["all"]["whole"]["components"] == 2


def test_the_supporting_organisation_is_left_out(
    session: Session, network: Network
) -> None:
    several = some_organisations(session, network, 5)
    woven(session, network, several, [(0, far) for far in range(1, 5)])
    stay = session.scalars(
        select(NetworkMembership).where(
            NetworkMembership.organisation_id == several[0].id
        )
    ).one()
    stay.is_supporting = True
    session.flush()

    snapshot = taken(session, network)

    assert snapshot.organisations == 4
    assert snapshot.measures["all"]["ties"] == 0
    assert several[0].id not in rows_of(session, snapshot)
    assert all(row.last_day is None for row in rows_of(session, snapshot).values())


def test_a_member_that_left_is_in_the_months_before_only(
    session: Session, network: Network
) -> None:
    several = some_organisations(session, network, 6)
    woven(session, network, several, RING, day=TODAY - 40 * DAY)
    stay = session.scalars(
        select(NetworkMembership).where(
            NetworkMembership.organisation_id == several[3].id
        )
    ).one()
    stay.until = TODAY - 5 * DAY
    session.flush()

    before = taken(session, network, TODAY - 10 * DAY)
    after = taken(session, network)

    assert before.organisations == 6
    assert after.organisations == 5
    assert after.measures["all"]["ties"] == 4


def test_the_same_month_is_kept_once_and_renewed(
    session: Session, network: Network
) -> None:
    several = some_organisations(session, network, 6)
    woven(session, network, several, RING[:5])
    first = taken(session, network).id
    a_tie(session, network, several[5], several[0])

    again = taken(session, network, minutes=5)

    assert again.id == first
    assert again.measures["all"]["ties"] == 6
    assert session.scalar(select(func.count()).select_from(NetworkSnapshot)) == 1
    assert session.scalar(select(func.count()).select_from(SnapshotOrganisation)) == 6
    assert session.scalar(select(func.sum(SnapshotCommunity.size))) == 6


def test_facts_read_earlier_do_not_replace_later_ones(
    session: Session, network: Network
) -> None:
    several = some_organisations(session, network, 6)
    woven(session, network, several, RING)
    old = take(snapshots.read_facts(session, network.id, day=TODAY))
    a_tie(session, network, several[0], several[3])
    late = taken(session, network, minutes=5)

    key = snapshots.keep_snapshot(session, network.id, old, now=NOW)

    assert key == late.id
    assert session.get_one(NetworkSnapshot, key).measures["all"]["ties"] == 7


def test_layers_are_measured_by_themselves(session: Session, network: Network) -> None:
    several = some_organisations(session, network, 6)
    woven(session, network, several, RING)
    woven(session, network, several, [(0, 2), (2, 4)], layer=Layer.TRADE)
    a_trust(session, network, several[0], several[1])

    snapshot = taken(session, network)

    layers = snapshot.measures["layers"]
    assert {name: each["ties"] for name, each in layers.items()} == {
        "joint_purchase": 6,
        "trade": 2,
    }
    assert layers["trade"]["tied"] == 3
    assert snapshot.measures["holding_layer"] == "joint_purchase"
    assert snapshot.measures["counts"]["one_way"] == 1
    assert rows_of(session, snapshot)[several[2].id].degrees == {
        "joint_purchase": 2,
        "trade": 2,
    }


def test_what_one_gives_another_receives(session: Session, network: Network) -> None:
    several = some_organisations(session, network, 2)
    a_tie(session, network, *several, layer=Layer.TRADE, weight=4)

    rows = rows_of(session, taken(session, network))

    assert (rows[several[0].id].given, rows[several[0].id].received) == (4, 0)
    assert (rows[several[1].id].given, rows[several[1].id].received) == (0, 4)


def test_private_declarations_do_not_show_in_the_last_day(
    session: Session, network: Network
) -> None:
    one, other = some_organisations(session, network, 2)
    a_tie(session, network, one, other, day=TODAY - 30 * DAY)
    a_trust(session, network, one, other, day=TODAY)

    rows = rows_of(session, taken(session, network))

    assert rows[one.id].last_day == TODAY - 30 * DAY


def test_an_unchanged_network_keeps_its_drawing(
    session: Session, network: Network
) -> None:
    several = some_organisations(session, network, 12)
    woven(session, network, several, [(at, (at + 1) % 9) for at in range(9)])

    before = rows_of(session, taken(session, network, TODAY - 20 * DAY))
    after = rows_of(session, taken(session, network))

    assert {key: (row.x, row.y) for key, row in before.items()} == {
        key: (row.x, row.y) for key, row in after.items()
    }
    assert all(0 <= row.x <= WIDTH and 0 <= row.y <= HEIGHT for row in after.values())


def test_groups_keep_their_number_and_are_named_after_their_place(
    session: Session, network: Network
) -> None:
    several = some_organisations(session, network, 8)
    for each in several[:4]:
        each.place_id = several[0].place_id
    clique = [(a, b) for a in range(4) for b in range(a)]
    woven(session, network, several, [*clique, *((a + 4, b + 4) for a, b in clique)])

    def named(day: date) -> dict[str, int]:
        snapshot = taken(session, network, day)
        rows = session.scalars(
            select(SnapshotCommunity).where(
                SnapshotCommunity.snapshot_id == snapshot.id
            )
        )
        return {row.name: row.community for row in rows}

    before = named(TODAY - 20 * DAY)
    a_tie(session, network, several[0], several[4])
    after = named(TODAY)

    place = session.get_one(Place, several[0].place_id)
    assert before == after
    assert set(before) == {place.name, several[4].name}
    assert 0 not in before.values()


def test_territories_are_the_widest_places_that_differ(
    session: Session, network: Network
) -> None:
    several = some_organisations(session, network, 4)
    department = session.get_one(Place, several[0].place_id)
    town = Place(
        country=department.country,
        level=PlaceLevel.LEVEL_2,
        name="Un municipio",
        parent_id=department.id,
    )
    session.add(town)
    session.flush()
    several[1].place_id = town.id
    woven(session, network, several, [(0, 1), (1, 2)])

    found = taken(session, network).measures["territories"]

    assert found[department.name]["ties"] == 1
    assert found[department.name]["shape"]["order"] == 2
    assert "Un municipio" not in found


def test_in_one_department_the_municipalities_are_the_territories(
    session: Session, network: Network
) -> None:
    several = some_organisations(session, network, 3)
    department = session.get_one(Place, several[0].place_id)
    for number, each in enumerate(several):
        town = Place(
            country=department.country,
            level=PlaceLevel.LEVEL_2,
            name=f"Municipio {number}",
            parent_id=department.id,
        )
        session.add(town)
        session.flush()
        each.place_id = town.id
    session.flush()

    found = taken(session, network).measures["territories"]

    assert set(found) == {"Municipio 0", "Municipio 1", "Municipio 2"}


def test_history_is_told_month_by_month_and_again_without_change(
    session: Session, network: Network
) -> None:
    several = some_organisations(session, network, 6)
    for months, pair in enumerate(RING):
        woven(session, network, several, [pair], day=TODAY - months * 30 * DAY)

    def told() -> list[tuple[str, date, int]]:
        made = snapshots.take_history(session, network.id, day=TODAY, now=NOW)
        rows = session.scalars(
            select(NetworkSnapshot).order_by(NetworkSnapshot.month)
        ).all()
        assert made == len(rows)
        return [(row.month, row.day, row.measures["all"]["ties"]) for row in rows]

    once = told()

    assert [month for month, _day, _ties in once] == [
        "2025-10",
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
        "2026-03",
    ]
    assert [ties for _month, _day, ties in once] == [1, 2, 3, 5, 5, 6]
    assert once[-1][1] == TODAY
    assert told() == once


def test_only_the_last_months_can_be_told(session: Session, network: Network) -> None:
    several = some_organisations(session, network, 2)
    a_tie(session, network, *several, day=LONG_AGO + 9 * DAY)

    months = snapshots.months_to_take(session, network.id, day=TODAY, months=3)

    assert [each.month for each in months] == ["2026-01", "2026-02", "2026-03"]


def test_a_network_without_events_has_only_the_present(
    session: Session, network: Network
) -> None:
    nobody = snapshots.months_to_take(session, network.id, day=TODAY)
    an_organisation(session, network=network)

    months = snapshots.months_to_take(session, network.id, day=TODAY)

    assert nobody == []
    assert [each.month for each in months] == ["2026-03"]
