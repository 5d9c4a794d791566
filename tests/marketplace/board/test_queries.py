from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from marketplace.board import queries
from network import jobs
from network.errors import NotAllowedError
from network.models import JobState
from tests.factories import (
    NOW,
    a_coordinator,
    a_member,
    a_network,
    acting,
    an_organisation,
    coordinating,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network
    from network.policy import Actor


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def coordinator(session: Session, network: Network) -> Actor:
    return coordinating(a_coordinator(session, network), network)


def promise(session: Session, key: str, network: Network | None) -> int:
    return jobs.enqueue(
        session,
        "a.b",
        {},
        key=key,
        run_after=NOW,
        network_id=network.id if network else None,
        max_attempts=1,
    )


def begin(session: Session) -> jobs.Lease:
    [claim] = jobs.claim_due(session, now=NOW, lease_seconds=60, limit=1)
    begun = jobs.begin(session, claim, now=NOW, lease_seconds=60)
    assert begun is not None
    return begun.lease


def test_jobs_are_shown_by_what_they_are_up_to(
    session: Session, network: Network, coordinator: Actor
) -> None:
    failed, running, waiting = (
        promise(session, key, network) for key in ("failed", "running", "waiting")
    )
    jobs.fail(session, begin(session), now=NOW, reason="Sin señal.")
    begin(session)

    page = queries.jobs_page(session, actor=coordinator)

    assert [line.id for line in page.failed.lines] == [failed]
    assert page.failed.lines[0].reason == "Sin señal."
    assert [line.id for line in page.running.lines] == [running]
    assert page.running.lines[0].moment == NOW
    assert [line.id for line in page.waiting.lines] == [waiting]
    assert page.done.count == page.cancelled.count == 0


def test_jobs_of_another_network_are_not_shown(
    session: Session, coordinator: Actor
) -> None:
    promise(session, "theirs", a_network(session))

    page = queries.jobs_page(session, actor=coordinator)

    assert page.waiting.lines == ()


def test_jobs_of_the_whole_instance_are_shown_without_their_reason(
    session: Session, coordinator: Actor
) -> None:
    promise(session, "ours", None)
    jobs.fail(session, begin(session), now=NOW, reason="De otra organización.")

    page = queries.jobs_page(session, actor=coordinator)

    [line] = page.failed.lines
    assert (line.state, line.reason, line.network) == (JobState.FAILED, "", None)


def test_a_long_list_is_cut_and_counted(
    session: Session, network: Network, coordinator: Actor
) -> None:
    for number in range(queries.LISTED + 3):
        promise(session, f"k{number}", network)

    page = queries.jobs_page(session, actor=coordinator)

    assert len(page.waiting.lines) == queries.LISTED
    assert page.waiting.count == queries.LISTED + 3


def test_failed_jobs_are_counted_for_the_menu(
    session: Session, network: Network, coordinator: Actor
) -> None:
    promise(session, "k", network)
    jobs.fail(session, begin(session), now=NOW + timedelta(1), reason="Sin señal.")

    assert queries.failed_count(session, actor=coordinator) == 1


def test_members_do_not_see_the_background_work(
    session: Session, network: Network
) -> None:
    organisation = an_organisation(session, network=network)
    member = acting(a_member(session, organisation), organisation, network=network)

    with pytest.raises(NotAllowedError):
        queries.jobs_page(session, actor=member)
