"""Joint purchases: the call, the lines, the quotes and the plans.

Revision ID: 20261120_06
Revises: 20261120_05
"""

from __future__ import annotations

from typing import Any, TypeAlias

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "20261120_06"
down_revision = "20261120_05"
branch_labels = None
depends_on = None

Kind: TypeAlias = TypeEngine[Any] | type[TypeEngine[Any]]

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "joint_purchase",
    "purchase_item",
    "purchase_line_import",
    "purchase_party",
    "purchase_step",
    "purchase_line",
    "purchase_line_change",
    "supplier_interest",
    "plan_run",
    "quote",
    "plan_choice",
    "quote_line",
    "quote_break",
)


def upgrade() -> None:
    _create_call()
    _create_prices()


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


def _create_call() -> None:
    op.create_table(
        "joint_purchase",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(network_id="network", convener_id="organisation", created_by="person"),
        *_kept(sa.String(32), "scope", "state", "currency"),
        *_kept(sa.String(120), "title"),
        *_kept(INSTANT, "closes_at", "created_at"),
        *_kept(sa.Integer, "confirm_hours", "advance_percent"),
        *_free(INSTANT, "confirm_until"),
        *_kept(sa.String(200), "delivery_place"),
        *_free(sa.Date, "delivery_on"),
        *_kept(sa.Text, "note", "few_quotes_reason"),
        *_open_refs(repeats_id="joint_purchase"),
        sa.CheckConstraint("advance_percent BETWEEN 0 AND 100", name="advance_range"),
        sa.CheckConstraint(
            "confirm_hours BETWEEN 1 AND 336", name="confirm_hours_range"
        ),
    )
    op.create_index("ix_joint_purchase_convener_id", "joint_purchase", ["convener_id"])
    op.create_index(
        "ix_joint_purchase_network_id_state", "joint_purchase", ["network_id", "state"]
    )
    op.create_table(
        "purchase_item",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(purchase_id="joint_purchase", presentation_id="presentation"),
        *_kept(sa.Integer, "position"),
        *_kept(sa.BigInteger, "reference_minor"),
        *_kept(sa.String(32), "currency"),
        *_kept(sa.Date, "reference_on"),
        *_kept(sa.String(160), "reference_source"),
        sa.CheckConstraint("reference_minor > 0", name="reference_positive"),
        sa.UniqueConstraint("purchase_id", "presentation_id"),
    )
    op.create_table(
        "purchase_line_import",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(
            purchase_id="joint_purchase",
            organisation_id="organisation",
            imported_by="person",
        ),
        *_kept(sa.String(64), "fingerprint"),
        *_kept(sa.JSON, "outcome"),
        *_kept(sa.String(120), "filename"),
        *_kept(INSTANT, "at"),
        sa.UniqueConstraint("purchase_id", "organisation_id", "fingerprint"),
    )
    op.create_table(
        "purchase_party",
        sa.Column(
            "purchase_id",
            sa.Integer,
            sa.ForeignKey("joint_purchase.id"),
            primary_key=True,
        ),
        sa.Column(
            "organisation_id",
            sa.Integer,
            sa.ForeignKey("organisation.id"),
            primary_key=True,
        ),
        *_free(INSTANT, "joined_at"),
        *_open_refs(joined_by="person"),
        *_kept(sa.String(200), "delivery_place"),
    )
    op.create_index(
        "ix_purchase_party_organisation_id", "purchase_party", ["organisation_id"]
    )
    op.create_table(
        "purchase_step",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(purchase_id="joint_purchase"),
        *_free(sa.String(32), "from_state"),
        *_kept(sa.String(32), "to_state"),
        *_kept(INSTANT, "at"),
        *_open_refs(person_id="person"),
        *_kept(sa.Text, "reason"),
        *_kept(sa.JSON, "details"),
    )
    op.create_index(
        "ix_purchase_step_purchase_id_id", "purchase_step", ["purchase_id", "id"]
    )
    op.create_table(
        "purchase_line",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(
            purchase_id="joint_purchase",
            item_id="purchase_item",
            organisation_id="organisation",
            person_id="person",
            typed_by="person",
        ),
        *_kept(sa.Integer, "wanted", "at_most", "at_least", "version"),
        *_free(sa.BigInteger, "reference_minor", "planned_pays_minor"),
        *_kept(sa.String(32), "state", "channel"),
        *_free(sa.Integer, "planned_units"),
        *_free(INSTANT, "answered_at"),
        *_open_refs(answered_by="person"),
        *_kept(sa.String(120), "answer_witness"),
        *_kept(INSTANT, "created_at"),
        sa.CheckConstraint("at_least BETWEEN 0 AND wanted", name="at_least_in_range"),
        sa.CheckConstraint("at_most >= wanted", name="at_most_covers_wanted"),
        sa.CheckConstraint(
            "reference_minor IS NULL OR reference_minor > 0", name="reference_positive"
        ),
        sa.CheckConstraint("wanted > 0", name="wanted_positive"),
        sa.UniqueConstraint("item_id", "organisation_id", "person_id"),
    )
    op.create_index(
        "ix_purchase_line_purchase_id_person_id",
        "purchase_line",
        ["purchase_id", "person_id"],
    )
    op.create_table(
        "purchase_line_change",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(line_id="purchase_line"),
        *_kept(sa.String(32), "state", "channel"),
        *_kept(sa.Integer, "wanted", "at_most", "at_least"),
        *_open_refs(person_id="person"),
        *_kept(INSTANT, "at"),
        *_free(INSTANT, "device_at"),
        *_kept(sa.String(300), "reason"),
    )
    op.create_index(
        "ix_purchase_line_change_line_id", "purchase_line_change", ["line_id"]
    )


def _create_prices() -> None:
    op.create_table(
        "supplier_interest",
        sa.Column(
            "person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True
        ),
        sa.Column(
            "supplier_id",
            sa.Integer,
            sa.ForeignKey("organisation.id"),
            primary_key=True,
        ),
        *_kept(sa.String(160), "relation"),
        *_kept(INSTANT, "declared_at"),
    )
    op.create_table(
        "plan_run",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(purchase_id="joint_purchase"),
        *_kept(sa.String(32), "state"),
        *_kept(sa.JSON, "forced", "problem", "names", "result"),
        *_open_refs(compared_with_id="plan_run", job_id="job", asked_by="person"),
        *_kept(sa.String(64), "inputs_hash"),
        *_kept(sa.String(60), "solver"),
        *_kept(sa.Integer, "seed"),
        *_kept(sa.BigInteger, "objective_minor", "bound_minor"),
        *_kept(INSTANT, "created_at"),
        sa.CheckConstraint("objective_minor >= 0", name="objective_not_negative"),
    )
    op.create_index("ix_plan_run_purchase_id", "plan_run", ["purchase_id"])
    op.create_table(
        "quote",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(
            purchase_id="joint_purchase", supplier_id="organisation", typed_by="person"
        ),
        *_kept(sa.Integer, "revision", "payment_days"),
        *_kept(sa.String(32), "state", "currency"),
        *_kept(sa.Date, "received_on", "valid_until"),
        *_kept(
            sa.BigInteger,
            "minimum_order_minor",
            "freight_fixed_minor",
            "freight_per_unit_minor",
            "truck_minor",
        ),
        *_free(sa.BigInteger, "maximum_order_minor"),
        *_free(sa.Integer, "truck_units"),
        *_open_refs(attachment_id="attachment"),
        *_kept(sa.String(300), "note"),
        *_kept(INSTANT, "created_at"),
        sa.CheckConstraint(
            "freight_fixed_minor >= 0 AND freight_per_unit_minor >= 0"
            " AND truck_minor >= 0 AND minimum_order_minor >= 0",
            name="money_not_negative",
        ),
        sa.CheckConstraint(
            "maximum_order_minor IS NULL OR maximum_order_minor >= minimum_order_minor",
            name="order_range",
        ),
        sa.CheckConstraint("payment_days >= 0", name="payment_days"),
        sa.CheckConstraint(
            "truck_units IS NULL OR truck_units > 0", name="truck_units"
        ),
        sa.UniqueConstraint("purchase_id", "supplier_id", "revision"),
    )
    op.create_index("ix_quote_purchase_id", "quote", ["purchase_id"])
    op.create_table(
        "plan_choice",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(
            purchase_id="joint_purchase", plan_run_id="plan_run", person_id="person"
        ),
        *_kept(sa.String(300), "reason"),
        *_kept(INSTANT, "at"),
        *_free(INSTANT, "undone_at"),
        sa.UniqueConstraint("plan_run_id", "person_id"),
    )
    op.create_index("ix_plan_choice_purchase_id", "plan_choice", ["purchase_id"])
    op.create_table(
        "quote_line",
        sa.Column("id", sa.Integer, primary_key=True),
        *_refs(quote_id="quote", item_id="purchase_item"),
        *_kept(sa.Integer, "pack", "minimum"),
        *_free(sa.Integer, "maximum"),
        *_kept(sa.String(32), "discount"),
        sa.CheckConstraint("minimum >= 0", name="minimum_not_negative"),
        sa.CheckConstraint("pack > 0", name="pack_positive"),
        sa.CheckConstraint("maximum IS NULL OR maximum >= minimum", name="range"),
        sa.UniqueConstraint("quote_id", "item_id"),
    )
    op.create_table(
        "quote_break",
        sa.Column(
            "quote_line_id",
            sa.Integer,
            sa.ForeignKey("quote_line.id"),
            primary_key=True,
        ),
        sa.Column("from_units", sa.Integer, primary_key=True),
        *_kept(sa.BigInteger, "price_minor"),
        *_kept(sa.String(80), "as_written"),
        sa.CheckConstraint("from_units >= 0", name="from_not_negative"),
        sa.CheckConstraint("price_minor > 0", name="price_positive"),
    )
