"""What has arrived of every order, and what is still expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.purchasing.models import (
    Claim,
    ClaimKind,
    ClaimState,
    GoodsReceipt,
    SupplierOrder,
)
from marketplace.purchasing.queries.naming import people_names
from marketplace.purchasing.queries.orders import seen_purchase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class ReceivedItem:
    """Units of an item and lot in one arrival."""

    item_id: int
    sound: int
    damaged: int
    damage_note: str
    lot: str
    expires_on: date | None
    registration: str


@dataclass(frozen=True, slots=True)
class ReceiptCard:
    """One arrival.

    Attributes:
        id: Of the receipt.
        number: 1, 2, 3... within the order.
        received_on: Day it arrived.
        receiver: Who received it.
        delivery_note: The supplier's *remisión*.
        note: What else was written.
        photo_id: Attachment with the photograph, if any.
        items: What came.
    """

    id: int
    number: int
    received_on: date
    receiver: str
    delivery_note: str
    note: str
    photo_id: int | None
    items: tuple[ReceivedItem, ...]


@dataclass(frozen=True, slots=True)
class ExpectedItem:
    """How far an item of an order has come.

    Attributes:
        item_id: The item.
        ordered: Units ordered.
        sound: Units that arrived sound.
        damaged: Units that arrived damaged.
    """

    item_id: int
    ordered: int
    sound: int
    damaged: int

    @property
    def missing(self) -> int:
        """Units that are still to come in good state."""
        return self.ordered - self.sound


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """A claim against a supplier.

    Attributes:
        id: Of the claim.
        order_id: Order it is about.
        item_id: Item it is about.
        kind: Short, damaged or charged over the order.
        state: Open, or how it was settled.
        units: Units claimed.
        amount: Money claimed; by the order until the invoice is recorded.
        is_invoiced: Whether the amount is the exact one of the invoice.
        reason: What happened.
        resolution: How it was settled, or why a loss is asked for.
        filed_by: Who filed it.
        filed_at: When.
        loss_asked_by: Who asked to take the loss, while it waits for another.
        loss_asked_by_me: Whether that was the actor, who cannot agree to it.
    """

    id: int
    order_id: int
    item_id: int
    kind: ClaimKind
    state: ClaimState
    units: int
    amount: Money
    is_invoiced: bool
    reason: str
    resolution: str
    filed_by: str
    filed_at: datetime
    loss_asked_by: str | None
    loss_asked_by_me: bool


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """The delivery of one order.

    Attributes:
        order_id: The order.
        supplier_id: Who delivers.
        supplier: Its name.
        ended_at: When nothing more was expected, if so.
        items: How far each item has come.
        receipts: What arrived, in order.
        claims: Claims against the supplier, oldest first.
    """

    order_id: int
    supplier_id: int
    supplier: str
    ended_at: datetime | None
    items: tuple[ExpectedItem, ...]
    receipts: tuple[ReceiptCard, ...]
    claims: tuple[ClaimCard, ...]

    @property
    def is_short(self) -> bool:
        """Whether something is missing."""
        return any(item.missing for item in self.items)

    @property
    def open_claims(self) -> tuple[ClaimCard, ...]:
        """Claims that are not settled."""
        return tuple(one for one in self.claims if one.state is ClaimState.OPEN)


def deliveries(
    session: Session, purchase_id: int, *, actor: Actor
) -> tuple[DeliveryCard, ...]:
    """Return how far every order has come, with its claims.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
    """
    seen_purchase(session, purchase_id, actor)
    orders = session.scalars(
        SupplierOrder.of(purchase_id).options(joinedload(SupplierOrder.supplier))
    ).all()
    ids = [order.id for order in orders]
    receipts = session.scalars(
        select(GoodsReceipt)
        .options(selectinload(GoodsReceipt.lines))
        .where(GoodsReceipt.order_id.in_(ids))
        .order_by(GoodsReceipt.order_id, GoodsReceipt.number)
        .execution_options(populate_existing=True)
    ).all()
    claims = session.scalars(
        select(Claim).where(Claim.order_id.in_(ids)).order_by(Claim.id)
    ).all()
    names = people_names(session, _people(receipts, claims))
    return tuple(
        _delivery(
            order,
            [each for each in receipts if each.order_id == order.id],
            [
                _claim(each, names, actor)
                for each in claims
                if each.order_id == order.id
            ],
            names,
        )
        for order in orders
    )


def _people(
    receipts: Iterable[GoodsReceipt], claims: Iterable[Claim]
) -> list[int | None]:
    people: list[int | None] = [each.received_by for each in receipts]
    for claim in claims:
        people += [claim.filed_by, claim.refusal_asked_by]
    return people


def _delivery(
    order: SupplierOrder,
    receipts: Sequence[GoodsReceipt],
    claims: Sequence[ClaimCard],
    names: dict[int, str],
) -> DeliveryCard:
    came = [line for receipt in receipts for line in receipt.lines]
    return DeliveryCard(
        order.id,
        order.supplier_id,
        order.supplier.name,
        order.delivery_ended_at,
        tuple(
            ExpectedItem(
                line.item_id,
                line.units,
                sum(each.sound for each in came if each.item_id == line.item_id),
                sum(each.damaged for each in came if each.item_id == line.item_id),
            )
            for line in order.lines
        ),
        tuple(_receipt(each, names) for each in receipts),
        tuple(claims),
    )


def _receipt(row: GoodsReceipt, names: dict[int, str]) -> ReceiptCard:
    return ReceiptCard(
        row.id,
        row.number,
        row.received_on,
        names[row.received_by],
        row.delivery_note,
        row.note,
        row.photo_id,
        tuple(
            ReceivedItem(
                line.item_id,
                line.sound,
                line.damaged,
                line.damage_note,
                line.lot,
                line.expires_on,
                line.registration,
            )
            for line in row.lines
        ),
    )


def _claim(row: Claim, names: dict[int, str], actor: Actor) -> ClaimCard:
    waits = row.state is ClaimState.OPEN and row.refusal_asked_by is not None
    asker = row.refusal_asked_by if waits else None
    return ClaimCard(
        id=row.id,
        order_id=row.order_id,
        item_id=row.item_id,
        kind=row.kind,
        state=row.state,
        units=row.units,
        amount=row.amount,
        is_invoiced=row.invoice_id is not None,
        reason=row.reason,
        resolution=row.resolution,
        filed_by=names[row.filed_by],
        filed_at=row.filed_at,
        loss_asked_by=names[asker] if asker else None,
        loss_asked_by_me=asker == actor.person_id,
    )
