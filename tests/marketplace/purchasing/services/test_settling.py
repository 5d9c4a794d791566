from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.queries import balance, verify
from marketplace.payments.services import RecordedElsewhereError, cancel
from marketplace.purchasing.models import LineState
from marketplace.purchasing.queries.accounts import accounts_page
from marketplace.purchasing.queries.pages_lines import all_lines
from marketplace.purchasing.queries.previews import PaymentKind, payment_preview
from marketplace.purchasing.queries.receipts import receipts
from marketplace.purchasing.services import (
    advances,
    settling,
    tills,
)
from marketplace.purchasing.services.moves import PurchaseMovedOnError
from network.errors import NotAllowedError, NotFoundError
from network.models import TieEvent, TieKind
from network.policy import Role
from tests.factories import a_person, acting, an_organisation
from tests.factories_goods import (
    LATER,
    ordered,
    paid,
    settled,
    transferred,
    treasurer_of,
    with_cash,
)
from tests.factories_purchasing import World, a_confirmed_purchase, a_world, cop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.payments.models import ReceiptRow
    from marketplace.purchasing.models import JointPurchase
    from network.models import Organisation
    from network.policy import Actor


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return a_confirmed_purchase(session, world)


@pytest.fixture
def other(world: World) -> Organisation:
    return world.others[0]


@pytest.fixture
def cashier(session: Session, world: World, other: Organisation) -> Actor:
    """The treasurer of the other association."""
    return treasurer_of(session, world, other)


def left(session: Session, organisation: Organisation, code: str) -> Money:
    return balance(session, organisation.id, code, Currency.COP)


def test_a_member_pays_in_parts_with_numbered_receipts(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    settled(session, purchase, world)
    person = world.member()

    def pay(minor: int, key: str) -> int:
        return settling.pay_debt(
            session,
            purchase.id,
            world.convener.id,
            person.id,
            paid(minor, key),
            actor=world.cashier,
            now=LATER,
        ).number

    owed = left(session, world.convener, f"member:{person.id}")
    seen = payment_preview(
        session,
        purchase.id,
        PaymentKind.DEBT,
        cop(1_000),
        organisation_id=world.convener.id,
        person_id=person.id,
        actor=world.cashier,
    )
    numbers = [pay(100_000, "k1"), pay(owed.minor - 100_000, "k2")]
    numbers.append(pay(owed.minor - 100_000, "k2"))
    with pytest.raises(tills.AmountTooLargeError):
        pay(1, "k3")

    assert numbers == [1, 2, 2]
    assert (seen.payer, seen.receiver) == (person.name, world.convener.name)
    assert seen.after == owed - cop(1_000)
    part, rows = all_lines(
        session, purchase.id, world.convener.id, actor=world.officer, now=LATER
    )
    assert part.organisation_id == world.convener.id
    assert {row.state for row in rows if row.person_id == person.id} == {LineState.PAID}
    assert LineState.RECEIVED in {row.state for row in rows}
    mine = receipts(session, purchase.id, actor=acting(person, world.convener))
    assert [row.number for row in mine] == [2, 1]


def test_whoever_received_the_goods_does_not_pay_the_supplier(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    order = settled(session, purchase, world)
    with_cash(session, world.convener, cop(20_000_000).minor)
    both = acting(world.officers[1], world.convener, role=Role.TREASURER)

    with pytest.raises(settling.ReceiverPaysError):
        settling.pay_supplier(
            session, order.id, paid(cop(500).minor, "s"), actor=both, now=LATER
        )
    settling.pay_supplier(
        session,
        order.id,
        paid(cop(500).minor, "s"),
        apart_over_minor=cop(1_000).minor,
        actor=both,
        now=LATER,
    )
    owed = -left(session, world.convener, f"supplier:{order.supplier_id}")
    settling.pay_supplier(
        session,
        order.id,
        transferred(owed.minor, "t"),
        second_person=world.officers[0].id,
        actor=world.cashier,
        now=LATER,
    )

    assert not left(session, world.convener, f"supplier:{order.supplier_id}")
    kinds = session.scalars(select(TieEvent.kind)).all()
    assert TieKind.PAID_ON_TIME in kinds


def test_nothing_is_paid_before_it_is_due(
    session: Session,
    purchase: JointPurchase,
    world: World,
    other: Organisation,
    cashier: Actor,
) -> None:
    order = ordered(session, purchase, world)[0]

    with pytest.raises(NotFoundError):
        settling.pay_debt(
            session,
            purchase.id,
            other.id,
            world.member(0, other).id,
            paid(1, "k"),
            actor=cashier,
            now=LATER,
        )
    with pytest.raises(PurchaseMovedOnError):
        settling.pay_supplier(
            session, order.id, paid(1, "s"), actor=world.cashier, now=LATER
        )
    with pytest.raises(PurchaseMovedOnError):
        settling.pay_convener(
            session,
            purchase.id,
            other.id,
            paid(1, "c"),
            actor=world.cashier,
            now=LATER,
        )
    with pytest.raises(advances.PaysDirectlyError):
        settling.pay_convener(
            session,
            purchase.id,
            world.convener.id,
            paid(1, "c"),
            actor=world.cashier,
            now=LATER,
        )
    with pytest.raises(NotFoundError):
        settling.pay_convener(
            session, purchase.id, 10**6, paid(1, "c"), actor=cashier, now=LATER
        )
    with pytest.raises(NotFoundError):
        settling.pay_supplier(
            session, 10**9, paid(1, "s"), actor=world.cashier, now=LATER
        )


def test_only_who_is_paid_records_what_an_association_pays(
    session: Session,
    purchase: JointPurchase,
    world: World,
    other: Organisation,
    cashier: Actor,
) -> None:
    settled(session, purchase, world)
    with_cash(session, other, cop(20_000_000).minor)
    code = f"association:{other.id}"
    owed = left(session, world.convener, code)

    def pay(actor: Actor) -> None:
        settling.pay_convener(
            session,
            purchase.id,
            other.id,
            transferred(owed.minor, "c"),
            actor=actor,
            now=LATER,
        )

    with pytest.raises(tills.NotTheTreasurerError) as refused:
        pay(cashier)
    still = left(session, world.convener, code)
    pay(world.cashier)

    assert refused.value.values == {"name": world.convener.name}
    assert still == owed
    assert not left(session, world.convener, code)
    assert not left(session, other, f"supplier:{world.convener.id}")


def test_a_payment_between_two_books_is_cancelled_in_both_or_in_neither(
    session: Session,
    purchase: JointPurchase,
    world: World,
    other: Organisation,
) -> None:
    settled(session, purchase, world)
    with_cash(session, other, cop(20_000_000).minor)
    code = f"association:{other.id}"
    owed = left(session, world.convener, code)
    out, into = settling.pay_convener(
        session,
        purchase.id,
        other.id,
        transferred(owed.minor, "c"),
        actor=world.cashier,
        now=LATER,
    )

    def undo(receipt: ReceiptRow, actor: Actor) -> None:
        cancel(
            session,
            receipt.id,
            reason="Era de otra compra",
            actor=actor,
            day=LATER.date(),
            now=LATER,
        )

    payer = acting(a_person(session), other, role=Role.OFFICER)
    payee = acting(a_person(session), world.convener, role=Role.OFFICER)

    with pytest.raises(RecordedElsewhereError) as refused:
        undo(out, payer)
    before = out.cancelled_at, into.cancelled_at
    undo(into, payee)

    assert refused.value.values == {"name": world.convener.name}
    assert before == (None, None)
    assert out.cancel_reason == into.cancel_reason == "Era de otra compra"
    assert left(session, world.convener, code) == owed
    assert left(session, other, f"supplier:{world.convener.id}").minor == -owed.minor
    assert verify(session).is_sound


def test_strangers_and_members_record_no_payments(
    session: Session,
    purchase: JointPurchase,
    world: World,
    other: Organisation,
    cashier: Actor,
) -> None:
    settled(session, purchase, world)
    stranger = acting(a_person(session), an_organisation(session), role=Role.TREASURER)

    with pytest.raises(NotFoundError):
        settling.pay_debt(
            session,
            purchase.id,
            world.convener.id,
            world.member().id,
            paid(100, "k"),
            actor=stranger,
            now=LATER,
        )
    with pytest.raises(NotFoundError):
        settling.pay_convener(
            session, purchase.id, other.id, paid(1, "c"), actor=stranger, now=LATER
        )
    with pytest.raises(NotAllowedError):
        settling.pay_debt(
            session,
            purchase.id,
            world.convener.id,
            world.member().id,
            paid(100, "k"),
            actor=world.as_member(),
            now=LATER,
        )
    with pytest.raises(NotFoundError):
        accounts_page(session, purchase.id, actor=stranger)
    own = accounts_page(session, purchase.id, actor=world.as_member())
    assert [row.person_id for row in own.members] == [world.member().id]
    assert own.associations == own.suppliers == ()
    theirs = accounts_page(session, purchase.id, actor=cashier)
    assert {row.organisation_id for row in theirs.members} == {other.id}
    assert [row.organisation_id for row in theirs.associations] == [other.id]
    assert theirs.suppliers == ()
