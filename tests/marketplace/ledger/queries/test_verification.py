"""Every invariant is broken once, behind the triggers' back, and found."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from marketplace.ledger import queries, services
from marketplace.ledger.queries import (
    Invariant,
    TriggersMissingError,
    assert_triggers,
    verify,
)
from marketplace.ledger.services import CashCount, Reservation
from network.policy import SYSTEM, Role
from tests.factories_ledger import (
    NOW,
    TODAY,
    a_book,
    an_entry,
    cash_in,
    cop,
    somebody,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def kept(spoilable: Engine) -> Engine:
    """A database with one of everything."""
    with Session(spoilable) as session:
        book, _other = a_book(session), a_book(session)
        treasurer = somebody(session, book, Role.TREASURER)
        officer = somebody(session, book, Role.OFFICER)
        cash_in(session, book, 100_00, day=date(2026, 10, 5))
        mistaken = services.post(
            session,
            an_entry(book, ("member:1", "purchase:1", 10_00)),
            actor=treasurer,
            now=NOW,
        )
        services.reverse(
            session,
            mistaken.id,
            reason="Se anotó dos veces",
            actor=officer,
            day=TODAY,
            now=NOW,
        )
        reservation = Reservation("hold", book, "cash", cop(30_00), "Préstamo")
        services.hold(session, reservation, actor=SYSTEM, now=NOW)
        services.take_snapshots(session, book, month_end=date(2026, 10, 31))
        services.count_cash(
            session,
            CashCount("c", book, TODAY, cop(99_00), treasurer.person_id, "Faltó"),
            actor=somebody(session, book, Role.FISCAL),
            now=NOW,
        )
        services.seal_journals(session, now=NOW)
        session.commit()
    return spoilable


#: What is done without triggers and checks, and the invariant that it breaks.
PLANTED: dict[str, tuple[str, ...]] = {
    "journals_not_empty": (
        (
            "DELETE FROM ledger_posting WHERE journal_id ="
            " (SELECT min(id) FROM ledger_journal)"
        ),
    ),
    "postings_in_place": ("UPDATE ledger_posting SET book_id = book_id + 1",),
    "balances": (
        (
            "UPDATE ledger_account SET balance_minor = balance_minor + 1"
            " WHERE code = 'loss'"
        ),
    ),
    "trial_balance": (
        (
            "UPDATE ledger_account SET balance_minor = balance_minor + 1"
            " WHERE code = 'loss'"
        ),
    ),
    "limits": (
        (
            "UPDATE ledger_account SET balance_minor = -1, held_minor = 0"
            " WHERE code = 'cash'"
        ),
    ),
    "limits_of_chart": (
        "UPDATE ledger_account SET min_balance_minor = NULL WHERE code = 'cash'",
    ),
    "holds": ("UPDATE ledger_account SET held_minor = 1 WHERE code = 'cash'",),
    "snapshots": ("UPDATE ledger_snapshot SET balance_minor = 5",),
    "reversals": (
        (
            "UPDATE ledger_journal SET actor_id = (SELECT j.actor_id"
            " FROM ledger_journal AS j WHERE j.id = ledger_journal.reverses)"
            " WHERE reverses IS NOT NULL"
        ),
    ),
    "cash_counts": ("UPDATE ledger_cash_count SET counted_minor = 9800",),
    "audited": ("DELETE FROM audit_row WHERE subject = 'ledger_journal'",),
    "chain": ("UPDATE ledger_journal SET memo = 'otra cosa'",),
}


_CHECKS = text(
    "SELECT conrelid::regclass || ' DROP CONSTRAINT ' || conname FROM pg_constraint"
    " WHERE contype = 'c' AND conrelid IN"
    " ('ledger_account'::regclass, 'ledger_cash_count'::regclass)"
)


def spoil(engine: Engine, statements: tuple[str, ...]) -> None:
    """Do what the guards would refuse, as somebody with the whole machine could."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for check in connection.scalars(_CHECKS).all():
                connection.execute(text(f"ALTER TABLE {check}"))
            for statement in statements:
                connection.execute(text(statement))
        return
    file = sqlite3.connect(str(engine.url.database))
    file.execute("PRAGMA ignore_check_constraints = ON")
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in file.execute(triggers).fetchall():
        file.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        file.execute(statement)
    file.commit()
    file.close()


def broken(engine: Engine) -> set[str]:
    with Session(engine) as session:
        return {one.name for one in verify(session).checked if one.breaches}


def test_a_book_with_one_of_everything_is_sound(kept: Engine) -> None:
    with Session(kept) as session:
        report = verify(session)

    assert report.is_sound, report
    assert (report.journals, report.finding) == (4, "")
    assert len(report.head) == 64


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_found(kept: Engine, name: str) -> None:
    spoil(kept, PLANTED[name])

    with Session(kept) as session:
        report = verify(session)

    assert name in {one.name for one in report.checked if one.breaches}
    assert not report.is_sound
    assert report.finding


def test_the_chain_names_the_first_journal_that_does_not_fit(kept: Engine) -> None:
    spoil(kept, ("UPDATE ledger_journal SET memo = 'x' WHERE id >= 2",))

    with Session(kept) as session:
        report = verify(session)

    found = {one.name: one.breaches for one in report.checked}
    assert found["chain"] == ("journal 2, seal 2",)


def test_a_seal_that_was_taken_out_is_noticed(kept: Engine) -> None:
    spoil(kept, ("DELETE FROM ledger_seal WHERE seq = 2",))

    assert "chain" in broken(kept)


def test_nothing_to_verify_is_not_soundness(spoilable: Engine) -> None:
    with Session(spoilable) as session:
        report = verify(session)

    assert not report.is_sound
    assert report.first_broken == "nothing_to_verify"


def test_other_areas_add_their_invariants(kept: Engine) -> None:
    mine = Invariant("mine", lambda _session: iter(["thing 7"]))

    with Session(kept) as session:
        report = verify(session, [mine])

    assert (report.first_broken, report.finding) == ("mine", "thing 7")


def test_a_database_without_its_triggers_is_refused_at_the_start(
    kept: Engine,
) -> None:
    with kept.begin() as connection:
        assert_triggers(connection)
        table = " ON ledger_posting" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER ledger_posting_apply{table}"))

        with pytest.raises(TriggersMissingError, match="ledger_posting_apply"):
            assert_triggers(connection)
        with Session(connection) as session:
            assert queries.verify(session).first_broken == "triggers"


def test_foreign_keys_that_are_switched_off_are_refused_at_the_start(
    kept: Engine,
) -> None:
    if kept.dialect.name == "postgresql":
        return
    with kept.connect() as connection:
        connection.rollback()
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.rollback()
        off = not connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
        if off:
            with pytest.raises(TriggersMissingError, match="foreign_keys"):
                assert_triggers(connection)
        connection.invalidate()


def test_the_database_says_no_before_verify_has_to(kept: Engine) -> None:
    with pytest.raises(DatabaseError), kept.begin() as connection:
        connection.execute(text("UPDATE ledger_account SET balance_minor = 0"))

    assert not broken(kept)
