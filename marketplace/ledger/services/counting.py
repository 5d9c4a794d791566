"""Counting the cash box (*arqueo*)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.kernel.money import Money
from marketplace.ledger.core import Entry, Posting
from marketplace.ledger.models import Account, CashCountRow, JournalRow, PostingRow
from marketplace.ledger.models.expressions import balance_at
from marketplace.ledger.services.accounts import lock_accounts
from marketplace.ledger.services.posting import FutureDayError, post
from network.core.zones import latest_day
from network.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from network.models import Membership
from network.policy import Action, require
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

LONGEST_EXPLANATION = 300


class CounterIsCashierError(NotAllowedError):
    """Whoever keeps the cash box, or moved its money, does not count it."""


class DifferenceUnexplainedError(InvalidError):
    """The box and the book differ, and nobody said why."""


class CountClashError(ConflictError):
    """The key has been used for another count."""


class CountedAlreadyError(ConflictError):
    """There is a later count: the box of a day before it can no longer be counted."""


@dataclass(frozen=True, slots=True)
class CashCount:
    """What somebody found in the cash box.

    Attributes:
        key: Names the count; makes recording it idempotent.
        book_id: Organisation whose box it is.
        day: Day at whose end the box was counted.
        counted: What was in it, zero or more.
        cashier_id: Person who keeps the box and was present.
        explanation: Where a difference comes from; needed when there is one.
    """

    key: str
    book_id: int
    day: date
    counted: Money
    cashier_id: int
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class CountedCash:
    """A count that is in the book.

    Attributes:
        id: Its number.
        expected: What the book said.
        counted: What was there.
        journal_id: The entry of the difference; none when there was none.
    """

    id: int
    expected: Money
    counted: Money
    journal_id: int | None


def count_cash(
    session: Session, count: CashCount, *, actor: Actor, now: datetime
) -> CountedCash:
    """Record a count and post what is missing, or what is over.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation, or the
            cashier does not.
        NotAllowedError: If the actor may not count cash.
        CounterIsCashierError: If the actor keeps the box or has moved its money
            since the last count.
        DifferenceUnexplainedError: If box and book differ without explanation.
        CountedAlreadyError: If a later day has been counted.
        CountClashError: If the key was used for another count.
        InvalidError: If the amount is less than zero.
    """
    require(actor, Action.COUNT_CASH, count.book_id)
    _check(session, count, actor, now)
    currency = count.counted.currency
    key = (count.book_id, "cash", currency)
    # Held, so that nobody pays out while the difference is worked out.
    account = lock_accounts(session.connection(), [key], now)[key]
    found = session.scalar(select(CashCountRow).where(CashCountRow.key == count.key))
    if found is not None:
        return _repeated(found, count)
    _refuse_cashier(session, account.id, count, actor)
    expected = Money(
        session.scalar(select(balance_at(count.day)).where(Account.id == account.id))
        or 0,
        currency,
    )
    explanation = " ".join(count.explanation.split())[:LONGEST_EXPLANATION]
    if count.counted != expected and not explanation:
        raise DifferenceUnexplainedError(expected=expected, counted=count.counted)
    journal_id = None
    if count.counted != expected:
        entry = _difference(count, count.counted - expected, explanation)
        journal_id = post(session, entry, actor=actor, now=now).id
    row = CashCountRow(
        key=count.key,
        book_id=count.book_id,
        currency=currency,
        day=count.day,
        counted_minor=count.counted.minor,
        expected_minor=expected.minor,
        explanation=explanation,
        journal_id=journal_id,
        counted_by=actor.person_id,
        cashier_id=count.cashier_id,
        counted_at=now,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="cash.counted",
        subject="ledger_cash_count",
        subject_id=row.id,
        organisation_id=count.book_id,
        at=now,
    )
    return CountedCash(row.id, expected, count.counted, journal_id)


def _check(session: Session, count: CashCount, actor: Actor, now: datetime) -> None:
    if count.counted.minor < 0:
        raise InvalidError(amount=count.counted)
    if count.day > latest_day(now):
        raise FutureDayError(day=count.day)
    if count.cashier_id == actor.person_id or actor.holds(
        Action.RECORD_PAYMENT, count.book_id
    ):
        raise CounterIsCashierError(person=actor.person_id)
    keeps = select(Membership.id).where(
        Membership.person_id == count.cashier_id,
        Membership.organisation_id == count.book_id,
        Membership.held_on(count.day),
    )
    if session.scalar(keeps.limit(1)) is None:
        raise NotFoundError(person=count.cashier_id)


def _repeated(found: CashCountRow, count: CashCount) -> CountedCash:
    if (found.book_id, found.day, found.counted_minor) != (
        count.book_id,
        count.day,
        count.counted.minor,
    ):
        raise CountClashError(key=count.key)
    return CountedCash(
        found.id,
        Money(found.expected_minor, found.currency),
        count.counted,
        found.journal_id,
    )


def _refuse_cashier(
    session: Session, account_id: int, count: CashCount, actor: Actor
) -> None:
    """Refuse who moved the money since the last count, and days before it."""
    last = session.scalar(
        select(func.max(CashCountRow.day)).where(
            CashCountRow.book_id == count.book_id,
            CashCountRow.currency == count.counted.currency,
        )
    )
    if last is not None and last > count.day:
        raise CountedAlreadyError(day=last)
    moved = (
        select(PostingRow.id)
        .join(JournalRow, JournalRow.id == PostingRow.journal_id)
        .where(
            (PostingRow.debit_id == account_id) | (PostingRow.credit_id == account_id),
            JournalRow.actor_id == actor.person_id,
            JournalRow.kind != "cash_count",
        )
    )
    if last is not None:
        moved = moved.where(PostingRow.day > last)
    if session.scalar(moved.limit(1)) is not None:
        raise CounterIsCashierError(person=actor.person_id)


def _difference(count: CashCount, over: Money, explanation: str) -> Entry:
    """Return the entry that brings the book to what is in the box."""
    if over.minor > 0:
        posting = Posting("cash", "income:other", over)
    else:
        posting = Posting("loss", "cash", -over)
    return Entry(
        key=f"cash_count:{count.book_id}:{count.key}",
        book_id=count.book_id,
        kind="cash_count",
        day=count.day,
        memo=f"Diferencia de arqueo: {explanation}"[:LONGEST_EXPLANATION],
        postings=(posting,),
    )
