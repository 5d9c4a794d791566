"""How fast the book is, next to pgbench on the same server in the same run.

Run it from the top of the repository: ``python -m bench.ledger``.  PostgreSQL
runs with synchronous_commit off on both sides, so that the disk does not decide.
A row is the book's transactions a second over those of pgbench's TPC-B script
with as many clients; each has a floor under which the run fails.  A comparison
with django-hordak would need Django and its own database set up beside this one,
so it is left out.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.core import Entry, Posting
from marketplace.ledger.services import post, post_many
from marketplace.worker.migrate import upgrade
from network.db import prepare_engine, write_turn
from network.policy import SYSTEM
from tests.factories_ledger import a_book
from tests.postgres import PostgresServer, create_database, find_binaries

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

SECONDS = float(os.environ.get("TEJIDO_BENCH_SECONDS", "5"))
MEMBERS = 1000
PURCHASES = 10
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)


def pgbench(server: PostgresServer, clients: int) -> float:
    """Transactions a second of pgbench's TPC-B script."""
    command = [
        str(find_binaries() / "pgbench"),
        *("-h", str(server.folder), "-U", "postgres", "-n"),
        *("-c", str(clients), "-j", str(min(clients, 2)), "-T", str(int(SECONDS))),
        "postgres",
    ]
    done = subprocess.run(  # noqa: S603 - a program of the server we started
        command, capture_output=True, text=True, check=True
    )
    found = re.search(r"tps = ([0-9.]+) \(without", done.stdout)
    assert found, done.stdout
    return float(found[1])


def a_charge(book_id: int, key: str, dice: random.Random) -> Entry:
    """A member's share of a purchase."""
    return Entry(
        key=key,
        book_id=book_id,
        kind="bench",
        day=DAY,
        memo="Cargo de una compra",
        postings=(
            Posting(
                f"member:{dice.randint(1, MEMBERS)}",
                f"purchase:{dice.randint(1, PURCHASES)}",
                Money(dice.randint(1, 10**7), Currency.COP),
            ),
        ),
    )


def one_client(url: str, book_id: int, batch: int, name: str) -> float:
    """Entries a second that one client posts."""
    engine = create_engine(url)
    prepare_engine(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", do_not_wait_for_the_disk)
    dice = random.Random(name)  # noqa: S311 - a benchmark
    count = 0
    with Session(engine) as session:
        start = time.perf_counter()
        while time.perf_counter() - start < SECONDS:
            entries = [
                a_charge(book_id, f"{name}:{count + i}", dice) for i in range(batch)
            ]
            with write_turn(engine):
                if batch == 1:
                    post(session, entries[0], actor=SYSTEM, now=NOW)
                else:
                    post_many(session, entries, actor=SYSTEM, now=NOW)
                session.commit()
            count += batch
        seconds = time.perf_counter() - start
    engine.dispose()
    return count / seconds


def many_clients(url: str, book_id: int, clients: int, batch: int = 1) -> float:
    """Entries a second of several clients, a process each."""
    if clients == 1:
        return one_client(url, book_id, batch, f"{time.time_ns()}")
    arguments = [
        (url, book_id, batch, f"{time.time_ns()}-{client}") for client in range(clients)
    ]
    with multiprocessing.get_context("spawn").Pool(clients) as pool:
        return sum(pool.starmap(one_client, arguments))


def prepared(url: str) -> int:
    """Migrate a database and open every account; returns the book."""
    upgrade(url)
    engine = create_engine(url)
    prepare_engine(engine)
    with Session(engine) as session:
        book_id = a_book(session)
        opening = [
            Entry(
                key=f"open:{n}",
                book_id=book_id,
                kind="bench",
                day=DAY,
                memo="Apertura",
                postings=(
                    Posting(
                        f"member:{n}",
                        f"purchase:{n % PURCHASES + 1}",
                        Money(1, Currency.COP),
                    ),
                ),
            )
            for n in range(1, MEMBERS + 1)
        ]
        post_many(session, opening, actor=SYSTEM, now=NOW)
        session.commit()
    vacuum(engine)
    engine.dispose()
    return book_id


def vacuum(engine: Engine) -> None:
    """Give the planner its statistics, as autovacuum would."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
            link.exec_driver_sql("VACUUM ANALYZE")


def main() -> int:
    """Measure, print the table, and fail when a ratio is under its floor."""
    rows: list[tuple[str, float, float, float]] = []
    with PostgresServer() as server, tempfile.TemporaryDirectory() as folder:
        server.stop()
        server.start("synchronous_commit=off", "shared_buffers=256MB")
        subprocess.run(  # noqa: S603 - a program of the server we started
            [
                str(find_binaries() / "pgbench"),
                *("-h", str(server.folder), "-U", "postgres"),
                *("-i", "-q", "-s", "10", "postgres"),
            ],
            capture_output=True,
            check=True,
        )
        url = create_database(server.url())
        book_id = prepared(url)
        file_url = f"sqlite:///{Path(folder) / 'bench.db'}"
        file_book = prepared(file_url)
        measures: list[tuple[str, int, float, Callable[[], float]]] = [
            ("one entry, 1 client", 1, 0.8, lambda: many_clients(url, book_id, 1)),
            ("one entry, 4 clients", 4, 0.35, lambda: many_clients(url, book_id, 4)),
            ("batch of 100", 1, 5.0, lambda: many_clients(url, book_id, 1, 100)),
            ("SQLite, one entry", 1, 1.0, lambda: many_clients(file_url, file_book, 1)),
        ]
        for name, clients, floor, measure in measures:
            # Before and after, since a shared machine has its moods.
            peer = pgbench(server, clients)
            ours = measure()
            peer = (peer + pgbench(server, clients)) / 2
            rows.append((name, ours, peer, floor))
    return show(rows)


def do_not_wait_for_the_disk(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection has no common type
    """Do on SQLite what synchronous_commit=off does on PostgreSQL."""
    connection.execute("PRAGMA synchronous=OFF")


def show(rows: list[tuple[str, float, float, float]]) -> int:
    """Print the table; returns 1 when a ratio is under its floor."""
    print(f"{'':24}{'entries/s':>12}{'pgbench/s':>12}{'ratio':>8}{'floor':>8}")
    low = 0
    for name, ours, peer, floor in rows:
        ratio = ours / peer
        low += ratio < floor
        print(f"{name:24}{ours:12.0f}{peer:12.0f}{ratio:8.2f}{floor:8.2f}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
