"""Product sheets (*fichas técnicas*): what an organisation says of a product."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.attachments.models import Attachment
from marketplace.catalogue.core.sheet_life import SheetState, SheetText
from marketplace.catalogue.models.products import Product
from network.clock import now
from network.db import Base
from network.models import Organisation


class ProductSheet(Base):
    """One version of what an organisation says of its product.

    A published version never changes: agreements name a sheet and a version.
    """

    __tablename__ = "product_sheet"
    __table_args__ = (
        UniqueConstraint("organisation_id", "product_id", "version"),
        Index(
            "ix_product_sheet_one_published",
            "organisation_id",
            "product_id",
            unique=True,
            sqlite_where=sql("state = 'published'"),
            postgresql_where=sql("state = 'published'"),
        ),
        CheckConstraint("version >= 1", name="version_counts"),
        CheckConstraint(
            "moisture_min_permille IS NULL OR moisture_max_permille IS NULL"
            " OR moisture_min_permille <= moisture_max_permille",
            name="moisture_ordered",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[SheetState] = mapped_column(default=SheetState.DRAFT)
    #: What the organisation calls it on the label.
    title: Mapped[str] = mapped_column(String(120))
    grade: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[str] = mapped_column(String(200), default="")
    #: Parts per thousand: 12 % is 120.
    moisture_min_permille: Mapped[int | None]
    moisture_max_permille: Mapped[int | None]
    packaging: Mapped[str] = mapped_column(String(200), default="")
    #: Months with harvest, 1 to 12, in order.
    months: Mapped[list[int]] = mapped_column(JSON, default=list)
    shelf_life_days: Mapped[int | None]
    storage: Mapped[str] = mapped_column(String(200), default="")
    #: Who makes it, how and why it matters: a product with history and identity.
    story: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)

    product: Mapped[Product] = relationship()
    organisation: Mapped[Organisation] = relationship()
    steps: Mapped[list[SheetStep]] = relationship(order_by="SheetStep.id")
    photos: Mapped[list[SheetPhoto]] = relationship(
        order_by="SheetPhoto.attachment_id", cascade="all, delete-orphan"
    )

    @property
    def text(self) -> SheetText:
        """What the sheet says."""
        return SheetText(
            title=self.title,
            grade=self.grade,
            size=self.size,
            moisture_min_permille=self.moisture_min_permille,
            moisture_max_permille=self.moisture_max_permille,
            packaging=self.packaging,
            months=tuple(self.months),
            shelf_life_days=self.shelf_life_days,
            storage=self.storage,
            story=self.story,
        )


class SheetStep(Base):
    """A step in the life of a sheet, for its timeline."""

    __tablename__ = "product_sheet_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("product_sheet.id"), index=True)
    state: Mapped[SheetState]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(300), default="")


class SheetPhoto(Base):
    """A photograph of the product, kept by the attachments."""

    __tablename__ = "product_sheet_photo"

    sheet_id: Mapped[int] = mapped_column(
        ForeignKey("product_sheet.id"), primary_key=True
    )
    attachment_id: Mapped[int] = mapped_column(
        ForeignKey("attachment.id"), primary_key=True
    )
    #: What is seen, for who cannot see it.
    caption: Mapped[str] = mapped_column(String(200))

    attachment: Mapped[Attachment] = relationship()
