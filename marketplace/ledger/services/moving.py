"""Movements written down by hand: between box and bank, incomes, expenses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.kernel.money import Currency
from marketplace.ledger.core import LARGEST_MINOR, Entry, Posting
from marketplace.ledger.core.moving import (
    MEMOS,
    TWO_PEOPLE_OVER,
    MovementKind,
    Till,
    sides,
)
from marketplace.ledger.models.parties import STANDING_BY, people_of
from marketplace.ledger.services.posting import post
from network.core.text import clean_name
from network.errors import InvalidError, NotAllowedError, NotFoundError
from network.models import Organisation
from network.policy import Action, require
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from marketplace.ledger.services.posting import PostedEntry
    from network.policy import Actor

SHORTEST, LONGEST_REASON, LONGEST_REFERENCE = 4, 160, 40


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that moved without a receipt of its own.

    Attributes:
        key: Names the movement within the book; posting it twice is harmless.
        book_id: Organisation whose money it is.
        kind: What happened.
        till: Where the money of an income or expense is.
        amount: More than zero, in the book's currency.
        reference: Number of the bank's paper, or of the bill; needed when the
            bank has to do with it.
        day: Day on which it happened.
        reason: What for, 4 to 160 characters.
        second_person: Officer who stood by, when one is needed.
    """

    key: str
    book_id: int
    kind: MovementKind
    till: Till
    amount: Money
    reference: str
    day: date
    reason: str
    second_person: int | None = None


class MovementAmountError(InvalidError):
    """The amount is not more than zero, or in another currency."""


class MovementReasonError(InvalidError):
    """It was not said what for.  Values: ``shortest``, ``longest``."""


class MovementReferenceError(InvalidError):
    """The bank's number is missing.  Values: ``shortest``, ``longest``."""


class StandByMissingError(InvalidError):
    """An expense of this size needs a second person.  Values: ``limit``."""


class StandByRefusedError(NotAllowedError):
    """The second person is the same one, or holds no office."""


def record_movement(
    session: Session, movement: Movement, *, actor: Actor, now: datetime
) -> PostedEntry:
    """Post a movement by hand; the accounts follow from its kind.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor may not record payments.
        MovementAmountError: If the amount cannot be.
        MovementReasonError: If it was not said what for.
        MovementReferenceError: If the bank's number is missing.
        StandByMissingError: If an expense needs a second person.
        StandByRefusedError: If who stood by may not be one.
        InsufficientFundsError: If box or bank does not hold as much.
        FutureDayError: If its day has not come yet.
    """
    require(actor, Action.RECORD_PAYMENT, movement.book_id)
    debit, credit = sides(movement.kind, movement.till)
    _check(session, movement, by_bank="bank" in (debit, credit))
    beside = _stood_by(session, movement, actor)
    reference = clean_name(movement.reference, LONGEST_REFERENCE)
    parts = [
        f"{MEMOS[movement.kind]}: {clean_name(movement.reason, LONGEST_REASON)}",
        f"n.º {reference}" if reference else "",
        f"con {beside}" if beside else "",
    ]
    entry = Entry(
        key=f"movement:{movement.book_id}:{movement.key}",
        book_id=movement.book_id,
        kind="movement",
        day=movement.day,
        memo=" · ".join(part for part in parts if part)[:300],
        postings=(Posting(debit, credit, movement.amount),),
    )
    posted = post(session, entry, actor=actor, now=now)
    if posted.is_new:
        audit.record(
            session,
            actor=actor,
            deed="ledger.moved",
            subject="ledger_journal",
            subject_id=posted.id,
            organisation_id=movement.book_id,
            at=now,
            kind=movement.kind.value,
            second_person=movement.second_person,
        )
    return posted


def _check(session: Session, movement: Movement, *, by_bank: bool) -> None:
    organisation = session.get(Organisation, movement.book_id)
    if organisation is None:
        raise NotFoundError(organisation=movement.book_id)
    amount = movement.amount
    if (
        amount.currency is not Currency(organisation.currency)
        or not 0 < amount.minor <= LARGEST_MINOR
    ):
        raise MovementAmountError(amount=amount)
    if not SHORTEST <= len(clean_name(movement.reason, 300)) <= LONGEST_REASON:
        raise MovementReasonError(shortest=SHORTEST, longest=LONGEST_REASON)
    shortest = SHORTEST if by_bank else 0
    if not shortest <= len(movement.reference.strip()) <= LONGEST_REFERENCE:
        raise MovementReferenceError(shortest=SHORTEST, longest=LONGEST_REFERENCE)


def _stood_by(session: Session, movement: Movement, actor: Actor) -> str:
    """Return the name of who stood by, empty when nobody had to."""
    second = movement.second_person
    limit = TWO_PEOPLE_OVER[movement.amount.currency]
    if second is None:
        if movement.kind is MovementKind.EXPENSE and movement.amount > limit:
            raise StandByMissingError(limit=limit)
        return ""
    office: dict[int, str] = {
        row.id: row.name
        for row in session.execute(
            people_of(movement.book_id, movement.day, STANDING_BY)
        )
    }
    if second == actor.person_id or second not in office:
        raise StandByRefusedError(person=second)
    return office[second]
