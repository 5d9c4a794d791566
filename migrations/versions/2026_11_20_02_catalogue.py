"""Chains, products, presentations, unit conversions and product sheets.

Revision ID: 20261120_02
Revises: 20261120_01
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261120_02"
down_revision = "20261120_01"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chain",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_chain")),
        sa.UniqueConstraint("name", name=op.f("uq_chain_name")),
    )
    op.create_table(
        "chain_link",
        sa.Column("from_code", sa.String(length=60), nullable=False),
        sa.Column("to_code", sa.String(length=60), nullable=False),
        sa.Column("flow", sa.String(32), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_code"], ["chain.code"], name=op.f("fk_chain_link_from_code_chain")
        ),
        sa.ForeignKeyConstraint(
            ["to_code"], ["chain.code"], name=op.f("fk_chain_link_to_code_chain")
        ),
        sa.PrimaryKeyConstraint(
            "from_code", "to_code", "flow", name=op.f("pk_chain_link")
        ),
    )
    op.create_table(
        "product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("chain_code", sa.String(length=60), nullable=False),
        sa.Column("country", sa.String(32), nullable=True),
        sa.Column("usual_unit", sa.String(32), nullable=False),
        sa.Column("tax_class", sa.String(length=60), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.String(length=200), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_product_added_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["chain_code"], ["chain.code"], name=op.f("fk_product_chain_code_chain")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    op.create_index("ix_product_chain_code", "product", ["chain_code"])
    op.create_index("ix_product_search_key_id", "product", ["search_key", "id"])
    op.create_table(
        "presentation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(32), nullable=False),
        sa.Column("unit", sa.String(32), nullable=False),
        sa.Column("base_amount", sa.BigInteger(), nullable=False),
        sa.Column("dimension", sa.String(32), nullable=False),
        sa.Column("brand", sa.String(length=80), nullable=False),
        sa.Column("brand_key", sa.String(length=120), nullable=False),
        sa.Column("registration", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.String(length=400), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "base_amount BETWEEN 1 AND 2000000",
            name=op.f("ck_presentation_base_amount_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_presentation_added_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_presentation_product_id_product"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presentation")),
        sa.UniqueConstraint(
            "product_id",
            "country",
            "unit",
            "base_amount",
            "brand_key",
            name=op.f("uq_presentation_product_id_country_unit_base_amount_brand_key"),
        ),
    )
    op.create_index(
        "ix_presentation_country_search_key_id",
        "presentation",
        ["country", "search_key", "id"],
    )
    op.create_table(
        "product_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("grade", sa.String(length=200), nullable=False),
        sa.Column("size", sa.String(length=200), nullable=False),
        sa.Column("moisture_min_permille", sa.Integer(), nullable=True),
        sa.Column("moisture_max_permille", sa.Integer(), nullable=True),
        sa.Column("packaging", sa.String(length=200), nullable=False),
        sa.Column("months", sa.JSON(), nullable=False),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.Column("storage", sa.String(length=200), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "moisture_min_permille IS NULL OR moisture_max_permille IS NULL"
            " OR moisture_min_permille <= moisture_max_permille",
            name=op.f("ck_product_sheet_moisture_ordered"),
        ),
        sa.CheckConstraint(
            "version >= 1", name=op.f("ck_product_sheet_version_counts")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
            name=op.f("fk_product_sheet_created_by_person"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_product_sheet_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_product_sheet_product_id_product"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_sheet")),
        sa.UniqueConstraint(
            "organisation_id",
            "product_id",
            "version",
            name=op.f("uq_product_sheet_organisation_id_product_id_version"),
        ),
    )
    op.create_index(
        "ix_product_sheet_one_published",
        "product_sheet",
        ["organisation_id", "product_id"],
        unique=True,
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_index(
        op.f("ix_product_sheet_organisation_id"), "product_sheet", ["organisation_id"]
    )
    op.create_index(
        op.f("ix_product_sheet_product_id"), "product_sheet", ["product_id"]
    )
    op.create_table(
        "regional_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(32), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("search_key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_regional_name_product_id_product"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regional_name")),
        sa.UniqueConstraint(
            "product_id",
            "country",
            "region",
            "search_key",
            name=op.f("uq_regional_name_product_id_country_region_search_key"),
        ),
    )
    op.create_index("ix_regional_name_search_key", "regional_name", ["search_key"])
    op.create_table(
        "unit_conversion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(32), nullable=False),
        sa.Column("unit", sa.String(32), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("product_name", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.String(32), nullable=False),
        sa.Column("base_numerator", sa.BigInteger(), nullable=True),
        sa.Column("base_denominator", sa.BigInteger(), nullable=False),
        sa.Column("dimension", sa.String(32), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(base_numerator IS NULL) = (standing = 'must_declare')",
            name=op.f("ck_unit_conversion_declared_has_no_amount"),
        ),
        sa.CheckConstraint(
            "base_numerator > 0 AND base_denominator > 0",
            name=op.f("ck_unit_conversion_ratio_positive"),
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from",
            name=op.f("ck_unit_conversion_until_after_from"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_unit_conversion_product_id_product"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_conversion")),
    )
    op.create_index(
        "ix_unit_conversion_country_unit", "unit_conversion", ["country", "unit"]
    )
    op.create_table(
        "product_sheet_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_product_sheet_step_person_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["product_sheet.id"],
            name=op.f("fk_product_sheet_step_sheet_id_product_sheet"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_sheet_step")),
    )
    op.create_index(
        op.f("ix_product_sheet_step_sheet_id"), "product_sheet_step", ["sheet_id"]
    )


def downgrade() -> None:
    op.drop_index(
        op.f("ix_product_sheet_step_sheet_id"), table_name="product_sheet_step"
    )
    op.drop_table("product_sheet_step")
    op.drop_index("ix_unit_conversion_country_unit", table_name="unit_conversion")
    op.drop_table("unit_conversion")
    op.drop_index("ix_regional_name_search_key", table_name="regional_name")
    op.drop_table("regional_name")
    op.drop_index(op.f("ix_product_sheet_product_id"), table_name="product_sheet")
    op.drop_index(op.f("ix_product_sheet_organisation_id"), table_name="product_sheet")
    op.drop_index("ix_product_sheet_one_published", table_name="product_sheet")
    op.drop_table("product_sheet")
    op.drop_index("ix_presentation_country_search_key_id", table_name="presentation")
    op.drop_table("presentation")
    op.drop_index("ix_product_search_key_id", table_name="product")
    op.drop_index("ix_product_chain_code", table_name="product")
    op.drop_table("product")
    op.drop_table("chain_link")
    op.drop_table("chain")
