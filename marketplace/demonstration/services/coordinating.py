"""What the coordinators of the demonstration did, and what they have taken on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.demonstration.core.hours import noon
from marketplace.kernel.calendar import local_day
from network.core.advice.kinds import IntroductionKind
from network.models import Introduction, IntroductionState, TaskKind
from network.services.coordination import Contact, Outcome, record_contact
from network.services.proposals import TaskPlan, accept_introduction

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.demonstration.services.village import Village
    from network.models import Network

#: How long the coordinator has for what is still to be done.
_TIME_LEFT = timedelta(days=12)


def tell_visit(
    session: Session,
    village: Village,
    network: Network,
    ends: tuple[int, int],
    *,
    day: date,
    result: str,
) -> None:
    """Write down, on the day it happened, that the coordinator brought two together.

    Args:
        session: The open transaction.
        village: The stage.
        network: Where it happened.
        ends: The two organisations.
        day: When it happened.
        result: What came of it.
    """
    record_contact(
        session,
        network.id,
        Contact(TaskKind.VISIT, *ends, Outcome(day, result)),
        actor=village.coordinator(network),
        day=day,
        now=noon(day),
    )


def take_on(
    session: Session, village: Village, network: Network, *, now: datetime
) -> None:
    """Leave one proposal accepted, with its task still to be done.

    Proposals that pair leaves stay for whoever walks the demonstration.

    Args:
        session: The open transaction.
        village: The stage.
        network: Whose proposals have been worked out.
        now: The hour at which the demonstration is loaded.
    """
    proposed = session.scalars(
        select(Introduction)
        .where(
            Introduction.network_id == network.id,
            Introduction.state == IntroductionState.PROPOSED,
        )
        .order_by(Introduction.rank)
    ).all()
    if not proposed:
        return
    gains = (each for each in proposed if each.kind is IntroductionKind.GAIN)
    chosen = next(gains, proposed[-1])
    today = local_day(now, network.time_zone)
    accept_introduction(
        session,
        chosen.id,
        TaskPlan(TaskKind.MEETING, today + _TIME_LEFT, "Citarlas en la próxima feria."),
        actor=village.coordinator(network),
        day=today,
        now=now,
    )
