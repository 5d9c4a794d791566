"""Goods that arrive: in parts, damaged, short, and when no more is expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.purchasing.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    JointPurchase,
    OrderLine,
    PurchaseState,
    SupplierInvoice,
    SupplierOrder,
)
from marketplace.purchasing.services.claiming import cover_claims
from marketplace.purchasing.services.moves import (
    hold_purchase,
    move,
    reach_of,
    require_state,
)
from marketplace.purchasing.services.weaving import weave_trade
from network.core.zones import latest_day
from network.db import lock
from network.errors import ConflictError, InvalidError
from network.policy import Action
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

_ARRIVING = (PurchaseState.ORDERED, PurchaseState.PARTLY_RECEIVED)


class NothingArrivedError(InvalidError):
    """A receipt needs at least one unit, sound or damaged."""


class UnitsNotCountedError(InvalidError):
    """Units that arrive are whole numbers, zero or more."""


class ItemNotOrderedError(InvalidError):
    """The order does not ask for this item."""


class MoreThanOrderedError(InvalidError):
    """More arrived than is still expected of the order."""


class DamageNotDescribedError(InvalidError):
    """Damaged units need a few words about what happened to them."""


class ArrivedExpiredError(InvalidError):
    """Goods past their expiry day are not received as sound."""


class ArrivedTomorrowError(InvalidError):
    """The day of arrival has not come yet."""


class DeliveryEndedError(ConflictError):
    """Nothing more was expected of this order."""


class DeliveryGoesOnError(ConflictError):
    """The delivery of this order has not been ended."""


class ShortWithoutReasonError(InvalidError):
    """Ending a delivery that is short needs a reason."""


class InvoiceStandsError(ConflictError):
    """The invoice of the order is recorded; it has to be undone first."""


@dataclass(frozen=True, slots=True)
class ArrivedItem:
    """Units of one item and lot that arrived.

    Attributes:
        item_id: Item of the purchase.
        sound: Whole units in good state.
        damaged: Whole units that are of no use.
        damage_note: What happened to them.
        lot: As printed on the package.
        expires_on: Last day of use, if it has one.
        registration: Sanitary registration, as printed.
    """

    item_id: int
    sound: int
    damaged: int = 0
    damage_note: str = ""
    lot: str = ""
    expires_on: date | None = None
    registration: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One delivery of a supplier.

    Attributes:
        received_on: Day on which it arrived.
        items: What came, by item and lot.
        delivery_note: Number of the supplier's *remisión*.
        note: Anything else worth keeping.
        photo_id: Attachment with a photograph, kept before.
    """

    received_on: date
    items: tuple[ArrivedItem, ...]
    delivery_note: str = ""
    note: str = ""
    photo_id: int | None = None


def receive_goods(
    session: Session, order_id: int, arrival: Arrival, *, actor: Actor, now: datetime
) -> int:
    """Write down what arrived; returns the id of the receipt.

    When everything that was ordered is there in good state the delivery of the
    order ends by itself, and with the last order the purchase is received.

    Raises:
        NotFoundError: If there is no such order, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the purchase does not wait for goods.
        DeliveryEndedError: If nothing more is expected of the order.
        ArrivedTomorrowError: If the day has not come yet.
        NothingArrivedError: If there is no unit at all.
        UnitsNotCountedError: If a number of units is negative.
        ItemNotOrderedError: If an item is not in the order.
        MoreThanOrderedError: If more came than is expected.
        DamageNotDescribedError: If damage is not described.
        ArrivedExpiredError: If sound units were past their expiry day.
    """
    order, purchase = held_order(session, order_id)
    reach_of(session, purchase).require_running(actor, Action.RECEIVE_GOODS)
    require_state(purchase, *_ARRIVING)
    if order.delivery_ended_at is not None:
        raise DeliveryEndedError(order=order_id)
    if arrival.received_on > latest_day(now):
        raise ArrivedTomorrowError(day=arrival.received_on)
    check_items(session, order, arrival)
    receipt = keep_receipt(session, order, arrival, actor=actor, now=now)
    cover_claims(session, receipt, actor=actor, now=now)
    if purchase.state is PurchaseState.ORDERED:
        move(session, purchase, PurchaseState.PARTLY_RECEIVED, actor=actor, now=now)
    if not any(missing_units(session, order).values()):
        _end(session, order, purchase, actor=actor, now=now)
    return receipt.id


def end_delivery(
    session: Session, order_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Say that nothing more is expected of an order.

    Args:
        session: The open transaction.
        order_id: The order.
        reason: What the supplier said, required since something is missing.
        actor: Who says so.
        now: When.

    Raises:
        NotFoundError: If there is no such order, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the purchase does not wait for goods.
        DeliveryEndedError: If it had ended.
        ShortWithoutReasonError: If something is missing and no reason is given.
    """
    order, purchase = held_order(session, order_id)
    reach_of(session, purchase).require_running(actor, Action.RECEIVE_GOODS)
    require_state(purchase, *_ARRIVING)
    if order.delivery_ended_at is not None:
        raise DeliveryEndedError(order=order_id)
    if not reason.strip():
        raise ShortWithoutReasonError(
            missing=sum(missing_units(session, order).values())
        )
    _end(session, order, purchase, actor=actor, now=now, reason=reason.strip())


def reopen_delivery(
    session: Session, order_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Wait again for goods of an order, since the supplier will send more.

    Raises:
        NotFoundError: If there is no such order, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the goods have been shared out already.
        DeliveryGoesOnError: If the delivery has not been ended.
        InvoiceStandsError: If the invoice is recorded.
        ReasonMissingError: If no reason is given.
    """
    order, purchase = held_order(session, order_id)
    reach_of(session, purchase).require_running(actor, Action.RECEIVE_GOODS)
    require_state(purchase, PurchaseState.PARTLY_RECEIVED, PurchaseState.RECEIVED)
    if order.delivery_ended_at is None:
        raise DeliveryGoesOnError(order=order_id)
    if session.scalar(SupplierInvoice.standing_of(order_id)) is not None:
        raise InvoiceStandsError(order=order_id)
    order.delivery_ended_at = None
    if purchase.state is PurchaseState.RECEIVED:
        move(
            session,
            purchase,
            PurchaseState.PARTLY_RECEIVED,
            actor=actor,
            now=now,
            reason=reason,
        )
    _trace(session, order, purchase, "goods.awaited", actor, now, reason.strip())


def held_order(session: Session, order_id: int) -> tuple[SupplierOrder, JointPurchase]:
    """Return an order and its purchase, both held until the transaction ends.

    Raises:
        NotFoundError: If there is no such order.
    """
    order = lock(session, SupplierOrder, order_id)
    return order, hold_purchase(session, order.purchase_id)


def missing_units(session: Session, order: SupplierOrder) -> dict[int, int]:
    """Return the units of each item that have not arrived sound."""
    arrived = dict(
        session.execute(
            select(GoodsReceiptLine.item_id, func.sum(GoodsReceiptLine.sound))
            .join(GoodsReceipt)
            .where(GoodsReceipt.order_id == order.id)
            .group_by(GoodsReceiptLine.item_id)
        ).all()
    )
    ordered = session.scalars(select(OrderLine).where(OrderLine.order_id == order.id))
    return {line.item_id: line.units - arrived.get(line.item_id, 0) for line in ordered}


def check_items(session: Session, order: SupplierOrder, arrival: Arrival) -> None:
    """Refuse what cannot have arrived of an order, naming the item and the number."""
    expected = missing_units(session, order)
    came: dict[int, int] = {}
    for each in arrival.items:
        _check_item(each, expected, arrival.received_on)
        came[each.item_id] = came.get(each.item_id, 0) + each.sound + each.damaged
    if not sum(came.values()):
        raise NothingArrivedError(order=order.id)
    for item_id, units in came.items():
        if units > expected[item_id]:
            raise MoreThanOrderedError(
                item=item_id, arrived=units, expected=expected[item_id]
            )


def _check_item(each: ArrivedItem, expected: dict[int, int], day: date) -> None:
    if each.item_id not in expected:
        raise ItemNotOrderedError(item=each.item_id)
    if each.sound < 0 or each.damaged < 0:
        raise UnitsNotCountedError(item=each.item_id)
    if each.damaged and not each.damage_note.strip():
        raise DamageNotDescribedError(item=each.item_id, damaged=each.damaged)
    if each.sound and each.expires_on is not None and each.expires_on < day:
        raise ArrivedExpiredError(item=each.item_id, expires_on=each.expires_on)


def keep_receipt(
    session: Session,
    order: SupplierOrder,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
) -> GoodsReceipt:
    """Store a receipt that was checked, and weave the trade with the supplier."""
    newest = session.scalar(
        select(func.max(GoodsReceipt.number)).where(GoodsReceipt.order_id == order.id)
    )
    receipt = GoodsReceipt(
        order_id=order.id,
        number=(newest or 0) + 1,
        received_on=arrival.received_on,
        received_by=actor.person_id,
        delivery_note=arrival.delivery_note.strip()[:60],
        note=arrival.note.strip(),
        photo_id=arrival.photo_id,
        created_at=now,
    )
    session.add(receipt)
    session.flush()
    session.add_all(
        GoodsReceiptLine(
            receipt_id=receipt.id,
            item_id=each.item_id,
            sound=each.sound,
            damaged=each.damaged,
            damage_note=each.damage_note.strip()[:200],
            lot=each.lot.strip()[:60],
            expires_on=each.expires_on,
            registration=each.registration.strip()[:60],
        )
        for each in arrival.items
        if each.sound + each.damaged
    )
    session.flush()
    purchase = session.get_one(JointPurchase, order.purchase_id)
    weave_trade(session, purchase, order, receipt)
    _trace(session, order, purchase, "goods.received", actor, now, "")
    return receipt


def _end(
    session: Session,
    order: SupplierOrder,
    purchase: JointPurchase,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    order.delivery_ended_at = now
    session.flush()
    _trace(session, order, purchase, "goods.ended", actor, now, reason)
    orders = session.scalars(SupplierOrder.of(purchase.id))
    if all(each.delivery_ended_at is not None for each in orders):
        move(
            session,
            purchase,
            PurchaseState.RECEIVED,
            actor=actor,
            now=now,
            reason=reason,
        )


def _trace(  # noqa: PLR0913, PLR0917 - the parts of one trace
    session: Session,
    order: SupplierOrder,
    purchase: JointPurchase,
    deed: str,
    actor: Actor,
    now: datetime,
    reason: str,
) -> None:
    audit.record(
        session,
        actor=actor,
        deed=deed,
        subject="supplier_order",
        subject_id=order.id,
        organisation_id=purchase.convener_id,
        at=now,
        reason=reason,
    )
