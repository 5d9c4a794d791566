"""What each member asks for, confirms and finally gets."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.purchasing.models.purchases import JointPurchase, PurchaseItem
from network.clock import now
from network.db import Base
from network.models import Organisation, Person


class LineState(StrEnum):
    """Life of a member's line."""

    NOTED = "noted"
    CONFIRMED = "confirmed"
    #: The member did not accept the final price in time.
    OUT = "out"
    RECEIVED = "received"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


class LineChannel(StrEnum):
    """How the line came in."""

    SCREEN = "screen"
    OFFICER = "officer"
    SPREADSHEET = "spreadsheet"
    REPEATED = "repeated"


class PurchaseLine(Base):
    """One member's wish for one item: *de 10 a 12 bultos*."""

    __tablename__ = "purchase_line"
    __table_args__ = (
        UniqueConstraint("item_id", "organisation_id", "person_id"),
        CheckConstraint("wanted > 0", name="wanted_positive"),
        CheckConstraint("at_most >= wanted", name="at_most_covers_wanted"),
        CheckConstraint("at_least BETWEEN 0 AND wanted", name="at_least_in_range"),
        CheckConstraint(
            "reference_minor IS NULL OR reference_minor > 0", name="reference_positive"
        ),
        Index("ix_purchase_line_purchase_id_person_id", "purchase_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("joint_purchase.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("purchase_item.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: Whole units of the item's presentation.
    wanted: Mapped[int]
    at_most: Mapped[int]
    #: Fewer than these are of no use to the member: these or none.
    at_least: Mapped[int] = mapped_column(default=0)
    #: What the member pays alone for a unit, when it is known.
    reference_minor: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[LineState] = mapped_column(default=LineState.NOTED)
    channel: Mapped[LineChannel] = mapped_column(default=LineChannel.SCREEN)
    #: Who typed it, when it was not the member.
    typed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: Units and price offered for confirmation, from the chosen plan.
    planned_units: Mapped[int | None]
    planned_pays_minor: Mapped[int | None] = mapped_column(BigInteger)
    answered_at: Mapped[datetime | None]
    #: Who recorded the answer, and before whom, when it was not the member.
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer_witness: Mapped[str] = mapped_column(String(120), default="")
    #: Grows with every change, so that a stale page cannot overwrite.
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)

    purchase: Mapped[JointPurchase] = relationship()
    item: Mapped[PurchaseItem] = relationship()
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class LineChange(Base):
    """How a line changed: nothing that a member asked for is ever lost."""

    __tablename__ = "purchase_line_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("purchase_line.id"), index=True)
    state: Mapped[LineState]
    wanted: Mapped[int]
    at_most: Mapped[int]
    at_least: Mapped[int]
    channel: Mapped[LineChannel]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    #: When the device says it was typed, if it was sent later.
    device_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300), default="")


class LineImport(Base):
    """A spreadsheet of lines that was taken in: the same one changes nothing."""

    __tablename__ = "purchase_line_import"
    __table_args__ = (
        UniqueConstraint("purchase_id", "organisation_id", "fingerprint"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("joint_purchase.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    #: SHA-256 of the rows, the columns chosen and the choices made.
    fingerprint: Mapped[str] = mapped_column(String(64))
    #: What it did, by kind of outcome: added, changed, same, left out.
    outcome: Mapped[dict[str, Any]]
    filename: Mapped[str] = mapped_column(String(120), default="")
    imported_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)
