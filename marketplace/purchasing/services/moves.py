"""The only place where a joint purchase changes its state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.purchasing.core.access import Reach
from marketplace.purchasing.core.states import may_move, needs_reason
from marketplace.purchasing.models import JointPurchase, PurchaseParty, PurchaseStep
from network.db import lock
from network.errors import ConflictError, InvalidError
from network.services import audit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.core.states import PurchaseState
    from network.policy import Actor


class PurchaseMovedOnError(ConflictError):
    """The purchase is not in a state that allows this."""


class ReasonMissingError(InvalidError):
    """A move back, or a cancellation, was not explained."""


def hold_purchase(session: Session, purchase_id: int) -> JointPurchase:
    """Return the purchase as it is now, held until the transaction ends.

    Raises:
        NotFoundError: If there is no such purchase.
    """
    return lock(session, JointPurchase, purchase_id)


def reach_of(session: Session, purchase: JointPurchase) -> Reach:
    """Return who has to do with the purchase."""
    parties = session.scalars(
        select(PurchaseParty.organisation_id).where(
            PurchaseParty.purchase_id == purchase.id
        )
    )
    return Reach(
        purchase.id,
        purchase.network_id,
        purchase.convener_id,
        purchase.scope,
        frozenset(parties),
    )


def require_state(purchase: JointPurchase, *states: PurchaseState) -> None:
    """Go on only if the purchase is in one of these states.

    Raises:
        PurchaseMovedOnError: If it is in another one.
    """
    if purchase.state not in states:
        raise PurchaseMovedOnError(purchase=purchase.id, state=purchase.state)


def move(
    session: Session,
    purchase: JointPurchase,
    target: PurchaseState,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> PurchaseStep:
    """Bring a held purchase to another state and write down the step.

    Args:
        session: The open transaction.
        purchase: A row held by :func:`hold_purchase`.
        target: Where it goes.
        actor: Who moves it; ``SYSTEM`` when the timetable does.
        now: The instant of the move.
        reason: Why, in the person's words; required when moving back.

    Raises:
        PurchaseMovedOnError: If the state does not lead there.
        ReasonMissingError: If the move needs a reason and none was given.
    """
    origin = purchase.state
    if not may_move(origin, target):
        raise PurchaseMovedOnError(purchase=purchase.id, state=origin, target=target)
    if needs_reason(origin, target) and not reason.strip():
        raise ReasonMissingError(purchase=purchase.id, target=target)
    step = PurchaseStep(
        purchase_id=purchase.id,
        from_state=origin,
        to_state=target,
        at=now,
        person_id=actor.person_id or None,
        reason=reason.strip(),
        details={},
    )
    purchase.state = target
    session.add(step)
    session.flush()
    audit.record(
        session,
        actor=actor,
        deed=f"purchase.{target.value}",
        subject="joint_purchase",
        subject_id=purchase.id,
        organisation_id=purchase.convener_id,
        at=now,
        origin=origin.value,
        reason=reason.strip(),
    )
    return step
