from __future__ import annotations

import os
import signal
import socket
from typing import TYPE_CHECKING

import pytest

from marketplace.config import Config
from marketplace.worker.supervisor import (
    Child,
    NeverReadyError,
    PortTakenError,
    Supervisor,
    listen,
    pause_after,
)
from tests.marketplace.worker.conftest import is_alive, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SLEEP = "import time; time.sleep(60)"
END = "raise SystemExit(3)"
SAY_READY = "import os, sys, time; os.write(int(sys.argv[1]), b'!'); time.sleep(60)"


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child("web", [], program=SLEEP)
    yield child
    child.end()


def pid(child: Child) -> int:
    assert child.running is not None
    return child.running.pid


def test_a_child_that_lives_is_left_alone(child: Child) -> None:
    child.look(0.0)
    first = pid(child)

    child.look(1.0)

    assert pid(child) == first
    assert child.runs == 1


def test_a_child_that_ends_starts_again_after_a_pause(child: Child) -> None:
    child.look(0.0)
    os.kill(pid(child), signal.SIGKILL)
    until(lambda: child.running is not None and child.running.poll() is not None)

    child.look(1.0)
    paused = child.running
    child.look(1.0 + pause_after(1))

    assert paused is None
    assert child.runs == 2
    assert is_alive(pid(child))


def test_a_child_that_ran_for_long_starts_again_at_once(child: Child) -> None:
    child.look(0.0)
    os.kill(pid(child), signal.SIGKILL)
    until(lambda: child.running is not None and child.running.poll() is not None)

    child.look(100.0)

    assert child.runs == 2
    assert child.failures == 0


def test_the_pauses_grow_and_stop_growing() -> None:
    pauses = [pause_after(failures) for failures in (0, 1, 2, 3, 20)]

    assert pauses == [0.0, 1.0, 2.0, 4.0, 30.0]


@pytest.mark.enable_socket
def test_a_port_that_is_taken_is_an_error_of_its_own() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(PortTakenError):
        listen("127.0.0.1", taken.getsockname()[1])


@pytest.mark.enable_socket
def test_a_host_that_is_not_ours_is_the_same_error() -> None:
    with pytest.raises(PortTakenError):
        listen("192.0.2.1", 0)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    left, right = socket.socketpair()
    with left, right:
        yield left


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data_folder=tmp_path, database_url="sqlite://", secret_key="x" * 32)


def test_the_children_are_told_where_everything_is(
    config: Config, listening: socket.socket
) -> None:
    with Supervisor(config, listening) as supervisor:
        web, worker = supervisor.children

    folder = str(config.data_folder)
    assert list(worker.arguments) == ["worker", "--data", folder]
    assert list(web.arguments[:3]) == ["serve", "--data", folder]
    assert listening.fileno() in web.handles


def test_it_says_once_that_it_is_ready_and_ends_when_told(
    config: Config, listening: socket.socket
) -> None:
    said: list[int] = []

    def ready() -> None:
        said.append(1)
        os.kill(os.getpid(), signal.SIGTERM)

    with Supervisor(config, listening) as supervisor:
        number = supervisor.children[0].handles[1]
        supervisor.children = [
            Child("web", [str(number)], handles=(number,), program=SAY_READY)
        ]
        supervisor.run(ready)
        running = pid(supervisor.children[0])

    assert said == [1]
    assert not is_alive(running)


def test_a_web_server_that_cannot_start_ends_everything(
    config: Config, listening: socket.socket
) -> None:
    with Supervisor(config, listening) as supervisor:
        supervisor.children = [
            Child("web", [], program=END),
            Child("worker", [], program=SLEEP),
        ]

        with pytest.raises(NeverReadyError):
            supervisor.run(lambda: None)

    assert [child.running for child in supervisor.children] == [None, None]


def test_signals_are_as_before_afterwards(
    config: Config, listening: socket.socket
) -> None:
    before = signal.getsignal(signal.SIGTERM)

    with Supervisor(config, listening):
        during = signal.getsignal(signal.SIGTERM)

    assert signal.getsignal(signal.SIGTERM) is before
    assert during is not before
