"""Weave again the ties of purchases from their rows: each event counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.kernel.calendar import local_day
from marketplace.purchasing.core.codes import association_code, supplier_code
from marketplace.purchasing.models import (
    Claim,
    GoodsReceipt,
    HandOver,
    JointPurchase,
    PurchaseState,
    PurchaseStep,
    SupplierOrder,
)
from marketplace.purchasing.models.accounts import left_by, paid_days
from marketplace.purchasing.services.moves import hold_purchase
from marketplace.purchasing.services.weaving import (
    weave_claim,
    weave_delivery,
    weave_payment,
    weave_purchase,
    weave_trade,
)
from network.models import Network, TieEvent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def purchases_to_weave(session: Session, network_id: int | None = None) -> list[int]:
    """Return the purchases that may have woven ties, the oldest first.

    Args:
        session: The open transaction.
        network_id: Only those of a network; all when none.
    """
    ordered = select(SupplierOrder.purchase_id).where(
        SupplierOrder.placed_at.is_not(None)
    )
    wanted = select(JointPurchase.id).where(JointPurchase.id.in_(ordered))
    if network_id is not None:
        wanted = wanted.where(JointPurchase.network_id == network_id)
    return list(session.scalars(wanted.order_by(JointPurchase.id)))


def weave_again(session: Session, purchase_id: int) -> int:
    """Weave everything that a purchase did between organisations.

    Arrivals, claims, goods handed to associations, payments in full, and the
    purchase together once it is finished.  What is woven already stays.

    Returns:
        How many events are new.

    Raises:
        NotFoundError: If there is no such purchase.
    """
    purchase = hold_purchase(session, purchase_id)
    before = _events(session)
    _weave_orders(session, purchase)
    _weave_hand_overs(session, purchase)
    _weave_payments(session, purchase)
    finished = session.scalar(
        select(func.max(PurchaseStep.at)).where(
            PurchaseStep.purchase_id == purchase_id,
            PurchaseStep.to_state == PurchaseState.FINISHED,
        )
    )
    if purchase.state is PurchaseState.FINISHED and finished is not None:
        day = local_day(finished, _zone(session, purchase))
        weave_purchase(session, purchase, day)
    return _events(session) - before


def _events(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(TieEvent)) or 0


def _zone(session: Session, purchase: JointPurchase) -> str:
    return session.get_one(Network, purchase.network_id).time_zone


def _weave_orders(session: Session, purchase: JointPurchase) -> None:
    arrived = session.execute(
        select(GoodsReceipt, SupplierOrder)
        .join(SupplierOrder, SupplierOrder.id == GoodsReceipt.order_id)
        .where(SupplierOrder.purchase_id == purchase.id)
        .order_by(GoodsReceipt.id)
    )
    for receipt, order in arrived.all():
        weave_trade(session, purchase, order, receipt)
    claimed = session.execute(
        select(Claim, SupplierOrder)
        .join(SupplierOrder, SupplierOrder.id == Claim.order_id)
        .where(SupplierOrder.purchase_id == purchase.id)
        .order_by(Claim.id)
    )
    told = set()
    for claim, order in claimed.all():
        # Part of a claim that was taken apart later is not another claim.
        filed = (order.id, claim.item_id, claim.kind, claim.filed_at)
        if filed not in told:
            weave_claim(session, purchase, order, claim)
        told.add(filed)


def _weave_hand_overs(session: Session, purchase: JointPurchase) -> None:
    """Weave the first day on which each association got goods of the convener."""
    rows = session.scalars(HandOver.standing_of(purchase.id)).all()
    zone = _zone(session, purchase)
    for row in rows:
        if row.person_id is None:
            day = local_day(row.at, zone)
            weave_delivery(session, purchase, row.organisation_id, day)


def _weave_payments(session: Session, purchase: JointPurchase) -> None:
    """Weave the payments of those who owe nothing any more for the purchase."""
    book = purchase.convener_id
    paid = dict(session.execute(paid_days(purchase.id, book)).all())
    left = left_by(session, purchase, book)
    associations = [(each.organisation_id, book) for each in purchase.parties]
    suppliers = [
        (book, supplier)
        for supplier in session.scalars(
            select(SupplierOrder.supplier_id)
            .where(SupplierOrder.purchase_id == purchase.id)
            .distinct()
            .order_by(SupplierOrder.supplier_id)
        )
    ]
    for payer, payee in (*associations, *suppliers):
        code = association_code(payer) if payee == book else supplier_code(payee)
        if code in paid and not left.get(code):
            weave_payment(session, purchase, payer, payee, paid[code])
