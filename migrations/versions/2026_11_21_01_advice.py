"""Advice: leads, proposals that two organisations meet, coordinators' tasks.

Revision ID: 20261121_01
Revises: 20261120_07
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_01"
down_revision = "20261120_07"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = ("lead", "introduction", "coordinator_task")
OPEN = sa.text("state IN ('proposed', 'accepted')")


def upgrade() -> None:
    _create_leads()
    _create_introductions()
    _create_tasks()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _ref(name: str, table: str, *, nullable: bool = False) -> sa.Column[int]:
    """A column that points at a row."""
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _create_leads() -> None:
    op.create_table(
        "lead",
        sa.Column("id", sa.Integer, primary_key=True),
        _ref("network_id", "network"),
        sa.Column("kind", sa.String(32), nullable=False),
        _ref("source_id", "organisation"),
        _ref("target_id", "organisation"),
        sa.Column("what", sa.String(120), nullable=False),
        sa.Column("weight", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("evidence", sa.String(120), nullable=False),
        sa.Column("reported_at", INSTANT, nullable=False),
        sa.CheckConstraint("source_id <> target_id", name="no_loop"),
        sa.CheckConstraint("weight >= 0", name="weight_not_negative"),
        sa.UniqueConstraint("network_id", "kind", "evidence"),
    )
    op.create_index("ix_lead_source_id", "lead", ["source_id"])
    op.create_index("ix_lead_target_id", "lead", ["target_id"])


def _create_introductions() -> None:
    op.create_table(
        "introduction",
        sa.Column("id", sa.Integer, primary_key=True),
        _ref("network_id", "network"),
        _ref("one_id", "organisation"),
        _ref("other_id", "organisation"),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("effect", sa.JSON, nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("refreshed_at", INSTANT, nullable=False),
        _ref("decided_by", "person", nullable=True),
        sa.Column("decided_at", INSTANT),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.CheckConstraint("one_id < other_id", name="in_order"),
    )
    op.create_index(
        "uq_introduction_open",
        "introduction",
        ["network_id", "one_id", "other_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_introduction_network_id_state", "introduction", ["network_id", "state"]
    )
    op.create_index("ix_introduction_one_id", "introduction", ["one_id"])
    op.create_index("ix_introduction_other_id", "introduction", ["other_id"])


def _create_tasks() -> None:
    op.create_table(
        "coordinator_task",
        sa.Column("id", sa.Integer, primary_key=True),
        _ref("network_id", "network"),
        sa.Column(
            "introduction_id",
            sa.Integer,
            sa.ForeignKey("introduction.id"),
            unique=True,
        ),
        _ref("one_id", "organisation"),
        _ref("other_id", "organisation"),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("due_day", sa.Date, nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        _ref("created_by", "person"),
        sa.Column("created_at", INSTANT, nullable=False),
        _ref("closed_by", "person", nullable=True),
        sa.Column("closed_at", INSTANT),
        sa.Column("happened_on", sa.Date),
        sa.Column("result", sa.String(300), nullable=False),
        sa.Column("evidence", sa.String(120), nullable=False),
        sa.CheckConstraint("one_id < other_id", name="in_order"),
        sa.CheckConstraint(
            "state <> 'done' OR happened_on IS NOT NULL", name="done_has_day"
        ),
    )
    op.create_index(
        "ix_coordinator_task_network_id_state",
        "coordinator_task",
        ["network_id", "state", "due_day"],
    )
    op.create_index("ix_coordinator_task_one_id", "coordinator_task", ["one_id"])
    op.create_index("ix_coordinator_task_other_id", "coordinator_task", ["other_id"])
