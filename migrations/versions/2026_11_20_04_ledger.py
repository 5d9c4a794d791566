"""The book: accounts, journals, postings, holds, seals, counts.

Revision ID: 20261120_04
Revises: 20261120_03
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "20261120_04"
down_revision = "20261120_03"
branch_labels = None
depends_on = None

DDL = Path(__file__).resolve().parent.parent / "ddl"
#: SQLite numbers its rows only by a column that is called INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FUNCTIONS = (
    "ledger_refuse",
    "ledger_stamp",
    "ledger_account_born_empty",
    "ledger_account_guard",
    "ledger_posting_apply",
    "ledger_journal_not_empty",
    "ledger_journal_audit",
    "ledger_hold_apply",
    "ledger_hold_guard",
    "ledger_hold_let_go",
)


def upgrade() -> None:
    op.create_table(
        "ledger_account",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(32), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("held_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("min_balance_minor", sa.BigInteger(), nullable=True),
        sa.Column("max_balance_minor", sa.BigInteger(), nullable=True),
        sa.Column(
            "last_posting_id", sa.BigInteger(), server_default="0", nullable=False
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "held_minor >= 0", name=op.f("ck_ledger_account_held_not_negative")
        ),
        sa.CheckConstraint(
            "max_balance_minor IS NULL OR balance_minor <= max_balance_minor",
            name=op.f("ck_ledger_account_not_over_maximum"),
        ),
        sa.CheckConstraint(
            "min_balance_minor IS NULL OR balance_minor - held_minor >="
            " min_balance_minor",
            name=op.f("ck_ledger_account_not_under_minimum"),
        ),
        sa.ForeignKeyConstraint(
            ["book_id"],
            ["organisation.id"],
            name=op.f("fk_ledger_account_book_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint(
            "book_id",
            "code",
            "currency",
            name=op.f("uq_ledger_account_book_id_code_currency"),
        ),
        sa.UniqueConstraint(
            "id",
            "book_id",
            "currency",
            name=op.f("uq_ledger_account_id_book_id_currency"),
        ),
    )
    op.create_table(
        "ledger_journal",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("memo", sa.String(length=300), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reverses", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=300), server_default="", nullable=False),
        sa.Column("minutes", sa.String(length=120), server_default="", nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column(
            "transaction_number", sa.BigInteger(), server_default="0", nullable=False
        ),
        sa.CheckConstraint(
            "reverses IS NULL OR reason <> ''",
            name=op.f("ck_ledger_journal_reversal_has_reason"),
        ),
        sa.CheckConstraint(
            "reverses <> id", name=op.f("ck_ledger_journal_not_its_own_reversal")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_ledger_journal_actor_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["reverses"],
            ["ledger_journal.id"],
            name=op.f("fk_ledger_journal_reverses_ledger_journal"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_journal")),
        sa.UniqueConstraint(
            "id",
            "book_id",
            "day",
            "transaction_number",
            name=op.f("uq_ledger_journal_id_book_id_day_transaction_number"),
        ),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_journal_key")),
        sa.UniqueConstraint("reverses", name=op.f("uq_ledger_journal_reverses")),
    )
    op.create_index(
        "ix_ledger_journal_book_id_day_id", "ledger_journal", ["book_id", "day", "id"]
    )
    op.create_table(
        "ledger_posting",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("journal_id", sa.BigInteger(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("debit_id", sa.BigInteger(), nullable=False),
        sa.Column("credit_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "transaction_number", sa.BigInteger(), server_default="0", nullable=False
        ),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor <= 100000000000000000",
            name=op.f("ck_ledger_posting_amount_in_range"),
        ),
        sa.CheckConstraint(
            "debit_id <> credit_id", name=op.f("ck_ledger_posting_two_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["credit_id", "book_id", "currency"],
            ["ledger_account.id", "ledger_account.book_id", "ledger_account.currency"],
            name="fk_ledger_posting_credit_id_ledger_account",
        ),
        sa.ForeignKeyConstraint(
            ["debit_id", "book_id", "currency"],
            ["ledger_account.id", "ledger_account.book_id", "ledger_account.currency"],
            name="fk_ledger_posting_debit_id_ledger_account",
        ),
        sa.ForeignKeyConstraint(
            ["journal_id", "book_id", "day", "transaction_number"],
            [
                "ledger_journal.id",
                "ledger_journal.book_id",
                "ledger_journal.day",
                "ledger_journal.transaction_number",
            ],
            name="fk_ledger_posting_journal_id_ledger_journal",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_posting")),
    )
    op.create_index(
        "ix_ledger_posting_credit_id_day_id",
        "ledger_posting",
        ["credit_id", "day", "id"],
    )
    op.create_index(
        "ix_ledger_posting_debit_id_day_id", "ledger_posting", ["debit_id", "day", "id"]
    )
    op.create_index("ix_ledger_posting_journal_id", "ledger_posting", ["journal_id"])
    op.create_table(
        "ledger_hold",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("memo", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("journal_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'active') = (ended_at IS NULL)",
            name=op.f("ck_ledger_hold_ended_when_not_active"),
        ),
        sa.CheckConstraint(
            "journal_id IS NULL OR state = 'captured'",
            name=op.f("ck_ledger_hold_journal_when_captured"),
        ),
        sa.CheckConstraint(
            "amount_minor > 0", name=op.f("ck_ledger_hold_amount_positive")
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "book_id", "currency"],
            ["ledger_account.id", "ledger_account.book_id", "ledger_account.currency"],
            name="fk_ledger_hold_account_id_ledger_account",
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_ledger_hold_actor_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["journal_id"],
            ["ledger_journal.id"],
            name=op.f("fk_ledger_hold_journal_id_ledger_journal"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_hold")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_hold_key")),
    )
    op.create_index(
        "ix_ledger_hold_account_id_state", "ledger_hold", ["account_id", "state"]
    )
    op.create_table(
        "ledger_snapshot",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ledger_account.id"],
            name=op.f("fk_ledger_snapshot_account_id_ledger_account"),
        ),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_ledger_snapshot")),
    )
    op.create_index(op.f("ix_ledger_snapshot_day"), "ledger_snapshot", ["day"])
    op.create_table(
        "ledger_seal",
        sa.Column("seq", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("journal_id", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["journal_id"],
            ["ledger_journal.id"],
            name=op.f("fk_ledger_seal_journal_id_ledger_journal"),
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger_seal")),
        sa.UniqueConstraint("journal_id", name=op.f("uq_ledger_seal_journal_id")),
    )
    op.create_table(
        "ledger_cash_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted_minor", sa.BigInteger(), nullable=False),
        sa.Column("expected_minor", sa.BigInteger(), nullable=False),
        sa.Column("explanation", sa.String(length=300), nullable=False),
        sa.Column("journal_id", sa.BigInteger(), nullable=True),
        sa.Column("counted_by", sa.Integer(), nullable=False),
        sa.Column("cashier_id", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "counted_minor = expected_minor OR explanation <> ''",
            name=op.f("ck_ledger_cash_count_difference_is_explained"),
        ),
        sa.CheckConstraint(
            "(counted_minor = expected_minor) = (journal_id IS NULL)",
            name=op.f("ck_ledger_cash_count_difference_is_posted"),
        ),
        sa.CheckConstraint(
            "counted_by <> cashier_id",
            name=op.f("ck_ledger_cash_count_counter_is_not_cashier"),
        ),
        sa.CheckConstraint(
            "counted_minor >= 0", name=op.f("ck_ledger_cash_count_counted_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["book_id"],
            ["organisation.id"],
            name=op.f("fk_ledger_cash_count_book_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["cashier_id"],
            ["person.id"],
            name=op.f("fk_ledger_cash_count_cashier_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["counted_by"],
            ["person.id"],
            name=op.f("fk_ledger_cash_count_counted_by_person"),
        ),
        sa.ForeignKeyConstraint(
            ["journal_id"],
            ["ledger_journal.id"],
            name=op.f("fk_ledger_cash_count_journal_id_ledger_journal"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_cash_count")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_cash_count_key")),
    )
    op.create_index(
        "ix_ledger_cash_count_book_id_day", "ledger_cash_count", ["book_id", "day"]
    )
    op.create_table(
        "ledger_verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sound", sa.Boolean(), nullable=False),
        sa.Column("journals", sa.Integer(), nullable=False),
        sa.Column("first_broken", sa.String(length=80), nullable=False),
        sa.Column("finding", sa.String(length=500), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_verification")),
    )
    op.create_index(op.f("ix_ledger_verification_at"), "ledger_verification", ["at"])
    for statement in guards():
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    op.drop_table("ledger_verification")
    op.drop_table("ledger_cash_count")
    op.drop_table("ledger_seal")
    op.drop_table("ledger_snapshot")
    op.drop_table("ledger_hold")
    op.drop_table("ledger_posting")
    op.drop_table("ledger_journal")
    op.drop_table("ledger_account")
    if op.get_bind().dialect.name == "postgresql":
        for function in FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")


def guards() -> list[str]:
    """Return the statements that make this database's triggers."""
    connection = op.get_bind()
    name = connection.dialect.name
    statements = (DDL / f"ledger_{name}.sql").read_text("utf-8")
    if name == "postgresql":
        schema = connection.scalar(sa.select(sa.func.current_schema()))
        statements = statements.replace("@.", f'"{schema}".')
    return statements.split("\n--;\n")
