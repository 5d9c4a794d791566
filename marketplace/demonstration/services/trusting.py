"""Trust in the demonstration: who declared it, who vouches, what failures say."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.demonstration.core.hours import noon
from marketplace.kernel.calendar import local_day
from network.models import Tie, TieEvent, TieKind
from network.models.trust import FAILURES, PROMISES
from network.services.admission import SeedElection, elect_seed
from network.services.trust import (
    FailureReply,
    TrustDeclaration,
    declare_trust,
    reply_to_failure,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.demonstration.core.history import History
    from marketplace.demonstration.services.village import Village

#: How long after a failure its side tells its version.
_REPLY_AFTER = timedelta(days=3)


def tell_trust(
    session: Session, village: Village, history: History, *, now: datetime
) -> None:
    """Elect who vouches for others and declare the trust of a history.

    Args:
        session: The open transaction.
        village: The stage.
        history: What happened.
        now: The hour at which the demonstration is loaded.
    """
    network = village.networks[history.network]
    today = local_day(now, network.time_zone)
    _elect(session, village, history, today)
    for said in history.declarations:
        source, target = village.houses[said.source], village.houses[said.target]
        day = today - timedelta(days=said.days_ago)
        declaration = TrustDeclaration(
            network.id, source.id, target.id, said.reason, may_introduce=True
        )
        actor = village.seat(source, 0)
        declare_trust(session, declaration, actor=actor, day=day, now=noon(day))


def tell_replies(
    session: Session, village: Village, history: History, *, now: datetime
) -> None:
    """Let associations say their side of what they did not keep.

    Args:
        session: The open transaction.
        village: The stage, with every purchase played.
        history: What happened.
        now: The hour at which the demonstration is loaded.
    """
    network = village.networks[history.network]
    failures = session.execute(
        select(TieEvent.id, TieEvent.day, TieEvent.kind, Tie.target_id)
        .join(Tie, Tie.id == TieEvent.tie_id)
        .where(Tie.network_id == network.id, TieEvent.kind.in_(sorted(FAILURES)))
        .order_by(TieEvent.id)
    ).all()
    houses = {house.id: house for house in village.houses.values()}
    for event_id, day, kind, house_id in failures:
        house = houses[house_id]
        # Suppliers have nobody on the stage who speaks for them.
        if village.is_producer(house):
            reply_to_failure(
                session,
                FailureReply(event_id, house.id, _version(history, kind)),
                actor=village.seat(house, 0),
                now=min(now, noon(day + _REPLY_AFTER)),
            )


def _version(history: History, kind: TieKind) -> str:
    promise, _is_kept = PROMISES[kind]
    return history.replies[promise]


def _elect(session: Session, village: Village, history: History, today: date) -> None:
    network = village.networks[history.network]
    day = today - timedelta(days=history.assembly.days_ago)
    for name in history.assembly.seeds:
        election = SeedElection(
            network.id, village.houses[name].id, day, act=history.assembly.act
        )
        elect_seed(
            session,
            election,
            actor=village.coordinator(network),
            day=day,
            now=noon(day),
        )
