"""What people checked: cash that was counted, books that were verified."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.money import Currency
from network.clock import now
from network.db import Base


class CashCountRow(Base):
    """A count of the cash box (*arqueo*) by somebody who does not keep it."""

    __tablename__ = "ledger_cash_count"
    __table_args__ = (
        CheckConstraint("counted_minor >= 0", name="counted_not_negative"),
        CheckConstraint(
            "counted_minor = expected_minor OR explanation <> ''",
            name="difference_is_explained",
        ),
        CheckConstraint(
            "(counted_minor = expected_minor) = (journal_id IS NULL)",
            name="difference_is_posted",
        ),
        CheckConstraint("counted_by <> cashier_id", name="counter_is_not_cashier"),
        Index("ix_ledger_cash_count_book_id_day", "book_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Makes counting idempotent.
    key: Mapped[str] = mapped_column(String(160), unique=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    currency: Mapped[Currency]
    day: Mapped[date]
    counted_minor: Mapped[int] = mapped_column(BigInteger)
    #: What the book said before the difference was posted.
    expected_minor: Mapped[int] = mapped_column(BigInteger)
    explanation: Mapped[str] = mapped_column(String(300))
    #: The entry of the difference; none when there was none.
    journal_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("ledger_journal.id")
    )
    counted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: Who keeps the cash box and was present.
    cashier_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    counted_at: Mapped[datetime] = mapped_column(default=now)


class Verification(Base):
    """The result of checking every invariant, kept so that members can see it."""

    __tablename__ = "ledger_verification"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    is_sound: Mapped[bool]
    #: Journals that were looked at.
    journals: Mapped[int]
    #: Name of the first invariant that did not hold; empty when all did.
    first_broken: Mapped[str] = mapped_column(String(80), default="")
    #: What was found, for whoever repairs it.
    finding: Mapped[str] = mapped_column(String(500), default="")
    #: Head of the hash chain when it was checked, in hexadecimal.
    head: Mapped[str] = mapped_column(String(64), default="")
