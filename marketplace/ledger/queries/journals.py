"""Journals as people read them: what moved, from where to where, and who did it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from marketplace.kernel.money import Money
from marketplace.ledger.models import Account, JournalRow, PostingRow
from marketplace.ledger.queries.naming import named_accounts, person_names
from network.errors import NotFoundError
from network.policy import Action, require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.ledger.queries.naming import NamedAccount
    from network.policy import Actor

PAGE = 30


@dataclass(frozen=True, slots=True)
class Side:
    """One posting: an amount that left one account and entered another."""

    debit: NamedAccount
    credit: NamedAccount
    amount: Money


@dataclass(frozen=True, slots=True)
class JournalView:
    """A journal.

    Attributes:
        id: Its number.
        book_id: Organisation whose book it is in.
        day: Accounting day.
        posted_at: When it was written.
        kind: What kind of event caused it.
        memo: What happened, in words.
        actor: Name of who did it; empty when the timetable did.
        actor_id: Number of who did it.
        reverses: The journal that it undoes, if any.
        reversed_by: The journal that undid it, if any.
        reason: Why it undoes another one.
        sides: Its postings.
    """

    id: int
    book_id: int
    day: date
    posted_at: datetime
    kind: str
    memo: str
    actor: str
    actor_id: int | None
    reverses: int | None
    reversed_by: int | None
    reason: str
    sides: tuple[Side, ...]

    @property
    def is_undone_here(self) -> bool:
        """Whether the page of the book may correct it."""
        return (
            self.reverses is None and self.reversed_by is None and "." not in self.kind
        )


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Some journals of a book, newest first.

    Attributes:
        journals: At most :data:`PAGE`.
        older: Number after which the next page begins; none on the last page.
    """

    journals: tuple[JournalView, ...]
    older: int | None


def journal_page(
    session: Session,
    book_id: int,
    *,
    actor: Actor,
    before: int | None = None,
    limit: int = PAGE,
) -> JournalPage:
    """Return the journals of a book, newest first.

    Args:
        session: To read with.
        book_id: Organisation whose book it is.
        actor: Who asks.
        before: Only journals with a smaller number.
        limit: At most how many, 1 or more.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor may not see its book.
    """
    require(actor, Action.SEE_BOOK, book_id)
    wanted = select(JournalRow.id).where(JournalRow.book_id == book_id)
    if before is not None:
        wanted = wanted.where(JournalRow.id < before)
    ids = session.scalars(wanted.order_by(JournalRow.id.desc()).limit(limit + 1)).all()
    journals = _journals(session, ids[:limit])
    older = ids[limit - 1] if len(ids) > limit else None
    return JournalPage(tuple(journals), older)


def journal(session: Session, journal_id: int, *, actor: Actor) -> JournalView:
    """Return one journal with both sides of its postings.

    Raises:
        NotFoundError: If there is none, or it is not for the actor to know.
        NotAllowedError: If the actor may not see the book.
    """
    book_id = session.scalar(
        select(JournalRow.book_id).where(JournalRow.id == journal_id)
    )
    if book_id is None:
        raise NotFoundError(journal=journal_id)
    require(actor, Action.SEE_BOOK, book_id)
    return _journals(session, [journal_id])[0]


def _journals(session: Session, ids: Sequence[int]) -> list[JournalView]:
    """Return journals newest first, in five queries however many there are."""
    undone = aliased(JournalRow)
    rows = session.execute(
        select(JournalRow, undone.id)
        .outerjoin(undone, undone.reverses == JournalRow.id)
        .where(JournalRow.id.in_(ids))
        .order_by(JournalRow.id.desc())
    ).all()
    sides = _sides(session, ids)
    people = person_names(session, {row.actor_id for row, _ in rows})
    return [
        JournalView(
            row.id,
            row.book_id,
            row.day,
            row.posted_at,
            row.kind,
            row.memo,
            people.get(row.actor_id or 0, ""),
            row.actor_id,
            row.reverses,
            reversed_by,
            row.reason,
            tuple(sides[row.id]),
        )
        for row, reversed_by in rows
    ]


def _sides(session: Session, ids: Sequence[int]) -> dict[int, list[Side]]:
    debit, credit = aliased(Account), aliased(Account)
    rows = session.execute(
        select(
            PostingRow.journal_id,
            debit.code,
            credit.code,
            PostingRow.amount_minor,
            PostingRow.currency,
        )
        .join(debit, debit.id == PostingRow.debit_id)
        .join(credit, credit.id == PostingRow.credit_id)
        .where(PostingRow.journal_id.in_(ids))
        .order_by(PostingRow.id)
    ).all()
    names = named_accounts(session, {code for row in rows for code in row[1:3]})
    sides: dict[int, list[Side]] = {number: [] for number in ids}
    for number, debited, credited, minor, currency in rows:
        sides[number].append(
            Side(names[debited], names[credited], Money(minor, currency))
        )
    return sides
