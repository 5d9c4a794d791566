"""What must be true of every joint purchase, checked with the books."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.ledger.models import Account
from marketplace.ledger.queries import Invariant, register
from marketplace.purchasing.core.codes import purchase_code
from marketplace.purchasing.core.states import may_move
from marketplace.purchasing.models import (
    Allocation,
    Claim,
    ClaimState,
    GoodsReceipt,
    GoodsReceiptLine,
    HandOver,
    JointPurchase,
    OrderLine,
    OrderSignature,
    PurchaseState,
    PurchaseStep,
    SupplierInvoice,
    SupplierInvoiceLine,
    SupplierOrder,
    SurplusStock,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

_SHARED = (PurchaseState.SHARED, PurchaseState.SETTLED, PurchaseState.FINISHED)
_CHARGED = (PurchaseState.SETTLED, PurchaseState.FINISHED)


def _steps(session: Session) -> Iterator[str]:
    """Every state was reached by moves that are allowed, one after the other."""
    states = dict(session.execute(select(JointPurchase.id, JointPurchase.state)).all())
    reached: dict[int, PurchaseState | None] = {}
    rows = session.execute(
        select(
            PurchaseStep.purchase_id, PurchaseStep.from_state, PurchaseStep.to_state
        ).order_by(PurchaseStep.purchase_id, PurchaseStep.id)
    )
    for purchase_id, origin, target in rows:
        if origin is not reached.get(purchase_id):
            yield f"purchase {purchase_id}: {origin} does not follow"
        elif origin is not None and not may_move(origin, target):
            yield f"purchase {purchase_id}: {origin} to {target}"
        reached[purchase_id] = target
    for purchase_id, state in states.items():
        if reached.get(purchase_id) is not state:
            yield f"purchase {purchase_id}: {state} was not reached by a step"


def _shared(session: Session) -> Iterator[str]:
    """What members got and what is kept is what arrived in good state."""
    final = _sums(
        session,
        select(Allocation.item_id, func.sum(Allocation.final))
        .join(JointPurchase, JointPurchase.id == Allocation.purchase_id)
        .where(JointPurchase.state.in_(_SHARED))
        .group_by(Allocation.item_id),
    )
    final.update(
        _sums(
            session,
            select(SurplusStock.item_id, SurplusStock.units)
            .join(JointPurchase, JointPurchase.id == SurplusStock.purchase_id)
            .where(JointPurchase.state.in_(_SHARED)),
        )
    )
    sound = _sums(
        session,
        select(GoodsReceiptLine.item_id, func.sum(GoodsReceiptLine.sound))
        .join(GoodsReceipt)
        .join(SupplierOrder, SupplierOrder.id == GoodsReceipt.order_id)
        .join(JointPurchase, JointPurchase.id == SupplierOrder.purchase_id)
        .where(JointPurchase.state.in_(_SHARED))
        .group_by(GoodsReceiptLine.item_id),
    )
    for item_id in sorted(final.keys() | sound.keys()):
        if final[item_id] != sound[item_id]:
            yield f"item {item_id}: {sound[item_id]} came, {final[item_id]} shared"


def _received(session: Session) -> Iterator[str]:
    """No more arrived in good state than was ordered."""
    sound = (
        select(
            GoodsReceipt.order_id.label("order_id"),
            GoodsReceiptLine.item_id.label("item_id"),
            func.sum(GoodsReceiptLine.sound).label("units"),
        )
        .join(GoodsReceiptLine, GoodsReceiptLine.receipt_id == GoodsReceipt.id)
        .group_by(GoodsReceipt.order_id, GoodsReceiptLine.item_id)
        .subquery()
    )
    rows = session.execute(
        select(OrderLine.order_id, OrderLine.item_id)
        .join(
            sound,
            (sound.c.order_id == OrderLine.order_id)
            & (sound.c.item_id == OrderLine.item_id),
        )
        .where(sound.c.units > OrderLine.units)
    )
    for order_id, item_id in rows:
        yield f"order {order_id}, item {item_id}: more than ordered"


def _handed(session: Session) -> Iterator[str]:
    """Nobody was handed more than the sharing gives."""
    members: Counter[tuple[int, int, int | None]] = Counter()
    groups: Counter[tuple[int, int, int | None]] = Counter()
    for row in session.scalars(select(Allocation)):
        members[row.item_id, row.organisation_id, row.person_id] += row.final
        groups[row.item_id, row.organisation_id, None] += row.final
    rows = session.execute(
        select(
            HandOver.item_id,
            HandOver.organisation_id,
            HandOver.person_id,
            func.sum(HandOver.units),
        )
        .where(HandOver.undone_at.is_(None))
        .group_by(HandOver.item_id, HandOver.organisation_id, HandOver.person_id)
    )
    for item_id, book_id, person_id, units in rows:
        most = groups if person_id is None else members
        if units > most[item_id, book_id, person_id]:
            yield f"item {item_id}, organisation {book_id}, person {person_id}"


def _clearing(session: Session) -> Iterator[str]:
    """Charged purchases leave nothing on the way; finished ones no advance."""
    states = dict(
        session.execute(
            select(JointPurchase.id, JointPurchase.state).where(
                JointPurchase.state.in_(_CHARGED)
            )
        ).all()
    )
    codes = {purchase_code(purchase_id) for purchase_id in states}
    rows = session.execute(
        select(Account.code, Account.book_id).where(
            Account.balance_minor != 0,
            Account.code.like("purchase:%") | Account.code.like("advance:%"),
        )
    )
    for code, book_id in rows:
        finished = (
            code.startswith("advance:")
            and states.get(int(code.split(":")[1])) is PurchaseState.FINISHED
        )
        if code in codes or finished:
            yield f"account {code} of book {book_id}"


def _invoiced(session: Session) -> Iterator[str]:
    """Charges, stock and claims sum to the invoices, to the unit."""
    order_of = select(
        SupplierOrder.purchase_id,
        func.sum(SupplierInvoice.goods_minor + SupplierInvoice.freight_minor),
        func.sum(SupplierInvoice.claimed_minor),
    ).join(SupplierInvoice, SupplierInvoice.order_id == SupplierOrder.id)
    bills = session.execute(
        order_of.join(JointPurchase, JointPurchase.id == SupplierOrder.purchase_id)
        .where(SupplierInvoice.reversed_at.is_(None), JointPurchase.state.in_(_CHARGED))
        .group_by(SupplierOrder.purchase_id)
    ).all()
    parts = _sums(
        session,
        select(Allocation.purchase_id, func.sum(Allocation.pays_minor)).group_by(
            Allocation.purchase_id
        ),
    )
    parts.update(
        _sums(
            session,
            select(
                SurplusStock.purchase_id, func.sum(SurplusStock.value_minor)
            ).group_by(SurplusStock.purchase_id),
        )
    )
    replaced = _sums(
        session,
        select(SupplierOrder.purchase_id, func.sum(Claim.amount_minor))
        .join(SupplierOrder, SupplierOrder.id == Claim.order_id)
        .where(Claim.state == ClaimState.REPLACED, Claim.journal_key != "")
        .group_by(SupplierOrder.purchase_id),
    )
    for purchase_id, total, claimed in bills:
        charged = parts[purchase_id] + claimed - replaced[purchase_id]
        if charged != total:
            yield f"purchase {purchase_id}: {charged} charged of {total} invoiced"


def _lines_of_invoices(session: Session) -> Iterator[str]:
    """The lines of an invoice sum to it."""
    lines = (
        select(
            SupplierInvoiceLine.invoice_id,
            func.sum(SupplierInvoiceLine.goods_minor).label("goods"),
            func.sum(SupplierInvoiceLine.freight_minor).label("freight"),
            func.sum(SupplierInvoiceLine.claimed_minor).label("claimed"),
        )
        .group_by(SupplierInvoiceLine.invoice_id)
        .subquery()
    )
    rows = session.scalars(
        select(SupplierInvoice.id)
        .outerjoin(lines, lines.c.invoice_id == SupplierInvoice.id)
        .where(
            (func.coalesce(lines.c.goods, 0) != SupplierInvoice.goods_minor)
            | (func.coalesce(lines.c.freight, 0) != SupplierInvoice.freight_minor)
            | (func.coalesce(lines.c.claimed, 0) != SupplierInvoice.claimed_minor)
        )
    )
    for invoice_id in rows:
        yield f"invoice {invoice_id}"


def _signed(session: Session) -> Iterator[str]:
    """Two people signed every order that went out."""
    people = (
        select(
            OrderSignature.purchase_id,
            func.count(OrderSignature.person_id.distinct()).label("people"),
        )
        .group_by(OrderSignature.purchase_id)
        .subquery()
    )
    rows = session.scalars(
        select(SupplierOrder.id)
        .outerjoin(people, people.c.purchase_id == SupplierOrder.purchase_id)
        .where(
            SupplierOrder.placed_at.is_not(None), func.coalesce(people.c.people, 0) < 2
        )
    )
    for order_id in rows:
        yield f"order {order_id}"


def _sums(session: Session, query: Select[int, int]) -> Counter[int]:
    """Return numbers by key."""
    return Counter({key: int(units or 0) for key, units in session.execute(query)})


INVARIANTS = (
    Invariant("purchase_steps", _steps),
    Invariant("purchase_signed", _signed),
    Invariant("purchase_received", _received),
    Invariant("purchase_shared", _shared),
    Invariant("purchase_handed", _handed),
    Invariant("purchase_invoice_lines", _lines_of_invoices),
    Invariant("purchase_invoiced", _invoiced),
    Invariant("purchase_clearing", _clearing),
)
register(*INVARIANTS)
