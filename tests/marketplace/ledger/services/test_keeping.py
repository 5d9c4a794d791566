from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.kernel.money import Currency
from marketplace.ledger import queries
from marketplace.ledger.models import Seal, Snapshot
from marketplace.ledger.services import (
    Finding,
    record_verification,
    seal_journals,
    take_snapshots,
)
from tests.factories_ledger import NOW, a_book, cash_in, cop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

OCTOBER = date(2026, 10, 31)


@pytest.fixture
def book(session: Session) -> int:
    return a_book(session)


def test_journals_are_sealed_in_order_each_on_the_one_before(
    session: Session, book: int
) -> None:
    posted = [cash_in(session, book, minor) for minor in (1, 2, 3)]

    count = seal_journals(session, now=NOW, limit=2) + seal_journals(session, now=NOW)

    seals = session.scalars(select(Seal).order_by(Seal.seq)).all()
    assert count == 3
    assert [seal.journal_id for seal in seals] == [entry.id for entry in posted]
    assert [bytes(seal.previous) for seal in seals[1:]] == [
        bytes(seal.hash) for seal in seals[:-1]
    ]
    assert queries.chain_head(session) == bytes(seals[-1].hash).hex()
    assert seal_journals(session, now=NOW) == 0


def test_a_book_that_never_moved_has_no_head(session: Session) -> None:
    assert queries.chain_head(session) == ""


def test_a_snapshot_is_the_balance_of_its_day(session: Session, book: int) -> None:
    cash_in(session, book, 100, day=date(2026, 9, 15))
    cash_in(session, book, 20, day=OCTOBER)
    cash_in(session, book, 3, day=date(2026, 11, 1))

    assert queries.books_without_snapshot(session, month_end=OCTOBER) == [book]
    assert take_snapshots(session, book, month_end=OCTOBER) == 2
    assert take_snapshots(session, book, month_end=OCTOBER) == 0
    assert queries.books_without_snapshot(session, month_end=OCTOBER) == []

    kept = session.scalars(select(Snapshot.balance_minor)).all()
    assert sorted(kept) == [-120, 120]
    on = queries.balance_on(session, book, "cash", Currency.COP, date(2026, 11, 5))
    assert on == cop(123)


def test_a_late_posting_corrects_the_snapshots_after_it(
    session: Session, book: int
) -> None:
    cash_in(session, book, 100, day=date(2026, 9, 15))
    take_snapshots(session, book, month_end=date(2026, 9, 30))
    take_snapshots(session, book, month_end=OCTOBER)

    cash_in(session, book, 7, day=date(2026, 10, 2))

    def cash(day: date) -> int:
        return queries.balance_on(session, book, "cash", Currency.COP, day).minor

    assert (cash(date(2026, 9, 30)), cash(OCTOBER)) == (100, 107)
    assert queries.verify(session).is_sound


def test_a_snapshot_is_of_a_month_end(session: Session, book: int) -> None:
    with pytest.raises(ValueError, match="month"):
        take_snapshots(session, book, month_end=date(2026, 10, 30))


def test_the_last_verification_is_kept(session: Session) -> None:
    assert queries.last_verification(session) is None
    record_verification(session, Finding(is_sound=True, journals=4), now=NOW)
    record_verification(
        session,
        Finding(is_sound=False, journals=5, first_broken="balances", finding="x" * 900),
        now=NOW,
    )

    last = queries.last_verification(session)

    assert last is not None
    assert (last.is_sound, last.journals, last.first_broken) == (False, 5, "balances")
