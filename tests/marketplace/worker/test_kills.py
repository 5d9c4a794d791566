"""Real workers, killed and frozen: no promised work is lost, none done twice."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
import redis

from tests.marketplace.worker.conftest import kill, until

if TYPE_CHECKING:
    from tests.marketplace.worker.conftest import Instance

KEYS = [f"k{number}" for number in range(6)]


@pytest.fixture(params=["memory", "redis"])
def broker(request: pytest.FixtureRequest, instance: Instance) -> str:
    if request.param == "redis":
        instance.broker = request.getfixturevalue("redis_url")
    return instance.broker


def test_a_worker_killed_amid_its_jobs_loses_none_and_doubles_none(
    instance: Instance, broker: str
) -> None:
    for key in KEYS:
        instance.promise("trial.save", {"key": key, "seconds": 0.4}, key=key)
    first = instance.start("worker")
    until(lambda: instance.traces("begun", "k1") > 0)

    kill(first)
    left = [key for key in KEYS if key not in instance.effects()]
    instance.start("worker")
    until(lambda: set(instance.states().values()) == {"done"})

    assert left != []
    assert instance.effects() == KEYS
    assert all(instance.traces("begun", key) <= 2 for key in KEYS)


def test_a_frozen_worker_that_wakes_up_late_saves_nothing(instance: Instance) -> None:
    instance.promise("trial.freeze_once", {"key": "k"}, key="k")
    instance.start("worker")

    until(lambda: instance.traces("saved", "k") == 1)
    until(lambda: instance.states() == {"k": "done"})
    frozen = int((instance.folder / "begun-k").read_text().split()[0])
    os.kill(frozen, signal.SIGCONT)
    until(lambda: "another worker has the job" in instance.log())

    assert instance.effects() == ["k"]
    assert (instance.traces("begun", "k"), instance.traces("saved", "k")) == (2, 1)


def test_two_workers_do_a_slot_once(instance: Instance) -> None:
    for _ in range(2):
        instance.start("worker")
    instance.promise("trial.save", {"key": "k", "seconds": 0}, key="k")

    until(lambda: instance.log().count("looking for work") == 2)
    until(lambda: instance.traces("begun", "tick") > 0)
    until(lambda: instance.states() == {"k": "done"})

    assert instance.traces("begun", "tick") == 1


def test_a_worker_told_to_stop_lets_its_job_end(instance: Instance) -> None:
    instance.promise("trial.save", {"key": "k", "seconds": 1}, key="k")
    worker = instance.start("worker")
    until(lambda: instance.traces("begun", "k") > 0)

    worker.send_signal(signal.SIGTERM)
    code = worker.wait(15)

    assert code == 0
    assert instance.states() == {"k": "done"}
    assert instance.effects() == ["k"]


def test_jobs_run_although_the_broker_forgot_them(
    instance: Instance, redis_url: str
) -> None:
    instance.broker = redis_url
    for key in KEYS:
        instance.promise("trial.save", {"key": key, "seconds": 0.4}, key=key)
    instance.start("worker")
    until(lambda: instance.traces("begun", "k0") > 0)

    with redis.Redis.from_url(redis_url.replace("redis+socket", "unix")) as broker:
        broker.flushall()
    until(lambda: set(instance.states().values()) == {"done"})

    assert instance.effects() == KEYS
