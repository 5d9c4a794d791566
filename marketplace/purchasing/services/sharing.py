"""Sharing what arrived sound: to associations, and inside each to its members."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import randbelow
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.purchasing.core.agreed import Agreed, read_agreed
from marketplace.purchasing.core.share import reason as why
from marketplace.purchasing.core.share import share_two_levels
from marketplace.purchasing.core.wording import number
from marketplace.purchasing.models import (
    Allocation,
    GoodsReceipt,
    GoodsReceiptLine,
    HandOver,
    LineState,
    PurchaseLine,
    PurchaseState,
    SupplierOrder,
    SurplusStock,
    final_plan,
)
from marketplace.purchasing.services.memories import Memories, holder_name
from marketplace.purchasing.services.moves import (
    hold_purchase,
    reach_of,
    require_state,
)
from network.errors import ConflictError
from network.policy import Action
from network.services import audit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor


class AlreadyHandedOverError(ConflictError):
    """Goods were handed over already, so they cannot be shared anew."""


@dataclass(frozen=True, slots=True)
class Shared:
    """How a sharing came out.

    Attributes:
        units: Units given to members, of all items.
        surplus: Units that nobody takes, by item.
    """

    units: int
    surplus: dict[int, int]


def share_goods(
    session: Session, purchase_id: int, *, actor: Actor, now: datetime
) -> Shared:
    """Share what arrived sound among those who confirmed.

    By largest remainder on what each confirmed when it does not suffice, first
    among associations and then inside each, remembering who was rounded down.
    Sharing again, while nothing was handed over, starts from the same memory
    and forgets changes by hand.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the goods are not all received.
        AlreadyHandedOverError: If somebody was given goods.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.RUN_PURCHASE)
    require_state(purchase, PurchaseState.RECEIVED)
    if session.scalar(HandOver.standing_of(purchase_id).limit(1)) is not None:
        raise AlreadyHandedOverError(purchase=purchase_id)
    agreed = agreed_of(session, purchase_id)
    memories = Memories.load(session, purchase, {each.who for each in agreed})
    shared = Shared(0, {})
    sound = sound_units(session, purchase_id)
    for item_id in sorted(sound):
        rows = [each for each in agreed if each.item_id == item_id]
        _share_item(session, purchase, item_id, sound[item_id], rows, memories, shared)
    memories.save(session, now)
    given = session.scalar(
        select(func.sum(Allocation.final)).where(Allocation.purchase_id == purchase_id)
    )
    _give_codes(session, purchase_id)
    audit.record(
        session,
        actor=actor,
        deed="goods.shared",
        subject="joint_purchase",
        subject_id=purchase_id,
        organisation_id=purchase.convener_id,
        at=now,
        units=given or 0,
    )
    return Shared(given or 0, shared.surplus)


def agreed_of(session: Session, purchase_id: int) -> tuple[Agreed, ...]:
    """Return what the final plan promised, empty while there is none."""
    run = session.scalar(final_plan(purchase_id))
    return read_agreed(run.result, run.names) if run else ()


def sound_units(session: Session, purchase_id: int) -> dict[int, int]:
    """Return the units that arrived sound, by item ordered."""
    orders = session.scalars(SupplierOrder.of(purchase_id)).all()
    units = {line.item_id: 0 for order in orders for line in order.lines}
    rows = session.execute(
        select(GoodsReceiptLine.item_id, func.sum(GoodsReceiptLine.sound))
        .join(GoodsReceipt)
        .where(GoodsReceipt.order_id.in_([order.id for order in orders]))
        .group_by(GoodsReceiptLine.item_id)
    )
    units.update({item_id: int(sound) for item_id, sound in rows})
    return units


def _share_item(  # noqa: PLR0913, PLR0917 - one item of a sharing in progress
    session: Session,
    purchase: JointPurchase,
    item_id: int,
    available: int,
    rows: list[Agreed],
    memories: Memories,
    shared: Shared,
) -> None:
    most = _most(session, item_id, rows)
    groups: dict[str, dict[str, tuple[int, int]]] = {}
    for each in rows:
        group = groups.setdefault(holder_name((each.organisation_id, None)), {})
        group[holder_name(each.who)] = (each.units, most[each.who])
    result = share_two_levels(available, groups, memories.carried)
    memories.carried = result.carried
    wanted = sum(each.units for each in rows)
    come = f"{number(available)} de {number(wanted)}"
    for each in rows:
        name = holder_name((each.organisation_id, None))
        units = result.members[name][holder_name(each.who)]
        row = _row(session, purchase, item_id, each.who)
        row.wanted, row.allocated, row.final = each.units, units, units
        row.reason = why(each.units, most[each.who], units, come)
        row.change_reason, row.changed_by = "", None
    _keep_surplus(session, purchase, item_id, result.left, shared)


def _most(
    session: Session, item_id: int, rows: Iterable[Agreed]
) -> dict[tuple[int, int], int]:
    """Return the most that each would take: as noted, at least what was promised."""
    noted = {
        (line.organisation_id, line.person_id): line.at_most
        for line in session.scalars(
            select(PurchaseLine).where(
                PurchaseLine.item_id == item_id,
                PurchaseLine.state.not_in([LineState.OUT, LineState.WITHDRAWN]),
            )
        )
    }
    return {each.who: max(each.units, noted.get(each.who, 0)) for each in rows}


def _row(
    session: Session, purchase: JointPurchase, item_id: int, who: tuple[int, int]
) -> Allocation:
    row = session.scalar(
        select(Allocation).where(
            Allocation.item_id == item_id,
            Allocation.organisation_id == who[0],
            Allocation.person_id == who[1],
        )
    )
    if row is None:
        row = Allocation(
            purchase_id=purchase.id,
            item_id=item_id,
            organisation_id=who[0],
            person_id=who[1],
            wanted=0,
            allocated=0,
            final=0,
            currency=purchase.currency,
        )
        session.add(row)
    return row


def _keep_surplus(
    session: Session,
    purchase: JointPurchase,
    item_id: int,
    units: int,
    shared: Shared,
) -> None:
    row = session.get(SurplusStock, item_id)
    if units:
        shared.surplus[item_id] = units
        if row is None:
            row = SurplusStock(
                item_id=item_id, purchase_id=purchase.id, currency=purchase.currency
            )
            session.add(row)
        row.units, row.reason = units, ""
    elif row is not None:
        session.delete(row)
    session.flush()


def _give_codes(session: Session, purchase_id: int) -> None:
    """Give each member one code to say on the day of delivery, kept if there is one."""
    codes: dict[tuple[int, int], str] = {}
    rows = session.scalars(
        select(Allocation).where(Allocation.purchase_id == purchase_id)
    ).all()
    for row in rows:
        if row.pin:
            codes[row.organisation_id, row.person_id] = row.pin
    for row in rows:
        who = (row.organisation_id, row.person_id)
        row.pin = codes.setdefault(who, f"{randbelow(10_000):04d}")
    session.flush()
