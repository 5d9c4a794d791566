"""Snapshots are asked for once for all changes of ten minutes, and each month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from network.errors import NotAllowedError, NotFoundError
from network.models import Job
from network.services import asking, snapshots
from tests.factories import (
    NOW,
    a_coordinator,
    a_member,
    a_network,
    acting,
    an_organisation,
    coordinating,
)
from tests.factories_red import a_tie, some_organisations

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


def jobs(session: Session) -> list[Job]:
    return list(
        session.scalars(
            select(Job).where(Job.name == asking.TASK).order_by(Job.run_after, Job.id)
        )
    )


def test_changes_of_ten_minutes_are_measured_together(
    session: Session, network: Network
) -> None:
    start = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
    for minutes in (0, 4, 9.9, 10, 25):
        asking.ask_snapshot(session, network.id, now=start + timedelta(minutes=minutes))

    asked = jobs(session)

    assert [(job.run_after - start).total_seconds() / 60 for job in asked] == [
        10,
        20,
        30,
    ]
    assert {job.network_id for job in asked} == {network.id}
    assert asked[0].arguments == {"network_id": network.id}


def test_an_event_asks_for_a_snapshot_and_its_repetition_does_not(
    session: Session, network: Network
) -> None:
    one, other = some_organisations(session, network, 2)
    a_tie(session, network, one, other)
    a_tie(session, network, one, other)

    asked = jobs(session)

    assert 1 <= len(asked) <= 2  # the clock may pass the tenth minute
    assert asked[0].network_id == network.id


def test_a_coordinator_asks_at_once_and_once_a_minute(
    session: Session, network: Network
) -> None:
    actor = coordinating(a_coordinator(session, network), network)

    first = snapshots.ask_now(session, network.id, actor=actor, now=NOW)
    again = snapshots.ask_now(session, network.id, actor=actor, now=NOW)

    assert first == again
    (job,) = jobs(session)
    assert job.run_after == NOW


def test_only_a_coordinator_asks_at_once(session: Session, network: Network) -> None:
    organisation = an_organisation(session, network=network)
    member = acting(a_member(session, organisation), organisation, network=network)
    other = a_network(session)
    elsewhere = coordinating(a_coordinator(session, other), other)

    with pytest.raises(NotAllowedError):
        snapshots.ask_now(session, network.id, actor=member, now=NOW)
    with pytest.raises(NotFoundError):
        snapshots.ask_now(session, network.id, actor=elsewhere, now=NOW)


def asked_days(session: Session) -> list[str]:
    return [job.arguments["day"] for job in jobs(session)]


def test_a_month_just_gone_is_told_again_for_some_days(
    session: Session, network: Network
) -> None:
    an_organisation(session, network=network)

    asked = snapshots.ask_months(session, now=NOW)

    assert asked == 2
    assert asked_days(session) == ["2026-02-28", "2026-03-02"]
    assert snapshots.ask_months(session, now=NOW) == 2
    assert len(jobs(session)) == 2


def test_later_only_the_present_month_is_measured(
    session: Session, network: Network
) -> None:
    an_organisation(session, network=network)

    snapshots.ask_months(session, now=NOW + timedelta(days=15))

    assert asked_days(session) == ["2026-03-17"]


def test_a_month_that_was_never_closed_is_closed_late(
    session: Session, network: Network
) -> None:
    some_organisations(session, network, 2)
    snapshots.take_snapshot(session, network.id, day=date(2026, 2, 20), now=NOW)

    snapshots.ask_months(session, now=NOW + timedelta(days=15))

    assert asked_days(session) == ["2026-02-28", "2026-03-17"]


def test_a_network_without_organisations_is_not_measured(
    session: Session, network: Network
) -> None:
    assert snapshots.ask_months(session, now=NOW) == 0
    assert snapshots.peopled_networks(session) == []


def test_the_day_of_a_network_is_that_of_its_clock(
    session: Session, network: Network
) -> None:
    late = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)

    assert snapshots.network_day(session, network.id, now=late) == date(2026, 3, 2)
    with pytest.raises(NotFoundError):
        snapshots.network_day(session, network.id + 1, now=late)
