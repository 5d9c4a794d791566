"""The drawing, the table and the changes of the month."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from network.core.layout import HEIGHT, MARGIN, WIDTH
from network.core.measures.kind import NetworkKind
from network.models import Layer, NetworkMembership
from network.queries import red
from network.queries.red import WantedDrawing, WantedRows, drawings
from network.queries.red import drawing as drawn
from network.queries.red import table as listed
from network.services import snapshots
from tests.factories import NOW, TODAY
from tests.factories_red import a_tie, some_organisations, woven

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation
    from network.policy import Actor


def test_all_are_drawn_with_one_line_per_pair_and_layer(
    session: Session, network: Network, measured: list[Organisation], actor: Actor
) -> None:
    a_tie(session, network, measured[0], measured[1], layer=Layer.TRADE, day=TODAY)

    whole = drawn(session, network.id, WantedDrawing(), actor=actor)
    trade = drawn(
        session, network.id, WantedDrawing(layers=frozenset({Layer.TRADE})), actor=actor
    )

    assert len(whole.nodes) == 8
    assert len(whole.ties) == 8
    assert len({tie.line for tie in whole.ties}) == 8
    assert len(trade.nodes) == 8
    assert {tie.layer for tie in trade.ties} == {Layer.TRADE}
    assert whole.communities == ()
    assert whole.omitted == 0


def test_a_month_is_drawn_with_the_ties_of_its_day(
    session: Session, network: Network, measured: list[Organisation], actor: Actor
) -> None:
    before = drawn(session, network.id, WantedDrawing(month="2026-01"), actor=actor)

    assert len(before.ties) == 5


def test_a_group_is_drawn_by_itself(
    session: Session, network: Network, measured: list[Organisation], actor: Actor
) -> None:
    whole = drawn(session, network.id, WantedDrawing(), actor=actor)
    group = next(node.community for node in whole.nodes if node.degree)

    part = drawn(session, network.id, WantedDrawing(community=group), actor=actor)
    nothing = drawn(session, network.id, WantedDrawing(community=999), actor=actor)

    assert {node.community for node in part.nodes} == {group}
    inside = {node.organisation.id for node in part.nodes}
    assert all({tie.source_id, tie.target_id} <= inside for tie in part.ties)
    assert all(MARGIN <= node.x <= WIDTH - MARGIN for node in part.nodes)
    assert all(MARGIN <= node.y <= HEIGHT - MARGIN for node in part.nodes)
    assert nothing.nodes == ()


def test_two_steps_around_an_organisation_are_drawn(
    session: Session, network: Network, measured: list[Organisation], actor: Actor
) -> None:
    around = drawn(
        session, network.id, WantedDrawing(around=measured[5].id), actor=actor
    )
    lonely = drawn(
        session, network.id, WantedDrawing(around=measured[7].id), actor=actor
    )

    # The fifth knows the first, who knows two of the ring and the sixth.
    assert {node.organisation.name for node in around.nodes} == {
        f"Asociación 00{number}" for number in (0, 1, 4, 5, 6)
    }
    assert [node.organisation.id for node in lonely.nodes] == [measured[7].id]


@pytest.mark.parametrize("most", [5, 7])
def test_a_large_network_is_drawn_by_its_groups(
    session: Session,
    network: Network,
    measured: list[Organisation],
    actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
) -> None:
    monkeypatch.setattr(drawings, "MOST_DRAWN", most)

    groups = drawn(session, network.id, WantedDrawing(), actor=actor)

    assert groups.nodes == ()
    assert sum(each.size for each in groups.communities) == 7
    # Whoever has no tie is in no group; the table lists everybody.
    assert groups.omitted == 1
    assert all(count > 0 for _line, count in groups.community_ties)


def test_of_a_group_too_large_the_most_tied_are_drawn(
    session: Session,
    network: Network,
    measured: list[Organisation],
    actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = drawn(session, network.id, WantedDrawing(), actor=actor)
    group = whole.nodes[0].community
    members = [node for node in whole.nodes if node.community == group]
    monkeypatch.setattr(drawings, "MOST_DRAWN", 2)

    part = drawn(session, network.id, WantedDrawing(community=group), actor=actor)

    assert len(part.nodes) == 2
    assert part.omitted == len(members) - 2
    assert part.nodes[0].organisation.id == measured[0].id


def test_the_table_lists_those_with_most_ties_first(
    session: Session, network: Network, measured: list[Organisation], actor: Actor
) -> None:
    page = listed.table_page(session, network.id, WantedRows(), actor=actor)

    assert [row.degree for row in page.rows] == [4, 2, 2, 2, 2, 1, 1, 0]
    first = page.rows[0]
    assert first.organisation.name == "Asociación 000"
    assert first.degrees == {Layer.JOINT_PURCHASE: 2, Layer.TRADE: 2}
    assert [each.name for each in first.neighbours] == [
        f"Asociación 00{number}" for number in (1, 4, 5, 6)
    ]
    assert first.cut_off == 2
    assert first.last_day == TODAY
    assert page.rows[-1].neighbours == ()
    assert (page.total, page.next_after) == (8, None)


def test_the_table_is_searched_without_accents(
    session: Session, network: Network, measured: list[Organisation], actor: Actor
) -> None:
    def found(**wanted: object) -> tuple[int, list[str]]:
        page = listed.table_page(
            session,
            network.id,
            WantedRows(**wanted),  # type: ignore[arg-type] # one field each
            actor=actor,
        )
        return page.total, [row.organisation.name for row in page.rows]

    assert found(words="ASOCIACION 003") == (1, ["Asociación 003"])
    assert found(words="no hay") == (0, [])
    assert found(words="%") == found()
    assert found(community=0) == (1, ["Asociación 007"])


def test_the_table_is_turned_by_pages(
    session: Session,
    network: Network,
    measured: list[Organisation],
    actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listed, "PAGE_LENGTH", 3)
    names: list[str] = []
    after: tuple[int, int] | None = None
    lengths = []

    while True:
        page = listed.table_page(
            session, network.id, WantedRows(after=after), actor=actor
        )
        names += [row.organisation.name for row in page.rows]
        lengths.append(len(page.rows))
        after = page.next_after
        if after is None:
            break

    assert lengths == [3, 3, 2]
    assert sorted(set(names)) == sorted(names)
    assert len(names) == 8


def test_neighbours_that_left_are_not_named(
    session: Session, network: Network, eight: list[Organisation], actor: Actor
) -> None:
    woven(session, network, eight, [(0, 1), (0, 2)])
    session.query(NetworkMembership).filter_by(organisation_id=eight[1].id).update(
        {"until": TODAY - timedelta(days=1)}
    )
    snapshots.take_snapshot(session, network.id, day=TODAY, now=NOW)

    page = listed.table_page(session, network.id, WantedRows(), actor=actor)

    row = next(row for row in page.rows if row.organisation.id == eight[0].id)
    assert [each.name for each in row.neighbours] == ["Asociación 002"]


def test_changes_of_the_month_are_told_with_names(
    session: Session, network: Network, measured: list[Organisation], actor: Actor
) -> None:
    (newcomer,) = some_organisations(session, network, 1)
    session.query(NetworkMembership).filter_by(organisation_id=newcomer.id).update(
        {"since": TODAY}
    )
    session.query(NetworkMembership).filter_by(organisation_id=measured[3].id).update(
        {"until": TODAY}
    )
    snapshots.take_snapshot(session, network.id, day=TODAY, now=NOW)

    found = red.month_changes(session, network.id, actor=actor)

    assert found is not None
    assert found.month == "2026-03"
    assert {(tie.one.id, tie.other.id) for tie in found.new_ties} == {
        (measured[0].id, measured[5].id),
        (measured[0].id, measured[6].id),
    }
    assert found.new_ties[0].layers == (Layer.TRADE,)
    assert found.new_tie_count == 2
    assert found.lost_tie_count == 2
    assert {each.layers for each in found.lost_ties} == {(Layer.JOINT_PURCHASE,)}
    assert [each.id for each in found.came] == [newcomer.id]
    assert [each.id for each in found.left] == [measured[3].id]
    assert found.gained[0].organisation.id == measured[0].id
    assert (found.gained[0].before, found.gained[0].after) == (2, 4)
    assert found.lost[0].organisation.id == measured[3].id
    assert found.kind is None or found.kind[0] in NetworkKind
    assert red.month_changes(session, network.id, actor=actor, month="2026-01") is None
