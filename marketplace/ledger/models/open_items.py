"""SQL about what moved accounts: each entry together with what undid it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import aliased

from marketplace.ledger.core.open_items import left_open, purchase_of
from marketplace.ledger.models.accounts import Account
from marketplace.ledger.models.journals import JournalRow, PostingRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Currency

#: Accounts of organisations: what they are owed for a purchase is paid in it.
_ORGANISATIONS = ("association:", "supplier:")


@dataclass(frozen=True, slots=True)
class Cause:
    """What a debt is for.

    Attributes:
        journal_id: The entry that began it.
        purchase_id: The joint purchase all of whose entries count as one; none
            for an entry that stands alone.
    """

    journal_id: int
    purchase_id: int | None


def open_items(
    session: Session, book_id: int, codes: Collection[str], currency: Currency
) -> dict[str, dict[Cause, int]]:
    """Return what is still open in accounts of a book, by cause, oldest first.

    Args:
        session: To read with.
        book_id: Whose book.
        codes: Of the accounts.
        currency: Of the accounts.

    Returns:
        Minor units by account and cause, as :func:`left_open` says.
    """
    moved: dict[str, dict[int | str, tuple[Cause, int]]] = {}
    for code, journal_id, key, minor in _moved(session, book_id, codes, currency):
        purchase_id = purchase_of(key)
        # What an organisation is owed for a purchase is paid in the purchase, so
        # that whatever else is paid pays whatever else is owed.
        besides = "" if code.startswith(_ORGANISATIONS) else key
        name = besides if purchase_id is None else purchase_id
        of_account = moved.setdefault(code, {})
        cause, before = of_account.get(name, (Cause(journal_id, purchase_id), 0))
        of_account[name] = (cause, before + int(minor))
    return {code: left_open(dict(found.values())) for code, found in moved.items()}


def _moved(
    session: Session, book_id: int, codes: Collection[str], currency: Currency
) -> list[tuple[str, int, str, int]]:
    """Return account, entry, its key and what it moved, reversals netted."""
    wanted = (
        select(Account.id, Account.code)
        .where(
            Account.book_id == book_id,
            Account.code.in_(codes),
            Account.currency == currency,
        )
        .subquery()
    )
    sides = union_all(
        *(
            select(
                wanted.c.code,
                PostingRow.journal_id,
                (PostingRow.amount_minor * sign).label("minor"),
            ).join(wanted, wanted.c.id == side)
            for side, sign in ((PostingRow.debit_id, 1), (PostingRow.credit_id, -1))
        )
    ).subquery()
    entry, cause = aliased(JournalRow), aliased(JournalRow)
    rows = session.execute(
        select(sides.c.code, cause.id, cause.key, func.sum(sides.c.minor))
        .join(entry, entry.id == sides.c.journal_id)
        .join(cause, cause.id == func.coalesce(entry.reverses, entry.id))
        .group_by(sides.c.code, cause.day, cause.id, cause.key)
        .order_by(sides.c.code, cause.day, cause.id)
    )
    return [(code, number, key, minor) for code, number, key, minor in rows]


def owed_besides_purchases(
    session: Session, book_id: int, codes: Collection[str], currency: Currency
) -> dict[str, int]:
    """Return what a book owes in accounts for no joint purchase.

    A supplier of a purchase is paid in the purchase, by who did not receive the
    goods; a convener records itself what an association pays to it, and an
    association what a convener gives back to it.

    Returns:
        Minor units by account, zero or more.
    """
    items = open_items(session, book_id, codes, currency)
    return {
        code: sum(
            max(-minor, 0)
            for cause, minor in items.get(code, {}).items()
            if cause.purchase_id is None
        )
        for code in codes
    }
