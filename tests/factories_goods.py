"""Joint purchases for tests, from the confirmed plan to the closed books."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.core import Entry, Posting
from marketplace.ledger.services import post
from marketplace.payments.models import Method
from marketplace.purchasing.models import (
    Allocation,
    JointPurchase,
    OrderLine,
    ProofKind,
    PurchaseState,
    SupplierOrder,
    hash_of,
)
from marketplace.purchasing.services import (
    charging,
    handing,
    invoicing,
    orders,
    receiving,
    sharing,
    signing,
)
from marketplace.purchasing.services.tills import Paid
from network.policy import SYSTEM, Actor, Role
from tests.factories import a_member, acting
from tests.factories_purchasing import ENDED_AT, World

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Organisation

LATER = ENDED_AT + timedelta(hours=2)
LATER_DAY = LATER.date()


def treasurer_of(session: Session, world: World, organisation: Organisation) -> Actor:
    """A new treasurer of an association, acting."""
    person = a_member(session, organisation, Role.TREASURER)
    return acting(person, organisation, role=Role.TREASURER, network=world.network)


def paid(minor: int, key: str, currency: Currency = Currency.COP) -> Paid:
    """Cash that somebody hands over."""
    return Paid(Money(minor, currency), Method.CASH, LATER_DAY, key)


def transferred(minor: int, key: str, currency: Currency = Currency.COP) -> Paid:
    """A transfer with the bank's number."""
    return Paid(
        Money(minor, currency), Method.TRANSFER, LATER_DAY, key, f"TR-{key}-001"
    )


def with_cash(session: Session, organisation: Organisation, minor: int) -> None:
    """Put money into the cash box and the bank of an organisation."""
    for place in ("cash", "bank"):
        post(
            session,
            Entry(
                f"opening:{organisation.id}:{place}",
                organisation.id,
                "manual",
                LATER_DAY,
                "Saldo inicial",
                (
                    Posting(
                        place,
                        "equity:opening",
                        Money(minor, Currency(organisation.currency)),
                    ),
                ),
            ),
            actor=SYSTEM,
            now=LATER,
        )


def signed(session: Session, purchase: JointPurchase, world: World) -> None:
    """Make the orders; the treasurer and an officer sign them."""
    orders.make_orders(session, purchase.id, actor=world.officer, now=LATER)
    found = hash_of(session.scalars(SupplierOrder.of(purchase.id)))
    for actor in (world.cashier, world.officer):
        signing.sign_orders(session, purchase.id, found, actor=actor, now=LATER)


def ordered(
    session: Session, purchase: JointPurchase, world: World
) -> list[SupplierOrder]:
    """Bring a confirmed purchase to ordered."""
    signed(session, purchase, world)
    orders.place_orders(
        session,
        purchase.id,
        orders.Placing("Los anticipos llegan mañana"),
        actor=world.officer,
        day=LATER_DAY,
        now=LATER,
    )
    return list(session.scalars(SupplierOrder.of(purchase.id)))


def lines_of(session: Session, order: SupplierOrder) -> list[OrderLine]:
    """The lines of an order."""
    return list(
        session.scalars(
            select(OrderLine)
            .where(OrderLine.order_id == order.id)
            .order_by(OrderLine.item_id)
        )
    )


def arrives(
    session: Session,
    order: SupplierOrder,
    world: World,
    sound: int,
    damaged: int = 0,
) -> int:
    """Units of the first item of an order arrive; the second officer receives."""
    item_id = lines_of(session, order)[0].item_id
    return receiving.receive_goods(
        session,
        order.id,
        receiving.Arrival(
            LATER_DAY,
            (
                receiving.ArrivedItem(
                    item_id, sound, damaged, "Bultos rotos" if damaged else ""
                ),
            ),
        ),
        actor=world.second_officer,
        now=LATER,
    )


def everything_arrives(session: Session, purchase: JointPurchase, world: World) -> None:
    """Every order arrives whole and sound."""
    for order in session.scalars(SupplierOrder.of(purchase.id)).all():
        receiving.receive_goods(
            session,
            order.id,
            receiving.Arrival(
                LATER_DAY,
                tuple(
                    receiving.ArrivedItem(line.item_id, line.units)
                    for line in lines_of(session, order)
                ),
            ),
            actor=world.second_officer,
            now=LATER,
        )


def received_short(
    session: Session, purchase: JointPurchase, world: World, sound: int
) -> SupplierOrder:
    """Bring a confirmed purchase of one order to received, short or not."""
    order = ordered(session, purchase, world)[0]
    if sound:
        arrives(session, order, world, sound)
    if order.delivery_ended_at is None:
        receiving.end_delivery(
            session,
            order.id,
            "El proveedor no tiene más",
            actor=world.officer,
            now=LATER,
        )
    return order


def allocations(session: Session, purchase: JointPurchase) -> list[Allocation]:
    """Who gets what, by association and person."""
    return list(
        session.scalars(
            select(Allocation)
            .where(Allocation.purchase_id == purchase.id)
            .order_by(
                Allocation.item_id, Allocation.organisation_id, Allocation.person_id
            )
        )
    )


def shared_out(session: Session, purchase: JointPurchase, world: World) -> None:
    """Share what arrived."""
    sharing.share_goods(session, purchase.id, actor=world.officer, now=LATER)


def handed_out(session: Session, purchase: JointPurchase, world: World) -> None:
    """Hand everything over, to the associations and to every member."""
    rows = allocations(session, purchase)
    for other in world.others:
        items = {row.item_id for row in rows if row.organisation_id == other.id}
        for item_id in sorted(items):
            units = sum(
                row.final
                for row in rows
                if row.organisation_id == other.id and row.item_id == item_id
            )
            if units:
                handing.hand_to_association(
                    session,
                    purchase.id,
                    other.id,
                    handing.Handing(item_id, units, ProofKind.SIGNATURE),
                    actor=world.officer,
                    day=LATER_DAY,
                    now=LATER,
                )
    for row in rows:
        if row.final:
            handing.hand_to_member(
                session,
                purchase.id,
                (row.organisation_id, row.person_id),
                handing.Handing(row.item_id, row.final, ProofKind.SIGNATURE),
                actor=_hander(session, world, row),
                now=LATER,
            )
    if purchase.state is PurchaseState.RECEIVED:
        handing.declare_shared(
            session, purchase.id, "No llegó nada", actor=world.officer, now=LATER
        )


def _hander(session: Session, world: World, row: Allocation) -> Actor:
    organisation = next(
        each for each in world.associations if each.id == row.organisation_id
    )
    return world.head_of(organisation)


def invoice_of(
    session: Session,
    order: SupplierOrder,
    *,
    number: str = "FE-1",
    more: int = 0,
    freight: int | None = None,
    reason: str = "",
) -> invoicing.InvoiceTyped:
    """The invoice that the order asks for; ``more`` minor units on its first item."""
    goods = {
        line.item_id: Money(line.cost_minor, order.currency)
        for line in lines_of(session, order)
    }
    first = next(iter(goods))
    goods[first] += Money(more, order.currency)
    carried = order.freight_minor if freight is None else freight
    return invoicing.InvoiceTyped(
        number,
        LATER_DAY,
        LATER_DAY + timedelta(days=30),
        goods,
        Money(carried, order.currency),
        reason,
    )


def invoiced(session: Session, purchase: JointPurchase, world: World) -> list[int]:
    """Record the invoice of every order, as ordered."""
    return [
        invoicing.record_invoice(
            session,
            order.id,
            invoice_of(session, order, number=f"FE-{order.id}"),
            actor=world.cashier,
            now=LATER,
        )
        for order in session.scalars(SupplierOrder.of(purchase.id)).all()
    ]


def charged(session: Session, purchase: JointPurchase, world: World) -> None:
    """Charge everybody for what he got."""
    charging.charge_members(
        session, purchase.id, actor=world.cashier, day=LATER_DAY, now=LATER
    )


def settled(
    session: Session,
    purchase: JointPurchase,
    world: World,
    *,
    sound: int | None = None,
) -> SupplierOrder:
    """Bring a confirmed purchase of one order to settled, short if so many came."""
    if sound is None:
        order = ordered(session, purchase, world)[0]
        everything_arrives(session, purchase, world)
    else:
        order = received_short(session, purchase, world, sound)
    shared_out(session, purchase, world)
    handed_out(session, purchase, world)
    invoiced(session, purchase, world)
    charged(session, purchase, world)
    return order
