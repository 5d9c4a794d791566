"""What a coordinator decides, does and writes down; once, and only there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network.errors import NotAllowedError, NotFoundError
from network.models import (
    AuditRow,
    CoordinatorTask,
    Introduction,
    IntroductionState,
    Layer,
    NetworkMembership,
    TaskKind,
    TaskState,
    Tie,
    TieEvent,
    TieKind,
)
from network.policy import Role
from network.services.coordination import (
    Contact,
    HappenedDayError,
    Outcome,
    PurchaseEndsItselfError,
    TaskClosedError,
    drop_task,
    finish_task,
    record_contact,
)
from network.services.proposals import (
    AdviceReasonNeededError,
    DueDayError,
    OutsideNetworkError,
    ProposalDecidedError,
    TaskPlan,
    accept_introduction,
    reject_introduction,
)
from network.services.ties import TieToItselfError
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_member,
    a_network,
    acting,
    an_organisation,
    coordinating,
)
from tests.factories_advice import a_star, advised

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network
    from network.policy import Actor

VISIT = TaskPlan(TaskKind.VISIT, TODAY + timedelta(days=10), "Llevar  semilla\n")
WENT = Outcome(TODAY, "Vieron el trapiche")


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def coordinator(session: Session, network: Network) -> Actor:
    return coordinating(a_coordinator(session, network), network)


@pytest.fixture
def proposal(session: Session, network: Network) -> Introduction:
    a_star(session, network, 2)
    (only,) = advised(session, network)
    return only


def accept(
    session: Session, proposal: Introduction, actor: Actor, plan: TaskPlan = VISIT
) -> CoordinatorTask:
    key = accept_introduction(
        session, proposal.id, plan, actor=actor, day=TODAY, now=NOW
    )
    return session.get_one(CoordinatorTask, key)


def finish(
    session: Session, task: CoordinatorTask, actor: Actor, outcome: Outcome = WENT
) -> bool:
    return finish_task(session, task.id, outcome, actor=actor, day=TODAY, now=NOW)


def deeds(session: Session) -> list[str]:
    rows = select(AuditRow.deed).where(
        AuditRow.subject.in_(["introduction", "coordinator_task"])
    )
    return list(session.scalars(rows.order_by(AuditRow.id)))


def test_accepting_makes_a_task(
    session: Session, proposal: Introduction, coordinator: Actor
) -> None:
    task = accept(session, proposal, coordinator)

    assert (task.kind, task.state) == (TaskKind.VISIT, TaskState.OPEN)
    assert (task.one_id, task.other_id) == (proposal.one_id, proposal.other_id)
    assert (task.due_day, task.note) == (VISIT.due_day, "Llevar semilla")
    assert proposal.state is IntroductionState.ACCEPTED
    assert proposal.decided_by == coordinator.person_id
    assert deeds(session) == ["task.planned"]


def test_what_one_decided_another_cannot_decide_again(
    session: Session, network: Network, proposal: Introduction, coordinator: Actor
) -> None:
    colleague = coordinating(a_coordinator(session, network), network)
    accept(session, proposal, coordinator)

    with pytest.raises(ProposalDecidedError):
        accept(session, proposal, colleague)
    with pytest.raises(ProposalDecidedError):
        reject_introduction(
            session, proposal.id, "No es hora", actor=colleague, now=NOW
        )
    assert session.scalar(select(func.count(CoordinatorTask.id))) == 1


@pytest.mark.parametrize("days", [-1, 366])
def test_a_task_is_due_within_a_year(
    session: Session, proposal: Introduction, coordinator: Actor, days: int
) -> None:
    plan = replace(VISIT, due_day=TODAY + timedelta(days=days))

    with pytest.raises(DueDayError):
        accept(session, proposal, coordinator, plan)

    assert proposal.state is IntroductionState.PROPOSED


def test_who_left_the_network_is_not_visited(
    session: Session, proposal: Introduction, coordinator: Actor
) -> None:
    task = accept(session, proposal, coordinator)
    session.scalars(
        select(NetworkMembership).where(
            NetworkMembership.organisation_id == proposal.one_id
        )
    ).one().until = TODAY
    session.flush()
    proposal.state = IntroductionState.PROPOSED

    with pytest.raises(OutsideNetworkError):
        accept(session, proposal, coordinator)
    with pytest.raises(OutsideNetworkError):
        finish(session, task, coordinator)
    assert finish(
        session, task, coordinator, Outcome(TODAY - timedelta(days=1), "Antes")
    )


def test_rejecting_needs_a_reason_and_keeps_it(
    session: Session, proposal: Introduction, coordinator: Actor
) -> None:
    with pytest.raises(AdviceReasonNeededError):
        reject_introduction(session, proposal.id, " no ", actor=coordinator, now=NOW)

    reject_introduction(
        session, proposal.id, "  Tienen un pleito ", actor=coordinator, now=NOW
    )

    assert proposal.state is IntroductionState.REJECTED
    assert proposal.reason == "Tienen un pleito"
    assert deeds(session) == ["introduction.rejected"]


@pytest.mark.parametrize(
    ("kind", "woven"),
    [
        (TaskKind.VISIT, TieKind.VISITED),
        (TaskKind.MEETING, TieKind.MET),
        (TaskKind.TRAINING, TieKind.TRAINED),
    ],
)
def test_a_finished_task_weaves_the_tie_once(
    session: Session,
    proposal: Introduction,
    coordinator: Actor,
    kind: TaskKind,
    woven: TieKind,
) -> None:
    task = accept(session, proposal, coordinator, replace(VISIT, kind=kind))

    news = [finish(session, task, coordinator) for _ in range(2)]

    event = session.scalars(
        select(TieEvent).join(Tie).where(Tie.layer == Layer.KNOWLEDGE)
    ).one()
    assert news == [True, False]
    assert (event.kind, event.day, event.weight) == (woven, TODAY, 1)
    assert event.evidence == task.evidence == f"task:{task.id}"
    assert (event.note, event.recorded_by) == (task.result, coordinator.person_id)
    assert (task.state, proposal.state) == (TaskState.DONE, IntroductionState.DONE)
    assert deeds(session) == ["task.planned", "task.finished"]


@pytest.mark.parametrize("days", [1, -365])
def test_what_happened_has_happened_within_a_year(
    session: Session, proposal: Introduction, coordinator: Actor, days: int
) -> None:
    task = accept(session, proposal, coordinator)

    with pytest.raises(HappenedDayError):
        finish(
            session, task, coordinator, Outcome(TODAY + timedelta(days=days), "Fueron")
        )

    assert task.state is TaskState.OPEN


def test_an_invitation_to_a_purchase_ends_by_the_purchase(
    session: Session, proposal: Introduction, coordinator: Actor
) -> None:
    plan = replace(VISIT, kind=TaskKind.PURCHASE)
    task = accept(session, proposal, coordinator, plan)

    with pytest.raises(PurchaseEndsItselfError):
        finish(session, task, coordinator)
    assert drop_task(session, task.id, "No hubo acuerdo", actor=coordinator, now=NOW)


def test_a_dropped_task_says_why_and_its_pair_rests(
    session: Session, proposal: Introduction, coordinator: Actor
) -> None:
    task = accept(session, proposal, coordinator)
    with pytest.raises(AdviceReasonNeededError):
        drop_task(session, task.id, "", actor=coordinator, now=NOW)

    news = [
        drop_task(session, task.id, "Llovió mucho", actor=coordinator, now=NOW)
        for _ in range(2)
    ]

    assert news == [True, False]
    assert (task.state, task.result) == (TaskState.DROPPED, "Llovió mucho")
    assert (proposal.state, proposal.reason) == (
        IntroductionState.REJECTED,
        "Llovió mucho",
    )
    with pytest.raises(TaskClosedError):
        finish(session, task, coordinator)


def test_a_done_task_cannot_be_dropped(
    session: Session, proposal: Introduction, coordinator: Actor
) -> None:
    task = accept(session, proposal, coordinator)
    finish(session, task, coordinator)

    with pytest.raises(TaskClosedError):
        drop_task(session, task.id, "Ya no quiero", actor=coordinator, now=NOW)


def test_a_meeting_nobody_proposed_is_written_down(
    session: Session, network: Network, coordinator: Actor
) -> None:
    one, other = (an_organisation(session, network=network) for _ in range(2))
    contact = Contact(TaskKind.MEETING, other.id, one.id, WENT)

    key = record_contact(
        session, network.id, contact, actor=coordinator, day=TODAY, now=NOW
    )

    task = session.get_one(CoordinatorTask, key)
    tie = session.scalars(select(Tie)).one()
    assert (task.state, task.introduction_id) == (TaskState.DONE, None)
    assert (tie.source_id, tie.target_id, tie.layer) == (
        one.id,
        other.id,
        Layer.KNOWLEDGE,
    )
    assert drop_is_refused(session, task, coordinator)


def drop_is_refused(session: Session, task: CoordinatorTask, actor: Actor) -> bool:
    with pytest.raises(TaskClosedError):
        drop_task(session, task.id, "Fue un error", actor=actor, now=NOW)
    return True


def test_a_meeting_of_two_who_were_proposed_settles_the_proposal(
    session: Session, network: Network, proposal: Introduction, coordinator: Actor
) -> None:
    contact = Contact(TaskKind.VISIT, proposal.other_id, proposal.one_id, WENT)

    key = record_contact(
        session, network.id, contact, actor=coordinator, day=TODAY, now=NOW
    )

    assert session.get_one(CoordinatorTask, key).introduction_id == proposal.id
    assert proposal.state is IntroductionState.DONE


def test_a_task_without_a_proposal_can_be_finished_and_dropped(
    session: Session, network: Network, coordinator: Actor
) -> None:
    one, other = (an_organisation(session, network=network) for _ in range(2))
    tasks = [
        CoordinatorTask(
            network_id=network.id,
            one_id=one.id,
            other_id=other.id,
            kind=TaskKind.VISIT,
            due_day=TODAY,
            created_by=coordinator.person_id,
            created_at=NOW,
        )
        for _ in range(2)
    ]
    session.add_all(tasks)
    session.flush()

    assert finish(session, tasks[0], coordinator)
    assert drop_task(session, tasks[1].id, "Ya fueron", actor=coordinator, now=NOW)


def test_a_contact_that_makes_no_sense_is_refused(
    session: Session, network: Network, coordinator: Actor
) -> None:
    one = an_organisation(session, network=network)
    outside = an_organisation(session)

    def record(kind: TaskKind, other_id: int, outcome: Outcome = WENT) -> None:
        contact = Contact(kind, one.id, other_id, outcome)
        record_contact(
            session, network.id, contact, actor=coordinator, day=TODAY, now=NOW
        )

    with pytest.raises(TieToItselfError):
        record(TaskKind.VISIT, one.id)
    with pytest.raises(PurchaseEndsItselfError):
        record(TaskKind.PURCHASE, outside.id)
    with pytest.raises(OutsideNetworkError):
        record(TaskKind.VISIT, outside.id)
    with pytest.raises(HappenedDayError):
        record(TaskKind.VISIT, outside.id, Outcome(TODAY + timedelta(days=1)))


def test_only_the_coordination_of_the_network_decides(
    session: Session, network: Network, proposal: Introduction, coordinator: Actor
) -> None:
    task = accept(session, proposal, coordinator)
    one = an_organisation(session, network=network)
    officer = acting(
        a_member(session, one, Role.OFFICER), one, role=Role.OFFICER, network=network
    )
    elsewhere = a_network(session)
    stranger = coordinating(a_coordinator(session, elsewhere), elsewhere)
    contact = Contact(TaskKind.VISIT, proposal.one_id, one.id, WENT)

    for actor, refusal in ((officer, NotAllowedError), (stranger, NotFoundError)):
        with pytest.raises(refusal):
            accept(session, proposal, actor)
        with pytest.raises(refusal):
            reject_introduction(session, proposal.id, "No va", actor=actor, now=NOW)
        with pytest.raises(refusal):
            finish(session, task, actor)
        with pytest.raises(refusal):
            drop_task(session, task.id, "No va", actor=actor, now=NOW)
        with pytest.raises(refusal):
            record_contact(
                session, network.id, contact, actor=actor, day=TODAY, now=NOW
            )
    with pytest.raises(NotFoundError):
        reject_introduction(session, 10**6, "No va", actor=coordinator, now=NOW)
