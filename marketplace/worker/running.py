"""One run of one job: lease, heartbeat, the task itself, and how it ended."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from network import clock, jobs
from network.db import retrying, transaction
from network.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flask import Flask

    from marketplace.config import Config

log = structlog.get_logger("tejido.jobs")


def run(
    app: Flask,
    config: Config,
    tasks: Mapping[str, Callable[..., object]],
    claim: jobs.Claim,
    *,
    explain: Callable[[DomainError], str] = str,
) -> None:
    """Run a claimed job if the claim still holds; record how it ended.

    Args:
        app: The application of this process.
        config: Its settings.
        tasks: The tasks by name.
        claim: What the courier brought.
        explain: Says a broken rule in words for the coordinator.
    """
    with app.app_context():
        begun = retrying(lambda: _begin(config, claim))
    if begun is None:
        log.info("claim no longer holds", job=claim.job_id)
        return
    with _heartbeat(app, config, begun.lease):
        try:
            _work(app, tasks, begun)
        except jobs.LeaseLostError:
            log.warning("another worker has the job", job=claim.job_id)
        except jobs.JobCancelledError:
            _settle(app, lambda: _cancelled(begun.lease))
        except Exception as error:
            log.exception("job failed", job=claim.job_id, attempt=begun.attempt)
            reason = _reason(app, config, error, explain)
            _settle(app, lambda: _failed(begun.lease, reason))
        else:
            _settle(app, lambda: _finished(begun.lease))
    with app.app_context():
        jobs.wake()


class UnknownTaskError(Exception):
    """The job names a task that this program does not have."""


def _work(
    app: Flask, tasks: Mapping[str, Callable[..., object]], begun: jobs.Begun
) -> None:
    task = tasks.get(begun.name)
    if task is None:
        raise UnknownTaskError(begun.name)
    with app.app_context(), jobs.holding(begun.lease):
        task(**begun.arguments)


def _begin(config: Config, claim: jobs.Claim) -> jobs.Begun | None:
    with transaction() as session:
        return jobs.begin(
            session,
            claim,
            now=clock.now(),
            lease_seconds=config.job_lease_seconds,
        )


def _finished(lease: jobs.Lease) -> None:
    with transaction() as session:
        jobs.finish(session, lease, now=clock.now())


def _cancelled(lease: jobs.Lease) -> None:
    with transaction() as session:
        jobs.cancelled(session, lease, now=clock.now())


def _failed(lease: jobs.Lease, reason: str) -> None:
    with transaction() as session:
        jobs.fail(session, lease, now=clock.now(), reason=reason)


def _settle(app: Flask, ending: Callable[[], None]) -> None:
    """Record an ending; if that fails the lease runs out and another run comes."""
    try:
        with app.app_context():
            retrying(ending)
    except jobs.LeaseLostError:
        log.warning("ended too late: another worker has the job")


def _reason(
    app: Flask,
    config: Config,
    error: Exception,
    explain: Callable[[DomainError], str],
) -> str:
    if isinstance(error, DomainError):
        with app.app_context():
            return explain(error)
    if isinstance(error, SoftTimeLimitExceeded):
        return f"El trabajo tardó más de {config.job_minutes} minutos."
    if isinstance(error, UnknownTaskError):
        return f"El programa no conoce el trabajo «{error}»."
    # The message of an unforeseen error may hold somebody's details; it goes
    # to the operator's log only.
    return f"Error imprevisto ({type(error).__name__}). El registro tiene el detalle."


@contextmanager
def _heartbeat(app: Flask, config: Config, lease: jobs.Lease) -> Iterator[None]:
    """Renew the lease in a thread while the body runs."""
    done = threading.Event()
    pause = config.job_lease_seconds / 3

    def beat() -> None:
        while not done.wait(pause):
            try:
                with app.app_context(), transaction() as session:
                    jobs.renew(
                        session,
                        lease,
                        now=clock.now(),
                        lease_seconds=config.job_lease_seconds,
                    )
            except jobs.LeaseLostError:
                return
            except Exception as error:  # noqa: BLE001 - one missed beat is survived
                log.warning("heartbeat missed", job=lease.job_id, error=repr(error))

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=5)
