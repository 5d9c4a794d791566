"""What must be true of every receipt, added to what ``verify`` checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from marketplace.ledger.models import Account, JournalRow, PostingRow
from marketplace.ledger.queries import (
    Invariant,
    assert_triggers,
    missing_triggers,
    named,
    register,
)
from marketplace.payments.models import (
    RECEIPT_TRIGGERS,
    Direction,
    Method,
    ReceiptRow,
    ReceiptSeries,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Select
    from sqlalchemy.orm import Session


def _triggers(session: Session) -> Iterator[str]:
    for name in sorted(missing_triggers(session.connection(), RECEIPT_TRIGGERS)):
        yield f"trigger {name}"


def assert_receipt_triggers(connection: Connection) -> None:
    """Refuse to start on a database that would not guard the receipts.

    Raises:
        TriggersMissingError: Naming what is missing.
    """
    assert_triggers(connection, RECEIPT_TRIGGERS)


def _gaps(session: Session) -> Iterator[str]:
    """Yield the series whose numbers are not 1, 2, 3 … up to the last."""
    rows = session.execute(
        select(
            ReceiptRow.book_id,
            ReceiptRow.direction,
            func.count(ReceiptRow.number.distinct()),
            func.max(ReceiptRow.number),
            func.count(ReceiptRow.id),
            ReceiptSeries.last_number,
        )
        .outerjoin(
            ReceiptSeries,
            and_(
                ReceiptSeries.book_id == ReceiptRow.book_id,
                ReceiptSeries.direction == ReceiptRow.direction,
            ),
        )
        .group_by(ReceiptRow.book_id, ReceiptRow.direction, ReceiptSeries.last_number)
    )
    for book_id, direction, different, largest, count, last in rows:
        if not different == largest == count == last:
            yield f"receipts {direction} of book {book_id}"


def _unposted() -> Select[int]:
    """Select receipts whose entry does not say the same as they do."""
    debit, credit = aliased(Account), aliased(Account)
    into = ReceiptRow.direction == Direction.IN
    cash = ReceiptRow.method == Method.CASH
    same = (
        select(PostingRow.id)
        .join(debit, debit.id == PostingRow.debit_id)
        .join(credit, credit.id == PostingRow.credit_id)
        .where(
            PostingRow.journal_id == ReceiptRow.journal_id,
            PostingRow.book_id == ReceiptRow.book_id,
            PostingRow.amount_minor == ReceiptRow.amount_minor,
            PostingRow.currency == ReceiptRow.currency,
            PostingRow.day == ReceiptRow.day,
            or_(
                and_(into, cash, debit.code == "cash"),
                and_(into, ~cash, debit.code == "bank"),
                and_(~into, cash, credit.code == "cash"),
                and_(~into, ~cash, credit.code == "bank"),
            ),
            or_(
                and_(into, credit.code == ReceiptRow.account_code),
                and_(~into, debit.code == ReceiptRow.account_code),
            ),
        )
        .exists()
    )
    return select(ReceiptRow.id).where(~same)


def _half_cancelled() -> Select[int]:
    """Select receipts that are cancelled without their entry undone, or undone only."""
    undone = aliased(JournalRow)
    return (
        select(ReceiptRow.id)
        .outerjoin(undone, undone.reverses == ReceiptRow.journal_id)
        .where(
            or_(
                and_(undone.id.is_(None), ReceiptRow.cancelled_at.is_not(None)),
                and_(undone.id.is_not(None), ReceiptRow.cancelled_at.is_(None)),
                ReceiptRow.cancelling_journal_id != undone.id,
            )
        )
    )


def _half_paired() -> Select[int]:
    """Select cancelled receipts whose twin in the other book still stands."""
    twin = aliased(ReceiptRow)
    return (
        select(ReceiptRow.id)
        .join(
            twin,
            and_(
                twin.key == ReceiptRow.key,
                twin.book_id == ReceiptRow.organisation_id,
                twin.organisation_id == ReceiptRow.book_id,
                twin.direction != ReceiptRow.direction,
            ),
        )
        .where(ReceiptRow.cancelled_at.is_not(None), twin.cancelled_at.is_(None))
    )


def _without_receipt() -> Select[int]:
    return select(JournalRow.id).where(
        JournalRow.kind.in_(("payments.receipt", "payments.payment")),
        ~select(ReceiptRow.id).where(ReceiptRow.journal_id == JournalRow.id).exists(),
    )


INVARIANTS = (
    Invariant("receipt_triggers", _triggers),
    Invariant("receipt_numbers", _gaps),
    Invariant("receipts_posted", named(_unposted(), "receipt")),
    Invariant("receipts_cancelled", named(_half_cancelled(), "receipt")),
    Invariant("receipts_in_pairs", named(_half_paired(), "receipt")),
    Invariant("payments_have_receipts", named(_without_receipt(), "journal")),
)
register(*INVARIANTS)
