"""The jobs that measure networks, whole, cancelled and one beside another."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from marketplace.app import TIMETABLE
from marketplace.labels import JOB_NAMES
from network import tasks
from network.cli import network_commands
from network.clock import now, today
from network.core.snapshots.taking import take
from network.db import db, transaction
from network.errors import NotFoundError
from network.jobs import JobCancelledError, Lease, LeaseLostError, holding
from network.models import (
    Introduction,
    Job,
    JobState,
    NetworkSnapshot,
    SnapshotOrganisation,
)
from network.services import snapshots
from tests.factories import a_network
from tests.factories_red import some_organisations, woven
from tests.together import TOGETHER, at_once, own_database, site

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from network.models import Network

__all__ = ["own_database", "site"]

TODAY = today("America/Bogota")
STAR = [(0, far) for far in range(1, 7)]


def session() -> Session:
    return db.session()


@pytest.fixture
def network(app: Flask) -> Network:
    """A star of seven, in the session that tasks use."""
    found = a_network(session())
    seven = some_organisations(session(), found, 7)
    woven(session(), found, seven, STAR, day=TODAY - timedelta(days=70))
    session().commit()
    return found


def months() -> dict[str, int]:
    rows = session().execute(
        select(NetworkSnapshot.month, NetworkSnapshot.measures).order_by(
            NetworkSnapshot.month
        )
    )
    return {month: measures["all"]["ties"] for month, measures in rows}


def running(network: Network) -> Lease:
    """A job of this network in the hands of a worker."""
    job = Job(
        name="network.take_snapshot",
        arguments={"network_id": network.id},
        key="test",
        state=JobState.RUNNING,
        lease_token="mine",
        lease_until=now() + timedelta(minutes=5),
    )
    session().add(job)
    session().commit()
    return Lease(job.id, "mine")


def test_the_job_measures_and_advises(network: Network) -> None:
    key = tasks.take_snapshot(network.id)

    snapshot = session().get_one(NetworkSnapshot, key)
    assert (snapshot.day, snapshot.organisations) == (TODAY, 7)
    assert session().scalar(select(func.count(Introduction.id)))


def test_the_job_of_a_month_gone_by_gives_no_advice(network: Network) -> None:
    gone = TODAY - timedelta(days=60)

    key = tasks.take_snapshot(network.id, gone.isoformat())

    assert session().get_one(NetworkSnapshot, key).day == gone
    assert not session().scalar(select(func.count(Introduction.id)))


def test_the_job_says_how_far_it_is(network: Network) -> None:
    lease = running(network)

    with holding(lease):
        tasks.take_snapshot(network.id)

    job = session().get_one(Job, lease.job_id, populate_existing=True)
    assert 80 <= job.percent <= 99
    assert job.step == "Buscando qué lazos conviene tejer"


def test_a_job_stopped_halfway_leaves_the_old_snapshot(network: Network) -> None:
    first = tasks.take_snapshot(network.id)
    taken_at = session().get_one(NetworkSnapshot, first).taken_at
    lease = running(network)
    session().get_one(Job, lease.job_id).cancel_asked = True
    session().commit()

    with holding(lease), pytest.raises(JobCancelledError):
        tasks.take_snapshot(network.id)

    session().rollback()
    kept = session().scalars(select(NetworkSnapshot)).one()
    assert (kept.id, kept.taken_at) == (first, taken_at)
    assert session().scalar(select(func.count()).select_from(SnapshotOrganisation)) == 7


def test_a_worker_that_lost_its_job_keeps_nothing(network: Network) -> None:
    lease = running(network)

    with holding(Lease(lease.job_id, "another")), pytest.raises(LeaseLostError):
        tasks.take_snapshot(network.id)

    session().rollback()
    assert months() == {}


def test_an_unknown_network_is_not_measured(app: Flask) -> None:
    with pytest.raises(NotFoundError):
        tasks.take_snapshot(10**9)


def test_the_timetable_asks_for_every_network(network: Network) -> None:
    assert tasks.take_monthly_snapshots() >= 1

    names = session().scalars(
        select(Job.name).where(Job.arguments["day"].as_string() == TODAY.isoformat())
    )
    assert set(names) == {"network.take_snapshot"}


def test_the_timetable_and_the_labels_know_the_jobs() -> None:
    assert "network.take_monthly_snapshots" in {slot.name for slot in TIMETABLE}
    assert {"network.take_monthly_snapshots", "network.take_snapshot"} <= set(JOB_NAMES)


def told(app: Flask, *options: str) -> str:
    result = CliRunner().invoke(
        network_commands(lambda _data: app), ["snapshots", *options]
    )
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_tells_the_history_and_telling_it_again_changes_nothing(
    app: Flask, network: Network
) -> None:
    assert f"Red {network.id}. Meses medidos: 3." in told(app)
    once = months()

    assert f"Red {network.id}. Meses medidos: 3." in told(app)

    assert months() == once
    assert set(once.values()) <= {0, 6}
    assert once[max(once)] == 6


def test_the_command_can_be_asked_for_less(app: Flask, network: Network) -> None:
    output = told(app, "--months", "1", "--network", str(network.id))

    assert "Meses medidos: 1." in output
    assert len(months()) == 1


def test_the_command_knows_no_other_networks(app: Flask, network: Network) -> None:
    result = CliRunner().invoke(
        network_commands(lambda _data: app), ["snapshots", "--network", "999999"]
    )

    assert result.exit_code == 1
    assert "No existe esa red." in result.output


def test_several_that_measure_one_month_leave_one_snapshot(site: Flask) -> None:
    with site.app_context(), transaction() as writing:
        found = a_network(writing)
        woven(writing, found, some_organisations(writing, found, 7), STAR)
        key = found.id
    with site.app_context():
        taken = take(snapshots.read_facts(db.session(), key, day=TODAY))
        db.session().rollback()

    def keep(_number: int) -> int:
        with transaction() as writing:
            return snapshots.keep_snapshot(writing, key, taken, now=now())

    results = at_once(site, keep)

    with site.app_context():
        assert len(results) == TOGETHER
        assert len(set(results)) == 1
        assert months()
        rows = select(func.count()).select_from(SnapshotOrganisation)
        assert db.session().scalar(rows) == 7
