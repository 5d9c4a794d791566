"""Calling a purchase off before it is ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.kernel.money import Money
from marketplace.ledger.models import Account
from marketplace.purchasing.core.telling import PurchaseNotice
from marketplace.purchasing.models import PurchaseState
from marketplace.purchasing.services.freshness import make_plans_stale
from marketplace.purchasing.services.moves import hold_purchase, move
from marketplace.purchasing.services.telling import tell_buyers
from network.errors import ConflictError
from network.policy import Action

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor


class AdvancesNotReturnedError(ConflictError):
    """Members' or associations' advances have not been paid back."""


def cancel_purchase(
    session: Session, purchase_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Call a purchase off; lines, quotes and plans stay to be read.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        AdvancesNotReturnedError: If advances are still kept in a book.
        PurchaseMovedOnError: If it is ordered already.
        ReasonMissingError: If no reason is given.
    """
    purchase = hold_purchase(session, purchase_id)
    purchase.reach.require_running(actor, Action.CONVENE_PURCHASE)
    kept = advances_kept(session, purchase)
    if kept:
        raise AdvancesNotReturnedError(amount=kept)
    was_seen = purchase.state is not PurchaseState.DRAFT
    move(
        session,
        purchase,
        PurchaseState.CANCELLED,
        actor=actor,
        now=now,
        reason=reason,
    )
    make_plans_stale(session, purchase_id)
    if was_seen:
        tell_buyers(
            session, purchase, PurchaseNotice.CANCELLED, now=now, reason=reason.strip()
        )


def advances_kept(session: Session, purchase: JointPurchase) -> Money:
    """Return the advances of a purchase that lie in any book, one side counted.

    An association that passed its members' advances on to the convener still
    owes them to the members, so both are counted where they are owed.
    """
    minor = session.scalar(
        select(func.coalesce(func.sum(func.abs(Account.balance_minor)), 0)).where(
            Account.code.startswith(f"advance:{purchase.id}:", autoescape=True),
            Account.currency == purchase.currency,
        )
    )
    return Money(minor or 0, purchase.currency)
