"""Snapshots of a network, one a month: measures, standings, communities.

Revision ID: 20261121_02
Revises: 20261121_01
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_02"
down_revision = "20261121_01"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = ("network_snapshot", "snapshot_organisation", "snapshot_community")


def upgrade() -> None:
    op.create_table(
        "network_snapshot",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "network_id", sa.Integer, sa.ForeignKey("network.id"), nullable=False
        ),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("taken_at", INSTANT, nullable=False),
        sa.Column("is_approximate", sa.Boolean, nullable=False),
        sa.Column("organisations", sa.Integer, nullable=False),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.Column("community_ties", sa.JSON, nullable=False),
        sa.CheckConstraint("organisations >= 0", name="organisations_not_negative"),
        sa.UniqueConstraint("network_id", "month"),
    )
    _create_organisations()
    op.create_table(
        "snapshot_community",
        _of_snapshot(),
        sa.Column("community", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("x", sa.Integer, nullable=False),
        sa.Column("y", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _of_snapshot() -> sa.Column[int]:
    return sa.Column(
        "snapshot_id",
        sa.Integer,
        sa.ForeignKey("network_snapshot.id"),
        primary_key=True,
    )


def _create_organisations() -> None:
    op.create_table(
        "snapshot_organisation",
        _of_snapshot(),
        sa.Column(
            "organisation_id",
            sa.Integer,
            sa.ForeignKey("organisation.id"),
            primary_key=True,
        ),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("x", "y", "community", "degree")
        ),
        sa.Column("degrees", sa.JSON, nullable=False),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("betweenness_ppm", "harmonic_ppm", "core")
        ),
        sa.Column("constraint_ppm", sa.Integer),
        sa.Column("largest_without", sa.Integer, nullable=False),
        sa.Column("cut_off", sa.Integer, nullable=False),
        sa.Column("last_day", sa.Date),
        sa.Column("given", sa.Integer, nullable=False),
        sa.Column("received", sa.Integer, nullable=False),
    )
    op.create_index(
        "ix_snapshot_organisation_organisation_id",
        "snapshot_organisation",
        ["organisation_id"],
    )
    op.create_index(
        "ix_snapshot_organisation_snapshot_id_community_degree",
        "snapshot_organisation",
        ["snapshot_id", "community", "degree"],
    )
    op.create_index(
        "ix_snapshot_organisation_snapshot_id_degree",
        "snapshot_organisation",
        ["snapshot_id", "degree", "organisation_id"],
    )
