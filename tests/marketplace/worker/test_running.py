from __future__ import annotations

import time
from contextvars import Context
from typing import TYPE_CHECKING

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from marketplace.config import Config
from marketplace.worker import running
from network import jobs
from network.clock import now
from network.db import transaction
from network.errors import ConflictError
from network.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


def claimed(name: str = "a.b", *, attempts: int = 1) -> jobs.Claim:
    with transaction() as session:
        jobs.enqueue(
            session,
            name,
            {"number": 7},
            key="k",
            run_after=now(),
            max_attempts=attempts,
        )
        [claim] = jobs.claim_due(session, now=now(), lease_seconds=60, limit=1)
    return claim


def read(claim: jobs.Claim) -> Job:
    with transaction() as session:
        return session.get_one(Job, claim.job_id)


def run(
    app: Flask,
    work: Callable[..., object],
    *,
    attempts: int = 1,
    lease_seconds: float = 60,
) -> Job:
    config = _config(app, lease_seconds=lease_seconds)
    claim = claimed(attempts=attempts)
    running.run(app, config, {"a.b": work}, claim, explain=lambda _error: "Ya pasó.")
    return read(claim)


def _config(app: Flask, *, lease_seconds: float) -> Config:
    config: Config = app.extensions["tejido.config"]
    return Config(
        data_folder=config.data_folder,
        database_url=config.database_url,
        secret_key=config.secret_key,
        job_lease_seconds=lease_seconds,
    )


def test_a_job_that_ends_well_is_done(app: Flask) -> None:
    seen: list[int] = []

    def work(number: int) -> None:
        seen.append(number)

    job = run(app, work)

    assert seen == [7]
    assert (job.state, job.percent, job.attempts) == (JobState.DONE, 100, 1)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConflictError(purchase=7), "Ya pasó."),
        (SoftTimeLimitExceeded(), "El trabajo tardó más de 30 minutos."),
        (
            ValueError("la clave de Ana es 123"),
            "Error imprevisto (ValueError). El registro tiene el detalle.",
        ),
    ],
    ids=["rule", "time", "unforeseen"],
)
def test_a_job_that_fails_says_why(app: Flask, error: Exception, reason: str) -> None:
    def fail(number: int) -> None:
        raise error

    job = run(app, fail)

    assert (job.state, job.reason) == (JobState.FAILED, reason)


def test_a_job_nobody_knows_fails(app: Flask) -> None:
    claim = claimed("no.such")

    running.run(app, _config(app, lease_seconds=60), {}, claim)

    assert read(claim).reason == "El programa no conoce el trabajo «no.such»."


def test_a_job_with_attempts_left_waits_for_the_next(app: Flask) -> None:
    def fail(number: int) -> None:
        raise ConflictError

    job = run(app, fail, attempts=2)

    assert (job.state, job.attempts) == (JobState.WAITING, 1)
    assert job.run_after > now()


def test_a_claim_that_no_longer_holds_runs_nothing(app: Flask) -> None:
    seen: list[int] = []
    claim = claimed()

    running.run(
        app,
        _config(app, lease_seconds=60),
        {"a.b": seen.append},
        jobs.Claim(claim.job_id, "of another"),
    )

    assert seen == []
    assert read(claim).state is JobState.RUNNING


def test_a_job_cancelled_while_it_runs_stops_at_its_next_step(app: Flask) -> None:
    def be_cancelled(number: int) -> None:
        with app.app_context(), transaction() as session:
            [job] = session.query(Job)
            jobs.ask_to_cancel(session, job.id, now=now())
        jobs.progress(10, "Uno")

    job = run(app, be_cancelled)

    assert job.state is JobState.CANCELLED


def test_a_run_that_lost_its_job_leaves_it_to_the_other(app: Flask) -> None:
    def take_away() -> None:
        with app.app_context(), transaction() as session:
            session.query(Job).one().lease_token = "of another"

    def lose(number: int) -> None:
        # In a context of its own: this is not the run, but somebody else.
        Context().run(take_away)

    job = run(app, lose)

    assert (job.state, job.lease_token) == (JobState.RUNNING, "of another")


def test_the_lease_is_renewed_while_the_job_runs(app: Flask) -> None:
    leases: list[object] = []

    def take_long(number: int) -> None:
        for _ in range(3):
            with app.app_context(), transaction() as session:
                leases.append(session.query(Job).one().lease_until)
            time.sleep(0.15)

    run(app, take_long, lease_seconds=0.3)

    assert len(set(leases)) > 1
