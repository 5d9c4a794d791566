"""Takes due jobs out of the outbox and hands them to the courier."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from marketplace.worker import bell
from network import clock, jobs
from network.db import db, retrying, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from flask import Flask

    from marketplace.config import Config
    from marketplace.worker.timetable import Slot

log = structlog.get_logger("tejido.dispatcher")

#: Claims a dispatcher holds at most, for each job its worker runs at a time.
CLAIMS_PER_PLACE = 4
#: Done slots are forgotten after this long; other jobs are kept for ever,
#: since their keys say what may not happen twice.
_SLOTS_KEPT = timedelta(days=14)
_PAUSE_WHEN_COURIER_FAILS = timedelta(seconds=5)


class Dispatcher:
    """One per worker process; any number of them share one outbox."""

    def __init__(
        self,
        app: Flask,
        config: Config,
        timetable: Sequence[Slot],
        hand_over: Callable[[jobs.Claim], object],
    ) -> None:
        self._app = app
        self._config = config
        self._timetable = timetable
        self._hand_over = hand_over
        self._stopped = threading.Event()
        self._rounds = threading.RLock()
        self._thread: threading.Thread | None = None
        self._issued: dict[int, jobs.Claim] = {}
        self._slots_seen: set[str] = set()
        self._swept_at: datetime | None = None

    def start(self) -> None:
        """Look for work in a thread until :meth:`close`."""
        self._thread = threading.Thread(
            target=self._run, name="dispatcher", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Claim nothing more and return the claims that nobody began."""
        self._stopped.set()
        bell.ring(self._config.wake_path)
        if self._thread is not None:
            self._thread.join(timeout=5)
        issued, self._issued = self._issued, {}
        if not issued:
            return
        with self._rounds, self._app.app_context(), transaction() as session:
            for claim in issued.values():
                jobs.give_back(session, claim, run_after=clock.now())

    def rest(self) -> None:
        """Let go of the database, so that this process may be forked.

        SQLite keeps in the process what its connections have locked.  A child
        that is born with such a lock would wait for it for ever, since nobody
        in the child can release it.  Nothing is begun until :meth:`resume`.
        """
        self._rounds.acquire()
        with self._app.app_context():
            db.engine.engine.dispose()

    def resume(self) -> None:
        """Go on after :meth:`rest`; called in the same thread, or in its copy."""
        self._rounds.release()

    def turn(self, now: datetime) -> int:
        """Do one round: slots, claims, handing over.

        Returns:
            How many jobs were handed to the courier.
        """
        with self._rounds, self._app.app_context():
            self._enter_slots(now)
            self._forget_slots(now)
            session = db.session()
            is_due = jobs.anything_due(session, now=now)
            busy = jobs.in_hand(session, self._issued.keys(), now=now)
            self._issued = {
                key: claim for key, claim in self._issued.items() if key in busy
            }
            limit = self._config.job_concurrency * CLAIMS_PER_PLACE - len(busy)
            if not is_due or limit <= 0:
                return 0
            return sum(self._send(claim) for claim in self._claims(now, limit))

    def _run(self) -> None:
        log.info("looking for work")
        with bell.Bell(self._config.wake_path) as heard:
            while not self._stopped.is_set():
                try:
                    self.turn(clock.now())
                except Exception as error:
                    # The database may be away for a while; the thread stays.
                    log.exception("round failed", error=type(error).__name__)
                    self._stopped.wait(1)
                heard.wait(self._config.job_poll_seconds)

    def _claims(self, now: datetime, limit: int) -> list[jobs.Claim]:
        def claim() -> list[jobs.Claim]:
            with transaction() as session:
                return jobs.claim_due(
                    session,
                    now=now,
                    lease_seconds=self._config.job_lease_seconds,
                    limit=limit,
                )

        return retrying(claim)

    def _send(self, claim: jobs.Claim) -> bool:
        try:
            self._hand_over(claim)
        except Exception as error:  # noqa: BLE001 - brokers raise what they like; the job is not lost
            log.warning("courier failed", job=claim.job_id, error=repr(error))
            with transaction() as session:
                jobs.give_back(
                    session,
                    claim,
                    run_after=clock.now() + _PAUSE_WHEN_COURIER_FAILS,
                )
            return False
        self._issued[claim.job_id] = claim
        return True

    def _enter_slots(self, now: datetime) -> None:
        begun = [(slot, slot.latest(now)) for slot in self._timetable]
        due = {slot.key(at): (slot, at) for slot, at in begun if at is not None}
        new = due.keys() - self._slots_seen
        if new:
            with transaction() as session:
                for key in sorted(new):
                    slot, at = due[key]
                    jobs.enqueue(
                        session,
                        slot.name,
                        {},
                        key=key,
                        run_after=at,
                        max_attempts=slot.max_attempts,
                    )
        self._slots_seen = set(due)

    def _forget_slots(self, now: datetime) -> None:
        if self._swept_at and now - self._swept_at < timedelta(hours=1):
            return
        names = [slot.name for slot in self._timetable]
        with transaction() as session:
            jobs.forget_done(session, names, before=now - _SLOTS_KEPT)
        self._swept_at = now
