"""The plans of a purchase, one card each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.purchasing.models import (
    PlanChoice,
    PlanRun,
    PlanState,
    PurchaseState,
)
from marketplace.purchasing.queries.pages_head import Head, head
from network.models import Job, JobState, Person
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

#: Plans that have a result.
DONE = (PlanState.SOLVED, PlanState.AWARDED, PlanState.FINAL, PlanState.STALE)


@dataclass(frozen=True, slots=True)
class Insistence:
    """What a plan was made to respect; all empty for the best plan.

    Attributes:
        use: Names of suppliers that had to be bought from.
        avoid: Names of suppliers that might not be.
        single: Whether each input had to come from one supplier.
        at_most: Most suppliers, or None.
    """

    use: tuple[str, ...]
    avoid: tuple[str, ...]
    single: bool
    at_most: int | None


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan in a list of plans.

    Attributes:
        id: Key of the run.
        state: Where it stands.
        created_at: When it was asked for.
        insists: What it had to respect.
        is_alternative: Whether it had to respect anything.
        total: What it costs with freight; None while there is no result.
        dearer: How much more than the best plan it was compared with; None for
            the best plan itself.
        is_proved: Whether nothing better exists.
        gap: Largest relative distance to what could be found; 0 if proved.
        suppliers: Names of those bought from.
        choosers: Names of the people who chose it.
        job_state: Of the job that makes it, or None.
        percent: Of that job.
        step: What that job is doing.
    """

    id: int
    state: PlanState
    created_at: datetime
    insists: Insistence
    is_alternative: bool
    total: Money | None
    dearer: Money | None
    is_proved: bool
    gap: float
    suppliers: tuple[str, ...]
    choosers: tuple[str, ...]
    job_state: JobState | None
    percent: int
    step: str


@dataclass(frozen=True, slots=True)
class PlansPage:
    """The plans of a purchase, newest first; ``may_ask`` for another now."""

    head: Head
    plans: tuple[PlanCard, ...]
    may_ask: bool


def plans_page(
    session: Session, purchase_id: int, *, actor: Actor, now: datetime
) -> PlansPage:
    """Return every plan of a purchase.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
    """
    shown = head(session, purchase_id, actor=actor, now=now)
    runs = session.scalars(
        select(PlanRun)
        .where(PlanRun.purchase_id == purchase_id)
        .order_by(PlanRun.id.desc())
    ).all()
    is_quoting = shown.state is PurchaseState.QUOTING
    may_ask = Action.RUN_PURCHASE in shown.may and is_quoting
    return PlansPage(shown, cards_of(session, runs, shown.currency), may_ask)


def cards_of(
    session: Session, runs: Sequence[PlanRun], currency: Currency
) -> tuple[PlanCard, ...]:
    """Return the cards of some plans in a fixed number of statements."""
    jobs = {
        job.id: job
        for job in session.scalars(
            select(Job).where(Job.id.in_([run.job_id for run in runs if run.job_id]))
        )
    }
    choosers: dict[int, list[str]] = {}
    for run_id, name in session.execute(
        select(PlanChoice.plan_run_id, Person.name)
        .join(Person, Person.id == PlanChoice.person_id)
        .where(PlanChoice.plan_run_id.in_([run.id for run in runs]))
        .where(PlanChoice.undone_at.is_(None))
        .order_by(PlanChoice.id)
    ):
        choosers.setdefault(run_id, []).append(name)
    wanted = {run.compared_with_id for run in runs if run.compared_with_id}
    compared = session.execute(
        select(PlanRun.id, PlanRun.objective_minor).where(
            PlanRun.id.in_(wanted), PlanRun.state.in_(DONE)
        )
    )
    best = {row.id: row.objective_minor for row in compared}
    return tuple(
        _card(
            run,
            currency,
            jobs.get(run.job_id or 0),
            tuple(choosers.get(run.id, ())),
            best.get(run.compared_with_id or 0),
        )
        for run in runs
    )


def _card(
    run: PlanRun,
    currency: Currency,
    job: Job | None,
    choosers: tuple[str, ...],
    best: int | None,
) -> PlanCard:
    result = run.result if run.state in DONE else {}
    dearer = None if best is None or not result else run.objective_minor - best
    forced = run.forced
    return PlanCard(
        run.id,
        run.state,
        run.created_at,
        Insistence(
            tuple(forced.get("use", ())),
            tuple(forced.get("avoid", ())),
            bool(forced.get("single")),
            forced.get("at_most"),
        ),
        bool(forced),
        Money(run.objective_minor, currency) if result else None,
        None if dearer is None else Money(dearer, currency),
        result.get("status") == "optimal",
        float(result.get("gap", 0)),
        tuple(row["supplier"] for row in result.get("freight", ())),
        choosers,
        job.state if job else None,
        job.percent if job else 0,
        job.step if job else "",
    )
