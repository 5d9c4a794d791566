from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, update

from marketplace.ledger.queries import verify
from marketplace.purchasing.models import (
    Allocation,
    GoodsReceiptLine,
    HandOver,
    OrderSignature,
    ProofKind,
    PurchaseState,
    PurchaseStep,
)
from marketplace.purchasing.queries.invariants import INVARIANTS
from marketplace.purchasing.services import advances
from tests.factories_goods import LATER, allocations, paid, settled
from tests.factories_purchasing import World, a_confirmed_purchase, a_world, cop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    purchase = a_confirmed_purchase(session, world)
    settled(session, purchase, world)
    assert broken(session) == set()
    return purchase


def broken(session: Session) -> set[str]:
    session.flush()
    return {one.name for one in verify(session, INVARIANTS).checked if one.breaches}


def test_an_order_that_nobody_else_signed_is_found(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    session.execute(
        delete(OrderSignature).where(OrderSignature.person_id == world.treasurer.id)
    )

    assert broken(session) == {"purchase_signed"}


def test_more_goods_than_were_ordered_are_found(
    session: Session, purchase: JointPurchase
) -> None:
    session.execute(update(GoodsReceiptLine).values(sound=GoodsReceiptLine.sound + 1))

    assert broken(session) == {"purchase_received", "purchase_shared"}


def test_a_hand_over_of_more_than_was_shared_is_found(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    row = allocations(session, purchase)[0]
    session.add(
        HandOver(
            purchase_id=purchase.id,
            item_id=row.item_id,
            organisation_id=row.organisation_id,
            person_id=row.person_id,
            units=1,
            proof=ProofKind.SIGNATURE,
            given_by=world.officers[0].id,
        )
    )

    assert broken(session) == {"purchase_handed"}


def test_an_advance_left_in_a_finished_purchase_is_found(
    session: Session, world: World
) -> None:
    purchase = a_confirmed_purchase(session, world)
    advances.pay_advance(
        session,
        purchase.id,
        world.convener.id,
        world.member().id,
        paid(cop(5_000).minor, "a"),
        actor=world.cashier,
        now=LATER,
    )
    purchase.state = PurchaseState.FINISHED

    assert broken(session) == {"purchase_steps", "purchase_clearing"}


def test_charges_that_do_not_sum_to_the_invoice_are_found(
    session: Session, purchase: JointPurchase
) -> None:
    session.execute(
        update(Allocation)
        .where(Allocation.id == allocations(session, purchase)[0].id)
        .values(pays_minor=Allocation.pays_minor + 1)
    )

    assert broken(session) == {"purchase_invoiced"}


def test_a_step_that_no_rule_allows_is_found(
    session: Session, purchase: JointPurchase
) -> None:
    last, before = session.scalars(
        select(PurchaseStep)
        .where(PurchaseStep.purchase_id == purchase.id)
        .order_by(PurchaseStep.id.desc())
        .limit(2)
    ).all()
    before.to_state = last.from_state = PurchaseState.DRAFT

    assert broken(session) == {"purchase_steps"}
