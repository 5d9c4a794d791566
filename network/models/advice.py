"""Advice: who should meet whom, what became of it, and leads from outside."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from network.clock import now
from network.core.advice.kinds import IntroductionKind
from network.db import Base


class LeadKind(StrEnum):
    """Why one organisation has something for another."""

    #: It makes what the other buys outside the network.
    SUBSTITUTION = "substitution"
    #: It works in the step of a chain before or after the other's.
    CHAIN = "chain"


class IntroductionState(StrEnum):
    """Life of a proposal that two organisations meet."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DONE = "done"
    #: Nobody decided, and the network no longer needs it.
    LAPSED = "lapsed"


class TaskKind(StrEnum):
    """What a coordinator does so that two organisations work together."""

    PURCHASE = "purchase"
    VISIT = "visit"
    MEETING = "meeting"
    TRAINING = "training"


class TaskState(StrEnum):
    """Life of a coordinator's task."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Lead(Base):
    """A reason to meet that an area above reported: who has what for whom."""

    __tablename__ = "lead"
    __table_args__ = (
        UniqueConstraint("network_id", "kind", "evidence"),
        CheckConstraint("source_id <> target_id", name="no_loop"),
        CheckConstraint("weight >= 0", name="weight_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    kind: Mapped[LeadKind]
    #: Who makes it or offers it.
    source_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: Who buys it elsewhere or needs it.
    target_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: The product or the chain, as people call it.
    what: Mapped[str] = mapped_column(String(120))
    #: How much there is in it, only to compare leads of one kind.
    weight: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date]
    #: Names what proves it, once in its network and kind.
    evidence: Mapped[str] = mapped_column(String(120))
    reported_at: Mapped[datetime] = mapped_column(default=now)


class Introduction(Base):
    """A proposal that two organisations meet, with its reasons and its end."""

    __tablename__ = "introduction"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="in_order"),
        Index(
            "uq_introduction_open",
            "network_id",
            "one_id",
            "other_id",
            unique=True,
            sqlite_where=text("state IN ('proposed', 'accepted')"),
            postgresql_where=text("state IN ('proposed', 'accepted')"),
        ),
        Index("ix_introduction_network_id_state", "network_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    #: The organisation with the lower id.
    one_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[IntroductionKind]
    state: Mapped[IntroductionState] = mapped_column(default=IntroductionState.PROPOSED)
    #: Its place among the open proposals, the best first.
    rank: Mapped[int]
    #: Why, as plain values; sentences are made of them when it is shown.
    facts: Mapped[dict[str, Any]]
    #: Parts of the index before and after, in thousandths.
    effect: Mapped[dict[str, Any]]
    proposed_at: Mapped[datetime]
    refreshed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    #: Why it was rejected or what came of it, in the coordinator's words.
    reason: Mapped[str] = mapped_column(String(300), default="")


class CoordinatorTask(Base):
    """What a coordinator took on so that two organisations work together."""

    __tablename__ = "coordinator_task"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="in_order"),
        CheckConstraint(
            "state <> 'done' OR happened_on IS NOT NULL", name="done_has_day"
        ),
        Index("ix_coordinator_task_network_id_state", "network_id", "state", "due_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    #: None when the coordinator wrote down what happened without a proposal.
    introduction_id: Mapped[int | None] = mapped_column(
        ForeignKey("introduction.id"), unique=True
    )
    one_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[TaskKind]
    state: Mapped[TaskState] = mapped_column(default=TaskState.OPEN)
    due_day: Mapped[date]
    #: What the coordinator wants to remember about it.
    note: Mapped[str] = mapped_column(String(300), default="")
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    #: Nobody when a joint purchase of both finished it.
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    happened_on: Mapped[date | None]
    #: What happened, or why it was dropped.
    result: Mapped[str] = mapped_column(String(300), default="")
    #: Evidence of the tie event that its end left behind.
    evidence: Mapped[str] = mapped_column(String(120), default="")
