"""From the goods on, each person is told what waits; statements do not grow."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from marketplace.board.queries.errands import Duty, Errand, Standing
from marketplace.board.queries.home import home_page
from marketplace.ledger.models import Verification
from marketplace.purchasing.core.deeds import Deed, Waiting
from marketplace.purchasing.models import (
    ProofKind,
    PurchaseParty,
    SupplierOrder,
)
from marketplace.purchasing.services import (
    advances,
    handing,
    receiving,
    settling,
)
from network.models import Job, JobState, Tie
from network.models.ties import Layer
from network.policy import Actor, Role
from tests.counting import counted_statements
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_network,
    coordinating,
)
from tests.factories_goods import (
    LATER,
    LATER_DAY,
    arrives,
    charged,
    everything_arrives,
    handed_out,
    invoiced,
    ordered,
    paid,
    settled,
    shared_out,
    treasurer_of,
    with_cash,
)
from tests.factories_home import a_fiscal, piled, told
from tests.factories_purchasing import (
    a_confirmed_purchase,
    a_world,
    an_open_purchase,
    items_of,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session


def test_goods_are_received_by_officers_and_the_fiscal(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    ordered(session, purchase, world)

    assert told(session, world.officer) == [Deed.RECEIVE]
    assert told(session, a_fiscal(session, world)) == [Deed.RECEIVE]
    assert told(session, world.cashier) == []
    assert told(session, world.as_member()) == []


def test_goods_are_shared_handed_over_and_collected(session: Session) -> None:
    world = a_world(session, associations=2)
    purchase = a_confirmed_purchase(session, world)
    other = world.others[0]
    ordered(session, purchase, world)
    everything_arrives(session, purchase, world)
    arrived = told(session, world.officer)

    shared_out(session, purchase, world)
    shared = piled(session, world.officer)
    mine = piled(session, world.as_member(1))[Deed.COLLECT]
    far = told(session, world.as_member(1, other))
    there = told(session, world.head_of(other))
    handed_out(session, purchase, world)

    assert arrived == [Deed.SHARE]
    assert list(shared) == [Deed.HAND_TO_ASSOCIATIONS, Deed.HAND_TO_MEMBERS]
    assert {each.count for each in shared.values()} == {60}
    assert isinstance(mine, Waiting)
    assert (mine.count, mine.place) == (20, purchase.delivery_place)
    assert (far, there) == ([], [])
    assert told(session, world.officer) == []
    assert told(session, world.as_member(1)) == []


def test_an_association_hands_on_what_it_was_given(session: Session) -> None:

    world = a_world(session, associations=2)
    purchase = a_confirmed_purchase(session, world)
    ordered(session, purchase, world)
    everything_arrives(session, purchase, world)
    shared_out(session, purchase, world)
    other, item = world.others[0], items_of(session, purchase)[0]
    session.execute(
        update(PurchaseParty)
        .where(PurchaseParty.organisation_id == other.id)
        .values(delivery_place="Casa comunal")
    )

    handing.hand_to_association(
        session,
        purchase.id,
        other.id,
        handing.Handing(item.id, 25, ProofKind.SIGNATURE),
        actor=world.officer,
        day=LATER_DAY,
        now=LATER,
    )

    assert piled(session, world.officer)[Deed.HAND_TO_ASSOCIATIONS].count == 35
    assert piled(session, world.head_of(other))[Deed.HAND_TO_MEMBERS].count == 25
    mine = piled(session, world.as_member(1, other))[Deed.COLLECT]
    assert isinstance(mine, Waiting)
    assert (mine.count, mine.place) == (20, "Casa comunal")


def test_a_treasurer_records_charges_and_pays(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    ordered(session, purchase, world)
    everything_arrives(session, purchase, world)
    shared_out(session, purchase, world)
    handed_out(session, purchase, world)
    unbilled = told(session, world.cashier)
    invoiced(session, purchase, world)
    billed = piled(session, world.cashier)
    charged(session, purchase, world)
    owing = told(session, world.cashier)

    with_cash(session, world.convener, 10_000_000_00)
    due = billed[Deed.PAY_SUPPLIER]
    assert isinstance(due, Waiting)
    assert due.amount is not None
    [order] = session.scalars(SupplierOrder.of(purchase.id)).all()
    settling.pay_supplier(
        session,
        order.id,
        paid(due.amount.minor, "p"),
        actor=world.cashier,
        now=LATER,
    )

    assert unbilled == [Deed.RECORD_INVOICE]
    assert list(billed) == [Deed.PAY_SUPPLIER, Deed.CHARGE]
    assert due.due == LATER_DAY + timedelta(days=30)
    assert owing == [Deed.PAY_SUPPLIER]
    assert told(session, world.cashier) == []
    assert told(session, world.officer) == [Deed.FINISH]


def test_a_member_and_an_association_hear_what_they_owe(session: Session) -> None:
    world = a_world(session, associations=2)
    purchase = a_confirmed_purchase(session, world)
    other = world.others[0]
    settled(session, purchase, world)

    debt = piled(session, world.as_member())[Duty.PAY_DEBT]
    treasurer = piled(session, treasurer_of(session, world, other))
    page = home_page(session, actor=world.as_member(), now=LATER, day=LATER_DAY)

    assert isinstance(debt, Errand)
    assert debt.subject == world.convener.name
    assert debt.amount is not None
    assert debt.amount.minor > 0
    assert list(treasurer) == [Deed.PAY_CONVENER]
    [book] = page.own_books
    assert [each.standing for each in book.balances] == [Standing.OWES]
    assert [each.amount for each in book.balances] == [debt.amount]


def test_an_advance_is_told_by_the_name_of_its_purchase(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    advances.pay_advance(
        session,
        purchase.id,
        world.convener.id,
        world.member().id,
        paid(50_000_00, "uno"),
        actor=world.cashier,
        now=LATER,
    )

    page = home_page(session, actor=world.as_member(), now=LATER, day=LATER_DAY)

    [balance] = page.own_books[0].balances
    assert balance.standing is Standing.ADVANCE
    assert balance.amount.minor == 50_000_00
    assert balance.purchase == purchase.title


def test_open_claims_wait_and_keep_the_purchase_from_its_end(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)

    settled(session, purchase, world, sound=50)

    found = piled(session, world.officer)

    assert found[Deed.CLAIM].count == 1
    assert Deed.FINISH not in found
    assert Deed.CLAIM not in told(session, world.cashier)


def test_part_of_the_goods_can_still_be_on_the_way(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    order = ordered(session, purchase, world)[0]

    arrives(session, order, world, 10)
    during = told(session, world.officer)
    receiving.end_delivery(
        session, order.id, "No tiene más", actor=world.officer, now=LATER
    )

    assert during == [Deed.RECEIVE]
    assert Deed.SHARE in told(session, world.officer)


def test_a_fiscal_counts_the_cash_once_a_month(session: Session) -> None:
    world = a_world(session)
    fiscal = a_fiscal(session, world)
    empty = told(session, fiscal)
    with_cash(session, world.convener, 1000_00)

    found = piled(session, fiscal)[Duty.COUNT_CASH]

    assert empty == []
    assert isinstance(found, Errand)
    assert found.subject_id == world.convener.id
    assert told(session, world.officer) == []


def test_a_fiscal_hears_of_the_last_check_of_the_books(session: Session) -> None:
    world = a_world(session)
    fiscal = a_fiscal(session, world)
    session.add(Verification(at=NOW, is_sound=False, journals=3))
    session.flush()
    broken = told(session, fiscal)
    session.add(Verification(at=LATER, is_sound=True, journals=3))
    session.flush()

    page = home_page(session, actor=fiscal, now=LATER, day=LATER_DAY)

    assert broken == [Duty.BOOKS_BROKEN]
    assert page.waiting == ()
    assert page.verification is not None
    assert page.verification.is_sound


def test_a_coordinator_hears_of_the_network(session: Session) -> None:
    world = a_world(session, associations=3)
    an_open_purchase(session, world)
    first, second = sorted(each.id for each in (world.convener, world.others[0]))
    session.add_all(
        [
            Job(
                name="purchasing.solve_plan",
                key="one",
                arguments={},
                state=JobState.FAILED,
                network_id=world.network.id,
                run_after=NOW,
                finished_at=NOW,
            ),
            Tie(
                network_id=world.network.id,
                layer=Layer.JOINT_PURCHASE,
                source_id=first,
                target_id=second,
                weight=1,
                first_day=TODAY,
                last_day=TODAY,
            ),
        ]
    )
    actor = coordinating(a_coordinator(session, world.network), world.network)
    other = coordinating(a_coordinator(session, a_network(session)), a_network(session))

    found = piled(session, actor, NOW + timedelta(days=11))

    assert list(found) == [
        Deed.CLOSE_CALL,
        Duty.FAILED_JOBS,
        Deed.STUCK,
        Duty.LOOSE_ENDS,
    ]
    assert found[Deed.STUCK].count == 11
    assert found[Duty.FAILED_JOBS].count == 1
    assert found[Duty.LOOSE_ENDS].count == 1
    assert Deed.STUCK not in told(session, actor, NOW)
    assert told(session, other, NOW) == []


def test_statements_do_not_grow_with_what_waits(
    session: Session, connection: Connection
) -> None:
    world = a_world(session)
    settled(session, a_confirmed_purchase(session, world), world)
    roles = frozenset({Role.OFFICER, Role.TREASURER, Role.FISCAL})
    actor = Actor(
        person_id=world.officers[0].id,
        roles={world.convener.id: roles},
        networks=frozenset({world.network.id}),
    )

    with counted_statements(connection) as one:
        told(session, actor)
    for _ in range(3):
        ordered(session, a_confirmed_purchase(session, world), world)
        an_open_purchase(session, world)
    with counted_statements(connection) as many:
        told(session, actor)

    assert len(many) == len(one)
    assert len(one) <= 18
