"""Ties, made by what organisations do together."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.clock import now
from network.db import Base


class Layer(StrEnum):
    """Kinds of tie, each a layer of the graph."""

    DECLARED_TRUST = "declared_trust"
    OBSERVED_TRUST = "observed_trust"
    TRADE = "trade"
    AGREEMENT = "agreement"
    JOINT_PURCHASE = "joint_purchase"
    KNOWLEDGE = "knowledge"


class TieKind(StrEnum):
    """What happened."""

    BOUGHT_TOGETHER = "bought_together"
    DELIVERED = "delivered"
    SHARED_FREIGHT = "shared_freight"
    AGREED = "agreed"
    TRUST_DECLARED = "trust_declared"
    TRUST_WITHDRAWN = "trust_withdrawn"
    CLAIM_FILED = "claim_filed"
    DELIVERED_LATE = "delivered_late"
    DELIVERED_SHORT = "delivered_short"
    PAID_ON_TIME = "paid_on_time"
    PAID_LATE = "paid_late"
    VISITED = "visited"
    MET = "met"
    TRAINED = "trained"


class Tie(Base):
    """A tie of one layer between two organisations, as its events left it.

    Directed layers run from ``source`` to ``target``; in the others the lower
    id is the source.
    """

    __tablename__ = "tie"
    __table_args__ = (
        UniqueConstraint("network_id", "layer", "source_id", "target_id"),
        CheckConstraint("source_id <> target_id", name="no_loop"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    layer: Mapped[Layer]
    source_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: Sum of the weights of its events, never negative.
    weight: Mapped[int] = mapped_column(default=0)
    first_day: Mapped[date]
    last_day: Mapped[date]

    events: Mapped[list[TieEvent]] = relationship(back_populates="tie")


class TieEvent(Base):
    """One thing two organisations did, counted once by its evidence."""

    __tablename__ = "tie_event"
    __table_args__ = (Index("ix_tie_event_tie_id_day", "tie_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tie_id: Mapped[int] = mapped_column(ForeignKey("tie.id"))
    kind: Mapped[TieKind]
    day: Mapped[date]
    weight: Mapped[int]
    #: Names what proves it: ``purchase:12:3:8``; makes recording idempotent.
    evidence: Mapped[str] = mapped_column(String(120), unique=True)
    #: The reason given, in the words of who declared it.
    note: Mapped[str] = mapped_column(String(300), default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)

    tie: Mapped[Tie] = relationship(back_populates="events")
