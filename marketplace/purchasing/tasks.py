"""Work of joint purchases that happens without anybody waiting for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery import shared_task
from sqlalchemy.exc import OperationalError

from marketplace.purchasing.core.plan import solve
from marketplace.purchasing.services import calls, ending, plans, reminders
from network.clock import now
from network.db import transaction
from network.jobs import JobCancelledError, progress

if TYPE_CHECKING:
    from marketplace.purchasing.core.outcome import Plan
    from marketplace.purchasing.core.problem import Problem

#: What the page of a job says while a plan is made, by stage of the optimiser.
_STAGES = {
    "cost": "Buscando el plan más barato",
    "serve": "Viendo cuánto se puede servir",
    "surplus": "Comparando con no comprar de más",
    "alone": "Calculando lo que cada persona pagaría sola",
}


@shared_task(name="purchasing.close_due", autoretry_for=(OperationalError,))
def close_due() -> int:
    """Close every call whose hour has come; return how many."""
    with transaction() as session:
        return len(calls.close_due(session, now=now()))


@shared_task(name="purchasing.remind", autoretry_for=(OperationalError,))
def remind() -> int:
    """Remind members of hours that come soon; return how many."""
    with transaction() as session:
        return reminders.remind(session, now=now())


@shared_task(name="purchasing.end_confirmations", autoretry_for=(OperationalError,))
def end_confirmations() -> int:
    """End every confirmation whose hours are over; return how many.

    Each has its own job at its hour; this finds those that were missed.
    """
    with transaction(save=False) as session:
        due = ending.due_endings(session, now=now())
    for purchase_id in due:
        _end(purchase_id)
    return len(due)


@shared_task(name="purchasing.end_confirmation", autoretry_for=(OperationalError,))
def end_confirmation(purchase_id: int) -> None:
    """End the confirmation of a purchase, if its hours are over."""
    _end(purchase_id)


@shared_task(name="purchasing.solve_plan", autoretry_for=(OperationalError,))
def solve_plan(run_id: int) -> bool:
    """Solve a plan that somebody asked for; return whether it was kept."""
    with transaction(save=False) as session:
        asked = plans.waiting_problem(session, run_id)
    if asked is None:
        return False
    problem, forced = asked
    try:
        plan = solve(problem, seed=plans.SEED, forced=forced, on_progress=_tell)
    except JobCancelledError:
        with transaction() as session:
            plans.fail_plan(session, run_id)
        raise
    with transaction() as session:
        return plans.keep_plan(session, run_id, plan)


def _end(purchase_id: int) -> None:
    """End a confirmation; the planning happens between two transactions."""
    with transaction() as session:
        prepared = ending.prepare_ending(session, purchase_id, now=now())
    if prepared is None:
        return
    built = prepared.built
    plan = _solved(built.problem) if built is not None else None
    with transaction() as session:
        ending.settle_ending(session, prepared, plan, now=now())


def _solved(problem: Problem) -> Plan:
    return solve(problem, seed=plans.SEED, on_progress=_tell)


def _tell(stage: str, part: float) -> None:
    """Say how far the optimiser is; stops it if the job was cancelled."""
    progress(min(99, round(part * 100)), _STAGES.get(stage, stage))
