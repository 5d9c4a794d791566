"""Money that changes hands for a purchase: in, out, and between two books."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from marketplace.payments.models import Method, ReceiptRow
from marketplace.payments.services import MoneyIn, MoneyOut, PartyRef, pay_out, receive
from network.errors import InvalidError, NotAllowedError
from network.models import Organisation
from network.policy import Action, Role

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor


class AmountNotPositiveError(InvalidError):
    """An amount of money has to be more than zero."""


class AmountTooLargeError(InvalidError):
    """The amount is more than there is to pay."""


class OtherCurrencyError(InvalidError):
    """The amount is not in the currency of the purchase."""


class NotTheTreasurerError(NotAllowedError):
    """Only a treasurer of whoever is paid records a payment between two books."""


@dataclass(frozen=True, slots=True)
class Paid:
    """Money handed over, as the treasurer typed it.

    Attributes:
        amount: More than zero.
        method: Cash or bank transfer.
        day: When it was handed over.
        key: Made with the page; the same payment sent twice counts once.
        reference: The bank's number; asked for with a transfer.
    """

    amount: Money
    method: Method
    day: date
    key: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """What a payment is for.

    Attributes:
        purchase: The purchase, held.
        name: Part of the payment's key, such as ``advance``.
        purpose: In words for the person who pays.
        second_person: Officer who stood by when money goes out.
        two_people_over: Larger payments out need that officer.
    """

    purchase: JointPurchase
    name: str
    purpose: str
    second_person: int | None = None
    two_people_over: Money | None = None

    def key(self, *parts: object) -> str:
        """Return the key of a payment, the same for the same event."""
        return ":".join(
            str(part) for part in ("purchase", self.purchase.id, self.name, *parts)
        )


def require_amount(paid: Paid, most: Money) -> None:
    """Go on only with a payment that is not above what is to be paid.

    Raises:
        OtherCurrencyError: If it is of another currency.
        AmountNotPositiveError: If it is not more than zero.
        AmountTooLargeError: If it is more than ``most``.
    """
    require_money(paid.amount, most)


def require_money(amount: Money, most: Money) -> None:
    """Go on only with an amount above zero and not above what is to be paid.

    Raises:
        OtherCurrencyError: If it is of another currency.
        AmountNotPositiveError: If it is not more than zero.
        AmountTooLargeError: If it is more than ``most``.
    """
    if amount.currency is not most.currency:
        raise OtherCurrencyError(currency=most.currency)
    if amount.minor <= 0:
        raise AmountNotPositiveError(amount=amount)
    if amount > most:
        raise AmountTooLargeError(amount=amount, most=most)


def is_known(session: Session, book_id: int, key: str) -> bool:
    """Tell whether a payment was recorded before, under this key."""
    return bool(
        session.scalar(
            select(exists().where(ReceiptRow.book_id == book_id, ReceiptRow.key == key))
        )
    )


def recorded_account(session: Session, book_id: int, key: str) -> str | None:
    """Return the account that a payment moved, none if it was never recorded."""
    return session.scalar(
        select(ReceiptRow.account_code).where(
            ReceiptRow.book_id == book_id, ReceiptRow.key == key
        )
    )


def take_in(  # noqa: PLR0913 - who, when and for what go with every payment
    session: Session,
    passage: Passage,
    paid: Paid,
    *,
    book_id: int,
    payer: PartyRef,
    code: str,
    key: str,
    actor: Actor,
    now: datetime,
) -> ReceiptRow:
    """Receive money into a book against an account; returns the receipt.

    Args:
        session: The open transaction.
        passage: What it is for.
        paid: What was handed over.
        book_id: Whose cash box or bank account it goes into.
        payer: Who pays.
        code: Account that is credited.
        key: Names the payment.
        actor: Who records it.
        now: When.
    """
    return receive(
        session,
        MoneyIn(
            book_id=book_id,
            payer=payer,
            amount=paid.amount,
            method=paid.method,
            reference=paid.reference,
            day=paid.day,
            purpose=passage.purpose[:200],
            credit_code=code,
            key=key,
        ),
        actor=actor,
        now=now,
    )


def pay_from(  # noqa: PLR0913 - who, when and for what go with every payment
    session: Session,
    passage: Passage,
    paid: Paid,
    *,
    book_id: int,
    payee: PartyRef,
    code: str,
    key: str,
    actor: Actor,
    now: datetime,
) -> ReceiptRow:
    """Pay money out of a book against an account; returns the receipt.

    Raises:
        InsufficientFundsError: If there is too little money.
    """
    return pay_out(
        session,
        MoneyOut(
            book_id=book_id,
            payee=payee,
            amount=paid.amount,
            method=paid.method,
            reference=paid.reference,
            day=paid.day,
            purpose=passage.purpose[:200],
            debit_code=code,
            key=key,
            second_person=passage.second_person,
            two_people_over=passage.two_people_over,
        ),
        actor=actor,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Between:
    """Two books that a payment goes between, and its account in each.

    Attributes:
        payer_id: Organisation that pays.
        payer_code: Account debited in its book.
        payee_id: Organisation that is paid.
        payee_code: Account credited in its book.
    """

    payer_id: int
    payer_code: str
    payee_id: int
    payee_code: str


def pay_between(  # noqa: PLR0913 - who, when and for what go with every payment
    session: Session,
    passage: Passage,
    paid: Paid,
    between: Between,
    *,
    key: str,
    actor: Actor,
    now: datetime,
) -> tuple[ReceiptRow, ReceiptRow]:
    """Move money from one organisation's book to another's, both at once.

    Whoever is paid records it: it says so against its own interest, since the
    debt to it becomes less.  Whoever pays cannot declare its own debt paid.

    Returns:
        The receipt of who pays and that of who is paid.

    Raises:
        NotTheTreasurerError: If the actor is not treasurer of who is paid.
        InsufficientFundsError: If the payer has too little money.
    """
    require_receiver(session, between.payee_id, actor=actor)
    both = _for_both(actor, between)
    out = pay_from(
        session,
        passage,
        paid,
        book_id=between.payer_id,
        payee=PartyRef.organisation(between.payee_id),
        code=between.payer_code,
        key=key,
        actor=both,
        now=now,
    )
    into = take_in(
        session,
        passage,
        paid,
        book_id=between.payee_id,
        payer=PartyRef.organisation(between.payer_id),
        code=between.payee_code,
        key=key,
        actor=both,
        now=now,
    )
    return out, into


def _for_both(actor: Actor, between: Between) -> Actor:
    """Return the actor with the treasurer's role in the payer's book too.

    The actor is treasurer of who is paid.  The payer's book gets the mirror
    image of the same payment in the same transaction, since one without the
    other would be a lie in one of them.
    """
    own = actor.roles.get(between.payer_id, frozenset())
    roles = {**actor.roles, between.payer_id: own | {Role.TREASURER}}
    return replace(actor, roles=roles)


def require_receiver(session: Session, payee_id: int, *, actor: Actor) -> None:
    """Let through a treasurer of the organisation that is paid.

    Raises:
        NotTheTreasurerError: If the actor is not; it carries who must record it.
    """
    if not actor.holds(Action.RECORD_PAYMENT, payee_id):
        payee = session.get_one(Organisation, payee_id)
        raise NotTheTreasurerError(name=payee.name)
