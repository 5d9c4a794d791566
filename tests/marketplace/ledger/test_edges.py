"""The timetable and the terminal: edges that nobody sees working."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from click.testing import CliRunner
from sqlalchemy import select

from marketplace.ledger import queries, services, tasks
from marketplace.ledger.cli import ledger_commands
from marketplace.ledger.models import Snapshot
from network.clock import now
from network.policy import SYSTEM
from tests.factories_ledger import a_book, an_entry, cop

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


def a_moved_book(session: Session) -> int:
    book = a_book(session)
    last_month = now().date().replace(day=1) - timedelta(days=3)
    entry = an_entry(book, ("cash", "equity:opening", 100), day=last_month)
    services.post(session, entry, actor=SYSTEM, now=now())
    session.commit()
    return book


def test_the_timetable_keeps_the_book(app: Flask, session: Session) -> None:
    book = a_moved_book(session)
    reservation = services.Reservation(
        "h", book, "cash", cop(5), "Prueba", now() - timedelta(minutes=1)
    )
    services.hold(session, reservation, actor=SYSTEM, now=now())
    session.commit()

    done = (
        tasks.seal_journals(),
        tasks.expire_holds(),
        tasks.take_snapshots(),
        tasks.verify_books(),
    )

    assert done == (1, 1, 2, True)
    assert tasks.take_snapshots() == 0
    session.expire_all()
    assert len(session.scalars(select(Snapshot)).all()) == 2
    last = queries.last_verification(session)
    assert last is not None
    assert last.is_sound
    assert last.head == queries.chain_head(session)


def test_the_command_says_that_the_books_are_sound(
    app: Flask, session: Session
) -> None:
    a_moved_book(session)
    command = ledger_commands(lambda _data: app)

    result = CliRunner().invoke(command, ["verify"])

    assert result.exit_code == 0, result.output
    assert "sí  balances" in result.output
    assert "Los libros cuadran." in result.output


def test_the_command_fails_when_there_is_nothing_to_verify(app: Flask) -> None:
    result = CliRunner().invoke(ledger_commands(lambda _data: app), ["verify"])

    assert result.exit_code == 1
    assert "No hay asientos que revisar." in result.output


def test_the_command_names_what_is_broken(app: Flask, session: Session) -> None:
    a_moved_book(session)
    broken = queries.Invariant("planted", lambda _session: ["thing 7"])
    queries.register(broken)
    try:
        result = CliRunner().invoke(ledger_commands(lambda _data: app), ["verify"])
    finally:
        queries.forget("planted")

    assert result.exit_code == 1
    assert "NO  planted" in result.output
    assert "thing 7" in result.output
    assert "Los libros NO cuadran: planted." in result.output
