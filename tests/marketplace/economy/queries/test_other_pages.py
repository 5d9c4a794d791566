from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from marketplace.economy.core.fulfilment import Promise
from marketplace.economy.core.linkage import Level, Milestone
from marketplace.economy.queries.fulfilment import fulfilment_page
from marketplace.economy.queries.linkage import linkage_page
from marketplace.purchasing.models import JointPurchase, SupplierInvoice, SupplierOrder
from marketplace.purchasing.services import calls, drafting, settling
from network.models import Layer, OrganisationKind, TieKind
from network.services.ties import record_event
from tests.factories import (
    NOW,
    a_coordinator,
    an_organisation,
    coordinating,
)
from tests.factories_economy import an_input, asked_for, bought
from tests.factories_goods import LATER, LATER_DAY, settled, transferred, with_cash
from tests.factories_purchasing import World, a_draft, a_supplier, a_world, cop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.economy.core.fulfilment import Score
    from network.policy import Actor

#: Invoices are to be paid thirty days after LATER_DAY.
DAY = LATER_DAY + timedelta(days=40)


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, members=2, associations=3)


@pytest.fixture
def coordinator(session: Session, world: World) -> Actor:
    return coordinating(a_coordinator(session, world.network), world.network)


def scores(session: Session, world: World, actor: Actor) -> dict[Promise, Score]:
    page = fulfilment_page(session, world.network.id, actor=actor, day=DAY)
    return {line.promise: line.score for line in page.lines}


def test_what_was_not_paid_on_its_day_is_counted_and_named_to_the_coordination(
    session: Session, world: World, coordinator: Actor
) -> None:
    bought(session, world, a_supplier(session, world), an_input(session))

    page = fulfilment_page(session, world.network.id, actor=coordinator, day=DAY)

    assert (page.score.kept, page.score.due) == (1, 4)
    assert {line.promise: (line.score.kept, line.score.due) for line in page.lines} == {
        Promise.SUPPLY: (1, 1),
        Promise.PAY_SUPPLIER: (0, 1),
        Promise.PAY_CONVENER: (0, 2),
    }
    assert {line.debtor for line in page.broken} == {
        each.name for each in world.associations
    }


def test_what_was_paid_in_time_is_kept(
    session: Session, world: World, coordinator: Actor
) -> None:
    purchase = bought(session, world, a_supplier(session, world), an_input(session))
    with_cash(session, world.convener, cop(9_000_000).minor)
    order = session.scalars(SupplierOrder.of(purchase.id)).one()
    settling.pay_supplier(
        session,
        order.id,
        transferred(cop(3_000_000).minor, "p1"),
        second_person=world.officers[1].id,
        actor=world.cashier,
        now=LATER,
    )

    found = scores(session, world, coordinator)

    assert found[Promise.PAY_SUPPLIER].part == 1


def test_what_came_short_is_no_kept_delivery_and_the_claim_no_debt(
    session: Session, world: World, coordinator: Actor
) -> None:
    purchase = asked_for(session, world, a_supplier(session, world), an_input(session))
    settled(session, purchase, world, sound=20)
    with_cash(session, world.convener, cop(9_000_000).minor)
    order = session.scalars(SupplierOrder.of(purchase.id)).one()
    settling.pay_supplier(
        session,
        order.id,
        transferred(cop(2_000_000).minor, "p1"),
        second_person=world.officers[1].id,
        actor=world.cashier,
        now=LATER,
    )

    found = scores(session, world, coordinator)

    assert found[Promise.SUPPLY].part == 0
    assert found[Promise.PAY_SUPPLIER].part == 1


def test_who_was_charged_after_the_last_day_is_not_judged(
    session: Session, world: World, coordinator: Actor
) -> None:
    bought(session, world, a_supplier(session, world), an_input(session))
    session.execute(
        update(SupplierInvoice).values(due_on=LATER_DAY - timedelta(days=1))
    )
    session.flush()

    found = scores(session, world, coordinator)

    assert found[Promise.PAY_CONVENER].due == 0


def test_an_invoice_that_was_undone_is_no_debt(
    session: Session, world: World, coordinator: Actor
) -> None:
    bought(session, world, a_supplier(session, world), an_input(session))
    session.execute(update(SupplierInvoice).values(reversed_at=LATER))
    session.flush()

    found = scores(session, world, coordinator)

    assert {key: score.due for key, score in found.items()} == {
        Promise.SUPPLY: 1,
        Promise.PAY_SUPPLIER: 0,
        Promise.PAY_CONVENER: 0,
    }


def test_a_member_reads_counts_and_an_officer_the_own_cases(
    session: Session, world: World
) -> None:
    bought(session, world, a_supplier(session, world), an_input(session))
    network_id = world.network.id

    member = fulfilment_page(session, network_id, actor=world.as_member(), day=DAY)
    head = world.head_of(world.others[0])
    officer = fulfilment_page(session, network_id, actor=head, day=DAY)

    assert (member.score.due, member.broken) == (4, ())
    assert [(line.debtor, line.creditor) for line in officer.broken] == [
        (world.others[0].name, world.convener.name)
    ]


def test_nothing_is_due_before_anything_was_agreed(
    session: Session, world: World
) -> None:
    page = fulfilment_page(session, world.network.id, actor=world.as_member(), day=DAY)

    assert (page.score.part, page.broken, page.part_last_month) == (None, (), None)


def test_linkage_grows_with_the_members_that_take_part(
    session: Session, world: World, coordinator: Actor
) -> None:
    bought(session, world, a_supplier(session, world), an_input(session))

    page = linkage_page(session, world.network.id, actor=coordinator, day=DAY)

    # One of two members asked, accepted and got it; the other was told.
    found = page.organisations[0].linkage
    assert found is not None
    assert {key: float(value) for key, value in found.points.items()} == {
        Milestone.PRESENTATION: 1.5,
        Milestone.APPROVAL: 1.0,
        Milestone.EXECUTION: 1.0,
    }
    assert (found.members, found.buyers, found.level) == (6, None, Level.MEDIUM)
    assert [line.count for line in page.lines] == [0, 3, 0]
    assert (page.judged, page.inside) == (3, 3)
    assert page.organisations[0].history[-1] == 6
    assert page.organisations[0].history[0] is None


def test_a_buyer_that_is_still_there_links(
    session: Session, world: World, coordinator: Actor
) -> None:
    buyer = an_organisation(session, network=world.network, kind=OrganisationKind.BUYER)
    for layer, kind in (
        (Layer.TRADE, TieKind.DELIVERED),
        (Layer.KNOWLEDGE, TieKind.AGREED),
    ):
        record_event(
            session,
            network_id=world.network.id,
            layer=layer,
            kind=kind,
            source_id=world.convener.id,
            target_id=buyer.id,
            day=DAY,
            weight=1,
            evidence=f"test:{layer}",
        )

    page = linkage_page(session, world.network.id, actor=coordinator, day=DAY)

    [judged] = [line for line in page.organisations if line.linkage]
    assert judged.linkage is not None
    assert (judged.linkage.members, judged.linkage.buyers) == (None, 10)


def test_an_association_that_was_called_and_never_came_has_a_zero(
    session: Session, world: World, coordinator: Actor
) -> None:
    draft = a_draft(session, world)
    purchase_id = drafting.create_purchase(session, draft, actor=world.officer, now=NOW)
    calls.open_purchase(session, purchase_id, actor=world.officer, now=NOW)
    network_id = world.network.id

    before = linkage_page(session, network_id, actor=coordinator, day=DAY)
    calls.close_due(session, now=LATER)
    session.expire_all()
    after = linkage_page(session, network_id, actor=coordinator, day=DAY)

    totals = {
        line.organisation_id: line.linkage.total
        for line in after.organisations
        if line.linkage
    }
    assert session.get_one(JointPurchase, purchase_id).state.value == "void"
    assert before.judged == 1
    assert totals == {
        world.convener.id: 5,
        world.others[0].id: 0,
        world.others[1].id: 0,
    }


def test_points_of_one_are_for_its_own_officers(session: Session, world: World) -> None:
    bought(session, world, a_supplier(session, world), an_input(session))

    member = linkage_page(session, world.network.id, actor=world.as_member(), day=DAY)
    officer = linkage_page(session, world.network.id, actor=world.officer, day=DAY)

    assert member.is_visible
    assert member.organisations == ()
    assert [line.name for line in officer.organisations] == [world.convener.name]


def test_levels_of_two_are_not_told(session: Session) -> None:
    world = a_world(session, members=1, associations=2)
    bought(session, world, a_supplier(session, world), an_input(session))

    page = linkage_page(session, world.network.id, actor=world.as_member(), day=DAY)

    assert not page.is_visible
    assert all(line.part is None for line in page.lines)
    assert set(page.high) == {None}
