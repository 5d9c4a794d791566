"""Kept files, photographs of product sheets, notices and sent mail.

Revision ID: 20261120_03
Revises: 20261120_02
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261120_03"
down_revision = "20261120_02"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("thing", sa.String(length=120), nullable=False),
        sa.Column("mentions", sa.JSON(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "person_id", "kind", "thing", name=op.f("uq_notice_person_id_kind_thing")
        ),
    )
    op.create_index(
        "ix_notice_person_id_due_at_id", "notice", ["person_id", "due_at", "id"]
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kept_by", sa.Integer(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("byte_count > 0", name=op.f("ck_attachment_not_empty")),
        sa.ForeignKeyConstraint(
            ["kept_by"], ["person.id"], name=op.f("fk_attachment_kept_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["network.id"],
            name=op.f("fk_attachment_network_id_network"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_attachment_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_network_id"), "attachment", ["network_id"])
    op.create_index(
        "ix_attachment_organisation_id_sha256",
        "attachment",
        ["organisation_id", "sha256"],
    )
    op.create_table(
        "sent_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("way", sa.String(32), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_sent_mail_notice_id_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_mail")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_sent_mail_notice_id")),
    )
    op.create_table(
        "product_sheet_photo",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_product_sheet_photo_attachment_id_attachment"),
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["product_sheet.id"],
            name=op.f("fk_product_sheet_photo_sheet_id_product_sheet"),
        ),
        sa.PrimaryKeyConstraint(
            "sheet_id", "attachment_id", name=op.f("pk_product_sheet_photo")
        ),
    )


def downgrade() -> None:
    op.drop_table("product_sheet_photo")
    op.drop_table("sent_mail")
    op.drop_index("ix_attachment_organisation_id_sha256", table_name="attachment")
    op.drop_index(op.f("ix_attachment_network_id"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_index("ix_notice_person_id_due_at_id", table_name="notice")
    op.drop_table("notice")
