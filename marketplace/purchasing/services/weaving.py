"""Ties that a joint purchase weaves between organisations.

Each event has its own evidence, so telling it twice counts once.  A tie that
cannot be woven never stops the purchase: the goods and the money come first.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from marketplace.purchasing.models import (
    Allocation,
    ClaimKind,
    PurchaseScope,
    SupplierInvoice,
    SupplierOrder,
)
from network.errors import DomainError
from network.models import Layer, TieKind
from network.services.ties import record_event

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import (
        Claim,
        GoodsReceipt,
        JointPurchase,
    )


def weave_trade(
    session: Session,
    purchase: JointPurchase,
    order: SupplierOrder,
    receipt: GoodsReceipt,
) -> None:
    """Weave the trade from a supplier to the convener at an arrival.

    What came after the day agreed is kept in the observed trust too.
    """
    _weave(
        session,
        purchase,
        Layer.TRADE,
        TieKind.DELIVERED,
        (order.supplier_id, purchase.convener_id),
        day=receipt.received_on,
        evidence=f"purchase:{purchase.id}:receipt:{receipt.id}",
    )
    if purchase.delivery_on is not None and receipt.received_on > purchase.delivery_on:
        _weave(
            session,
            purchase,
            Layer.OBSERVED_TRUST,
            TieKind.DELIVERED_LATE,
            (purchase.convener_id, order.supplier_id),
            day=receipt.received_on,
            evidence=f"purchase:{purchase.id}:late:{receipt.id}",
            weight=0,
        )


def weave_delivery(
    session: Session, purchase: JointPurchase, organisation_id: int, day: date
) -> None:
    """Weave what a convener and an association do by moving goods together."""
    ends = (purchase.convener_id, organisation_id)
    evidence = f"purchase:{purchase.id}:freight:{organisation_id}"
    _weave(
        session,
        purchase,
        Layer.JOINT_PURCHASE,
        TieKind.SHARED_FREIGHT,
        ends,
        day=day,
        evidence=evidence,
    )
    _weave(
        session,
        purchase,
        Layer.OBSERVED_TRUST,
        TieKind.DELIVERED,
        (organisation_id, purchase.convener_id),
        day=day,
        evidence=f"purchase:{purchase.id}:delivered:{organisation_id}",
    )


def weave_payment(
    session: Session,
    purchase: JointPurchase,
    payer_id: int,
    payee_id: int,
    day: date,
) -> None:
    """Weave what it was to have paid in full on a day: on time or late.

    Who is paid trusts who pays on time; to have paid late is kept and weighs
    nothing.  The first verdict of a purchase stands.  Nothing is due before an
    invoice says until when.
    """
    due = _due_day(session, purchase, payee_id)
    if due is None:
        return
    is_late = day > due
    _weave(
        session,
        purchase,
        Layer.OBSERVED_TRUST,
        TieKind.PAID_LATE if is_late else TieKind.PAID_ON_TIME,
        (payee_id, payer_id),
        day=day,
        evidence=f"purchase:{purchase.id}:paid:{payer_id}:{payee_id}",
        weight=0 if is_late else 1,
    )


def _due_day(session: Session, purchase: JointPurchase, payee_id: int) -> date | None:
    """Return until when somebody is to be paid.

    A supplier by its own invoices; the convener, who pays them all, by the last
    of theirs.
    """
    wanted = (
        select(func.max(SupplierInvoice.due_on))
        .join(SupplierOrder, SupplierOrder.id == SupplierInvoice.order_id)
        .where(
            SupplierOrder.purchase_id == purchase.id,
            SupplierInvoice.reversed_at.is_(None),
        )
    )
    if payee_id != purchase.convener_id:
        wanted = wanted.where(SupplierInvoice.supplier_id == payee_id)
    return session.scalar(wanted)


def weave_claim(
    session: Session, purchase: JointPurchase, order: SupplierOrder, claim: Claim
) -> None:
    """Keep in the observed trust that something had to be claimed; weighs nothing."""
    is_short = claim.kind is ClaimKind.SHORT
    _weave(
        session,
        purchase,
        Layer.OBSERVED_TRUST,
        TieKind.DELIVERED_SHORT if is_short else TieKind.CLAIM_FILED,
        (purchase.convener_id, order.supplier_id),
        day=claim.filed_at.date(),
        evidence=f"purchase:{purchase.id}:claim:{claim.id}",
        weight=0,
    )


def weave_purchase(session: Session, purchase: JointPurchase, day: date) -> None:
    """Weave a tie between every two associations that got goods of the purchase."""
    if purchase.scope is not PurchaseScope.NETWORK:
        return
    got = session.scalars(
        select(Allocation.organisation_id)
        .where(Allocation.purchase_id == purchase.id, Allocation.final > 0)
        .distinct()
    )
    for one, other in combinations(sorted(got), 2):
        _weave(
            session,
            purchase,
            Layer.JOINT_PURCHASE,
            TieKind.BOUGHT_TOGETHER,
            (one, other),
            day=day,
            evidence=f"purchase:{purchase.id}:joint:{one}:{other}",
        )


def _weave(  # noqa: PLR0913 - an event has this many parts
    session: Session,
    purchase: JointPurchase,
    layer: Layer,
    kind: TieKind,
    ends: tuple[int, int],
    *,
    day: date,
    evidence: str,
    weight: int = 1,
) -> bool:
    source_id, target_id = ends
    if source_id == target_id:
        return False
    try:
        with session.begin_nested():
            return record_event(
                session,
                network_id=purchase.network_id,
                layer=layer,
                kind=kind,
                source_id=source_id,
                target_id=target_id,
                day=day,
                weight=weight,
                evidence=evidence,
            )
    except (DomainError, ValueError, SQLAlchemyError):
        return False
