"""Several tellers move money and overdraw while everything around them is killed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from marketplace.kernel.money import Currency
from marketplace.ledger import queries, services
from marketplace.worker.migrate import upgrade
from network.db import prepare_engine
from network.policy import SYSTEM
from tests.factories_ledger import NOW, a_book, an_entry
from tests.marketplace.ledger.bank import ACCOUNTS
from tests.postgres import PostgresServer, create_database

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
TELLERS = 3
#: Enough of everybody's time; the tellers take a second to arrive.
PATIENCE = 20.0


class Bank:
    """Tellers at work on one book, each noting what was acknowledged."""

    def __init__(self, url: str, notes: Path, settings: str = "") -> None:
        self.url, self.notes, self.settings = url, notes, settings
        self.book = self._open()
        self.tellers: list[subprocess.Popen[bytes]] = []
        self.hired = 0

    def _open(self) -> int:
        upgrade(self.url)
        with self._session() as session:
            book = a_book(session)
            entry = an_entry(
                book,
                ("cash", "equity:opening", 100),
                ("bank", "equity:opening", 100),
                ("member:1", "member:2", 50),
            )
            services.post(session, entry, actor=SYSTEM, now=NOW)
            session.commit()
        return book

    @contextmanager
    def _session(self) -> Iterator[Session]:
        engine = create_engine(self.url)
        prepare_engine(engine)
        with Session(engine) as session:
            yield session
        engine.dispose()

    def hire(self) -> None:
        """Bring the number of tellers up to where it should be."""
        self.tellers = [one for one in self.tellers if one.poll() is None]
        while len(self.tellers) < TELLERS:
            self.hired += 1
            name = f"t{self.hired}"
            self.tellers.append(
                subprocess.Popen(
                    [
                        *(sys.executable, "-m", "tests.marketplace.ledger.bank"),
                        *(self.url, str(self.book), name),
                        *(str(self.notes / name), self.settings),
                    ],
                    cwd=ROOT,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )

    def kill_one(self, dice: random.Random) -> None:
        """End a teller in the middle of whatever it is doing."""
        dice.choice(self.tellers).send_signal(signal.SIGKILL)

    def close(self) -> None:
        """End every teller."""
        for teller in self.tellers:
            teller.kill()
            teller.wait()
        self.tellers = []

    def acknowledged(self) -> set[str]:
        """The keys whose commit came back; a torn last line is none."""
        return {
            line
            for file in self.notes.iterdir()
            for line in file.read_text().split("\n")[:-1]
        }

    def wait_for(self, count: int) -> None:
        """Wait until so many entries more were acknowledged."""
        goal = len(self.acknowledged()) + count
        deadline = time.monotonic() + PATIENCE
        while len(self.acknowledged()) < goal:
            assert time.monotonic() < deadline, "the tellers did not get to work"
            time.sleep(0.05)

    def lost(self) -> set[str]:
        """What was acknowledged and is not in the book."""
        with self._session() as session:
            kept = set(session.scalars(text("SELECT key FROM ledger_journal")))
        return self.acknowledged() - kept

    def assert_sound(self) -> None:
        """Everything adds up, to the last unit, and nobody is overdrawn."""
        with self._session() as session:
            report = queries.verify(session)
            assert report.is_sound, report
            found = queries.balances(
                session, self.book, [*ACCOUNTS, "equity:opening"], Currency.COP
            )
            assert sum(money.minor for money in found.values()) == 0
            assert found["cash"].minor >= 0
            assert found["bank"].minor >= 0


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


def test_killed_tellers_lose_nothing_on_sqlite(tmp_path: Path, notes: Path) -> None:
    bank = Bank(f"sqlite:///{tmp_path / 'bank.db'}", notes)
    dice = random.Random(7)  # noqa: S311 - a test
    try:
        for _round in range(4):
            bank.hire()
            bank.wait_for(dice.randint(5, 40))
            bank.kill_one(dice)
    finally:
        bank.close()

    assert bank.lost() == set()
    assert len(bank.acknowledged()) >= 20
    bank.assert_sound()


def test_killed_tellers_and_servers_lose_nothing_on_postgresql(
    server: PostgresServer, notes: Path
) -> None:
    bank = Bank(create_database(server.url()), notes)
    dice = random.Random(11)  # noqa: S311 - a test
    try:
        for _round in range(3):
            bank.hire()
            bank.wait_for(dice.randint(20, 80))
            bank.kill_one(dice)
            bank.wait_for(dice.randint(1, 20))
            server.kill()
            bank.close()
            server.start()
    finally:
        bank.close()

    assert bank.lost() == set()
    assert len(bank.acknowledged()) >= 60
    bank.assert_sound()


def test_without_synchronous_commit_the_same_test_finds_losses(
    server: PostgresServer, notes: Path
) -> None:
    # Otherwise the test above would prove nothing.
    server.stop()
    lazily = ("wal_writer_delay=10s", "wal_writer_flush_after=1GB", "wal_buffers=32MB")
    server.start(*lazily)
    bank = Bank(
        create_database(server.url()), notes, settings="-c synchronous_commit=off"
    )
    try:
        for _round in range(4):
            bank.hire()
            bank.wait_for(60)
            server.kill()
            bank.close()
            server.start(*lazily)
            if bank.lost():
                break
    finally:
        bank.close()

    assert bank.lost()
    bank.assert_sound()
