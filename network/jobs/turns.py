"""Whose turn it is: claims, leases, endings, each by a conditional UPDATE."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import CursorResult, and_, delete, or_, select, update

from network.jobs.errors import LeaseLostError
from network.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import ColumnElement, Update
    from sqlalchemy.orm import Session

_LONGEST_PAUSE = timedelta(hours=1)
INTERRUPTED = "El trabajo se interrumpió en cada intento."


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a job until it is given to somebody else."""

    job_id: int
    token: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A job taken out of the queue, on its way to a worker."""

    job_id: int
    token: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A job whose run begins now.

    Attributes:
        lease: What the run must show to save anything.
        name: Name of the task.
        arguments: Its keyword arguments.
        attempt: Which run this is, from 1.
    """

    lease: Lease
    name: str
    arguments: Mapping[str, Any]
    attempt: int


def rows_changed(session: Session, statement: Update) -> int:
    """Run an UPDATE and return how many rows it changed."""
    # Objects already read keep their old values: read them again if needed.
    # SQLite tells no number of rows for an UPDATE that returns them.
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount


def claim_due(
    session: Session, *, now: datetime, lease_seconds: float, limit: int
) -> list[Claim]:
    """Take jobs that are due, and those whose worker fell silent.

    Args:
        session: In an open transaction.
        now: Jobs due up to this instant are taken, the oldest first.
        lease_seconds: How long the claims hold before others may take them.
        limit: How many at most, 0 or more.
    """
    _end_the_abandoned(session, now=now)
    due = or_(
        and_(Job.state == JobState.WAITING, Job.run_after <= now), _is_silent(now)
    )
    found = session.scalars(
        select(Job.id)
        .where(due)
        .order_by(Job.run_after, Job.id)
        .limit(max(limit, 0))
        .with_for_update(skip_locked=True)
    ).all()
    claims = []
    for job_id in found:
        claim = Claim(job_id, secrets.token_hex(16))
        if rows_changed(
            session,
            update(Job)
            .where(Job.id == job_id, due)
            .values(
                state=JobState.RUNNING,
                lease_until=now + timedelta(seconds=lease_seconds),
                lease_token=claim.token,
            ),
        ):
            claims.append(claim)
    return claims


def _is_silent(now: datetime) -> ColumnElement[bool]:
    return and_(Job.state == JobState.RUNNING, Job.lease_until < now)


def _end_the_abandoned(session: Session, *, now: datetime) -> None:
    """Close the silent jobs that nobody shall take up again."""
    ended = {"lease_token": None, "lease_until": None, "finished_at": now}
    session.execute(
        update(Job)
        .where(_is_silent(now), Job.cancel_asked)
        .values(state=JobState.CANCELLED, **ended)
    )
    session.execute(
        update(Job)
        .where(_is_silent(now), Job.attempts >= Job.max_attempts)
        .values(state=JobState.FAILED, reason=INTERRUPTED, **ended)
    )


def give_back(session: Session, claim: Claim, *, run_after: datetime) -> None:
    """Return a claim that no worker has begun, for instance at shutdown."""
    session.execute(
        update(Job)
        .where(_held(claim.job_id, claim.token))
        .values(
            state=JobState.WAITING,
            run_after=run_after,
            lease_token=None,
            lease_until=None,
        )
    )


def anything_due(session: Session, *, now: datetime) -> bool:
    """Tell whether :func:`claim_due` would find something to do."""
    waiting = and_(Job.state == JobState.WAITING, Job.run_after <= now)
    found = select(Job.id).where(or_(waiting, _is_silent(now))).limit(1)
    return session.scalar(found) is not None


def forget_done(session: Session, names: Sequence[str], *, before: datetime) -> int:
    """Delete done jobs of these names that ended before an instant.

    Only for work whose key will never come again, such as slots of the past.

    Returns:
        How many there were.
    """
    result = session.execute(
        delete(Job)
        .where(Job.name.in_(names), Job.state == JobState.DONE)
        .where(Job.finished_at < before)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount


def in_hand(session: Session, job_ids: Collection[int], *, now: datetime) -> set[int]:
    """Return those of the jobs that are claimed or running and not silent."""
    return set(
        session.scalars(
            select(Job.id).where(
                Job.id.in_(job_ids),
                Job.state == JobState.RUNNING,
                Job.lease_until >= now,
            )
        )
    )


def begin(
    session: Session, claim: Claim, *, now: datetime, lease_seconds: float
) -> Begun | None:
    """Start the run of a claimed job.

    The token changes, so that the same message brought twice begins one run.

    Returns:
        None if the claim no longer holds, or the job was cancelled meanwhile.
    """
    if _end_if_cancelled(session, claim, now=now):
        return None
    lease = Lease(claim.job_id, secrets.token_hex(16))
    began = rows_changed(
        session,
        update(Job)
        .where(_held(claim.job_id, claim.token), Job.attempts < Job.max_attempts)
        .values(
            lease_token=lease.token,
            lease_until=now + timedelta(seconds=lease_seconds),
            attempts=Job.attempts + 1,
            started_at=now,
            percent=0,
            step="",
        ),
    )
    if not began:
        return None
    job = session.get_one(Job, claim.job_id, populate_existing=True)
    return Begun(lease, job.name, dict(job.arguments), job.attempts)


def _end_if_cancelled(session: Session, claim: Claim, *, now: datetime) -> bool:
    return bool(
        rows_changed(
            session,
            update(Job)
            .where(_held(claim.job_id, claim.token), Job.cancel_asked)
            .values(
                state=JobState.CANCELLED,
                lease_token=None,
                lease_until=None,
                finished_at=now,
            ),
        )
    )


def renew(
    session: Session, lease: Lease, *, now: datetime, lease_seconds: float
) -> None:
    """Hold the job for longer.

    Raises:
        LeaseLostError: If somebody else has the job.
    """
    _change(session, lease, lease_until=now + timedelta(seconds=lease_seconds))


def finish(session: Session, lease: Lease, *, now: datetime) -> None:
    """Record that the job is done.

    Raises:
        LeaseLostError: If somebody else has the job.
    """
    _end(session, lease, JobState.DONE, now=now, percent=100, step="", reason="")


def cancelled(session: Session, lease: Lease, *, now: datetime) -> None:
    """Record that the run stopped because somebody asked for it.

    Raises:
        LeaseLostError: If somebody else has the job.
    """
    _end(session, lease, JobState.CANCELLED, now=now)


def fail(session: Session, lease: Lease, *, now: datetime, reason: str) -> JobState:
    """Record that the run failed; try again later unless it was the last.

    Args:
        session: In an open transaction.
        lease: Of the run that failed.
        now: When.
        reason: Why, in words for the coordinator.

    Returns:
        ``WAITING`` if there will be another attempt, else ``FAILED``.

    Raises:
        LeaseLostError: If somebody else has the job.
    """
    job = session.get_one(Job, lease.job_id, populate_existing=True)
    if job.attempts >= job.max_attempts:
        _end(session, lease, JobState.FAILED, now=now, reason=reason)
        return JobState.FAILED
    _change(
        session,
        lease,
        state=JobState.WAITING,
        run_after=now + pause_before(job.attempts + 1),
        lease_token=None,
        lease_until=None,
        reason=reason,
    )
    return JobState.WAITING


def pause_before(attempt: int) -> timedelta:
    """Return how long to wait before an attempt: 10 s, 20 s, 40 s, … 1 h.

    Args:
        attempt: The attempt to come, 2 or more.
    """
    return min(timedelta(seconds=5 * 2 ** min(attempt - 1, 20)), _LONGEST_PAUSE)


def _end(
    session: Session, lease: Lease, state: JobState, *, now: datetime, **values: object
) -> None:
    _change(
        session,
        lease,
        state=state,
        finished_at=now,
        lease_token=None,
        lease_until=None,
        **values,
    )


def _change(session: Session, lease: Lease, **values: object) -> None:
    held = _held(lease.job_id, lease.token)
    if not rows_changed(session, update(Job).where(held).values(values)):
        raise LeaseLostError


def _held(job_id: int, token: str) -> ColumnElement[bool]:
    return and_(
        Job.id == job_id, Job.state == JobState.RUNNING, Job.lease_token == token
    )
