from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.models import (
    LineState,
    PlanRun,
    PlanState,
    PurchaseState,
)
from marketplace.purchasing.services.awards import choose_plan
from marketplace.purchasing.services.confirmations import (
    asked_lines,
    open_confirmation,
)
from marketplace.purchasing.services.ending import (
    due_endings,
    end_confirmation,
    prepare_ending,
    settle_ending,
)
from tests.factories_purchasing import (
    AFTER_CLOSING,
    ASKED_AT,
    ENDED_AT,
    World,
    a_confirmed_purchase,
    a_line,
    a_plan,
    a_quote,
    a_world,
    an_open_purchase,
    answered,
    asked_to_confirm,
    confirmed,
    in_quoting,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase, PurchaseLine


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return an_open_purchase(session, world)


@pytest.fixture
def lines(
    session: Session, world: World, purchase: JointPurchase
) -> list[PurchaseLine]:
    """Three lines that reach the price of 100 units together: 110 in all."""
    return [
        a_line(session, purchase, world.member(place), world.convener, units)
        for place, units in enumerate((60, 45, 5))
    ]


def test_when_everybody_accepts_the_awarded_plan_is_final(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    run = confirmed(session, purchase, world)

    assert purchase.state is PurchaseState.CONFIRMED
    assert run.state is PlanState.FINAL
    assert {line.state for line in lines} == {LineState.CONFIRMED}


def test_nobody_waits_once_everybody_has_accepted(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)
    soon = ASKED_AT + timedelta(hours=1)

    for line in lines:
        answered(session, purchase, line, now=soon)

    assert due_endings(session, now=soon) == [purchase.id]


def test_silence_means_out_and_a_lost_price_goes_back_to_quoting(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    run = asked_to_confirm(session, purchase, world)
    answered(session, purchase, lines[0])
    answered(session, purchase, lines[2])

    state = end_confirmation(session, purchase.id, now=ENDED_AT)

    assert state is PurchaseState.QUOTING
    assert [line.state for line in lines] == [
        LineState.NOTED,
        LineState.OUT,
        LineState.NOTED,
    ]
    assert lines[0].planned_units is None
    assert run.state is PlanState.STALE
    reason = purchase.steps[-1].reason
    assert reason.startswith("Aceptaron 2 de 3 personas.")
    assert "$300.000 más" in reason


def test_a_price_that_holds_without_those_who_left_is_confirmed(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    run = asked_to_confirm(session, purchase, world)
    answered(session, purchase, lines[0])
    answered(session, purchase, lines[1])
    answered(session, purchase, lines[2], accepts=False)

    state = end_confirmation(session, purchase.id, now=ENDED_AT)

    final = session.scalars(
        select(PlanRun).where(PlanRun.state == PlanState.FINAL)
    ).one()
    assert state is PurchaseState.CONFIRMED
    assert final.id != run.id
    assert final.objective_minor == 105 * 95_000_00
    assert lines[2].state is LineState.OUT
    assert [line.planned_pays_minor for line in lines[:2]] == [
        60 * 95_000_00,
        45 * 95_000_00,
    ]


def test_a_purchase_that_nobody_accepts_is_cancelled(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)

    state = end_confirmation(session, purchase.id, now=ENDED_AT)

    assert state is PurchaseState.CANCELLED
    assert purchase.steps[-1].reason == "Nadie aceptó el precio final."


def test_nothing_ends_before_the_hours_are_over(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)

    state = end_confirmation(session, purchase.id, now=ASKED_AT + timedelta(hours=47))

    assert state is PurchaseState.CONFIRMING
    assert due_endings(session, now=ASKED_AT + timedelta(hours=47)) == []


def test_ending_twice_changes_nothing(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)
    ending = prepare_ending(session, purchase.id, now=ENDED_AT)
    assert ending is not None
    settle_ending(session, ending, None, now=ENDED_AT)
    steps = len(purchase.steps)

    again = settle_ending(session, ending, None, now=ENDED_AT)

    assert again is PurchaseState.CANCELLED
    assert prepare_ending(session, purchase.id, now=ENDED_AT) is None
    assert len(purchase.steps) == steps


def test_a_network_purchase_of_three_associations_is_confirmed(
    session: Session,
) -> None:
    world = a_world(session, associations=3)

    purchase = a_confirmed_purchase(session, world)

    assert purchase.state is PurchaseState.CONFIRMED
    assert len(asked_lines(session, purchase.id)) == 9


def test_a_supplier_that_no_longer_sells_so_little_sends_it_back(
    session: Session, world: World
) -> None:
    purchase = an_open_purchase(session, world)
    first, second = (
        a_line(session, purchase, world.member(place), world.convener, units)
        for place, units in enumerate((10, 90))
    )
    in_quoting(session, purchase, world)
    for price in (90_000, 95_000, 99_000):
        a_quote(session, purchase, world, {0: price}, minimum=50)
    run = a_plan(session, purchase, world)
    for actor in (world.officer, world.second_officer):
        choose_plan(session, run.id, actor=actor, now=AFTER_CLOSING)
    open_confirmation(session, purchase.id, actor=world.officer, now=ASKED_AT)
    answered(session, purchase, first)

    state = end_confirmation(session, purchase.id, now=ENDED_AT)

    assert state is PurchaseState.QUOTING
    assert purchase.steps[-1].reason
    assert (first.state, second.state) == (LineState.NOTED, LineState.OUT)
