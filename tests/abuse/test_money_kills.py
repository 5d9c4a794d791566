"""Treasurers killed while they charge and take money: nothing lost, nothing twice."""

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
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from marketplace.ledger.models import JournalRow
from marketplace.ledger.queries import verify
from marketplace.payments.models import ReceiptRow
from marketplace.purchasing.models import JointPurchase, PurchaseState
from marketplace.worker.migrate import upgrade
from network.db import prepare_engine
from tests.factories_goods import (
    everything_arrives,
    handed_out,
    invoiced,
    ordered,
    shared_out,
)
from tests.factories_purchasing import a_confirmed_purchase, a_world
from tests.postgres import PostgresServer, create_database

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
#: Longest that a treasurer may take to arrive and get to work.
PATIENCE = 25.0


class Market:
    """A purchase whose goods were handed out, and the treasurers who charge it."""

    def __init__(self, url: str, notes: Path) -> None:
        self.url, self.notes = url, notes
        self.hired = 0
        self.teller: subprocess.Popen[bytes] | None = None
        upgrade(url)
        with self.session() as session:
            world = a_world(session)
            purchase = a_confirmed_purchase(session, world, (40, 50, 60))
            ordered(session, purchase, world)
            everything_arrives(session, purchase, world)
            shared_out(session, purchase, world)
            handed_out(session, purchase, world)
            invoiced(session, purchase, world)
            session.commit()
            self.purchase_id = purchase.id

    @contextmanager
    def session(self) -> Iterator[Session]:
        engine = create_engine(self.url)
        prepare_engine(engine)
        with Session(engine) as session:
            yield session
        engine.dispose()

    def hire(self) -> None:
        """Let the next treasurer begin."""
        self.hired += 1
        name = f"t{self.hired}"
        self.teller = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.abuse.teller", self.url),
                *(str(self.purchase_id), name, str(self.notes / name)),
            ],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """End the treasurer in the middle of whatever it is."""
        if self.teller is not None:
            self.teller.send_signal(signal.SIGKILL)
            self.teller.wait()
        self.teller = None

    def acknowledged(self) -> list[tuple[str, int]]:
        """Key and number of each receipt whose commit came back."""
        lines = [
            line.split()
            for file in sorted(self.notes.iterdir())
            # A torn last line was not acknowledged.
            for line in file.read_text().split("\n")[:-1]
        ]
        return [(key, int(number)) for key, number in lines]

    def wait_for(self, count: int) -> None:
        """Wait until so many receipts more were acknowledged."""
        goal = len(self.acknowledged()) + count
        deadline = time.monotonic() + PATIENCE
        while len(self.acknowledged()) < goal:
            assert time.monotonic() < deadline, "the treasurer did not get to work"
            time.sleep(0.02)

    def assert_kept_once(self) -> None:
        """Every receipt that was acknowledged is there once, the books are sound."""
        told = self.acknowledged()
        with self.session() as session:
            kept = {row.key: row for row in session.scalars(select(ReceiptRow))}
            numbers = sorted(row.number for row in kept.values())
            keys = session.scalars(select(JournalRow.key)).all()
            charges = {key for key in keys if ":charges" in key}
            state = session.get_one(JointPurchase, self.purchase_id).state
            report = verify(session)
        prefix = f"purchase:{self.purchase_id}:payment:person:"
        assert [key for key, _ in told if prefix + key not in kept] == []
        assert {kept[prefix + key].number == number for key, number in told} == {True}
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(charges) == 1
        assert state is PurchaseState.SETTLED
        assert report.is_sound, report


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


def shaken(market: Market, dice: random.Random) -> None:
    """Kill treasurers: one while it arrives or charges, some while they take money."""
    try:
        market.hire()
        time.sleep(dice.uniform(0.8, 2.0))
        market.kill()
        for _round in range(3):
            market.hire()
            market.wait_for(dice.randint(3, 15))
            time.sleep(dice.uniform(0, 0.05))
            market.kill()
    finally:
        market.kill()


def test_killed_treasurers_lose_nothing_on_sqlite(tmp_path: Path, notes: Path) -> None:
    market = Market(f"sqlite:///{tmp_path / 'market.db'}", notes)

    shaken(market, random.Random(3))  # noqa: S311 - a test

    assert len(market.acknowledged()) >= 9
    market.assert_kept_once()


def test_killed_treasurers_lose_nothing_on_postgresql(notes: Path) -> None:
    with PostgresServer() as server:
        market = Market(create_database(server.url()), notes)

        shaken(market, random.Random(5))  # noqa: S311 - a test

        assert len(market.acknowledged()) >= 9
        market.assert_kept_once()
