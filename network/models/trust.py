"""Trust: the terms of what is declared, replies to failures, elected seeds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from network.core.trust.degrees import TrustDegree
from network.core.trust.endorsement import USUAL_NEEDED
from network.core.trust.evidence import USUAL_HALF_LIFE
from network.core.trust.promises import Promise
from network.db import Base
from network.models.ties import TieKind

#: What each kind of event says: which promise, and whether it was kept.
PROMISES: dict[TieKind, tuple[Promise, bool]] = {
    TieKind.DELIVERED: (Promise.DELIVERY, True),
    TieKind.CLAIM_FILED: (Promise.DELIVERY, False),
    TieKind.DELIVERED_LATE: (Promise.DELIVERY, False),
    TieKind.DELIVERED_SHORT: (Promise.DELIVERY, False),
    TieKind.PAID_ON_TIME: (Promise.PAYMENT, True),
    TieKind.PAID_LATE: (Promise.PAYMENT, False),
}
#: Events against an organisation, each with its right of reply.
FAILURES = frozenset(kind for kind, (_promise, kept) in PROMISES.items() if not kept)


class TrustTerms(Base):
    """What goes with a declared trust and only who declares it reads.

    The declaration itself, its reason and its day are events of the tie.
    """

    __tablename__ = "trust_terms"

    tie_id: Mapped[int] = mapped_column(
        ForeignKey("tie.id"), primary_key=True, autoincrement=False
    )
    degree: Mapped[TrustDegree] = mapped_column(default=TrustDegree.GOOD)
    #: Whether the network may tell it to introduce others; silence is no consent.
    may_introduce: Mapped[bool] = mapped_column(default=False)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


class TrustReply(Base):
    """What one side of a failure says about it; shown wherever it is shown."""

    __tablename__ = "trust_reply"
    __table_args__ = (UniqueConstraint("event_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("tie_event.id"))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
    text: Mapped[str] = mapped_column(String(1000))
    written_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    #: When it was last written anew, if it was.
    revised_at: Mapped[datetime | None]


class TrustSeed(Base):
    """An organisation that the assembly elected to vouch for others."""

    __tablename__ = "trust_seed"
    __table_args__ = (
        CheckConstraint(
            "ended_on IS NULL OR ended_on >= elected_on", name="ended_after_elected"
        ),
        CheckConstraint(
            "act <> '' OR (witness_one <> '' AND witness_two <> '')", name="is_proved"
        ),
        Index(
            "uq_trust_seed_open",
            "network_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
    #: Day of the assembly.
    elected_on: Mapped[date]
    #: Number of its minutes; without it, two people who were there.
    act: Mapped[str] = mapped_column(String(40))
    witness_one: Mapped[str] = mapped_column(String(120))
    witness_two: Mapped[str] = mapped_column(String(120))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    #: First day on which it vouches for nobody any more.
    ended_on: Mapped[date | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ending_reason: Mapped[str] = mapped_column(String(300), default="")


class TrustRules(Base):
    """What the assembly of a network decided about trust."""

    __tablename__ = "trust_rules"

    network_id: Mapped[int] = mapped_column(
        ForeignKey("network.id"), primary_key=True, autoincrement=False
    )
    half_life_days: Mapped[int] = mapped_column(default=USUAL_HALF_LIFE)
    needed_endorsements: Mapped[int] = mapped_column(default=USUAL_NEEDED)
    decided_on: Mapped[date]
    act: Mapped[str] = mapped_column(String(40))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
