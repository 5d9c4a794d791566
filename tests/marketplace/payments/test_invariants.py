"""Receipts are spoilt behind the triggers' back, and verify finds each."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from marketplace.ledger.queries import verify
from marketplace.payments.models import RECEIPT_TRIGGERS, Method
from marketplace.payments.queries import INVARIANTS, assert_receipt_triggers
from marketplace.payments.services import MoneyIn, PartyRef, cancel, receive
from marketplace.worker.migrate import upgrade
from network.db import prepare_engine
from network.policy import Role
from tests.factories_ledger import NOW, TODAY, a_book, a_person, cop, somebody

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Engine]:
    """An SQLite database with three receipts, the second of them cancelled."""
    url = f"sqlite:///{tmp_path / 'receipts.db'}"
    upgrade(url)
    engine = create_engine(url)
    prepare_engine(engine)
    with Session(engine) as session:
        book = a_book(session)
        treasurer = somebody(session, book, Role.TREASURER)
        payer = a_person(session)
        receipts = [
            receive(
                session,
                MoneyIn(
                    book_id=book,
                    payer=PartyRef.person(payer),
                    amount=cop(100 + number),
                    method=Method.CASH,
                    reference="",
                    day=TODAY,
                    purpose="Abono",
                    credit_code=f"member:{payer}",
                    key=f"k{number}",
                ),
                actor=treasurer,
                now=NOW,
            )
            for number in range(3)
        ]
        cancel(
            session,
            receipts[1].id,
            reason="Se anotó dos veces",
            actor=somebody(session, book, Role.OFFICER),
            day=TODAY,
            now=NOW,
        )
        session.commit()
    yield engine
    engine.dispose()


PLANTED = {
    "receipt_triggers": "DROP TRIGGER receipt_guard",
    "receipt_numbers": "DELETE FROM receipt WHERE number = 2",
    "receipts_posted": "UPDATE receipt SET amount_minor = 5 WHERE number = 1",
    "receipts_cancelled": (
        "UPDATE receipt SET cancelled_at = NULL, cancelling_journal_id = NULL,"
        " cancel_reason = '' WHERE number = 2"
    ),
    "payments_have_receipts": "DELETE FROM receipt WHERE number = 3",
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_found(kept: Engine, name: str) -> None:
    file = sqlite3.connect(str(kept.url.database))
    for trigger in RECEIPT_TRIGGERS["sqlite"] - {"receipt_guard"}:
        file.execute(f"DROP TRIGGER {trigger}")
    if name != "receipt_triggers":
        file.execute("DROP TRIGGER receipt_guard")
    file.execute(PLANTED[name])
    file.commit()
    file.close()

    with Session(kept) as session:
        report = verify(session, INVARIANTS)

    assert name in {one.name for one in report.checked if one.breaches}


def test_receipts_that_are_in_order_are_sound(kept: Engine) -> None:
    with Session(kept) as session:
        assert verify(session).is_sound
        assert_receipt_triggers(session.connection())


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE receipt SET amount_minor = 1",
        "UPDATE receipt SET number = 9 WHERE number = 3",
        "UPDATE receipt SET cancelled_at = NULL",
        "DELETE FROM receipt",
        "INSERT OR REPLACE INTO receipt SELECT * FROM receipt WHERE number = 1",
        "UPDATE receipt SET cancel_reason = 'otra cosa' WHERE number = 2",
    ],
)
def test_raw_sql_cannot_change_a_receipt(kept: Engine, attack: str) -> None:
    with pytest.raises(DatabaseError), kept.begin() as connection:
        connection.execute(text(attack))

    with Session(kept) as session:
        assert verify(session).is_sound
