from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.models import (
    LineState,
    PlanChoice,
    PlanRun,
    PlanState,
    PurchaseState,
)
from marketplace.purchasing.services import calls
from marketplace.purchasing.services.awards import (
    PlanNotReadyError,
    PlanStaleError,
    RelatedToSupplierError,
    choose_plan,
    undo_award,
)
from marketplace.purchasing.services.moves import (
    PurchaseMovedOnError,
    ReasonMissingError,
)
from marketplace.purchasing.services.plans import (
    Insisted,
    request_plan,
)
from marketplace.purchasing.services.quotes import (
    declare_interest,
)
from network.errors import NotAllowedError, NotFoundError
from network.models import Membership
from network.policy import Role
from tests.factories import (
    TODAY,
    a_coordinator,
    a_member,
    acting,
    coordinating,
)
from tests.factories_purchasing import (
    AFTER_CLOSING,
    World,
    a_line,
    a_plan,
    a_quote,
    a_world,
    an_open_purchase,
    answered,
    asked_to_confirm,
    awarded,
    in_quoting,
    items_of,
    with_three_quotes,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    """A purchase of 110 units that is being quoted, with three quotes."""
    purchase = an_open_purchase(session, world)
    for place, units in enumerate((60, 45, 5)):
        a_line(session, purchase, world.member(place), world.convener, units)
    in_quoting(session, purchase, world)
    with_three_quotes(session, purchase, world)
    return purchase


def asked(
    session: Session,
    world: World,
    purchase: JointPurchase,
    insisted: Insisted | None = None,
) -> PlanRun:
    key = request_plan(
        session, purchase.id, insisted, actor=world.officer, now=AFTER_CLOSING
    )
    return session.get_one(PlanRun, key)


def state_of(run: PlanRun) -> PlanState:
    return run.state


def test_two_people_make_the_award(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)

    first = choose_plan(
        session, run.id, "El más barato", actor=world.officer, now=AFTER_CLOSING
    )
    again = choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)
    second = choose_plan(session, run.id, actor=world.second_officer, now=AFTER_CLOSING)
    repeated = choose_plan(
        session, run.id, actor=world.second_officer, now=AFTER_CLOSING
    )

    assert (first, again, second, repeated) == (False, False, True, True)
    assert purchase.state is PurchaseState.AWARDED
    assert run.state is PlanState.AWARDED
    assert len(session.scalars(select(PlanChoice)).all()) == 2


def test_the_two_choose_the_same_plan(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    best = a_plan(session, purchase, world)
    other = asked(session, world, purchase, Insisted(single=True))

    choose_plan(session, best.id, actor=world.officer, now=AFTER_CLOSING)
    choose_plan(session, other.id, actor=world.second_officer, now=AFTER_CLOSING)

    assert purchase.state is PurchaseState.QUOTING
    assert choose_plan(session, other.id, actor=world.officer, now=AFTER_CLOSING)
    assert other.state is PlanState.AWARDED


def test_who_belongs_to_the_supplier_does_not_choose(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    name = run.result["freight"][0]["supplier"]
    session.add(
        Membership(
            person_id=world.officers[0].id,
            organisation_id=run.names["suppliers"][name],
            role=Role.SUPPLIER_AGENT,
            since=TODAY,
        )
    )
    session.flush()

    with pytest.raises(RelatedToSupplierError) as caught:
        choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)

    assert caught.value.values["supplier"] == name


def test_an_interest_declared_after_choosing_takes_the_choice_away(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    name = run.result["freight"][0]["supplier"]
    choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)
    declare_interest(
        session,
        purchase.id,
        run.names["suppliers"][name],
        "Mi primo",
        actor=world.officer,
        now=AFTER_CLOSING,
    )

    is_awarded = choose_plan(
        session, run.id, actor=world.second_officer, now=AFTER_CLOSING
    )

    assert not is_awarded
    with pytest.raises(RelatedToSupplierError):
        choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)


def test_coordinators_members_and_treasurers_do_not_choose(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    coordinator = coordinating(a_coordinator(session, world.network), world.network)

    for actor in (coordinator, world.as_member(), world.cashier):
        with pytest.raises(NotAllowedError):
            choose_plan(session, run.id, actor=actor, now=AFTER_CLOSING)
    with pytest.raises(NotFoundError):
        choose_plan(session, 999_999, actor=world.officer, now=AFTER_CLOSING)


def test_the_committee_chooses_too(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    someone = a_member(session, world.convener, Role.COMMITTEE)
    committee = acting(someone, world.convener, role=Role.COMMITTEE)
    choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)

    assert choose_plan(session, run.id, actor=committee, now=AFTER_CLOSING)


def test_a_plan_of_other_quotes_is_stale(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    a_quote(session, purchase, world, {0: 80_000}, now=AFTER_CLOSING)

    with pytest.raises(PlanStaleError):
        choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)


def test_a_plan_whose_inputs_changed_unnoticed_is_stale(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    items_of(session, purchase)[0].reference_minor += 1
    session.flush()

    with pytest.raises(PlanStaleError):
        choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)


def test_a_plan_that_is_not_ready_is_not_chosen(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    run.state = PlanState.WAITING
    session.flush()

    with pytest.raises(PlanNotReadyError):
        choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)


def test_an_award_is_undone_with_a_reason(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    run = a_plan(session, purchase, world)
    for actor in (world.officer, world.second_officer):
        choose_plan(session, run.id, actor=actor, now=AFTER_CLOSING)

    with pytest.raises(ReasonMissingError):
        undo_award(session, purchase.id, "", actor=world.officer, now=AFTER_CLOSING)
    undo_award(session, purchase.id, "Subió", actor=world.officer, now=AFTER_CLOSING)

    assert purchase.state is PurchaseState.QUOTING
    assert run.state is PlanState.STALE
    assert all(each.undone_at for each in session.scalars(select(PlanChoice)))
    with pytest.raises(PurchaseMovedOnError):
        undo_award(session, purchase.id, "Otra", actor=world.officer, now=AFTER_CLOSING)


def test_undoing_while_members_answer_asks_them_again(session: Session) -> None:
    world = a_world(session)
    purchase = an_open_purchase(session, world)
    line = a_line(session, purchase, world.member(), world.convener, 10)
    a_line(session, purchase, world.member(1), world.convener, 10)
    asked_to_confirm(session, purchase, world)
    answered(session, purchase, line)

    undo_award(session, purchase.id, "Subió", actor=world.officer, now=AFTER_CLOSING)

    assert line.state is LineState.NOTED
    assert line.planned_units is None
    assert purchase.confirm_until is None


def test_nothing_is_chosen_after_the_award(session: Session) -> None:
    world = a_world(session)
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10)
    run = awarded(session, purchase, world)
    someone = acting(
        a_member(session, world.convener, Role.OFFICER),
        world.convener,
        role=Role.OFFICER,
    )

    with pytest.raises(PurchaseMovedOnError):
        choose_plan(session, run.id, actor=someone, now=AFTER_CLOSING)
    with pytest.raises(PurchaseMovedOnError):
        calls.start_quoting(
            session, purchase.id, actor=world.officer, now=AFTER_CLOSING
        )
