"""What stands in each running purchase, counted in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, select

from marketplace.purchasing.models import (
    Allocation,
    Claim,
    ClaimState,
    JointPurchase,
    PlanChoice,
    PlanRun,
    PlanState,
    PurchaseStep,
    Quote,
    QuoteState,
    SupplierOrder,
)
from network.models import Membership
from network.policy import Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class PurchaseCounts:
    """What stands in a purchase.

    Attributes:
        quotes: Current offers whose prices are still valid.
        solved: Plans that may be chosen.
        solving: Plans that are being made.
        votes: Choices of a plan that count.
        voted: Whether one of them is the actor's.
        is_shared: Whether what arrived was shared out.
        claims: Claims that are open.
        represented: Whether the convener has a legal representative.
        since: When it came to its state; None if no step is known.
    """

    quotes: int
    solved: int
    solving: int
    votes: int
    voted: bool
    is_shared: bool
    claims: int
    represented: bool
    since: datetime | None


def purchase_counts(
    session: Session, keys: Sequence[int], *, actor: Actor, day: date
) -> dict[int, PurchaseCounts]:
    """Return what stands in each purchase; permission is the caller's."""
    own = PlanChoice.person_id == actor.person_id
    rows = session.execute(
        select(
            JointPurchase.id,
            _one(
                select(func.count(Quote.id)).where(
                    Quote.purchase_id == JointPurchase.id,
                    Quote.state == QuoteState.CURRENT,
                    Quote.valid_until >= day,
                )
            ),
            _plans(PlanState.SOLVED),
            _plans(PlanState.WAITING),
            _one(_votes()),
            _one(_votes().where(own)),
            exists().where(Allocation.purchase_id == JointPurchase.id),
            _one(
                select(func.count(Claim.id))
                .join(SupplierOrder, SupplierOrder.id == Claim.order_id)
                .where(
                    SupplierOrder.purchase_id == JointPurchase.id,
                    Claim.state == ClaimState.OPEN,
                )
            ),
            exists().where(
                Membership.organisation_id == JointPurchase.convener_id,
                Membership.role == Role.LEGAL_REPRESENTATIVE,
                Membership.held_on(day),
            ),
            _one(
                select(func.max(PurchaseStep.at)).where(
                    PurchaseStep.purchase_id == JointPurchase.id
                )
            ),
        ).where(JointPurchase.id.in_(keys))
    )
    return {
        key: PurchaseCounts(
            quotes,
            solved,
            solving,
            votes,
            bool(voted),
            bool(is_shared),
            claims,
            bool(represented),
            since,
        )
        for (
            key,
            quotes,
            solved,
            solving,
            votes,
            voted,
            is_shared,
            claims,
            represented,
            since,
        ) in rows
    }


def _plans(state: PlanState) -> ColumnElement[Any]:
    return _one(
        select(func.count(PlanRun.id)).where(
            PlanRun.purchase_id == JointPurchase.id, PlanRun.state == state
        )
    )


def _votes() -> Select[int]:
    return (
        select(func.count(PlanChoice.id))
        .join(PlanRun, PlanRun.id == PlanChoice.plan_run_id)
        .where(
            PlanChoice.purchase_id == JointPurchase.id,
            PlanChoice.undone_at.is_(None),
            PlanRun.state == PlanState.SOLVED,
        )
    )


def _one(statement: Select[Any]) -> ColumnElement[Any]:
    return statement.correlate(JointPurchase).scalar_subquery()
