from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from marketplace.kernel.money import Money
from marketplace.purchasing.queries.accounts import accounts_page
from marketplace.purchasing.queries.orders import orders_page
from marketplace.purchasing.queries.previews import (
    PaymentKind,
    PaymentPreview,
    payment_preview,
)
from marketplace.purchasing.queries.receipts import receipts
from marketplace.purchasing.services import advances, orders, signing
from network.errors import NotFoundError
from network.models import Organisation
from network.policy import Role
from tests.factories import a_member, a_person, acting, an_organisation
from tests.factories_goods import LATER, LATER_DAY, paid, settled, treasurer_of
from tests.factories_purchasing import World, a_confirmed_purchase, a_world, cop
from tests.factories_purchasing import an_open_purchase as an_open_one

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return a_confirmed_purchase(session, world)


@pytest.fixture
def cashier(session: Session, world: World) -> Actor:
    return treasurer_of(session, world, world.others[0])


def ask(
    session: Session,
    purchase: JointPurchase,
    kind: PaymentKind,
    organisation_id: int,
    actor: Actor,
    person_id: int | None = None,
) -> PaymentPreview:
    return payment_preview(
        session,
        purchase.id,
        kind,
        cop(1_000),
        organisation_id=organisation_id,
        person_id=person_id,
        actor=actor,
    )


def test_an_advance_is_checked_before_it_is_recorded(
    session: Session, purchase: JointPurchase, world: World, cashier: Actor
) -> None:
    other = world.others[0]
    person = world.member(0, other)

    seen = ask(session, purchase, PaymentKind.ADVANCE, other.id, cashier, person.id)
    forwarded = ask(session, purchase, PaymentKind.FORWARDED, other.id, cashier)

    assert (seen.payer, seen.receiver) == (person.name, other.name)
    assert seen.before == cop(950_000)
    assert seen.after == cop(949_000)
    assert not seen.is_too_much
    assert (forwarded.payer, forwarded.receiver) == (other.name, world.convener.name)
    assert forwarded.before == cop(5_700_000)


def test_every_kind_of_payment_says_who_pays_whom(
    session: Session, purchase: JointPurchase, world: World, cashier: Actor
) -> None:
    other, convener = world.others[0], world.convener
    person = world.member(0, other)
    order = settled(session, purchase, world)
    supplier = session.get_one(Organisation, order.supplier_id)

    debt = ask(session, purchase, PaymentKind.DEBT, other.id, cashier, person.id)
    refund = ask(
        session, purchase, PaymentKind.REFUND_MEMBER, other.id, cashier, person.id
    )
    to_convener = ask(session, purchase, PaymentKind.TO_CONVENER, other.id, cashier)
    back = ask(session, purchase, PaymentKind.REFUND_ASSOCIATION, other.id, cashier)
    to_supplier = ask(
        session, purchase, PaymentKind.TO_SUPPLIER, supplier.id, world.cashier
    )

    names = (person.name, other.name, convener.name, supplier.name)
    assert (debt.payer, debt.receiver) == names[:2]
    assert (refund.payer, refund.receiver) == names[1::-1]
    assert refund.is_too_much
    assert (to_convener.payer, to_convener.receiver) == names[1:3]
    assert to_convener.before == cop(5_700_000)
    assert (back.payer, back.receiver) == names[2:0:-1]
    assert (to_supplier.payer, to_supplier.receiver) == names[2:]
    assert to_supplier.before == cop(11_400_000)


def test_accounts_of_others_cannot_be_asked_for(
    session: Session, purchase: JointPurchase, world: World, cashier: Actor
) -> None:
    settled(session, purchase, world)
    convener = world.convener.id
    own = world.member()

    with pytest.raises(NotFoundError):
        ask(session, purchase, PaymentKind.DEBT, convener, cashier, own.id)
    with pytest.raises(NotFoundError):
        ask(session, purchase, PaymentKind.ADVANCE, convener, cashier, own.id)
    with pytest.raises(NotFoundError):
        ask(session, purchase, PaymentKind.TO_SUPPLIER, convener, cashier)
    with pytest.raises(NotFoundError):
        ask(session, purchase, PaymentKind.TO_CONVENER, convener, world.as_member())
    others = accounts_page(session, purchase.id, actor=cashier).members
    assert own.id not in {row.person_id for row in others}
    stranger = acting(a_person(session), an_organisation(session), role=Role.TREASURER)
    with pytest.raises(NotFoundError):
        receipts(session, purchase.id, actor=stranger)


def test_the_orders_page_says_what_is_missing(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    purchase.advance_percent = 50
    empty = orders_page(session, purchase.id, actor=world.officer, day=LATER_DAY)
    orders.make_orders(session, purchase.id, actor=world.officer, now=LATER)
    made = orders_page(session, purchase.id, actor=world.officer, day=LATER_DAY)
    for actor in (world.cashier, world.officer):
        signing.sign_orders(
            session, purchase.id, made.document_hash, actor=actor, now=LATER
        )
    advances.pay_advance(
        session,
        purchase.id,
        world.convener.id,
        world.member().id,
        paid(cop(475_000).minor, "a"),
        actor=world.cashier,
        now=LATER,
    )
    done = orders_page(session, purchase.id, actor=world.officer, day=LATER_DAY)

    assert empty.total is None
    assert empty.document_hash == ""
    assert made.lacking == (Role.TREASURER,)
    assert made.may_sign
    assert not made.is_signed
    assert made.total == cop(11_400_000)
    assert done.is_signed
    assert not done.may_sign
    assert [each.role for each in done.signatures] == [Role.TREASURER, Role.OFFICER]
    assert sum(1 for each in done.advances if not each.missing) == 1
    assert len(done.advances) == 6


def test_a_legal_representative_is_asked_to_sign(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    a_member(session, world.convener, Role.LEGAL_REPRESENTATIVE)
    orders.make_orders(session, purchase.id, actor=world.officer, now=LATER)

    page = orders_page(session, purchase.id, actor=world.officer, day=LATER_DAY)

    assert page.lacking == (Role.TREASURER, Role.LEGAL_REPRESENTATIVE)


def test_a_purchase_without_a_plan_has_no_accounts_yet(
    session: Session, world: World
) -> None:
    purchase = an_open_one(session, world)

    page = accounts_page(session, purchase.id, actor=world.cashier)

    assert page.members == ()
    assert Money.total((row.owed for row in page.associations), purchase.currency) == (
        cop(0)
    )
    with pytest.raises(NotFoundError):
        accounts_page(session, 10**9, actor=world.cashier)
