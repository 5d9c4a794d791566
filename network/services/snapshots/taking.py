"""Take snapshots: of one day, or of every month since a network began."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from network.core.months import last_day, month_before, month_of, months_between
from network.core.snapshots.taking import graph_of, take
from network.models import NetworkMembership, Tie, TieEvent
from network.services.advice import refresh_introductions
from network.services.snapshots.facts import read_facts
from network.services.snapshots.keeping import keep_snapshot

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session


class MonthToTake(NamedTuple):
    """A month of the history and the day whose ties stand for it."""

    month: str
    day: date


def take_snapshot(
    session: Session, network_id: int, *, day: date, now: datetime
) -> int:
    """Measure a network on a day and keep it; return the key of the snapshot.

    Everything in one transaction, for loading and for tests: the job of the
    outbox computes between two of them.

    Args:
        session: The open transaction.
        network_id: The network.
        day: The day whose ties count.
        now: The present instant.
    """
    facts = read_facts(session, network_id, day=day)
    return keep_snapshot(session, network_id, take(facts), now=now)


def months_to_take(
    session: Session, network_id: int, *, day: date, months: int | None = None
) -> list[MonthToTake]:
    """Return the months of the history of a network, the oldest first.

    Args:
        session: The open transaction.
        network_id: The network.
        day: The day it is there; the month it is in ends with it.
        months: Only the last so many; since the first event when none.
    """
    first = session.scalar(
        select(func.min(TieEvent.day))
        .join(Tie, Tie.id == TieEvent.tie_id)
        .where(Tie.network_id == network_id)
    )
    inside = session.scalar(
        select(func.min(NetworkMembership.since)).where(
            NetworkMembership.network_id == network_id
        )
    )
    if inside is None:
        return []
    this = month_of(day)
    # A network without events has a present, but no history to tell.
    earliest = this if first is None else month_of(max(first, inside))
    if months is not None:
        earliest = max(earliest, month_before(this, months - 1))
    return [
        MonthToTake(month, min(last_day(month), day))
        for month in months_between(earliest, this)
    ]


def take_history(
    session: Session,
    network_id: int,
    *,
    day: date,
    now: datetime,
    months: int | None = None,
) -> int:
    """Take the snapshots of every month and the advice of today.

    Each month is drawn from the one before; taking them again changes nothing
    unless the events changed.

    Args:
        session: The open transaction, which may last some seconds.
        network_id: The network.
        day: The day it is there.
        now: The present instant.
        months: Only the last so many; all when none.

    Returns:
        How many snapshots there are now of those months.
    """
    wanted = months_to_take(session, network_id, day=day, months=months)
    for each in wanted:
        take_snapshot(session, network_id, day=each.day, now=now)
    if wanted:
        graph = graph_of(read_facts(session, network_id, day=day))
        refresh_introductions(session, network_id, graph, day=day, now=now)
    return len(wanted)
