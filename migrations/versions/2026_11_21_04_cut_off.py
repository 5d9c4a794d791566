"""Keep in a snapshot who is cut off when an organisation leaves.

Revision ID: 20261121_04
Revises: 20261121_03
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_04"
down_revision = "20261121_03"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("snapshot_organisation") as table:
        table.add_column(
            sa.Column("cut_off_ids", sa.JSON, nullable=False, server_default="[]")
        )
    with op.batch_alter_table("snapshot_organisation") as table:
        table.alter_column("cut_off_ids", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("snapshot_organisation") as table:
        table.drop_column("cut_off_ids")
