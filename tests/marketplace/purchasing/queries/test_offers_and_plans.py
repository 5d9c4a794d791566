from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from marketplace.purchasing.models import PlanState, QuoteState
from marketplace.purchasing.queries.plans import plan_page, plans_page
from marketplace.purchasing.queries.quotes import quotes_page
from marketplace.purchasing.services.awards import choose_plan
from marketplace.purchasing.services.plans import Insisted, request_plan
from marketplace.purchasing.services.quotes import (
    declare_interest,
    explain_few_quotes,
    withdraw_quote,
)
from network.errors import NotFoundError
from tests.counting import counted_statements
from tests.factories import NOW
from tests.factories_purchasing import (
    AFTER_CLOSING,
    World,
    a_line,
    a_plan,
    a_quote,
    a_supplier,
    a_world,
    an_open_purchase,
    cop,
    in_quoting,
    items_of,
    with_three_quotes,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    purchase = an_open_purchase(session, world)
    for place, units in enumerate((60, 45, 5)):
        a_line(session, purchase, world.member(place), world.convener, units)
    other = world.others[0]
    a_line(session, purchase, world.member(0, other), other, 10)
    return purchase


def test_offers_stand_side_by_side_with_what_a_unit_costs_here(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    cheap = a_quote(
        session, purchase, world, {0: 100_000, 100: 95_000}, freight=120_000
    )
    dear = a_quote(session, purchase, world, {0: 98_000}, pack=50)
    item = items_of(session, purchase)[0].id

    page = quotes_page(session, purchase.id, actor=world.officer, now=NOW)

    columns = {each.id: each for each in page.offers}
    first, second = columns[cheap.id].cells[item], columns[dear.id].cells[item]
    assert page.wanted == {item: 120}
    assert (first.units, first.price, first.landed) == (120, cop(95_000), cop(96_000))
    assert (second.units, second.landed) == (150, cop(98_000))
    assert (first.is_lowest, second.is_lowest) == (True, False)
    assert columns[cheap.id].total == cop(95_000 * 120 + 120_000)
    assert (page.valid, page.needed, page.is_enough) == (2, 3, False)
    assert page.may_record


def test_a_supplier_without_enough_has_no_total(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    quote = a_quote(session, purchase, world, {0: 90_000})
    quote.lines[0].maximum = 100
    small = a_quote(session, purchase, world, {0: 90_000})
    small.minimum_order_minor = 10**12
    empty = a_quote(session, purchase, world, {0: 90_000})
    item = items_of(session, purchase)[0].id
    session.flush()

    page = quotes_page(session, purchase.id, actor=world.as_member(), now=NOW)

    columns = {each.id: each for each in page.offers}
    assert columns[quote.id].cells[item].units is None
    assert columns[quote.id].total is None
    assert columns[small.id].total is None
    assert columns[empty.id].total == cop(90_000 * 120)
    assert not page.may_record


def test_past_offers_are_kept_apart_and_old_ones_are_marked(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    supplier = a_supplier(session, world)
    a_quote(session, purchase, world, {0: 90_000}, supplier=supplier)
    a_quote(session, purchase, world, {0: 80_000}, supplier=supplier)
    gone = a_quote(session, purchase, world)
    withdraw_quote(session, gone.id, "Subió", actor=world.officer, now=NOW)
    explain_few_quotes(session, purchase.id, "Nadie", actor=world.officer, now=NOW)

    page = quotes_page(
        session, purchase.id, actor=world.officer, now=NOW + timedelta(days=70)
    )

    assert [each.state for each in page.past] == [
        QuoteState.WITHDRAWN,
        QuoteState.REPLACED,
    ]
    assert [each.is_stale for each in page.offers] == [True]
    assert (page.valid, page.is_enough) == (0, True)


def test_a_stranger_finds_no_offers_and_no_plans(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    stranger = a_world(session).officer
    in_quoting(session, purchase, world)
    with_three_quotes(session, purchase, world)
    run = a_plan(session, purchase, world)

    with pytest.raises(NotFoundError):
        quotes_page(session, purchase.id, actor=stranger, now=NOW)
    with pytest.raises(NotFoundError):
        plans_page(session, purchase.id, actor=stranger, now=NOW)
    with pytest.raises(NotFoundError):
        plan_page(session, run.id, actor=stranger, now=NOW)
    with pytest.raises(NotFoundError):
        plan_page(session, 999_999, actor=world.officer, now=NOW)


def test_a_plan_says_what_is_bought_and_how_good_it_is(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    in_quoting(session, purchase, world)
    with_three_quotes(session, purchase, world)
    run = a_plan(session, purchase, world)

    page = plan_page(session, run.id, actor=world.officer, now=AFTER_CLOSING)

    assert page.plan.is_proved
    assert page.plan.total == page.bound == cop(95_000 * 120)
    assert [(row.units, row.cost) for row in page.orders] == [(120, cop(95_000 * 120))]
    assert [row.cost for row in page.freight] == [cop(0)]
    assert page.surplus == ()
    assert page.findings
    assert page.alone - page.saves == page.plan.total
    assert page.may_choose
    assert not page.has_chosen


def test_an_officer_sees_own_members_and_a_member_only_oneself(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    in_quoting(session, purchase, world)
    with_three_quotes(session, purchase, world)
    run = a_plan(session, purchase, world)

    of_officer = plan_page(session, run.id, actor=world.officer, now=AFTER_CLOSING)
    of_member = plan_page(session, run.id, actor=world.as_member(), now=AFTER_CLOSING)

    assert (len(of_officer.members), of_officer.others) == (3, 1)
    assert [row.person_id for row in of_member.members] == [world.member().id]
    assert of_member.others == 3
    share = of_member.members[0].shares[0]
    assert (share.wanted, share.allocated, share.pays) == (60, 60, cop(95_000 * 60))
    assert share.reason
    assert not of_member.may_choose


def test_alternatives_and_choices_stand_beside_the_plan(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    in_quoting(session, purchase, world)
    with_three_quotes(session, purchase, world)
    run = a_plan(session, purchase, world)
    best = run.names["suppliers"][run.result["freight"][0]["supplier"]]
    other = request_plan(
        session,
        purchase.id,
        Insisted(avoid=frozenset({best})),
        actor=world.officer,
        now=AFTER_CLOSING,
    )
    choose_plan(session, run.id, "Conviene", actor=world.officer, now=AFTER_CLOSING)

    page = plan_page(session, run.id, actor=world.officer, now=AFTER_CLOSING)
    everything = plans_page(
        session, purchase.id, actor=world.officer, now=AFTER_CLOSING
    )

    assert [(each.id, each.dearer) for each in page.alternatives] == [
        (other, cop(10_000 * 120))
    ]
    assert page.alternatives[0].insists.avoid
    assert page.has_chosen
    assert [each.reason for each in page.choices] == ["Conviene"]
    assert page.plan.choosers == (world.officers[0].name,)
    assert [each.id for each in everything.plans] == [other, run.id]
    assert everything.may_ask


def test_who_is_related_is_told_instead_of_choosing(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    in_quoting(session, purchase, world)
    with_three_quotes(session, purchase, world)
    run = a_plan(session, purchase, world)
    name = run.result["freight"][0]["supplier"]
    declare_interest(
        session,
        purchase.id,
        run.names["suppliers"][name],
        "Mi primo",
        actor=world.officer,
        now=AFTER_CLOSING,
    )

    page = plan_page(session, run.id, actor=world.officer, now=AFTER_CLOSING)

    assert page.related == (name,)
    assert not page.may_choose


def test_a_plan_that_is_being_made_shows_its_job(
    session: Session, world: World
) -> None:
    purchase = an_open_purchase(session, world, items=5)
    for item in items_of(session, purchase):
        a_line(session, purchase, world.member(), world.convener, 10, item=item)
    in_quoting(session, purchase, world)
    with_three_quotes(session, purchase, world)
    run = a_plan(session, purchase, world)

    page = plan_page(session, run.id, actor=world.officer, now=AFTER_CLOSING)

    assert page.plan.state is PlanState.WAITING
    assert page.plan.job_state is not None
    assert page.plan.total is None
    assert (page.members, page.orders, page.findings) == ((), (), ())


def test_pages_ask_the_database_as_often_for_many_members_as_for_few(
    session: Session, connection: Connection
) -> None:
    counts = []
    for members in (2, 12):
        world = a_world(session, members=members)
        purchase = an_open_purchase(session, world)
        for place in range(members):
            a_line(session, purchase, world.member(place), world.convener, 10)
        in_quoting(session, purchase, world)
        with_three_quotes(session, purchase, world)
        run = a_plan(session, purchase, world)
        session.expire_all()
        actor = world.officer
        session.expire_all()
        with counted_statements(connection) as sent:
            plan_page(session, run.id, actor=actor, now=AFTER_CLOSING)
            plans_page(session, purchase.id, actor=actor, now=AFTER_CLOSING)
            quotes_page(session, purchase.id, actor=actor, now=AFTER_CLOSING)
        counts.append(len(sent))

    assert counts[0] == counts[1]
