"""Work of the ground that happens without anybody asking for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from celery import shared_task
from sqlalchemy.exc import OperationalError

from network.clock import now
from network.core.snapshots.taking import graph_of, take
from network.db import db, transaction
from network.jobs import progress
from network.services import access, advice, snapshots, throttles

if TYPE_CHECKING:
    from network.core.snapshots.taking import SnapshotFacts

#: What the page of a job says while a network is measured, by stage.
_STAGES = {
    "graph": "Reuniendo los lazos",
    "whole": "Midiendo la red entera",
    "peer": "Comparando con una red al azar",
    "organisations": "Midiendo cada organización",
    "layers": "Midiendo cada clase de lazo",
    "territories": "Midiendo cada territorio",
    "layout": "Dibujando la red",
    "keep": "Guardando la lectura",
    "advice": "Buscando qué lazos conviene tejer",
}
#: The part of the work that is done once all is computed.
_COMPUTED = 0.80


@shared_task(name="network.close_old_sittings")
def close_old_sittings() -> int:
    """End the sittings that ran out and forget old tries; return how many ended."""
    with transaction() as session:
        throttles.clear_old(session, now=now())
        return access.clear_old(session, now=now())


@shared_task(name="network.take_monthly_snapshots", autoretry_for=(OperationalError,))
def take_monthly_snapshots() -> int:
    """Ask that every network close its month and be measured; return how many."""
    with transaction() as session:
        return snapshots.ask_months(session, now=now())


@shared_task(name="network.take_snapshot", autoretry_for=(OperationalError,))
def take_snapshot(network_id: int, day: str | None = None) -> int:
    """Measure a network and keep what was found; return the key of the snapshot.

    What is computed needs no transaction: only reading and keeping do.

    Args:
        network_id: The network.
        day: ISO day whose ties count; the present one when not given.
    """
    at = now()
    session = db.session()
    today = snapshots.network_day(session, network_id, now=at)
    facts = snapshots.read_facts(
        session, network_id, day=date.fromisoformat(day) if day else today
    )
    session.rollback()
    taken = take(facts, on_progress=_tell)
    _tell("keep", 1)
    with transaction() as writing:
        key = snapshots.keep_snapshot(writing, network_id, taken, now=at)
    if facts.day == today:
        _advise(network_id, facts, today)
    return key


def _advise(network_id: int, facts: SnapshotFacts, today: date) -> None:
    """Work out who should meet next, and keep it."""
    _tell("advice", 1.1)
    at, session = now(), db.session()
    found = advice.plan_introductions(
        session, network_id, graph_of(facts), day=today, now=at
    )
    session.rollback()
    with transaction() as writing:
        advice.save_introductions(writing, network_id, found, now=at)


def _tell(stage: str, part: float) -> None:
    """Say how far the measuring is; stops it if the job was cancelled."""
    progress(min(99, round(part * 100 * _COMPUTED)), _STAGES[stage])
