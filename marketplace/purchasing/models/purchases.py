"""A joint purchase, what it buys, who takes part and how it moved."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

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

from marketplace.catalogue.models import Presentation
from marketplace.kernel.money import Currency, Money
from marketplace.purchasing.core.access import Reach
from marketplace.purchasing.core.states import PurchaseScope, PurchaseState
from network.clock import now
from network.db import Base
from network.models import Network, Organisation, Person

__all__ = [
    "JointPurchase",
    "PurchaseItem",
    "PurchaseParty",
    "PurchaseScope",
    "PurchaseState",
    "PurchaseStep",
]


class JointPurchase(Base):
    """Several members, or several associations, buying inputs as one."""

    __tablename__ = "joint_purchase"
    __table_args__ = (
        CheckConstraint("confirm_hours BETWEEN 1 AND 336", name="confirm_hours_range"),
        CheckConstraint("advance_percent BETWEEN 0 AND 100", name="advance_range"),
        Index("ix_joint_purchase_network_id_state", "network_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    #: Places the order, signs, and keeps the purchase in its book.
    convener_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    scope: Mapped[PurchaseScope]
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[PurchaseState] = mapped_column(default=PurchaseState.DRAFT)
    currency: Mapped[Currency]
    #: Members may change their lines until this instant.
    closes_at: Mapped[datetime]
    #: Hours that members have to accept the final price.
    confirm_hours: Mapped[int] = mapped_column(default=48)
    #: Set when confirmation opens; silence until then means out.
    confirm_until: Mapped[datetime | None]
    #: Share of the final price asked for before ordering, in whole percent.
    advance_percent: Mapped[int] = mapped_column(default=0)
    delivery_place: Mapped[str] = mapped_column(String(200))
    delivery_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    #: Why fewer than three quotes were enough.
    few_quotes_reason: Mapped[str] = mapped_column(Text, default="")
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("joint_purchase.id"))
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    network: Mapped[Network] = relationship()
    convener: Mapped[Organisation] = relationship()
    items: Mapped[list[PurchaseItem]] = relationship(
        back_populates="purchase", order_by="PurchaseItem.position"
    )
    parties: Mapped[list[PurchaseParty]] = relationship(
        back_populates="purchase", order_by="PurchaseParty.organisation_id"
    )
    steps: Mapped[list[PurchaseStep]] = relationship(
        back_populates="purchase", order_by="PurchaseStep.id"
    )

    @property
    def reach(self) -> Reach:
        """Who has to do with the purchase."""
        parties = frozenset(party.organisation_id for party in self.parties)
        return Reach(self.id, self.network_id, self.convener_id, self.scope, parties)


class PurchaseItem(Base):
    """One input of the purchase, in the unit in which it is bought."""

    __tablename__ = "purchase_item"
    __table_args__ = (
        UniqueConstraint("purchase_id", "presentation_id"),
        CheckConstraint("reference_minor > 0", name="reference_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("joint_purchase.id"))
    presentation_id: Mapped[int] = mapped_column(ForeignKey("presentation.id"))
    position: Mapped[int] = mapped_column(default=0)
    #: What a unit costs when bought alone, as the convener knows it.
    reference_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Currency]
    reference_on: Mapped[date]
    #: Where that price was seen.
    reference_source: Mapped[str] = mapped_column(String(160))

    purchase: Mapped[JointPurchase] = relationship(back_populates="items")
    presentation: Mapped[Presentation] = relationship()
    reference: Mapped[Money] = composite(Money, "reference_minor", "currency")


class PurchaseParty(Base):
    """An association whose members take part."""

    __tablename__ = "purchase_party"

    purchase_id: Mapped[int] = mapped_column(
        ForeignKey("joint_purchase.id"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, index=True
    )
    #: None while it is only invited.
    joined_at: Mapped[datetime | None]
    joined_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: Where its members collect their goods, when it is not the common place.
    delivery_place: Mapped[str] = mapped_column(String(200), default="")

    purchase: Mapped[JointPurchase] = relationship(back_populates="parties")
    organisation: Mapped[Organisation] = relationship()


class PurchaseStep(Base):
    """A move from one state to another: who, when, and why if backwards."""

    __tablename__ = "purchase_step"
    __table_args__ = (Index("ix_purchase_step_purchase_id_id", "purchase_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("joint_purchase.id"))
    #: None for the first step, which creates the purchase.
    from_state: Mapped[PurchaseState | None]
    to_state: Mapped[PurchaseState]
    at: Mapped[datetime] = mapped_column(default=now)
    #: None when the timetable did it.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    purchase: Mapped[JointPurchase] = relationship(back_populates="steps")
    person: Mapped[Person | None] = relationship()
