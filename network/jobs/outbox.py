"""What the rest of the program asks of the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, has_app_context
from sqlalchemy import case, select, update
from sqlalchemy.dialects import postgresql, sqlite

from network.db import after_commit
from network.jobs.turns import rows_changed
from network.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session


def enqueue(  # noqa: PLR0913 - one column each, all by name but the first three
    session: Session,
    name: str,
    arguments: Mapping[str, Any],
    *,
    key: str,
    run_after: datetime,
    network_id: int | None = None,
    max_attempts: int = 5,
) -> int:
    """Promise a piece of work; it exists if and only if the caller commits.

    Args:
        session: The session of the caller's open transaction.
        name: Name of the task, such as ``purchasing.close_due``.
        arguments: Its keyword arguments: plain JSON, ids and ISO days.
        key: Names the effect.  A second job with the same key is not made,
            whatever became of the first one.
        run_after: Not before this instant.
        network_id: Whose coordinators may see it; none is the operator's.
        max_attempts: How often it is tried before it counts as failed.

    Returns:
        The id of the job with this key, new or not.
    """
    session.flush()
    values = {
        "name": name,
        "arguments": dict(arguments),
        "key": key,
        "run_after": run_after,
        "network_id": network_id,
        "max_attempts": max_attempts,
    }
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if is_postgresql else sqlite.insert
    made: int | None = session.scalar(
        insert(Job)
        .values(values)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Job.id)
    )
    if made is not None:
        after_commit(session, wake)
        return made
    return session.scalars(select(Job.id).where(Job.key == key)).one()


def wake() -> None:
    """Tell the dispatcher of this machine that there is work, if it listens.

    Best effort: a job whose ping is lost is found at the next look.
    """
    if has_app_context():
        ping = current_app.extensions.get("tejido.wake")
        if ping is not None:
            ping()


def retry(session: Session, job_id: int, *, now: datetime) -> bool:
    """Let a failed or cancelled job be tried again from the first attempt.

    Returns:
        Whether the job was in a state that allows it.
    """
    changed = rows_changed(
        session,
        update(Job)
        .where(Job.id == job_id, Job.state.in_((JobState.FAILED, JobState.CANCELLED)))
        .values(
            state=JobState.WAITING,
            run_after=now,
            attempts=0,
            percent=0,
            step="",
            cancel_asked=False,
            lease_until=None,
            lease_token=None,
            finished_at=None,
        ),
    )
    if changed:
        after_commit(session, wake)
    return changed == 1


def ask_to_cancel(session: Session, job_id: int, *, now: datetime) -> bool:
    """Cancel a waiting job at once, a running one at its next step.

    Returns:
        Whether the job was waiting or running.
    """
    waits = Job.state == JobState.WAITING
    changed = rows_changed(
        session,
        update(Job)
        .where(Job.id == job_id, Job.state.in_((JobState.WAITING, JobState.RUNNING)))
        .values(
            cancel_asked=True,
            state=case((waits, JobState.CANCELLED.value), else_=Job.state),
            finished_at=case((waits, now), else_=Job.finished_at),
        ),
    )
    return changed == 1
