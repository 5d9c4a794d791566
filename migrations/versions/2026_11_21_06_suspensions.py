"""Keep which network suspended a person, for only that one to restore.

Revision ID: 20261121_06
Revises: 20261121_05
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_06"
down_revision = "20261121_05"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer, primary_key=True),
        _ref("person_id", "person"),
        _ref("network_id", "network"),
        _ref("suspended_by", "person"),
        sa.Column("suspended_at", INSTANT, nullable=False),
        sa.Column("lifted_by", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("lifted_at", INSTANT),
        sa.CheckConstraint(
            "lifted_by IS NULL OR lifted_at IS NOT NULL", name="lifted_by_whom"
        ),
    )
    op.create_index(
        "uq_suspension_standing",
        "suspension",
        ["person_id", "network_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    _keep_those_of_before()


def downgrade() -> None:
    op.drop_table("suspension")


def _keep_those_of_before() -> None:
    """Give every suspended person to the networks of who suspended them last.

    They are those that the person who did it coordinated that day, told by the
    trace that was left.
    """
    op.execute(
        """
        INSERT INTO suspension (person_id, network_id, suspended_by, suspended_at)
        SELECT DISTINCT person.id, membership.network_id, trace.person_id, trace.at
        FROM person
        JOIN audit_row AS trace ON trace.id = (
            SELECT max(audit_row.id) FROM audit_row
            WHERE audit_row.subject = 'person' AND audit_row.subject_id = person.id
            AND audit_row.deed = 'person.suspended'
        )
        JOIN membership ON membership.person_id = trace.person_id
        WHERE person.state = 'suspended' AND membership.network_id IS NOT NULL
        AND membership.since <= date(trace.at)
        AND (membership.until IS NULL OR membership.until > date(trace.at))
        """
    )


def _ref(name: str, table: str) -> sa.Column[int]:
    """A column that points at a row."""
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=False)
