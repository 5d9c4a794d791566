"""Handing goods over: to an association, and to each member, with proof."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.purchasing.models import (
    Allocation,
    HandOver,
    JointPurchase,
    LineState,
    ProofKind,
    PurchaseState,
)
from marketplace.purchasing.services.handed import (
    handed,
    handed_to_members,
    is_shared,
    mark_line,
    still_to_hand,
    unmark_line,
)
from marketplace.purchasing.services.moves import (
    ReasonMissingError,
    hold_purchase,
    move,
    reach_of,
    require_state,
)
from marketplace.purchasing.services.weaving import weave_delivery
from network.db import lock
from network.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from network.policy import Action
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


#: Goods left behind, and goods that replace others, are handed over later.
_HANDING = (PurchaseState.RECEIVED, PurchaseState.SHARED, PurchaseState.SETTLED)


class HandsNothingError(InvalidError):
    """Units handed over are a whole number above zero."""


class MoreThanSharedError(InvalidError):
    """That is more than the sharing gives."""


class NotYetAtTheAssociationError(ConflictError):
    """The association does not have those goods yet."""


class WrongCodeError(InvalidError):
    """The code is not the one that the member was shown."""


class WitnessMissingError(InvalidError):
    """A hand-over before a witness needs the name of the witness."""


class HandsToThemselvesError(NotAllowedError):
    """Nobody hands goods to themselves: another officer has to."""


class ConvenerKeepsGoodsError(InvalidError):
    """The goods are at the convener already; it hands to its members."""


class AlreadyUndoneError(ConflictError):
    """The hand-over was undone before."""


class NothingSharedError(ConflictError):
    """What arrived has not been shared out."""


class AlreadyWithMembersError(ConflictError):
    """The association has given those goods to its members."""


@dataclass(frozen=True, slots=True)
class Handing:
    """Goods that change hands.

    Attributes:
        item_id: The item.
        units: Whole units above zero.
        proof: How it is known: a signature on paper, the member's code, a
            witness.
        witness: Name of the witness, when there is one.
        code: Four digits that the member says, when that is the proof.
    """

    item_id: int
    units: int
    proof: ProofKind
    witness: str = ""
    code: str = ""


def hand_to_association(  # noqa: PLR0913 - the day is not the instant everywhere
    session: Session,
    purchase_id: int,
    organisation_id: int,
    handing: Handing,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> int:
    """Hand goods of the convener to an association; returns the hand-over's id.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's,
            or the association has no part in the item.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the goods are not being handed over.
        ConvenerKeepsGoodsError: If the association is the convener.
        HandsNothingError: If the units are not above zero.
        WitnessMissingError: If the witness is not named.
        MoreThanSharedError: If it is more than its members get.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.HAND_OVER)
    require_state(purchase, *_HANDING)
    if organisation_id == purchase.convener_id:
        raise ConvenerKeepsGoodsError(organisation=organisation_id)
    due = session.scalar(
        select(func.sum(Allocation.final)).where(
            Allocation.item_id == handing.item_id,
            Allocation.organisation_id == organisation_id,
            Allocation.purchase_id == purchase_id,
        )
    )
    if due is None:
        raise NotFoundError(organisation=organisation_id)
    _check(handing)
    given = handed(session, handing.item_id, organisation_id, None)
    _require_room(handing.units, int(due) - given)
    row = _keep(
        session, purchase, (organisation_id, None), handing, actor=actor, now=now
    )
    weave_delivery(session, purchase, organisation_id, day)
    return row.id


def hand_to_member(
    session: Session,
    purchase_id: int,
    who: tuple[int, int],
    handing: Handing,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Hand goods to a member; returns the hand-over's id.

    With the last goods of the last member the purchase counts as shared.

    Args:
        session: The open transaction.
        purchase_id: The purchase.
        who: Association and member.
        handing: What, how many and with what proof.
        actor: Officer of the association, not the member.
        now: When.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's,
            or the member gets nothing of the item.
        NotAllowedError: If the actor is no officer of the association.
        HandsToThemselvesError: If the officer is the member.
        PurchaseMovedOnError: If the goods are not being handed over.
        HandsNothingError: If the units are not above zero.
        WitnessMissingError: If the witness is not named.
        WrongCodeError: If the code is not the member's.
        MoreThanSharedError: If it is more than the member gets.
        NotYetAtTheAssociationError: If the association has not got the goods.
    """
    organisation_id, person_id = who
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_part(actor, Action.HAND_OVER, organisation_id)
    if actor.person_id == person_id:
        raise HandsToThemselvesError(person=person_id)
    require_state(purchase, *_HANDING)
    allocation = session.scalar(
        select(Allocation).where(
            Allocation.item_id == handing.item_id,
            Allocation.purchase_id == purchase_id,
            Allocation.organisation_id == organisation_id,
            Allocation.person_id == person_id,
        )
    )
    if allocation is None:
        raise NotFoundError(person=person_id)
    _check(handing, allocation.pin)
    given = handed(session, handing.item_id, organisation_id, person_id)
    _require_room(handing.units, allocation.final - given)
    if organisation_id != purchase.convener_id:
        _require_there(session, handing, organisation_id)
    row = _keep(session, purchase, who, handing, actor=actor, now=now)
    if given + handing.units == allocation.final:
        mark_line(session, allocation, LineState.CONFIRMED, LineState.RECEIVED)
    if purchase.state is PurchaseState.RECEIVED and not still_to_hand(
        session, purchase_id
    ):
        move(session, purchase, PurchaseState.SHARED, actor=actor, now=now)
    return row.id


def undo_hand_over(
    session: Session, hand_over_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Take back a hand-over that was noted by mistake; it stays, with the reason.

    Raises:
        NotFoundError: If there is no such hand-over, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the goods are not being handed over any more.
        AlreadyUndoneError: If it was undone before.
        ReasonMissingError: If no reason is given.
        AlreadyWithMembersError: If the association passed those goods on.
    """
    row = lock(session, HandOver, hand_over_id)
    purchase = hold_purchase(session, row.purchase_id)
    reach = reach_of(session, purchase)
    if row.person_id is None:
        reach.require_running(actor, Action.HAND_OVER)
    else:
        reach.require_part(actor, Action.HAND_OVER, row.organisation_id)
    require_state(purchase, *_HANDING)
    if row.undone_at is not None:
        raise AlreadyUndoneError(hand_over=hand_over_id)
    if not reason.strip():
        raise ReasonMissingError(hand_over=hand_over_id)
    if row.person_id is None:
        _require_unpassed(session, row)
    row.undone_at, row.undone_reason = now, reason.strip()[:300]
    _trace(session, purchase, row, "goods.hand_over_undone", actor=actor, now=now)
    if row.person_id is not None:
        unmark_line(session, row)


def declare_shared(
    session: Session, purchase_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Say that the sharing is over although goods are left to hand over.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the goods are not being handed over.
        NothingSharedError: If what arrived has not been shared out.
        ReasonMissingError: If goods are left and no reason is given.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.RUN_PURCHASE)
    require_state(purchase, PurchaseState.RECEIVED)
    if not is_shared(session, purchase_id):
        raise NothingSharedError(purchase=purchase_id)
    left = still_to_hand(session, purchase_id)
    if left and not reason.strip():
        raise ReasonMissingError(purchase=purchase_id, units=left)
    move(session, purchase, PurchaseState.SHARED, actor=actor, now=now, reason=reason)


def _check(handing: Handing, pin: str = "") -> None:
    if handing.units <= 0:
        raise HandsNothingError(units=handing.units)
    if handing.proof is ProofKind.WITNESS and not handing.witness.strip():
        raise WitnessMissingError(item=handing.item_id)
    if handing.proof is ProofKind.PIN and not (
        pin and compare_digest(handing.code.strip().encode(), pin.encode())
    ):
        raise WrongCodeError(item=handing.item_id)


def _require_room(units: int, left: int) -> None:
    if units > left:
        raise MoreThanSharedError(units=units, left=max(left, 0))


def _require_there(session: Session, handing: Handing, organisation_id: int) -> None:
    there = handed(session, handing.item_id, organisation_id, None)
    free = there - handed_to_members(session, handing.item_id, organisation_id)
    if handing.units > free:
        raise NotYetAtTheAssociationError(units=handing.units, there_are=free)


def _require_unpassed(session: Session, row: HandOver) -> None:
    there = handed(session, row.item_id, row.organisation_id, None)
    passed = handed_to_members(session, row.item_id, row.organisation_id)
    if there - row.units < passed:
        raise AlreadyWithMembersError(units=passed)


def _keep(
    session: Session,
    purchase: JointPurchase,
    who: tuple[int, int | None],
    handing: Handing,
    *,
    actor: Actor,
    now: datetime,
) -> HandOver:
    row = HandOver(
        purchase_id=purchase.id,
        item_id=handing.item_id,
        organisation_id=who[0],
        person_id=who[1],
        units=handing.units,
        proof=handing.proof,
        witness=handing.witness.strip()[:120],
        given_by=actor.person_id,
        at=now,
    )
    session.add(row)
    session.flush()
    _trace(session, purchase, row, "goods.handed_over", actor=actor, now=now)
    return row


def _trace(
    session: Session,
    purchase: JointPurchase,
    row: HandOver,
    deed: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    audit.record(
        session,
        actor=actor,
        deed=deed,
        subject="hand_over",
        subject_id=row.id,
        organisation_id=row.organisation_id,
        on_behalf_of=row.person_id,
        at=now,
        purchase=purchase.id,
        units=row.units,
        reason=row.undone_reason or "",
    )
