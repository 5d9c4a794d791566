"""What is in an account, today and on a past day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.models import Account, JournalRow
from marketplace.ledger.models.expressions import balance_at

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """A journal found by the event that caused it."""

    id: int
    key: str
    book_id: int
    day: date
    kind: str
    #: The journal that undid it, if any.
    reversed_by: int | None


def entry(session: Session, key: str) -> KnownEntry | None:
    """Return the journal of an event, None when it has not been posted."""
    undone = select(JournalRow.id.label("by"), JournalRow.reverses).subquery()
    row = session.execute(
        select(
            JournalRow.id,
            JournalRow.key,
            JournalRow.book_id,
            JournalRow.day,
            JournalRow.kind,
            undone.c.by,
        )
        .outerjoin(undone, undone.c.reverses == JournalRow.id)
        .where(JournalRow.key == key)
    ).one_or_none()
    return None if row is None else KnownEntry(*row)


def balance(session: Session, book_id: int, code: str, currency: Currency) -> Money:
    """Return debits less credits of an account; zero when it was never used.

    Permission is asked by whoever calls.
    """
    minor = session.scalar(
        select(Account.balance_minor).where(
            Account.book_id == book_id,
            Account.code == code,
            Account.currency == currency,
        )
    )
    return Money(minor or 0, currency)


def balances(
    session: Session, book_id: int, codes: Collection[str], currency: Currency
) -> dict[str, Money]:
    """Return the balance of several accounts of a book, in one query."""
    rows = session.execute(
        select(Account.code, Account.balance_minor).where(
            Account.book_id == book_id,
            Account.code.in_(codes),
            Account.currency == currency,
        )
    )
    found = {row.code: row.balance_minor for row in rows}
    return {code: Money(found.get(code, 0), currency) for code in codes}


def available(session: Session, book_id: int, code: str, currency: Currency) -> Money:
    """Return what may be taken out: the balance less what is held."""
    minor = session.scalar(
        select(Account.balance_minor - Account.held_minor).where(
            Account.book_id == book_id,
            Account.code == code,
            Account.currency == currency,
        )
    )
    return Money(minor or 0, currency)


def balance_on(
    session: Session, book_id: int, code: str, currency: Currency, day: date
) -> Money:
    """Return the balance at the end of a day, today's and later postings left out."""
    minor = session.scalar(
        select(balance_at(day)).where(
            Account.book_id == book_id,
            Account.code == code,
            Account.currency == currency,
        )
    )
    return Money(minor or 0, currency)
