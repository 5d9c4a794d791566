"""Goods that arrived, who got them, what was invoiced and what is claimed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.kernel.money import Currency, Money
from marketplace.purchasing.models.orders import SupplierOrder
from marketplace.purchasing.models.purchases import PurchaseItem
from network.clock import now
from network.db import Base
from network.models import Organisation, Person


class GoodsReceipt(Base):
    """One arrival of a supplier's goods; an order may come in several."""

    __tablename__ = "goods_receipt"
    __table_args__ = (UniqueConstraint("order_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("supplier_order.id"))
    #: 1, 2, 3... within the order.
    number: Mapped[int]
    received_on: Mapped[date]
    received_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: The supplier's delivery note (*remisión*).
    delivery_note: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    order: Mapped[SupplierOrder] = relationship()
    lines: Mapped[list[GoodsReceiptLine]] = relationship(
        back_populates="receipt", order_by="GoodsReceiptLine.id"
    )


class GoodsReceiptLine(Base):
    """Units of one item and lot, sound and damaged."""

    __tablename__ = "goods_receipt_line"
    __table_args__ = (
        CheckConstraint("sound >= 0 AND damaged >= 0", name="not_negative"),
        CheckConstraint("sound + damaged > 0", name="something_arrived"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("goods_receipt.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("purchase_item.id"))
    sound: Mapped[int]
    damaged: Mapped[int] = mapped_column(default=0)
    damage_note: Mapped[str] = mapped_column(String(200), default="")
    lot: Mapped[str] = mapped_column(String(60), default="")
    expires_on: Mapped[date | None]
    #: Registration of the input with the sanitary authority.
    registration: Mapped[str] = mapped_column(String(60), default="")

    receipt: Mapped[GoodsReceipt] = relationship(back_populates="lines")
    item: Mapped[PurchaseItem] = relationship()


class Allocation(Base):
    """What a member gets of one item: wanted, allocated and final."""

    __tablename__ = "allocation"
    __table_args__ = (
        UniqueConstraint("item_id", "organisation_id", "person_id"),
        CheckConstraint(
            "wanted >= 0 AND allocated >= 0 AND final >= 0", name="not_negative"
        ),
        CheckConstraint("pays_minor >= 0", name="pays_not_negative"),
        Index("ix_allocation_purchase_id_person_id", "purchase_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("joint_purchase.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("purchase_item.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: Units confirmed, what the sharing gave, and what was agreed by hand.
    wanted: Mapped[int]
    allocated: Mapped[int]
    final: Mapped[int]
    #: The sentence that explains the allocation to the member.
    reason: Mapped[str] = mapped_column(Text, default="")
    #: Why the final number differs from the allocated one, and who said so.
    change_reason: Mapped[str] = mapped_column(String(300), default="")
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: Set when the invoice is charged: goods and freight, exact shares.
    currency: Mapped[Currency]
    pays_minor: Mapped[int] = mapped_column(BigInteger, default=0)

    item: Mapped[PurchaseItem] = relationship()
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    pays: Mapped[Money] = composite(Money, "pays_minor", "currency")


class ProofKind(StrEnum):
    """How it is known that the goods changed hands."""

    SIGNATURE = "signature"
    PIN = "pin"
    WITNESS = "witness"


class HandOver(Base):
    """Goods given to a member, or to an association for its members."""

    __tablename__ = "hand_over"
    __table_args__ = (
        CheckConstraint("units > 0", name="units_positive"),
        CheckConstraint("proof <> 'witness' OR witness <> ''", name="witness_named"),
        Index("ix_hand_over_purchase_id_person_id", "purchase_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("joint_purchase.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("purchase_item.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    #: None when the convener gives to an association.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    units: Mapped[int]
    proof: Mapped[ProofKind]
    witness: Mapped[str] = mapped_column(String(120), default="")
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    #: A hand-over noted by mistake is undone with a reason, never deleted.
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str] = mapped_column(String(300), default="")


class SupplierInvoice(Base):
    """The supplier's invoice of an order: its lines and the freight."""

    __tablename__ = "supplier_invoice"
    __table_args__ = (
        UniqueConstraint("supplier_id", "number"),
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
    journal_key: Mapped[str] = mapped_column(String(160))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    #: Set when the closing was undone by reversal.
    reversed_at: Mapped[datetime | None]

    order: Mapped[SupplierOrder] = relationship()


class ClaimState(StrEnum):
    """Life of a claim against a supplier."""

    OPEN = "open"
    #: The supplier sent what was missing.
    REPLACED = "replaced"
    #: The supplier credited or paid back the money.
    CREDITED = "credited"
    #: The supplier refused; the loss was taken with a reason.
    REFUSED = "refused"


class Claim(Base):
    """What a supplier must make good: units short or damaged."""

    __tablename__ = "claim"
    __table_args__ = (CheckConstraint("units > 0", name="units_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("supplier_order.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("purchase_item.id"))
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.OPEN)
    units: Mapped[int]
    currency: Mapped[Currency]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text)
    filed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    filed_at: Mapped[datetime] = mapped_column(default=now)
    resolution: Mapped[str] = mapped_column(Text, default="")
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resolved_at: Mapped[datetime | None]

    order: Mapped[SupplierOrder] = relationship()
    item: Mapped[PurchaseItem] = relationship()
    amount: Mapped[Money] = composite(Money, "amount_minor", "currency")


class RoundingMemory(Base):
    """Units by which a member was rounded down, remembered for next time."""

    __tablename__ = "rounding_memory"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    carried: Mapped[int] = mapped_column(default=0)
    #: Last purchase that changed it.
    purchase_id: Mapped[int] = mapped_column(ForeignKey("joint_purchase.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
