"""What the book keeps of a person: for the copy of one's own data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, union_all

from marketplace.kernel.amounts import exact_amount
from marketplace.kernel.money import Money
from marketplace.ledger.core import AccountKind, parse_code
from marketplace.ledger.models import Account, JournalRow, PostingRow
from network.models import Organisation

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class OwnMovement:
    """A movement of one of the actor's accounts.

    Attributes:
        organisation: Whose book it is in.
        account: What is owed, or what was paid before.
        purchase_id: The joint purchase of an advance, or none.
        journal_id: Number of the entry.
        day: Accounting day.
        memo: What happened, in words.
        change: What the actor owes more, less when it is negative; with its
            currency.
    """

    organisation: str
    account: AccountKind
    purchase_id: int | None
    journal_id: int
    day: date
    memo: str
    change: str


def own_movements(session: Session, *, actor: Actor) -> list[OwnMovement]:
    """Return what ever moved in the actor's accounts, account by account.

    In every book, those of organisations that the actor left included.
    """
    own = or_(
        Account.code == f"member:{actor.person_id}",
        Account.code.like(f"advance:%:person:{actor.person_id}"),
    )
    moved = union_all(
        *(
            select(
                PostingRow.id,
                PostingRow.journal_id,
                side.label("account_id"),
                (PostingRow.amount_minor * sign).label("minor"),
            )
            .join(Account, Account.id == side)
            .where(own)
            for side, sign in ((PostingRow.debit_id, 1), (PostingRow.credit_id, -1))
        )
    ).subquery()
    rows = session.execute(
        select(
            Organisation.name,
            Account.code,
            Account.currency,
            JournalRow.id,
            JournalRow.day,
            JournalRow.memo,
            moved.c.minor,
        )
        .join(moved, moved.c.account_id == Account.id)
        .join(JournalRow, JournalRow.id == moved.c.journal_id)
        .join(Organisation, Organisation.id == Account.book_id)
        .order_by(Account.id, JournalRow.day, moved.c.id)
    )
    found = []
    for name, text, currency, journal_id, day, memo, minor in rows:
        code = parse_code(text)
        change = exact_amount(Money(minor, currency))
        found.append(
            OwnMovement(
                name, code.kind, code.purchase_id, journal_id, day, memo, change
            )
        )
    return found
