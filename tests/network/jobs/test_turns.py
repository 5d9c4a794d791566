from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from network import jobs
from network.models import Job, JobState
from tests.factories import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

LEASE = 60.0
LATER = NOW + timedelta(seconds=LEASE + 1)


def promised(
    session: Session, key: str = "k", *, at: datetime = NOW, attempts: int = 5
) -> int:
    return jobs.enqueue(
        session, "a.b", {}, key=key, run_after=at, max_attempts=attempts
    )


def claimed(session: Session, at: datetime = NOW) -> jobs.Claim:
    [claim] = jobs.claim_due(session, now=at, lease_seconds=LEASE, limit=1)
    return claim


def begun(session: Session, at: datetime = NOW) -> jobs.Begun:
    begun = jobs.begin(session, claimed(session, at), now=at, lease_seconds=LEASE)
    assert begun is not None
    return begun


def read(session: Session, job_id: int) -> Job:
    return session.get_one(Job, job_id, populate_existing=True)


def test_due_jobs_are_claimed_the_oldest_first(session: Session) -> None:
    young = promised(session, "young", at=NOW)
    old = promised(session, "old", at=NOW - timedelta(hours=1))
    promised(session, "tomorrow", at=NOW + timedelta(days=1))

    claims = jobs.claim_due(session, now=NOW, lease_seconds=LEASE, limit=9)

    assert [claim.job_id for claim in claims] == [old, young]


def test_no_more_are_claimed_than_asked_for(session: Session) -> None:
    for number in range(5):
        promised(session, f"k{number}")

    claims = jobs.claim_due(session, now=NOW, lease_seconds=LEASE, limit=2)

    assert len(claims) == 2


def test_a_claimed_job_is_not_claimed_again(session: Session) -> None:
    promised(session)
    claimed(session)

    claims = jobs.claim_due(session, now=NOW, lease_seconds=LEASE, limit=9)

    assert claims == []


def test_a_job_whose_worker_fell_silent_goes_to_another(session: Session) -> None:
    job_id = promised(session)
    first = begun(session)

    second = begun(session, LATER)

    assert second.lease.job_id == job_id
    assert (first.attempt, second.attempt) == (1, 2)
    assert first.lease.token != second.lease.token


def test_a_claim_that_nobody_began_costs_no_attempt(session: Session) -> None:
    job_id = promised(session)
    claimed(session)

    claimed(session, LATER)

    assert read(session, job_id).attempts == 0


def test_a_message_brought_twice_begins_one_run(session: Session) -> None:
    promised(session)
    claim = claimed(session)
    jobs.begin(session, claim, now=NOW, lease_seconds=LEASE)

    second = jobs.begin(session, claim, now=NOW, lease_seconds=LEASE)

    assert second is None


def test_the_late_one_can_record_nothing(session: Session) -> None:
    job_id = promised(session)
    late = begun(session).lease
    current = begun(session, LATER).lease

    for ending in (
        lambda: jobs.finish(session, late, now=LATER),
        lambda: jobs.fail(session, late, now=LATER, reason="tarde"),
        lambda: jobs.cancelled(session, late, now=LATER),
        lambda: jobs.renew(session, late, now=LATER, lease_seconds=LEASE),
    ):
        with pytest.raises(jobs.LeaseLostError):
            ending()

    job = read(session, job_id)
    assert (job.state, job.lease_token) == (JobState.RUNNING, current.token)
    assert job.reason == ""


def test_a_renewed_lease_keeps_others_away(session: Session) -> None:
    promised(session)
    lease = begun(session).lease

    jobs.renew(session, lease, now=LATER, lease_seconds=LEASE)

    assert jobs.claim_due(session, now=LATER, lease_seconds=LEASE, limit=9) == []


def test_a_job_that_fails_waits_longer_each_time(session: Session) -> None:
    job_id = promised(session)
    hours = [NOW]

    for _ in range(3):
        at = hours[-1]
        jobs.fail(session, begun(session, at).lease, now=at, reason="sin señal")
        hours.append(read(session, job_id).run_after)

    pauses = [later - sooner for sooner, later in pairwise(hours)]
    assert [pause.total_seconds() for pause in pauses] == [10, 20, 40]
    assert read(session, job_id).state is JobState.WAITING


def test_the_pause_never_grows_past_an_hour() -> None:
    assert jobs.pause_before(30) == timedelta(hours=1)


def test_the_last_attempt_leaves_the_job_failed_with_its_reason(
    session: Session,
) -> None:
    job_id = promised(session, attempts=1)

    state = jobs.fail(session, begun(session).lease, now=NOW, reason="Sin señal.")

    job = read(session, job_id)
    assert state is job.state is JobState.FAILED
    assert (job.reason, job.finished_at) == ("Sin señal.", NOW)
    assert jobs.claim_due(session, now=LATER, lease_seconds=LEASE, limit=9) == []


def test_a_job_interrupted_in_its_last_attempt_is_failed(session: Session) -> None:
    job_id = promised(session, attempts=1)
    begun(session)

    claims = jobs.claim_due(session, now=LATER, lease_seconds=LEASE, limit=9)

    job = read(session, job_id)
    assert claims == []
    assert (job.state, job.reason) == (
        JobState.FAILED,
        "El trabajo se interrumpió en cada intento.",
    )


def test_an_interrupted_job_that_was_to_be_cancelled_is(session: Session) -> None:
    job_id = promised(session)
    begun(session)
    jobs.ask_to_cancel(session, job_id, now=NOW)

    jobs.claim_due(session, now=LATER, lease_seconds=LEASE, limit=9)

    assert read(session, job_id).state is JobState.CANCELLED


def test_a_claim_cancelled_on_its_way_is_not_begun(session: Session) -> None:
    job_id = promised(session)
    claim = claimed(session)
    jobs.ask_to_cancel(session, job_id, now=NOW)

    started = jobs.begin(session, claim, now=NOW, lease_seconds=LEASE)

    assert started is None
    assert read(session, job_id).state is JobState.CANCELLED


def test_a_claim_given_back_waits_again(session: Session) -> None:
    job_id = promised(session)

    jobs.give_back(session, claimed(session), run_after=NOW)

    assert read(session, job_id).state is JobState.WAITING


def test_a_claim_already_begun_is_not_given_back(session: Session) -> None:
    job_id = promised(session)
    claim = claimed(session)
    jobs.begin(session, claim, now=NOW, lease_seconds=LEASE)

    jobs.give_back(session, claim, run_after=NOW)

    assert read(session, job_id).state is JobState.RUNNING


def test_silent_and_ended_jobs_are_not_in_hand(session: Session) -> None:
    an_hour_ago = NOW - timedelta(hours=1)
    silent = promised(session, "silent", at=an_hour_ago)
    claimed(session, an_hour_ago)
    running = promised(session, "running", at=NOW - timedelta(days=1))
    jobs.claim_due(
        session, now=NOW - timedelta(seconds=30), lease_seconds=LEASE, limit=1
    )
    waiting = promised(session, "waiting")

    held = jobs.in_hand(session, [silent, running, waiting], now=NOW)

    assert held == {running}


def test_only_done_slots_of_the_past_are_forgotten(session: Session) -> None:
    old = promised(session, "old")
    jobs.finish(session, begun(session).lease, now=NOW)
    waiting = promised(session, "waiting")

    forgotten = jobs.forget_done(session, ["a.b"], before=LATER)

    assert forgotten == 1
    assert session.get(Job, old, populate_existing=True) is None
    assert read(session, waiting).state is JobState.WAITING


def test_there_is_something_due_only_when_a_claim_would_find_it(
    session: Session,
) -> None:
    promised(session, at=NOW)

    answers = [
        jobs.anything_due(session, now=at) for at in (NOW - timedelta(seconds=1), NOW)
    ]

    assert answers == [False, True]
