"""Recording payments: a receipt, its number and its entry, together or not at all."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from marketplace.ledger import services as ledger
from marketplace.ledger.core import Entry, Posting
from marketplace.payments.core import CODE_LENGTH, code_from
from marketplace.payments.models import (
    Direction,
    Method,
    PartyKind,
    ReceiptRow,
    ReceiptSeries,
)
from marketplace.payments.services.commands import (
    check_payment,
    check_two_people,
    request_hash,
)
from network.errors import ConflictError
from network.policy import Action, require
from network.services import audit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.payments.services.commands import MoneyIn, MoneyOut
    from network.policy import Actor

MONEY_ACCOUNT = {Method.CASH: "cash", Method.TRANSFER: "bank"}


class ReceiptClashError(ConflictError):
    """The key has a receipt already, for another payment."""


class ReferenceUsedError(ConflictError):
    """A transfer with the bank's number has its receipt already."""


def receive(
    session: Session, payment: MoneyIn, *, actor: Actor, now: datetime
) -> ReceiptRow:
    """Record money that came in, and give it a numbered receipt.

    Recording the same payment twice is harmless and returns the first receipt.

    Raises:
        NotAllowedError: If the actor may not record payments in the book.
        ReceiptClashError: If the key was used for another payment.
        ReferenceUsedError: If the transfer has a receipt under another key.
        InvalidError: As :func:`check_payment` says.
    """
    require(actor, Action.RECORD_PAYMENT, payment.book_id)
    return _record(session, Direction.IN, payment, actor=actor, now=now)


def pay_out(
    session: Session, payment: MoneyOut, *, actor: Actor, now: datetime
) -> ReceiptRow:
    """Record money that went out, and give it a numbered receipt.

    Raises:
        NotAllowedError: If the actor may not record payments in the book, is
            paid, or the second person may not be one.
        SecondPersonMissingError: If the amount needs a second person.
        InsufficientFundsError: If cash or bank does not hold as much.
        ReceiptClashError: If the key was used for another payment.
        ReferenceUsedError: If the transfer has a receipt under another key.
        InvalidError: As :func:`check_payment` says.
    """
    require(actor, Action.RECORD_PAYMENT, payment.book_id)
    check_two_people(session, payment, actor=actor)
    return _record(session, Direction.OUT, payment, actor=actor, now=now)


def receipt_of(session: Session, payment: MoneyIn | MoneyOut) -> ReceiptRow | None:
    """Return the receipt that the payment's key has already, if any."""
    return session.scalar(
        select(ReceiptRow).where(
            ReceiptRow.book_id == payment.book_id, ReceiptRow.key == payment.key
        )
    )


def _record(
    session: Session,
    direction: Direction,
    payment: MoneyIn | MoneyOut,
    *,
    actor: Actor,
    now: datetime,
) -> ReceiptRow:
    check_payment(session, payment, now=now)
    series = _take_turn(session, payment.book_id, direction)
    asked = request_hash(direction, payment)
    found = receipt_of(session, payment)
    if found is not None:
        if bytes(found.request_hash) != asked:
            raise ReceiptClashError(number=found.number)
        return found
    _refuse_used_reference(session, direction, payment)
    series.last_number += 1
    entry = _entry(direction, payment, series.last_number)
    posted = ledger.post(session, entry, actor=actor, now=now)
    person = payment.party.kind is PartyKind.PERSON
    receipt = ReceiptRow(
        book_id=payment.book_id,
        direction=direction,
        number=series.last_number,
        code=code_from(secrets.token_bytes(CODE_LENGTH)),
        key=payment.key,
        request_hash=asked,
        method=payment.method,
        amount_minor=payment.amount.minor,
        currency=payment.amount.currency,
        party_kind=payment.party.kind,
        person_id=payment.party.id if person else None,
        organisation_id=None if person else payment.party.id,
        purpose=payment.purpose.strip(),
        reference=payment.reference.strip(),
        day=payment.day,
        account_code=payment.account_code,
        journal_id=posted.id,
        actor_id=actor.person_id,
        second_person_id=payment.second_person,
        issued_at=now,
    )
    session.add(receipt)
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="receipt.issued",
        subject="receipt",
        subject_id=receipt.id,
        organisation_id=payment.book_id,
        at=now,
        number=receipt.number,
        direction=str(direction),
    )
    return receipt


def _take_turn(session: Session, book_id: int, direction: Direction) -> ReceiptSeries:
    """Hold the series until the transaction ends: its numbers leave no gap."""
    session.flush()
    connection = session.connection()
    insert = (
        postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    )
    connection.execute(
        insert(ReceiptSeries)
        .values(book_id=book_id, direction=direction, last_number=0)
        .on_conflict_do_nothing()
    )
    return session.scalars(
        select(ReceiptSeries)
        .where(ReceiptSeries.book_id == book_id, ReceiptSeries.direction == direction)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _refuse_used_reference(
    session: Session, direction: Direction, payment: MoneyIn | MoneyOut
) -> None:
    """Refuse a transfer whose number and amount have a receipt that stands."""
    if payment.method is not Method.TRANSFER:
        return
    used = session.scalar(
        select(ReceiptRow.number).where(
            ReceiptRow.book_id == payment.book_id,
            ReceiptRow.direction == direction,
            ReceiptRow.reference == payment.reference.strip(),
            ReceiptRow.amount_minor == payment.amount.minor,
            ReceiptRow.cancelled_at.is_(None),
        )
    )
    if used is not None:
        raise ReferenceUsedError(number=used, reference=payment.reference.strip())


def _entry(direction: Direction, payment: MoneyIn | MoneyOut, number: int) -> Entry:
    money, other = MONEY_ACCOUNT[payment.method], payment.account_code
    if direction is Direction.IN:
        kind, name = "payments.receipt", "Recibo"
        posting = Posting(money, other, payment.amount)
    else:
        kind, name = "payments.payment", "Comprobante de pago"
        posting = Posting(other, money, payment.amount)
    return Entry(
        key=f"payment:{payment.book_id}:{payment.key}",
        book_id=payment.book_id,
        kind=kind,
        day=payment.day,
        memo=f"{name} n.º {number}: {payment.purpose.strip()}",
        postings=(posting,),
    )
