"""What is still owed in an account, debt by debt, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.models import JournalRow
from marketplace.ledger.models.open_items import open_items
from network.policy import Action, require

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class OpenDebt:
    """Something that is still owed.

    Attributes:
        memo: What it is for, as the entry that began it says.
        day: Accounting day of that entry.
        purchase_id: The joint purchase it is of, if any.
        left: What is still owed of it, more than zero.
    """

    memo: str
    day: date
    purchase_id: int | None
    left: Money


def open_debts(
    session: Session, book_id: int, code: str, currency: Currency, *, actor: Actor
) -> tuple[OpenDebt, ...]:
    """Return what whoever has the account still owes the book, the oldest first.

    The sum is the balance of the account, when something is owed.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor may not see its book.
    """
    require(actor, Action.SEE_BOOK, book_id)
    found = open_items(session, book_id, [code], currency).get(code, {})
    owed = {cause: minor for cause, minor in found.items() if minor > 0}
    ids = [cause.journal_id for cause in owed]
    entries = {
        row.id: row
        for row in session.execute(
            select(JournalRow.id, JournalRow.memo, JournalRow.day).where(
                JournalRow.id.in_(ids)
            )
        )
    }
    return tuple(
        OpenDebt(
            entries[cause.journal_id].memo,
            entries[cause.journal_id].day,
            cause.purchase_id,
            Money(minor, currency),
        )
        for cause, minor in owed.items()
    )
