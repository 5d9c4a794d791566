"""Cancelling a receipt: its number stays, its money goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.ledger import services as ledger
from marketplace.payments.models import Direction, ReceiptRow
from network.db import lock
from network.errors import ConflictError
from network.models import Organisation
from network.policy import Action, require
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


class AlreadyCancelledError(ConflictError):
    """The receipt has been cancelled before, for another reason."""


class RecordedElsewhereError(ConflictError):
    """The organisation that was paid recorded it, and cancels it.  Value: ``name``."""


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

    A payment between two books has a receipt in each.  Both are cancelled at
    once, by whoever was paid, since that side recorded them: a payment that one
    book knows and the other does not would be a lie in one of them.

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
        RecordedElsewhereError: If the other side of the payment recorded it.
        InsufficientFundsError: If the money is no longer there.
    """
    receipt = lock(session, ReceiptRow, receipt_id)
    require(actor, Action.CORRECT_ENTRY, receipt.book_id)
    plain = ledger.check_reason(reason)
    if receipt.cancelled_at is not None:
        if receipt.cancel_reason != plain:
            raise AlreadyCancelledError(number=receipt.number)
        return receipt
    twin = _twin(session, receipt)
    if twin is not None and receipt.direction is Direction.OUT:
        name = session.get_one(Organisation, twin.book_id).name
        raise RecordedElsewhereError(name=name)
    _undo(session, receipt, plain, actor=actor, day=day, now=now)
    if twin is not None:
        _undo(session, twin, plain, actor=actor, day=day, now=now)
    return receipt


def _twin(session: Session, receipt: ReceiptRow) -> ReceiptRow | None:
    """Return the receipt of the same payment in the other book, held."""
    return session.scalar(
        select(ReceiptRow)
        .where(
            ReceiptRow.key == receipt.key,
            ReceiptRow.book_id == receipt.organisation_id,
            ReceiptRow.organisation_id == receipt.book_id,
            ReceiptRow.direction != receipt.direction,
            ReceiptRow.cancelled_at.is_(None),
        )
        .with_for_update()
    )


def _undo(
    session: Session,
    receipt: ReceiptRow,
    reason: str,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    undone = ledger.reverse(
        session, receipt.journal_id, reason=reason, actor=actor, day=day, now=now
    )
    receipt.cancelling_journal_id = undone.id
    receipt.cancel_reason = reason
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
