"""What suppliers ask: prices by quantity, packs, minimums and freight."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.kernel.money import Currency
from marketplace.purchasing.core.problem import Discount
from marketplace.purchasing.models.purchases import JointPurchase, PurchaseItem
from network.clock import now
from network.db import Base
from network.models import Organisation

__all__ = ["Discount", "Quote", "QuoteBreak", "QuoteLine", "QuoteState"]


class QuoteState(StrEnum):
    """Whether the quote counts."""

    CURRENT = "current"
    #: A newer quote of the same supplier took its place.
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Quote(Base):
    """A supplier's offer for a purchase (*cotización*), freight included."""

    __tablename__ = "quote"
    __table_args__ = (
        UniqueConstraint("purchase_id", "supplier_id", "revision"),
        CheckConstraint(
            "freight_fixed_minor >= 0 AND freight_per_unit_minor >= 0"
            " AND truck_minor >= 0 AND minimum_order_minor >= 0",
            name="money_not_negative",
        ),
        CheckConstraint("truck_units IS NULL OR truck_units > 0", name="truck_units"),
        CheckConstraint(
            "maximum_order_minor IS NULL OR maximum_order_minor >= minimum_order_minor",
            name="order_range",
        ),
        CheckConstraint("payment_days >= 0", name="payment_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(
        ForeignKey("joint_purchase.id"), index=True
    )
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    #: 1, 2, 3...: a supplier may improve the offer; the older ones stay.
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[QuoteState] = mapped_column(default=QuoteState.CURRENT)
    currency: Mapped[Currency]
    received_on: Mapped[date]
    #: Last day on which the supplier keeps these prices.
    valid_until: Mapped[date]
    #: Days after delivery to pay; 0 is cash.
    payment_days: Mapped[int] = mapped_column(default=0)
    #: Money of goods that an order has to reach, and may not pass.
    minimum_order_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    maximum_order_minor: Mapped[int | None] = mapped_column(BigInteger)
    freight_fixed_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    freight_per_unit_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    #: Units that fit in a truck, and what each truck costs.
    truck_units: Mapped[int | None]
    truck_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    note: Mapped[str] = mapped_column(String(300), default="")
    typed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    purchase: Mapped[JointPurchase] = relationship()
    supplier: Mapped[Organisation] = relationship()
    lines: Mapped[list[QuoteLine]] = relationship(
        back_populates="quote", order_by="QuoteLine.item_id"
    )


class QuoteLine(Base):
    """What the supplier asks for one item."""

    __tablename__ = "quote_line"
    __table_args__ = (
        UniqueConstraint("quote_id", "item_id"),
        CheckConstraint("pack > 0", name="pack_positive"),
        CheckConstraint("minimum >= 0", name="minimum_not_negative"),
        CheckConstraint("maximum IS NULL OR maximum >= minimum", name="range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("purchase_item.id"))
    #: Units come only in multiples of this.
    pack: Mapped[int] = mapped_column(default=1)
    minimum: Mapped[int] = mapped_column(default=0)
    maximum: Mapped[int | None]
    discount: Mapped[Discount] = mapped_column(default=Discount.ALL_UNITS)

    quote: Mapped[Quote] = relationship(back_populates="lines")
    item: Mapped[PurchaseItem] = relationship()
    breaks: Mapped[list[QuoteBreak]] = relationship(
        back_populates="line", order_by="QuoteBreak.from_units"
    )


class QuoteBreak(Base):
    """From this many units on, a unit costs this much."""

    __tablename__ = "quote_break"
    __table_args__ = (
        CheckConstraint("from_units >= 0", name="from_not_negative"),
        CheckConstraint("price_minor > 0", name="price_positive"),
    )

    quote_line_id: Mapped[int] = mapped_column(
        ForeignKey("quote_line.id"), primary_key=True
    )
    from_units: Mapped[int] = mapped_column(primary_key=True)
    price_minor: Mapped[int] = mapped_column(BigInteger)
    #: The price as the supplier wrote it, when it was by the tonne or the like.
    as_written: Mapped[str] = mapped_column(String(80), default="")

    line: Mapped[QuoteLine] = relationship(back_populates="breaks")
