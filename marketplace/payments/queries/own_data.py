"""What payments keep of a person: for the copy of one's own data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.amounts import exact_amount
from marketplace.payments.core import show_code
from marketplace.payments.models import ReceiptRow
from network.models import Organisation

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.payments.models import Direction, Method
    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class OwnReceipt:
    """A receipt of what the actor paid, or was paid.

    Attributes:
        organisation: Who issued it.
        direction: Money that came in, or went out, as the organisation sees it.
        number: 1, 2, 3 … within the organisation and the direction.
        code: What a stranger types to check it.
        day: When the money changed hands.
        amount: How much, with its currency.
        method: Cash or transfer.
        reference: The bank's number of a transfer.
        purpose: What it was for.
        issued_at: When it was made.
        cancelled_at: When it was cancelled, or none.
        cancel_reason: Why, or empty.
    """

    organisation: str
    direction: Direction
    number: int
    code: str
    day: date
    amount: str
    method: Method
    reference: str
    purpose: str
    issued_at: datetime
    cancelled_at: datetime | None
    cancel_reason: str


def own_receipts(session: Session, *, actor: Actor) -> list[OwnReceipt]:
    """Return every receipt that names the actor, oldest first, of any book."""
    rows = session.execute(
        select(ReceiptRow, Organisation.name)
        .join(Organisation, Organisation.id == ReceiptRow.book_id)
        .where(ReceiptRow.person_id == actor.person_id)
        .order_by(ReceiptRow.id)
    )
    return [
        OwnReceipt(
            name,
            row.direction,
            row.number,
            show_code(row.code),
            row.day,
            exact_amount(row.amount),
            row.method,
            row.reference,
            row.purpose,
            row.issued_at,
            row.cancelled_at,
            row.cancel_reason,
        )
        for row, name in rows
    ]
