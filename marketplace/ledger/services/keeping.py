"""What the timetable does for the book: seals, month ends, checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, text

from marketplace.ledger.core import digest
from marketplace.ledger.models import (
    Account,
    JournalRow,
    PostingRow,
    Seal,
    Snapshot,
    Verification,
)
from marketplace.ledger.models.expressions import balance_at, journal_contents

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

BATCH = 500
_SEALING_TURN = text("SELECT pg_advisory_xact_lock(7263488)")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a verification found, ready to be kept.

    Attributes:
        is_sound: Whether every invariant held.
        journals: How many journals were looked at.
        first_broken: Name of the first invariant that did not hold, or empty.
        finding: What was found, in words for whoever repairs it.
        head: Head of the hash chain, in hexadecimal.
    """

    is_sound: bool
    journals: int
    first_broken: str = ""
    finding: str = ""
    head: str = ""


def seal_journals(session: Session, *, now: datetime, limit: int = BATCH) -> int:
    """Add the oldest unsealed journals to the hash chain; returns how many.

    Sealing is apart from posting, which would otherwise wait for the head of
    the chain.  Two workers take turns.

    Args:
        session: Inside a transaction.
        now: When they are sealed.
        limit: At most how many, 1 or more.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_SEALING_TURN)
    waiting = connection.scalars(
        select(JournalRow.id)
        .where(~select(Seal.seq).where(Seal.journal_id == JournalRow.id).exists())
        .order_by(JournalRow.id)
        .limit(limit)
    ).all()
    if not waiting:
        return 0
    head = connection.execute(
        select(Seal.seq, Seal.hash).order_by(Seal.seq.desc()).limit(1)
    ).one_or_none()
    seq, previous = (head.seq, bytes(head.hash)) if head else (0, b"")
    contents = journal_contents(connection, waiting)
    rows = []
    for place, number in enumerate(waiting, 1):
        sealed = digest(contents[number], previous)
        rows.append(
            {
                "seq": seq + place,
                "journal_id": number,
                "previous": previous,
                "hash": sealed,
                "sealed_at": now,
            }
        )
        previous = sealed
    connection.execute(insert(Seal), rows)
    return len(rows)


def take_snapshots(session: Session, book_id: int, *, month_end: date) -> int:
    """Keep the balances of a book at the end of a month; returns how many.

    Accounts that have their snapshot, or had not moved by then, are left alone.

    Args:
        session: Inside a transaction; holds the book's accounts until it ends.
        book_id: Organisation whose book it is.
        month_end: Last day of a month that is over.

    Raises:
        ValueError: If the day is not the last of its month.
    """
    if (month_end + timedelta(days=1)).day != 1:
        msg = f"not the last day of a month: {month_end}"
        raise ValueError(msg)
    connection = session.connection()
    # Held, so that no posting is under way that the snapshot would miss.
    connection.execute(
        select(Account.id)
        .where(Account.book_id == book_id)
        .order_by(Account.id)
        .with_for_update(key_share=True)
    )
    moved = (
        select(PostingRow.id)
        .where(
            (PostingRow.debit_id == Account.id) | (PostingRow.credit_id == Account.id),
            PostingRow.day <= month_end,
        )
        .exists()
    )
    kept = (
        select(Snapshot.day)
        .where(Snapshot.account_id == Account.id, Snapshot.day == month_end)
        .exists()
    )
    rows = connection.execute(
        select(Account.id, balance_at(month_end)).where(
            Account.book_id == book_id, moved, ~kept
        )
    ).all()
    if rows:
        connection.execute(
            insert(Snapshot),
            [
                {"account_id": number, "day": month_end, "balance_minor": minor}
                for number, minor in rows
            ],
        )
    return len(rows)


def record_verification(session: Session, finding: Finding, *, now: datetime) -> None:
    """Keep the result of a verification, so that members can see the last one."""
    session.add(
        Verification(
            at=now,
            is_sound=finding.is_sound,
            journals=finding.journals,
            first_broken=finding.first_broken,
            finding=finding.finding[:500],
            head=finding.head,
        )
    )
    session.flush()
