"""Advice is worked out again, kept while it helps, and remembers decisions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from network.core.advice.kinds import IntroductionKind
from network.errors import NotFoundError
from network.models import (
    CoordinatorTask,
    Introduction,
    IntroductionState,
    Layer,
    NetworkMembership,
    OrganisationChain,
    Place,
    TaskKind,
    TaskState,
)
from network.models.surroundings import surroundings_on
from network.policy import Role
from network.services.advice import (
    REST,
    plan_introductions,
    refresh_introductions,
    save_introductions,
)
from network.services.leads import ReportedLead, report_leads
from network.services.proposals import (
    TaskPlan,
    accept_introduction,
    reject_introduction,
)
from network.services.trust import TrustDeclaration, declare_trust
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
from tests.factories_advice import a_star, a_tie, advised, graph_of, proposed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network
    from network.policy import Actor

SOON = TaskPlan(TaskKind.PURCHASE, TODAY + timedelta(days=10))


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def coordinator(session: Session, network: Network) -> Actor:
    return coordinating(a_coordinator(session, network), network)


def pairs(rows: list[Introduction]) -> list[tuple[int, int]]:
    return [(row.one_id, row.other_id) for row in rows]


def states(session: Session, network: Network) -> list[IntroductionState]:
    rows = select(Introduction.state).where(Introduction.network_id == network.id)
    return sorted(session.scalars(rows))


def test_an_empty_network_has_nothing_to_propose(
    session: Session, network: Network
) -> None:
    assert advised(session, network) == []


def test_the_leaves_of_a_star_are_proposed_with_reason_and_effect(
    session: Session, network: Network
) -> None:
    hub, *leaves = a_star(session, network)

    found = advised(session, network)

    assert len(found) >= 3
    assert [row.rank for row in found] == list(range(len(found)))
    assert all(row.kind is IntroductionKind.PAIRING for row in found[:3])
    assert not {hub.id} & {key for pair in pairs(found) for key in pair}
    assert found[0].facts["relieved"][0]["organisation"] == hub.id
    assert found[0].effect["before"]["needed"] == len(leaves) - 1
    assert found[0].effect["after"]["needed"] == len(leaves) - 2


def test_refreshing_again_keeps_the_rows(session: Session, network: Network) -> None:
    a_star(session, network, 8)
    first = {row.id for row in advised(session, network)}

    later = NOW + timedelta(days=1)
    graph = graph_of(session, network)
    count = refresh_introductions(session, network.id, graph, day=TODAY, now=later)

    assert {row.id for row in proposed(session, network)} == first
    assert count == len(first)
    assert {row.refreshed_at for row in proposed(session, network)} == {later}
    assert {row.proposed_at for row in proposed(session, network)} == {NOW}


def test_what_is_not_needed_any_more_lapses(session: Session, network: Network) -> None:
    _hub, one, other, *_rest = a_star(session, network, 2)
    assert pairs(advised(session, network)) == [(one.id, other.id)]

    a_tie(session, network, one, other)
    found = advised(session, network)

    assert found == []
    assert states(session, network) == [IntroductionState.LAPSED]


def test_a_rejected_pair_rests_for_half_a_year(
    session: Session, network: Network, coordinator: Actor
) -> None:
    a_star(session, network, 2)
    (only,) = advised(session, network)
    reject_introduction(session, only.id, "Ya no se hablan", actor=coordinator, now=NOW)

    graph = graph_of(session, network)
    soon, late = NOW + REST - timedelta(days=1), NOW + REST + timedelta(days=1)
    resting = refresh_introductions(session, network.id, graph, day=TODAY, now=soon)
    again = refresh_introductions(session, network.id, graph, day=TODAY, now=late)

    assert (resting, again) == (0, 1)
    assert pairs(proposed(session, network)) == [(only.one_id, only.other_id)]


def test_what_is_under_way_is_counted_on_and_not_proposed_again(
    session: Session, network: Network, coordinator: Actor
) -> None:
    a_star(session, network, 2)
    (only,) = advised(session, network)

    accept_introduction(session, only.id, SOON, actor=coordinator, day=TODAY, now=NOW)

    assert advised(session, network) == []
    assert states(session, network) == [IntroductionState.ACCEPTED]


def test_a_decision_taken_while_it_was_worked_out_stands(
    session: Session, network: Network, coordinator: Actor
) -> None:
    a_star(session, network, 2)
    (only,) = advised(session, network)
    graph = graph_of(session, network)
    planned = plan_introductions(session, network.id, graph, day=TODAY, now=NOW)
    reject_introduction(session, only.id, "Ya se hablan", actor=coordinator, now=NOW)

    count = save_introductions(session, network.id, planned, now=NOW)

    assert count == 0
    assert states(session, network) == [IntroductionState.REJECTED]


def test_two_networks_do_not_mix(session: Session, network: Network) -> None:
    other = a_network(session)
    a_star(session, network, 2)
    a_star(session, other, 2)
    advised(session, other)

    assert len(advised(session, network)) == 1
    assert len(proposed(session, other)) == 1
    with pytest.raises(NotFoundError):
        save_introductions(session, 10**6, [], now=NOW)


def test_a_purchase_of_both_ends_the_invitation(
    session: Session, network: Network, coordinator: Actor
) -> None:
    _hub, one, other = a_star(session, network, 2)
    (only,) = advised(session, network)
    key = accept_introduction(
        session, only.id, SOON, actor=coordinator, day=TODAY, now=NOW
    )
    before = TODAY - timedelta(days=3)
    a_tie(session, network, one, other, day=before)
    advised(session, network)
    assert session.get_one(CoordinatorTask, key).state is TaskState.OPEN

    a_tie(session, network, one, other, day=TODAY)
    a_tie(session, network, one, other, day=TODAY + timedelta(days=1))
    advised(session, network)

    task = session.get_one(CoordinatorTask, key)
    assert task.state is TaskState.DONE
    assert (task.happened_on, task.closed_by) == (TODAY, None)
    assert task.evidence == f"test:joint_purchase:{one.id}:{other.id}:{TODAY}"
    assert states(session, network) == [IntroductionState.DONE]


def test_an_invitation_written_down_without_a_proposal_ends_too(
    session: Session, network: Network, coordinator: Actor
) -> None:
    one, other = (an_organisation(session, network=network) for _ in range(2))
    session.add(
        CoordinatorTask(
            network_id=network.id,
            one_id=one.id,
            other_id=other.id,
            kind=TaskKind.PURCHASE,
            due_day=TODAY,
            created_by=coordinator.person_id,
            created_at=NOW,
        )
    )
    session.flush()
    a_tie(session, network, one, other, day=TODAY)

    advised(session, network)

    assert session.scalars(select(CoordinatorTask.state)).all() == [TaskState.DONE]


def test_a_declared_trust_introduces_only_if_both_let_it(
    session: Session, network: Network
) -> None:
    friend, one, other = (an_organisation(session, network=network) for _ in range(3))
    ends = [(friend, one), (one, friend), (friend, other), (other, friend)]
    for source, target in ends:
        officer = acting(a_member(session, source), source, role=Role.OFFICER)
        silent = (source, target) == (other, friend)
        declaration = TrustDeclaration(
            network.id,
            source.id,
            target.id,
            "Cumplen siempre",
            may_introduce=not silent,
        )
        declare_trust(session, declaration, actor=officer, day=TODAY, now=NOW)

    known = surroundings_on(session, network.id, TODAY, rejected_since=NOW)

    assert known.trusted == {
        friend.id: frozenset({one.id}),
        one.id: frozenset({friend.id}),
    }


def test_what_is_known_of_organisations_is_read_from_rows(
    session: Session, network: Network, coordinator: Actor
) -> None:
    hub, one, other = a_star(session, network, 2)
    gone = an_organisation(session, network=network)
    session.scalars(
        select(NetworkMembership).where(NetworkMembership.organisation_id == gone.id)
    ).one().until = TODAY
    for each in (hub, one):
        session.add(OrganisationChain(organisation_id=each.id, chain="panela"))
    around = session.get_one(Place, one.place_id)
    around.latitude, around.longitude = 1.25, -77.5
    inner = Place(
        country=around.country, level=around.level, parent_id=around.id, name="Vereda"
    )
    session.add(inner)
    session.flush()
    other.place_id = inner.id
    for leaf in (one, other):
        a_tie(session, network, hub, leaf, layer=Layer.OBSERVED_TRUST)
    told = ReportedLead(other.id, one.id, "Panela", 7, TODAY, "x:1")
    left = ReportedLead(gone.id, one.id, "Miel", 9, TODAY, "x:2")
    report_leads(session, network.id, [told, left], now=NOW)

    known = surroundings_on(session, network.id, TODAY, rejected_since=NOW)

    assert known.shared_chains(hub.id, one.id) == ("panela",)
    assert known.places == {one.id: (1.25, -77.5), other.id: (1.25, -77.5)}
    assert known.common_friends(one.id, other.id) == (hub.id,)
    assert list(known.leads) == [(one.id, other.id)]
    (lead,) = known.leads_between(one.id, other.id)
    assert (lead.source, lead.target, lead.what) == (other.id, one.id, "Panela")
