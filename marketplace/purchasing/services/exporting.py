"""The problem of a purchase, for the terminal to solve outside of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from marketplace.purchasing.core.interchange import write_purchase
from marketplace.purchasing.models import JointPurchase, PlanRun, PlanState
from marketplace.purchasing.services.planning import (
    build,
    lines_that_count,
    quotes_by_id,
)
from marketplace.purchasing.services.quotes import current_quotes
from network.errors import NotFoundError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: Plans whose lines were answered since, so that the lines say it no more.
_SETTLED = (PlanState.FINAL, PlanState.AWARDED)


def problem_for_operator(session: Session, purchase_id: int) -> dict[str, Any]:
    """Return what ``tejido solve purchase`` reads, from the lines and quotes of now.

    Quotes count even when they are few or no longer valid: what to make of them
    is up to whoever asks.  Members are called by a code.  Once a plan has been
    chosen it is the problem of that plan.

    Raises:
        NotFoundError: If there is no such purchase.
        NothingAskedError: If nobody asks for anything.
        UnofferedItemError: If no supplier has a price for an input.
        FaultyProblemError: If the problem cannot be solved exactly.
    """
    purchase = session.get(JointPurchase, purchase_id)
    if purchase is None:
        raise NotFoundError(purchase=purchase_id)
    chosen = session.scalar(
        select(PlanRun)
        .where(PlanRun.purchase_id == purchase_id, PlanRun.state.in_(_SETTLED))
        .order_by(PlanRun.id.desc())
        .limit(1)
    )
    if chosen is not None:
        return chosen.problem
    counted = [quote.id for quote in current_quotes(session, purchase_id)]
    built = build(
        session,
        purchase,
        lines_that_count(session, purchase_id),
        quotes_by_id(session, counted),
    )
    return write_purchase(built.problem)
