"""``tejido up``, the real program: it starts alone and ends whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import NullPool, create_engine

from tests.marketplace.worker.conftest import (
    REAL,
    ROOT,
    Instance,
    descendants,
    is_alive,
    until,
)
from tests.postgres import scratch_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READY = "Tejido está en"
# Sockets are closed to the tests' own process, so others ask in its place.
FETCH = """
import sys, urllib.error, urllib.request
try:
    print(urllib.request.urlopen(sys.argv[1], timeout=30).status)
except urllib.error.HTTPError as error:
    print(error.code)
except OSError as error:
    print(error)
"""
FREE_PORT = """
import socket
with socket.socket() as found:
    found.bind(("127.0.0.1", 0))
    print(found.getsockname()[1])
"""
HOLD_PORT = """
import socket, time
with socket.socket() as held:
    held.bind(("127.0.0.1", 0))
    held.listen()
    print(held.getsockname()[1], flush=True)
    time.sleep(60)
"""


def run(*arguments: str, environment: dict[str, str] | None = None) -> tuple[int, str]:
    """Run Python; return its exit code and all it wrote."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.strip()


def free_port() -> str:
    return run("-c", FREE_PORT)[1]


def fetch(port: str) -> str:
    return run("-c", FETCH, f"http://127.0.0.1:{port}/entrar")[1]


class Home(Instance):
    """An instance with an empty database, for the real program."""

    def up(self) -> tuple[subprocess.Popen[bytes], str]:
        """Start it on a free port and wait until it says it is ready."""
        port = free_port()
        before = self.log().count(READY) if (self.folder / "log").exists() else 0
        program = self.start("up", "--port", port, program=REAL)
        until(lambda: self.log().count(READY) > before or program.poll() is not None)
        return program, port


def a_home(folder: Path, url: str) -> Home:
    return Home(folder, url, create_engine(url, poolclass=NullPool))


@pytest.fixture
def home(fresh_url: str, tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path, fresh_url)
    yield made
    made.end()


@pytest.fixture(scope="module")
def running(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Home, subprocess.Popen[bytes], str]]:
    """The program, up, for the tests that leave it so."""
    folder = tmp_path_factory.mktemp("home")
    if database_url.startswith("sqlite"):
        made = a_home(folder, f"sqlite:///{folder / 'tejido.db'}")
        yield made, *made.up()
        made.end()
        return
    with scratch_database() as url:
        made = a_home(folder, url)
        yield made, *made.up()
        made.end()


def test_it_serves_pages_on_a_database_it_made_itself(
    running: tuple[Home, subprocess.Popen[bytes], str],
) -> None:
    home, _program, port = running

    answer = fetch(port)

    assert answer == "200"
    assert f"{READY} http://127.0.0.1:{port}" in home.log()


def test_a_second_one_on_the_same_folder_is_refused_with_one_line(
    running: tuple[Home, subprocess.Popen[bytes], str],
) -> None:
    home, program, _port = running

    code, words = run(
        *REAL, "up", "--port", free_port(), environment=home.environment()
    )

    assert code != 0
    assert words == (
        f"Error: Ya hay un Tejido en marcha en {home.folder} (proceso {program.pid})."
    )


def test_what_is_killed_comes_back(
    running: tuple[Home, subprocess.Popen[bytes], str],
) -> None:
    _home, program, port = running
    children = [
        child
        for child in descendants(program.pid)
        if os.getpgid(child) == child and is_alive(child)
    ]

    for child in children:
        os.kill(child, signal.SIGKILL)
    until(lambda: not any(is_alive(child) for child in children))
    until(lambda: fetch(port) == "200")

    assert len(children) == 2
    assert program.poll() is None


def test_a_port_that_is_taken_is_said_in_one_line(home: Home) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_PORT], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        port = holder.stdout.readline().strip()

        code, words = run(*REAL, "up", "--port", port, environment=home.environment())
        holder.kill()

    assert code != 0
    assert words.splitlines() == [words]
    assert words.startswith(f"Error: El puerto {port} de 127.0.0.1 no está libre")


def test_a_wrong_setting_is_said_in_one_line(home: Home) -> None:
    environment = home.environment(TEJIDO_WEB_THREADS="muchos")

    code, words = run(*REAL, "up", environment=environment)

    assert code != 0
    assert words == (
        "Error: TEJIDO_WEB_THREADS: «muchos» no sirve; "
        "escriba un número entero de 1 a 64."
    )


def test_it_ends_within_fifteen_seconds_and_takes_all_its_own_along(
    home: Home,
) -> None:
    program, _port = home.up()
    family = descendants(program.pid)

    began = time.monotonic()
    program.send_signal(signal.SIGTERM)
    code = program.wait(30)
    took = time.monotonic() - began

    assert len(family) >= 4
    assert code == 0
    assert took < 15
    assert not any(is_alive(member) for member in family)


def test_killed_it_leaves_no_orphans_and_can_start_again(home: Home) -> None:
    program, port = home.up()
    family = descendants(program.pid)

    program.kill()
    program.wait()
    until(lambda: not any(is_alive(member) for member in family), seconds=10)
    again = home.start("up", "--port", port, program=REAL)
    until(lambda: home.log().count(READY) == 2)

    assert len(family) >= 4
    assert again.poll() is None
