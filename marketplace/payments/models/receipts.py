"""Receipts: numbered without gaps, cancelled but never removed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, composite, mapped_column

from marketplace.kernel.money import Currency, Money
from network.clock import now
from network.db import Base

if TYPE_CHECKING:
    from collections.abc import Mapping

_EVERYWHERE = frozenset({"receipt_follows", "receipt_guard", "receipt_no_delete"})

#: Names of the triggers that the migration makes, by dialect.
RECEIPT_TRIGGERS: Mapping[str, frozenset[str]] = {
    "sqlite": _EVERYWHERE,
    "postgresql": _EVERYWHERE | {"receipt_no_truncate"},
}


class Direction(StrEnum):
    """Whether the book received the money or paid it; each has its own numbers."""

    IN = "in"
    OUT = "out"


class Method(StrEnum):
    """How the money changed hands."""

    CASH = "cash"
    TRANSFER = "transfer"


class PartyKind(StrEnum):
    """What the other side of a payment is."""

    PERSON = "person"
    ORGANISATION = "organisation"


class ReceiptSeries(Base):
    """The last number given in a book, held while the next one is given."""

    __tablename__ = "receipt_series"

    book_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True
    )
    direction: Mapped[Direction] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(server_default="0")


class ReceiptRow(Base):
    """Proof of a payment.  Only its cancellation is ever added."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("book_id", "direction", "number"),
        UniqueConstraint("book_id", "key"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint(
            "(party_kind = 'person') = (person_id IS NOT NULL)"
            " AND (party_kind = 'organisation') = (organisation_id IS NOT NULL)",
            name="one_party",
        ),
        CheckConstraint(
            "(cancelled_at IS NULL) = (cancelling_journal_id IS NULL)"
            " AND (cancelled_at IS NULL) = (cancel_reason = '')",
            name="cancelled_whole",
        ),
        CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> actor_id",
            name="two_people",
        ),
        Index("ix_receipt_person_id_book_id", "person_id", "book_id"),
        Index("ix_receipt_organisation_id_book_id", "organisation_id", "book_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    direction: Mapped[Direction]
    #: 1, 2, 3 … within a book and a direction.
    number: Mapped[int]
    #: What a stranger types to learn whether the receipt is genuine.
    code: Mapped[str] = mapped_column(String(16), unique=True)
    #: Names the payment within the book; makes recording idempotent.
    key: Mapped[str] = mapped_column(String(120))
    #: SHA-256 of what was asked; tells a repetition from a clash.
    request_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    method: Mapped[Method]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Currency]
    party_kind: Mapped[PartyKind]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    #: What it was for, in words for the person who paid.
    purpose: Mapped[str] = mapped_column(String(200))
    #: The bank's number of the transfer; empty for cash.
    reference: Mapped[str] = mapped_column(String(60), server_default="")
    day: Mapped[date]
    #: Account of the book on the other side of the money.
    account_code: Mapped[str] = mapped_column(String(80))
    journal_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("ledger_journal.id"), unique=True
    )
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    second_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime] = mapped_column(default=now)
    cancelling_journal_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("ledger_journal.id"), unique=True
    )
    cancel_reason: Mapped[str] = mapped_column(String(300), server_default="")
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    amount: Mapped[Money] = composite(Money, "amount_minor", "currency")
