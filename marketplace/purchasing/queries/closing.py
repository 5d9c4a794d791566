"""What is left to do before a purchase is finished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Money
from marketplace.ledger.models import Account
from marketplace.purchasing.core.closing import Obstacle
from marketplace.purchasing.core.codes import purchase_code
from marketplace.purchasing.models import (
    Claim,
    ClaimState,
    JointPurchase,
    PurchaseState,
    PurchaseStep,
    SupplierOrder,
)
from marketplace.purchasing.models.accounts import left_by
from marketplace.purchasing.queries.invoicing import require_book
from marketplace.purchasing.queries.orders import seen_purchase
from network.models import Organisation
from network.policy import Action

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class ObstacleCard:
    """One thing that keeps a purchase from being finished.

    Attributes:
        kind: What it is.
        organisation: In whose book, or against which supplier.
        amount: How much.
    """

    kind: Obstacle
    organisation: str
    amount: Money


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """Whether the books of a purchase can be closed.

    Attributes:
        state: Where the purchase stands.
        obstacles: What is in the way.
        still_owed: What members still owe in the convener's book and the
            others'; it does not keep the purchase from being finished.
        may_finish: Whether the actor may finish it now.
        may_reopen: Whether the actor may open it again.
    """

    state: PurchaseState
    obstacles: tuple[ObstacleCard, ...]
    still_owed: Money
    may_finish: bool
    may_reopen: bool


def closing_page(session: Session, purchase_id: int, *, actor: Actor) -> ClosingPage:
    """Return what is left to do before a purchase is finished.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor may not see the convener's book.
    """
    purchase = seen_purchase(session, purchase_id, actor)
    require_book(purchase, actor)
    left = obstacles(session, purchase)
    runs = actor.holds(Action.RUN_PURCHASE, purchase.convener_id)
    finisher = session.scalar(
        select(PurchaseStep.person_id)
        .where(PurchaseStep.purchase_id == purchase_id)
        .order_by(PurchaseStep.id.desc())
        .limit(1)
    )
    return ClosingPage(
        purchase.state,
        left,
        still_owed(session, purchase),
        runs and not left and purchase.state is PurchaseState.SETTLED,
        runs
        and purchase.state is PurchaseState.FINISHED
        and finisher != actor.person_id,
    )


def obstacles(session: Session, purchase: JointPurchase) -> tuple[ObstacleCard, ...]:
    """Return what keeps a purchase from being finished."""
    unit = purchase.currency
    clearing = Account.code == purchase_code(purchase.id)
    advances = Account.code.startswith(f"advance:{purchase.id}:", autoescape=True)
    accounts = session.execute(
        select(Account.code, Organisation.name, Account.balance_minor)
        .join(Organisation, Organisation.id == Account.book_id)
        .where(clearing | advances, Account.balance_minor != 0)
        .order_by(Account.id)
    )
    found = [
        ObstacleCard(
            Obstacle.ADVANCE if code.startswith("advance:") else Obstacle.CLEARING,
            name,
            abs(Money(minor, unit)),
        )
        for code, name, minor in accounts
    ]
    claims = session.execute(
        select(Organisation.name, Claim.amount_minor)
        .join(SupplierOrder, SupplierOrder.id == Claim.order_id)
        .join(Organisation, Organisation.id == SupplierOrder.supplier_id)
        .where(SupplierOrder.purchase_id == purchase.id, Claim.state == ClaimState.OPEN)
        .order_by(Claim.id)
    )
    found += [
        ObstacleCard(Obstacle.CLAIM, name, Money(minor, unit)) for name, minor in claims
    ]
    return tuple(found)


def still_owed(session: Session, purchase: JointPurchase) -> Money:
    """Return what members still owe for the purchase, in all books."""
    total = 0
    for book_id in purchase.reach.parties | {purchase.convener_id}:
        left = left_by(session, purchase, book_id)
        total += sum(
            max(minor, 0) for code, minor in left.items() if code.startswith("member:")
        )
    return Money(total, purchase.currency)
