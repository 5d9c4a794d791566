"""What the background work of a coordinator's networks is up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from network.errors import NotAllowedError
from network.models import Job, JobState, Network
from network.policy import Action, require_network

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from network.policy import Actor

#: Jobs of one state that the page lists; the rest are only counted.
LISTED = 50


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as the page shows it.

    Attributes:
        id: Its number.
        name: Of the task; the page knows how to say it.
        network: Whose it is; none when it belongs to the whole instance.
        state: Where it stands.
        percent: Share that is done, 0 to 100.
        step: What it is doing.
        reason: Why the last attempt failed; empty for work of the whole
            instance, whose reasons are the operator's.
        attempts: Runs begun so far.
        max_attempts: Runs there will be at most.
        moment: Since when it runs, waits until, or when it ended.
        cancel_asked: Whether it stops at its next step.
    """

    id: int
    name: str
    network: str | None
    state: JobState
    percent: int
    step: str
    reason: str
    attempts: int
    max_attempts: int
    moment: datetime
    cancel_asked: bool


@dataclass(frozen=True, slots=True)
class JobGroup:
    """The jobs of one state: the first ones, and how many there are."""

    lines: tuple[JobLine, ...]
    count: int


@dataclass(frozen=True, slots=True)
class JobsPage:
    """Everything on the page of background work."""

    running: JobGroup
    waiting: JobGroup
    failed: JobGroup
    cancelled: JobGroup
    done: JobGroup


def jobs_page(session: Session, *, actor: Actor) -> JobsPage:
    """Return the background work that a coordinator may see.

    That is the work of the networks coordinated, and the work that belongs to
    no network, such as the nightly check of the books.

    Raises:
        NotAllowedError: If the actor coordinates no network.
    """
    _require_coordinator(actor)
    return JobsPage(
        running=_group(session, actor, JobState.RUNNING),
        waiting=_group(session, actor, JobState.WAITING),
        failed=_group(session, actor, JobState.FAILED),
        cancelled=_group(session, actor, JobState.CANCELLED),
        done=_group(session, actor, JobState.DONE),
    )


def failed_count(session: Session, *, actor: Actor) -> int:
    """Return how many failed jobs wait for the coordinator's decision.

    Raises:
        NotAllowedError: If the actor coordinates no network.
    """
    _require_coordinator(actor)
    return _count(session, actor, JobState.FAILED)


def _require_coordinator(actor: Actor) -> None:
    if not actor.coordinates:
        raise NotAllowedError(action=Action.SEE_JOBS)
    for network_id in actor.coordinates:
        require_network(actor, Action.SEE_JOBS, network_id)


def _visible(actor: Actor, state: JobState) -> list[ColumnElement[bool]]:
    return [
        Job.state == state,
        or_(Job.network_id.is_(None), Job.network_id.in_(actor.coordinates)),
    ]


def _count(session: Session, actor: Actor, state: JobState) -> int:
    counted = select(func.count()).select_from(Job).where(*_visible(actor, state))
    return session.scalar(counted) or 0


def _group(session: Session, actor: Actor, state: JobState) -> JobGroup:
    is_ended = state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}
    order = Job.finished_at.desc() if is_ended else Job.run_after.asc()
    found = session.execute(
        select(Job, Network.name)
        .outerjoin(Network, Network.id == Job.network_id)
        .where(*_visible(actor, state))
        .order_by(order, Job.id)
        .limit(LISTED)
    )
    lines = tuple(_line(job, network) for job, network in found)
    count = len(lines) if len(lines) < LISTED else _count(session, actor, state)
    return JobGroup(lines, count)


def _line(job: Job, network: str | None) -> JobLine:
    moments = {
        JobState.RUNNING: job.started_at,
        JobState.WAITING: job.run_after,
    }
    return JobLine(
        id=job.id,
        name=job.name,
        network=network,
        state=job.state,
        percent=job.percent,
        step=job.step,
        reason=job.reason if job.network_id is not None else "",
        attempts=job.attempts,
        max_attempts=job.max_attempts,
        moment=moments.get(job.state, job.finished_at) or job.created_at,
        cancel_asked=job.cancel_asked,
    )
