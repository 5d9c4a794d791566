"""What waits for a person in all purchases, and which go on without them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from marketplace.purchasing.core.deeds import Deed, Waiting
from marketplace.purchasing.models import PurchaseState
from marketplace.purchasing.queries.waiting.case import Case
from marketplace.purchasing.queries.waiting.facts import read_facts
from marketplace.purchasing.queries.waiting.goods import goods_deeds
from marketplace.purchasing.queries.waiting.own import own_deeds
from marketplace.purchasing.queries.waiting.running import running_deeds
from marketplace.purchasing.queries.waiting.treasury import treasury_deeds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

__all__ = ["STUCK_DAYS", "Deed", "RunningPurchase", "WaitingPage", "waiting_for"]

#: Days without a step after which a coordinator hears of a purchase.
STUCK_DAYS = 10


@dataclass(frozen=True, slots=True)
class RunningPurchase:
    """A purchase under way in which nothing waits for the actor."""

    id: int
    title: str
    state: PurchaseState
    convener_id: int
    time_zone: str
    closes_at: datetime
    confirm_until: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """What waits for somebody, the most urgent first, and what goes on."""

    waiting: tuple[Waiting, ...]
    others: tuple[RunningPurchase, ...]


def waiting_for(
    session: Session, *, actor: Actor, now: datetime, day: date
) -> WaitingPage:
    """Return what waits for the actor in the purchases that the actor may see.

    The number of statements does not depend on how many there are.

    Args:
        session: The open transaction.
        actor: Who asks; nothing is said of purchases of others.
        now: The instant.
        day: The day it is, for roles and for prices that are still valid.
    """
    waiting: list[Waiting] = []
    others: list[RunningPurchase] = []
    for facts in read_facts(session, actor=actor, day=day):
        found = list(_deeds(Case(facts, actor, now, day)))
        waiting += found
        row = facts.row
        if not found:
            others.append(
                RunningPurchase(
                    id=row.id,
                    title=row.title,
                    state=row.state,
                    convener_id=row.convener_id,
                    time_zone=row.network.time_zone,
                    closes_at=row.closes_at,
                    confirm_until=row.confirm_until,
                )
            )
    waiting.sort(key=lambda each: each.urgency)
    return WaitingPage(tuple(waiting), tuple(others))


def _deeds(case: Case) -> Iterator[Waiting]:
    yield from own_deeds(case)
    yield from running_deeds(case)
    yield from goods_deeds(case)
    yield from treasury_deeds(case)
    yield from _stuck(case)


def _stuck(case: Case) -> Iterator[Waiting]:
    row, since = case.facts.row, case.facts.counts.since
    goes_on = row.state is PurchaseState.DRAFT or (
        row.state is PurchaseState.OPEN and case.now < row.closes_at
    )
    if row.network_id not in case.actor.coordinates or goes_on or since is None:
        return
    quiet = case.now - since
    if quiet >= timedelta(days=STUCK_DAYS):
        yield case.say(Deed.STUCK, count=quiet.days)
