"""Money that is paid for no purchase in particular pays the oldest debt first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from marketplace.kernel.money import Currency, Money
from marketplace.ledger import services as ledger
from marketplace.ledger.queries import balance, verify
from marketplace.payments.models import Method
from marketplace.payments.queries import pay_desk, preview
from marketplace.payments.services import (
    MoneyIn,
    MoneyOut,
    MoreThanOwedError,
    PartyRef,
    cancel,
    pay_party,
    receive,
)
from marketplace.purchasing.models import LineState
from marketplace.purchasing.queries.accounts import MemberAccount, accounts_page
from marketplace.purchasing.queries.closing import closing_page
from marketplace.purchasing.queries.own_data import own_lines
from marketplace.purchasing.services import settling, tills
from network.errors import NotAllowedError
from network.policy import SYSTEM, Role
from tests.factories import a_person, acting
from tests.factories_goods import LATER, paid, settled, treasurer_of, with_cash
from tests.factories_ledger import an_entry
from tests.factories_purchasing import World, a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.payments.models import ReceiptRow
    from marketplace.purchasing.models import JointPurchase

COP = Currency.COP


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


@pytest.fixture
def both(session: Session, world: World) -> tuple[JointPurchase, JointPurchase]:
    """Two purchases that were charged, the older one first."""
    older = a_confirmed_purchase(session, world)
    settled(session, older, world)
    newer = a_confirmed_purchase(session, world)
    settled(session, newer, world)
    return older, newer


def account(session: Session, purchase: JointPurchase, world: World) -> MemberAccount:
    page = accounts_page(session, purchase.id, actor=world.cashier)
    wanted = (world.convener.id, world.member().id)
    return next(
        row for row in page.members if (row.organisation_id, row.person_id) == wanted
    )


def owed(session: Session, purchase: JointPurchase, world: World) -> int:
    return account(session, purchase, world).owed.minor


def in_the_book(session: Session, world: World) -> int:
    code = f"member:{world.member().id}"
    return balance(session, world.convener.id, code, COP).minor


def at_the_till(session: Session, world: World, minor: int, key: str) -> ReceiptRow:
    """A payment noted on the page of payments, for no purchase in particular."""
    return receive(
        session,
        MoneyIn(
            book_id=world.convener.id,
            payer=PartyRef.person(world.member().id),
            amount=Money(minor, COP),
            method=Method.CASH,
            reference="",
            day=LATER.date(),
            purpose="Abono",
            credit_code=f"member:{world.member().id}",
            key=key,
        ),
        actor=world.cashier,
        now=LATER,
    )


def test_a_payment_at_the_till_lowers_the_oldest_purchase_first(
    session: Session, world: World, both: tuple[JointPurchase, JointPurchase]
) -> None:
    older, newer = both
    first, second = owed(session, older, world), owed(session, newer, world)

    at_the_till(session, world, 1_000, "k1")
    after_some = owed(session, older, world), owed(session, newer, world)
    at_the_till(session, world, first, "k2")
    after_more = owed(session, older, world), owed(session, newer, world)

    assert after_some == (first - 1_000, second)
    assert after_more == (0, second - 1_000)
    assert account(session, older, world).covered.minor == first
    assert sum(after_more) == in_the_book(session, world)
    assert verify(session).is_sound


def test_the_cashier_may_choose_the_newer_purchase(
    session: Session, world: World, both: tuple[JointPurchase, JointPurchase]
) -> None:
    older, newer = both
    first, second = owed(session, older, world), owed(session, newer, world)

    settling.pay_debt(
        session,
        newer.id,
        world.convener.id,
        world.member().id,
        paid(second, "k"),
        actor=world.cashier,
        now=LATER,
    )

    assert (owed(session, older, world), owed(session, newer, world)) == (first, 0)


def test_nobody_pays_again_what_the_till_took(
    session: Session, world: World, both: tuple[JointPurchase, JointPurchase]
) -> None:
    older, _newer = both
    first = owed(session, older, world)
    at_the_till(session, world, first, "k1")

    with pytest.raises(tills.AmountTooLargeError) as refused:
        settling.pay_debt(
            session,
            older.id,
            world.convener.id,
            world.member().id,
            paid(1, "k2"),
            actor=world.cashier,
            now=LATER,
        )

    assert not refused.value.values["most"]


def test_what_is_paid_too_much_waits_for_the_next_purchase(
    session: Session, world: World
) -> None:
    older = a_confirmed_purchase(session, world)
    settled(session, older, world)
    at_the_till(session, world, owed(session, older, world) + 700, "k")
    before = owed(session, older, world)

    newer = a_confirmed_purchase(session, world)
    settled(session, newer, world)

    assert before == 0
    charged = account(session, newer, world).charged.minor
    assert owed(session, newer, world) == charged - 700
    assert in_the_book(session, world) == charged - 700


def test_a_cancelled_receipt_brings_the_debt_back(
    session: Session, world: World, both: tuple[JointPurchase, JointPurchase]
) -> None:
    older, newer = both
    before = owed(session, older, world), owed(session, newer, world)
    receipt = at_the_till(session, world, sum(before), "k")
    lines = own_lines(session, actor=world.as_member())
    nothing = owed(session, older, world), owed(session, newer, world)

    cancel(
        session,
        receipt.id,
        reason="El billete era falso",
        actor=acting(a_person(session), world.convener, role=Role.OFFICER),
        day=LATER.date() + timedelta(days=1),
        now=LATER + timedelta(days=1),
    )

    assert nothing == (0, 0)
    assert {line.state for line in lines} == {LineState.PAID}
    assert (owed(session, older, world), owed(session, newer, world)) == before
    again = own_lines(session, actor=world.as_member())
    assert {line.state for line in again} == {LineState.RECEIVED}
    assert verify(session).is_sound


def test_the_closing_page_counts_only_what_is_still_owed(
    session: Session, world: World, both: tuple[JointPurchase, JointPurchase]
) -> None:
    older, _newer = both
    before = closing_page(session, older.id, actor=world.officer).still_owed
    mine = account(session, older, world).owed

    at_the_till(session, world, mine.minor, "k")

    after = closing_page(session, older.id, actor=world.officer).still_owed
    assert before - after == mine


def test_the_till_is_told_which_debts_a_payment_pays(
    session: Session, world: World, both: tuple[JointPurchase, JointPurchase]
) -> None:
    older, newer = both
    first, second = owed(session, older, world), owed(session, newer, world)

    seen = preview(
        session,
        world.convener.id,
        world.member().id,
        Money(first + 5, COP),
        actor=world.cashier,
    )
    with pytest.raises(NotAllowedError):
        preview(
            session,
            world.convener.id,
            world.member().id,
            Money(5, COP),
            actor=world.as_member(),
        )

    assert [each.debt.purchase_id for each in seen.debts] == [older.id, newer.id]
    assert [each.debt.left.minor for each in seen.debts] == [first, second]
    assert [each.part.minor for each in seen.debts] == [first, 5]
    assert seen.after.minor == second - 5


def test_a_supplier_of_a_purchase_is_paid_in_the_purchase_and_nowhere_else(
    session: Session, world: World
) -> None:
    purchase = a_confirmed_purchase(session, world)
    order = settled(session, purchase, world)
    with_cash(session, world.convener, 50_000_000_00)
    code = f"supplier:{order.supplier_id}"
    debt = -balance(session, world.convener.id, code, COP).minor

    def pay(minor: int) -> None:
        pay_party(
            session,
            MoneyOut(
                book_id=world.convener.id,
                payee=PartyRef.organisation(order.supplier_id),
                amount=Money(minor, COP),
                method=Method.CASH,
                reference="",
                day=LATER.date(),
                purpose="Factura",
                debit_code=code,
                key=f"k{minor}",
            ),
            actor=world.cashier,
            now=LATER,
        )

    desk = pay_desk(session, world.convener.id, actor=world.cashier, day=LATER.date())
    with pytest.raises(MoreThanOwedError) as refused:
        pay(3)
    charge = an_entry(
        world.convener.id, ("equity:opening", code, 700), day=LATER.date()
    )
    ledger.post(session, charge, actor=SYSTEM, now=LATER)
    pay(699)
    with pytest.raises(MoreThanOwedError):
        pay(2)
    pay(1)
    left = settling.left_on(session, purchase, world.convener.id, code)

    assert not refused.value.values["owed"]
    assert [each.code for each in desk.payees] == []
    assert [(each.purchase_id, each.owed.minor) for each in desk.at_purchases] == [
        (purchase.id, debt)
    ]
    assert -balance(session, world.convener.id, code, COP).minor == debt
    assert -left.minor == debt
    other = pay_desk(
        session,
        world.others[0].id,
        actor=treasurer_of(session, world, world.others[0]),
        day=LATER.date(),
    )
    assert [each.name for each in other.at_purchases] == [world.convener.name]
