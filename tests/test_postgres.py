"""The PostgreSQL that the tests bring works and survives being killed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.postgres import PostgresServer, find_binaries, packaged_binaries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Rows = list[tuple[object, ...]]


def ask(server: PostgresServer, question: str) -> Rows:
    address = server.url().replace("postgresql+psycopg", "postgresql")
    with contextlib.closing(psycopg.connect(address, autocommit=True)) as connection:
        cursor = connection.execute(question.encode())
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(params=["found", "packaged"])
def server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    """The server that the tests find, and the one that a package brings."""
    binaries: Path = (
        find_binaries() if request.param == "found" else packaged_binaries()[0]
    )
    with PostgresServer(binaries) as server:
        yield server


def test_what_was_committed_is_there_after_a_kill(server: PostgresServer) -> None:
    ask(server, "CREATE TABLE book (page integer)")
    ask(server, "INSERT INTO book VALUES (7)")

    server.kill()
    server.start("max_connections=20")

    assert ask(server, "SELECT page FROM book") == [(7,)]


def test_a_commit_waits_for_the_disk_as_in_production(server: PostgresServer) -> None:
    assert ask(server, "SHOW synchronous_commit") == [("on",)]


def test_nothing_is_left_of_a_closed_server(server: PostgresServer) -> None:
    server.close()

    assert not server.folder.exists()
