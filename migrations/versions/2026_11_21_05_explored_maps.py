"""Exploratory maps of a territory, apart from the ties of the network.

Revision ID: 20261121_05
Revises: 20261121_04
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_05"
down_revision = "20261121_04"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = ("explored_map", "explored_organisation", "explored_tie")


def upgrade() -> None:
    op.create_table(
        "explored_map",
        sa.Column("id", sa.Integer, primary_key=True),
        _ref("network_id", "network"),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("search_key", sa.String(160), nullable=False),
        sa.Column("territory", sa.String(200), nullable=False),
        sa.Column("source_note", sa.String(500), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        _ref("created_by", "person"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.UniqueConstraint("network_id", "search_key"),
    )
    op.create_index("ix_explored_map_created_by", "explored_map", ["created_by"])
    op.create_table(
        "explored_organisation",
        sa.Column("id", sa.Integer, primary_key=True),
        _ref("map_id", "explored_map"),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("x", sa.Integer, nullable=False),
        sa.Column("y", sa.Integer, nullable=False),
        sa.Column("is_key", sa.Boolean, nullable=False),
        sa.UniqueConstraint("map_id", "name"),
    )
    op.create_table(
        "explored_tie",
        sa.Column("id", sa.Integer, primary_key=True),
        _ref("map_id", "explored_map"),
        _ref("one_id", "explored_organisation"),
        _ref("other_id", "explored_organisation"),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("weight", sa.Integer, nullable=False),
        sa.CheckConstraint("one_id <> other_id", name="no_loop"),
        sa.CheckConstraint("weight > 0", name="weight_positive"),
        sa.UniqueConstraint("one_id", "other_id", "kind"),
    )
    op.create_index("ix_explored_tie_map_id", "explored_tie", ["map_id"])
    op.create_index("ix_explored_tie_other_id", "explored_tie", ["other_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _ref(name: str, table: str) -> sa.Column[int]:
    """A column that points at a row."""
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=False)
