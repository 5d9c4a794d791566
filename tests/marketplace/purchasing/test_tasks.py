from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.app import TIMETABLE
from marketplace.labels import JOB_NAMES
from marketplace.purchasing import tasks
from marketplace.purchasing.models import (
    JointPurchase,
    PlanRun,
    PlanState,
    PurchaseState,
)
from marketplace.purchasing.services import plans
from network.clock import now
from network.db import db
from network.jobs import JobCancelledError, Lease, holding
from network.models import Job, JobState
from tests.factories_purchasing import (
    AFTER_CLOSING,
    ASKED_AT,
    World,
    a_line,
    a_world,
    an_open_purchase,
    answered,
    asked_to_confirm,
    in_quoting,
    items_of,
    with_three_quotes,
)

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


@pytest.fixture
def world(app: Flask) -> World:
    """A world in the session that tasks use; its purchases are long past."""
    return a_world(session())


def session() -> Session:
    return db.session()


def test_the_timetable_closes_what_is_due_once(app: Flask, world: World) -> None:
    key = an_open_purchase(session(), world).id
    session().commit()

    first, second = tasks.close_due(), tasks.close_due()

    assert (first, second) == (1, 0)
    assert session().get_one(JointPurchase, key).state is PurchaseState.VOID


def test_the_timetable_reminds_of_what_is_near(app: Flask, world: World) -> None:
    purchase = an_open_purchase(session(), world)
    purchase.closes_at = now() + timedelta(hours=3)
    session().commit()

    assert tasks.remind() == 6


def test_a_confirmation_ends_at_its_hour_by_job_and_by_timetable(
    app: Flask, world: World
) -> None:
    purchase = an_open_purchase(session(), world)
    lines = [
        a_line(session(), purchase, world.member(place), world.convener, units)
        for place, units in enumerate((60, 50, 5))
    ]
    asked_to_confirm(session(), purchase, world)
    for line in lines[:2]:
        answered(session(), purchase, line)
    assert now() > ASKED_AT
    key = purchase.id
    session().commit()

    assert tasks.end_confirmations() == 1
    tasks.end_confirmation(key)

    assert session().get_one(JointPurchase, key).state is PurchaseState.CONFIRMED
    assert tasks.end_confirmations() == 0


def test_a_plan_is_solved_by_its_job_once(app: Flask, world: World) -> None:
    purchase = an_open_purchase(session(), world, items=5)
    for item in items_of(session(), purchase):
        a_line(session(), purchase, world.member(), world.convener, 10, item=item)
    in_quoting(session(), purchase, world)
    with_three_quotes(session(), purchase, world)
    run_id = plans.request_plan(
        session(), purchase.id, actor=world.officer, now=AFTER_CLOSING
    )
    session().commit()

    first, second = tasks.solve_plan(run_id), tasks.solve_plan(run_id)

    assert (first, second) == (True, False)
    assert session().get_one(PlanRun, run_id).state is PlanState.SOLVED


def test_a_plan_whose_job_is_cancelled_is_not_waited_for(
    app: Flask, world: World
) -> None:
    purchase = an_open_purchase(session(), world, items=5)
    for item in items_of(session(), purchase):
        a_line(session(), purchase, world.member(), world.convener, 10, item=item)
    in_quoting(session(), purchase, world)
    with_three_quotes(session(), purchase, world)
    run_id = plans.request_plan(
        session(), purchase.id, actor=world.officer, now=AFTER_CLOSING
    )
    job = (
        session().scalars(select(Job).where(Job.name == "purchasing.solve_plan")).one()
    )
    job.state = JobState.RUNNING
    job.lease_token = "token"
    job.lease_until = now() + timedelta(minutes=5)
    job.cancel_asked = True
    lease = Lease(job.id, "token")
    session().commit()

    with pytest.raises(JobCancelledError), holding(lease):
        tasks.solve_plan(run_id)

    assert session().get_one(PlanRun, run_id).state is PlanState.FAILED


def test_every_slot_of_purchases_has_a_name() -> None:
    names = [slot.name for slot in TIMETABLE if slot.name.startswith("purchasing.")]

    assert len(names) == 3
    assert all(name in JOB_NAMES for name in names)
