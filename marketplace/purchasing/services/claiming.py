"""Claims and the invoice: what is claimed gets its exact amount from the bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.kernel.sharing import largest_remainder
from marketplace.purchasing.models import (
    Claim,
    ClaimKind,
    ClaimState,
    GoodsReceipt,
    GoodsReceiptLine,
    JointPurchase,
    OrderLine,
    SupplierOrder,
)
from marketplace.purchasing.services.weaving import weave_claim
from network.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import SupplierInvoice, SupplierInvoiceLine
    from network.policy import Actor

#: Said by the program when nobody filed the claim by hand.
_AUTOMATIC = {
    ClaimKind.SHORT: "No llegaron y están en la factura.",
    ClaimKind.DAMAGED: "Llegaron dañadas y están en la factura.",
    ClaimKind.OVERCHARGED: "La factura cobra más que el pedido.",
}


class ClaimSettledError(ConflictError):
    """A claim on the invoice was settled already."""


def lost_units(session: Session, order_id: int) -> dict[int, dict[ClaimKind, int]]:
    """Return the units that did not arrive sound, by item and by what went wrong."""
    arrived = {
        item_id: (int(sound), int(damaged))
        for item_id, sound, damaged in session.execute(
            select(
                GoodsReceiptLine.item_id,
                func.sum(GoodsReceiptLine.sound),
                func.sum(GoodsReceiptLine.damaged),
            )
            .join(GoodsReceipt)
            .where(GoodsReceipt.order_id == order_id)
            .group_by(GoodsReceiptLine.item_id)
        )
    }
    lost: dict[int, dict[ClaimKind, int]] = {}
    for line in session.scalars(
        select(OrderLine).where(OrderLine.order_id == order_id)
    ):
        sound, broken = arrived.get(line.item_id, (0, 0))
        missing = line.units - sound
        damaged = min(broken, missing)
        lost[line.item_id] = {
            ClaimKind.DAMAGED: damaged,
            ClaimKind.SHORT: missing - damaged,
        }
    return lost


def open_claims(session: Session, order_id: int) -> list[Claim]:
    """Return the claims on an order that are not settled, oldest first."""
    return list(
        session.scalars(
            select(Claim)
            .where(Claim.order_id == order_id, Claim.state == ClaimState.OPEN)
            .order_by(Claim.id)
        )
    )


def settle_claims(
    session: Session,
    invoice: SupplierInvoice,
    lines: Sequence[SupplierInvoiceLine],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Give every claim on an order the amount that the invoice asks for it.

    Claims that nobody filed are filed; claims on what the supplier has already
    taken off the bill are credited by it.
    """
    lost = lost_units(session, invoice.order_id)
    for line in lines:
        found = [
            claim
            for claim in open_claims(session, invoice.order_id)
            if claim.item_id == line.item_id
        ]
        rows = found + _file_rest(session, invoice, line, found, lost, actor, now)
        if line.claimed_minor:
            _give_amounts(rows, line.claimed_minor, invoice)
        else:
            _credit_all(rows, invoice, actor, now)
    session.flush()


def detach_claims(session: Session, invoice: SupplierInvoice) -> None:
    """Take the amounts back that an invoice gave, since it is undone.

    Raises:
        ClaimSettledError: If one was settled with money or goods.
    """
    claims = session.scalars(select(Claim).where(Claim.invoice_id == invoice.id))
    for claim in claims:
        if claim.journal_key or claim.state is ClaimState.REPLACED:
            raise ClaimSettledError(claim=claim.id)
        claim.invoice_id = None
        claim.state = ClaimState.OPEN
        claim.resolution, claim.resolved_by, claim.resolved_at = "", None, None
        if claim.kind is ClaimKind.OVERCHARGED:
            claim.state = ClaimState.CREDITED
            claim.amount_minor = 0
            claim.resolution = "La factura se anuló."


def split_claim(session: Session, claim: Claim, units: int, minor: int) -> Claim:
    """Take part of an open claim apart, and return it; the rest stays open."""
    part = Claim(
        order_id=claim.order_id,
        item_id=claim.item_id,
        kind=claim.kind,
        state=ClaimState.OPEN,
        units=units,
        currency=claim.currency,
        amount_minor=minor,
        invoice_id=claim.invoice_id,
        reason=claim.reason,
        filed_by=claim.filed_by,
        filed_at=claim.filed_at,
    )
    claim.units -= units
    claim.amount_minor -= minor
    session.add(part)
    session.flush()
    return part


def keep_claim(session: Session, claim: Claim) -> Claim:
    """Store a new claim and let the observed trust know."""
    session.add(claim)
    session.flush()
    order = session.get_one(SupplierOrder, claim.order_id)
    purchase = session.get_one(JointPurchase, order.purchase_id)
    weave_claim(session, purchase, order, claim)
    return claim


def _file_rest(  # noqa: PLR0913, PLR0917 - an automatic claim has this many parts
    session: Session,
    invoice: SupplierInvoice,
    line: SupplierInvoiceLine,
    found: Sequence[Claim],
    lost: dict[int, dict[ClaimKind, int]],
    actor: Actor,
    now: datetime,
) -> list[Claim]:
    if not line.claimed_minor:
        return []
    wanted = dict(lost[line.item_id])
    if not any(wanted.values()):
        wanted[ClaimKind.OVERCHARGED] = 0
    filed = []
    for kind, units in wanted.items():
        rest = units - sum(each.units for each in found if each.kind is kind)
        if rest > 0 or kind is ClaimKind.OVERCHARGED:
            filed.append(
                keep_claim(
                    session,
                    Claim(
                        order_id=invoice.order_id,
                        item_id=line.item_id,
                        kind=kind,
                        units=max(rest, 0),
                        currency=invoice.currency,
                        amount_minor=0,
                        reason=_AUTOMATIC[kind],
                        filed_by=actor.person_id,
                        filed_at=now,
                    ),
                )
            )
    return filed


def _give_amounts(
    claims: Sequence[Claim], minor: int, invoice: SupplierInvoice
) -> None:
    units = [claim.units for claim in claims]
    weights = units if any(units) else [1] * len(claims)
    for claim, part in zip(claims, largest_remainder(minor, weights), strict=True):
        claim.amount_minor = part
        claim.invoice_id = invoice.id


def _credit_all(
    claims: Sequence[Claim], invoice: SupplierInvoice, actor: Actor, now: datetime
) -> None:
    for claim in claims:
        claim.state = ClaimState.CREDITED
        claim.amount_minor = 0
        claim.invoice_id = invoice.id
        claim.resolution = f"La factura {invoice.number} ya no las cobra."
        claim.resolved_by = actor.person_id
        claim.resolved_at = now


def cover_claims(
    session: Session, receipt: GoodsReceipt, *, actor: Actor, now: datetime
) -> None:
    """Close what an arrival makes good, before there is an invoice.

    As many claimed units as are no longer missing count as replaced; damaged
    ones and short ones alike, oldest first.
    """
    lost = lost_units(session, receipt.order_id)
    for item_id, by_kind in lost.items():
        claims = [
            claim
            for claim in open_claims(session, receipt.order_id)
            if claim.item_id == item_id and claim.invoice_id is None
        ]
        spare = sum(claim.units for claim in claims) - sum(by_kind.values())
        for claim in claims:
            if spare <= 0:
                break
            units = min(spare, claim.units)
            spare -= units
            part = claim
            if units < claim.units:
                minor = largest_remainder(
                    claim.amount_minor, [units, claim.units - units]
                )[0]
                part = split_claim(session, claim, units, minor)
            part.state = ClaimState.REPLACED
            part.receipt_id = receipt.id
            part.resolution = "Llegó después."
            part.resolved_by, part.resolved_at = actor.person_id, now
    session.flush()
