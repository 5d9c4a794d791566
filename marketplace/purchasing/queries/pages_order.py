"""The order of one person, to be written or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.kernel.calendar import local_day
from marketplace.kernel.money import Money
from marketplace.purchasing.models import LineState, PurchaseItem, PurchaseLine
from marketplace.purchasing.queries.pages_head import Head, ItemCard, Part, head
from marketplace.purchasing.queries.pages_lines import usable_part
from network.errors import NotFoundError
from network.models import Membership, Person
from network.policy import ALLOWED, Action

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An input in the form of an order.

    Attributes:
        item: Which input.
        line_id: Of the line, if there is one that counts.
        wanted: Units asked for; 0 if none.
        at_most: Units that would still be taken.
        at_least: Fewer are of no use.
        version: Of the line, withdrawn ones too; None if there never was one.
        alone: What the person said a unit costs alone, if it was said.
        past: Units asked for in the purchase that this one repeats; 0 if none.
    """

    item: ItemCard
    line_id: int | None
    wanted: int
    at_most: int
    at_least: int
    version: int | None
    alone: Money | None
    past: int


@dataclass(frozen=True, slots=True)
class OrderPage:
    """The order of one person through one association."""

    head: Head
    part: Part
    person_id: int
    person: str
    is_own: bool
    rows: tuple[OrderRow, ...]

    @property
    def has_lines(self) -> bool:
        """Whether something is asked for already."""
        return any(row.line_id for row in self.rows)


def order_page(
    session: Session,
    purchase_id: int,
    *,
    actor: Actor,
    now: datetime,
    organisation_id: int | None = None,
    person_id: int | None = None,
) -> OrderPage:
    """Return the order of a person: the actor's own when nobody is named.

    Args:
        session: To read with.
        purchase_id: The purchase.
        actor: Who asks.
        now: The instant.
        organisation_id: Association; the first of the actor's when not given.
        person_id: The member for whom the actor types.

    Raises:
        NotFoundError: If purchase, association or person are not the actor's.
        NotAllowedError: If the actor may not note there.
    """
    shown = head(session, purchase_id, actor=actor, now=now)
    whose = actor.person_id if person_id is None else person_id
    part = usable_part(shown, organisation_id, own=whose == actor.person_id)
    day = local_day(now, shown.time_zone)
    name = session.scalar(
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.id == whose)
        .where(Membership.organisation_id == part.organisation_id)
        .where(Membership.role.in_(ALLOWED[Action.NOTE_LINE]))
        .where(Membership.held_on(day))
    )
    if name is None:
        raise NotFoundError(person=whose)
    return OrderPage(
        shown,
        part,
        whose,
        name,
        whose == actor.person_id,
        _order_rows(session, shown, part.organisation_id, whose),
    )


def _order_rows(
    session: Session, shown: Head, organisation_id: int, person_id: int
) -> tuple[OrderRow, ...]:
    lines = {
        line.item_id: line
        for line in session.scalars(
            select(PurchaseLine)
            .where(PurchaseLine.purchase_id == shown.id)
            .where(PurchaseLine.organisation_id == organisation_id)
            .where(PurchaseLine.person_id == person_id)
            .execution_options(populate_existing=True)
        )
    }
    past = _past(session, shown, person_id)
    return tuple(
        _order_row(shown, item, lines.get(item.id), past.get(item.presentation_id, 0))
        for item in shown.items
    )


def _order_row(
    shown: Head, item: ItemCard, line: PurchaseLine | None, past: int
) -> OrderRow:
    if line is None:
        return OrderRow(item, None, 0, 0, 0, None, None, past)
    alone = line.reference_minor
    told = None if alone is None else Money(alone, shown.currency)
    if line.state is LineState.WITHDRAWN:
        return OrderRow(item, None, 0, 0, 0, line.version, told, past)
    return OrderRow(
        item,
        line.id,
        line.wanted,
        line.at_most,
        line.at_least,
        line.version,
        told,
        past,
    )


def _past(session: Session, shown: Head, person_id: int) -> dict[int, int]:
    """Return what the person asked for last time, by presentation."""
    if shown.repeats_id is None:
        return {}
    rows = session.execute(
        select(PurchaseItem.presentation_id, func.sum(PurchaseLine.wanted))
        .join(PurchaseItem, PurchaseItem.id == PurchaseLine.item_id)
        .where(PurchaseLine.purchase_id == shown.repeats_id)
        .where(PurchaseLine.person_id == person_id)
        .where(PurchaseLine.state != LineState.WITHDRAWN)
        .group_by(PurchaseItem.presentation_id)
    )
    return {key: int(units) for key, units in rows}
