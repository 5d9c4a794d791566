"""Payments as somebody wants them recorded, and the rules they must keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.ledger.core import LARGEST_MINOR, digest
from marketplace.ledger.services import FutureDayError
from marketplace.payments.models import Method, PartyKind
from network.core.zones import latest_day
from network.errors import InvalidError, NotAllowedError, NotFoundError
from network.models import Membership, Organisation, Person
from network.policy import Role

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from network.policy import Actor

LONGEST_PURPOSE = 200
LONGEST_REFERENCE = 60
SHORTEST_REFERENCE = 4

#: Who may be the second person of a payment.
CONFIRMING = frozenset(
    {
        Role.OFFICER,
        Role.LEGAL_REPRESENTATIVE,
        Role.COMMITTEE,
        Role.FISCAL,
        Role.TREASURER,
    }
)


class BadAmountError(InvalidError):
    """A payment is of more than nothing."""


class WrongCurrencyError(InvalidError):
    """The book is kept in another currency."""


class PurposeMissingError(InvalidError):
    """Nobody said what the payment was for."""


class ReferenceMissingError(InvalidError):
    """A transfer has the bank's number."""


class SecondPersonMissingError(InvalidError):
    """A payment of this size needs a second person."""


class SecondPersonRefusedError(NotAllowedError):
    """The second person pays, is paid, or holds no office."""


class PayeePaysError(NotAllowedError):
    """Nobody pays out money to himself."""


@dataclass(frozen=True, slots=True)
class PartyRef:
    """The other side of a payment.

    Attributes:
        kind: A person or an organisation.
        id: Its number.
    """

    kind: PartyKind
    id: int

    @classmethod
    def person(cls, person_id: int) -> PartyRef:
        """Return somebody."""
        return cls(PartyKind.PERSON, person_id)

    @classmethod
    def organisation(cls, organisation_id: int) -> PartyRef:
        """Return an association, a supplier, a buyer."""
        return cls(PartyKind.ORGANISATION, organisation_id)


@dataclass(frozen=True, slots=True)
class MoneyIn:
    """Money that was handed over to an organisation, or arrived at its bank.

    Attributes:
        book_id: Organisation that received it.
        payer: Who paid.
        amount: More than zero, in the book's currency.
        method: Cash or transfer.
        reference: The bank's number of a transfer; empty for cash.
        day: Day it was received.
        purpose: What for, in the payer's words; it is on the receipt.
        credit_code: Account that it lowers, such as ``"member:12"``.
        key: Names the payment within the book; recording it twice is harmless.
    """

    book_id: int
    payer: PartyRef
    amount: Money
    method: Method
    reference: str
    day: date
    purpose: str
    credit_code: str
    key: str

    @property
    def party(self) -> PartyRef:
        """The other side."""
        return self.payer

    @property
    def account_code(self) -> str:
        """The account on the other side of the money."""
        return self.credit_code

    @property
    def second_person(self) -> int | None:
        """Money that comes in needs nobody else."""
        return None


@dataclass(frozen=True, slots=True)
class MoneyOut:
    """Money that an organisation pays: to a supplier, or back to a member.

    Attributes:
        book_id: Organisation that pays.
        payee: Who is paid.
        amount: More than zero, in the book's currency.
        method: Cash or transfer.
        reference: The bank's number of a transfer; empty for cash.
        day: Day it was paid.
        purpose: What for; it is on the receipt.
        debit_code: Account that it raises, such as ``"supplier:7"``.
        key: Names the payment within the book; recording it twice is harmless.
        second_person: Officer who stood by, when one is needed or wanted.
        two_people_over: Larger amounts need a second person; none for never.
    """

    book_id: int
    payee: PartyRef
    amount: Money
    method: Method
    reference: str
    day: date
    purpose: str
    debit_code: str
    key: str
    second_person: int | None = None
    two_people_over: Money | None = None

    @property
    def party(self) -> PartyRef:
        """The other side."""
        return self.payee

    @property
    def account_code(self) -> str:
        """The account on the other side of the money."""
        return self.debit_code


def request_hash(direction: str, payment: MoneyIn | MoneyOut) -> bytes:
    """Return the SHA-256 of everything that the payment says."""
    return digest(
        [
            direction,
            payment.book_id,
            payment.party.kind,
            payment.party.id,
            payment.amount.minor,
            payment.amount.currency,
            payment.method,
            payment.reference,
            payment.day.isoformat(),
            payment.purpose,
            payment.account_code,
            payment.second_person,
        ]
    )


def check_payment(
    session: Session, payment: MoneyIn | MoneyOut, *, now: datetime
) -> None:
    """Refuse a payment that cannot be right.

    Raises:
        BadAmountError: If it is of nothing, or larger than any real amount.
        WrongCurrencyError: If the book is kept in another currency.
        FutureDayError: If its day has not come yet.
        PurposeMissingError: If nobody said what for, or at too great length.
        ReferenceMissingError: If a transfer lacks the bank's number.
        NotFoundError: If the other side does not exist.
    """
    if not 0 < payment.amount.minor <= LARGEST_MINOR:
        raise BadAmountError(amount=payment.amount)
    book = session.get(Organisation, payment.book_id)
    if book is None:
        raise NotFoundError(organisation=payment.book_id)
    if book.currency != payment.amount.currency:
        raise WrongCurrencyError(currency=book.currency, amount=payment.amount)
    if payment.day > latest_day(now):
        raise FutureDayError(day=payment.day)
    if not 0 < len(payment.purpose.strip()) <= LONGEST_PURPOSE:
        raise PurposeMissingError(longest=LONGEST_PURPOSE)
    shortest = SHORTEST_REFERENCE if payment.method is Method.TRANSFER else 0
    if not shortest <= len(payment.reference.strip()) <= LONGEST_REFERENCE:
        raise ReferenceMissingError(
            shortest=SHORTEST_REFERENCE, longest=LONGEST_REFERENCE
        )
    model = Person if payment.party.kind is PartyKind.PERSON else Organisation
    if session.get(model, payment.party.id) is None:
        raise NotFoundError(party=payment.party.id)


def check_two_people(session: Session, payment: MoneyOut, *, actor: Actor) -> None:
    """Refuse a payment out that one person could make alone, or to himself.

    Raises:
        PayeePaysError: If the actor is paid.
        SecondPersonMissingError: If the amount is over the limit and nobody
            stood by.
        SecondPersonRefusedError: If who stood by pays, is paid, or holds no
            office in the organisation on that day.
    """
    if payment.party == PartyRef.person(actor.person_id):
        raise PayeePaysError(person=actor.person_id)
    second = payment.second_person
    limit = payment.two_people_over
    if second is None:
        if limit is not None and payment.amount > limit:
            raise SecondPersonMissingError(limit=limit, amount=payment.amount)
        return
    office = select(Membership.id).where(
        Membership.person_id == second,
        Membership.organisation_id == payment.book_id,
        Membership.role.in_(CONFIRMING),
        Membership.held_on(payment.day),
    )
    if (
        second == actor.person_id
        or payment.party == PartyRef.person(second)
        or session.scalar(office.limit(1)) is None
    ):
        raise SecondPersonRefusedError(person=second)
