"""Undoing an entry: by another one, with a reason, by another officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from marketplace.kernel.money import Money
from marketplace.ledger.core import Entry, Posting
from marketplace.ledger.models import Account, JournalRow, PostingRow
from marketplace.ledger.services.posting import EntryClashError, PostedEntry, post
from network.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from network.policy import Action, require

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

SHORTEST_REASON = 5
LONGEST_REASON = 300
_LONGEST_MEMO = 300


class ReasonMissingError(InvalidError):
    """What happened was undone without saying why."""


class AlreadyReversedError(ConflictError):
    """The entry has been undone before."""


class ReversalOfReversalError(InvalidError):
    """A reversing entry cannot be undone; post what is right instead."""


class OwnEntryError(NotAllowedError):
    """Whoever made an entry cannot be the one who undoes it."""


class UndoneElsewhereError(InvalidError):
    """The entry belongs to a receipt or a purchase, and is undone there."""


def reverse(
    session: Session,
    journal_id: int,
    *,
    reason: str,
    actor: Actor,
    day: date,
    now: datetime,
) -> PostedEntry:
    """Post the entry that undoes another one; both stay visible.

    Undoing it again with the same reason is harmless.  Permission is asked by
    the service that calls.

    Args:
        session: Inside the caller's transaction.
        journal_id: What is undone.
        reason: In words, 5 to 300 characters.
        actor: Somebody else than who made the entry.
        day: Accounting day of the reversing entry.
        now: When it is posted.

    Raises:
        NotFoundError: If there is no such journal.
        ReasonMissingError: If the reason is missing or too short or long.
        OwnEntryError: If the actor made the entry.
        ReversalOfReversalError: If it is itself a reversing entry.
        AlreadyReversedError: If it has been undone before.
        InsufficientFundsError: If the money is no longer there.
    """
    plain = check_reason(reason)
    journal = session.get(JournalRow, journal_id)
    if journal is None:
        raise NotFoundError(journal=journal_id)
    if journal.actor_id is not None and journal.actor_id == actor.person_id:
        raise OwnEntryError(journal=journal_id)
    if journal.reverses is not None:
        raise ReversalOfReversalError(journal=journal_id)
    entry = Entry(
        key=f"reverse:{journal_id}",
        book_id=journal.book_id,
        kind="reversal",
        day=day,
        memo=f"Anulación: {journal.memo}"[:_LONGEST_MEMO],
        postings=_swapped(session, journal_id),
        reverses=journal_id,
        reason=plain,
    )
    try:
        return post(session, entry, actor=actor, now=now)
    except EntryClashError as error:
        raise AlreadyReversedError(journal=journal_id) from error


def correct_entry(
    session: Session,
    journal_id: int,
    *,
    reason: str,
    actor: Actor,
    day: date,
    now: datetime,
) -> PostedEntry:
    """Undo an entry from the page of the book.

    Raises:
        NotFoundError: If there is no such journal, or it is in the book of an
            organisation in which the actor holds nothing.
        NotAllowedError: If the actor may not correct this book.
        UndoneElsewhereError: If an upper area made the entry.
    """
    journal = session.get(JournalRow, journal_id)
    if journal is None:
        raise NotFoundError(journal=journal_id)
    require(actor, Action.CORRECT_ENTRY, journal.book_id)
    if "." in journal.kind:
        raise UndoneElsewhereError(journal=journal_id)
    return reverse(session, journal_id, reason=reason, actor=actor, day=day, now=now)


def check_reason(reason: str) -> str:
    """Return the reason without spaces around it.

    Raises:
        ReasonMissingError: If it has less than 5 or more than 300 characters.
    """
    plain = " ".join(reason.split())
    if not SHORTEST_REASON <= len(plain) <= LONGEST_REASON:
        raise ReasonMissingError(shortest=SHORTEST_REASON, longest=LONGEST_REASON)
    return plain


def _swapped(session: Session, journal_id: int) -> tuple[Posting, ...]:
    """Return the journal's postings the other way round."""
    debit, credit = aliased(Account), aliased(Account)
    rows = session.execute(
        select(debit.code, credit.code, PostingRow.amount_minor, PostingRow.currency)
        .join(debit, debit.id == PostingRow.debit_id)
        .join(credit, credit.id == PostingRow.credit_id)
        .where(PostingRow.journal_id == journal_id)
        .order_by(PostingRow.id)
    )
    return tuple(
        Posting(was_credited, was_debited, Money(minor, currency))
        for was_debited, was_credited, minor, currency in rows
    )
