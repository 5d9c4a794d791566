"""The order that goes to each supplier, with its signatures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.kernel.money import Currency, Money
from marketplace.purchasing.models.purchases import JointPurchase, PurchaseItem
from marketplace.purchasing.models.quotes import Quote
from network.clock import now
from network.db import Base
from network.models import Organisation
from network.policy import Role


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
