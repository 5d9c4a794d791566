"""Receipts, numbered without gaps.

Revision ID: 20261120_05
Revises: 20261120_04
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "20261120_05"
down_revision = "20261120_04"
branch_labels = None
depends_on = None

DDL = Path(__file__).resolve().parent.parent / "ddl"
FUNCTIONS = (
    "receipt_follows",
    "receipt_guard",
    "receipt_refuse",
)


def upgrade() -> None:
    op.create_table(
        "receipt_series",
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(32), nullable=False),
        sa.Column("last_number", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"],
            ["organisation.id"],
            name=op.f("fk_receipt_series_book_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("book_id", "direction", name=op.f("pk_receipt_series")),
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("method", sa.String(32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(32), nullable=False),
        sa.Column("party_kind", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=60), server_default="", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("account_code", sa.String(length=80), nullable=False),
        sa.Column("journal_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("second_person_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelling_journal_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "cancel_reason", sa.String(length=300), server_default="", nullable=False
        ),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelling_journal_id IS NULL)"
            " AND (cancelled_at IS NULL) = (cancel_reason = '')",
            name=op.f("ck_receipt_cancelled_whole"),
        ),
        sa.CheckConstraint(
            "(party_kind = 'person') = (person_id IS NOT NULL)"
            " AND (party_kind = 'organisation') = (organisation_id IS NOT NULL)",
            name=op.f("ck_receipt_one_party"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_receipt_amount_positive")),
        sa.CheckConstraint("number > 0", name=op.f("ck_receipt_number_positive")),
        sa.CheckConstraint(
            "second_person_id IS NULL OR second_person_id <> actor_id",
            name=op.f("ck_receipt_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_receipt_actor_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["book_id"],
            ["organisation.id"],
            name=op.f("fk_receipt_book_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["cancelled_by"], ["person.id"], name=op.f("fk_receipt_cancelled_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["cancelling_journal_id"],
            ["ledger_journal.id"],
            name=op.f("fk_receipt_cancelling_journal_id_ledger_journal"),
        ),
        sa.ForeignKeyConstraint(
            ["journal_id"],
            ["ledger_journal.id"],
            name=op.f("fk_receipt_journal_id_ledger_journal"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_receipt_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_receipt_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["second_person_id"],
            ["person.id"],
            name=op.f("fk_receipt_second_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint(
            "book_id",
            "direction",
            "number",
            name=op.f("uq_receipt_book_id_direction_number"),
        ),
        sa.UniqueConstraint("book_id", "key", name=op.f("uq_receipt_book_id_key")),
        sa.UniqueConstraint(
            "cancelling_journal_id", name=op.f("uq_receipt_cancelling_journal_id")
        ),
        sa.UniqueConstraint("code", name=op.f("uq_receipt_code")),
        sa.UniqueConstraint("journal_id", name=op.f("uq_receipt_journal_id")),
    )
    op.create_index(
        "ix_receipt_organisation_id_book_id", "receipt", ["organisation_id", "book_id"]
    )
    op.create_index("ix_receipt_person_id_book_id", "receipt", ["person_id", "book_id"])
    for statement in guards():
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    op.drop_table("receipt")
    op.drop_table("receipt_series")
    if op.get_bind().dialect.name == "postgresql":
        for function in FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")


def guards() -> list[str]:
    """Return the statements that make this database's triggers."""
    connection = op.get_bind()
    name = connection.dialect.name
    statements = (DDL / f"payments_{name}.sql").read_text("utf-8")
    if name == "postgresql":
        schema = connection.scalar(sa.select(sa.func.current_schema()))
        statements = statements.replace("@.", f'"{schema}".')
    return statements.split("\n--;\n")
