"""What every page of a joint purchase begins with: what, whose, what one may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.catalogue.queries import presentations_by_id
from marketplace.kernel.unit_words import unit_name
from marketplace.purchasing.models import (
    JointPurchase,
    PurchaseItem,
    PurchaseParty,
    PurchaseScope,
    PurchaseState,
)
from network.errors import NotAllowedError, NotFoundError
from network.policy import ALLOWED, Action, Role

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Currency, Money
    from marketplace.kernel.units import Dimension, UnitCode
    from marketplace.purchasing.core.access import Reach
    from network.models import Country
    from network.policy import Actor

#: What running a purchase can ask for.
RUNNING = (
    Action.CONVENE_PURCHASE,
    Action.RUN_PURCHASE,
    Action.RECORD_QUOTE,
    Action.CHOOSE_PLAN,
    Action.PLACE_ORDER,
    Action.RECEIVE_GOODS,
    Action.HAND_OVER,
    Action.RECORD_INVOICE,
    Action.PAY_SUPPLIER,
    Action.FILE_CLAIM,
)


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An input of the purchase.

    Attributes:
        id: Of the item.
        presentation_id: Of its pack in the catalogue.
        name: What the country calls the product.
        text: Product, brand, unit and content in one line.
        unit: In which it is bought.
        base_per_unit: Grams, millilitres or pieces in one unit.
        dimension: What is counted.
        reference: What a unit costs alone.
        reference_on: Day that price was seen.
        source: Where it was seen.
    """

    id: int
    presentation_id: int
    name: str
    text: str
    unit: UnitCode
    base_per_unit: int
    dimension: Dimension
    reference: Money
    reference_on: date
    source: str

    @property
    def many(self) -> str:
        """What several units are called: "bultos"."""
        return unit_name(self.unit, 2)


@dataclass(frozen=True, slots=True)
class Part:
    """An association invited or taking part.

    Attributes:
        organisation_id: Which.
        name: Its name.
        joined_at: Since when it takes part; None while only invited.
        place: Where its members collect, when not at the common place.
        is_mine: Whether the actor holds a role in it.
        may_note: Whether the actor may note an own order through it.
        may_note_for_others: Whether the actor types for its members.
        may_join: Whether the actor may say that it takes part.
    """

    organisation_id: int
    name: str
    joined_at: datetime | None
    place: str
    is_mine: bool
    may_note: bool
    may_note_for_others: bool
    may_join: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A joint purchase as the actor may see it.

    Attributes:
        id: Of the purchase.
        title: Short name.
        state: Where it stands.
        scope: One association, or a network.
        network_id: Its network.
        network: Name of the network.
        country: Whose units and words.
        time_zone: IANA name of the network's.
        convener_id: Who buys.
        convener: Name of who buys.
        currency: Of every price.
        closes_at: Until when lines may change.
        is_open: Whether lines may change now.
        confirm_hours: Hours to accept the price.
        confirm_until: End of those hours, once they run.
        advance_percent: Share asked for before ordering.
        delivery_place: Where the goods arrive.
        delivery_on: Day they are expected, if known.
        note: Anything else.
        few_quotes_reason: Why fewer than three quotes are enough.
        repeats_id: The past purchase it repeats, if any.
        items: What is bought.
        parts: Associations invited or taking part.
        may: What the actor may do to run it.
    """

    id: int
    title: str
    state: PurchaseState
    scope: PurchaseScope
    network_id: int
    network: str
    country: Country
    time_zone: str
    convener_id: int
    convener: str
    currency: Currency
    closes_at: datetime
    is_open: bool
    confirm_hours: int
    confirm_until: datetime | None
    advance_percent: int
    delivery_place: str
    delivery_on: date | None
    note: str
    few_quotes_reason: str
    repeats_id: int | None
    items: tuple[ItemCard, ...]
    parts: tuple[Part, ...]
    may: frozenset[Action]

    @property
    def runs(self) -> bool:
        """Whether the actor runs the purchase."""
        return Action.RUN_PURCHASE in self.may

    def part(self, organisation_id: int) -> Part:
        """Return an association of the purchase.

        Raises:
            NotFoundError: If it has nothing to do with it.
        """
        for part in self.parts:
            if part.organisation_id == organisation_id:
                return part
        raise NotFoundError(organisation=organisation_id)

    @property
    def own_parts(self) -> tuple[Part, ...]:
        """Associations taking part through which the actor may note an order."""
        return tuple(part for part in self.parts if part.may_note)

    @property
    def typed_parts(self) -> tuple[Part, ...]:
        """Associations taking part for whose members the actor types."""
        return tuple(part for part in self.parts if part.may_note_for_others)


def head(session: Session, purchase_id: int, *, actor: Actor, now: datetime) -> Head:
    """Return what every page of a purchase begins with.

    Raises:
        NotFoundError: If there is no such purchase, or the actor has nothing
            to do with it, or it is a draft of others.
    """
    row = session.scalar(
        select(JointPurchase)
        .options(
            joinedload(JointPurchase.network),
            joinedload(JointPurchase.convener),
        )
        .where(JointPurchase.id == purchase_id)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFoundError(purchase=purchase_id)
    parties = session.scalars(
        select(PurchaseParty)
        .options(joinedload(PurchaseParty.organisation))
        .where(PurchaseParty.purchase_id == purchase_id)
    ).all()
    reach = row.reach
    reach.require_sight(actor)
    may = powers(reach, actor)
    if row.state is PurchaseState.DRAFT and Action.CONVENE_PURCHASE not in may:
        raise NotFoundError(purchase=purchase_id)
    is_open = row.state is PurchaseState.OPEN
    parts = sorted(
        (_part(party, actor, is_open=is_open) for party in parties),
        key=lambda part: (part.name.lower(), part.organisation_id),
    )
    return Head(
        id=row.id,
        title=row.title,
        state=row.state,
        scope=row.scope,
        network_id=row.network_id,
        network=row.network.name,
        country=row.network.country,
        time_zone=row.network.time_zone,
        convener_id=row.convener_id,
        convener=row.convener.name,
        currency=row.currency,
        closes_at=row.closes_at,
        is_open=is_open and now < row.closes_at,
        confirm_hours=row.confirm_hours,
        confirm_until=row.confirm_until,
        advance_percent=row.advance_percent,
        delivery_place=row.delivery_place,
        delivery_on=row.delivery_on,
        note=row.note,
        few_quotes_reason=row.few_quotes_reason,
        repeats_id=row.repeats_id,
        items=_items(session, purchase_id),
        parts=tuple(parts),
        may=may,
    )


def require_power(page: Head, action: Action) -> None:
    """Let through whoever may do this to run the purchase.

    Raises:
        NotAllowedError: If the actor's roles do not allow it.
    """
    if action not in page.may:
        raise NotAllowedError(action=action, purchase=page.id)


def powers(reach: Reach, actor: Actor) -> frozenset[Action]:
    """Return what the actor may do to run a purchase."""
    coordinates = (
        reach.scope is PurchaseScope.NETWORK and reach.network_id in actor.coordinates
    )
    return frozenset(
        action
        for action in RUNNING
        if actor.holds(action, reach.convener_id)
        or (coordinates and Role.COORDINATOR in ALLOWED[action])
    )


def _part(party: PurchaseParty, actor: Actor, *, is_open: bool) -> Part:
    key, joined = party.organisation_id, party.joined_at is not None
    return Part(
        organisation_id=key,
        name=party.organisation.name,
        joined_at=party.joined_at,
        place=party.delivery_place,
        is_mine=key in actor.roles,
        may_note=joined and actor.holds(Action.NOTE_LINE, key),
        may_note_for_others=joined and actor.holds(Action.NOTE_LINE_FOR_OTHERS, key),
        may_join=not joined
        and is_open
        and actor.holds(Action.TAKE_PART_IN_PURCHASE, key),
    )


def _items(session: Session, purchase_id: int) -> tuple[ItemCard, ...]:
    rows = session.scalars(
        select(PurchaseItem)
        .where(PurchaseItem.purchase_id == purchase_id)
        .order_by(PurchaseItem.position, PurchaseItem.id)
    ).all()
    packs = presentations_by_id(session, [row.presentation_id for row in rows])
    return tuple(
        ItemCard(
            id=row.id,
            presentation_id=row.presentation_id,
            name=packs[row.presentation_id].name,
            text=packs[row.presentation_id].text,
            unit=packs[row.presentation_id].unit,
            base_per_unit=packs[row.presentation_id].base_per_unit,
            dimension=packs[row.presentation_id].dimension,
            reference=row.reference,
            reference_on=row.reference_on,
            source=row.reference_source,
        )
        for row in rows
    )
