"""Goods that replace what was claimed, after members were charged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.sharing import largest_remainder
from marketplace.purchasing.core.charging import Charges, Got, ItemCost, charge, coin_of
from marketplace.purchasing.core.codes import claim_code, purchase_code
from marketplace.purchasing.core.share import share_two_levels
from marketplace.purchasing.models import (
    Allocation,
    Claim,
    ClaimKind,
    ClaimState,
    JointPurchase,
    PurchaseState,
    SupplierOrder,
    SurplusStock,
)
from marketplace.purchasing.services.books import Move, write
from marketplace.purchasing.services.charging import post_charges
from marketplace.purchasing.services.claiming import ClaimSettledError, split_claim
from marketplace.purchasing.services.memories import Memories, holder_name
from marketplace.purchasing.services.moves import reach_of, require_state
from marketplace.purchasing.services.receiving import (
    Arrival,
    ArrivedTomorrowError,
    MoreThanOrderedError,
    NothingArrivedError,
    check_items,
    held_order,
    keep_receipt,
)
from marketplace.purchasing.services.sharing import agreed_of
from network.core.zones import latest_day
from network.db import lock
from network.errors import InvalidError
from network.policy import Action
from network.services import audit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


class NotAReplacementError(InvalidError):
    """Replacing goods are sound units of the claimed item, and nothing else."""


def replace_claim(
    session: Session,
    claim_id: int,
    arrival: Arrival,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> dict[tuple[int, int], int]:
    """Receive goods that make a claim good, share them and charge for them.

    They go to those who got fewer than they confirmed, by largest remainder;
    each pays his exact part of the amount that was claimed.  A replacement of
    part of the claim leaves the rest open.  Before members are charged a further
    receipt of the order does the same (:func:`receive_goods`).

    Returns:
        Units by association and person.

    Raises:
        NotFoundError: If there is no such claim, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If members have not been charged.
        ClaimSettledError: If the claim was settled before.
        NotAReplacementError: If something else than sound units came.
        MoreThanOrderedError: If more units came than are claimed.
        ArrivedTomorrowError: If the day has not come yet.
    """
    claim = lock(session, Claim, claim_id)
    order, purchase = held_order(session, claim.order_id)
    reach_of(session, purchase).require_running(actor, Action.RECEIVE_GOODS)
    require_state(purchase, PurchaseState.SETTLED)
    units = _check(session, claim, order, arrival, now)
    part = _take(session, claim, units)
    receipt = keep_receipt(session, order, arrival, actor=actor, now=now)
    part.state, part.receipt_id = ClaimState.REPLACED, receipt.id
    part.resolution = "El proveedor repuso las unidades."
    part.resolved_by, part.resolved_at = actor.person_id, now
    given = _share(session, purchase, part, units)
    charges = _charge(session, purchase, part, given)
    _post(session, purchase, part, charges, actor=actor, day=day, now=now)
    audit.record(
        session,
        actor=actor,
        deed="claim.replaced",
        subject="claim",
        subject_id=part.id,
        organisation_id=purchase.convener_id,
        at=now,
        units=units,
    )
    return given


def _check(
    session: Session,
    claim: Claim,
    order: SupplierOrder,
    arrival: Arrival,
    now: datetime,
) -> int:
    if claim.state is not ClaimState.OPEN:
        raise ClaimSettledError(claim=claim.id)
    if arrival.received_on > latest_day(now):
        raise ArrivedTomorrowError(day=arrival.received_on)
    strange = any(
        each.item_id != claim.item_id or each.damaged for each in arrival.items
    )
    if strange or claim.kind is ClaimKind.OVERCHARGED:
        raise NotAReplacementError(claim=claim.id)
    units = sum(each.sound for each in arrival.items)
    if units <= 0:
        raise NothingArrivedError(order=order.id)
    if units > claim.units:
        raise MoreThanOrderedError(
            item=claim.item_id, arrived=units, expected=claim.units
        )
    check_items(session, order, arrival)
    return units


def _take(session: Session, claim: Claim, units: int) -> Claim:
    if units == claim.units:
        return claim
    minor = largest_remainder(claim.amount_minor, [units, claim.units - units])[0]
    return split_claim(session, claim, units, minor)


def _rows(session: Session, claim: Claim) -> Sequence[Allocation]:
    return session.scalars(
        select(Allocation)
        .where(Allocation.item_id == claim.item_id)
        .order_by(Allocation.organisation_id, Allocation.person_id)
    ).all()


def _share(
    session: Session, purchase: JointPurchase, claim: Claim, units: int
) -> dict[tuple[int, int], int]:
    rows = _rows(session, claim)
    short = {
        (row.organisation_id, row.person_id): row.wanted - row.final
        for row in rows
        if row.wanted > row.final
    }
    groups: dict[str, dict[str, tuple[int, int]]] = {}
    for who, missing in short.items():
        group = groups.setdefault(holder_name((who[0], None)), {})
        group[holder_name(who)] = (missing, missing)
    memory = Memories.load(session, purchase, set(short)).carried
    result = share_two_levels(units, groups, memory)
    given: dict[tuple[int, int], int] = {}
    for row in rows:
        who = (row.organisation_id, row.person_id)
        members = result.members.get(holder_name((who[0], None)), {})
        part = members.get(holder_name(who), 0)
        if part:
            row.final += part
            row.change_reason = "El proveedor repuso unidades."
            given[who] = part
    if result.left:
        _keep(session, purchase, claim, result.left)
    session.flush()
    return given


def _keep(session: Session, purchase: JointPurchase, claim: Claim, units: int) -> None:
    row = session.get(SurplusStock, claim.item_id)
    if row is None:
        row = SurplusStock(
            item_id=claim.item_id,
            purchase_id=purchase.id,
            units=0,
            currency=purchase.currency,
            value_minor=0,
        )
        session.add(row)
    row.units += units
    row.reason = "El proveedor repuso unidades que ya nadie pide."


def _charge(
    session: Session,
    purchase: JointPurchase,
    claim: Claim,
    given: dict[tuple[int, int], int],
) -> Charges:
    agreed = {
        each.who: each
        for each in agreed_of(session, purchase.id)
        if each.item_id == claim.item_id
    }
    gots = [
        Got(
            claim.item_id,
            who,
            units,
            agreed[who].units if who in agreed else 0,
            agreed[who].pays_minor if who in agreed else 0,
        )
        for who, units in sorted(given.items())
    ]
    left = claim.units - sum(given.values())
    cost = ItemCost(claim.amount_minor, claim.amount_minor, claim.units, left)
    charges = charge({claim.item_id: cost}, gots, coin=coin_of(purchase.currency))
    for row in _rows(session, claim):
        key = (claim.item_id, (row.organisation_id, row.person_id))
        row.pays_minor += charges.members.get(key, 0)
    kept = session.get(SurplusStock, claim.item_id)
    if kept is not None:
        kept.value_minor += charges.stock.get(claim.item_id, 0)
    session.flush()
    return charges


def _post(  # noqa: PLR0913 - who and when go with the entries
    session: Session,
    purchase: JointPurchase,
    claim: Claim,
    charges: Charges,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    order = session.get_one(SupplierOrder, claim.order_id)
    posted = write(
        session,
        Move(
            f"purchase:{purchase.id}:claim:{claim.id}:replaced",
            purchase.convener_id,
            "purchasing.claim",
            "Reclamo repuesto en producto",
            (
                (
                    purchase_code(purchase.id),
                    claim_code(order.supplier_id),
                    claim.amount_minor,
                ),
            ),
        ),
        purchase=purchase,
        actor=actor,
        day=day,
        now=now,
    )
    claim.journal_key = posted.key if posted else ""
    post_charges(
        session,
        purchase,
        (f"replaced:{claim.id}", "purchasing.charges", "Cargos por lo repuesto"),
        charges,
        actor=actor,
        day=day,
        now=now,
    )
