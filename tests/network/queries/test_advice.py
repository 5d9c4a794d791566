"""Advice as each viewer may read it: with names, and only their own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from network.core.measures.kind import NetworkKind
from network.errors import NotAllowedError, NotFoundError
from network.models import (
    CoordinatorTask,
    IntroductionState,
    Layer,
    NetworkMembership,
    TaskKind,
    TaskState,
)
from network.policy import Role
from network.queries import advice as read
from network.services.coordination import Contact, Outcome, finish_task, record_contact
from network.services.leads import ReportedLead, report_leads
from network.services.proposals import (
    TaskPlan,
    accept_introduction,
    reject_introduction,
)
from tests.counting import counted_statements
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
from tests.factories_advice import a_star, a_tie, advised

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation
    from network.policy import Actor

VISIT = TaskPlan(TaskKind.VISIT, TODAY + timedelta(days=10), "Llevar semilla")


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def coordinator(session: Session, network: Network) -> Actor:
    return coordinating(a_coordinator(session, network), network)


@pytest.fixture
def star(session: Session, network: Network) -> list[Organisation]:
    some = a_star(session, network, 6)
    for leaf in some[1:]:
        a_tie(session, network, some[0], leaf, layer=Layer.OBSERVED_TRUST)
    return some


def outsiders(
    session: Session, network: Network, organisation: Organisation
) -> list[tuple[Actor, type[Exception]]]:
    """Everybody who may not coordinate the network, and how they are refused."""
    elsewhere = a_network(session)
    found: list[tuple[Actor, type[Exception]]] = [
        (
            acting(
                a_member(session, organisation, role),
                organisation,
                role=role,
                network=network,
            ),
            NotAllowedError,
        )
        for role in (Role.OFFICER, Role.TREASURER, Role.MEMBER, Role.FISCAL)
    ]
    found.append(
        (coordinating(a_coordinator(session, elsewhere), elsewhere), NotFoundError)
    )
    return found


def test_proposals_are_told_with_names_and_figures(
    session: Session,
    network: Network,
    coordinator: Actor,
    star: list[Organisation],
) -> None:
    hub, one, other = star[0], star[1], star[2]
    lead = ReportedLead(other.id, one.id, "Panela", 7, TODAY, "x:1")
    report_leads(session, network.id, [lead], now=NOW)
    advised(session, network)

    page = read.proposals(session, network.id, actor=coordinator)

    first = page.proposals[0]
    assert (first.one.name, first.other.name) == (one.name, other.name)
    assert first.reason.relieved[0].organisation.name == hub.name
    assert first.reason.friends[0].name == hub.name
    assert first.reason.leads[0].source.name == other.name
    assert first.effect.before.kind is NetworkKind.CENTRALISED
    assert [each.name for each in first.heaviest if each] == [hub.name, hub.name]
    assert page.needed == 5
    assert page.checked_at == NOW
    assert page.open_tasks == 0


def test_an_empty_network_has_an_empty_page(
    session: Session, network: Network, coordinator: Actor
) -> None:
    page = read.proposals(session, network.id, actor=coordinator)

    assert page.proposals == page.decided == ()
    assert (page.needed, page.checked_at, page.open_tasks) == (None, None, 0)


def test_decisions_are_kept_in_sight(
    session: Session,
    network: Network,
    coordinator: Actor,
    star: list[Organisation],
) -> None:
    first, second, *_rest = advised(session, network)
    reject_introduction(session, first.id, "Hay pleito", actor=coordinator, now=NOW)
    accept_introduction(
        session, second.id, VISIT, actor=coordinator, day=TODAY, now=NOW
    )

    page = read.proposals(session, network.id, actor=coordinator)

    (decided,) = page.decided
    assert (decided.state, decided.why) == (IntroductionState.REJECTED, "Hay pleito")
    assert decided.decided_by
    assert page.open_tasks == 1
    assert {first.id, second.id}.isdisjoint(row.id for row in page.proposals)
    assert star


def test_the_page_asks_as_often_however_many_there_are(
    session: Session, network: Network, coordinator: Actor
) -> None:
    a_star(session, network, 2)
    advised(session, network)
    with counted_statements(session.connection()) as few:
        read.proposals(session, network.id, actor=coordinator)
    a_star(session, network, 9)
    advised(session, network)

    with counted_statements(session.connection()) as many:
        read.proposals(session, network.id, actor=coordinator)

    assert len(many) == len(few)


def test_one_proposal_is_that_of_its_network(
    session: Session,
    network: Network,
    coordinator: Actor,
    star: list[Organisation],
) -> None:
    first = advised(session, network)[0]
    elsewhere = a_network(session)
    both = coordinating(a_coordinator(session, elsewhere), elsewhere)

    found = read.proposal(session, network.id, first.id, actor=coordinator)

    assert found.id == first.id
    with pytest.raises(NotFoundError):
        read.proposal(session, elsewhere.id, first.id, actor=both)
    assert star


def test_only_the_coordination_reads_proposals_and_tasks(
    session: Session,
    network: Network,
    coordinator: Actor,
    star: list[Organisation],
) -> None:
    row = advised(session, network)[0]
    key = accept_introduction(
        session, row.id, VISIT, actor=coordinator, day=TODAY, now=NOW
    )

    for actor, refusal in outsiders(session, network, star[1]):
        with pytest.raises(refusal):
            read.proposals(session, network.id, actor=actor)
        with pytest.raises(refusal):
            read.proposal(session, network.id, row.id, actor=actor)
        with pytest.raises(refusal):
            read.tasks_of(session, network.id, actor=actor, day=TODAY)
        with pytest.raises(refusal):
            read.task(session, network.id, key, actor=actor, day=TODAY)
        with pytest.raises(refusal):
            read.organisations_to_meet(session, network.id, actor=actor, day=TODAY)


def test_tasks_are_open_late_or_closed(
    session: Session,
    network: Network,
    coordinator: Actor,
    star: list[Organisation],
) -> None:
    first, second, *_rest = advised(session, network)
    late, done = (
        accept_introduction(
            session, row.id, VISIT, actor=coordinator, day=TODAY, now=NOW
        )
        for row in (first, second)
    )
    then = VISIT.due_day + timedelta(days=1)
    outcome = Outcome(TODAY, "Quedaron de volver")
    finish_task(session, done, outcome, actor=coordinator, day=TODAY, now=NOW)

    page = read.tasks_of(session, network.id, actor=coordinator, day=then)

    (waiting,), (closed,) = page.open, page.closed
    assert (waiting.id, waiting.is_late, waiting.is_open) == (late, True, True)
    assert (waiting.note, waiting.has_proposal) == ("Llevar semilla", True)
    assert not waiting.is_purchase
    assert (closed.id, closed.state) == (done, TaskState.DONE)
    assert (closed.result, closed.is_late) == ("Quedaron de volver", False)
    assert closed.closed_by == waiting.created_by
    with pytest.raises(NotFoundError):
        read.task(session, network.id, 10**6, actor=coordinator, day=TODAY)
    assert star


def test_what_is_due_waits_for_the_coordination(
    session: Session,
    network: Network,
    coordinator: Actor,
    star: list[Organisation],
) -> None:
    for row in advised(session, network)[:2]:
        accept_introduction(
            session, row.id, VISIT, actor=coordinator, day=TODAY, now=NOW
        )

    early = read.due_tasks(session, actor=coordinator, day=TODAY)
    (due,) = read.due_tasks(session, actor=coordinator, day=VISIT.due_day)

    assert early == []
    assert (due.network_id, due.network, due.count) == (network.id, network.name, 2)
    officer = acting(a_member(session, star[1], Role.OFFICER), star[1], network=network)
    assert read.due_tasks(session, actor=officer, day=VISIT.due_day) == []


def test_delegates_read_what_was_accepted_for_their_own(
    session: Session,
    network: Network,
    coordinator: Actor,
    star: list[Organisation],
) -> None:
    row = advised(session, network)[0]
    accept_introduction(session, row.id, VISIT, actor=coordinator, day=TODAY, now=NOW)
    ends = {row.one_id: row.other_id, row.other_id: row.one_id}
    by_id = {each.id: each for each in star}

    for own, other in ends.items():
        home = by_id[own]
        officer = acting(a_member(session, home), home, role=Role.OFFICER)
        (ahead,) = read.meetings_ahead(session, own, actor=officer)
        assert ahead.other.id == other
        assert (ahead.kind, ahead.due_day) == (TaskKind.VISIT, VISIT.due_day)
        assert ahead.reason is not None
    third = next(each for each in star if each.id not in ends)
    officer = acting(a_member(session, third), third, role=Role.OFFICER)
    assert read.meetings_ahead(session, third.id, actor=officer) == []
    with pytest.raises(NotFoundError):
        read.meetings_ahead(session, row.one_id, actor=officer)
    member = acting(a_member(session, by_id[row.one_id]), by_id[row.one_id])
    with pytest.raises(NotAllowedError):
        read.meetings_ahead(session, row.one_id, actor=member)


def test_what_nobody_decided_is_not_told_to_delegates(
    session: Session, network: Network, coordinator: Actor, star: list[Organisation]
) -> None:
    row = advised(session, network)[0]
    home = next(each for each in star if each.id == row.one_id)
    officer = acting(a_member(session, home), home, role=Role.OFFICER)
    contact = Contact(TaskKind.VISIT, star[0].id, home.id, Outcome(TODAY))
    record_contact(session, network.id, contact, actor=coordinator, day=TODAY, now=NOW)

    assert read.meetings_ahead(session, home.id, actor=officer) == []


def test_a_task_without_a_proposal_is_told_without_reasons(
    session: Session, network: Network, coordinator: Actor, star: list[Organisation]
) -> None:
    home, other = star[1], star[2]
    session.add(
        CoordinatorTask(
            network_id=network.id,
            one_id=home.id,
            other_id=other.id,
            kind=TaskKind.TRAINING,
            due_day=TODAY,
            created_by=coordinator.person_id,
            created_at=NOW,
        )
    )
    session.flush()
    officer = acting(a_member(session, home), home, role=Role.OFFICER)

    (ahead,) = read.meetings_ahead(session, home.id, actor=officer)

    assert (ahead.other.id, ahead.reason) == (other.id, None)


def test_organisations_to_meet_are_those_inside_by_name(
    session: Session, network: Network, coordinator: Actor
) -> None:
    late = an_organisation(session, network=network, name="Zulia")
    early = an_organisation(session, network=network, name="Ábrego")
    gone = an_organisation(session, network=network, name="Ida")
    session.query(NetworkMembership).filter_by(organisation_id=gone.id).update(
        {"until": TODAY}
    )

    def to_meet(words: str = "", *chosen: int) -> list[int]:
        found = read.organisations_to_meet(
            session,
            network.id,
            actor=coordinator,
            day=TODAY,
            words=words,
            chosen=chosen,
        )
        return [each.id for each in found]

    assert to_meet() == [early.id, late.id]
    assert to_meet("zúl") == [late.id]
    assert to_meet("zul", early.id, gone.id, 10**8) == [late.id, early.id]
    assert to_meet("zulia, abrego") == [early.id, late.id]
    assert to_meet("nadie") == []
