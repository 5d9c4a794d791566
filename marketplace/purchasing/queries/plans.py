"""The page of a plan: what it buys, who gets what and why, who chose it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from marketplace.kernel.calendar import local_day
from marketplace.kernel.money import Currency, Money
from marketplace.purchasing.core.comparing import told_fairly
from marketplace.purchasing.core.naming import code_parts
from marketplace.purchasing.models import (
    PlanChoice,
    PlanRun,
    PlanState,
    PurchaseState,
    SupplierInterest,
)
from marketplace.purchasing.queries.pages_head import Head, head
from marketplace.purchasing.queries.plan_cards import (
    DONE,
    PlanCard,
    PlansPage,
    cards_of,
    plans_page,
)
from network.errors import NotFoundError
from network.models import Person
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

__all__ = ["PlanCard", "PlanPage", "PlansPage", "plan_page", "plans_page"]


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One input bought from one supplier, without freight."""

    supplier: str
    item: str
    packs: int
    units: int
    price: Money
    cost: Money


@dataclass(frozen=True, slots=True)
class FreightRow:
    """What bringing the goods of one supplier costs."""

    supplier: str
    cost: Money


@dataclass(frozen=True, slots=True)
class SurplusRow:
    """Units bought that nobody asked for, and why."""

    item: str
    units: int
    why: str


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What a member gets of one input, pays for it, and why."""

    item: str
    wanted: int
    allocated: int
    pays: Money
    reason: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member in a plan.

    Attributes:
        organisation_id: Association through which the member takes part.
        person_id: The member.
        name: Of the member.
        pays: In all, with freight.
        alone: What the same would cost alone; None if it is not known.
        saves: The difference; None if it is not known.
        shares: Input by input.
    """

    organisation_id: int
    person_id: int
    name: str
    pays: Money
    alone: Money | None
    saves: Money | None
    shares: tuple[ShareRow, ...]


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """Somebody's choice of a plan; ``undone_at`` when it counts no more."""

    person: str
    at: datetime
    reason: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan with everything it says.

    Attributes:
        head: The purchase.
        plan: Its card.
        bound: No plan that serves as much costs less.
        solver: What solved it.
        orders: What is bought.
        freight: What bringing it costs.
        surplus: Units nobody asked for.
        findings: What is worth saying, those that need a decision first.
        members: Those the actor may see: the own row, and the members of
            associations for which the actor types, by name.
        others: How many members are not shown.
        alone: What everybody would pay alone, those known only.
        saves: What everybody whose price alone is known saves together.
        choices: Who chose it, and when.
        alternatives: Other plans of the same lines and quotes.
        may_choose: Whether the actor may choose it now.
        related: Suppliers of it to which the actor is related.
        has_chosen: Whether the actor chose it already.
    """

    head: Head
    plan: PlanCard
    bound: Money
    solver: str
    orders: tuple[OrderRow, ...]
    freight: tuple[FreightRow, ...]
    surplus: tuple[SurplusRow, ...]
    findings: tuple[str, ...]
    members: tuple[MemberRow, ...]
    others: int
    alone: Money
    saves: Money
    choices: tuple[ChoiceRow, ...]
    alternatives: tuple[PlanCard, ...]
    may_choose: bool
    related: tuple[str, ...]
    has_chosen: bool


def plan_page(
    session: Session, run_id: int, *, actor: Actor, now: datetime
) -> PlanPage:
    """Return one plan, with the alternatives beside it.

    Raises:
        NotFoundError: If there is no such plan, or it is not the actor's.
    """
    run = session.get(PlanRun, run_id, populate_existing=True)
    if run is None:
        raise NotFoundError(plan=run_id)
    shown = head(session, run.purchase_id, actor=actor, now=now)
    beside = session.scalars(
        select(PlanRun)
        .where(PlanRun.purchase_id == run.purchase_id)
        .where(PlanRun.inputs_hash == run.inputs_hash, PlanRun.id != run.id)
        .order_by(PlanRun.id)
    ).all()
    cards = cards_of(session, [run, *beside], shown.currency)
    choices = _choices(session, run_id)
    mine = actor.person_id
    related = _related(session, run, mine, local_day(now, shown.time_zone))
    result = told_fairly(run.problem, run.result) if run.state in DONE else {}
    members, others = _members(session, shown, result, actor)
    known = [row for row in result.get("members", ()) if row["alone"] is not None]
    chosen = {key for key, each in choices if each.undone_at is None}
    return PlanPage(
        head=shown,
        plan=cards[0],
        bound=Money(run.bound_minor, shown.currency),
        solver=run.solver,
        orders=_orders(result, shown.currency),
        freight=tuple(
            FreightRow(row["supplier"], Money(row["cost"], shown.currency))
            for row in result.get("freight", ())
        ),
        surplus=tuple(
            SurplusRow(row["item"], row["units"], row["why"])
            for row in result.get("surplus", ())
        ),
        findings=tuple(row["text"] for row in result.get("findings", ())),
        members=members,
        others=others,
        alone=Money(sum(row["alone"] for row in known), shown.currency),
        saves=Money(sum(row["saves"] for row in known), shown.currency),
        choices=tuple(each for _, each in choices),
        alternatives=cards[1:],
        may_choose=Action.CHOOSE_PLAN in shown.may
        and shown.state is PurchaseState.QUOTING
        and run.state is PlanState.SOLVED
        and not related,
        related=related,
        has_chosen=mine in chosen,
    )


def _orders(result: dict[str, Any], currency: Currency) -> tuple[OrderRow, ...]:
    return tuple(
        OrderRow(
            row["supplier"],
            row["item"],
            row["packs"],
            row["units"],
            Money(row["price"], currency),
            Money(row["cost"], currency),
        )
        for row in result.get("orders", ())
    )


def _choices(session: Session, run_id: int) -> list[tuple[int, ChoiceRow]]:
    rows = session.execute(
        select(PlanChoice, Person.name)
        .join(Person, Person.id == PlanChoice.person_id)
        .where(PlanChoice.plan_run_id == run_id)
        .order_by(PlanChoice.id)
    )
    return [
        (each.person_id, ChoiceRow(name, each.at, each.reason, each.undone_at))
        for each, name in rows
    ]


def _related(
    session: Session, run: PlanRun, person_id: int, day: date
) -> tuple[str, ...]:
    known = run.names.get("suppliers", {})
    used = [known[row["supplier"]] for row in run.result.get("freight", ())]
    return tuple(session.scalars(SupplierInterest.related(person_id, used, day)))


def _members(
    session: Session, shown: Head, result: dict[str, Any], actor: Actor
) -> tuple[tuple[MemberRow, ...], int]:
    """Return the members the actor may see, by name, and how many others."""
    typed = {part.organisation_id for part in shown.typed_parts}
    codes = {row["member"]: row for row in result.get("members", ())}
    seen = {
        code: code_parts(code)
        for code in codes
        if code_parts(code)[0] in typed or code_parts(code)[1] == actor.person_id
    }
    people = _names(session, {person for _, person in seen.values()})
    shares: dict[str, list[ShareRow]] = {}
    for row in result.get("allocations", ()):
        if row["member"] in seen:
            shares.setdefault(row["member"], []).append(
                ShareRow(
                    row["item"],
                    row["wanted"],
                    row["allocated"],
                    Money(row["pays"], shown.currency),
                    row["reason"],
                )
            )
    rows = [
        MemberRow(
            organisation_id,
            person_id,
            people[person_id][0],
            Money(codes[code]["pays"], shown.currency),
            _known(codes[code]["alone"], shown.currency),
            _known(codes[code]["saves"], shown.currency),
            tuple(shares.get(code, ())),
        )
        for code, (organisation_id, person_id) in seen.items()
    ]
    rows.sort(key=lambda row: (people[row.person_id][1], row.person_id))
    return tuple(rows), len(codes) - len(rows)


def _names(session: Session, people: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(
        select(Person.id, Person.name, Person.search_key).where(Person.id.in_(people))
    )
    return {key: (name, search) for key, name, search in rows}


def _known(minor: int | None, currency: Currency) -> Money | None:
    return None if minor is None else Money(minor, currency)
