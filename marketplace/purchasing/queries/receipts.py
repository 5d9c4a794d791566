"""The numbered receipts of a purchase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.payments.models import Direction, ReceiptRow
from marketplace.purchasing.queries.naming import organisation_names, people_names
from marketplace.purchasing.queries.orders import seen_purchase
from network.policy import Action

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A numbered receipt of the purchase.

    Attributes:
        book_id: Organisation that gave it.
        number: Its number, within the book and the direction.
        code: For the public page that says whether it is genuine.
        day: When the money changed hands.
        amount: How much.
        is_out: Whether the book paid.
        party: Name of the other side.
        purpose: What for.
        is_cancelled: Whether it was cancelled.
        receipt_id: Of its row, for its page.
    """

    book_id: int
    number: int
    code: str
    day: date
    amount: Money
    is_out: bool
    party: str
    purpose: str
    is_cancelled: bool
    receipt_id: int


def receipts(
    session: Session, purchase_id: int, *, actor: Actor
) -> tuple[ReceiptLine, ...]:
    """Return the receipts of a purchase that the actor may see, newest first.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
    """
    seen_purchase(session, purchase_id, actor)
    rows = [
        row
        for row in session.scalars(
            select(ReceiptRow)
            .where(ReceiptRow.key.startswith(f"purchase:{purchase_id}:"))
            .order_by(ReceiptRow.id.desc())
        )
        if actor.holds(Action.SEE_BOOK, row.book_id) or row.person_id == actor.person_id
    ]
    people = people_names(session, [row.person_id for row in rows])
    names = organisation_names(
        session, [row.organisation_id for row in rows if row.organisation_id]
    )
    return tuple(
        ReceiptLine(
            row.book_id,
            row.number,
            row.code,
            row.day,
            row.amount,
            row.direction is Direction.OUT,
            people.get(row.person_id or 0, names.get(row.organisation_id or 0, "")),
            row.purpose,
            row.cancelled_at is not None,
            row.id,
        )
        for row in rows
    )
