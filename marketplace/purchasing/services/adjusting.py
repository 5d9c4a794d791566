"""Changing a sharing by hand: units go from one to another, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.purchasing.models import (
    Allocation,
    HandOver,
    LineState,
    PurchaseLine,
    PurchaseState,
    SurplusStock,
)
from marketplace.purchasing.services.moves import (
    ReasonMissingError,
    hold_purchase,
    reach_of,
    require_state,
)
from network.errors import ConflictError, InvalidError, NotFoundError
from network.policy import Action
from network.services import audit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.core.access import Reach
    from network.policy import Actor


class NothingToMoveError(InvalidError):
    """Units that change hands are a whole number above zero."""


class NotThatManyError(ConflictError):
    """There are not that many units to take from there."""


class OverTheMostError(InvalidError):
    """The member said not to want that many."""


class SamePersonError(InvalidError):
    """Units go from one to somebody else."""


@dataclass(frozen=True, slots=True)
class ShareChange:
    """Units of an item that go from one to another.

    Attributes:
        item_id: The item.
        giver: Association and person who get fewer; None for the surplus.
        taker: Association and person who get more; None for the surplus.
        units: Whole units above zero.
        reason: Why; everybody who is touched can read it.
    """

    item_id: int
    giver: tuple[int, int] | None
    taker: tuple[int, int] | None
    units: int
    reason: str


def change_share(
    session: Session,
    purchase_id: int,
    change: ShareChange,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Move units of a sharing by hand; the sum stays what arrived.

    Inside one association its own officers decide; across associations, and
    with the surplus, whoever runs the purchase.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's,
            or the giver or taker has no part in the item.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the purchase is not being shared.
        NothingToMoveError: If the units are not above zero.
        SamePersonError: If giver and taker are the same.
        ReasonMissingError: If no reason is given.
        NotThatManyError: If the giver does not have that many left.
        OverTheMostError: If surplus goes to somebody over what he would take.
    """
    purchase = hold_purchase(session, purchase_id)
    _require(reach_of(session, purchase), actor, change)
    require_state(purchase, PurchaseState.RECEIVED)
    _check(change)
    if change.giver is None:
        _from_surplus(session, change)
    else:
        _from_member(session, change, change.giver, actor)
    if change.taker is None:
        _to_surplus(session, purchase_id, change)
    else:
        _to_member(session, change, change.taker, actor)
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed="goods.share_changed",
        subject="purchase_item",
        subject_id=change.item_id,
        organisation_id=purchase.convener_id,
        at=now,
        giver=list(change.giver or ()),
        taker=list(change.taker or ()),
        units=change.units,
        reason=change.reason.strip(),
    )


def _require(reach: Reach, actor: Actor, change: ShareChange) -> None:
    ends = {end[0] for end in (change.giver, change.taker) if end is not None}
    is_inside = change.giver is not None and change.taker is not None and len(ends) == 1
    if is_inside and actor.holds(Action.HAND_OVER, *ends):
        reach.require_part(actor, Action.HAND_OVER, *ends)
    else:
        reach.require_running(actor, Action.RUN_PURCHASE)


def _check(change: ShareChange) -> None:
    if change.units <= 0:
        raise NothingToMoveError(units=change.units)
    if change.giver == change.taker:
        raise SamePersonError
    if not change.reason.strip():
        raise ReasonMissingError(item=change.item_id)


def _allocation(session: Session, item_id: int, who: tuple[int, int]) -> Allocation:
    row = session.scalar(
        select(Allocation).where(
            Allocation.item_id == item_id,
            Allocation.organisation_id == who[0],
            Allocation.person_id == who[1],
        )
    )
    if row is None:
        raise NotFoundError(item=item_id, person=who[1])
    return row


def _from_member(
    session: Session, change: ShareChange, who: tuple[int, int], actor: Actor
) -> None:
    row = _allocation(session, change.item_id, who)
    handed = session.scalar(
        select(func.coalesce(func.sum(HandOver.units), 0)).where(
            HandOver.item_id == change.item_id,
            HandOver.organisation_id == who[0],
            HandOver.person_id == who[1],
            HandOver.undone_at.is_(None),
        )
    )
    free = row.final - int(handed or 0)
    if change.units > free:
        raise NotThatManyError(units=change.units, there_are=free)
    row.final -= change.units
    _explain(row, change, actor)


def _to_member(
    session: Session, change: ShareChange, who: tuple[int, int], actor: Actor
) -> None:
    row = _allocation(session, change.item_id, who)
    if change.giver is None:
        most = session.scalar(
            select(PurchaseLine.at_most).where(
                PurchaseLine.item_id == change.item_id,
                PurchaseLine.organisation_id == who[0],
                PurchaseLine.person_id == who[1],
                PurchaseLine.state.not_in([LineState.OUT, LineState.WITHDRAWN]),
            )
        )
        if row.final + change.units > max(most or 0, row.wanted):
            raise OverTheMostError(units=row.final + change.units, most=most or 0)
    row.final += change.units
    _explain(row, change, actor)


def _explain(row: Allocation, change: ShareChange, actor: Actor) -> None:
    row.change_reason = change.reason.strip()[:300]
    row.changed_by = actor.person_id


def _from_surplus(session: Session, change: ShareChange) -> None:
    row = session.get(SurplusStock, change.item_id, with_for_update=True)
    there_are = row.units if row else 0
    if row is None or change.units > there_are:
        raise NotThatManyError(units=change.units, there_are=there_are)
    if change.units == row.units:
        session.delete(row)
    else:
        row.units -= change.units


def _to_surplus(session: Session, purchase_id: int, change: ShareChange) -> None:
    row = session.get(SurplusStock, change.item_id, with_for_update=True)
    if row is None:
        giver = change.giver
        assert giver is not None  # giver and taker differ, and the taker is none
        currency = _allocation(session, change.item_id, giver).currency
        row = SurplusStock(
            item_id=change.item_id, purchase_id=purchase_id, units=0, currency=currency
        )
        session.add(row)
    row.units += change.units
    row.reason = change.reason.strip()[:300]
