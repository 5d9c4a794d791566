"""Closing the books of a purchase, and opening them again by reversal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Money
from marketplace.ledger.models import Account
from marketplace.purchasing.core.closing import Obstacle
from marketplace.purchasing.core.codes import purchase_code
from marketplace.purchasing.models import (
    Allocation,
    Claim,
    ClaimState,
    PurchaseState,
    PurchaseStep,
    SupplierOrder,
    SurplusStock,
)
from marketplace.purchasing.services.books import moves_under, undo
from marketplace.purchasing.services.moves import (
    hold_purchase,
    move,
    reach_of,
    require_state,
)
from marketplace.purchasing.services.weaving import weave_purchase
from network.errors import ConflictError, NotAllowedError
from network.models import Organisation
from network.policy import Action

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class InTheWay:
    """One thing that keeps a purchase from being finished.

    Attributes:
        kind: What it is.
        organisation: In whose book.
        amount: How much.
    """

    kind: Obstacle
    organisation: str
    amount: Money


class BooksNotClosedError(ConflictError):
    """Something is left to do before the purchase is finished."""


class SameOfficerError(NotAllowedError):
    """Who finished a purchase cannot be the one who opens it again."""


class GoodsReplacedError(ConflictError):
    """Goods were replaced after the charges, which cannot be undone any more."""


def in_the_way(session: Session, purchase: JointPurchase) -> list[InTheWay]:
    """Return what keeps a purchase from being finished; empty when nothing does."""
    codes = Account.code == purchase_code(purchase.id)
    advances = Account.code.startswith(f"advance:{purchase.id}:", autoescape=True)
    found = [
        InTheWay(
            Obstacle.ADVANCE if code.startswith("advance:") else Obstacle.CLEARING,
            name,
            abs(Money(minor, purchase.currency)),
        )
        for code, name, minor in session.execute(
            select(Account.code, Organisation.name, Account.balance_minor)
            .join(Organisation, Organisation.id == Account.book_id)
            .where(codes | advances, Account.balance_minor != 0)
            .order_by(Account.id)
        )
    ]
    claims = session.execute(
        select(Organisation.name, Claim.amount_minor)
        .join(SupplierOrder, SupplierOrder.id == Claim.order_id)
        .join(Organisation, Organisation.id == SupplierOrder.supplier_id)
        .where(SupplierOrder.purchase_id == purchase.id, Claim.state == ClaimState.OPEN)
        .order_by(Claim.id)
    )
    found += [
        InTheWay(Obstacle.CLAIM, name, Money(minor, purchase.currency))
        for name, minor in claims
    ]
    return found


def finish(
    session: Session, purchase_id: int, *, actor: Actor, day: date, now: datetime
) -> None:
    """Close the purchase; members may go on paying what they owe.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the charges have not been made.
        BooksNotClosedError: If something is left, saying what and how much.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.RUN_PURCHASE)
    require_state(purchase, PurchaseState.SETTLED)
    left = in_the_way(session, purchase)
    if left:
        raise BooksNotClosedError(
            kinds=sorted({each.kind for each in left}), obstacles=left
        )
    move(session, purchase, PurchaseState.FINISHED, actor=actor, now=now)
    weave_purchase(session, purchase, day)


def reopen_finished(
    session: Session, purchase_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Open a finished purchase again; an officer who did not finish it.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        SameOfficerError: If the actor finished it.
        PurchaseMovedOnError: If it is not finished.
        ReasonMissingError: If no reason is given.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.RUN_PURCHASE)
    require_state(purchase, PurchaseState.FINISHED)
    if _last_step_by(session, purchase_id) == actor.person_id:
        raise SameOfficerError(purchase=purchase_id)
    move(session, purchase, PurchaseState.SETTLED, actor=actor, now=now, reason=reason)


def reopen_charges(
    session: Session,
    purchase_id: int,
    reason: str,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    """Undo the charges and the use of advances, in every book, by reversal.

    What members paid meanwhile stays in their favour until they are charged
    again.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor may not correct the convener's book.
        OwnEntryError: If the actor made the charges: another officer has to.
        PurchaseMovedOnError: If the charges have not been made.
        GoodsReplacedError: If a claim was replaced after them.
        ReasonMissingError: If the reason is missing or too short.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.CORRECT_ENTRY)
    require_state(purchase, PurchaseState.SETTLED)
    if moves_under(session, f"purchase:{purchase_id}:replaced:"):
        raise GoodsReplacedError(purchase=purchase_id)
    keys = moves_under(session, f"purchase:{purchase_id}:charges:")
    keys += moves_under(session, f"purchase:{purchase_id}:applied:")
    for key in reversed(keys):
        undo(session, key, reason=reason, actor=actor, day=day, now=now)
    for row in session.scalars(
        select(Allocation).where(Allocation.purchase_id == purchase_id)
    ):
        row.pays_minor = 0
    for kept in session.scalars(
        select(SurplusStock).where(SurplusStock.purchase_id == purchase_id)
    ):
        kept.value_minor = 0
    move(session, purchase, PurchaseState.SHARED, actor=actor, now=now, reason=reason)


def reopen_sharing(
    session: Session, purchase_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Go on handing over, or share anew, before members are charged.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the goods are not all shared, or were charged.
        ReasonMissingError: If no reason is given.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_running(actor, Action.RUN_PURCHASE)
    require_state(purchase, PurchaseState.SHARED)
    move(session, purchase, PurchaseState.RECEIVED, actor=actor, now=now, reason=reason)


def _last_step_by(session: Session, purchase_id: int) -> int | None:
    return session.scalar(
        select(PurchaseStep.person_id)
        .where(PurchaseStep.purchase_id == purchase_id)
        .order_by(PurchaseStep.id.desc())
        .limit(1)
    )
