"""What was to be delivered and paid by a day, and what came of it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.economy.core.fulfilment import Debt, Promise, Shipment
from marketplace.economy.models.spending import moves_of
from marketplace.kernel.calendar import local_day
from marketplace.purchasing.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    JointPurchase,
    OrderLine,
    SupplierInvoice,
    SupplierOrder,
)
from network.models import Network

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

_PURCHASE = re.compile(r"(?:payment:\d+:)?purchase:(\d+):")


def shipments(session: Session, network_id: int, day: date) -> list[Shipment]:
    """Return the orders of a network that were placed, and what arrived by a day."""
    arrived = (
        select(
            GoodsReceipt.order_id,
            func.max(GoodsReceipt.received_on).label("last"),
            func.sum(GoodsReceiptLine.sound).label("sound"),
        )
        .join(GoodsReceiptLine, GoodsReceiptLine.receipt_id == GoodsReceipt.id)
        .where(GoodsReceipt.received_on <= day)
        .group_by(GoodsReceipt.order_id)
        .subquery()
    )
    ordered = (
        select(OrderLine.order_id, func.sum(OrderLine.units).label("units"))
        .group_by(OrderLine.order_id)
        .subquery()
    )
    rows = session.execute(
        select(
            JointPurchase.id,
            SupplierOrder.supplier_id,
            JointPurchase.convener_id,
            SupplierOrder.placed_at,
            JointPurchase.delivery_on,
            SupplierOrder.delivery_ended_at,
            arrived.c.last,
            ordered.c.units,
            arrived.c.sound,
            Network.time_zone,
        )
        .join(JointPurchase, JointPurchase.id == SupplierOrder.purchase_id)
        .join(Network, Network.id == JointPurchase.network_id)
        .join(ordered, ordered.c.order_id == SupplierOrder.id)
        .outerjoin(arrived, arrived.c.order_id == SupplierOrder.id)
        .where(
            JointPurchase.network_id == network_id,
            SupplierOrder.placed_at.is_not(None),
        )
        .order_by(SupplierOrder.id)
    )
    found = []
    for row in rows:
        placed = local_day(row.placed_at, row.time_zone)
        ended = row.delivery_ended_at and local_day(
            row.delivery_ended_at, row.time_zone
        )
        if placed <= day:
            found.append(
                Shipment(
                    row.id,
                    row.supplier_id,
                    row.convener_id,
                    placed,
                    row.delivery_on,
                    ended if ended is not None and ended <= day else None,
                    row.last,
                    int(row.units),
                    int(row.sound or 0),
                )
            )
    return found


def debts(session: Session, network_id: int) -> list[Debt]:
    """Return what purchases of a network left to pay on the last day for it.

    By the books: what is owed to a supplier less what is claimed from it, and
    what an association owes to who convened.  Who was charged later than that
    day is not judged.
    """
    terms: defaultdict[int, dict[int, tuple[date, int]]] = defaultdict(dict)
    conveners = {}
    rows = session.execute(
        select(
            JointPurchase.id,
            JointPurchase.convener_id,
            SupplierInvoice.supplier_id,
            func.max(SupplierInvoice.due_on),
            func.sum(SupplierInvoice.claimed_minor),
        )
        .join(SupplierOrder, SupplierOrder.id == SupplierInvoice.order_id)
        .join(JointPurchase, JointPurchase.id == SupplierOrder.purchase_id)
        .where(
            JointPurchase.network_id == network_id,
            SupplierInvoice.reversed_at.is_(None),
        )
        .group_by(
            JointPurchase.id, JointPurchase.convener_id, SupplierInvoice.supplier_id
        )
        .order_by(JointPurchase.id, SupplierInvoice.supplier_id)
    )
    for purchase_id, convener_id, supplier_id, due, claimed in rows:
        terms[purchase_id][supplier_id] = (due, int(claimed))
        conveners[purchase_id] = convener_id
    moves = _moves(session, network_id)
    found = []
    for (purchase_id, book_id, other_id), moved in sorted(moves.items()):
        if purchase_id not in terms:
            continue
        if book_id != conveners[purchase_id]:
            promise, claimed = Promise.PAY_CONVENER, 0
            due = max(each for each, _ in terms[purchase_id].values())
        elif other_id in terms[purchase_id]:
            promise = Promise.PAY_SUPPLIER
            due, claimed = terms[purchase_id][other_id]
        else:
            continue
        if moved[0][0] > due:
            continue
        left = -sum(minor for on, minor in moved if on <= due) - claimed
        found.append(Debt(promise, book_id, other_id, purchase_id, due, left))
    return found


def _moves(
    session: Session, network_id: int
) -> dict[tuple[int, int, int], list[tuple[date, int]]]:
    """Return days and amounts by purchase, book and whose account it is."""
    found: defaultdict[tuple[int, int, int], list[tuple[date, int]]] = defaultdict(list)
    for key, book_id, code, on, minor in session.execute(moves_of(network_id)):
        named = _PURCHASE.match(key)
        if named:
            other = int(code.removeprefix("supplier:"))
            found[int(named[1]), book_id, other].append((on, int(minor)))
    return found
