"""Trust: terms of declarations, replies to failures, elected seeds, rules.

Revision ID: 20261121_03
Revises: 20261121_02
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_03"
down_revision = "20261121_02"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = ("trust_terms", "trust_reply", "trust_seed", "trust_rules")
OPEN = sa.text("ended_on IS NULL")


def upgrade() -> None:
    _create_terms()
    _create_replies()
    _create_seeds()
    _create_rules()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _ref(name: str, table: str, *, nullable: bool = False) -> sa.Column[int]:
    """A column that points at a row."""
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _key(name: str, table: str) -> sa.Column[int]:
    """A column that is the key and points at a row of another table."""
    return sa.Column(
        name,
        sa.Integer,
        sa.ForeignKey(f"{table}.id"),
        primary_key=True,
        autoincrement=False,
    )


def _create_terms() -> None:
    op.create_table(
        "trust_terms",
        _key("tie_id", "tie"),
        sa.Column("degree", sa.String(32), nullable=False),
        sa.Column("may_introduce", sa.Boolean, nullable=False),
        _ref("decided_by", "person"),
        sa.Column("decided_at", INSTANT, nullable=False),
    )


def _create_replies() -> None:
    op.create_table(
        "trust_reply",
        sa.Column("id", sa.Integer, primary_key=True),
        _ref("event_id", "tie_event"),
        _ref("organisation_id", "organisation"),
        sa.Column("text", sa.String(1000), nullable=False),
        _ref("written_by", "person"),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("revised_at", INSTANT),
        sa.UniqueConstraint("event_id", "organisation_id"),
    )
    op.create_index(
        "ix_trust_reply_organisation_id", "trust_reply", ["organisation_id"]
    )


def _create_seeds() -> None:
    op.create_table(
        "trust_seed",
        sa.Column("id", sa.Integer, primary_key=True),
        _ref("network_id", "network"),
        _ref("organisation_id", "organisation"),
        sa.Column("elected_on", sa.Date, nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("witness_one", sa.String(120), nullable=False),
        sa.Column("witness_two", sa.String(120), nullable=False),
        _ref("recorded_by", "person"),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("ended_on", sa.Date),
        _ref("ended_by", "person", nullable=True),
        sa.Column("ending_reason", sa.String(300), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= elected_on", name="ended_after_elected"
        ),
        sa.CheckConstraint(
            "act <> '' OR (witness_one <> '' AND witness_two <> '')", name="is_proved"
        ),
    )
    op.create_index(
        "uq_trust_seed_open",
        "trust_seed",
        ["network_id", "organisation_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_trust_seed_organisation_id", "trust_seed", ["organisation_id"])


def _create_rules() -> None:
    op.create_table(
        "trust_rules",
        _key("network_id", "network"),
        sa.Column("half_life_days", sa.Integer, nullable=False),
        sa.Column("needed_endorsements", sa.Integer, nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        _ref("recorded_by", "person"),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )
