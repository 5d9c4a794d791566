"""What came of a coordinator's task, and meetings nobody proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.core.advice.surroundings import ordered
from network.core.text import clean_name
from network.db import lock
from network.errors import ConflictError, InvalidError
from network.models import (
    CoordinatorTask,
    Introduction,
    IntroductionState,
    Layer,
    TaskKind,
    TaskState,
    TieKind,
)
from network.policy import Action, require_network
from network.services.proposals import (
    LONGEST,
    YEAR,
    decide,
    reason_given,
    require_inside,
    trace,
)
from network.services.ties import TieToItselfError, record_event

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

#: What each kind of task leaves in the tie.  A purchase weaves its own.
WOVEN: dict[TaskKind, TieKind] = {
    TaskKind.VISIT: TieKind.VISITED,
    TaskKind.MEETING: TieKind.MET,
    TaskKind.TRAINING: TieKind.TRAINED,
}


class TaskClosedError(ConflictError):
    """The task is done or dropped already."""


class PurchaseEndsItselfError(ConflictError):
    """A task to invite to a purchase ends when both take part in one."""


class HappenedDayError(InvalidError):
    """The day has not come, or is more than a year ago."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened.

    Attributes:
        happened_on: The day it happened.
        result: What came of it, in words; may be empty.
    """

    happened_on: date
    result: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Two organisations that met without anybody having proposed it.

    Attributes:
        kind: A visit, a meeting or a training.
        one_id: One of the two.
        other_id: The other.
        outcome: When, and what came of it.
    """

    kind: TaskKind
    one_id: int
    other_id: int
    outcome: Outcome


def finish_task(
    session: Session,
    task_id: int,
    outcome: Outcome,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> bool:
    """Write down what came of a task, which weaves the tie; once.

    Returns:
        Whether it was open; finishing it again changes nothing.

    Raises:
        NotFoundError: If there is no such task.
        NotAllowedError: If the actor does not coordinate the network.
        TaskClosedError: If it was dropped.
        PurchaseEndsItselfError: If it is to invite to a purchase.
        HappenedDayError: If that day has not come or is long ago.
        OutsideNetworkError: If one of the two was not in the network then.
    """
    task = _task(session, task_id, actor)
    if task.state is TaskState.DONE:
        return False
    if task.state is TaskState.DROPPED:
        raise TaskClosedError(task=task_id)
    if task.kind is TaskKind.PURCHASE:
        raise PurchaseEndsItselfError(task=task_id)
    _check_day(outcome, day)
    ends = (task.one_id, task.other_id)
    require_inside(session, task.network_id, ends, outcome.happened_on)
    task.state = TaskState.DONE
    _close(task, outcome.result, actor, now)
    _weave(session, task, outcome, actor)
    if task.introduction_id is not None:
        lock(session, Introduction, task.introduction_id).state = IntroductionState.DONE
    session.flush()
    trace(session, task, "task.finished", actor, now)
    return True


def drop_task(
    session: Session,
    task_id: int,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> bool:
    """Give a task up with a reason; its pair rests like a rejected one.

    Returns:
        Whether it was open; dropping it again changes nothing.

    Raises:
        NotFoundError: If there is no such task.
        NotAllowedError: If the actor does not coordinate the network.
        TaskClosedError: If it was done.
        AdviceReasonNeededError: If no reason was given.
    """
    task = _task(session, task_id, actor)
    why = reason_given(reason)
    if task.state is TaskState.DROPPED:
        return False
    if task.state is TaskState.DONE:
        raise TaskClosedError(task=task_id)
    task.state = TaskState.DROPPED
    _close(task, why, actor, now)
    if task.introduction_id is not None:
        proposal = lock(session, Introduction, task.introduction_id)
        decide(proposal, IntroductionState.REJECTED, why, actor, now)
    session.flush()
    trace(session, task, "task.dropped", actor, now)
    return True


def record_contact(
    session: Session,
    network_id: int,
    contact: Contact,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> int:
    """Write down that two met, visited or trained each other; return its id.

    A proposal of the two that waited for a decision is done with it.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor does not coordinate the network.
        PurchaseEndsItselfError: If it is said to be a purchase.
        TieToItselfError: If both are the same organisation.
        HappenedDayError: If that day has not come or is long ago.
        OutsideNetworkError: If one of the two was not in the network then.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    if contact.kind not in WOVEN:
        raise PurchaseEndsItselfError(kind=contact.kind)
    if contact.one_id == contact.other_id:
        raise TieToItselfError(organisation=contact.one_id)
    one_id, other_id = ordered(contact.one_id, contact.other_id)
    outcome = contact.outcome
    _check_day(outcome, day)
    require_inside(session, network_id, (one_id, other_id), outcome.happened_on)
    proposal = _waiting(session, network_id, one_id, other_id)
    task = CoordinatorTask(
        network_id=network_id,
        introduction_id=proposal.id if proposal else None,
        one_id=one_id,
        other_id=other_id,
        kind=contact.kind,
        state=TaskState.DONE,
        due_day=outcome.happened_on,
        happened_on=outcome.happened_on,
        created_by=actor.person_id,
        created_at=now,
    )
    _close(task, outcome.result, actor, now)
    session.add(task)
    session.flush()
    _weave(session, task, outcome, actor)
    if proposal is not None:
        decide(proposal, IntroductionState.DONE, "", actor, now)
    session.flush()
    trace(session, task, "task.finished", actor, now)
    return task.id


def _task(session: Session, task_id: int, actor: Actor) -> CoordinatorTask:
    """Return a task, locked against another coordinator."""
    task = lock(session, CoordinatorTask, task_id)
    require_network(actor, Action.COORDINATE_NETWORK, task.network_id)
    return task


def _waiting(
    session: Session, network_id: int, one_id: int, other_id: int
) -> Introduction | None:
    return session.scalar(
        select(Introduction)
        .where(
            Introduction.network_id == network_id,
            Introduction.one_id == one_id,
            Introduction.other_id == other_id,
            Introduction.state == IntroductionState.PROPOSED,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _check_day(outcome: Outcome, day: date) -> None:
    if not day - YEAR < outcome.happened_on <= day:
        raise HappenedDayError(day=outcome.happened_on)


def _close(task: CoordinatorTask, result: str, actor: Actor, now: datetime) -> None:
    task.closed_by, task.closed_at = actor.person_id, now
    task.result = clean_name(result, LONGEST)


def _weave(
    session: Session, task: CoordinatorTask, outcome: Outcome, actor: Actor
) -> None:
    """Leave the event of a finished task in the tie of the two."""
    task.happened_on = outcome.happened_on
    task.evidence = f"task:{task.id}"
    record_event(
        session,
        network_id=task.network_id,
        layer=Layer.KNOWLEDGE,
        kind=WOVEN[task.kind],
        source_id=task.one_id,
        target_id=task.other_id,
        day=outcome.happened_on,
        weight=1,
        evidence=task.evidence,
        recorded_by=actor.person_id,
        note=task.result,
    )
