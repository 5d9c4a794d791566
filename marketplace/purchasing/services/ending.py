"""When the hours are over: who is out, and whether the price still holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.purchasing.core.interchange import write_plan, write_purchase
from marketplace.purchasing.core.lost import Accepted, dearer, lost_reason
from marketplace.purchasing.core.naming import member_code
from marketplace.purchasing.core.outcome import Status
from marketplace.purchasing.core.plan import solve
from marketplace.purchasing.core.problem import Request
from marketplace.purchasing.core.telling import PurchaseNotice
from marketplace.purchasing.models import (
    JointPurchase,
    LineState,
    PlanRun,
    PlanState,
    PurchaseLine,
    PurchaseState,
)
from marketplace.purchasing.services.awards import back_to_quoting
from marketplace.purchasing.services.confirmations import asked_lines, plan_in_force
from marketplace.purchasing.services.lines import keep_history
from marketplace.purchasing.services.moves import hold_purchase, move
from marketplace.purchasing.services.planning import (
    Built,
    FaultyProblemError,
    UnofferedItemError,
    build,
    quotes_by_id,
)
from marketplace.purchasing.services.telling import tell
from network.policy import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.core.outcome import Plan

#: Why silence and a missing share put a line out, as its history says.
SILENT = "No respondió a tiempo."
NOTHING_LEFT = "El plan no alcanzó para este pedido."


@dataclass(frozen=True, slots=True)
class Ending:
    """A confirmation whose hours are over.

    Attributes:
        purchase_id: The purchase.
        built: What has to be planned anew with those who accepted; None when
            everybody did, or nobody.
    """

    purchase_id: int
    built: Built | None


def due_endings(session: Session, *, now: datetime) -> list[int]:
    """Return the purchases whose hours to answer are over."""
    return list(
        session.scalars(
            select(JointPurchase.id)
            .where(JointPurchase.state == PurchaseState.CONFIRMING)
            .where(JointPurchase.confirm_until <= now)
            .order_by(JointPurchase.id)
        )
    )


def end_confirmation(
    session: Session, purchase_id: int, *, now: datetime
) -> PurchaseState:
    """Prepare, plan anew and settle in one go; return where the purchase is.

    For tests, commands and small purchases; the job does the planning between
    two transactions.
    """
    ending = prepare_ending(session, purchase_id, now=now)
    if ending is None:
        return session.get_one(JointPurchase, purchase_id).state
    plan = solve(ending.built.problem) if ending.built else None
    return settle_ending(session, ending, plan, now=now)


def prepare_ending(
    session: Session, purchase_id: int, *, now: datetime
) -> Ending | None:
    """Return what remains to be planned; None if the hours are not over.

    Only those who accepted are served, by the suppliers that were awarded, at
    the prices they quoted then.
    """
    purchase = hold_purchase(session, purchase_id)
    if purchase.state is not PurchaseState.CONFIRMING:
        return None
    if purchase.confirm_until is None or now < purchase.confirm_until:
        return None
    lines = asked_lines(session, purchase_id)
    accepted = [line for line in lines if line.state is LineState.CONFIRMED]
    if len(accepted) in (0, len(lines)):
        return Ending(purchase_id, None)
    run = plan_in_force(session, purchase_id, PlanState.AWARDED)
    used = {row["supplier"] for row in run.result["freight"]}
    keys = [key for name, key in run.names["quotes"].items() if name in used]
    try:
        quotes = quotes_by_id(session, keys)
        built = build(session, purchase, accepted, quotes, _as_accepted)
    except (UnofferedItemError, FaultyProblemError):
        return Ending(purchase_id, None)
    return Ending(purchase_id, built)


def settle_ending(
    session: Session, ending: Ending, plan: Plan | None, *, now: datetime
) -> PurchaseState:
    """Confirm the purchase, take it back to quoting, or cancel it.

    Confirmed if everybody who accepted pays at most what was accepted; back to
    quoting, with the reason, if not; cancelled if nobody accepted.

    Args:
        session: The open transaction.
        ending: What :func:`prepare_ending` returned.
        plan: The plan for ``ending.built``; None when there was none to make.
        now: The server's clock.
    """
    purchase = hold_purchase(session, ending.purchase_id)
    if purchase.state is not PurchaseState.CONFIRMING:
        return purchase.state
    lines = asked_lines(session, purchase.id)
    accepted = [line for line in lines if line.state is LineState.CONFIRMED]
    run = plan_in_force(session, purchase.id, PlanState.AWARDED)
    if accepted and len(accepted) == len(lines):
        run.state = PlanState.FINAL
        _confirm(session, purchase, accepted, now)
        return purchase.state
    _put_out(session, lines, SILENT, now)
    if not accepted:
        reason = "Nadie aceptó el precio final."
        move(
            session,
            purchase,
            PurchaseState.CANCELLED,
            actor=SYSTEM,
            now=now,
            reason=reason,
        )
        return purchase.state
    more = _dearer(ending, plan, accepted)
    if more is None or more:
        _go_back(session, purchase, lines, accepted, more or {}, now)
        return purchase.state
    assert plan is not None
    assert ending.built is not None
    final = _keep_final(session, purchase, ending.built, plan, now)
    run.state = PlanState.STALE
    _write_final(final, accepted)
    _confirm(session, purchase, accepted, now)
    return purchase.state


def _as_accepted(line: PurchaseLine) -> Request:
    units = line.planned_units or 0
    return Request(
        member_code(line.organisation_id, line.person_id),
        units,
        max(units, line.at_most),
        min(line.at_least, units),
    )


def _dearer(
    ending: Ending, plan: Plan | None, accepted: Sequence[PurchaseLine]
) -> dict[str, int] | None:
    """Return who would pay more, and how much; None if nothing can be bought."""
    if plan is None or ending.built is None or plan.status is Status.INFEASIBLE:
        return None
    names = {key: name for name, key in ending.built.names["items"].items()}
    offered = {
        (each.item, each.member): (each.allocated, each.pays)
        for each in plan.allocations
    }
    taken = [
        Accepted(
            names[line.item_id],
            member_code(line.organisation_id, line.person_id),
            line.planned_units or 0,
            line.planned_pays_minor or 0,
        )
        for line in accepted
    ]
    if all(offered.get((each.item, each.member), (0, 0))[0] == 0 for each in taken):
        return None
    return dearer(taken, offered)


def _put_out(
    session: Session, lines: Sequence[PurchaseLine], reason: str, now: datetime
) -> None:
    for line in lines:
        if line.state is LineState.NOTED:
            line.state = LineState.OUT
            line.version += 1
            keep_history(session, line, SYSTEM, now=now, reason=reason)


def _go_back(
    session: Session,
    purchase: JointPurchase,
    lines: Sequence[PurchaseLine],
    accepted: Sequence[PurchaseLine],
    more: dict[str, int],
    now: datetime,
) -> None:
    members = {(line.organisation_id, line.person_id) for line in lines}
    kept = {(line.organisation_id, line.person_id) for line in accepted}
    reason = lost_reason(len(kept), len(members), more, purchase.currency.value)
    back_to_quoting(session, purchase, reason, actor=SYSTEM, now=now)
    for person_id in sorted({person for _, person in kept}):
        tell(
            session,
            purchase,
            PurchaseNotice.BACK_TO_QUOTING,
            person_id,
            now=now,
            round_=len(purchase.steps),
        )


def _keep_final(
    session: Session, purchase: JointPurchase, built: Built, plan: Plan, now: datetime
) -> PlanRun:
    run = PlanRun(
        purchase_id=purchase.id,
        state=PlanState.FINAL,
        inputs_hash=plan.inputs_hash,
        problem=write_purchase(built.problem),
        names=built.names,
        result=write_plan(plan),
        solver=plan.solver[:60],
        seed=plan.seed,
        objective_minor=plan.objective,
        bound_minor=plan.bound,
        created_at=now,
    )
    session.add(run)
    session.flush()
    return run


def _write_final(run: PlanRun, accepted: Sequence[PurchaseLine]) -> None:
    rows = {
        (run.names["items"][row["item"]], row["member"]): row
        for row in run.result["allocations"]
    }
    for line in accepted:
        row = rows[line.item_id, member_code(line.organisation_id, line.person_id)]
        line.planned_units = row["allocated"]
        line.planned_pays_minor = row["pays"]


def _confirm(
    session: Session,
    purchase: JointPurchase,
    accepted: Sequence[PurchaseLine],
    now: datetime,
) -> None:
    unserved = session.scalars(
        select(PurchaseLine)
        .where(PurchaseLine.purchase_id == purchase.id)
        .where(PurchaseLine.state == LineState.NOTED)
    ).all()
    _put_out(session, unserved, NOTHING_LEFT, now)
    move(session, purchase, PurchaseState.CONFIRMED, actor=SYSTEM, now=now)
    for person_id in sorted({line.person_id for line in accepted}):
        tell(session, purchase, PurchaseNotice.CONFIRMED, person_id, now=now)
