"""Each person is told what waits, and nobody what waits for others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from marketplace.board.queries.home import home_page
from marketplace.purchasing.core.deeds import Deed, Waiting
from marketplace.purchasing.models import (
    SupplierOrder,
    hash_of,
)
from marketplace.purchasing.services import (
    advances,
    awards,
    calls,
    confirmations,
    drafting,
    orders,
    signing,
)
from network.models import PersonState
from network.policy import Role
from tests.factories import (
    NOW,
    a_member,
    acting,
)
from tests.factories_goods import (
    LATER,
    LATER_DAY,
    paid,
    settled,
    signed,
)
from tests.factories_home import a_call, a_stranger, piled, told
from tests.factories_purchasing import (
    AFTER_CLOSING,
    ASKED_AT,
    a_confirmed_purchase,
    a_draft,
    a_plan,
    a_quote,
    a_world,
    an_open_purchase,
    answered,
    asked_to_confirm,
    awarded,
    in_quoting,
    with_three_quotes,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_a_member_notes_while_the_call_is_open(session: Session) -> None:
    world = a_world(session)
    a_call(session, world)

    assert told(session, world.as_member(1), NOW) == [Deed.NOTE]
    assert told(session, world.as_member(0), NOW) == []
    assert told(session, world.as_member(1), AFTER_CLOSING) == []


def test_a_stranger_is_told_nothing(session: Session) -> None:
    world = a_world(session, associations=2)
    an_open_purchase(session, world)
    purchase = a_confirmed_purchase(session, world)
    settled(session, purchase, world)

    page = home_page(session, actor=a_stranger(session), now=LATER, day=LATER_DAY)

    assert page.waiting == ()
    assert page.others == ()


def test_a_member_confirms_with_the_hours_that_are_left(session: Session) -> None:
    world = a_world(session)
    purchase = a_call(session, world)
    asked_to_confirm(session, purchase, world)

    waiting = piled(session, world.as_member(), ASKED_AT)[Deed.CONFIRM]

    assert isinstance(waiting, Waiting)
    assert waiting.until == ASKED_AT + timedelta(hours=48)
    assert waiting.amount is not None
    assert waiting.amount.minor == 10 * 100_000_00
    assert told(session, world.as_member(1), ASKED_AT) == []
    assert told(session, world.as_member(), ASKED_AT + timedelta(hours=49)) == []


def test_an_officer_opens_reminds_and_closes(session: Session) -> None:
    world = a_world(session)
    draft = a_draft(session, world)
    purchase_id = drafting.create_purchase(session, draft, actor=world.officer, now=NOW)

    before = told(session, world.officer, NOW)
    calls.open_purchase(session, purchase_id, actor=world.officer, now=NOW)
    during = piled(session, world.officer, NOW)
    after = told(session, world.officer, AFTER_CLOSING)

    assert before == [Deed.OPEN_CALL]
    assert list(during) == [Deed.NOTE, Deed.REMIND]
    assert during[Deed.REMIND].count == 6
    assert after == [Deed.CLOSE_CALL]


def test_an_invited_association_is_asked_to_join(session: Session) -> None:
    world = a_world(session, associations=2)
    an_open_purchase(session, world, joined=False)
    other = world.others[0]

    assert told(session, world.head_of(other), NOW) == [Deed.JOIN]
    assert told(session, world.as_member(0, other), NOW) == []


def test_an_officer_takes_the_list_to_the_suppliers(session: Session) -> None:
    world = a_world(session)
    purchase = a_call(session, world)

    calls.close_due(session, now=AFTER_CLOSING)
    closed = told(session, world.officer, AFTER_CLOSING)
    calls.start_quoting(session, purchase.id, actor=world.officer, now=AFTER_CLOSING)
    a_quote(session, purchase, world)
    one = piled(session, world.officer, AFTER_CLOSING)
    purchase.few_quotes_reason = "Solo hay un almacén"
    session.flush()
    explained = told(session, world.officer, AFTER_CLOSING)

    assert closed == [Deed.START_QUOTING]
    assert one[Deed.QUOTES_MISSING].count == 2
    assert explained == [Deed.ASK_PLAN]
    assert told(session, world.cashier, AFTER_CLOSING) == []


def test_the_second_voice_is_asked_of_another_officer(session: Session) -> None:
    world = a_world(session)
    purchase = a_call(session, world)
    in_quoting(session, purchase, world)
    with_three_quotes(session, purchase, world)
    without = told(session, world.officer, AFTER_CLOSING)
    run = a_plan(session, purchase, world)
    chosen_by_nobody = told(session, world.second_officer, AFTER_CLOSING)

    awards.choose_plan(session, run.id, actor=world.officer, now=AFTER_CLOSING)

    assert without == [Deed.ASK_PLAN]
    assert chosen_by_nobody == [Deed.CHOOSE_PLAN]
    assert told(session, world.officer, AFTER_CLOSING) == []
    assert told(session, world.second_officer, AFTER_CLOSING) == [Deed.SECOND_VOTE]
    assert told(session, world.cashier, AFTER_CLOSING) == []


def test_an_officer_asks_the_price_and_answers_for_others(session: Session) -> None:
    world = a_world(session)
    purchase = a_call(session, world)
    awarded(session, purchase, world)
    before = told(session, world.officer, AFTER_CLOSING)
    world.member().state = PersonState.ASSISTED
    session.flush()

    confirmations.open_confirmation(
        session, purchase.id, actor=world.officer, now=ASKED_AT
    )
    during = piled(session, world.officer, ASKED_AT)
    [line] = confirmations.asked_lines(session, purchase.id)
    answered(session, purchase, line, accepts=False)
    after = told(session, world.officer, ASKED_AT)

    assert before == [Deed.ASK_PRICE]
    assert list(during) == [Deed.ANSWER_FOR]
    assert during[Deed.ANSWER_FOR].count == 1
    assert after == [Deed.END_ANSWERS]
    assert told(session, world.as_member(1), ASKED_AT) == []


def test_orders_are_made_signed_and_sent(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    unmade = told(session, world.officer)
    orders.make_orders(session, purchase.id, actor=world.officer, now=LATER)
    unsigned = piled(session, world.cashier)

    signed(session, purchase, world)

    assert unmade == [Deed.MAKE_ORDERS]
    assert list(unsigned) == [Deed.SIGN]
    assert unsigned[Deed.SIGN].count == 2
    assert told(session, world.officer) == [Deed.PLACE]


def test_only_whose_signature_is_missing_is_asked_for_it(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    orders.make_orders(session, purchase.id, actor=world.officer, now=LATER)

    found = hash_of(session.scalars(SupplierOrder.of(purchase.id)))
    signing.sign_orders(session, purchase.id, found, actor=world.officer, now=LATER)
    representative = a_member(session, world.convener, Role.LEGAL_REPRESENTATIVE)
    legal = acting(
        representative,
        world.convener,
        role=Role.LEGAL_REPRESENTATIVE,
        network=world.network,
    )

    assert told(session, world.officer) == []
    assert told(session, world.second_officer) == []
    assert told(session, world.cashier) == [Deed.SIGN]
    assert told(session, legal) == [Deed.SIGN]


def test_advances_are_asked_of_the_member_and_the_treasurer(session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world, (10, 20, 30))
    purchase.advance_percent = 50
    session.flush()
    mine = piled(session, world.as_member())[Deed.PAY_ADVANCE]
    theirs = piled(session, world.cashier)[Deed.COLLECT_ADVANCES]
    assert isinstance(mine, Waiting)
    assert mine.amount is not None

    advances.pay_advance(
        session,
        purchase.id,
        world.convener.id,
        world.member().id,
        paid(mine.amount.minor, "uno"),
        actor=world.cashier,
        now=LATER,
    )

    assert theirs.count == 3
    assert piled(session, world.cashier)[Deed.COLLECT_ADVANCES].count == 2
    assert told(session, world.as_member()) == []
