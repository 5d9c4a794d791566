"""What a coordinator decides about background work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from network import jobs
from network.errors import ConflictError, NotAllowedError, NotFoundError
from network.models import Job
from network.policy import Action, require_network
from network.services import audit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


class JobNotFoundError(NotFoundError):
    """There is no such job, or it is another network's."""


class JobNotEndedError(ConflictError):
    """Only a job that failed or was cancelled is tried again."""


class JobEndedError(ConflictError):
    """A job that has ended cannot be cancelled."""


def retry_job(session: Session, job_id: int, *, actor: Actor, now: datetime) -> None:
    """Let a failed or cancelled job be tried again from the first attempt.

    Raises:
        NotAllowedError: If the actor coordinates no network.
        JobNotFoundError: If the job is not one the actor may see.
        JobNotEndedError: If the job waits, runs or is done.
    """
    job = _require_job(session, job_id, actor)
    if not jobs.retry(session, job_id, now=now):
        raise JobNotEndedError(job=job_id)
    _trace(session, job, "job.retried", actor=actor, now=now)


def cancel_job(session: Session, job_id: int, *, actor: Actor, now: datetime) -> None:
    """Cancel a waiting job, or ask a running one to stop at its next step.

    Raises:
        NotAllowedError: If the actor coordinates no network, or the job belongs
            to the whole instance.
        JobNotFoundError: If the job is not one the actor may see.
        JobEndedError: If the job is done, failed or cancelled already.
    """
    job = _require_job(session, job_id, actor)
    if job.network_id is None:
        raise NotAllowedError(action=Action.SEE_JOBS)
    if not jobs.ask_to_cancel(session, job_id, now=now):
        raise JobEndedError(job=job_id)
    _trace(session, job, "job.cancelled", actor=actor, now=now)


def _require_job(session: Session, job_id: int, actor: Actor) -> Job:
    """Return the job if it is the instance's or of a network coordinated."""
    if not actor.coordinates:
        raise NotAllowedError(action=Action.SEE_JOBS)
    job = session.get(Job, job_id)
    if job is None:
        raise JobNotFoundError(job=job_id)
    if job.network_id is None:
        return job
    if job.network_id not in actor.coordinates:
        raise JobNotFoundError(job=job_id)
    require_network(actor, Action.SEE_JOBS, job.network_id)
    return job


def _trace(
    session: Session, job: Job, deed: str, *, actor: Actor, now: datetime
) -> None:
    audit.record(
        session,
        actor=actor,
        deed=deed,
        subject="job",
        subject_id=job.id,
        at=now,
        network_id=job.network_id,
        name=job.name,
    )
