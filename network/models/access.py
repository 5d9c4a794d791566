"""How people come in: invitations, sessions, resets, throttles, submissions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from network.clock import now
from network.db import Base
from network.models.organisations import Country, Network, Organisation
from network.models.people import Person
from network.policy import Role


class Invitation(Base):
    """A member's word that somebody may join; only its hash is stored."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint(
            "(organisation_id IS NULL) <> (network_id IS NULL)", name="one_home"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the token, in hexadecimal.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
    network_id: Mapped[int | None] = mapped_column(ForeignKey("network.id"))
    role: Mapped[Role] = mapped_column(default=Role.MEMBER)
    #: Set when the invitation is for somebody the organisation already knows.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: Path to go to after joining, such as the purchase it was shared from.
    destination: Mapped[str | None] = mapped_column(String(200))
    country: Mapped[Country]
    uses_left: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship()
    network: Mapped[Network | None] = relationship()


class AccessSession(Base):
    """A sign-in on one device, which the person can list and close."""

    __tablename__ = "access_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the token in the cookie, in hexadecimal.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: What the browser calls itself, shortened, so that the person knows it.
    device: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    #: When a one-time code was given in this session.
    second_factor_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class PasswordReset(Base):
    """A way back in for somebody who forgot the password; works once."""

    __tablename__ = "password_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """How often something was tried lately, counted for all processes."""

    __tablename__ = "throttle"

    #: What is counted: ``sign-in:account:<hash>``, ``sign-in:address:<hash>``.
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    window_start: Mapped[datetime]
    count: Mapped[int]


class Submission(Base):
    """A form that was sent, so that sending it again changes nothing."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: UUID made with the page.
    key: Mapped[str] = mapped_column(String(36))
    #: SHA-256 of the path and the fields, in hexadecimal.
    fingerprint: Mapped[str] = mapped_column(String(64))
    #: What the first sending answered, such as ``{"location": "/compras/3"}``.
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
