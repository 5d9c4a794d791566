from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.models import (
    OrderSignature,
    PlanRun,
    PlanState,
    PurchaseState,
    Quote,
    SupplierOrder,
    hash_of,
)
from marketplace.purchasing.services import orders, signing
from marketplace.purchasing.services.moves import PurchaseMovedOnError
from network.errors import NotAllowedError, NotFoundError
from network.policy import Role
from tests.factories import a_member, a_person, acting, an_organisation, coordinating
from tests.factories_goods import LATER, LATER_DAY, ordered, signed
from tests.factories_purchasing import (
    World,
    a_confirmed_purchase,
    a_world,
    an_open_purchase,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor

WHY = orders.Placing("Pagan al recibir")


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return a_confirmed_purchase(session, world)


def made(session: Session, purchase: JointPurchase, actor: Actor) -> str:
    orders.make_orders(session, purchase.id, actor=actor, now=LATER)
    return hash_of(session.scalars(SupplierOrder.of(purchase.id)))


def place(
    session: Session,
    purchase: JointPurchase,
    actor: Actor,
    placing: orders.Placing = WHY,
) -> None:
    orders.place_orders(
        session, purchase.id, placing, actor=actor, day=LATER_DAY, now=LATER
    )


def test_an_order_says_what_the_final_plan_says(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    first = orders.make_orders(session, purchase.id, actor=world.officer, now=LATER)
    second = orders.make_orders(session, purchase.id, actor=world.officer, now=LATER)

    order = session.scalars(SupplierOrder.of(purchase.id)).one()
    assert first == second == [order.id]
    assert [line.units for line in order.lines] == [60]
    assert order.lines[0].cost_minor == 60 * 100_000_00


def test_there_is_no_order_without_a_final_plan(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    for run in session.scalars(select(PlanRun)):
        run.state = PlanState.STALE

    with pytest.raises(orders.NoFinalPlanError):
        orders.make_orders(session, purchase.id, actor=world.officer, now=LATER)


def test_an_open_purchase_is_not_ordered(session: Session, world: World) -> None:
    purchase = an_open_purchase(session, world)

    with pytest.raises(PurchaseMovedOnError):
        orders.make_orders(session, purchase.id, actor=world.officer, now=LATER)


def test_signed_orders_go_out(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    order = ordered(session, purchase, world)[0]

    assert purchase.state is PurchaseState.ORDERED
    assert order.placed_at == LATER
    roles = session.scalars(select(OrderSignature.role)).all()
    assert set(roles) == {Role.TREASURER, Role.OFFICER}


def test_orders_are_made_before_they_are_placed(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    with pytest.raises(orders.NothingOrderedYetError):
        place(session, purchase, world.officer)


def test_two_different_people_sign_and_one_is_the_treasurer(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    found = made(session, purchase, world.officer)
    for actor in (world.officer, world.second_officer):
        signing.sign_orders(session, purchase.id, found, actor=actor, now=LATER)

    with pytest.raises(orders.SignaturesMissingError) as refused:
        place(session, purchase, world.officer)

    assert refused.value.values["missing"] == [signing.MissingSignature.TREASURER]


def test_the_treasurer_alone_is_one_signature_too_few(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    found = made(session, purchase, world.cashier)
    signing.sign_orders(session, purchase.id, found, actor=world.cashier, now=LATER)

    assert signing.missing_signatures(session, purchase, day=LATER_DAY) == [
        signing.MissingSignature.SECOND_PERSON
    ]


def test_the_legal_representative_signs_when_there_is_one(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    person = a_member(session, world.convener, Role.LEGAL_REPRESENTATIVE)
    signed(session, purchase, world)
    with pytest.raises(orders.SignaturesMissingError):
        place(session, purchase, world.officer)

    signing.sign_orders(
        session,
        purchase.id,
        hash_of(session.scalars(SupplierOrder.of(purchase.id))),
        actor=acting(person, world.convener, role=Role.LEGAL_REPRESENTATIVE),
        now=LATER,
    )
    place(session, purchase, world.officer)

    assert purchase.state is PurchaseState.ORDERED


def test_nobody_signs_twice_nor_what_he_did_not_read(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    found = made(session, purchase, world.officer)
    signing.sign_orders(session, purchase.id, found, actor=world.officer, now=LATER)

    with pytest.raises(signing.AlreadySignedError):
        signing.sign_orders(session, purchase.id, found, actor=world.officer, now=LATER)
    with pytest.raises(signing.OrdersChangedError):
        signing.sign_orders(
            session, purchase.id, "0" * 64, actor=world.cashier, now=LATER
        )


def test_prices_that_ran_out_are_not_ordered(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    signed(session, purchase, world)
    for quote in session.scalars(select(Quote)):
        quote.valid_until = LATER_DAY - timedelta(days=1)

    with pytest.raises(orders.QuoteExpiredError):
        place(session, purchase, world.officer)


def test_missing_advances_need_a_reason(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    purchase.advance_percent = 30
    signed(session, purchase, world)

    with pytest.raises(orders.AdvancesMissingError) as refused:
        place(session, purchase, world.officer, orders.Placing())
    place(session, purchase, world.officer)

    assert refused.value.values["people"] == 3
    assert purchase.steps[-1].reason == WHY.reason


def test_strangers_find_nothing_and_members_may_not(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    elsewhere = an_organisation(session)
    stranger = acting(a_person(session), elsewhere, role=Role.OFFICER)
    coordinator = coordinating(a_person(session), world.network)
    found = made(session, purchase, world.officer)

    with pytest.raises(NotFoundError):
        orders.make_orders(session, purchase.id, actor=stranger, now=LATER)
    with pytest.raises(NotFoundError):
        signing.sign_orders(session, purchase.id, found, actor=stranger, now=LATER)
    with pytest.raises(NotFoundError):
        place(session, purchase, stranger)
    with pytest.raises(NotAllowedError):
        place(session, purchase, world.as_member())
    with pytest.raises(NotAllowedError):
        place(session, purchase, coordinator)
