"""People, what they are in an organisation, and what they have agreed to."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from network.clock import now
from network.core.text import fold
from network.db import Base
from network.models.organisations import Country, Network, Organisation
from network.policy import Role


class PersonState(StrEnum):
    """Whether somebody may sign in."""

    #: Known and helped by others; has no password yet.
    ASSISTED = "assisted"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    #: The name and contacts are gone; what the person did stays.
    ANONYMISED = "anonymised"


class Person(Base):
    """Somebody who takes part, with or without a telephone of their own."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    search_key: Mapped[str] = mapped_column(String(160), default="", index=True)
    country: Mapped[Country]
    #: E.164, such as +573001234567.
    phone: Mapped[str | None] = mapped_column(String(16), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    state: Mapped[PersonState] = mapped_column(default=PersonState.ASSISTED)
    #: argon2id, parameters included; none until the person chooses a password.
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    #: Set when the first code proved that the secret was written down.
    totp_confirmed_at: Mapped[datetime | None]
    #: Last accepted time step, so that no code is accepted twice.
    totp_last_step: Mapped[int | None]
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)

    memberships: Mapped[list[Membership]] = relationship(back_populates="person")

    @validates("name")
    def _keep_key(self, _field: str, name: str) -> str:
        self.search_key = fold(name)[:160]
        return name


class Membership(Base):
    """A role held by a person in an organisation, or in a network.

    One row per role and stay; a role is ended, never deleted.
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint(
            "(organisation_id IS NULL) <> (network_id IS NULL)",
            name="one_home",
        ),
        CheckConstraint(
            "(network_id IS NOT NULL) = (role = 'coordinator')",
            name="coordinator_in_network",
        ),
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        Index("ix_membership_person_until", "person_id", "until"),
        # The same role cannot be open twice, whoever grants it at once.
        Index(
            "uq_membership_open_in_organisation",
            "person_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index(
            "uq_membership_open_in_network",
            "person_id",
            "network_id",
            "role",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
    network_id: Mapped[int | None] = mapped_column(ForeignKey("network.id"), index=True)
    role: Mapped[Role]
    since: Mapped[date]
    #: First day without the role; open when none.
    until: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation | None] = relationship()
    network: Mapped[Network | None] = relationship()

    @classmethod
    def held_on(cls, day: date) -> ColumnElement[bool]:
        """Return the condition that the role is held on a day."""
        return (cls.since <= day) & (cls.until.is_(None) | (cls.until > day))


class Suspension(Base):
    """The door that a network closed to a person; only that network opens it."""

    __tablename__ = "suspension"
    __table_args__ = (
        CheckConstraint(
            "lifted_by IS NULL OR lifted_at IS NOT NULL", name="lifted_by_whom"
        ),
        # A network closes the door once, whoever does it at once.
        Index(
            "uq_suspension_standing",
            "person_id",
            "network_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    suspended_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    suspended_at: Mapped[datetime]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: None while it stands.
    lifted_at: Mapped[datetime | None]

    network: Mapped[Network] = relationship()


class ConsentPurpose(StrEnum):
    """What personal data may be used for; each purpose is asked apart."""

    SERVICE = "service"
    MESSAGES = "messages"
    PHOTOS = "photos"
    STATISTICS = "statistics"


class ConsentChannel(StrEnum):
    """How the consent was given."""

    SCREEN = "screen"
    PAPER = "paper"
    #: Before a witness, as Colombian law allows.
    ORAL = "oral"


class Consent(Base):
    """A person's permission for one purpose and one version of its text."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint(
            "channel <> 'oral' OR witness IS NOT NULL", name="oral_has_witness"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    purpose: Mapped[ConsentPurpose]
    text_version: Mapped[str] = mapped_column(String(20))
    channel: Mapped[ConsentChannel]
    witness: Mapped[str | None] = mapped_column(String(120))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]
