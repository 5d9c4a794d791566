from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.kernel.money import Currency
from marketplace.ledger import queries as book
from marketplace.ledger.services import (
    FutureDayError,
    InsufficientFundsError,
    OwnEntryError,
    ReasonMissingError,
)
from marketplace.payments.models import Method, ReceiptRow
from marketplace.payments.services import (
    AlreadyCancelledError,
    BadAmountError,
    MoneyIn,
    MoneyOut,
    PartyRef,
    PayeePaysError,
    PurposeMissingError,
    ReceiptClashError,
    ReferenceMissingError,
    ReferenceUsedError,
    SecondPersonMissingError,
    SecondPersonRefusedError,
    WrongCurrencyError,
    cancel,
    pay_out,
    receive,
)
from network.errors import NotAllowedError, NotFoundError
from network.models import AuditRow
from network.policy import Actor, Role
from tests.factories_ledger import NOW, TODAY, a_book, a_person, cop, somebody, usd

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def book_id(session: Session) -> int:
    return a_book(session)


@pytest.fixture
def treasurer(session: Session, book_id: int) -> Actor:
    return somebody(session, book_id, Role.TREASURER)


@pytest.fixture
def officer(session: Session, book_id: int) -> Actor:
    return somebody(session, book_id, Role.OFFICER)


@pytest.fixture
def payment(session: Session, book_id: int) -> MoneyIn:
    person_id = a_person(session)
    return MoneyIn(
        book_id=book_id,
        payer=PartyRef.person(person_id),
        amount=cop(250_000_00),
        method=Method.CASH,
        reference="",
        day=TODAY,
        purpose="Abono a la compra de abono",
        credit_code=f"member:{person_id}",
        key="page-1",
    )


def to_supplier(payment: MoneyIn, **changes: object) -> MoneyOut:
    out = MoneyOut(
        book_id=payment.book_id,
        payee=PartyRef.organisation(payment.book_id),
        amount=cop(100_000_00),
        method=Method.CASH,
        reference="",
        day=TODAY,
        purpose="Pago de la factura 12",
        debit_code=f"supplier:{payment.book_id}",
        key="out-1",
    )
    return replace(out, **changes)  # type: ignore[arg-type] # fields by name


def test_a_payment_leaves_a_receipt_and_an_entry(
    session: Session, payment: MoneyIn, treasurer: Actor
) -> None:
    receipt = receive(session, payment, actor=treasurer, now=NOW)

    assert (receipt.number, receipt.amount) == (1, cop(250_000_00))
    assert len(receipt.code) == 10
    owed = book.balance(session, payment.book_id, payment.credit_code, Currency.COP)
    assert owed == cop(-250_000_00)
    assert book.balance(session, payment.book_id, "cash", Currency.COP) == -owed
    deeds = session.scalars(
        select(AuditRow.deed).where(AuditRow.organisation_id == payment.book_id)
    )
    assert sorted(deeds) == ["ledger.posted", "receipt.issued"]


def test_a_transfer_goes_to_the_bank(
    session: Session, payment: MoneyIn, treasurer: Actor
) -> None:
    sent = replace(payment, method=Method.TRANSFER, reference="M-778812")

    receive(session, sent, actor=treasurer, now=NOW)

    held = book.balance(session, payment.book_id, "bank", Currency.COP)
    assert held == payment.amount


def test_the_same_payment_gets_one_receipt(
    session: Session, payment: MoneyIn, treasurer: Actor
) -> None:
    first = receive(session, payment, actor=treasurer, now=NOW)
    second = receive(session, payment, actor=treasurer, now=NOW)

    assert first is second
    with pytest.raises(ReceiptClashError):
        receive(session, replace(payment, amount=cop(1)), actor=treasurer, now=NOW)


def test_numbers_follow_one_another_in_each_book_and_direction(
    session: Session, payment: MoneyIn, treasurer: Actor
) -> None:
    other_book = a_book(session)
    other_treasurer = somebody(session, other_book, Role.TREASURER)

    numbers = [
        receive(session, replace(payment, key=f"k{n}"), actor=treasurer, now=NOW).number
        for n in range(3)
    ]
    elsewhere = receive(
        session, replace(payment, book_id=other_book), actor=other_treasurer, now=NOW
    )
    out = pay_out(session, to_supplier(payment), actor=treasurer, now=NOW)

    assert numbers == [1, 2, 3]
    assert (elsewhere.number, out.number) == (1, 1)


def test_a_refused_payment_takes_no_number(
    session: Session, payment: MoneyIn, treasurer: Actor
) -> None:
    with pytest.raises(InsufficientFundsError), session.begin_nested():
        pay_out(session, to_supplier(payment), actor=treasurer, now=NOW)
    receive(session, payment, actor=treasurer, now=NOW)

    paid = pay_out(session, to_supplier(payment), actor=treasurer, now=NOW)

    assert paid.number == 1


def test_the_same_transfer_is_not_received_twice(
    session: Session, payment: MoneyIn, treasurer: Actor
) -> None:
    sent = replace(payment, method=Method.TRANSFER, reference="M-778812")
    receive(session, sent, actor=treasurer, now=NOW)

    with pytest.raises(ReferenceUsedError):
        receive(session, replace(sent, key="page-2"), actor=treasurer, now=NOW)


def test_what_cannot_be_right_is_refused(
    session: Session, payment: MoneyIn, treasurer: Actor
) -> None:
    wrong: list[tuple[type[Exception], MoneyIn]] = [
        (BadAmountError, replace(payment, amount=cop(0))),
        (BadAmountError, replace(payment, amount=cop(-5))),
        (WrongCurrencyError, replace(payment, amount=usd(100))),
        (FutureDayError, replace(payment, day=TODAY + timedelta(days=1))),
        (PurposeMissingError, replace(payment, purpose="  ")),
        (ReferenceMissingError, replace(payment, method=Method.TRANSFER)),
        (ReferenceMissingError, replace(payment, reference="9" * 61)),
        (NotFoundError, replace(payment, payer=PartyRef.person(10**9))),
        (NotFoundError, replace(payment, payer=PartyRef.organisation(10**9))),
    ]

    for error, asked in wrong:
        with pytest.raises(error):
            receive(session, asked, actor=treasurer, now=NOW)


def test_only_a_treasurer_records_payments(
    session: Session, payment: MoneyIn, officer: Actor
) -> None:
    with pytest.raises(NotAllowedError):
        receive(session, payment, actor=officer, now=NOW)
    with pytest.raises(NotFoundError):
        receive(session, payment, actor=Actor(person_id=99), now=NOW)


def test_a_large_payment_needs_a_second_officer(
    session: Session, payment: MoneyIn, treasurer: Actor, officer: Actor
) -> None:
    receive(session, payment, actor=treasurer, now=NOW)
    asked = to_supplier(payment, two_people_over=cop(50_000_00))

    with pytest.raises(SecondPersonMissingError):
        pay_out(session, asked, actor=treasurer, now=NOW)
    paid = pay_out(
        session,
        replace(asked, second_person=officer.person_id),
        actor=treasurer,
        now=NOW,
    )

    assert paid.second_person_id == officer.person_id


def test_the_second_person_is_somebody_else_with_an_office(
    session: Session, payment: MoneyIn, treasurer: Actor
) -> None:
    member = somebody(session, payment.book_id, Role.MEMBER)
    stranger = a_person(session)

    for second in (treasurer.person_id, member.person_id, stranger):
        with pytest.raises(SecondPersonRefusedError):
            pay_out(
                session,
                to_supplier(payment, second_person=second),
                actor=treasurer,
                now=NOW,
            )


def test_nobody_pays_himself(
    session: Session, payment: MoneyIn, treasurer: Actor
) -> None:
    asked = to_supplier(payment, payee=PartyRef.person(treasurer.person_id))

    with pytest.raises(PayeePaysError):
        pay_out(session, asked, actor=treasurer, now=NOW)


def test_a_cancelled_receipt_keeps_its_number_and_returns_the_money(
    session: Session, payment: MoneyIn, treasurer: Actor, officer: Actor
) -> None:
    receipt = receive(session, payment, actor=treasurer, now=NOW)

    cancelled = cancel(
        session,
        receipt.id,
        reason="Se anotó dos veces",
        actor=officer,
        day=TODAY,
        now=NOW,
    )

    assert cancelled.cancelled_by == officer.person_id
    assert not book.balance(session, payment.book_id, "cash", Currency.COP)
    again = cancel(
        session,
        receipt.id,
        reason="Se anotó dos veces",
        actor=officer,
        day=TODAY,
        now=NOW,
    )
    assert again is cancelled
    with pytest.raises(AlreadyCancelledError):
        cancel(
            session,
            receipt.id,
            reason="Otra razón",
            actor=officer,
            day=TODAY,
            now=NOW,
        )
    assert session.scalars(select(ReceiptRow.number)).all() == [1]


def test_who_issued_a_receipt_does_not_cancel_it(
    session: Session, payment: MoneyIn, treasurer: Actor, officer: Actor
) -> None:
    receipt = receive(session, payment, actor=treasurer, now=NOW)

    with pytest.raises(OwnEntryError):
        cancel(
            session,
            receipt.id,
            reason="Me equivoqué",
            actor=treasurer,
            day=TODAY,
            now=NOW,
        )
    with pytest.raises(ReasonMissingError):
        cancel(session, receipt.id, reason="no", actor=officer, day=TODAY, now=NOW)


def test_a_cancelled_transfer_can_be_recorded_again(
    session: Session, payment: MoneyIn, treasurer: Actor, officer: Actor
) -> None:
    sent = replace(payment, method=Method.TRANSFER, reference="M-778812")
    receipt = receive(session, sent, actor=treasurer, now=NOW)
    cancel(
        session,
        receipt.id,
        reason="Era de otra persona",
        actor=officer,
        day=TODAY,
        now=NOW,
    )

    again = receive(session, replace(sent, key="page-2"), actor=treasurer, now=NOW)

    assert again.number == 2
