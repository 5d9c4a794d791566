"""Receipts as people see them, and what a payment would leave behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.ledger import queries as book
from marketplace.payments.core import read_code, show_code
from marketplace.payments.models import (
    Direction,
    Method,
    PartyKind,
    ReceiptRow,
)
from network.errors import NotFoundError
from network.models import Membership, Organisation, Person
from network.policy import Action, require

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

PAGE = 30


@dataclass(frozen=True, slots=True)
class ReceiptCard:
    """A receipt.

    Attributes:
        id: Its number in the database.
        book_id: Organisation whose receipt it is.
        organisation: Its name.
        direction: Money that came in, or went out.
        number: 1, 2, 3 … within the book and the direction.
        code: What a stranger types to check it, in two halves.
        plain_code: The same, as it stands in addresses.
        party: Who paid, or was paid.
        amount: How much.
        method: Cash or transfer.
        reference: The bank's number of a transfer.
        purpose: What it was for.
        day: Day the money changed hands.
        issued_at: When the receipt was made.
        issued_by: Who made it.
        actor_id: Number of who made it.
        second_person: Who stood by, or empty.
        journal_id: Its entry in the book.
        cancelled_at: When it was cancelled, if it was.
        cancelled_by: Who cancelled it, or empty.
        cancel_reason: Why, or empty.
    """

    id: int
    book_id: int
    organisation: str
    direction: Direction
    number: int
    code: str
    plain_code: str
    party: str
    amount: Money
    method: Method
    reference: str
    purpose: str
    day: date
    issued_at: datetime
    issued_by: str
    actor_id: int
    second_person: str
    journal_id: int
    cancelled_at: datetime | None
    cancelled_by: str
    cancel_reason: str


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """Some receipts of a book, newest first.

    Attributes:
        organisation: Name of the organisation.
        receipts: At most :data:`PAGE`.
        older: Where the next page begins; none on the last page.
    """

    organisation: str
    receipts: tuple[ReceiptCard, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Genuine:
    """What anybody may know of a receipt: no people and no amount.

    Attributes:
        organisation: Who issued it.
        direction: Whether it is for money that came in or went out.
        number: Its number.
        day: Day the money changed hands.
        is_cancelled: Whether it no longer stands.
    """

    organisation: str
    direction: Direction
    number: int
    day: date
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Payer:
    """A member who may come to pay.

    Attributes:
        person_id: Who.
        name: The name.
        owed: What the member owes; less than zero is in favour.
    """

    person_id: int
    name: str
    owed: Money


@dataclass(frozen=True, slots=True)
class Paid:
    """A debt, and how much of it a payment would pay.

    Attributes:
        debt: What is still owed of it.
        part: What would be paid of it, zero or more.
    """

    debt: book.OpenDebt
    part: Money


@dataclass(frozen=True, slots=True)
class Preview:
    """What a payment would do, for the page on which it is checked.

    Attributes:
        organisation: Who receives it.
        payer: Name of who pays.
        before: What the payer owes.
        after: What would be left; less than zero is in favour.
        debts: What the payer owes, the oldest first, and what of it would be
            paid: the oldest debt first.
    """

    organisation: str
    payer: str
    before: Money
    after: Money
    debts: tuple[Paid, ...]


def receipt(session: Session, receipt_id: int, *, actor: Actor) -> ReceiptCard:
    """Return a receipt to the officers of the book, or to the person it names.

    Raises:
        NotFoundError: If there is none, or it is not for the actor to know.
        NotAllowedError: If it names somebody else and the actor has no office.
    """
    row = session.get(ReceiptRow, receipt_id)
    if row is None:
        raise NotFoundError(receipt=receipt_id)
    own = row.person_id == actor.person_id
    require(actor, Action.SEE_OWN_STATEMENT if own else Action.SEE_BOOK, row.book_id)
    return _cards(session, [row])[0]


def receipt_page(
    session: Session, book_id: int, *, actor: Actor, before: int | None = None
) -> ReceiptPage:
    """Return the receipts of a book, newest first.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor may not see its book.
    """
    require(actor, Action.SEE_BOOK, book_id)
    query = select(ReceiptRow).where(ReceiptRow.book_id == book_id)
    if before is not None:
        query = query.where(ReceiptRow.id < before)
    rows = session.scalars(query.order_by(ReceiptRow.id.desc()).limit(PAGE + 1)).all()
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    name = session.scalar(select(Organisation.name).where(Organisation.id == book_id))
    return ReceiptPage(name or "", tuple(_cards(session, list(rows[:PAGE]))), older)


def genuine(session: Session, typed: str) -> Genuine | None:
    """Return what anybody may know of the receipt with a code, if there is one."""
    code = read_code(typed)
    if code is None:
        return None
    row = session.execute(
        select(
            Organisation.name,
            ReceiptRow.direction,
            ReceiptRow.number,
            ReceiptRow.day,
            ReceiptRow.cancelled_at,
        )
        .join(Organisation, Organisation.id == ReceiptRow.book_id)
        .where(ReceiptRow.code == code)
    ).one_or_none()
    if row is None:
        return None
    return Genuine(*row[:4], is_cancelled=row[4] is not None)


def payers(
    session: Session, book_id: int, *, actor: Actor, day: date
) -> tuple[Payer, ...]:
    """Return the people of an organisation and what each owes, by name.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor may not record payments there.
    """
    require(actor, Action.RECORD_PAYMENT, book_id)
    currency = _currency(session, book_id)
    people = session.execute(
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == book_id,
            Membership.held_on(day),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    ).all()
    owed = book.balances(
        session, book_id, [f"member:{person.id}" for person in people], currency
    )
    return tuple(
        Payer(person.id, person.name, owed[f"member:{person.id}"]) for person in people
    )


def preview(
    session: Session, book_id: int, person_id: int, amount: Money, *, actor: Actor
) -> Preview:
    """Return what a member's payment would leave owed.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation, or there
            is no such person.
        NotAllowedError: If the actor may not record payments there.
    """
    require(actor, Action.RECORD_PAYMENT, book_id)
    organisation = session.get(Organisation, book_id)
    person = session.get(Person, person_id)
    if organisation is None or person is None:
        raise NotFoundError(person=person_id)
    code, unit = f"member:{person_id}", amount.currency
    before = book.balance(session, book_id, code, unit)
    debts, rest = [], amount
    for debt in book.open_debts(session, book_id, code, unit, actor=actor):
        part = min(debt.left, rest)
        debts.append(Paid(debt, part))
        rest -= part
    return Preview(
        organisation.name, person.name, before, before - amount, tuple(debts)
    )


def _currency(session: Session, book_id: int) -> Currency:
    found = session.scalar(
        select(Organisation.currency).where(Organisation.id == book_id)
    )
    if found is None:
        raise NotFoundError(organisation=book_id)
    return Currency(found)


def _cards(session: Session, rows: list[ReceiptRow]) -> list[ReceiptCard]:
    """Return receipts with the names on them, in two queries."""
    people = book.person_names(
        session,
        {
            number
            for row in rows
            for number in (
                row.person_id,
                row.actor_id,
                row.second_person_id,
                row.cancelled_by,
            )
        },
    )
    wanted = {row.book_id for row in rows} | {row.organisation_id for row in rows}
    organisations = {
        row.id: row.name
        for row in session.execute(
            select(Organisation.id, Organisation.name).where(
                Organisation.id.in_(wanted - {None})
            )
        )
    }
    return [
        ReceiptCard(
            id=row.id,
            book_id=row.book_id,
            organisation=organisations[row.book_id],
            direction=row.direction,
            number=row.number,
            code=show_code(row.code),
            plain_code=row.code,
            party=people.get(row.person_id or 0, "")
            if row.party_kind is PartyKind.PERSON
            else organisations.get(row.organisation_id or 0, ""),
            amount=Money(row.amount_minor, row.currency),
            method=row.method,
            reference=row.reference,
            purpose=row.purpose,
            day=row.day,
            issued_at=row.issued_at,
            issued_by=people.get(row.actor_id, ""),
            actor_id=row.actor_id,
            second_person=people.get(row.second_person_id or 0, ""),
            journal_id=row.journal_id,
            cancelled_at=row.cancelled_at,
            cancelled_by=people.get(row.cancelled_by or 0, ""),
            cancel_reason=row.cancel_reason,
        )
        for row in rows
    ]
