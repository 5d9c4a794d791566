"""Advice is worked out again after changes, and remembers what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.core.advice.documents import effect_document, reason_document
from network.core.advice.introductions import introductions
from network.db import lock
from network.models import (
    CoordinatorTask,
    Introduction,
    IntroductionState,
    Layer,
    Network,
    TaskKind,
    TaskState,
    Tie,
    TieEvent,
)
from network.models.surroundings import surroundings_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    import networkx as nx
    from sqlalchemy.orm import Session

    from network.core.advice.introductions import Proposal
    from network.core.advice.surroundings import Pair

#: A rejected pair is not proposed again for so many days.
REST = timedelta(days=180)


def refresh_introductions(
    session: Session,
    network_id: int,
    graph: nx.Graph[int],
    *,
    day: date,
    now: datetime,
) -> int:
    """Work out who should meet and keep it; return how many are proposed.

    Whoever must not hold the database for the seconds it takes to work out a
    large network calls :func:`plan_introductions` and
    :func:`save_introductions` in two transactions instead.

    Args:
        session: The open transaction.
        network_id: The network.
        graph: Its active ties, without the supporting organisation.
        day: The day it is there.
        now: The present instant.

    Raises:
        NotFoundError: If there is no such network.
    """
    found = plan_introductions(session, network_id, graph, day=day, now=now)
    return save_introductions(session, network_id, found, now=now)


def plan_introductions(
    session: Session,
    network_id: int,
    graph: nx.Graph[int],
    *,
    day: date,
    now: datetime,
) -> list[Proposal]:
    """Work out who should meet, without keeping it; only reads."""
    known = surroundings_on(session, network_id, day, rejected_since=now - REST)
    return introductions(graph, known)


def save_introductions(
    session: Session,
    network_id: int,
    proposals: Sequence[Proposal],
    *,
    now: datetime,
) -> int:
    """Keep the proposals of a network; return how many there are.

    What is proposed already keeps its row with reasons and effect of today.
    What nobody decided and is not needed any more lapses.  Pairs that a
    coordinator decided on meanwhile stay as they are.  Tasks to invite two to
    a purchase end here once both took part in one.

    Raises:
        NotFoundError: If there is no such network.
    """
    # Locked so that two refreshes at once do not both add their rows.
    lock(session, Network, network_id)
    finish_by_purchase(session, network_id, now=now)
    decided = _decided(session, network_id, now)
    wanted = [each for each in proposals if each.pair not in decided]
    open_rows = {
        (row.one_id, row.other_id): row
        for row in session.scalars(
            select(Introduction)
            .where(
                Introduction.network_id == network_id,
                Introduction.state == IntroductionState.PROPOSED,
            )
            .order_by(Introduction.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    for rank, proposal in enumerate(wanted):
        row = open_rows.pop(proposal.pair, None) or _fresh(network_id, proposal, now)
        row.rank, row.kind, row.refreshed_at = rank, proposal.kind, now
        row.facts = reason_document(proposal.reason)
        row.effect = effect_document(proposal.effect)
        session.add(row)
    for row in open_rows.values():
        row.state, row.decided_at = IntroductionState.LAPSED, now
    session.flush()
    return len(wanted)


def finish_by_purchase(session: Session, network_id: int, *, now: datetime) -> int:
    """End the tasks whose two organisations bought together; return how many.

    The purchase itself already wove their tie: its event is the evidence.
    """
    found = _bought_together(session, network_id)
    for task_id, day, evidence in found:
        task = lock(session, CoordinatorTask, task_id)
        task.state, task.closed_at = TaskState.DONE, now
        task.happened_on, task.evidence = day, evidence
        if task.introduction_id is not None:
            proposal = lock(session, Introduction, task.introduction_id)
            proposal.state = IntroductionState.DONE
    session.flush()
    return len(found)


def _fresh(network_id: int, proposal: Proposal, now: datetime) -> Introduction:
    one, other = proposal.pair
    return Introduction(
        network_id=network_id,
        one_id=one,
        other_id=other,
        state=IntroductionState.PROPOSED,
        proposed_at=now,
    )


def _decided(session: Session, network_id: int, now: datetime) -> set[Pair]:
    """Return the pairs accepted, or rejected not long ago."""
    rows = session.execute(
        select(Introduction.one_id, Introduction.other_id).where(
            Introduction.network_id == network_id,
            (Introduction.state == IntroductionState.ACCEPTED)
            | (
                (Introduction.state == IntroductionState.REJECTED)
                & (Introduction.decided_at > now - REST)
            ),
        )
    )
    return {(one, other) for one, other in rows}


def _bought_together(session: Session, network_id: int) -> list[tuple[int, date, str]]:
    """Return open purchase tasks with the first purchase of both since then."""
    rows = session.execute(
        select(
            CoordinatorTask.id,
            TieEvent.day,
            TieEvent.evidence,
            CoordinatorTask.created_at,
        )
        .join(
            Tie,
            (Tie.network_id == CoordinatorTask.network_id)
            & (Tie.source_id == CoordinatorTask.one_id)
            & (Tie.target_id == CoordinatorTask.other_id),
        )
        .join(TieEvent, TieEvent.tie_id == Tie.id)
        .where(
            CoordinatorTask.network_id == network_id,
            CoordinatorTask.state == TaskState.OPEN,
            CoordinatorTask.kind == TaskKind.PURCHASE,
            Tie.layer == Layer.JOINT_PURCHASE,
            TieEvent.weight > 0,
        )
        .order_by(CoordinatorTask.id, TieEvent.day, TieEvent.id)
        # Whoever was closing a task has closed it once the lock is given.
        .with_for_update(of=CoordinatorTask)
    )
    first: dict[int, tuple[int, date, str]] = {}
    for task_id, day, evidence, created_at in rows:
        if day >= created_at.date():
            first.setdefault(task_id, (task_id, day, evidence))
    return list(first.values())
