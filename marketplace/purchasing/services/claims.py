"""Claims against a supplier: filed, replaced, credited, or taken as a loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.sharing import largest_remainder
from marketplace.payments.services import PartyRef
from marketplace.purchasing.core.charging import freight_parts
from marketplace.purchasing.core.codes import claim_code, supplier_code
from marketplace.purchasing.models import (
    Claim,
    ClaimKind,
    ClaimState,
    JointPurchase,
    OrderLine,
    PurchaseState,
    SupplierInvoice,
    SupplierOrder,
)
from marketplace.purchasing.services.books import Move, write
from marketplace.purchasing.services.claiming import (
    ClaimSettledError,
    keep_claim,
    lost_units,
    open_claims,
    split_claim,
)
from marketplace.purchasing.services.moves import (
    ReasonMissingError,
    reach_of,
    require_state,
)
from marketplace.purchasing.services.receiving import held_order
from marketplace.purchasing.services.tills import (
    Paid,
    Passage,
    require_money,
    take_in,
)
from network.db import lock
from network.errors import ConflictError, InvalidError, NotAllowedError
from network.policy import Action
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from network.policy import Actor

_CLAIMED_IN = (
    PurchaseState.PARTLY_RECEIVED,
    PurchaseState.RECEIVED,
    PurchaseState.SHARED,
)


class NothingToClaimError(InvalidError):
    """There are not that many units missing or damaged that nobody claimed."""


class ClaimNotInvoicedError(ConflictError):
    """The claim has no amount before the invoice is recorded."""


class WholeUnitClaimError(InvalidError):
    """A claim for a single unit is settled whole, not in parts."""


class SameTwoPeopleError(NotAllowedError):
    """A second person has to agree to take a loss."""


class LossNotAskedError(ConflictError):
    """Nobody has asked to take this loss."""


@dataclass(frozen=True, slots=True)
class ClaimTyped:
    """A claim as an officer files it.

    Attributes:
        item_id: Item of the order.
        kind: Short or damaged.
        units: Whole units above zero.
        reason: What happened, in words for the supplier.
    """

    item_id: int
    kind: ClaimKind
    units: int
    reason: str


def file_claim(
    session: Session, order_id: int, typed: ClaimTyped, *, actor: Actor, now: datetime
) -> int:
    """File a claim for units that are missing or damaged; returns its id.

    Its amount is what the order says, until the invoice gives the exact one.

    Raises:
        NotFoundError: If there is no such order, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If nothing has arrived, or members were charged.
        ClaimSettledError: If the order has its invoice: it filed every claim.
        NothingToClaimError: If there are not that many units to claim.
        ReasonMissingError: If no reason is given.
    """
    order, purchase = held_order(session, order_id)
    reach_of(session, purchase).require_running(actor, Action.FILE_CLAIM)
    require_state(purchase, *_CLAIMED_IN)
    if session.scalar(SupplierInvoice.standing_of(order_id)) is not None:
        raise ClaimSettledError(order=order_id)
    if not typed.reason.strip():
        raise ReasonMissingError(order=order_id)
    lost = lost_units(session, order_id).get(typed.item_id, {}).get(typed.kind, 0)
    claimed = sum(
        claim.units
        for claim in open_claims(session, order_id)
        if claim.item_id == typed.item_id and claim.kind is typed.kind
    )
    if not 0 < typed.units <= lost - claimed:
        raise NothingToClaimError(units=typed.units, there_are=max(lost - claimed, 0))
    claim = keep_claim(
        session,
        Claim(
            order_id=order_id,
            item_id=typed.item_id,
            kind=typed.kind,
            units=typed.units,
            currency=purchase.currency,
            amount_minor=_ordered_price(session, order, typed.item_id, typed.units),
            reason=typed.reason.strip(),
            filed_by=actor.person_id,
            filed_at=now,
        ),
    )
    _trace(session, purchase, claim, "claim.filed", actor, now)
    return claim.id


def credit_claim(  # noqa: PLR0913 - the document and its day go with the credit
    session: Session,
    claim_id: int,
    amount: Money,
    document: str,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> int:
    """Record a credit note of the supplier, which lowers what is owed to it.

    A credit of part of a claim leaves the rest open.

    Returns:
        The id of the claim, or of the part of it that is credited.

    Raises:
        NotFoundError: If there is no such claim, or it is not the actor's.
        NotAllowedError: If the actor is not the convener's treasurer.
        ClaimSettledError: If it was settled before.
        ClaimNotInvoicedError: If the invoice is not recorded.
        AmountTooLargeError: If it is more than is claimed.
        ReasonMissingError: If the credit note is not named.
    """
    claim, order, purchase = _held(session, claim_id)
    reach_of(session, purchase).require_running(actor, Action.RECORD_INVOICE)
    _require_open(claim)
    if not document.strip():
        raise ReasonMissingError(claim=claim_id)
    part = _part(session, claim, amount)
    supplier = order.supplier_id
    posted = write(
        session,
        Move(
            f"purchase:{purchase.id}:claim:{part.id}:credit",
            purchase.convener_id,
            "purchasing.claim",
            f"Nota crédito {document.strip()}"[:120],
            ((supplier_code(supplier), claim_code(supplier), part.amount_minor),),
        ),
        purchase=purchase,
        actor=actor,
        day=day,
        now=now,
    )
    part.journal_key = posted.key if posted else ""
    _close(part, ClaimState.CREDITED, f"Nota crédito {document.strip()}", actor, now)
    _trace(session, purchase, part, "claim.credited", actor, now)
    return part.id


def collect_claim(
    session: Session, claim_id: int, paid: Paid, *, actor: Actor, now: datetime
) -> int:
    """Record money that the supplier pays back on a claim, with its receipt.

    Returns:
        The id of the claim, or of the part of it that is paid back.

    Raises:
        NotFoundError: If there is no such claim, or it is not the actor's.
        NotAllowedError: If the actor is not the convener's treasurer.
        ClaimSettledError: If it was settled before.
        ClaimNotInvoicedError: If the invoice is not recorded.
        AmountTooLargeError: If it is more than is claimed.
    """
    claim, order, purchase = _held(session, claim_id)
    reach_of(session, purchase).require_running(actor, Action.RECORD_PAYMENT)
    passage = Passage(purchase, "claim", f"Devolución por reclamo: {purchase.title}")
    key = passage.key(order.id, paid.key)
    journal_key = f"payment:{purchase.convener_id}:{key}"
    known = session.scalar(select(Claim.id).where(Claim.journal_key == journal_key))
    if known is not None:
        return known
    _require_open(claim)
    part = _part(session, claim, paid.amount)
    take_in(
        session,
        passage,
        paid,
        book_id=purchase.convener_id,
        payer=PartyRef.organisation(order.supplier_id),
        code=claim_code(order.supplier_id),
        key=key,
        actor=actor,
        now=now,
    )
    part.journal_key = journal_key
    _close(part, ClaimState.CREDITED, "El proveedor devolvió el dinero.", actor, now)
    _trace(session, purchase, part, "claim.collected", actor, now)
    return part.id


def ask_loss(
    session: Session, claim_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Ask to take a claim as a loss, since the supplier refuses it.

    Raises:
        NotFoundError: If there is no such claim, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        ClaimSettledError: If it was settled before.
        ClaimNotInvoicedError: If the invoice is not recorded.
        ReasonMissingError: If no reason is given.
    """
    claim, _, purchase = _held(session, claim_id)
    reach_of(session, purchase).require_running(actor, Action.FILE_CLAIM)
    _require_open(claim)
    if claim.invoice_id is None:
        raise ClaimNotInvoicedError(claim=claim_id)
    if not reason.strip():
        raise ReasonMissingError(claim=claim_id)
    claim.refusal_asked_by = actor.person_id
    claim.resolution = reason.strip()
    session.flush()
    _trace(session, purchase, claim, "claim.loss_asked", actor, now)


def agree_loss(
    session: Session, claim_id: int, *, actor: Actor, day: date, now: datetime
) -> None:
    """Agree, as a second person, to take a claim as a loss of the convener.

    Raises:
        NotFoundError: If there is no such claim, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        ClaimSettledError: If it was settled before.
        LossNotAskedError: If nobody asked for it.
        SameTwoPeopleError: If the actor is who asked for it.
    """
    claim, order, purchase = _held(session, claim_id)
    reach = reach_of(session, purchase)
    if not actor.holds(Action.PAY_SUPPLIER, purchase.convener_id):
        reach.require_running(actor, Action.FILE_CLAIM)
    _require_open(claim)
    if claim.refusal_asked_by is None:
        raise LossNotAskedError(claim=claim_id)
    if claim.refusal_asked_by == actor.person_id:
        raise SameTwoPeopleError(claim=claim_id)
    posted = write(
        session,
        Move(
            f"purchase:{purchase.id}:claim:{claim.id}:loss",
            purchase.convener_id,
            "purchasing.claim",
            "Pérdida: el proveedor no respondió",
            (("loss", claim_code(order.supplier_id), claim.amount_minor),),
        ),
        purchase=purchase,
        actor=actor,
        day=day,
        now=now,
    )
    claim.journal_key = posted.key if posted else ""
    _close(claim, ClaimState.REFUSED, claim.resolution, actor, now)
    _trace(session, purchase, claim, "claim.loss_taken", actor, now)


def _held(
    session: Session, claim_id: int
) -> tuple[Claim, SupplierOrder, JointPurchase]:
    claim = lock(session, Claim, claim_id)
    order, purchase = held_order(session, claim.order_id)
    return claim, order, purchase


def _require_open(claim: Claim) -> None:
    if claim.state is not ClaimState.OPEN:
        raise ClaimSettledError(claim=claim.id)


def _part(session: Session, claim: Claim, amount: Money) -> Claim:
    """Return the claim, or the part of it that the amount settles."""
    if claim.invoice_id is None:
        raise ClaimNotInvoicedError(claim=claim.id)
    require_money(amount, claim.amount)
    if amount == claim.amount:
        return claim
    units = claim.units * amount.minor // claim.amount_minor
    # Both parts keep at least a unit, so one unit is not settled in parts.
    if claim.kind is not ClaimKind.OVERCHARGED:
        if claim.units == 1:
            raise WholeUnitClaimError(amount=claim.amount)
        units = min(max(units, 1), claim.units - 1)
    return split_claim(session, claim, units, amount.minor)


def _ordered_price(
    session: Session, order: SupplierOrder, item_id: int, units: int
) -> int:
    lines = list(
        session.scalars(
            select(OrderLine)
            .where(OrderLine.order_id == order.id)
            .order_by(OrderLine.item_id)
        )
    )
    costs = [line.cost_minor for line in lines]
    freight = freight_parts(order.freight_minor, costs, [line.units for line in lines])
    for line, part in zip(lines, freight, strict=True):
        if line.item_id == item_id:
            weights = [units, line.units - units]
            return largest_remainder(line.cost_minor + part, weights)[0]
    raise NothingToClaimError(units=units, there_are=0)


def _close(
    claim: Claim, state: ClaimState, resolution: str, actor: Actor, now: datetime
) -> None:
    claim.state, claim.resolution = state, resolution
    claim.resolved_by, claim.resolved_at = actor.person_id, now


def _trace(
    session: Session,
    purchase: JointPurchase,
    claim: Claim,
    deed: str,
    actor: Actor,
    now: datetime,
) -> None:
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed=deed,
        subject="claim",
        subject_id=claim.id,
        organisation_id=purchase.convener_id,
        at=now,
        units=claim.units,
        reason=claim.resolution or claim.reason,
    )
