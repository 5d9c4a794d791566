"""What a unit holds, by country and product, as somebody measured it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from marketplace.catalogue.models.products import Product
from marketplace.kernel.units import Conversion, Dimension, UnitCode
from network.db import Base
from network.models import Country


class UnitStanding(StrEnum):
    """How far a conversion may be relied on."""

    FIXED = "fixed"
    BY_PRODUCT = "by_product"
    BY_PACKING = "by_packing"
    #: Known to vary: never converted without a declared weight.
    MUST_DECLARE = "must_declare"


class UnitConversion(Base):
    """What one unit of a product holds in a country, and who says so."""

    __tablename__ = "unit_conversion"
    __table_args__ = (
        CheckConstraint(
            "(base_numerator IS NULL) = (standing = 'must_declare')",
            name="declared_has_no_amount",
        ),
        CheckConstraint(
            "base_numerator > 0 AND base_denominator > 0", name="ratio_positive"
        ),
        CheckConstraint(
            "valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from",
            name="until_after_from",
        ),
        Index("ix_unit_conversion_country_unit", "country", "unit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[Country]
    unit: Mapped[UnitCode]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    #: What it is of, when that is no product of the catalogue, such as "yuca".
    product_name: Mapped[str] = mapped_column(String(120), default="")
    region: Mapped[str] = mapped_column(String(120), default="")
    standing: Mapped[UnitStanding]
    #: Grams, millilitres or pieces in one unit are exactly numerator over
    #: denominator: a pound is 45359237 / 100000 grams.
    base_numerator: Mapped[int | None] = mapped_column(BigInteger)
    base_denominator: Mapped[int] = mapped_column(BigInteger, default=1)
    dimension: Mapped[Dimension] = mapped_column(default=Dimension.MASS)
    #: How it varies, in words, such as "60 a 65 kilos".
    note: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date | None]
    #: Last day on which it holds; open when none.
    valid_until: Mapped[date | None]

    product: Mapped[Product | None] = relationship()

    @classmethod
    def in_force(cls, country: Country, day: date) -> Select[UnitConversion]:
        """Return the select of the rows that say what a unit holds on a day."""
        return (
            select(cls)
            .options(joinedload(cls.product))
            .where(
                cls.country == country,
                cls.base_numerator.is_not(None),
                or_(cls.valid_from.is_(None), cls.valid_from <= day),
                or_(cls.valid_until.is_(None), cls.valid_until >= day),
            )
            .order_by(cls.id)
        )

    def as_conversion(self) -> Conversion:
        """Return the row as the kernel takes it; only for rows with an amount."""
        assert self.base_numerator is not None  # in_force leaves the others out
        return Conversion(
            unit=self.unit,
            dimension=self.dimension,
            base_per_unit=Fraction(self.base_numerator, self.base_denominator),
            source=self.source,
            country=self.country,
            product=(self.product.name if self.product else self.product_name) or None,
            region=self.region or None,
        )
