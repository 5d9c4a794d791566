"""Ask that a snapshot be taken: after changes, each month, or now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select

from network.core.months import last_day, month_before, month_of
from network.errors import NotFoundError
from network.jobs import enqueue
from network.models import Job, Network, NetworkMembership, NetworkSnapshot
from network.policy import Action, require_network

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.policy import Actor

#: Name of the task that takes one snapshot.
TASK = "network.take_snapshot"
#: Changes of so many minutes are measured together.
WINDOW = timedelta(minutes=10)
#: A month just gone is told again for so many days: late news arrive.
LATE_DAYS = 7


def ask_snapshot(session: Session, network_id: int, *, now: datetime) -> None:
    """Ask that a network be measured again, once for all changes of a window.

    Args:
        session: The open transaction, which makes the change.
        network_id: The network that changed.
        now: The present instant.
    """
    ends = _end_of_window(now)
    key = f"{TASK}:{network_id}:{ends:%Y-%m-%dT%H:%MZ}"
    # Looked for first: only the first change of a window writes, so that two
    # that weave at once do not wait for each other.
    if session.scalar(select(Job.id).where(Job.key == key)) is None:
        enqueue(
            session,
            TASK,
            {"network_id": network_id},
            key=key,
            run_after=ends,
            network_id=network_id,
        )


def ask_now(session: Session, network_id: int, *, actor: Actor, now: datetime) -> int:
    """Ask that a network be measured at once; return the key of the job.

    Asked twice in a minute it is measured once.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor does not coordinate it.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    return enqueue(
        session,
        TASK,
        {"network_id": network_id},
        key=f"{TASK}:{network_id}:now:{now:%Y-%m-%dT%H:%MZ}",
        run_after=now,
        network_id=network_id,
    )


def ask_months(session: Session, *, now: datetime) -> int:
    """Ask that every network close its last month and measure this one.

    A month is closed on its last day; for some days after it, it is told
    again, since what happened is sometimes written down later.

    Returns:
        How many snapshots were asked for.
    """
    asked = 0
    for network_id, zone in _peopled(session):
        today = _day_in(zone, now)
        days = [today]
        gone = last_day(month_before(month_of(today)))
        if (today - gone).days <= LATE_DAYS or _is_open(session, network_id, gone):
            days.insert(0, gone)
        for day in days:
            enqueue(
                session,
                TASK,
                {"network_id": network_id, "day": day.isoformat()},
                key=f"{TASK}:{network_id}:{day.isoformat()}:{today.isoformat()}",
                run_after=now,
                network_id=network_id,
            )
        asked += len(days)
    return asked


def peopled_networks(session: Session) -> list[int]:
    """Return the networks that ever had an organisation, in order."""
    return [key for key, _zone in _peopled(session)]


def network_day(session: Session, network_id: int, *, now: datetime) -> date:
    """Return the day it is in a network.

    Raises:
        NotFoundError: If there is no such network.
    """
    zone = session.scalar(select(Network.time_zone).where(Network.id == network_id))
    if zone is None:
        raise NotFoundError(network=network_id)
    return _day_in(zone, now)


def _day_in(zone: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def _end_of_window(now: datetime) -> datetime:
    start = datetime(2000, 1, 1, tzinfo=UTC)
    return start + ((now - start) // WINDOW + 1) * WINDOW


def _peopled(session: Session) -> list[tuple[int, str]]:
    """Return the networks that ever had an organisation, with their time zones."""
    rows = session.execute(
        select(Network.id, Network.time_zone)
        .where(Network.id.in_(select(NetworkMembership.network_id)))
        .order_by(Network.id)
    )
    return [(key, zone) for key, zone in rows]


def _is_open(session: Session, network_id: int, gone: date) -> bool:
    """Tell whether a month was begun and never closed."""
    day = session.scalar(
        select(NetworkSnapshot.day).where(
            NetworkSnapshot.network_id == network_id,
            NetworkSnapshot.month == month_of(gone),
        )
    )
    return day is not None and day < gone
