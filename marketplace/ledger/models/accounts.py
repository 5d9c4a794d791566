"""Accounts, the money reserved on them and their balances at month ends."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.money import Currency
from network.clock import now
from network.db import Base

#: SQLite numbers its rows only by a column that is called INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")


class Account(Base):
    """An account of an organisation's book.

    ``balance_minor``, ``held_minor`` and ``last_posting_id`` are kept by
    triggers and by nothing else: any other write to them is refused.
    """

    __tablename__ = "ledger_account"
    __table_args__ = (
        UniqueConstraint("book_id", "code", "currency"),
        # Lets a posting name book and currency, so that it cannot cross them.
        UniqueConstraint("id", "book_id", "currency"),
        CheckConstraint("held_minor >= 0", name="held_not_negative"),
        CheckConstraint(
            "min_balance_minor IS NULL OR balance_minor - held_minor >="
            " min_balance_minor",
            name="not_under_minimum",
        ),
        CheckConstraint(
            "max_balance_minor IS NULL OR balance_minor <= max_balance_minor",
            name="not_over_maximum",
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    #: The organisation that keeps the book.
    book_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    #: As the chart of accounts writes it, such as ``member:12``.
    code: Mapped[str] = mapped_column(String(80))
    currency: Mapped[Currency]
    #: Debits less credits.
    balance_minor: Mapped[int] = mapped_column(BigInteger, server_default="0")
    #: Promised by holds that are still active.
    held_minor: Mapped[int] = mapped_column(BigInteger, server_default="0")
    min_balance_minor: Mapped[int | None] = mapped_column(BigInteger)
    max_balance_minor: Mapped[int | None] = mapped_column(BigInteger)
    #: Newest posting in the balance; zero while there is none.
    last_posting_id: Mapped[int] = mapped_column(BigInteger, server_default="0")
    opened_at: Mapped[datetime] = mapped_column(default=now)


class HoldState(StrEnum):
    """Life of a hold: active, then one of the others for ever."""

    ACTIVE = "active"
    CAPTURED = "captured"
    RELEASED = "released"
    EXPIRED = "expired"


class Hold(Base):
    """Money set aside at approval, so that it cannot be promised twice."""

    __tablename__ = "ledger_hold"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "book_id", "currency"],
            ["ledger_account.id", "ledger_account.book_id", "ledger_account.currency"],
            name="fk_ledger_hold_account_id_ledger_account",
        ),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint(
            "(state = 'active') = (ended_at IS NULL)", name="ended_when_not_active"
        ),
        CheckConstraint(
            "journal_id IS NULL OR state = 'captured'", name="journal_when_captured"
        ),
        Index("ix_ledger_hold_account_id_state", "account_id", "state"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    #: Names what the money is for; makes holding idempotent.
    key: Mapped[str] = mapped_column(String(160), unique=True)
    account_id: Mapped[int] = mapped_column(BigInteger)
    book_id: Mapped[int]
    currency: Mapped[Currency]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    memo: Mapped[str] = mapped_column(String(300))
    state: Mapped[HoldState] = mapped_column(default=HoldState.ACTIVE)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: From this instant on the timetable lets it go.
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: What the money was spent on, when it was captured.
    journal_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("ledger_journal.id")
    )
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Snapshot(Base):
    """An account's balance at the end of a month.

    A posting that arrives later with an earlier day corrects the snapshots
    after it, by trigger, so a snapshot is never stale.
    """

    __tablename__ = "ledger_snapshot"

    account_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("ledger_account.id"), primary_key=True
    )
    #: Last day of the month.
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    balance_minor: Mapped[int] = mapped_column(BigInteger)
