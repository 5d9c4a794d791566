"""The page of a joint purchase: what happened, what is missing, what is mine."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from marketplace.kernel.calendar import local_day
from marketplace.kernel.money import Money
from marketplace.purchasing.core.comparing import alone_prices, told_alone
from marketplace.purchasing.core.naming import member_code
from marketplace.purchasing.core.standing import standing
from marketplace.purchasing.models import (
    LineState,
    PlanRun,
    PlanState,
    PurchaseLine,
    PurchaseState,
    PurchaseStep,
)
from marketplace.purchasing.queries.pages_head import Head, ItemCard, Part, head
from marketplace.purchasing.queries.pages_offers import offers_of
from network.models import Membership
from network.policy import ALLOWED, Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

#: Lines that stand for something that will be or was bought.
ALIVE = (
    LineState.NOTED,
    LineState.CONFIRMED,
    LineState.RECEIVED,
    LineState.PAID,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A move of the purchase: to what, when, by whom and why."""

    state: PurchaseState
    at: datetime
    who: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """An input with what is asked for so far.

    Attributes:
        item: Which.
        wanted: Units asked for by everybody.
        at_most: Units everybody together would take.
        people: How many ask for it.
        price: Lowest price of a unit so far, freight included; None if no
            supplier was heard.
        supplier: Who asks it.
        missing: Units missing to a better price; 0 if none is known.
        goal: Units at which it holds; None if none is known.
        goal_price: That price.
    """

    item: ItemCard
    wanted: int
    at_most: int
    people: int
    price: Money | None
    supplier: str
    missing: int
    goal: int | None
    goal_price: Money | None


@dataclass(frozen=True, slots=True)
class MyLine:
    """What the actor asks for of an input.

    Attributes:
        line_id: Of the line.
        item: Which input.
        organisation_id: Through which association.
        wanted: Units needed.
        at_most: Units that would still be taken.
        at_least: Fewer are of no use.
        state: Of the line.
        version: Of the line.
        planned: Units in the chosen plan; None before.
        pays: What those cost; None before.
        declared: What the member said to pay alone for a unit, or None.
    """

    line_id: int
    item: ItemCard
    organisation_id: int
    wanted: int
    at_most: int
    at_least: int
    state: LineState
    version: int
    planned: int | None
    pays: Money | None
    declared: Money | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The actor's order alone and with everybody, at the prices so far.

    Attributes:
        alone: What the actor would pay alone.
        together: What the actor pays with everybody.
        saves: The difference.
        is_declared: Whether ``alone`` is what the actor said to pay.
    """

    alone: Money
    together: Money
    saves: Money
    is_declared: bool


@dataclass(frozen=True, slots=True)
class PartCount:
    """How many members of an association have noted something."""

    part: Part
    members: int
    noted: int


@dataclass(frozen=True, slots=True)
class PurchasePage:
    """A joint purchase as its page shows it.

    Attributes:
        head: What it is and what the actor may do.
        steps: What happened, oldest first.
        standings: Each input with what is asked for.
        mine: The actor's own lines.
        comparison: Alone against together; None without lines or prices.
        counts: Associations and how many of their members noted something.
        quotes: How many suppliers were heard.
    """

    head: Head
    steps: tuple[Step, ...]
    standings: tuple[ItemStanding, ...]
    mine: tuple[MyLine, ...]
    comparison: Comparison | None
    counts: tuple[PartCount, ...]
    quotes: int


def purchase_page(
    session: Session, purchase_id: int, *, actor: Actor, now: datetime
) -> PurchasePage:
    """Return the page of a purchase.

    Raises:
        NotFoundError: If the actor has nothing to do with it.
    """
    shown = head(session, purchase_id, actor=actor, now=now)
    standings, quotes = standings_of(session, shown, now)
    mine = my_lines(session, shown, actor)
    return PurchasePage(
        head=shown,
        steps=_steps(session, purchase_id),
        standings=standings,
        mine=mine,
        comparison=_compare(session, shown, standings, mine, actor),
        counts=_counts(session, shown, now),
        quotes=quotes,
    )


def standings_of(
    session: Session, shown: Head, now: datetime
) -> tuple[tuple[ItemStanding, ...], int]:
    """Return how each input stands, and how many suppliers were heard."""
    asked = {
        row.item_id: row
        for row in session.execute(
            select(
                PurchaseLine.item_id,
                func.sum(PurchaseLine.wanted).label("wanted"),
                func.sum(PurchaseLine.at_most).label("at_most"),
                func.count(PurchaseLine.id).label("people"),
            )
            .where(PurchaseLine.purchase_id == shown.id)
            .where(PurchaseLine.state.in_(ALIVE))
            .group_by(PurchaseLine.item_id)
        )
    }
    offers = offers_of(session, shown.id, day=local_day(now, shown.time_zone))
    found = []
    for item in shown.items:
        row = asked.get(item.id)
        wanted, at_most, people = (
            (int(row.wanted), int(row.at_most), row.people) if row else (0, 0, 0)
        )
        told = standing(wanted, offers.get(item.id, ()))
        found.append(
            ItemStanding(
                item,
                wanted,
                at_most,
                people,
                _money(shown, told.price),
                told.supplier,
                told.missing,
                told.goal,
                _money(shown, told.goal_price),
            )
        )
    heard = {each.supplier for heard in offers.values() for each in heard}
    return tuple(found), len(heard)


def my_lines(session: Session, shown: Head, actor: Actor) -> tuple[MyLine, ...]:
    """Return the actor's own lines that were not taken back."""
    items = {item.id: item for item in shown.items}
    rows = session.scalars(
        select(PurchaseLine)
        .where(PurchaseLine.purchase_id == shown.id)
        .where(PurchaseLine.person_id == actor.person_id)
        .where(PurchaseLine.state != LineState.WITHDRAWN)
        .order_by(PurchaseLine.organisation_id, PurchaseLine.id)
        .execution_options(populate_existing=True)
    )
    return tuple(
        MyLine(
            row.id,
            items[row.item_id],
            row.organisation_id,
            row.wanted,
            row.at_most,
            row.at_least,
            row.state,
            row.version,
            row.planned_units,
            _money(shown, row.planned_pays_minor),
            _money(shown, row.reference_minor),
        )
        for row in rows
    )


def members_by_part(
    session: Session, shown: Head, now: datetime
) -> dict[int, frozenset[int]]:
    """Return the ids of the members of each association of a purchase."""
    day = local_day(now, shown.time_zone)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for organisation_id, person_id in session.execute(
        select(Membership.organisation_id, Membership.person_id)
        .where(Membership.organisation_id.in_(_keys(shown.parts)))
        .where(Membership.role.in_(ALLOWED[Action.NOTE_LINE]))
        .where(Membership.held_on(day))
    ):
        if organisation_id is not None:
            found[organisation_id].add(person_id)
    return {key: frozenset(people) for key, people in found.items()}


def _counts(session: Session, shown: Head, now: datetime) -> tuple[PartCount, ...]:
    members = members_by_part(session, shown, now)
    noted: defaultdict[int, set[int]] = defaultdict(set)
    for organisation_id, person_id in session.execute(
        select(PurchaseLine.organisation_id, PurchaseLine.person_id)
        .where(PurchaseLine.purchase_id == shown.id)
        .where(PurchaseLine.state.in_(ALIVE))
        .distinct()
    ):
        noted[organisation_id].add(person_id)
    return tuple(
        PartCount(
            part,
            len(members.get(part.organisation_id, ())),
            len(noted[part.organisation_id]),
        )
        for part in shown.parts
    )


def _keys(parts: Sequence[Part]) -> list[int]:
    return [part.organisation_id for part in parts]


def _steps(session: Session, purchase_id: int) -> tuple[Step, ...]:
    rows = session.scalars(
        select(PurchaseStep)
        .options(joinedload(PurchaseStep.person))
        .where(PurchaseStep.purchase_id == purchase_id)
        .order_by(PurchaseStep.id)
    )
    return tuple(
        Step(row.to_state, row.at, row.person.name if row.person else None, row.reason)
        for row in rows
    )


def _compare(
    session: Session,
    shown: Head,
    standings: Iterable[ItemStanding],
    mine: Sequence[MyLine],
    actor: Actor,
) -> Comparison | None:
    """Return the order alone and together; as the plan says once there is one."""
    alive = [line for line in mine if line.state in ALIVE]
    if any(line.pays is not None for line in alive):
        return _planned(session, shown, alive, actor)
    prices = {each.item.id: each.price for each in standings}
    alone = together = Money.zero(shown.currency)
    for line in alive:
        price = prices.get(line.item.id)
        if price is None:
            return None
        alone += line.item.reference.times(line.wanted)
        together += price.times(line.wanted)
    declared = _declared(shown, alive)
    alone = declared or alone
    is_declared = declared is not None
    return Comparison(alone, together, alone - together, is_declared) if alive else None


def _declared(shown: Head, alive: Sequence[MyLine]) -> Money | None:
    """Return what the order costs alone as the actor said, if it was said."""
    return _money(
        shown,
        told_alone(
            (
                None if line.declared is None else line.declared.minor,
                line.item.reference.minor,
                line.wanted if line.planned is None else line.planned,
            )
            for line in alive
        ),
    )


def _planned(
    session: Session, shown: Head, alive: Sequence[MyLine], actor: Actor
) -> Comparison | None:
    """Return what the plan in force says; None if it cannot compare."""
    run = session.scalar(
        select(PlanRun)
        .where(PlanRun.purchase_id == shown.id)
        .where(PlanRun.state.in_((PlanState.AWARDED, PlanState.FINAL)))
        .order_by(PlanRun.id.desc())
        .limit(1)
    )
    if run is None:
        return None
    codes = {member_code(line.organisation_id, actor.person_id) for line in alive}
    alones = alone_prices(run.problem, run.result)
    told = [alones[code] for code in codes if code in alones]
    known = [price for price in told if price is not None]
    declared = _declared(shown, alive)
    if declared is None and (not told or len(known) < len(told)):
        return None
    alone = Money(sum(known), shown.currency) if declared is None else declared
    pays = [row["pays"] for row in run.result["members"] if row["member"] in codes]
    together = Money(sum(pays), shown.currency)
    return Comparison(alone, together, alone - together, declared is not None)


def _money(shown: Head, minor: int | None) -> Money | None:
    return None if minor is None else Money(minor, shown.currency)
