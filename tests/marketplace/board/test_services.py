from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.board import services
from network import jobs
from network.errors import NotAllowedError
from network.models import AuditRow, Job, JobState
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
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from network.models import Network
    from network.policy import Actor


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def coordinator(session: Session, network: Network) -> Actor:
    return coordinating(a_coordinator(session, network), network)


def promise(session: Session, network: Network | None) -> int:
    network_id = network.id if network else None
    return jobs.enqueue(
        session, "a.b", {}, key="k", run_after=NOW, network_id=network_id
    )


def state(session: Session, job_id: int) -> JobState:
    return session.get_one(Job, job_id, populate_existing=True).state


def test_a_cancelled_job_is_tried_again_and_both_deeds_leave_a_trace(
    session: Session, network: Network, coordinator: Actor
) -> None:
    job_id = promise(session, network)

    services.cancel_job(session, job_id, actor=coordinator, now=NOW)
    services.retry_job(session, job_id, actor=coordinator, now=NOW)

    deeds = session.scalars(select(AuditRow.deed).order_by(AuditRow.id)).all()
    assert state(session, job_id) is JobState.WAITING
    assert deeds == ["job.cancelled", "job.retried"]


def test_a_job_that_waits_is_not_tried_again(
    session: Session, network: Network, coordinator: Actor
) -> None:
    job_id = promise(session, network)

    with pytest.raises(services.JobNotEndedError):
        services.retry_job(session, job_id, actor=coordinator, now=NOW)


def test_a_job_that_ended_is_not_cancelled(
    session: Session, network: Network, coordinator: Actor
) -> None:
    job_id = promise(session, network)
    services.cancel_job(session, job_id, actor=coordinator, now=NOW)

    with pytest.raises(services.JobEndedError):
        services.cancel_job(session, job_id, actor=coordinator, now=NOW)


def test_work_of_the_whole_instance_is_not_cancelled_by_one_network(
    session: Session, coordinator: Actor
) -> None:
    job_id = promise(session, None)

    with pytest.raises(NotAllowedError):
        services.cancel_job(session, job_id, actor=coordinator, now=NOW)

    assert state(session, job_id) is JobState.WAITING


@pytest.mark.parametrize("act", [services.retry_job, services.cancel_job])
def test_a_job_of_another_network_does_not_exist(
    session: Session, coordinator: Actor, act: Callable[..., None]
) -> None:
    job_id = promise(session, a_network(session))

    for wrong in (job_id, job_id + 999):
        with pytest.raises(services.JobNotFoundError):
            act(session, wrong, actor=coordinator, now=NOW)

    assert state(session, job_id) is JobState.WAITING


def test_members_decide_nothing(session: Session, network: Network) -> None:
    organisation = an_organisation(session, network=network)
    member = acting(a_member(session, organisation), organisation, network=network)
    job_id = promise(session, network)

    with pytest.raises(NotAllowedError):
        services.retry_job(session, job_id, actor=member, now=NOW)
