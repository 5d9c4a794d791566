"""What the networks of the demonstration read of themselves, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from marketplace.economy.services import find_leads
from marketplace.kernel.calendar import local_day
from network.models import Job, JobState
from network.services.snapshots import take_history

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.models import Network

#: Months that a network of the demonstration can look back on.
MONTHS = 18


def read_history(session: Session, network: Network, *, now: datetime) -> None:
    """Take the snapshot of every month, with the leads and the advice of today.

    Args:
        session: The open transaction.
        network: Whose events have been told.
        now: The hour at which the demonstration is loaded.
    """
    day = local_day(now, network.time_zone)
    find_leads(session, network.id, day=day, now=now)
    take_history(session, network.id, day=day, now=now, months=MONTHS)
    # What was asked for while the past was told has just been done.  Its rows go,
    # because a visitor's first change asks for the same window by the same key.
    session.execute(
        delete(Job)
        .where(Job.network_id == network.id, Job.name == "network.take_snapshot")
        .where(Job.state == JobState.WAITING)
    )
