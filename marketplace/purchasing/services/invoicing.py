"""The supplier's invoice: to the unit of the order, or with a written reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.kernel.money import Money
from marketplace.purchasing.core.charging import claimed, coin_of, freight_parts
from marketplace.purchasing.core.codes import claim_code, purchase_code, supplier_code
from marketplace.purchasing.models import (
    OrderLine,
    PurchaseState,
    SupplierInvoice,
    SupplierInvoiceLine,
)
from marketplace.purchasing.services.books import Move, undo, write
from marketplace.purchasing.services.claiming import detach_claims, settle_claims
from marketplace.purchasing.services.moves import reach_of, require_state
from marketplace.purchasing.services.receiving import (
    DeliveryGoesOnError,
    InvoiceStandsError,
    held_order,
    missing_units,
)
from network.core.zones import latest_day
from network.db import lock
from network.errors import ConflictError, InvalidError
from network.policy import Action
from network.services import audit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase, SupplierOrder
    from network.policy import Actor

_INVOICED_IN = (
    PurchaseState.PARTLY_RECEIVED,
    PurchaseState.RECEIVED,
    PurchaseState.SHARED,
)
_LONGEST_NUMBER = 40


class InvoiceDiffersError(InvalidError):
    """The invoice is not what the order says, and nobody wrote why."""


class InvoiceLinesError(InvalidError):
    """The invoice does not name the items of the order."""


class InvoiceNumberError(InvalidError):
    """The invoice needs its number, of at most forty characters."""


class InvoiceNumberUsedError(ConflictError):
    """The supplier's invoice of that number is recorded already."""


class InvoiceDaysError(InvalidError):
    """The invoice is dated in the future, or due before it was issued."""


class NegativeBillError(InvalidError):
    """An amount on an invoice is zero or more."""


class AlreadyReversedInvoiceError(ConflictError):
    """The invoice was undone before."""


@dataclass(frozen=True, slots=True)
class InvoiceTyped:
    """An invoice as the treasurer reads it from the paper.

    Attributes:
        number: Of the supplier's invoice.
        issued_on: Day on it.
        due_on: Last day to pay it.
        goods: What it asks for each item of the order.
        freight: What it asks for bringing everything.
        reason: Why it differs from the order; empty when it does not.
    """

    number: str
    issued_on: date
    due_on: date
    goods: Mapping[int, Money]
    freight: Money
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LineDifference:
    """How far a line of an invoice is from the order.

    Attributes:
        item_id: The item; None for the freight.
        name: What the item is called; empty for the freight.
        ordered: What the order says.
        billed: What the invoice says.
    """

    item_id: int | None
    name: str
    ordered: Money
    billed: Money

    @property
    def difference(self) -> Money:
        """What the invoice asks over the order; negative when less."""
        return self.billed - self.ordered


def differences(
    order: SupplierOrder, lines: Sequence[OrderLine], typed: InvoiceTyped
) -> list[LineDifference]:
    """Return the lines of an invoice that are not what the order says."""
    rows = [
        LineDifference(
            line.item_id,
            line.item.presentation.product.name,
            Money(line.cost_minor, order.currency),
            typed.goods[line.item_id],
        )
        for line in lines
    ]
    rows.append(LineDifference(None, "", order.freight, typed.freight))
    return [row for row in rows if row.difference]


def record_invoice(
    session: Session, order_id: int, typed: InvoiceTyped, *, actor: Actor, now: datetime
) -> int:
    """Record a supplier's invoice in the convener's book; returns its id.

    What it asks for goods that did not arrive sound, and what it asks over the
    order, becomes a claim; what it asks less is a discount for everybody.

    Raises:
        NotFoundError: If there is no such order, or it is not the actor's.
        NotAllowedError: If the actor is not the convener's treasurer.
        PurchaseMovedOnError: If it is too early or too late for it.
        DeliveryGoesOnError: If more goods are expected of the order.
        InvoiceStandsError: If the order has its invoice.
        InvoiceNumberError: If the number is missing or too long.
        InvoiceNumberUsedError: If the supplier's number is recorded.
        InvoiceDaysError: If the days make no sense.
        InvoiceLinesError: If it does not name the items of the order.
        NegativeBillError: If an amount is negative or of another currency.
        InvoiceDiffersError: If it differs from the order without a reason.
    """
    order, purchase = held_order(session, order_id)
    reach_of(session, purchase).require_running(actor, Action.RECORD_INVOICE)
    require_state(purchase, *_INVOICED_IN)
    if order.delivery_ended_at is None:
        raise DeliveryGoesOnError(order=order_id)
    if session.scalar(SupplierInvoice.standing_of(order_id)) is not None:
        raise InvoiceStandsError(order=order_id)
    lines = list(
        session.scalars(
            select(OrderLine)
            .where(OrderLine.order_id == order_id)
            .order_by(OrderLine.item_id)
        )
    )
    _check(session, order, lines, typed, now)
    _require_equal(order, lines, typed)
    return _record(session, (order, purchase), lines, typed, actor=actor, now=now)


def undo_invoice(
    session: Session,
    invoice_id: int,
    reason: str,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    """Undo an invoice that was recorded wrongly, by a reversing entry.

    Raises:
        NotFoundError: If there is no such invoice, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        OwnEntryError: If the actor recorded it: another officer has to.
        PurchaseMovedOnError: If members were charged by it.
        AlreadyReversedInvoiceError: If it was undone before.
        ReasonMissingError: If the reason is too short.
        ClaimSettledError: If a claim on it was settled with money.
    """
    invoice = lock(session, SupplierInvoice, invoice_id)
    order, purchase = held_order(session, invoice.order_id)
    reach_of(session, purchase).require_running(actor, Action.CORRECT_ENTRY)
    require_state(purchase, *_INVOICED_IN)
    if invoice.reversed_at is not None:
        raise AlreadyReversedInvoiceError(number=invoice.number)
    if invoice.journal_key:
        undo(session, invoice.journal_key, reason=reason, actor=actor, day=day, now=now)
    invoice.reversed_at = now
    detach_claims(session, invoice)
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="invoice.undone",
        subject="supplier_invoice",
        subject_id=invoice.id,
        organisation_id=purchase.convener_id,
        at=now,
        reason=reason.strip(),
        order=order.id,
    )


def _check(
    session: Session,
    order: SupplierOrder,
    lines: Sequence[OrderLine],
    typed: InvoiceTyped,
    now: datetime,
) -> None:
    if not 0 < len(typed.number.strip()) <= _LONGEST_NUMBER:
        raise InvoiceNumberError(longest=_LONGEST_NUMBER)
    if typed.issued_on > latest_day(now) or typed.due_on < typed.issued_on:
        raise InvoiceDaysError(issued_on=typed.issued_on, due_on=typed.due_on)
    if set(typed.goods) != {line.item_id for line in lines}:
        raise InvoiceLinesError(order=order.id)
    amounts = [*typed.goods.values(), typed.freight]
    if any(each.minor < 0 or each.currency is not order.currency for each in amounts):
        raise NegativeBillError(currency=order.currency)
    used = session.scalar(
        select(SupplierInvoice.id).where(
            SupplierInvoice.supplier_id == order.supplier_id,
            SupplierInvoice.number == typed.number.strip(),
            SupplierInvoice.reversed_at.is_(None),
        )
    )
    if used is not None:
        raise InvoiceNumberUsedError(number=typed.number.strip())


def _require_equal(
    order: SupplierOrder, lines: Sequence[OrderLine], typed: InvoiceTyped
) -> None:
    rows = differences(order, lines, typed)
    if rows and not typed.reason.strip():
        zero = Money.zero(order.currency)
        total = sum((row.difference for row in rows), zero)
        raise InvoiceDiffersError(
            difference=total, names=[row.name for row in rows if row.name], rows=rows
        )


def _record(
    session: Session,
    held: tuple[SupplierOrder, JointPurchase],
    lines: Sequence[OrderLine],
    typed: InvoiceTyped,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    order, purchase = held
    invoice = SupplierInvoice(
        order_id=order.id,
        supplier_id=order.supplier_id,
        number=typed.number.strip(),
        issued_on=typed.issued_on,
        due_on=typed.due_on,
        currency=order.currency,
        goods_minor=sum(each.minor for each in typed.goods.values()),
        freight_minor=typed.freight.minor,
        claimed_minor=0,
        difference_reason=typed.reason.strip()[:300],
        journal_key="",
        recorded_by=actor.person_id,
        recorded_at=now,
    )
    session.add(invoice)
    session.flush()
    rows = _lines(session, order, lines, typed, invoice)
    session.add_all(rows)
    invoice.claimed_minor = sum(row.claimed_minor for row in rows)
    session.flush()
    _post(session, invoice, purchase, actor=actor, now=now)
    settle_claims(session, invoice, rows, actor=actor, now=now)
    audit.record(
        session,
        actor=actor,
        deed="invoice.recorded",
        subject="supplier_invoice",
        subject_id=invoice.id,
        organisation_id=purchase.convener_id,
        at=now,
        reason=invoice.difference_reason,
        order=order.id,
    )
    return invoice.id


def _lines(
    session: Session,
    order: SupplierOrder,
    lines: Sequence[OrderLine],
    typed: InvoiceTyped,
    invoice: SupplierInvoice,
) -> list[SupplierInvoiceLine]:
    missing = missing_units(session, order)
    costs = [line.cost_minor for line in lines]
    units = [line.units for line in lines]
    agreed = freight_parts(order.freight_minor, costs, units)
    billed = freight_parts(typed.freight.minor, costs, units)
    return [
        SupplierInvoiceLine(
            invoice_id=invoice.id,
            item_id=line.item_id,
            goods_minor=typed.goods[line.item_id].minor,
            freight_minor=freight,
            claimed_minor=claimed(
                line.cost_minor + promised,
                typed.goods[line.item_id].minor + freight,
                line.units,
                line.units - missing[line.item_id],
                coin=coin_of(order.currency),
            ),
        )
        for line, promised, freight in zip(lines, agreed, billed, strict=True)
    ]


def _post(
    session: Session,
    invoice: SupplierInvoice,
    purchase: JointPurchase,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    times = session.scalar(
        select(func.count()).where(SupplierInvoice.order_id == invoice.order_id)
    )
    supplier = supplier_code(invoice.supplier_id)
    total = invoice.goods_minor + invoice.freight_minor
    posted = write(
        session,
        Move(
            f"purchase:{purchase.id}:invoice:{invoice.order_id}:{times}",
            purchase.convener_id,
            "purchasing.invoice",
            f"Factura {invoice.number}",
            (
                (purchase_code(purchase.id), supplier, total - invoice.claimed_minor),
                (claim_code(invoice.supplier_id), supplier, invoice.claimed_minor),
            ),
        ),
        purchase=purchase,
        actor=actor,
        day=invoice.issued_on,
        now=now,
    )
    invoice.journal_key = posted.key if posted else ""
    session.flush()
