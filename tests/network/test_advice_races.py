"""Two coordinators at the same moment: one decides, the others are told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, func, select

from network.db import db, transaction
from network.models import (
    CoordinatorTask,
    Introduction,
    IntroductionState,
    Lead,
    Network,
    TaskKind,
    TieEvent,
)
from network.policy import Actor
from network.services.advice import plan_introductions, save_introductions
from network.services.coordination import Outcome, finish_task
from network.services.leads import ReportedLead, report_leads
from network.services.proposals import (
    ProposalDecidedError,
    TaskPlan,
    accept_introduction,
    reject_introduction,
)
from tests.factories import NOW, TODAY, a_coordinator, a_network
from tests.factories_advice import a_star, advised, graph_of
from tests.together import TOGETHER, at_once, own_database, site

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["own_database", "site"]

VISIT = TaskPlan(TaskKind.VISIT, TODAY + timedelta(days=3))


@pytest.fixture
def world(site: Flask) -> tuple[Flask, int, Actor, list[int]]:
    """A star with proposals: the site, its network, who coordinates, their ids."""
    with site.app_context(), transaction() as session:
        network = a_network(session)
        a_star(session, network, 4)
        person = a_coordinator(session, network)
        keys = [row.id for row in advised(session, network)]
        actor = Actor(person.id, coordinates=frozenset({network.id}))
        return site, network.id, actor, keys


World = tuple["Flask", int, Actor, list[int]]


def test_one_decides_on_a_proposal(world: World) -> None:
    site, _network_id, actor, keys = world

    def decide(number: int) -> object:
        with transaction() as session:
            if number % 2:
                reject_introduction(session, keys[0], "No va", actor=actor, now=NOW)
                return "rejected"
            return accept_introduction(
                session, keys[0], VISIT, actor=actor, day=TODAY, now=NOW
            )

    results = at_once(site, decide)

    assert results.count(ProposalDecidedError) == TOGETHER - 1
    with site.app_context():
        tasks = db.session.scalar(select(func.count(CoordinatorTask.id)))
        assert tasks == (0 if "rejected" in results else 1)


def test_a_task_finished_together_weaves_one_event(world: World) -> None:
    site, _network_id, actor, keys = world
    with site.app_context(), transaction() as session:
        task_id = accept_introduction(
            session, keys[0], VISIT, actor=actor, day=TODAY, now=NOW
        )

    def finish(_number: int) -> bool:
        with transaction() as session:
            outcome = Outcome(TODAY, "Fueron")
            return finish_task(
                session, task_id, outcome, actor=actor, day=TODAY, now=NOW
            )

    results = at_once(site, finish)

    assert sorted(map(bool, results)) == [False] * (TOGETHER - 1) + [True]
    with site.app_context():
        events = select(func.count(TieEvent.id)).where(
            TieEvent.evidence == f"task:{task_id}"
        )
        assert db.session.scalar(events) == 1


def test_refreshing_together_keeps_one_row_for_each_pair(world: World) -> None:
    site, network_id, _actor, _keys = world
    with site.app_context(), transaction() as session:
        session.execute(delete(Introduction))

    def refresh(_number: int) -> int:
        session = db.session()
        graph = graph_of(session, session.get_one(Network, network_id))
        found = plan_introductions(session, network_id, graph, day=TODAY, now=NOW)
        session.rollback()
        with transaction() as writing:
            return save_introductions(writing, network_id, found, now=NOW)

    results = at_once(site, refresh)

    with site.app_context():
        rows = db.session.scalars(select(Introduction.state)).all()
        assert set(rows) == {IntroductionState.PROPOSED}
        assert set(results) == {len(rows)}


def test_leads_reported_together_are_those_of_one_report(world: World) -> None:
    site, network_id, _actor, keys = world
    with site.app_context():
        pair = db.session.get_one(Introduction, keys[0])
        lead = ReportedLead(pair.one_id, pair.other_id, "Panela", 1, TODAY, "x:1")

    def report(_number: int) -> int:
        with transaction() as session:
            return report_leads(session, network_id, [lead], now=NOW)

    results = at_once(site, report)

    assert set(results) == {1}
    with site.app_context():
        assert db.session.scalar(select(func.count(Lead.id))) == 1
