"""The networks of the demonstration become less centralised in eighteen months."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from sqlalchemy import func, select

from marketplace.demonstration.core.history import read_histories
from marketplace.kernel.calendar import local_day
from marketplace.purchasing.models import JointPurchase, SupplierOrder
from network.clock import now
from network.core.graph import flatten, weave
from network.core.measures.kind import NetworkKind, read_shape
from network.models import (
    CoordinatorTask,
    ExploredMap,
    ExploredOrganisation,
    Introduction,
    IntroductionState,
    Layer,
    Lead,
    LeadKind,
    Network,
    NetworkSnapshot,
    Organisation,
    OrganisationKind,
    TaskState,
    Tie,
    TieEvent,
    TrustReply,
    TrustSeed,
)
from network.models.trust import FAILURES
from network.queries.facts import members_on, supporting_on, tie_facts

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

MONTHS = 18
REDES = ("Red Río y Montaña", "Red Páramo Vivo")


def network_of(session: Session, name: str) -> Network:
    return session.scalars(select(Network).where(Network.name == name)).one()


def graph_on(session: Session, network: Network, day: date) -> nx.Graph[int]:
    woven = weave(
        members_on(session, network.id, day),
        tie_facts(session, network.id, day),
        without=supporting_on(session, network.id, day),
    )
    return flatten(woven)


def month_ends(network: Network) -> list[date]:
    day = local_day(now(), network.time_zone)
    days = [day]
    for _ in range(MONTHS - 1):
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return days[::-1]


@pytest.mark.parametrize("name", REDES)
def test_a_network_becomes_less_centralised(played: Session, name: str) -> None:
    network = network_of(played, name)

    shapes = [read_shape(graph_on(played, network, day)) for day in month_ends(network)]

    assert shapes[0].kind is NetworkKind.CENTRALISED
    assert shapes[-1].kind is NetworkKind.DECENTRALISED
    assert all(shape.shows_index for shape in shapes)
    assert all(shape.parts.largest >= 0.9 for shape in shapes)
    indexes = [shape.index or 0 for shape in shapes]
    assert all(after > before - 3 for before, after in pairwise(indexes))
    assert indexes[-1] > indexes[0] + 50
    assert shapes[-1].parts.concentration < shapes[0].parts.concentration - 0.2
    assert shapes[-1].parts.worst_departure > 0.8


@pytest.mark.parametrize("name", REDES)
def test_something_is_left_to_do(played: Session, name: str) -> None:
    network = network_of(played, name)
    today = local_day(now(), network.time_zone)
    graph = graph_on(played, network, today)
    ties = played.scalars(select(Tie).where(Tie.network_id == network.id)).all()
    trust = {
        (tie.source_id, tie.target_id)
        for tie in ties
        if tie.layer is Layer.DECLARED_TRUST
    }
    done = [tie for tie in ties if tie.layer is not Layer.DECLARED_TRUST]
    last = {
        side: max(
            tie.last_day for tie in done if side in {tie.source_id, tie.target_id}
        )
        for side in graph
    }
    quiet = today - timedelta(days=182)

    leaves = [block for block in nx.biconnected_components(graph) if len(block) == 2]

    assert len(leaves) >= 2
    assert len(list(nx.articulation_points(graph))) >= 2
    assert any(graph.degree[side] <= 1 and last[side] < quiet for side in graph)
    assert any((target, source) not in trust for source, target in trust)
    assert any((target, source) in trust for source, target in trust)
    assert max(degree for _side, degree in graph.degree) >= 2 * len(graph) / 4


@pytest.mark.parametrize("name", REDES)
def test_members_come_to_sell_to_members(played: Session, name: str) -> None:
    network = network_of(played, name)
    found = played.execute(
        select(SupplierOrder.purchase_id, Organisation.kind)
        .join(JointPurchase, JointPurchase.id == SupplierOrder.purchase_id)
        .join(Organisation, Organisation.id == SupplierOrder.supplier_id)
        .where(JointPurchase.network_id == network.id)
        .order_by(SupplierOrder.purchase_id)
    ).all()

    kinds = [kind for _purchase, kind in found]

    assert kinds[0] is OrganisationKind.SUPPLIER
    assert kinds.count(OrganisationKind.ASSOCIATION) >= 3
    assert kinds.count(OrganisationKind.SUPPLIER) >= 4


@pytest.mark.parametrize("name", REDES)
def test_purchases_fall_in_six_months_at_least(played: Session, name: str) -> None:
    network = network_of(played, name)

    days = played.scalars(
        select(JointPurchase.created_at).where(JointPurchase.network_id == network.id)
    )

    assert len({(day.year, day.month) for day in days}) >= 6


def test_a_history_is_told_from_the_oldest_on() -> None:
    for history in read_histories():
        for told in (history.deeds, history.declarations, history.rounds):
            days = [each.days_ago for each in told]
            assert days == sorted(days, reverse=True)
            assert 0 < days[-1] < days[0] < 550


def test_everybody_in_a_history_is_of_the_cast(played: Session) -> None:
    known = set(played.scalars(select(Organisation.name)))

    for history in read_histories():
        named = {name for deed in history.deeds for name in deed.houses}
        named |= {name for past in history.rounds for name in past.houses}
        named |= {bid.supplier for past in history.rounds for bid in past.bids}
        named |= {shelf.house for shelf in history.shelves}
        assert named <= known


def test_an_association_that_failed_tells_its_side(played: Session) -> None:
    known = {text for history in read_histories() for text in history.replies.values()}
    producers = (OrganisationKind.ASSOCIATION, OrganisationKind.COOPERATIVE)

    failures = played.scalars(
        select(TieEvent.id)
        .join(Tie, Tie.id == TieEvent.tie_id)
        .join(Organisation, Organisation.id == Tie.target_id)
        .where(TieEvent.kind.in_(FAILURES), Organisation.kind.in_(producers))
    ).all()
    replies = played.execute(select(TrustReply.event_id, TrustReply.text)).all()

    assert len(failures) >= len(REDES)
    assert {event for event, _text in replies} == set(failures)
    assert {text for _event, text in replies} <= known


def test_the_assemblies_elected_who_vouches(played: Session) -> None:
    elected = played.scalars(select(TrustSeed.network_id)).all()

    assert len(set(elected)) == len(REDES)
    assert len(elected) > len(REDES)


def test_each_network_explored_a_territory_nearby(played: Session) -> None:
    maps = played.execute(
        select(ExploredMap.network_id, func.count(ExploredOrganisation.id))
        .join(ExploredOrganisation, ExploredOrganisation.map_id == ExploredMap.id)
        .group_by(ExploredMap.id)
    ).all()

    assert len({network for network, _count in maps}) == len(REDES)
    assert all(count >= 8 for _network, count in maps)


@pytest.mark.parametrize("name", REDES)
def test_every_question_finds_something_to_do(played: Session, name: str) -> None:
    network = network_of(played, name)
    readings = played.scalars(
        select(NetworkSnapshot.measures)
        .where(NetworkSnapshot.network_id == network.id)
        .order_by(NetworkSnapshot.month)
    ).all()
    leads = played.scalars(select(Lead.kind).where(Lead.network_id == network.id))
    proposed = played.scalars(
        select(Introduction.state).where(Introduction.network_id == network.id)
    ).all()

    assert len(readings) == MONTHS
    assert readings[-1]["findings"]["alone"]
    assert readings[-1]["findings"]["overloaded"]
    assert set(leads) == set(LeadKind)
    assert proposed.count(IntroductionState.PROPOSED) >= 4
    assert proposed.count(IntroductionState.ACCEPTED) == 1


@pytest.mark.parametrize("name", REDES)
def test_a_coordinator_has_done_some_and_has_some_to_do(
    played: Session, name: str
) -> None:
    network = network_of(played, name)

    states = played.scalars(
        select(CoordinatorTask.state).where(CoordinatorTask.network_id == network.id)
    ).all()

    assert states.count(TaskState.OPEN) == 1
    assert states.count(TaskState.DONE) >= 1
