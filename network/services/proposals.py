"""What a coordinator decides about a proposal that two organisations meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from network.core.text import clean_name
from network.db import lock
from network.errors import ConflictError, InvalidError
from network.models import (
    CoordinatorTask,
    Introduction,
    IntroductionState,
    TaskKind,
    TaskState,
)
from network.models.facts import members_on
from network.policy import Action, require_network
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

#: Letters of a reason that say anything.
SHORTEST = 5
LONGEST = 300
#: A task is planned, and what happened is told, within a year.
YEAR = timedelta(days=365)


class ProposalDecidedError(ConflictError):
    """Somebody decided on this proposal before, or it lapsed."""


class OutsideNetworkError(ConflictError):
    """One of the two organisations is not in the network on that day."""


class AdviceReasonNeededError(InvalidError):
    """A rejection or a dropped task needs a reason of some letters."""


class DueDayError(InvalidError):
    """The due day is past, or more than a year away."""


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """What a coordinator will do so that two organisations work together.

    Attributes:
        kind: How to bring them together.
        due_day: Until when.
        note: What to remember about it; may be empty.
    """

    kind: TaskKind
    due_day: date
    note: str = ""


def accept_introduction(
    session: Session,
    introduction_id: int,
    plan: TaskPlan,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> int:
    """Take a proposal on as a task; return the task's id.

    Raises:
        NotFoundError: If there is no such proposal.
        NotAllowedError: If the actor does not coordinate the network.
        ProposalDecidedError: If somebody decided on it before.
        DueDayError: If the due day is past or more than a year away.
        OutsideNetworkError: If one of the two left the network.
    """
    proposal = _proposed(session, introduction_id, actor)
    if not day <= plan.due_day <= day + YEAR:
        raise DueDayError(day=plan.due_day)
    ends = (proposal.one_id, proposal.other_id)
    require_inside(session, proposal.network_id, ends, day)
    decide(proposal, IntroductionState.ACCEPTED, "", actor, now)
    task = CoordinatorTask(
        network_id=proposal.network_id,
        introduction_id=proposal.id,
        one_id=proposal.one_id,
        other_id=proposal.other_id,
        kind=plan.kind,
        state=TaskState.OPEN,
        due_day=plan.due_day,
        note=clean_name(plan.note, LONGEST),
        created_by=actor.person_id,
        created_at=now,
    )
    session.add(task)
    session.flush()
    trace(session, task, "task.planned", actor, now)
    return task.id


def reject_introduction(
    session: Session,
    introduction_id: int,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Decide against a proposal; the pair rests for half a year.

    Raises:
        NotFoundError: If there is no such proposal.
        NotAllowedError: If the actor does not coordinate the network.
        ProposalDecidedError: If somebody decided on it before.
        AdviceReasonNeededError: If no reason was given.
    """
    proposal = _proposed(session, introduction_id, actor)
    why = reason_given(reason)
    decide(proposal, IntroductionState.REJECTED, why, actor, now)
    audit.record(
        session,
        actor=actor,
        deed="introduction.rejected",
        subject="introduction",
        subject_id=proposal.id,
        network_id=proposal.network_id,
        at=now,
        reason=why,
    )


def decide(
    proposal: Introduction,
    state: IntroductionState,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Note what became of a proposal, who decided it and why."""
    proposal.state, proposal.reason = state, reason
    proposal.decided_by, proposal.decided_at = actor.person_id, now


def reason_given(text: str) -> str:
    """Return a reason fit to keep.

    Raises:
        AdviceReasonNeededError: If it says nothing.
    """
    reason = clean_name(text, LONGEST)
    if len(reason) < SHORTEST:
        raise AdviceReasonNeededError(shortest=SHORTEST)
    return reason


def require_inside(
    session: Session, network_id: int, ends: tuple[int, int], day: date
) -> None:
    """Refuse two organisations that are not both in the network on a day.

    Raises:
        OutsideNetworkError: If one of them is not.
    """
    if not members_on(session, network_id, day) >= set(ends):
        raise OutsideNetworkError(day=day)


def trace(
    session: Session,
    task: CoordinatorTask,
    deed: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Leave the trace of what was done to a task, with what was said of it."""
    audit.record(
        session,
        actor=actor,
        deed=deed,
        subject="coordinator_task",
        subject_id=task.id,
        network_id=task.network_id,
        at=now,
        task=task.kind.value,
        reason=task.result,
    )


def _proposed(session: Session, introduction_id: int, actor: Actor) -> Introduction:
    """Return a proposal nobody decided on, locked against another coordinator."""
    proposal = lock(session, Introduction, introduction_id)
    require_network(actor, Action.COORDINATE_NETWORK, proposal.network_id)
    if proposal.state is not IntroductionState.PROPOSED:
        raise ProposalDecidedError(introduction=introduction_id)
    return proposal
