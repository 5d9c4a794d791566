"""Work to be done after the commit: the queue of record."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from network.clock import now
from network.db import Base


class JobState(StrEnum):
    """Life of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Base):
    """A piece of work that the network promised when it committed."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),
        CheckConstraint("attempts <= max_attempts", name="attempts_bounded"),
        Index("ix_job_state_run_after", "state", "run_after"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Name of the task that does it, such as ``purchasing.close_due``.
    name: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[dict[str, Any]]
    #: Names the effect: a second enqueue with the same key adds nothing.
    key: Mapped[str] = mapped_column(String(160), unique=True)
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    run_after: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=5)
    #: While it is in the future, one worker holds the job.
    lease_until: Mapped[datetime | None]
    #: Fences off a worker that woke up after its lease was given to another.
    lease_token: Mapped[str | None] = mapped_column(String(36))
    percent: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(String(200), default="")
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    #: Why the last attempt failed, in words for the coordinator.
    reason: Mapped[str] = mapped_column(Text, default="")
    #: Who may see it: a network, or nobody but the operator.
    network_id: Mapped[int | None] = mapped_column(ForeignKey("network.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
