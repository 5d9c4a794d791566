"""What joint purchases keep of a person: for the copy of one's own data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from marketplace.catalogue.core.packs import pack_text
from marketplace.catalogue.models import Presentation, Product
from marketplace.kernel.amounts import exact_amount
from marketplace.kernel.money import Money
from marketplace.purchasing.models import (
    Allocation,
    HandOver,
    JointPurchase,
    LineChange,
    PurchaseItem,
    PurchaseLine,
)
from marketplace.purchasing.queries.paid import paid_people, shown_state
from network.models import Organisation

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Currency
    from marketplace.purchasing.models import LineChannel, LineState, ProofKind
    from network.policy import Actor

Kept = TypeVar("Kept", PurchaseLine, Allocation, HandOver)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """What the actor asked for of one item.

    Attributes:
        line: Its number.
        purchase: Title of the purchase.
        organisation: The association it was asked through.
        item: The input, in one line.
        wanted: Units.
        at_least: Fewer are of no use.
        at_most: Most units.
        reference: What a unit costs alone, with its currency, or none.
        state: How far it came.
        channel: How it came in.
        planned: Units offered at the final price, or none.
        planned_pays: What they cost, with the currency, or none.
        answered_at: When the price was answered, or none.
        witness: Before whom it was answered, or empty.
        created_at: When it was noted first.
    """

    line: int
    purchase: str
    organisation: str
    item: str
    wanted: int
    at_least: int
    at_most: int
    reference: str | None
    state: LineState
    channel: LineChannel
    planned: int | None
    planned_pays: str | None
    answered_at: datetime | None
    witness: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OwnChange:
    """How one of the actor's lines changed; ``line`` is its number."""

    line: int
    at: datetime
    wanted: int
    at_least: int
    at_most: int
    state: LineState
    channel: LineChannel
    reason: str


@dataclass(frozen=True, slots=True)
class OwnAllocation:
    """What the actor got of one item when it was shared out.

    Attributes:
        purchase: Title of the purchase.
        organisation: The association it was asked through.
        item: The input, in one line.
        wanted: Units confirmed.
        allocated: Units the sharing gave.
        final: Units agreed in the end.
        pays: What they cost, with the currency; zero until it is charged.
        reason: The sentence that explains it.
        change_reason: Why the last number is another, or empty.
    """

    purchase: str
    organisation: str
    item: str
    wanted: int
    allocated: int
    final: int
    pays: str
    reason: str
    change_reason: str


@dataclass(frozen=True, slots=True)
class OwnHandOver:
    """Units handed over to the actor; undone ones say when and why."""

    purchase: str
    organisation: str
    item: str
    units: int
    at: datetime
    proof: ProofKind
    witness: str
    undone_at: datetime | None
    undone_reason: str


def own_lines(session: Session, *, actor: Actor) -> list[OwnLine]:
    """Return every line the actor ever had, oldest first, of any association."""
    rows = session.execute(
        _beside(PurchaseLine)
        .where(PurchaseLine.person_id == actor.person_id)
        .order_by(PurchaseLine.id)
    ).all()
    paid = {
        (line.purchase_id, line.organisation_id): actor.person_id
        in paid_people(
            session,
            session.get_one(JointPurchase, line.purchase_id),
            line.organisation_id,
            person_id=actor.person_id,
        )
        for line, *_ in rows
    }
    return [
        OwnLine(
            line.id,
            title,
            organisation,
            _text(name, pack),
            line.wanted,
            line.at_least,
            line.at_most,
            _amount(line.reference_minor, currency),
            shown_state(
                line.state, is_paid=paid[line.purchase_id, line.organisation_id]
            ),
            line.channel,
            line.planned_units,
            _amount(line.planned_pays_minor, currency),
            line.answered_at,
            line.answer_witness,
            line.created_at,
        )
        for line, title, currency, organisation, name, pack in rows
    ]


def own_changes(session: Session, *, actor: Actor) -> list[OwnChange]:
    """Return every change of the actor's lines, line by line, oldest first."""
    rows = session.execute(
        select(
            LineChange.line_id,
            LineChange.at,
            LineChange.wanted,
            LineChange.at_least,
            LineChange.at_most,
            LineChange.state,
            LineChange.channel,
            LineChange.reason,
        )
        .join(PurchaseLine, PurchaseLine.id == LineChange.line_id)
        .where(PurchaseLine.person_id == actor.person_id)
        .order_by(LineChange.line_id, LineChange.id)
    )
    return [OwnChange(*row) for row in rows]


def own_allocations(session: Session, *, actor: Actor) -> list[OwnAllocation]:
    """Return what the actor ever got of what arrived, oldest first.

    The four digits that are said on the day of delivery stay out of the copy.
    """
    rows = session.execute(
        _beside(Allocation)
        .where(Allocation.person_id == actor.person_id)
        .order_by(Allocation.id)
    )
    return [
        OwnAllocation(
            title,
            organisation,
            _text(name, pack),
            row.wanted,
            row.allocated,
            row.final,
            exact_amount(row.pays),
            row.reason,
            row.change_reason,
        )
        for row, title, _, organisation, name, pack in rows
    ]


def own_hand_overs(session: Session, *, actor: Actor) -> list[OwnHandOver]:
    """Return what was ever handed over to the actor, oldest first."""
    rows = session.execute(
        _beside(HandOver)
        .where(HandOver.person_id == actor.person_id)
        .order_by(HandOver.id)
    )
    return [
        OwnHandOver(
            title,
            organisation,
            _text(name, pack),
            row.units,
            row.at,
            row.proof,
            row.witness,
            row.undone_at,
            row.undone_reason,
        )
        for row, title, _, organisation, name, pack in rows
    ]


def _beside(kept: type[Kept]) -> Select[Kept, str, Currency, str, str, Presentation]:
    """Return the select of rows with the names of what they are about.

    The row, title and currency of the purchase, association, product, pack.
    """
    return (
        select(
            kept,
            JointPurchase.title,
            JointPurchase.currency,
            Organisation.name,
            Product.name,
            Presentation,
        )
        .join(JointPurchase, JointPurchase.id == kept.purchase_id)
        .join(Organisation, Organisation.id == kept.organisation_id)
        .join(PurchaseItem, PurchaseItem.id == kept.item_id)
        .join(Presentation, Presentation.id == PurchaseItem.presentation_id)
        .join(Product, Product.id == Presentation.product_id)
    )


def _text(name: str, pack: Presentation) -> str:
    return pack_text(name, pack.brand, pack.unit, pack.base_amount, pack.dimension)


def _amount(minor: int | None, currency: Currency) -> str | None:
    return None if minor is None else exact_amount(Money(minor, currency))
