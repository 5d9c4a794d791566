"""Chains, products under all their names, and how they are packed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.kernel.units import Dimension, UnitCode
from network.clock import now
from network.db import Base
from network.models import Country


class Chain(Base):
    """A value chain, such as panela or *especies menores*."""

    __tablename__ = "chain"

    #: Part of addresses, such as ``granos-andinos``; organisations refer to it.
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)


class LinkFlow(StrEnum):
    """What one chain gives to the next."""

    INPUT = "input"
    RAW_MATERIAL = "raw_material"
    PRODUCT = "product"
    CUSTOMERS = "customers"
    FERTILISER = "fertiliser"


class ChainLink(Base):
    """A chain that can supply another inside the same network."""

    __tablename__ = "chain_link"

    from_code: Mapped[str] = mapped_column(ForeignKey("chain.code"), primary_key=True)
    to_code: Mapped[str] = mapped_column(ForeignKey("chain.code"), primary_key=True)
    flow: Mapped[LinkFlow] = mapped_column(primary_key=True)
    #: Who says so; a link that was worked out says that it was.
    source: Mapped[str] = mapped_column(String(200))


class ProductKind(StrEnum):
    """What a product is to the associations."""

    PRODUCT = "product"
    #: What they buy to produce: feed, fertiliser, seed, tools.
    INPUT = "input"
    SERVICE = "service"


class Product(Base):
    """Something that is produced, used or offered, whoever packs it."""

    __tablename__ = "product"
    __table_args__ = (
        Index("ix_product_search_key_id", "search_key", "id"),
        Index("ix_product_chain_code", "chain_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[ProductKind]
    chain_code: Mapped[str] = mapped_column(ForeignKey("chain.code"))
    #: Where it is traded; none when it is known in every country.
    country: Mapped[Country | None]
    #: Unit in which it is usually traded; what that holds may have to be said.
    usual_unit: Mapped[UnitCode]
    #: What the tax rules call it, such as "exento" or "excluido"; empty when
    #: nobody has said.
    tax_class: Mapped[str] = mapped_column(String(60), default="")
    description: Mapped[str] = mapped_column(String(1000), default="")
    #: Who says that it exists and how it is traded.
    source: Mapped[str] = mapped_column(String(200), default="")
    #: Accent-, plural- and case-blind key of the name, for search.
    search_key: Mapped[str] = mapped_column(String(200))
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Hidden from lists from then on; never deleted, since purchases name it.
    retired_at: Mapped[datetime | None]

    chain: Mapped[Chain] = relationship()
    regional_names: Mapped[list[RegionalName]] = relationship(
        back_populates="product", order_by="RegionalName.id"
    )
    presentations: Mapped[list[Presentation]] = relationship(back_populates="product")


class RegionalName(Base):
    """What people of a country or a region call a product."""

    __tablename__ = "regional_name"
    __table_args__ = (
        UniqueConstraint("product_id", "country", "region", "search_key"),
        Index("ix_regional_name_search_key", "search_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    country: Mapped[Country]
    #: Name of the region; empty when the whole country says it.
    region: Mapped[str] = mapped_column(String(120), default="")
    name: Mapped[str] = mapped_column(String(120))
    search_key: Mapped[str] = mapped_column(String(200))

    product: Mapped[Product] = relationship(back_populates="regional_names")


class Presentation(Base):
    """A product as it is packed and priced: NPK 15-15-15, bulto of 50 kg."""

    __tablename__ = "presentation"
    __table_args__ = (
        CheckConstraint("base_amount BETWEEN 1 AND 2000000", name="base_amount_sane"),
        UniqueConstraint("product_id", "country", "unit", "base_amount", "brand_key"),
        Index("ix_presentation_country_search_key_id", "country", "search_key", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    #: A bulto is a unit of a country: the same sack is a saco in the next.
    country: Mapped[Country]
    unit: Mapped[UnitCode]
    #: Whole grams, millilitres or pieces in one unit, as declared.
    base_amount: Mapped[int] = mapped_column(BigInteger)
    dimension: Mapped[Dimension]
    #: Empty for what has no brand.
    brand: Mapped[str] = mapped_column(String(80), default="")
    #: Folded brand, so that one pack is not added twice.
    brand_key: Mapped[str] = mapped_column(String(120), default="")
    #: Sanitary or agricultural registration, such as the ICA's; may be empty.
    registration: Mapped[str] = mapped_column(String(40), default="")
    #: Who says what a unit holds: "declared" or the source of a conversion.
    source: Mapped[str] = mapped_column(String(200))
    #: Folded product, brand and unit, for search.
    search_key: Mapped[str] = mapped_column(String(400))
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_on: Mapped[date]
    retired_at: Mapped[datetime | None]

    product: Mapped[Product] = relationship(back_populates="presentations")
