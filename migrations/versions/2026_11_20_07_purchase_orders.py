"""Joint purchases: orders, goods, sharing, invoices and claims.

Revision ID: 20261120_07
Revises: 20261120_06
"""

from __future__ import annotations

from typing import Any, TypeAlias

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "20261120_07"
down_revision = "20261120_06"
branch_labels = None
depends_on = None

Kind: TypeAlias = TypeEngine[Any] | type[TypeEngine[Any]]

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "order_signature",
    "supplier_order",
    "order_line",
    "rounding_memory",
    "allocation",
    "hand_over",
    "surplus_stock",
    "goods_receipt",
    "supplier_invoice",
    "claim",
    "goods_receipt_line",
    "supplier_invoice_line",
)


def upgrade() -> None:
    _create_orders()
    _create_goods()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _kept(kind: Kind, *names: str) -> list[sa.Column[Any]]:
    """Columns of one type that always hold something."""
    return [sa.Column(name, kind, nullable=False) for name in names]


def _free(kind: Kind, *names: str) -> list[sa.Column[Any]]:
    """Columns of one type that may be empty."""
    return [sa.Column(name, kind) for name in names]


def _refs(**tables: str) -> list[sa.Column[Any]]:
    """Columns that point at a row."""
    return [
        sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=False)
        for name, table in tables.items()
    ]


def _open_refs(**tables: str) -> list[sa.Column[Any]]:
    """Columns that may point at a row."""
    return [
        sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id"))
        for name, table in tables.items()
    ]


def _create_orders() -> None:
    op.create_table(
        "order_signature",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(purchase_id="joint_purchase", person_id="person"),
        *_kept(sa.String(32), "role"),
        *_kept(sa.String(64), "document_hash"),
        *_kept(INSTANT, "at"),
        sa.UniqueConstraint("purchase_id", "person_id", "document_hash"),
    )
    op.create_table(
        "supplier_order",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(
            purchase_id="joint_purchase",
            plan_run_id="plan_run",
            supplier_id="organisation",
            quote_id="quote",
        ),
        *_kept(sa.String(32), "currency"),
        *_kept(sa.BigInteger, "freight_minor"),
        *_free(INSTANT, "placed_at", "delivery_ended_at"),
        sa.CheckConstraint("freight_minor >= 0", name="freight_not_negative"),
        sa.UniqueConstraint("plan_run_id", "supplier_id"),
    )
    op.create_index("ix_supplier_order_purchase_id", "supplier_order", ["purchase_id"])
    op.create_table(
        "order_line",
        sa.Column(
            "order_id", sa.Integer, sa.ForeignKey("supplier_order.id"), primary_key=True
        ),
        sa.Column(
            "item_id", sa.Integer, sa.ForeignKey("purchase_item.id"), primary_key=True
        ),
        *_kept(sa.Integer, "packs", "units"),
        *_kept(sa.BigInteger, "price_minor", "cost_minor"),
        sa.CheckConstraint("cost_minor >= 0", name="cost_not_negative"),
        sa.CheckConstraint("packs > 0 AND units > 0", name="something_ordered"),
    )


def _create_goods() -> None:
    op.create_table(
        "rounding_memory",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(organisation_id="organisation", purchase_id="joint_purchase"),
        *_open_refs(person_id="person"),
        *_kept(sa.Integer, "carried", "before"),
        *_kept(INSTANT, "changed_at"),
        sa.CheckConstraint("carried >= 0 AND before >= 0", name="not_negative"),
        sa.UniqueConstraint("organisation_id", "person_id"),
    )
    op.create_index(
        "uq_rounding_memory_association",
        "rounding_memory",
        ["organisation_id"],
        unique=True,
        sqlite_where=sa.text("person_id IS NULL"),
        postgresql_where=sa.text("person_id IS NULL"),
    )
    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(
            purchase_id="joint_purchase",
            item_id="purchase_item",
            organisation_id="organisation",
            person_id="person",
        ),
        *_kept(sa.Integer, "wanted", "allocated", "final"),
        *_kept(sa.Text, "reason"),
        *_kept(sa.String(300), "change_reason"),
        *_open_refs(changed_by="person"),
        *_kept(sa.String(4), "pin"),
        *_kept(sa.String(32), "currency"),
        *_kept(sa.BigInteger, "pays_minor"),
        sa.CheckConstraint(
            "wanted >= 0 AND allocated >= 0 AND final >= 0", name="not_negative"
        ),
        sa.CheckConstraint("pays_minor >= 0", name="pays_not_negative"),
        sa.UniqueConstraint("item_id", "organisation_id", "person_id"),
    )
    op.create_index(
        "ix_allocation_purchase_id_person_id",
        "allocation",
        ["purchase_id", "person_id"],
    )
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(
            purchase_id="joint_purchase",
            item_id="purchase_item",
            organisation_id="organisation",
            given_by="person",
        ),
        *_open_refs(person_id="person"),
        *_kept(sa.Integer, "units"),
        *_kept(sa.String(32), "proof"),
        *_kept(sa.String(120), "witness"),
        *_kept(INSTANT, "at"),
        *_free(INSTANT, "undone_at"),
        *_kept(sa.String(300), "undone_reason"),
        sa.CheckConstraint("units > 0", name="units_positive"),
        sa.CheckConstraint("proof <> 'witness' OR witness <> ''", name="witness_named"),
    )
    op.create_index(
        "ix_hand_over_purchase_id_person_id", "hand_over", ["purchase_id", "person_id"]
    )
    op.create_table(
        "surplus_stock",
        sa.Column(
            "item_id", sa.Integer, sa.ForeignKey("purchase_item.id"), primary_key=True
        ),
        *_refs(purchase_id="joint_purchase"),
        *_kept(sa.Integer, "units"),
        *_kept(sa.String(300), "reason"),
        *_kept(sa.String(32), "currency"),
        *_kept(sa.BigInteger, "value_minor"),
        sa.CheckConstraint("units > 0", name="units_positive"),
        sa.CheckConstraint("value_minor >= 0", name="value_not_negative"),
    )
    op.create_index("ix_surplus_stock_purchase_id", "surplus_stock", ["purchase_id"])
    op.create_table(
        "goods_receipt",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(order_id="supplier_order", received_by="person"),
        *_kept(sa.Integer, "number"),
        *_kept(sa.Date, "received_on"),
        *_kept(sa.String(60), "delivery_note"),
        *_kept(sa.Text, "note"),
        *_open_refs(photo_id="attachment"),
        *_kept(INSTANT, "created_at"),
        sa.UniqueConstraint("order_id", "number"),
    )
    op.create_table(
        "supplier_invoice",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(
            order_id="supplier_order", supplier_id="organisation", recorded_by="person"
        ),
        *_kept(sa.String(40), "number"),
        *_kept(sa.Date, "issued_on", "due_on"),
        *_kept(sa.String(32), "currency"),
        *_kept(sa.BigInteger, "goods_minor", "freight_minor", "claimed_minor"),
        *_kept(sa.String(300), "difference_reason"),
        *_kept(sa.String(160), "journal_key"),
        *_kept(INSTANT, "recorded_at"),
        *_free(INSTANT, "reversed_at"),
        sa.CheckConstraint(
            "goods_minor >= 0 AND freight_minor >= 0 AND claimed_minor >= 0",
            name="not_negative",
        ),
    )
    op.create_index("ix_supplier_invoice_order_id", "supplier_invoice", ["order_id"])
    op.create_index(
        "uq_supplier_invoice_number",
        "supplier_invoice",
        ["supplier_id", "number"],
        unique=True,
        sqlite_where=sa.text("reversed_at IS NULL"),
        postgresql_where=sa.text("reversed_at IS NULL"),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(order_id="supplier_order", item_id="purchase_item", filed_by="person"),
        *_kept(sa.String(32), "kind", "state", "currency"),
        *_kept(sa.Integer, "units"),
        *_kept(sa.BigInteger, "amount_minor"),
        *_open_refs(
            invoice_id="supplier_invoice",
            refusal_asked_by="person",
            receipt_id="goods_receipt",
            resolved_by="person",
        ),
        *_kept(sa.Text, "reason", "resolution"),
        *_kept(INSTANT, "filed_at"),
        *_kept(sa.String(160), "journal_key"),
        *_free(INSTANT, "resolved_at"),
        sa.CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        sa.CheckConstraint(
            "state <> 'refused' OR resolved_by <> refusal_asked_by", name="two_people"
        ),
        sa.CheckConstraint(
            "units > 0 OR (units = 0 AND kind = 'overcharged')", name="units_positive"
        ),
    )
    op.create_index("ix_claim_order_id", "claim", ["order_id"])
    op.create_table(
        "goods_receipt_line",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(receipt_id="goods_receipt", item_id="purchase_item"),
        *_kept(sa.Integer, "sound", "damaged"),
        *_kept(sa.String(200), "damage_note"),
        *_kept(sa.String(60), "lot", "registration"),
        *_free(sa.Date, "expires_on"),
        sa.CheckConstraint("sound >= 0 AND damaged >= 0", name="not_negative"),
        sa.CheckConstraint("sound + damaged > 0", name="something_arrived"),
    )
    op.create_index(
        "ix_goods_receipt_line_receipt_id", "goods_receipt_line", ["receipt_id"]
    )
    op.create_table(
        "supplier_invoice_line",
        sa.Column(
            "invoice_id",
            sa.Integer,
            sa.ForeignKey("supplier_invoice.id"),
            primary_key=True,
        ),
        sa.Column(
            "item_id", sa.Integer, sa.ForeignKey("purchase_item.id"), primary_key=True
        ),
        *_kept(sa.BigInteger, "goods_minor", "freight_minor", "claimed_minor"),
        sa.CheckConstraint(
            "goods_minor >= 0 AND freight_minor >= 0"
            " AND claimed_minor >= 0 AND claimed_minor <= goods_minor + freight_minor",
            name="claimed_in_range",
        ),
    )
