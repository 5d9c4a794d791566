"""Writing what a purchase costs into the books of those who take part.

The database leaves an audit row for every journal by itself, readable by the
officers of the organisation that keeps the book.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from marketplace.kernel.money import Money
from marketplace.ledger.core import Entry, Posting
from marketplace.ledger.models import JournalRow
from marketplace.ledger.services import post, reverse
from marketplace.purchasing.models import PurchaseStep
from network.errors import NotFoundError

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.ledger.services import PostedEntry
    from marketplace.purchasing.models import JointPurchase, PurchaseState
    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class Move:
    """Money that a purchase moves inside one book.

    Attributes:
        key: Names the event, once and for all.
        book_id: Organisation whose book it is.
        kind: What happened, such as ``purchasing.charges``.
        memo: What happened, in the words of the book.
        parts: Debited code, credited code and minor units; zeros are left out.
    """

    key: str
    book_id: int
    kind: str
    memo: str
    parts: tuple[tuple[str, str, int], ...]


def write(
    session: Session,
    move: Move,
    *,
    purchase: JointPurchase,
    actor: Actor,
    day: date,
    now: datetime,
) -> PostedEntry | None:
    """Post a movement; nothing to move posts nothing.

    Raises:
        EntryClashError: If the key is in the book with another entry.
        InsufficientFundsError: If there is too little money.
    """
    postings = tuple(
        Posting(debit, credit, Money(minor, purchase.currency))
        for debit, credit, minor in move.parts
        if minor
    )
    if not postings:
        return None
    memo = " ".join(f"{move.memo} · {purchase.title}".split())[:300]
    entry = Entry(move.key, move.book_id, move.kind, day, memo, postings)
    return post(session, entry, actor=actor, now=now)


def undo(
    session: Session,
    key: str,
    *,
    reason: str,
    actor: Actor,
    day: date,
    now: datetime,
) -> PostedEntry:
    """Reverse a movement of the purchase, once, with its reason.

    Raises:
        NotFoundError: If nothing was posted under the key.
        OwnEntryError: If the actor made it: another officer has to undo it.
        ReasonMissingError: If the reason is too short.
    """
    journal_id = session.scalar(select(JournalRow.id).where(JournalRow.key == key))
    if journal_id is None:
        raise NotFoundError(journal=key)
    return reverse(session, journal_id, reason=reason, actor=actor, day=day, now=now)


def round_of(session: Session, purchase_id: int, state: PurchaseState) -> int:
    """Return how many times the purchase has come into a state, forwards or back.

    What is posted again after a reversal gets a key of its own from it.
    """
    times = session.scalar(
        select(func.count()).where(
            PurchaseStep.purchase_id == purchase_id, PurchaseStep.to_state == state
        )
    )
    return times or 0


def moves_under(session: Session, prefix: str) -> list[str]:
    """Return the keys that begin so and have not been reversed, oldest first."""
    undone = aliased(JournalRow)
    return list(
        session.scalars(
            select(JournalRow.key)
            .outerjoin(undone, undone.reverses == JournalRow.id)
            .where(
                JournalRow.key.startswith(prefix, autoescape=True),
                JournalRow.reverses.is_(None),
                undone.id.is_(None),
            )
            .order_by(JournalRow.id)
        )
    )
