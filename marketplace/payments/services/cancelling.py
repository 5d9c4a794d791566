"""Cancelling a receipt: its number stays, its money goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.ledger import services as ledger
from marketplace.payments.models import ReceiptRow
from network.db import lock
from network.errors import ConflictError
from network.policy import Action, require
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


class AlreadyCancelledError(ConflictError):
    """The receipt has been cancelled before, for another reason."""


def cancel(
    session: Session,
    receipt_id: int,
    *,
    reason: str,
    actor: Actor,
    day: date,
    now: datetime,
) -> ReceiptRow:
    """Cancel a receipt by the entry that reverses it.

    Cancelling it again with the same reason is harmless.

    Args:
        session: Inside the caller's transaction.
        receipt_id: Which receipt.
        reason: In words, 5 to 300 characters.
        actor: Another officer than who issued it.
        day: Accounting day of the reversing entry.
        now: When.

    Raises:
        NotFoundError: If there is no such receipt, or not for the actor.
        NotAllowedError: If the actor may not correct the book.
        OwnEntryError: If the actor issued the receipt.
        ReasonMissingError: If the reason is missing or too short or long.
        AlreadyCancelledError: If it was cancelled for another reason.
        InsufficientFundsError: If the money is no longer there.
    """
    receipt = lock(session, ReceiptRow, receipt_id)
    require(actor, Action.CORRECT_ENTRY, receipt.book_id)
    plain = ledger.check_reason(reason)
    if receipt.cancelled_at is not None:
        if receipt.cancel_reason != plain:
            raise AlreadyCancelledError(number=receipt.number)
        return receipt
    undone = ledger.reverse(
        session, receipt.journal_id, reason=plain, actor=actor, day=day, now=now
    )
    receipt.cancelling_journal_id = undone.id
    receipt.cancel_reason = plain
    receipt.cancelled_at = now
    receipt.cancelled_by = actor.person_id
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="receipt.cancelled",
        subject="receipt",
        subject_id=receipt.id,
        organisation_id=receipt.book_id,
        at=now,
        number=receipt.number,
    )
    return receipt
