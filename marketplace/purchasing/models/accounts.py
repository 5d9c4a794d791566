"""What one purchase moved in a book, read from the journals that it caused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, union_all
from sqlalchemy.orm import aliased

from marketplace.ledger.models import Account, JournalRow, PostingRow
from marketplace.ledger.models.open_items import open_items

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models.purchases import JointPurchase

#: Accounts that a party has once, for all purchases and everything else.
_SHARED = ("member:", "association:", "supplier:")


def left_by(
    session: Session,
    purchase: JointPurchase,
    book_id: int,
    *,
    only: Collection[str] | None = None,
) -> dict[str, int]:
    """Return what a purchase left open in each account that it moved in a book.

    A payment of the purchase lowers what it left.  What a party paid for no
    purchase in particular, or has in favour, pays its oldest debt first: so the
    sum over all purchases, and what was owed besides, is the account's balance.

    Args:
        session: To read with.
        purchase: The purchase.
        book_id: Whose book.
        only: Accounts to look at; all when none.

    Returns:
        Minor units by code, owed to the book when positive.
    """
    moved = {
        code: int(minor)
        for code, minor in session.execute(moved_by(purchase.id, book_id))
        if only is None or code in only
    }
    shared = [code for code in moved if code.startswith(_SHARED)]
    items = open_items(session, book_id, shared, purchase.currency)
    for code, left in items.items():
        moved[code] = sum(
            minor for cause, minor in left.items() if cause.purchase_id == purchase.id
        )
    return moved


def moved_by(purchase_id: int, book_id: int) -> Select[str, int]:
    """Return the select of each account's code and what the purchase left in it.

    Debits less credits, in minor units, of the journals that the purchase caused
    in the book: its own entries, its payments, and whatever undid either.
    """
    cause = aliased(JournalRow)
    key = func.coalesce(cause.key, JournalRow.key)
    # Worked out once, whatever the planner believes of tables that just grew.
    journals = (
        select(JournalRow.id)
        .outerjoin(cause, cause.id == JournalRow.reverses)
        .where(
            JournalRow.book_id == book_id,
            or_(
                key.startswith(f"purchase:{purchase_id}:", autoescape=True),
                key.startswith(
                    f"payment:{book_id}:purchase:{purchase_id}:", autoescape=True
                ),
            ),
        )
        .cte("caused")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    into = select(
        PostingRow.debit_id.label("account_id"), PostingRow.amount_minor.label("minor")
    ).join(journals, journals.c.id == PostingRow.journal_id)
    out = select(PostingRow.credit_id, -PostingRow.amount_minor).join(
        journals, journals.c.id == PostingRow.journal_id
    )
    both = union_all(into, out).subquery()
    return (
        select(Account.code, func.sum(both.c.minor))
        .join(both, both.c.account_id == Account.id)
        .group_by(Account.code)
    )


def paid_days(purchase_id: int, book_id: int) -> Select[str, date]:
    """Return the select of each account's code and the day of its last payment.

    Only payments of the purchase in the book; whoever paid nothing is not there.
    """
    mine = JournalRow.key.startswith(
        f"payment:{book_id}:purchase:{purchase_id}:payment:", autoescape=True
    )
    into = select(PostingRow.debit_id.label("account_id"), JournalRow.day)
    out = select(PostingRow.credit_id.label("account_id"), JournalRow.day)
    both = union_all(
        *(
            side.join(JournalRow, JournalRow.id == PostingRow.journal_id).where(
                JournalRow.book_id == book_id, mine
            )
            for side in (into, out)
        )
    ).subquery()
    return (
        select(Account.code, func.max(both.c.day))
        .join(both, both.c.account_id == Account.id)
        .group_by(Account.code)
    )
