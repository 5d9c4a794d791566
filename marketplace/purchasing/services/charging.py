"""Charging members what their goods cost, in every book at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.ledger.queries import balances
from marketplace.purchasing.core.charging import (
    Charges,
    Got,
    ItemCost,
    charge,
    coin_of,
    freight_parts,
)
from marketplace.purchasing.core.codes import (
    association_advance_code,
    association_code,
    member_advance_code,
    member_code,
    purchase_code,
    supplier_code,
)
from marketplace.purchasing.models import (
    Allocation,
    PurchaseState,
    SupplierInvoice,
    SupplierOrder,
    SurplusStock,
)
from marketplace.purchasing.services.books import Move, round_of, write
from marketplace.purchasing.services.moves import (
    hold_purchase,
    move,
    reach_of,
    require_state,
)
from marketplace.purchasing.services.sharing import agreed_of
from network.errors import ConflictError
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor


class InvoiceMissingError(ConflictError):
    """A supplier's invoice has not been recorded."""


def charge_members(
    session: Session, purchase_id: int, *, actor: Actor, day: date, now: datetime
) -> Charges:
    """Charge everybody for what he got, and apply advances; returns the charges.

    The convener's book charges its own members and the other associations; each
    of these charges its members in its own book.  All of it, to the unit, is
    what the suppliers invoiced less what is claimed and kept in stock.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor is not the convener's treasurer.
        PurchaseMovedOnError: If the goods are not all shared, or the charges
            are made.
        InvoiceMissingError: If an order has no invoice, naming the supplier.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.RECORD_INVOICE)
    require_state(purchase, PurchaseState.SHARED)
    orders = list(session.scalars(SupplierOrder.of(purchase_id)))
    invoices = _invoices(session, orders)
    charges = work_out(session, purchase_id, orders, invoices)
    _store(session, purchase_id, charges)
    times = round_of(session, purchase_id, PurchaseState.SETTLED) + 1
    post_charges(
        session,
        purchase,
        (f"charges:{times}", "purchasing.charges", "Cargos"),
        charges,
        actor=actor,
        day=day,
        now=now,
    )
    _apply_advances(session, purchase, charges, times, actor=actor, day=day, now=now)
    move(session, purchase, PurchaseState.SETTLED, actor=actor, now=now)
    return charges


def work_out(
    session: Session,
    purchase_id: int,
    orders: Sequence[SupplierOrder],
    invoices: Sequence[SupplierInvoice],
) -> Charges:
    """Return what everybody would be charged, without charging anybody."""
    stock = {
        row.item_id: row.units
        for row in session.scalars(
            select(SurplusStock).where(SurplusStock.purchase_id == purchase_id)
        )
    }
    return charge(
        _costs(orders, invoices, stock),
        _gots(session, purchase_id),
        coin=coin_of(orders[0].currency) if orders else 1,
    )


def post_charges(  # noqa: PLR0913 - who, when and under which key go with the charges
    session: Session,
    purchase: JointPurchase,
    naming: tuple[str, str, str],
    charges: Charges,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    """Post charges that were worked out, in every book that they touch.

    Args:
        session: The open transaction.
        purchase: The purchase, held.
        naming: Last part of the keys, kind and memo of the entries.
        charges: What everybody pays, and what goes into the stock.
        actor: Who charges.
        day: Accounting day.
        now: When.
    """
    name, kind, memo = naming
    clearing, convener = purchase_code(purchase.id), purchase.convener_id
    by_book = _by_book(charges)
    parts = [
        (member_code(person_id), clearing, minor)
        for person_id, minor in sorted(by_book.get(convener, {}).items())
    ]
    for book_id, people in sorted(by_book.items()):
        if book_id == convener:
            continue
        total = sum(people.values())
        parts.append((association_code(book_id), clearing, total))
        mirror = [(clearing, supplier_code(convener), total)]
        mirror += [
            (member_code(person_id), clearing, minor)
            for person_id, minor in sorted(people.items())
        ]
        write(
            session,
            Move(_key(purchase, name, book_id), book_id, kind, memo, tuple(mirror)),
            purchase=purchase,
            actor=actor,
            day=day,
            now=now,
        )
    parts.append(("stock", clearing, sum(charges.stock.values())))
    write(
        session,
        Move(_key(purchase, name, convener), convener, kind, memo, tuple(parts)),
        purchase=purchase,
        actor=actor,
        day=day,
        now=now,
    )


def _key(purchase: JointPurchase, name: str, book_id: int) -> str:
    return f"purchase:{purchase.id}:{name}:{book_id}"


def _by_book(charges: Charges) -> dict[int, dict[int, int]]:
    """Return minor units by book and person."""
    found: dict[int, dict[int, int]] = {}
    for (_, (organisation_id, person_id)), minor in charges.members.items():
        people = found.setdefault(organisation_id, {})
        people[person_id] = people.get(person_id, 0) + minor
    return found


def _invoices(
    session: Session, orders: Sequence[SupplierOrder]
) -> list[SupplierInvoice]:
    found = {
        each.order_id: each
        for each in session.scalars(
            SupplierInvoice.standing_of(*(order.id for order in orders))
        )
    }
    for order in orders:
        if order.id not in found:
            raise InvoiceMissingError(supplier=order.supplier.name)
    return list(found.values())


def _costs(
    orders: Sequence[SupplierOrder],
    invoices: Sequence[SupplierInvoice],
    stock: Mapping[int, int],
) -> dict[int, ItemCost]:
    agreed: dict[int, int] = {}
    ordered: dict[int, int] = {}
    for order in orders:
        costs = [line.cost_minor for line in order.lines]
        units = [line.units for line in order.lines]
        freight = freight_parts(order.freight_minor, costs, units)
        for line, part in zip(order.lines, freight, strict=True):
            item_id = line.item_id
            agreed[item_id] = agreed.get(item_id, 0) + line.cost_minor + part
            ordered[item_id] = ordered.get(item_id, 0) + line.units
    billed: dict[int, int] = {}
    for invoice in invoices:
        for row in invoice.lines:
            net = row.goods_minor + row.freight_minor - row.claimed_minor
            billed[row.item_id] = billed.get(row.item_id, 0) + net
    return {
        item_id: ItemCost(
            billed.get(item_id, 0), agreed[item_id], units, stock.get(item_id, 0)
        )
        for item_id, units in ordered.items()
    }


def _gots(session: Session, purchase_id: int) -> list[Got]:
    agreed = {
        (each.item_id, each.who): each for each in agreed_of(session, purchase_id)
    }
    gots = []
    for row in session.scalars(
        select(Allocation)
        .where(Allocation.purchase_id == purchase_id)
        .order_by(Allocation.item_id, Allocation.organisation_id, Allocation.person_id)
    ):
        who = (row.organisation_id, row.person_id)
        promise = agreed.get((row.item_id, who))
        gots.append(
            Got(
                row.item_id,
                who,
                row.final,
                promise.units if promise else 0,
                promise.pays_minor if promise else 0,
            )
        )
    return gots


def _store(session: Session, purchase_id: int, charges: Charges) -> None:
    for row in session.scalars(
        select(Allocation).where(Allocation.purchase_id == purchase_id)
    ):
        who = (row.organisation_id, row.person_id)
        row.pays_minor = charges.members.get((row.item_id, who), 0)
    for kept in session.scalars(
        select(SurplusStock).where(SurplusStock.purchase_id == purchase_id)
    ):
        kept.value_minor = charges.stock.get(kept.item_id, 0)
    session.flush()


def _apply_advances(  # noqa: PLR0913 - who, when and in which round go with it
    session: Session,
    purchase: JointPurchase,
    charges: Charges,
    times: int,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    by_book = _by_book(charges)
    moves: dict[int, list[tuple[str, str, int]]] = {}
    for book_id, people in by_book.items():
        codes = {member_advance_code(purchase.id, each): each for each in people}
        found = balances(session, book_id, list(codes), purchase.currency)
        moves[book_id] = [
            (code, member_code(person_id), min(-found[code].minor, people[person_id]))
            for code, person_id in sorted(codes.items())
            if found[code].minor < 0
        ]
    convener = purchase.convener_id
    codes = {
        association_advance_code(purchase.id, each): each
        for each in by_book
        if each != convener
    }
    found = balances(session, convener, list(codes), purchase.currency)
    moves.setdefault(convener, []).extend(
        (code, association_code(each), min(-found[code].minor, total))
        for code, each in sorted(codes.items())
        if found[code].minor < 0 and (total := sum(by_book[each].values()))
    )
    for book_id, parts in sorted(moves.items()):
        write(
            session,
            Move(
                _key(purchase, f"applied:{times}", book_id),
                book_id,
                "purchasing.advances",
                "Anticipos aplicados",
                tuple(parts),
            ),
            purchase=purchase,
            actor=actor,
            day=day,
            now=now,
        )
