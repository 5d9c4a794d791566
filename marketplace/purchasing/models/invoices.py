"""What suppliers invoice, and what is claimed back from them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    select,
    text,
)
from sqlalchemy.orm import (
    Mapped,
    composite,
    mapped_column,
    relationship,
    selectinload,
)

from marketplace.kernel.money import Currency, Money
from marketplace.purchasing.models.orders import SupplierOrder
from marketplace.purchasing.models.purchases import PurchaseItem
from network.clock import now
from network.db import Base


class SupplierInvoice(Base):
    """The supplier's invoice of an order: its lines and the freight."""

    __tablename__ = "supplier_invoice"
    __table_args__ = (
        # A number comes once, unless the first one was undone.
        Index(
            "uq_supplier_invoice_number",
            "supplier_id",
            "number",
            unique=True,
            sqlite_where=text("reversed_at IS NULL"),
            postgresql_where=text("reversed_at IS NULL"),
        ),
        CheckConstraint(
            "goods_minor >= 0 AND freight_minor >= 0 AND claimed_minor >= 0",
            name="not_negative",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("supplier_order.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[str] = mapped_column(String(40))
    issued_on: Mapped[date]
    due_on: Mapped[date]
    currency: Mapped[Currency]
    goods_minor: Mapped[int] = mapped_column(BigInteger)
    freight_minor: Mapped[int] = mapped_column(BigInteger)
    #: Part of the invoice for goods that did not arrive sound.
    claimed_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    #: Why it is not the order's total to the unit; empty when it is.
    difference_reason: Mapped[str] = mapped_column(String(300), default="")
    journal_key: Mapped[str] = mapped_column(String(160))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    #: Set when it was undone by reversal.
    reversed_at: Mapped[datetime | None]

    order: Mapped[SupplierOrder] = relationship()
    lines: Mapped[list[SupplierInvoiceLine]] = relationship(
        back_populates="invoice", order_by="SupplierInvoiceLine.item_id"
    )

    @classmethod
    def standing_of(cls, *order_ids: int) -> Select[SupplierInvoice]:
        """Return the select of the invoices of orders that were not undone."""
        return (
            select(cls)
            .options(selectinload(cls.lines))
            .where(cls.order_id.in_(order_ids), cls.reversed_at.is_(None))
            .order_by(cls.id)
        )


class SupplierInvoiceLine(Base):
    """What the supplier asks for one item, and how much of it is claimed."""

    __tablename__ = "supplier_invoice_line"
    __table_args__ = (
        CheckConstraint(
            "goods_minor >= 0 AND freight_minor >= 0 AND claimed_minor >= 0"
            " AND claimed_minor <= goods_minor + freight_minor",
            name="claimed_in_range",
        ),
    )

    invoice_id: Mapped[int] = mapped_column(
        ForeignKey("supplier_invoice.id"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(
        ForeignKey("purchase_item.id"), primary_key=True
    )
    goods_minor: Mapped[int] = mapped_column(BigInteger)
    #: Its part of the freight, by the value of the goods.
    freight_minor: Mapped[int] = mapped_column(BigInteger)
    #: For units that did not arrive sound, and for what was asked over the order.
    claimed_minor: Mapped[int] = mapped_column(BigInteger, default=0)

    invoice: Mapped[SupplierInvoice] = relationship(back_populates="lines")
    item: Mapped[PurchaseItem] = relationship()


class ClaimState(StrEnum):
    """Life of a claim against a supplier."""

    OPEN = "open"
    #: The supplier sent what was missing.
    REPLACED = "replaced"
    #: The supplier credited or paid back the money.
    CREDITED = "credited"
    #: The supplier refused; the loss was taken with a reason.
    REFUSED = "refused"


class ClaimKind(StrEnum):
    """What went wrong."""

    SHORT = "short"
    DAMAGED = "damaged"
    #: The invoice asks for more than the order says.
    OVERCHARGED = "overcharged"


class Claim(Base):
    """What a supplier must make good: units short or damaged, money over."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint(
            "units > 0 OR (units = 0 AND kind = 'overcharged')", name="units_positive"
        ),
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        CheckConstraint(
            "state <> 'refused' OR resolved_by <> refusal_asked_by", name="two_people"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("supplier_order.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("purchase_item.id"))
    kind: Mapped[ClaimKind]
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.OPEN)
    units: Mapped[int]
    currency: Mapped[Currency]
    #: By the order until the invoice is recorded, by the invoice afterwards.
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    #: The invoice that was paid, or is to be paid, in spite of it.
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("supplier_invoice.id"))
    reason: Mapped[str] = mapped_column(Text)
    filed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    filed_at: Mapped[datetime] = mapped_column(default=now)
    #: Who asked to take the loss; somebody else has to agree.
    refusal_asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: The goods that replaced what was missing.
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("goods_receipt.id"))
    #: The movement of the book that settled it; empty while none did.
    journal_key: Mapped[str] = mapped_column(String(160), default="")
    resolution: Mapped[str] = mapped_column(Text, default="")
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resolved_at: Mapped[datetime | None]

    order: Mapped[SupplierOrder] = relationship()
    item: Mapped[PurchaseItem] = relationship()
    amount: Mapped[Money] = composite(Money, "amount_minor", "currency")
