"""What a unit holds, by country and product, as somebody measured it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.catalogue.models.products import Product
from marketplace.kernel.units import Dimension, UnitCode
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
