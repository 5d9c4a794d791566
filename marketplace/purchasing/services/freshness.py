"""Plans grow stale when what they were made from changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from marketplace.purchasing.models import PlanRun, PlanState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: Plans that may still be chosen, or become so.
LIVE = (PlanState.WAITING, PlanState.SOLVED, PlanState.INFEASIBLE)
#: Plans that count for something.
IN_FORCE = (PlanState.AWARDED, PlanState.FINAL)


def make_plans_stale(
    session: Session, purchase_id: int, *, also_in_force: bool = False
) -> None:
    """Let nobody choose the plans made so far.

    Args:
        session: The open transaction.
        purchase_id: Whose plans.
        also_in_force: Whether the awarded and the final plan fall too, as when
            a purchase goes back to quoting.
    """
    states = (*LIVE, *IN_FORCE) if also_in_force else LIVE
    session.execute(
        update(PlanRun)
        .where(PlanRun.purchase_id == purchase_id, PlanRun.state.in_(states))
        .values(state=PlanState.STALE)
        .execution_options(synchronize_session="fetch")
    )
