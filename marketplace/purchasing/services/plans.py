"""Asking for a plan, and keeping what the optimiser answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from marketplace.purchasing.core.interchange import (
    read_purchase,
    write_plan,
    write_purchase,
)
from marketplace.purchasing.core.model import Forced
from marketplace.purchasing.core.outcome import Status
from marketplace.purchasing.core.plan import solve
from marketplace.purchasing.core.problem import inputs_hash
from marketplace.purchasing.models import (
    JointPurchase,
    PlanRun,
    PlanState,
    PurchaseState,
)
from marketplace.purchasing.services.moves import hold_purchase, require_state
from marketplace.purchasing.services.planning import (
    Built,
    build,
    lines_that_count,
    quotes_that_count,
)
from marketplace.purchasing.services.taking_part import today_of
from network.db import lock
from network.errors import InvalidError, NotFoundError
from network.jobs import enqueue
from network.policy import Action
from network.services import audit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.core.outcome import Plan
    from marketplace.purchasing.core.problem import Problem
    from network.policy import Actor

#: Seed of every plan: the same lines and quotes give the same plan.
SEED = 0


@dataclass(frozen=True, slots=True)
class Insisted:
    """What a person insists on, to see an alternative side by side.

    Attributes:
        use: Ids of suppliers that have to be bought from.
        avoid: Ids of suppliers that may not be bought from.
        single: Whether each input has to come from one supplier.
        at_most: Most suppliers, 1 or more; None means no limit.
    """

    use: frozenset[int] = frozenset()
    avoid: frozenset[int] = frozenset()
    single: bool = False
    at_most: int | None = None


class ContradictionError(InvalidError):
    """What is insisted on cannot be: to use and to avoid a supplier."""


def request_plan(
    session: Session,
    purchase_id: int,
    insisted: Insisted | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Ask for the best plan, or for an alternative; return the run's id.

    A small one is solved at once; a larger one by the job
    ``purchasing.solve_plan``.  Asking twice for the same gives the same run.

    Raises:
        NotFoundError: If there is no such purchase or supplier, or it is not
            the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the purchase is not being quoted.
        StaleQuoteError: If a quote is not valid any more.
        FewQuotesError: If there are fewer than three and no written reason.
        NothingAskedError: If there is no line.
        UnofferedItemError: If nobody offers an input.
        FaultyProblemError: If lines and quotes make no sense together.
        ContradictionError: If what is insisted on cannot be.
    """
    purchase = hold_purchase(session, purchase_id)
    purchase.reach.require_running(actor, Action.RUN_PURCHASE)
    require_state(purchase, PurchaseState.QUOTING)
    built = present_problem(session, purchase, now)
    forced = _forced(built, insisted or Insisted())
    told = inputs_hash(built.problem)
    same = _same_run(session, purchase_id, told, forced)
    if same is not None:
        return same
    run = PlanRun(
        purchase_id=purchase_id,
        forced=forced,
        compared_with_id=_best(session, purchase_id, told) if forced else None,
        inputs_hash=told,
        problem=write_purchase(built.problem),
        names=built.names,
        seed=SEED,
        asked_by=actor.person_id,
        created_at=now,
    )
    session.add(run)
    session.flush()
    _trace(session, purchase, run, actor, now)
    if built.is_small:
        plan = solve(built.problem, seed=SEED, forced=_as_forced(forced))
        _keep(run, plan)
    else:
        run.job_id = enqueue(
            session,
            "purchasing.solve_plan",
            {"run_id": run.id},
            key=f"purchase:{purchase_id}:plan:{run.id}",
            run_after=now,
            network_id=purchase.network_id,
        )
    session.flush()
    return run.id


def present_problem(session: Session, purchase: JointPurchase, now: datetime) -> Built:
    """Return the problem as lines and quotes stand now.

    Raises:
        InvalidError: As :func:`request_plan`.
    """
    quotes = quotes_that_count(session, purchase, today_of(purchase, now))
    return build(session, purchase, lines_that_count(session, purchase.id), quotes)


def waiting_problem(session: Session, run_id: int) -> tuple[Problem, Forced] | None:
    """Return what a run has to solve; None if nobody waits for it any more.

    For the job: it asks no permission, since the run was asked for by somebody
    who had it.

    Raises:
        NotFoundError: If there is no such run.
    """
    run = session.get(PlanRun, run_id)
    if run is None:
        raise NotFoundError(plan=run_id)
    if run.state is not PlanState.WAITING:
        return None
    return read_purchase(run.problem), _as_forced(run.forced)


def keep_plan(session: Session, run_id: int, plan: Plan) -> bool:
    """Keep the plan of a run that still waits; return whether it did.

    Raises:
        NotFoundError: If there is no such run.
    """
    run = lock(session, PlanRun, run_id)
    if run.state is not PlanState.WAITING:
        return False
    _keep(run, plan)
    session.flush()
    return True


def fail_plan(session: Session, run_id: int) -> None:
    """Say that a run that still waits could not be solved."""
    run = lock(session, PlanRun, run_id)
    if run.state is PlanState.WAITING:
        run.state = PlanState.FAILED


def _keep(run: PlanRun, plan: Plan) -> None:
    is_empty = plan.status is Status.INFEASIBLE
    run.state = PlanState.INFEASIBLE if is_empty else PlanState.SOLVED
    run.result = write_plan(plan)
    run.solver = plan.solver[:60]
    run.seed = plan.seed
    run.objective_minor = plan.objective
    run.bound_minor = plan.bound


def _forced(built: Built, insisted: Insisted) -> dict[str, Any]:
    """Return what is insisted on by the names of the problem; {} if nothing."""
    known = {key: name for name, key in built.names["suppliers"].items()}
    strangers = (insisted.use | insisted.avoid) - known.keys()
    if strangers:
        raise NotFoundError(organisation=min(strangers))
    most = insisted.at_most
    if (
        insisted.use & insisted.avoid
        or not known.keys() - insisted.avoid
        or (most is not None and (most < 1 or most < len(insisted.use)))
    ):
        raise ContradictionError(purchase=0)
    forced: dict[str, Any] = {
        "use": sorted(known[key] for key in insisted.use),
        "avoid": sorted(known[key] for key in insisted.avoid),
        "single": insisted.single,
        "at_most": most,
    }
    return {name: value for name, value in forced.items() if value}


def _as_forced(forced: dict[str, Any]) -> Forced:
    return Forced(
        use=frozenset(forced.get("use", ())),
        avoid=frozenset(forced.get("avoid", ())),
        single=bool(forced.get("single")),
        at_most=forced.get("at_most"),
    )


def _same_run(
    session: Session, purchase_id: int, told: str, forced: dict[str, Any]
) -> int | None:
    for run in session.scalars(
        select(PlanRun)
        .where(PlanRun.purchase_id == purchase_id, PlanRun.inputs_hash == told)
        .where(
            PlanRun.state.in_(
                (PlanState.WAITING, PlanState.SOLVED, PlanState.INFEASIBLE)
            )
        )
        .order_by(PlanRun.id)
    ):
        if run.forced == forced:
            return run.id
    return None


def _best(session: Session, purchase_id: int, told: str) -> int | None:
    return _same_run(session, purchase_id, told, {})


def _trace(
    session: Session, purchase: JointPurchase, run: PlanRun, actor: Actor, now: datetime
) -> None:
    audit.record(
        session,
        actor=actor,
        deed="purchase.plan_asked",
        subject="plan_run",
        subject_id=run.id,
        organisation_id=purchase.convener_id,
        at=now,
        purchase=purchase.id,
        inputs_hash=run.inputs_hash,
    )
