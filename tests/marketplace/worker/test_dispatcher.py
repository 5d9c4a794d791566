from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.worker.dispatcher import CLAIMS_PER_PLACE, Dispatcher
from marketplace.worker.timetable import Slot
from network import clock, jobs
from network.db import db, transaction
from network.models import Job, JobState
from tests.marketplace.worker.conftest import until

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


@pytest.fixture
def sent() -> list[jobs.Claim]:
    return []


def a_dispatcher(
    app: Flask, sent: list[jobs.Claim], timetable: Sequence[Slot] = ()
) -> Dispatcher:
    return Dispatcher(app, app.extensions["tejido.config"], timetable, sent.append)


def promise(count: int) -> None:
    with transaction() as session:
        for number in range(count):
            jobs.enqueue(session, "a.b", {}, key=f"k{number}", run_after=NOW)


def rows() -> list[Job]:
    with transaction() as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


def test_due_jobs_are_handed_over(app: Flask, sent: list[jobs.Claim]) -> None:
    promise(2)

    handed = a_dispatcher(app, sent).turn(NOW)

    assert handed == len(sent) == 2
    assert {job.state for job in rows()} == {JobState.RUNNING}


def test_an_idle_round_hands_over_nothing(app: Flask, sent: list[jobs.Claim]) -> None:
    handed = a_dispatcher(app, sent).turn(NOW)

    assert handed == 0


def test_no_more_is_claimed_than_four_times_the_places(
    app: Flask, sent: list[jobs.Claim]
) -> None:
    promise(20)
    dispatcher = a_dispatcher(app, sent)
    places = app.extensions["tejido.config"].job_concurrency

    handed = [dispatcher.turn(NOW) for _ in range(2)]

    assert handed == [places * CLAIMS_PER_PLACE, 0]


def test_a_job_that_ended_makes_room_for_another(
    app: Flask, sent: list[jobs.Claim]
) -> None:
    promise(20)
    dispatcher = a_dispatcher(app, sent)
    dispatcher.turn(NOW)
    with transaction() as session:
        begun = jobs.begin(session, sent[0], now=NOW, lease_seconds=60)
        assert begun is not None
        jobs.finish(session, begun.lease, now=NOW)

    handed = dispatcher.turn(NOW)

    assert handed == 1


def test_a_job_the_courier_refuses_waits_a_little(app: Flask) -> None:
    def refuse(_claim: jobs.Claim) -> None:
        raise ConnectionError

    promise(1)

    handed = Dispatcher(app, app.extensions["tejido.config"], (), refuse).turn(NOW)

    [job] = rows()
    assert handed == 0
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert job.run_after > clock.now()


def test_claims_nobody_began_are_given_back_at_the_end(
    app: Flask, sent: list[jobs.Claim]
) -> None:
    promise(2)
    dispatcher = a_dispatcher(app, sent)
    dispatcher.turn(NOW)

    dispatcher.close()

    assert {job.state for job in rows()} == {JobState.WAITING}


def test_closing_twice_does_no_harm(app: Flask, sent: list[jobs.Claim]) -> None:
    dispatcher = a_dispatcher(app, sent)
    dispatcher.close()

    dispatcher.close()

    assert rows() == []


def test_two_dispatchers_enter_a_slot_once(app: Flask, sent: list[jobs.Claim]) -> None:
    timetable = [Slot.every("a.tick", 60)]
    dispatchers = [a_dispatcher(app, sent, timetable) for _ in range(2)]

    for dispatcher in dispatchers:
        dispatcher.turn(NOW)
        dispatcher.turn(NOW)

    assert [job.key for job in rows()] == ["a.tick:2026-03-02T14:00Z"]
    assert len(sent) == 1


def test_after_a_pause_one_slot_is_made_up_for(
    app: Flask, sent: list[jobs.Claim]
) -> None:
    timetable = [Slot.every("a.tick", 60)]
    a_dispatcher(app, sent, timetable).turn(NOW)

    a_dispatcher(app, sent, timetable).turn(NOW + timedelta(days=3, minutes=5))

    assert [job.key for job in rows()] == [
        "a.tick:2026-03-02T14:00Z",
        "a.tick:2026-03-05T14:00Z",
    ]


def test_done_slots_are_forgotten_after_a_while_and_other_jobs_are_not(
    app: Flask, sent: list[jobs.Claim]
) -> None:
    promise(1)
    dispatcher = a_dispatcher(app, sent, [Slot.every("a.tick", 60)])
    dispatcher.turn(NOW)
    with transaction() as session:
        for claim in sent:
            begun = jobs.begin(session, claim, now=NOW, lease_seconds=60)
            assert begun is not None
            jobs.finish(session, begun.lease, now=NOW)

    a_dispatcher(app, sent, [Slot.every("a.tick", 60)]).turn(NOW + timedelta(days=30))

    assert [job.key for job in rows()] == ["k0", "a.tick:2026-04-01T14:00Z"]


def test_the_thread_sees_a_job_soon_and_ends_when_told(
    app: Flask, sent: list[jobs.Claim]
) -> None:
    promise(1)
    dispatcher = a_dispatcher(app, sent)

    dispatcher.start()
    until(lambda: len(sent) == 1)
    dispatcher.close()

    assert rows()[0].state is JobState.WAITING


def test_while_it_rests_nothing_is_begun_and_no_connection_is_open(
    app: Flask, sent: list[jobs.Claim]
) -> None:
    promise(2)
    dispatcher = a_dispatcher(app, sent)
    dispatcher.turn(NOW - timedelta(hours=1))

    dispatcher.rest()
    asked = threading.Thread(target=dispatcher.turn, args=(NOW,))
    asked.start()
    asked.join(0.2)

    assert sent == []
    assert "Connections in pool: 0" in db.engine.engine.pool.status()

    dispatcher.resume()
    asked.join()

    assert len(sent) == 2
