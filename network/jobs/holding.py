"""From inside a running job: say how far it is, and save only while it is ours."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from network.db import NestedTransactionError, db, is_open, transaction
from network.jobs.errors import JobCancelledError, LeaseLostError
from network.jobs.turns import Lease, rows_changed
from network.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Lease", "holding", "progress"]

_held: ContextVar[Lease | None] = ContextVar("held", default=None)


@contextmanager
def holding(lease: Lease) -> Iterator[None]:
    """Run the body as the job: what it commits is refused once the lease is lost."""
    token = _held.set(lease)
    try:
        yield
    finally:
        _held.reset(token)


@event.listens_for(Session, "before_commit")
def _fence(session: Session) -> None:
    """Refuse the commit of a run whose job was given to somebody else.

    The row stays locked until the commit, so nobody can take the job between
    this look and the end of the transaction.
    """
    lease = _held.get()
    if lease is None or not is_open(session):
        return
    held = session.scalar(
        select(Job.id)
        .where(
            Job.id == lease.job_id,
            Job.lease_token == lease.token,
            Job.state == JobState.RUNNING,
        )
        .with_for_update()
    )
    if held is None:
        raise LeaseLostError


def progress(percent: int, step: str) -> None:
    """Say how far the running job is; outside a job, do nothing.

    It is saved at once, in a transaction of its own, so it must not be called
    while a ``transaction()`` is open.

    Args:
        percent: Share of the work that is done, 0 to 100.
        step: What is being done now, in words for the coordinator.

    Raises:
        JobCancelledError: If somebody asked that the job be stopped.
        LeaseLostError: If the job was given to somebody else.
        NestedTransactionError: Inside a ``transaction()``.
    """
    lease = _held.get()
    if lease is None:
        return
    if is_open(db.session()):
        raise NestedTransactionError
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way
    with app.app_context(), transaction() as session:
        _note(session, lease, percent, step)
        asked = session.scalar(select(Job.cancel_asked).where(Job.id == lease.job_id))
    if asked:
        raise JobCancelledError


def _note(session: Session, lease: Lease, percent: int, step: str) -> None:
    changed = rows_changed(
        session,
        update(Job)
        .where(
            Job.id == lease.job_id,
            Job.lease_token == lease.token,
            Job.state == JobState.RUNNING,
        )
        .values(percent=min(max(percent, 0), 100), step=step[:200]),
    )
    if not changed:
        raise LeaseLostError
