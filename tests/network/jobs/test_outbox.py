from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network import jobs
from network.db import transaction
from network.models import Job, JobState
from tests.factories import NOW

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


def promised(session: Session, key: str = "close:1", *, attempts: int = 5) -> int:
    return jobs.enqueue(
        session,
        "purchasing.close",
        {"purchase_id": 1},
        key=key,
        run_after=NOW,
        max_attempts=attempts,
    )


def read(session: Session, job_id: int) -> Job:
    return session.get_one(Job, job_id, populate_existing=True)


def failed(session: Session) -> int:
    job_id = promised(session, attempts=1)
    [claim] = jobs.claim_due(session, now=NOW, lease_seconds=60, limit=1)
    begun = jobs.begin(session, claim, now=NOW, lease_seconds=60)
    assert begun is not None
    jobs.fail(session, begun.lease, now=NOW, reason="No hubo señal.")
    return job_id


def test_a_promised_job_waits_for_its_hour(session: Session) -> None:
    job_id = promised(session)

    job = read(session, job_id)

    assert job.state is JobState.WAITING
    assert job.arguments == {"purchase_id": 1}
    assert job.run_after == NOW
    assert job.attempts == 0


def test_the_same_key_makes_one_job(session: Session) -> None:
    first = promised(session)

    second = promised(session)

    assert second == first
    assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_a_key_that_was_done_is_not_done_again(session: Session) -> None:
    job_id = promised(session)
    [claim] = jobs.claim_due(session, now=NOW, lease_seconds=60, limit=1)
    begun = jobs.begin(session, claim, now=NOW, lease_seconds=60)
    assert begun is not None
    jobs.finish(session, begun.lease, now=NOW)

    promised(session)

    assert read(session, job_id).state is JobState.DONE


def test_a_job_promised_in_a_transaction_that_fails_does_not_exist(app: Flask) -> None:
    def promise_and_fail() -> None:
        with transaction() as session:
            promised(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        promise_and_fail()

    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_the_dispatcher_is_woken_once_the_job_is_saved(app: Flask) -> None:
    rings: list[int] = []
    app.extensions["tejido.wake"] = lambda: rings.append(1)

    with transaction() as session:
        promised(session)
        before = len(rings)

    assert (before, len(rings)) == (0, 1)


def test_a_waiting_job_is_cancelled_at_once(session: Session) -> None:
    job_id = promised(session)

    accepted = jobs.ask_to_cancel(session, job_id, now=NOW)

    job = read(session, job_id)
    assert accepted
    assert (job.state, job.finished_at) == (JobState.CANCELLED, NOW)


def test_a_running_job_is_asked_to_stop(session: Session) -> None:
    job_id = promised(session)
    jobs.claim_due(session, now=NOW, lease_seconds=60, limit=1)

    accepted = jobs.ask_to_cancel(session, job_id, now=NOW)

    job = read(session, job_id)
    assert accepted
    assert (job.state, job.cancel_asked) == (JobState.RUNNING, True)
    assert job.finished_at is None


def test_a_failed_job_can_be_tried_again_from_the_start(session: Session) -> None:
    job_id = failed(session)

    accepted = jobs.retry(session, job_id, now=NOW + timedelta(days=1))

    job = read(session, job_id)
    assert accepted
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert job.run_after == NOW + timedelta(days=1)


def test_a_failed_job_cannot_be_cancelled(session: Session) -> None:
    job_id = failed(session)

    accepted = jobs.ask_to_cancel(session, job_id, now=NOW)

    assert not accepted


def test_a_waiting_job_is_not_tried_again(session: Session) -> None:
    job_id = promised(session)

    accepted = jobs.retry(session, job_id, now=NOW)

    assert not accepted
