"""Calling a joint purchase: opening, taking part, closing, opening again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from marketplace.purchasing.core.telling import PurchaseNotice
from marketplace.purchasing.models import (
    JointPurchase,
    LineState,
    PurchaseLine,
    PurchaseParty,
    PurchaseState,
)
from marketplace.purchasing.services.drafting import NothingToBuyError
from marketplace.purchasing.services.freshness import make_plans_stale
from marketplace.purchasing.services.moves import (
    hold_purchase,
    move,
    reach_of,
    require_state,
)
from marketplace.purchasing.services.taking_part import today_of
from marketplace.purchasing.services.telling import tell, tell_buyers, tell_members
from network.errors import ConflictError, InvalidError, NotFoundError
from network.models import Membership
from network.policy import ALLOWED, SYSTEM, Action, Actor, require
from network.services import audit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

#: A call is open at least this long, so that everybody can hear of it.
SHORTEST_CALL = timedelta(hours=24)


class ClosesTooSoonError(InvalidError):
    """The call would be open for less than a day."""


class AlreadyTakesPartError(ConflictError):
    """The association takes part already."""


def open_purchase(
    session: Session, purchase_id: int, *, actor: Actor, now: datetime
) -> None:
    """Open a draft to the members' lines.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If it is not a draft.
        NothingToBuyError: If it has no item.
        ClosesTooSoonError: If less than a day is left until the closing hour.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.CONVENE_PURCHASE)
    if not purchase.items:
        raise NothingToBuyError(purchase=purchase.id)
    _require_time(purchase.closes_at, now)
    move(session, purchase, PurchaseState.OPEN, actor=actor, now=now)
    tell_members(session, purchase, PurchaseNotice.OPENED, now=now)
    for party in purchase.parties:
        if party.joined_at is None:
            _invite(session, purchase, party.organisation_id, now)


def join_purchase(
    session: Session,
    purchase_id: int,
    organisation_id: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Bring an invited association, with its members, into the purchase.

    Raises:
        NotFoundError: If there is no such purchase, or the association was not
            invited, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the call is not open.
        AlreadyTakesPartError: If it takes part already.
    """
    purchase = hold_purchase(session, purchase_id)
    require(actor, Action.TAKE_PART_IN_PURCHASE, organisation_id)
    party = session.get(PurchaseParty, (purchase_id, organisation_id))
    if party is None:
        raise NotFoundError(purchase=purchase_id)
    require_state(purchase, PurchaseState.OPEN)
    if party.joined_at is not None:
        raise AlreadyTakesPartError(purchase=purchase_id)
    party.joined_at = now
    party.joined_by = actor.person_id
    audit.record(
        session,
        actor=actor,
        deed="purchase.joined",
        subject="joint_purchase",
        subject_id=purchase_id,
        organisation_id=organisation_id,
        at=now,
    )
    tell_members(
        session,
        purchase,
        PurchaseNotice.OPENED,
        now=now,
        organisation_id=organisation_id,
    )


def extend_purchase(
    session: Session,
    purchase_id: int,
    closes_at: datetime,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Give the members of an open call more time.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the call is not open.
        ClosesTooSoonError: If the new hour is not after the present one.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.RUN_PURCHASE)
    require_state(purchase, PurchaseState.OPEN)
    if closes_at <= max(purchase.closes_at, now):
        raise ClosesTooSoonError(closes_at=closes_at)
    purchase.closes_at = closes_at
    audit.record(
        session,
        actor=actor,
        deed="purchase.extended",
        subject="joint_purchase",
        subject_id=purchase_id,
        organisation_id=purchase.convener_id,
        at=now,
        closes_at=closes_at.isoformat(),
    )


def close_purchase(
    session: Session, purchase_id: int, *, actor: Actor, now: datetime
) -> PurchaseState:
    """Close a call before its hour; return closed, or void if nobody asked.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the call is not open.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.RUN_PURCHASE)
    require_state(purchase, PurchaseState.OPEN)
    return _close(session, purchase, actor, now)


def close_due(session: Session, *, now: datetime) -> list[int]:
    """Close every open call whose hour has come; return their ids."""
    due = session.scalars(
        select(JointPurchase.id)
        .where(JointPurchase.state == PurchaseState.OPEN)
        .where(JointPurchase.closes_at <= now)
        .order_by(JointPurchase.id)
    ).all()
    closed = []
    for purchase_id in due:
        purchase = hold_purchase(session, purchase_id)
        if purchase.state is PurchaseState.OPEN and purchase.closes_at <= now:
            _close(session, purchase, SYSTEM, now)
            closed.append(purchase_id)
    return closed


def reopen_purchase(
    session: Session,
    purchase_id: int,
    closes_at: datetime,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Open a closed call again until a new hour, saying why.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If prices were already awarded.
        ReasonMissingError: If no reason is given.
        ClosesTooSoonError: If the new hour has passed.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.RUN_PURCHASE)
    if closes_at <= now:
        raise ClosesTooSoonError(closes_at=closes_at)
    move(session, purchase, PurchaseState.OPEN, actor=actor, now=now, reason=reason)
    purchase.closes_at = closes_at
    make_plans_stale(session, purchase_id)
    tell_members(
        session, purchase, PurchaseNotice.OPENED, now=now, round_=len(purchase.steps)
    )


def start_quoting(
    session: Session, purchase_id: int, *, actor: Actor, now: datetime
) -> None:
    """Take the closed list of lines to the suppliers.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the call is not closed.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.RUN_PURCHASE)
    require_state(purchase, PurchaseState.CLOSED)
    move(session, purchase, PurchaseState.QUOTING, actor=actor, now=now)


def _require_time(closes_at: datetime, now: datetime) -> None:
    if closes_at - now < SHORTEST_CALL:
        raise ClosesTooSoonError(closes_at=closes_at)


def _close(
    session: Session, purchase: JointPurchase, actor: Actor, now: datetime
) -> PurchaseState:
    asked = session.scalar(
        select(
            exists()
            .where(PurchaseLine.purchase_id == purchase.id)
            .where(PurchaseLine.state == LineState.NOTED)
        )
    )
    target = PurchaseState.CLOSED if asked else PurchaseState.VOID
    # Closed by hand: a line typed without signal after this instant is late.
    purchase.closes_at = min(purchase.closes_at, now)
    move(session, purchase, target, actor=actor, now=now)
    if asked:
        tell_buyers(
            session,
            purchase,
            PurchaseNotice.CLOSED,
            now=now,
            round_=len(purchase.steps),
        )
    else:
        tell_members(session, purchase, PurchaseNotice.VOID, now=now)
    return target


def _invite(
    session: Session, purchase: JointPurchase, organisation_id: int, now: datetime
) -> None:
    """Tell those who can say that their association takes part."""
    day = today_of(purchase, now)
    people = session.scalars(
        select(Membership.person_id)
        .where(Membership.organisation_id == organisation_id)
        .where(Membership.role.in_(ALLOWED[Action.TAKE_PART_IN_PURCHASE]))
        .where(Membership.since <= day)
        .where(Membership.until.is_(None) | (Membership.until > day))
        .distinct()
        .order_by(Membership.person_id)
    ).all()
    for person_id in people:
        tell(session, purchase, PurchaseNotice.INVITED, person_id, now=now)
