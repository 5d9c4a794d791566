"""Journals and their postings.  Rows are added, never changed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.money import Currency
from marketplace.ledger.models.accounts import RowId
from network.clock import now
from network.db import Base


class JournalRow(Base):
    """A posted movement (*asiento*).  A mistake is undone by a reversing one."""

    __tablename__ = "ledger_journal"
    __table_args__ = (
        UniqueConstraint("id", "book_id", "day", "transaction_number"),
        CheckConstraint("reverses IS NULL OR reason <> ''", name="reversal_has_reason"),
        CheckConstraint("reverses <> id", name="not_its_own_reversal"),
        Index("ix_ledger_journal_book_id_day_id", "book_id", "day", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    #: An organisation: that of its accounts, since no journal is without a
    #: posting.  A foreign key of its own would make every entry of a book wait
    #: for the others at the organisation's row.
    book_id: Mapped[int]
    #: Names the event that caused it; makes posting idempotent.
    key: Mapped[str] = mapped_column(String(160), unique=True)
    #: SHA-256 of what was asked; tells a repetition from a clash.
    request_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    kind: Mapped[str] = mapped_column(String(40))
    #: Accounting day, which may be before the day it was posted.
    day: Mapped[date]
    memo: Mapped[str] = mapped_column(String(300))
    posted_at: Mapped[datetime] = mapped_column(default=now)
    #: A journal is reversed at most once.
    reverses: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("ledger_journal.id"), unique=True
    )
    reason: Mapped[str] = mapped_column(String(300), server_default="")
    minutes: Mapped[str] = mapped_column(String(120), server_default="")
    #: Who did it; none when the timetable did.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: Database transaction that wrote the row, filled in by PostgreSQL: a
    #: posting can only be born in the same one.  SQLite needs none, since
    #: there the journal is written last and seals its postings.
    transaction_number: Mapped[int] = mapped_column(BigInteger, server_default="0")


class PostingRow(Base):
    """An amount that went from the credit account to the debit account."""

    __tablename__ = "ledger_posting"
    __table_args__ = (
        ForeignKeyConstraint(
            ["journal_id", "book_id", "day", "transaction_number"],
            [
                "ledger_journal.id",
                "ledger_journal.book_id",
                "ledger_journal.day",
                "ledger_journal.transaction_number",
            ],
            name="fk_ledger_posting_journal_id_ledger_journal",
            deferrable=True,
            initially="DEFERRED",
        ),
        ForeignKeyConstraint(
            ["debit_id", "book_id", "currency"],
            ["ledger_account.id", "ledger_account.book_id", "ledger_account.currency"],
            name="fk_ledger_posting_debit_id_ledger_account",
        ),
        ForeignKeyConstraint(
            ["credit_id", "book_id", "currency"],
            ["ledger_account.id", "ledger_account.book_id", "ledger_account.currency"],
            name="fk_ledger_posting_credit_id_ledger_account",
        ),
        CheckConstraint(
            "amount_minor > 0 AND amount_minor <= 100000000000000000",
            name="amount_in_range",
        ),
        CheckConstraint("debit_id <> credit_id", name="two_accounts"),
        Index("ix_ledger_posting_journal_id", "journal_id"),
        Index("ix_ledger_posting_debit_id_day_id", "debit_id", "day", "id"),
        Index("ix_ledger_posting_credit_id_day_id", "credit_id", "day", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    journal_id: Mapped[int] = mapped_column(BigInteger)
    book_id: Mapped[int]
    #: The journal's day, held equal by the foreign key.
    day: Mapped[date]
    debit_id: Mapped[int] = mapped_column(BigInteger)
    credit_id: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Currency]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    transaction_number: Mapped[int] = mapped_column(BigInteger, server_default="0")


class Seal(Base):
    """A link of the hash chain: the digest of one journal and of all before it."""

    __tablename__ = "ledger_seal"

    #: 1, 2, 3 …: the order of sealing, which is not always that of the ids.
    seq: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    journal_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("ledger_journal.id"), unique=True
    )
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed_at: Mapped[datetime] = mapped_column(default=now)
