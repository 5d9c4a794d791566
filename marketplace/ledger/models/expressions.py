"""SQL about accounts and journals that both readers and writers need."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select, tuple_, union_all

from marketplace.ledger.models.accounts import Account, Snapshot
from marketplace.ledger.models.journals import JournalRow, PostingRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, ScalarSelect, Select, Subquery

    from marketplace.ledger.core.canonical import Plain


def newest_movements(
    account_id: int, before: tuple[date, int] | None, limit: int
) -> Subquery:
    """Return what an account's newest postings did to it.

    Each side is read by its own index and cut off there, so that the depth of
    the page and the length of the history cost nothing.  Columns: ``id``,
    ``journal_id``, ``day``, ``other_id`` and ``delta_minor``, positive where the
    account was debited; twice ``limit`` rows at most, in no order.

    Args:
        account_id: Which account.
        before: Only postings before this day and number.
        limit: At most how many of each side, 1 or more.
    """
    sides = []
    for own, other, delta in (
        (PostingRow.debit_id, PostingRow.credit_id, PostingRow.amount_minor),
        (PostingRow.credit_id, PostingRow.debit_id, -PostingRow.amount_minor),
    ):
        side = select(
            PostingRow.id,
            PostingRow.journal_id,
            PostingRow.day,
            other.label("other_id"),
            delta.label("delta_minor"),
        ).where(own == account_id)
        if before is not None:
            cursor = tuple_(literal(before[0], PostingRow.day.type), literal(before[1]))
            side = side.where(tuple_(PostingRow.day, PostingRow.id) < cursor)
        side = side.order_by(PostingRow.day.desc(), PostingRow.id.desc()).limit(limit)
        sides.append(select(side.subquery()))
    return union_all(*sides).subquery("movement")


def moved_later(account_id: int, day: date, posting_id: int) -> Select[int]:
    """Return by how much later postings of the same day changed an account."""
    sums = [
        select(func.coalesce(func.sum(PostingRow.amount_minor), 0))
        .where(side == account_id, PostingRow.day == day, PostingRow.id > posting_id)
        .scalar_subquery()
        for side in (PostingRow.debit_id, PostingRow.credit_id)
    ]
    return select(sums[0] - sums[1])


def balance_at(day: date) -> ScalarSelect[int]:
    """Return an account's balance at the end of a day, for a select of accounts.

    It is the newest snapshot up to that day and the movements since, so it
    costs at most a month of movements.
    """
    newest = (
        select(func.max(Snapshot.day))
        .where(Snapshot.account_id == Account.id, Snapshot.day <= day)
        .correlate(Account)
        .scalar_subquery()
    )
    start = (
        select(Snapshot.balance_minor)
        .where(Snapshot.account_id == Account.id, Snapshot.day == newest)
        .correlate(Account)
        .scalar_subquery()
    )
    since = func.coalesce(newest, literal(date.min))
    moved = [
        select(func.coalesce(func.sum(PostingRow.amount_minor), 0))
        .where(side == Account.id, PostingRow.day > since, PostingRow.day <= day)
        .correlate(Account)
        .scalar_subquery()
        for side in (PostingRow.debit_id, PostingRow.credit_id)
    ]
    total = func.coalesce(start, 0) + moved[0] - moved[1]
    return select(total).correlate(Account).scalar_subquery()


def journal_contents(
    connection: Connection, journal_ids: Sequence[int]
) -> dict[int, dict[str, Plain]]:
    """Return what a seal is about: each journal and its postings, in plain values.

    Args:
        connection: Where to read.
        journal_ids: At most some hundreds at a time.
    """
    contents: dict[int, dict[str, Plain]] = {
        row.id: {
            "id": row.id,
            "book": row.book_id,
            "key": row.key,
            "request": row.request_hash.hex(),
            "kind": row.kind,
            "day": row.day.isoformat(),
            "memo": row.memo,
            "posted_at": row.posted_at.isoformat(),
            "reverses": row.reverses,
            "reason": row.reason,
            "minutes": row.minutes,
            "actor": row.actor_id,
        }
        for row in connection.execute(
            select(JournalRow.__table__).where(JournalRow.id.in_(journal_ids))
        )
    }
    sides: dict[int, list[Plain]] = {number: [] for number in contents}
    for row in connection.execute(
        select(PostingRow.__table__)
        .where(PostingRow.journal_id.in_(journal_ids))
        .order_by(PostingRow.id)
    ):
        sides[row.journal_id].append(
            [row.id, row.debit_id, row.credit_id, row.currency, row.amount_minor]
        )
    for number, content in contents.items():
        content["postings"] = sides[number]
    return contents
