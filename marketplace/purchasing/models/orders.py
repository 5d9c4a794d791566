"""The order that goes to each supplier, with its signatures."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Select,
    String,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import (
    Mapped,
    composite,
    mapped_column,
    relationship,
    selectinload,
)

from marketplace.kernel.money import Currency, Money
from marketplace.purchasing.models.plans import PlanRun, PlanState
from marketplace.purchasing.models.purchases import JointPurchase, PurchaseItem
from marketplace.purchasing.models.quotes import Quote
from network.clock import now
from network.db import Base
from network.models import Organisation
from network.policy import Role

if TYPE_CHECKING:
    from collections.abc import Iterable


def final_plan(purchase_id: int) -> Select[PlanRun]:
    """Return the select of the plan of those who confirmed; the newest counts."""
    return (
        select(PlanRun)
        .where(PlanRun.purchase_id == purchase_id, PlanRun.state == PlanState.FINAL)
        .order_by(PlanRun.id.desc())
        .limit(1)
    )


def hash_of(orders: Iterable[SupplierOrder]) -> str:
    """Return the SHA-256 of everything that orders ask for, in hexadecimal."""
    rows = sorted((order.as_plain() for order in orders), key=lambda row: row["order"])
    return sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


class SupplierOrder(Base):
    """What one supplier is asked to deliver."""

    __tablename__ = "supplier_order"
    __table_args__ = (
        UniqueConstraint("plan_run_id", "supplier_id"),
        CheckConstraint("freight_minor >= 0", name="freight_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(
        ForeignKey("joint_purchase.id"), index=True
    )
    #: The final plan that it carries out; one that went back to quoting before
    #: the order was placed leaves its orders behind, never placed.
    plan_run_id: Mapped[int] = mapped_column(ForeignKey("plan_run.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"))
    currency: Mapped[Currency]
    freight_minor: Mapped[int] = mapped_column(BigInteger)
    placed_at: Mapped[datetime | None]
    #: Set when nothing more is expected from the supplier.
    delivery_ended_at: Mapped[datetime | None]

    purchase: Mapped[JointPurchase] = relationship()
    supplier: Mapped[Organisation] = relationship()
    quote: Mapped[Quote] = relationship()
    freight: Mapped[Money] = composite(Money, "freight_minor", "currency")
    lines: Mapped[list[OrderLine]] = relationship(
        back_populates="order", order_by="OrderLine.item_id"
    )

    @classmethod
    def of(cls, purchase_id: int) -> Select[SupplierOrder]:
        """Return the select of the orders of the newest final plan, by supplier."""
        newest = final_plan(purchase_id).with_only_columns(PlanRun.id)
        return (
            select(cls)
            .options(selectinload(cls.lines))
            .where(cls.plan_run_id == newest.scalar_subquery())
            .order_by(cls.supplier_id)
        )

    def as_plain(self) -> dict[str, Any]:
        """Return what is asked for, as it is signed."""
        return {
            "order": self.id,
            "supplier": self.supplier_id,
            "quote": self.quote_id,
            "currency": self.currency.value,
            "freight": self.freight_minor,
            "lines": [
                [line.item_id, line.packs, line.units, line.cost_minor]
                for line in sorted(self.lines, key=lambda each: each.item_id)
            ],
        }


class OrderLine(Base):
    """Whole packs of one item."""

    __tablename__ = "order_line"
    __table_args__ = (
        CheckConstraint("packs > 0 AND units > 0", name="something_ordered"),
        CheckConstraint("cost_minor >= 0", name="cost_not_negative"),
    )

    order_id: Mapped[int] = mapped_column(
        ForeignKey("supplier_order.id"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(
        ForeignKey("purchase_item.id"), primary_key=True
    )
    packs: Mapped[int]
    units: Mapped[int]
    #: Price of a unit; with incremental breaks, that of the last unit.
    price_minor: Mapped[int] = mapped_column(BigInteger)
    cost_minor: Mapped[int] = mapped_column(BigInteger)

    order: Mapped[SupplierOrder] = relationship(back_populates="lines")
    item: Mapped[PurchaseItem] = relationship()


class OrderSignature(Base):
    """A signature on the orders of a purchase; a treasurer's and another's."""

    __tablename__ = "order_signature"
    __table_args__ = (UniqueConstraint("purchase_id", "person_id", "document_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("joint_purchase.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: The role in which the person signed.
    role: Mapped[Role]
    #: SHA-256 of the order document that was signed, in hexadecimal.
    document_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=now)
