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
from network.db import db, transaction
from network.errors import ConflictError
from network.models import Job, JobState
from tests.marketplace.worker.program import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.marketplace.worker.conftest import Instance


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


def run(app: Flask, work: Callable[..., object], *, attempts: int = 1) -> Job:
    config: Config = app.extensions["tejido.config"]
    claim = claimed(attempts=attempts)
    running.run(app, config, {"a.b": work}, claim, explain=lambda _error: "Ya pasó.")
    return read(claim)


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

    running.run(app, app.extensions["tejido.config"], {}, claim)

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
        app.extensions["tejido.config"],
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


def test_the_lease_is_renewed_while_the_job_runs(instance: Instance) -> None:
    # Two threads write: a database of its own, not the test's one connection.
    config = Config(
        data_folder=instance.folder,
        database_url=instance.url,
        secret_key="x" * 32,
        job_lease_seconds=0.6,
    )
    app = create_app(config)
    leases: list[object] = []

    def take_long() -> None:
        for _ in range(8):
            with app.app_context(), transaction() as session:
                leases.append(session.query(Job).one().lease_until)
            time.sleep(0.15)

    instance.promise("a.b", {}, key="k")
    with app.app_context(), transaction() as session:
        [claim] = jobs.claim_due(session, now=now(), lease_seconds=60, limit=1)
    running.run(app, config, {"a.b": take_long}, claim)
    with app.app_context():
        db.engine.dispose()

    assert len(set(leases)) > 1
    assert instance.states() == {"k": "done"}
