from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from network import jobs
from network.clock import now
from network.db import NestedTransactionError, transaction
from network.models import Job, Network
from tests.factories import a_network

if TYPE_CHECKING:
    from flask import Flask

LEASE = 60.0


@pytest.fixture
def lease(app: Flask) -> jobs.Lease:
    with transaction() as session:
        jobs.enqueue(session, "a.b", {}, key="k", run_after=now())
        [claim] = jobs.claim_due(session, now=now(), lease_seconds=LEASE, limit=1)
        begun = jobs.begin(session, claim, now=now(), lease_seconds=LEASE)
    assert begun is not None
    return begun.lease


def give_away(lease: jobs.Lease) -> None:
    with transaction() as session:
        session.get_one(Job, lease.job_id).lease_token = "somebody else"


def test_progress_is_saved_at_once(lease: jobs.Lease) -> None:
    with jobs.holding(lease):
        jobs.progress(40, "Buscando proveedores")

    with transaction() as session:
        job = session.get_one(Job, lease.job_id)
        assert (job.percent, job.step) == (40, "Buscando proveedores")


def test_progress_outside_a_job_does_nothing(app: Flask) -> None:
    jobs.progress(40, "Nada")

    with transaction() as session:
        assert session.query(Job).count() == 0


def test_progress_stops_a_job_that_was_cancelled(lease: jobs.Lease) -> None:
    with transaction() as session:
        jobs.ask_to_cancel(session, lease.job_id, now=now())

    with jobs.holding(lease), pytest.raises(jobs.JobCancelledError):
        jobs.progress(50, "A medias")


def test_progress_stops_a_job_that_was_given_away(lease: jobs.Lease) -> None:
    give_away(lease)

    with jobs.holding(lease), pytest.raises(jobs.LeaseLostError):
        jobs.progress(50, "A medias")


def test_progress_is_refused_inside_a_transaction(lease: jobs.Lease) -> None:
    with (
        jobs.holding(lease),
        pytest.raises(NestedTransactionError),
        transaction(),
    ):
        jobs.progress(50, "A medias")


def test_a_run_saves_its_work_while_it_holds_the_job(lease: jobs.Lease) -> None:
    with jobs.holding(lease), transaction() as session:
        network_id = a_network(session).id

    with transaction() as session:
        assert session.get(Network, network_id) is not None


def test_a_run_whose_job_was_given_away_saves_nothing(lease: jobs.Lease) -> None:
    give_away(lease)

    with (
        jobs.holding(lease),
        pytest.raises(jobs.LeaseLostError),
        transaction() as session,
    ):
        network_id = a_network(session).id

    with transaction() as session:
        assert session.get(Network, network_id) is None
