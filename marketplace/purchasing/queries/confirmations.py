"""The final price as one member is asked to accept it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Money
from marketplace.purchasing.core.comparing import alone_prices, told_alone
from marketplace.purchasing.core.naming import member_code
from marketplace.purchasing.models import (
    LineState,
    PlanRun,
    PlanState,
    PurchaseLine,
    PurchaseState,
)
from marketplace.purchasing.queries.pages_head import Head, ItemCard, head
from network.errors import NotAllowedError, NotFoundError
from network.models import Person
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

_ASKED = (LineState.NOTED, LineState.CONFIRMED, LineState.OUT)


@dataclass(frozen=True, slots=True)
class PricedRow:
    """An input at its final price.

    Attributes:
        item: The input.
        wanted: Units the member wanted.
        units: Units of the plan.
        pays: What they cost, freight included.
        reason: Why so many units, in a sentence.
        declared: What the member said to pay alone for these units, or None.
    """

    item: ItemCard
    wanted: int
    units: int
    pays: Money
    reason: str
    declared: Money | None


@dataclass(frozen=True, slots=True)
class PriceAsked:
    """What a member is asked to accept through one association.

    Attributes:
        organisation_id: The association.
        organisation: Its name.
        person_id: The member.
        person: Name of the member.
        rows: Input by input.
        pays: In all; to be sent back with the answer.
        alone: What the same would cost alone; None if it is not known.
        is_declared: Whether that is what the member said to pay.
        saves: The difference; None if it is not known.
        advance: Part of ``pays`` asked for before ordering, rounded up.
        state: Noted while there is no answer, else confirmed or out.
        answered_at: When it was answered.
        answered_by: Who recorded it, when it was not the member.
        witness: Who heard it then.
        may_answer: Whether the actor may answer now.
        needs_witness: Whether the actor answers for somebody else.
    """

    organisation_id: int
    organisation: str
    person_id: int
    person: str
    rows: tuple[PricedRow, ...]
    pays: Money
    alone: Money | None
    is_declared: bool
    saves: Money | None
    advance: Money
    state: LineState
    answered_at: datetime | None
    answered_by: str | None
    witness: str
    may_answer: bool
    needs_witness: bool


@dataclass(frozen=True, slots=True)
class PricePage:
    """The final price of one member; empty ``asked`` when nothing is asked."""

    head: Head
    asked: tuple[PriceAsked, ...]


def price_page(
    session: Session, purchase_id: int, *, actor: Actor, now: datetime
) -> PricePage:
    """Return the price that the actor is asked, by association.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
    """
    shown = head(session, purchase_id, actor=actor, now=now)
    mine = {part.organisation_id for part in shown.own_parts}
    lines = [
        line
        for line in asked_lines(session, purchase_id, person_id=actor.person_id)
        if line.organisation_id in mine
    ]
    return PricePage(shown, _asked(session, shown, lines, actor, now))


def member_price(
    session: Session,
    purchase_id: int,
    organisation_id: int,
    person_id: int,
    *,
    actor: Actor,
    now: datetime,
) -> PricePage:
    """Return the price that a member is asked, for who records the answer.

    Raises:
        NotFoundError: If purchase, association or member are not the actor's,
            or nothing was asked of the member.
        NotAllowedError: If the actor may not answer for others.
    """
    shown = head(session, purchase_id, actor=actor, now=now)
    part = shown.part(organisation_id)
    if person_id != actor.person_id and not part.may_note_for_others:
        if not part.is_mine:
            raise NotFoundError(organisation=organisation_id)
        raise NotAllowedError(
            action=Action.NOTE_LINE_FOR_OTHERS, organisation=organisation_id
        )
    lines = [
        line
        for line in asked_lines(session, purchase_id, person_id=person_id)
        if line.organisation_id == organisation_id
    ]
    if not lines:
        raise NotFoundError(person=person_id)
    return PricePage(shown, _asked(session, shown, lines, actor, now))


def asked_lines(
    session: Session, purchase_id: int, *, person_id: int | None = None
) -> Sequence[PurchaseLine]:
    """Return the lines that a price was asked for; permission was asked."""
    wanted = (
        select(PurchaseLine)
        .where(PurchaseLine.purchase_id == purchase_id)
        .where(PurchaseLine.state.in_(_ASKED))
        .where(PurchaseLine.planned_units > 0)
        .order_by(PurchaseLine.id)
        .execution_options(populate_existing=True)
    )
    if person_id is not None:
        wanted = wanted.where(PurchaseLine.person_id == person_id)
    return session.scalars(wanted).all()


def _asked(
    session: Session,
    shown: Head,
    lines: Sequence[PurchaseLine],
    actor: Actor,
    now: datetime,
) -> tuple[PriceAsked, ...]:
    groups: dict[tuple[int, int], list[PurchaseLine]] = {}
    for line in lines:
        groups.setdefault((line.organisation_id, line.person_id), []).append(line)
    if not groups:
        return ()
    run = session.scalar(
        select(PlanRun)
        .where(PlanRun.purchase_id == shown.id)
        .where(PlanRun.state.in_((PlanState.AWARDED, PlanState.FINAL)))
        .order_by(PlanRun.id.desc())
    )
    ids = {line.person_id for line in lines} | {
        line.answered_by for line in lines if line.answered_by
    }
    people = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    names = {row.id: row.name for row in people}
    return tuple(
        _one(shown, group, run, names, actor, now) for group in groups.values()
    )


def _one(
    shown: Head,
    lines: Sequence[PurchaseLine],
    run: PlanRun | None,
    names: dict[int, str],
    actor: Actor,
    now: datetime,
) -> PriceAsked:
    first = lines[0]
    part = shown.part(first.organisation_id)
    items = {item.id: item for item in shown.items}
    code = member_code(first.organisation_id, first.person_id)
    declared = told_alone(
        (
            line.reference_minor,
            items[line.item_id].reference.minor,
            line.planned_units or 0,
        )
        for line in lines
    )
    alone = alone_prices(run.problem, run.result).get(code) if run else None
    alone = alone if declared is None else declared
    pays = sum(line.planned_pays_minor or 0 for line in lines)
    own = first.person_id == actor.person_id
    until = shown.confirm_until
    recorded = first.answered_by not in (None, first.person_id)
    return PriceAsked(
        organisation_id=first.organisation_id,
        organisation=part.name,
        person_id=first.person_id,
        person=names[first.person_id],
        rows=_rows(shown, lines, run, code),
        pays=Money(pays, shown.currency),
        alone=None if alone is None else Money(alone, shown.currency),
        is_declared=declared is not None,
        saves=None if alone is None else Money(alone - pays, shown.currency),
        advance=Money(-(-pays * shown.advance_percent // 100), shown.currency),
        state=together(lines),
        answered_at=first.answered_at,
        answered_by=names.get(first.answered_by or 0) if recorded else None,
        witness=first.answer_witness,
        may_answer=shown.state is PurchaseState.CONFIRMING
        and until is not None
        and now < until
        and (own or part.may_note_for_others),
        needs_witness=not own,
    )


def _rows(
    shown: Head, lines: Sequence[PurchaseLine], run: PlanRun | None, code: str
) -> tuple[PricedRow, ...]:
    reasons = {
        run.names["items"][row["item"]]: row["reason"]
        for row in (run.result["allocations"] if run else [])
        if run and row["member"] == code
    }
    by_item = {line.item_id: line for line in lines}
    return tuple(
        PricedRow(
            item,
            line.wanted,
            line.planned_units or 0,
            Money(line.planned_pays_minor or 0, shown.currency),
            reasons.get(item.id, ""),
            None
            if line.reference_minor is None
            else Money(line.reference_minor, shown.currency).times(
                line.planned_units or 0
            ),
        )
        for item in shown.items
        if (line := by_item.get(item.id)) is not None
    )


def together(lines: Sequence[PurchaseLine]) -> LineState:
    """Return how a member answered: for all inputs at once."""
    states = {line.state for line in lines}
    if LineState.NOTED in states:
        return LineState.NOTED
    return LineState.OUT if LineState.OUT in states else LineState.CONFIRMED
