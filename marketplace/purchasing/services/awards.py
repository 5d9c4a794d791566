"""Choosing a plan: two people, neither related to a supplier of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from marketplace.purchasing.core.problem import inputs_hash
from marketplace.purchasing.models import (
    LineState,
    PlanChoice,
    PlanRun,
    PlanState,
    PurchaseLine,
    PurchaseState,
    SupplierInterest,
)
from marketplace.purchasing.services.freshness import make_plans_stale
from marketplace.purchasing.services.lines import keep_history
from marketplace.purchasing.services.moves import hold_purchase, move, require_state
from marketplace.purchasing.services.plans import present_problem
from marketplace.purchasing.services.taking_part import today_of
from network.core.text import clean_name
from network.errors import ConflictError, NotAllowedError, NotFoundError
from network.policy import Action
from network.queries.actors import actor_of
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor

#: People who have to choose the same plan.
CHOOSERS = 2


class PlanNotReadyError(ConflictError):
    """The plan is still being made, or could not be made."""


class PlanStaleError(ConflictError):
    """Lines or quotes changed after the plan was made."""


class RelatedToSupplierError(NotAllowedError):
    """Who chooses is related to a supplier of the plan."""


def choose_plan(
    session: Session,
    run_id: int,
    reason: str = "",
    *,
    actor: Actor,
    now: datetime,
) -> bool:
    """Choose a plan; the second person who chooses it makes the award.

    Whoever chose another plan before takes that choice back.  Choosing the
    same plan twice counts once.

    Returns:
        Whether the purchase is awarded now.

    Raises:
        NotFoundError: If there is no such plan, or it is not the actor's.
        NotAllowedError: If the actor's roles in the convener do not allow it.
        PurchaseMovedOnError: If the purchase is not being quoted.
        PlanNotReadyError: If the plan is not solved.
        PlanStaleError: If lines or quotes changed since.
        StaleQuoteError: If a quote is not valid any more.
        FewQuotesError: If there are fewer than three and no written reason.
        RelatedToSupplierError: If the actor is related to one of its suppliers.
    """
    found = session.get(PlanRun, run_id)
    if found is None:
        raise NotFoundError(plan=run_id)
    purchase = hold_purchase(session, found.purchase_id)
    purchase.reach.require_running(actor, Action.CHOOSE_PLAN)
    session.refresh(found)
    if found.state is PlanState.AWARDED and _has_chosen(session, run_id, actor):
        return True
    require_state(purchase, PurchaseState.QUOTING)
    _require_fresh(session, purchase, found, now)
    day = today_of(purchase, now)
    suppliers = suppliers_of(found)
    _require_unrelated(session, actor.person_id, suppliers, day)
    _take_back(session, purchase, actor, run_id, now)
    if not _has_chosen(session, run_id, actor):
        session.add(
            PlanChoice(
                purchase_id=purchase.id,
                plan_run_id=run_id,
                person_id=actor.person_id,
                reason=clean_name(reason, 300),
                at=now,
            )
        )
        session.flush()
        _trace(session, purchase, "purchase.plan_chosen", found, actor, now)
    if _choosers(session, purchase, found, day) < CHOOSERS:
        return False
    found.state = PlanState.AWARDED
    move(session, purchase, PurchaseState.AWARDED, actor=actor, now=now)
    return True


def undo_award(
    session: Session, purchase_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Go back to the suppliers, saying why; confirmations count no more.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles in the convener do not allow it.
        PurchaseMovedOnError: If nothing is awarded, or it is ordered already.
        ReasonMissingError: If no reason is given.
    """
    purchase = hold_purchase(session, purchase_id)
    purchase.reach.require_running(actor, Action.CHOOSE_PLAN)
    require_state(
        purchase,
        PurchaseState.AWARDED,
        PurchaseState.CONFIRMING,
        PurchaseState.CONFIRMED,
    )
    back_to_quoting(session, purchase, reason, actor=actor, now=now)


def back_to_quoting(
    session: Session,
    purchase: JointPurchase,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Take a held purchase back to the suppliers and forget the award.

    Members who had accepted are asked again; those who are out stay out.
    """
    move(session, purchase, PurchaseState.QUOTING, actor=actor, now=now, reason=reason)
    make_plans_stale(session, purchase.id, also_in_force=True)
    session.execute(
        update(PlanChoice)
        .where(PlanChoice.purchase_id == purchase.id, PlanChoice.undone_at.is_(None))
        .values(undone_at=now)
    )
    purchase.confirm_until = None
    for line in session.scalars(
        select(PurchaseLine)
        .where(PurchaseLine.purchase_id == purchase.id)
        .where(PurchaseLine.state.in_((LineState.NOTED, LineState.CONFIRMED)))
        .order_by(PurchaseLine.id)
    ):
        line.planned_units = line.planned_pays_minor = line.answered_at = None
        if line.state is LineState.CONFIRMED:
            line.state = LineState.NOTED
            line.version += 1
            keep_history(session, line, actor, now=now, reason=reason)
    session.flush()


def suppliers_of(run: PlanRun) -> frozenset[int]:
    """Return the ids of the suppliers that a solved plan buys from."""
    known = run.names["suppliers"]
    return frozenset(known[row["supplier"]] for row in run.result["freight"])


def related_suppliers(
    session: Session, person_id: int, suppliers: frozenset[int], day: date
) -> list[str]:
    """Return the names of the suppliers that a person is related to.

    Related is who holds a role in the supplier on the day, or declared it.
    """
    found = session.scalars(SupplierInterest.related(person_id, suppliers, day))
    return list(found)


def _require_fresh(
    session: Session, purchase: JointPurchase, run: PlanRun, now: datetime
) -> None:
    if run.state is PlanState.STALE:
        raise PlanStaleError(plan=run.id)
    if run.state is not PlanState.SOLVED:
        raise PlanNotReadyError(plan=run.id)
    built = present_problem(session, purchase, now)
    if inputs_hash(built.problem) != run.inputs_hash:
        raise PlanStaleError(plan=run.id)


def _require_unrelated(
    session: Session, person_id: int, suppliers: frozenset[int], day: date
) -> None:
    related = related_suppliers(session, person_id, suppliers, day)
    if related:
        raise RelatedToSupplierError(supplier=", ".join(related))


def _has_chosen(session: Session, run_id: int, actor: Actor) -> bool:
    return bool(
        session.scalar(
            select(PlanChoice.id)
            .where(PlanChoice.plan_run_id == run_id)
            .where(PlanChoice.person_id == actor.person_id)
            .where(PlanChoice.undone_at.is_(None))
        )
    )


def _take_back(
    session: Session, purchase: JointPurchase, actor: Actor, run_id: int, now: datetime
) -> None:
    """Undo the actor's choices of other plans of the purchase."""
    session.execute(
        update(PlanChoice)
        .where(PlanChoice.purchase_id == purchase.id)
        .where(PlanChoice.person_id == actor.person_id)
        .where(PlanChoice.plan_run_id != run_id, PlanChoice.undone_at.is_(None))
        .values(undone_at=now)
    )


def _choosers(
    session: Session, purchase: JointPurchase, run: PlanRun, day: date
) -> int:
    """Count who chose the plan and still may: holds the role, is not related."""
    people = session.scalars(
        select(PlanChoice.person_id)
        .where(PlanChoice.plan_run_id == run.id, PlanChoice.undone_at.is_(None))
        .distinct()
    ).all()
    suppliers = suppliers_of(run)
    return sum(
        actor_of(session, each, day=day).holds(Action.CHOOSE_PLAN, purchase.convener_id)
        and not related_suppliers(session, each, suppliers, day)
        for each in people
    )


def _trace(
    session: Session,
    purchase: JointPurchase,
    deed: str,
    run: PlanRun,
    actor: Actor,
    now: datetime,
) -> None:
    audit.record(
        session,
        actor=actor,
        deed=deed,
        subject="plan_run",
        subject_id=run.id,
        organisation_id=purchase.convener_id,
        at=now,
        purchase=purchase.id,
    )
