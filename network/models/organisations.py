"""Places, networks and the organisations that make them up."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from network.clock import now
from network.core.text import fold
from network.db import Base


class Country(StrEnum):
    """Countries whose rules the network knows, by ISO 3166 code."""

    COLOMBIA = "CO"
    ECUADOR = "EC"


class PlaceLevel(StrEnum):
    """Steps of the administrative division, from the widest down.

    Colombia: department, municipality, corregimiento, vereda.  Ecuador:
    province, canton, parish, community.
    """

    LEVEL_1 = "admin_level_1"
    LEVEL_2 = "admin_level_2"
    LEVEL_3 = "admin_level_3"
    VEREDA = "vereda"


class Place(Base):
    """A place of the administrative division, inside a wider one."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("country", "parent_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[Country]
    level: Mapped[PlaceLevel]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    #: Centroid in degrees; a place without one is left off the map.
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    #: Accent- and case-blind key of the name, for search.
    search_key: Mapped[str] = mapped_column(String(160), default="", index=True)

    parent: Mapped[Place | None] = relationship(remote_side="Place.id")

    @validates("name")
    def _keep_key(self, _field: str, name: str) -> str:
        self.search_key = fold(name)[:160]
        return name


class Network(Base):
    """A *red*: organisations of a territory that decide to work together."""

    __tablename__ = "network"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    territory: Mapped[str] = mapped_column(String(200))
    country: Mapped[Country]
    #: ISO 4217 code in which the network buys and sells.
    currency: Mapped[str] = mapped_column(String(3))
    #: IANA name, such as America/Bogota: the days of the network are its days.
    time_zone: Mapped[str] = mapped_column(String(40))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class OrganisationKind(StrEnum):
    """What an organisation is to the others."""

    ASSOCIATION = "association"
    COOPERATIVE = "cooperative"
    BUYER = "buyer"
    SUPPLIER = "supplier"
    SUPPORT_INSTITUTION = "support_institution"


class LegalForm(StrEnum):
    """How the law knows the organisation; decides what it may do with money."""

    NON_PROFIT_ASSOCIATION = "non_profit_association"
    COOPERATIVE = "cooperative"
    COMPANY = "company"
    NATURAL_PERSON = "natural_person"
    PUBLIC_ENTITY = "public_entity"
    INFORMAL_GROUP = "informal_group"


class TaxIdState(StrEnum):
    """How far the NIT or RUC could be checked."""

    MISSING = "missing"
    #: The shape is right; its check digit proves nothing (RUC of companies).
    FORMAT_ONLY = "format_only"
    VERIFIED = "verified"


class Organisation(Base):
    """A node of the network: an association, a buyer, a supplier."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("country", "tax_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(160), index=True)
    kind: Mapped[OrganisationKind]
    legal_form: Mapped[LegalForm]
    country: Mapped[Country]
    #: ISO 4217 code of its book.
    currency: Mapped[str] = mapped_column(String(3))
    founded_on: Mapped[date | None]
    #: NIT or RUC, digits only, check digit included when it is known.
    tax_id: Mapped[str | None] = mapped_column(String(20))
    tax_id_state: Mapped[TaxIdState] = mapped_column(default=TaxIdState.MISSING)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    #: What a buyer may read about it.
    profile: Mapped[str] = mapped_column(Text, default="")
    #: A profile is public only when the organisation says so.
    is_public: Mapped[bool] = mapped_column(default=False)
    #: Accent- and case-blind key of the name, for search.
    search_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    place: Mapped[Place] = relationship()
    chains: Mapped[list[OrganisationChain]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan"
    )
    networks: Mapped[list[NetworkMembership]] = relationship(
        back_populates="organisation"
    )

    @validates("name")
    def _keep_key(self, _field: str, name: str) -> str:
        self.search_key = fold(name)[:200]
        return name


class OrganisationChain(Base):
    """A value chain in which the organisation works."""

    __tablename__ = "organisation_chain"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True
    )
    #: Code of a chain of the catalogue.
    chain: Mapped[str] = mapped_column(String(60), primary_key=True)

    organisation: Mapped[Organisation] = relationship(back_populates="chains")


class NetworkMembership(Base):
    """An organisation's stay in a network; leaving ends it, never deletes it."""

    __tablename__ = "network_membership"
    __table_args__ = (
        UniqueConstraint("network_id", "organisation_id", "since"),
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        Index(
            "uq_network_membership_open",
            "network_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
    since: Mapped[date]
    #: First day outside the network; still inside when none.
    until: Mapped[date | None]
    #: The supporting coordinator's own organisation is left out of measures.
    is_supporting: Mapped[bool] = mapped_column(default=False)

    network: Mapped[Network] = relationship()
    organisation: Mapped[Organisation] = relationship(back_populates="networks")

    @classmethod
    def held_on(cls, day: date) -> ColumnElement[bool]:
        """Return the condition that the organisation is inside on a day."""
        return (cls.since <= day) & (cls.until.is_(None) | (cls.until > day))
