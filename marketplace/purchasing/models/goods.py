"""Goods that arrived, how they were shared and who got them."""

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
    UniqueConstraint,
    select,
    text,
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
    #: Four digits that only the member is shown, to say on the day of delivery.
    pin: Mapped[str] = mapped_column(String(4), default="")
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

    @classmethod
    def standing_of(cls, purchase_id: int) -> Select[HandOver]:
        """Return the select of the hand-overs of a purchase that were not undone."""
        return (
            select(cls)
            .where(cls.purchase_id == purchase_id, cls.undone_at.is_(None))
            .order_by(cls.id)
        )


class SurplusStock(Base):
    """Units that nobody asked for and that the convener keeps."""

    __tablename__ = "surplus_stock"
    __table_args__ = (
        CheckConstraint("units > 0", name="units_positive"),
        CheckConstraint("value_minor >= 0", name="value_not_negative"),
    )

    item_id: Mapped[int] = mapped_column(
        ForeignKey("purchase_item.id"), primary_key=True
    )
    purchase_id: Mapped[int] = mapped_column(
        ForeignKey("joint_purchase.id"), index=True
    )
    units: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300), default="")
    #: What they cost, set when the invoice is charged.
    currency: Mapped[Currency]
    value_minor: Mapped[int] = mapped_column(BigInteger, default=0)

    item: Mapped[PurchaseItem] = relationship()
    value: Mapped[Money] = composite(Money, "value_minor", "currency")


class RoundingMemory(Base):
    """How often somebody was rounded down, remembered for next time."""

    __tablename__ = "rounding_memory"
    __table_args__ = (
        UniqueConstraint("organisation_id", "person_id"),
        # Empty values never clash, so the association's own row needs this.
        Index(
            "uq_rounding_memory_association",
            "organisation_id",
            unique=True,
            sqlite_where=text("person_id IS NULL"),
            postgresql_where=text("person_id IS NULL"),
        ),
        CheckConstraint("carried >= 0 AND before >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    #: None for the association itself, among the associations.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    carried: Mapped[int] = mapped_column(default=0)
    #: What it was before the last purchase changed it, to share that one again.
    before: Mapped[int] = mapped_column(default=0)
    #: Last purchase that changed it.
    purchase_id: Mapped[int] = mapped_column(ForeignKey("joint_purchase.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
