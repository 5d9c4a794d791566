from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from network.core.advice.attention import AloneSign
from network.core.measures.kind import NetworkKind
from network.errors import NotFoundError
from network.models import Layer, NetworkMembership
from network.queries import red
from network.queries.red import AlertKind, Figure
from network.services import snapshots
from tests.counting import counted_statements
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_member,
    a_network,
    a_person,
    acting,
    coordinating,
)
from tests.factories_red import a_trust, some_organisations, woven

DAY = timedelta(days=1)

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation
    from network.policy import Actor


def reading(
    session: Session, network: Network, actor: Actor, month: str | None = None
) -> red.RedReading:
    found = red.red_reading(session, network.id, actor=actor, month=month)
    assert found is not None
    return found


def test_a_network_that_was_never_measured_has_no_reading(
    session: Session, network: Network, eight: list[Organisation], actor: Actor
) -> None:
    assert red.red_reading(session, network.id, actor=actor) is None
    assert list(red.months_of(session, network.id, actor=actor)) == []
    assert (
        red.drawing(session, network.id, red.WantedDrawing(), actor=actor).nodes == ()
    )
    assert red.table_page(session, network.id, red.WantedRows(), actor=actor).total == 0
    assert red.finding_lists(session, network.id, actor=actor) is None
    assert red.month_changes(session, network.id, actor=actor) is None


def test_an_empty_network_can_be_read(
    session: Session, network: Network, actor: Actor
) -> None:
    snapshots.take_snapshot(session, network.id, day=TODAY, now=NOW)

    page = reading(session, network, actor)

    assert page.shape.kind is NetworkKind.BEGINNING
    assert (page.organisations, page.alerts, page.layers) == (0, (), ())
    assert page.figures["ties_per_organisation"].value is None
    assert page.peer is None
    assert page.holding is None


def test_the_latest_month_is_read_with_the_one_before(
    session: Session,
    network: Network,
    measured: list[Organisation],
    actor: Actor,
) -> None:
    page = reading(session, network, actor)

    assert (page.month, page.day, page.is_latest) == ("2026-03", TODAY, True)
    assert page.organisations == 8
    assert page.shape.order == 8
    assert page.before is not None
    assert page.figures["ties"] == Figure(7, 5)
    assert page.figures["ties"].trend == "up"
    assert page.figures["indispensable"] == Figure(1, 0)
    assert page.figures["n"].trend == "same"
    assert [month.month for month in page.months] == ["2026-01", "2026-03"]
    assert [month.ties for month in page.months] == [5, 7]
    assert page.peer is not None
    assert 0 <= page.peer.parts["largest"] <= 1


def test_a_month_gone_by_is_read_as_it_was(
    session: Session,
    network: Network,
    measured: list[Organisation],
    actor: Actor,
) -> None:
    page = reading(session, network, actor, "2026-01")

    assert not page.is_latest
    assert page.before is None
    assert page.figures["ties"].trend == ""
    assert page.indispensable == ()
    assert red.red_reading(session, network.id, actor=actor, month="2020-01") is None


def test_findings_name_whom_they_are_about(
    session: Session,
    network: Network,
    measured: list[Organisation],
    actor: Actor,
) -> None:
    page = reading(session, network, actor)

    (worst,) = page.indispensable
    assert worst.organisation.name == "Asociación 000"
    assert worst.cut_off == 2
    assert {each.name for each in worst.cut_off_names} == {
        "Asociación 005",
        "Asociación 006",
    }
    assert page.alone[0].organisation.name == "Asociación 007"
    assert page.alone[0].signs[0] is AloneSign.NO_TIES
    kinds = [alert.kind for alert in page.alerts]
    assert kinds[:2] == [AlertKind.INDISPENSABLE, AlertKind.ALONE]
    assert len(page.alerts) <= 3


def test_lists_behind_the_questions_are_whole(
    session: Session,
    network: Network,
    measured: list[Organisation],
    actor: Actor,
) -> None:
    lists = red.finding_lists(session, network.id, actor=actor)

    assert lists is not None
    assert len(lists.alone) == lists.totals["alone"]
    assert [each.organisation.name for each in lists.indispensable] == [
        "Asociación 000"
    ]
    before = red.finding_lists(session, network.id, actor=actor, month="2026-01")
    assert before is not None
    assert before.indispensable == ()


def test_a_network_in_pieces_says_so_first(
    session: Session, network: Network, actor: Actor
) -> None:
    nine = some_organisations(session, network, 9)
    woven(session, network, nine, [(0, 1), (1, 2), (3, 4), (4, 5), (6, 7), (7, 8)])
    snapshots.take_snapshot(session, network.id, day=TODAY, now=NOW)

    first = reading(session, network, actor).alerts[0]

    assert (first.kind, first.count, first.organisation) == (
        AlertKind.IN_PIECES,
        6,
        None,
    )


def test_ties_that_were_lost_are_an_alert(
    session: Session, network: Network, actor: Actor
) -> None:
    five = some_organisations(session, network, 5)
    ring = [(at, (at + 1) % 5) for at in range(5)]
    woven(session, network, five, ring, day=TODAY - 40 * DAY)
    woven(session, network, five, [(0, 2)], day=TODAY - 390 * DAY)
    for day in (TODAY - 40 * DAY, TODAY):
        snapshots.take_snapshot(session, network.id, day=day, now=NOW)

    alerts = reading(session, network, actor).alerts

    # The two that lost it have fewer ties than before: the first alert.
    assert [(alert.kind, alert.count) for alert in alerts] == [
        (AlertKind.ALONE, 2),
        (AlertKind.FEWER_TIES, 1),
    ]


def test_layers_say_which_one_holds_the_network_together(
    session: Session,
    network: Network,
    measured: list[Organisation],
    actor: Actor,
) -> None:
    page = reading(session, network, actor)

    assert [(each.layer, each.ties, each.tied, each.holds) for each in page.layers] == [
        (Layer.JOINT_PURCHASE, 5, 5, True),
        (Layer.TRADE, 2, 3, False),
    ]
    assert page.holding is Layer.JOINT_PURCHASE
    assert sum(each.organisations for each in page.territories) == 8


def test_who_supports_the_network_is_named_and_not_measured(
    session: Session, network: Network, eight: list[Organisation], actor: Actor
) -> None:
    session.query(NetworkMembership).filter_by(organisation_id=eight[3].id).update(
        {"is_supporting": True}
    )
    snapshots.take_snapshot(session, network.id, day=TODAY, now=NOW)

    page = reading(session, network, actor)

    assert [each.id for each in page.supporting] == [eight[3].id]
    assert page.organisations == 7


def test_trust_without_an_answer_is_only_counted(
    session: Session, network: Network, eight: list[Organisation], actor: Actor
) -> None:
    a_trust(session, network, eight[0], eight[1])
    snapshots.take_snapshot(session, network.id, day=TODAY, now=NOW)

    page = reading(session, network, actor)

    assert page.figures["one_way"].value == 1
    assert page.layers == ()
    assert page.figures["reciprocity"].value == 0
    assert page.alerts[-1].kind is AlertKind.ONE_WAY


@pytest.mark.parametrize("number", [1, 2])
def test_a_network_that_begins_gives_no_alarm(
    session: Session, network: Network, actor: Actor, number: int
) -> None:
    some_organisations(session, network, number)
    snapshots.take_snapshot(session, network.id, day=TODAY, now=NOW)

    assert reading(session, network, actor).alerts == ()


def test_where_nobody_has_ties_there_are_no_pieces(
    session: Session, network: Network, eight: list[Organisation], actor: Actor
) -> None:
    snapshots.take_snapshot(session, network.id, day=TODAY, now=NOW)

    page = reading(session, network, actor)

    assert [each.kind for each in page.alerts] == [AlertKind.ALONE]
    assert page.alerts[0].count == len(eight)


def test_only_the_coordination_reads_how_much_trust_has_no_answer(
    session: Session, network: Network, eight: list[Organisation]
) -> None:
    a_trust(session, network, eight[0], eight[1])
    snapshots.take_snapshot(session, network.id, day=TODAY, now=NOW)
    member = acting(a_member(session, eight[0]), eight[0], network=network)

    page = reading(session, network, member)

    assert page.figures["one_way"] == page.figures["reciprocity"] == Figure(None, None)
    assert AlertKind.ONE_WAY not in {each.kind for each in page.alerts}


@pytest.mark.parametrize(
    ("value", "before", "trend"),
    [
        (0.5, 0.4, "up"),
        (0.4, 0.5, "down"),
        (0.5, 0.502, "same"),
        (None, 0.5, ""),
        (0.5, None, ""),
    ],
)
def test_a_trend_needs_two_figures_that_differ(
    value: float | None, before: float | None, trend: str
) -> None:
    assert Figure(value, before).trend == trend


def test_members_read_it_and_strangers_do_not(
    session: Session,
    network: Network,
    measured: list[Organisation],
) -> None:
    member = acting(a_member(session, measured[0]), measured[0], network=network)
    stranger = acting(a_person(session))
    other = a_network(session)
    elsewhere = coordinating(a_coordinator(session, other), other)

    assert red.red_reading(session, network.id, actor=member) is not None
    for nobody in (stranger, elsewhere):
        with pytest.raises(NotFoundError):
            red.red_reading(session, network.id, actor=nobody)
        with pytest.raises(NotFoundError):
            red.months_of(session, network.id, actor=nobody)
        with pytest.raises(NotFoundError):
            red.drawing(session, network.id, red.WantedDrawing(), actor=nobody)
        with pytest.raises(NotFoundError):
            red.table_page(session, network.id, red.WantedRows(), actor=nobody)
        with pytest.raises(NotFoundError):
            red.finding_lists(session, network.id, actor=nobody)
        with pytest.raises(NotFoundError):
            red.month_changes(session, network.id, actor=nobody)


def test_the_statements_do_not_depend_on_the_size(
    session: Session,
    connection: Connection,
    network: Network,
    measured: list[Organisation],
    actor: Actor,
) -> None:
    def sent() -> int:
        session.expire_all()
        with counted_statements(connection) as statements:
            reading(session, network, actor)
            red.table_page(session, network.id, red.WantedRows(), actor=actor)
            red.drawing(session, network.id, red.WantedDrawing(), actor=actor)
        return len(statements)

    few = sent()
    more = some_organisations(session, network, 30)
    woven(session, network, more, [(at, (at + 1) % 28) for at in range(28)])
    woven(session, network, more, [(0, 28), (1, 29)])
    snapshots.take_snapshot(session, network.id, day=TODAY, now=NOW)

    assert sent() <= few + 1
