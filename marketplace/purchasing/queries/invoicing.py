"""What an invoice has to say, what invoices said, and what members would pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.kernel.money import Money
from marketplace.purchasing.core.charging import claimed, coin_of, freight_parts
from marketplace.purchasing.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    SupplierInvoice,
    SupplierOrder,
)
from marketplace.purchasing.queries.naming import people_names
from marketplace.purchasing.queries.orders import seen_purchase
from network.errors import NotAllowedError, NotFoundError
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line of an order beside what is typed from the invoice.

    Attributes:
        item_id: The item.
        units: Units ordered.
        sound: Units that arrived in good state.
        ordered: What the order says it costs.
        billed: What the invoice asks for it.
        claimed: Part of it, with its freight, that is claimed back.
    """

    item_id: int
    units: int
    sound: int
    ordered: Money
    billed: Money
    claimed: Money

    @property
    def difference(self) -> Money:
        """What is asked over the order; negative when less."""
        return self.billed - self.ordered


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice compared with its order, before it is recorded.

    Attributes:
        order_id: The order.
        supplier: Who invoices.
        payment_days: Days to pay that the quote gave.
        lines: Line by line.
        freight_ordered: Freight of the order.
        freight_billed: Freight of the invoice.
        is_delivered: Whether no more goods are expected.
        recorded_id: The invoice that stands, if there is one.
    """

    order_id: int
    supplier: str
    payment_days: int
    lines: tuple[BillLine, ...]
    freight_ordered: Money
    freight_billed: Money
    is_delivered: bool
    recorded_id: int | None

    @property
    def total(self) -> Money:
        """What the invoice asks for in all."""
        goods = [line.billed for line in self.lines]
        return Money.total([*goods, self.freight_billed], self.freight_billed.currency)

    @property
    def difference(self) -> Money:
        """What the invoice asks over the order in all; negative when less."""
        goods = [line.difference for line in self.lines]
        freight = self.freight_billed - self.freight_ordered
        return Money.total([*goods, freight], freight.currency)

    @property
    def claimed(self) -> Money:
        """What would be claimed back."""
        amounts = [line.claimed for line in self.lines]
        return Money.total(amounts, self.freight_billed.currency)

    @property
    def needs_reason(self) -> bool:
        """Whether a line or the freight is not what the order says."""
        return self.freight_billed != self.freight_ordered or any(
            line.difference for line in self.lines
        )


@dataclass(frozen=True, slots=True)
class InvoiceCard:
    """An invoice that was recorded.

    Attributes:
        id: Of the invoice.
        order_id: Its order.
        number: The supplier's.
        issued_on: Day on it.
        due_on: Last day to pay it.
        total: Goods and freight.
        claimed: Part that is claimed back.
        difference_reason: Why it differs from the order; may be empty.
        recorded_by: Who recorded it.
        recorded_at: When.
        undone_at: When it was undone by reversal, if it was.
    """

    id: int
    order_id: int
    number: str
    issued_on: date
    due_on: date
    total: Money
    claimed: Money
    difference_reason: str
    recorded_by: str
    recorded_at: datetime
    undone_at: datetime | None


def bill(
    session: Session,
    order_id: int,
    *,
    actor: Actor,
    goods: Mapping[int, Money] | None = None,
    freight: Money | None = None,
) -> Bill:
    """Return an order as its invoice has to be, or beside what was typed.

    Args:
        session: To read with.
        order_id: The order.
        actor: Who reads, treasurer or officer of the convener.
        goods: What was typed for each item; the order's own when not given.
        freight: What was typed for the freight.

    Raises:
        NotFoundError: If there is no such order, or it is not the actor's.
        NotAllowedError: If the actor may not see the convener's book.
    """
    order = session.scalar(
        select(SupplierOrder)
        .options(
            selectinload(SupplierOrder.lines),
            joinedload(SupplierOrder.supplier),
            joinedload(SupplierOrder.quote),
        )
        .where(SupplierOrder.id == order_id)
    )
    if order is None:
        raise NotFoundError(order=order_id)
    require_book(seen_purchase(session, order.purchase_id, actor), actor)
    typed = dict(goods or {})
    carried = order.freight if freight is None else freight
    found = session.scalar(SupplierInvoice.standing_of(order_id))
    return Bill(
        order_id,
        order.supplier.name,
        order.quote.payment_days,
        _lines(session, order, typed, carried),
        order.freight,
        carried,
        order.delivery_ended_at is not None,
        found.id if found else None,
    )


def invoices(
    session: Session, purchase_id: int, *, actor: Actor
) -> tuple[InvoiceCard, ...]:
    """Return the invoices of a purchase, those that were undone too.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor may not see the convener's book.
    """
    require_book(seen_purchase(session, purchase_id, actor), actor)
    rows = session.scalars(
        select(SupplierInvoice)
        .join(SupplierOrder, SupplierOrder.id == SupplierInvoice.order_id)
        .where(SupplierOrder.purchase_id == purchase_id)
        .order_by(SupplierInvoice.id)
    ).all()
    names = people_names(session, [row.recorded_by for row in rows])
    return tuple(
        InvoiceCard(
            row.id,
            row.order_id,
            row.number,
            row.issued_on,
            row.due_on,
            Money(row.goods_minor + row.freight_minor, row.currency),
            Money(row.claimed_minor, row.currency),
            row.difference_reason,
            names[row.recorded_by],
            row.recorded_at,
            row.reversed_at,
        )
        for row in rows
    )


def require_book(purchase: JointPurchase, actor: Actor) -> None:
    """Let through whoever may see the convener's book.

    Raises:
        NotAllowedError: If the actor may not.
    """
    if not actor.holds(Action.SEE_BOOK, purchase.convener_id):
        raise NotAllowedError(action=Action.SEE_BOOK, purchase=purchase.id)


def _lines(
    session: Session,
    order: SupplierOrder,
    typed: Mapping[int, Money],
    freight: Money,
) -> tuple[BillLine, ...]:
    sound = dict(
        session.execute(
            select(GoodsReceiptLine.item_id, func.sum(GoodsReceiptLine.sound))
            .join(GoodsReceipt)
            .where(GoodsReceipt.order_id == order.id)
            .group_by(GoodsReceiptLine.item_id)
        ).all()
    )
    costs = [line.cost_minor for line in order.lines]
    units = [line.units for line in order.lines]
    agreed = freight_parts(order.freight_minor, costs, units)
    billed = freight_parts(freight.minor, costs, units)
    rows = []
    for line, promised, carried in zip(order.lines, agreed, billed, strict=True):
        ordered = Money(line.cost_minor, order.currency)
        asked = typed.get(line.item_id, ordered)
        came = int(sound.get(line.item_id, 0))
        back = claimed(
            line.cost_minor + promised,
            asked.minor + carried,
            line.units,
            came,
            coin=coin_of(order.currency),
        )
        rows.append(
            BillLine(
                line.item_id,
                line.units,
                came,
                ordered,
                asked,
                Money(back, order.currency),
            )
        )
    return tuple(rows)
