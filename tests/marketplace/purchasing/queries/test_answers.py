from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from marketplace.purchasing.models import LineState
from marketplace.purchasing.queries.answers import answers_page
from marketplace.purchasing.queries.confirmations import (
    PriceAsked,
    member_price,
    price_page,
)
from marketplace.purchasing.queries.pages_purchase import Comparison, purchase_page
from marketplace.purchasing.services.confirmations import Answer, answer_price
from network.errors import NotAllowedError, NotFoundError
from tests.counting import counted_statements
from tests.factories_purchasing import (
    AFTER_CLOSING,
    ASKED_AT,
    ENDED_AT,
    World,
    a_line,
    a_world,
    an_open_purchase,
    answered,
    asked_to_confirm,
    awarded,
    cop,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase, PurchaseLine


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    purchase = an_open_purchase(session, world)
    purchase.advance_percent = 30
    return purchase


@pytest.fixture
def lines(
    session: Session, world: World, purchase: JointPurchase
) -> list[PurchaseLine]:
    other = world.others[0]
    kept = [
        a_line(session, purchase, world.member(place), world.convener, units)
        for place, units in enumerate((60, 40))
    ]
    kept.append(a_line(session, purchase, world.member(0, other), other, 10))
    asked_to_confirm(session, purchase, world)
    return kept


def test_the_saving_is_told_against_the_price_that_the_member_noted(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    def read() -> tuple[PriceAsked, Comparison | None]:
        asked = price_page(
            session, purchase.id, actor=world.as_member(), now=ASKED_AT
        ).asked[0]
        page = purchase_page(
            session, purchase.id, actor=world.as_member(), now=ASKED_AT
        )
        return asked, page.comparison

    before = read()
    lines[0].reference_minor = cop(120_000).minor
    session.flush()
    asked, comparison = read()

    assert before[1] is not None
    assert (before[0].is_declared, before[1].is_declared) == (False, False)
    assert before[0].alone == before[1].alone == cop(100_000 * 60)
    assert asked.is_declared
    assert asked.alone == asked.rows[0].declared == cop(120_000 * 60)
    assert asked.saves == cop(25_000 * 60)
    assert comparison == Comparison(
        cop(120_000 * 60), cop(95_000 * 60), cop(25_000 * 60), is_declared=True
    )


def test_a_member_reads_the_price_the_saving_and_the_advance(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    page = price_page(session, purchase.id, actor=world.as_member(), now=ASKED_AT)

    asked = page.asked[0]
    assert len(page.asked) == 1
    assert asked.pays == cop(95_000 * 60)
    assert asked.alone == cop(100_000 * 60)
    assert asked.saves == cop(5_000 * 60)
    assert asked.advance == cop(95_000 * 60 * 30 // 100)
    assert [(row.wanted, row.units, row.pays) for row in asked.rows] == [
        (60, 60, cop(95_000 * 60))
    ]
    assert asked.rows[0].reason
    assert asked.state is LineState.NOTED
    assert asked.may_answer
    assert not asked.needs_witness


def test_what_the_member_said_to_pay_alone_stands_beside_the_price(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    lines[0].reference_minor = 118_000_00
    session.flush()

    page = price_page(session, purchase.id, actor=world.as_member(), now=ASKED_AT)
    other = price_page(session, purchase.id, actor=world.as_member(1), now=ASKED_AT)

    assert page.asked[0].rows[0].declared == cop(118_000 * 60)
    assert other.asked[0].rows[0].declared is None


def test_nothing_is_asked_of_somebody_without_a_line(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    page = price_page(session, purchase.id, actor=world.as_member(2), now=ASKED_AT)

    assert page.asked == ()


def test_the_answer_and_its_witness_are_shown(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    answer_price(
        session,
        purchase.id,
        Answer(world.convener.id, world.member().id, accepts=False, witness="Rosa"),
        actor=world.officer,
        now=ASKED_AT,
    )

    page = price_page(session, purchase.id, actor=world.as_member(), now=ENDED_AT)

    asked = page.asked[0]
    assert asked.state is LineState.OUT
    assert (asked.answered_by, asked.witness) == (world.officers[0].name, "Rosa")
    assert not asked.may_answer


def test_an_officer_reads_the_price_of_own_members(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    own, other = world.convener.id, world.others[0]

    page = member_price(
        session, purchase.id, own, world.member().id, actor=world.officer, now=ASKED_AT
    )

    assert page.asked[0].needs_witness
    with pytest.raises(NotFoundError):
        member_price(
            session,
            purchase.id,
            other.id,
            world.member(0, other).id,
            actor=world.officer,
            now=ASKED_AT,
        )
    with pytest.raises(NotFoundError):
        member_price(
            session,
            purchase.id,
            own,
            world.member(2).id,
            actor=world.officer,
            now=ASKED_AT,
        )
    with pytest.raises(NotAllowedError):
        member_price(
            session,
            purchase.id,
            own,
            world.member(1).id,
            actor=world.as_member(),
            now=ASKED_AT,
        )


def test_the_answers_are_numbers_for_all_and_names_for_own_members(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    answered(session, purchase, lines[0])
    answered(session, purchase, lines[2], accepts=False)

    page = answers_page(session, purchase.id, actor=world.officer, now=ASKED_AT)

    parts = {part.organisation_id: part for part in page.parts}
    own, other = parts[world.convener.id], parts[world.others[0].id]
    assert (own.accepted, own.out, own.silent) == (1, 0, 1)
    assert (other.accepted, other.out, other.silent) == (0, 1, 0)
    assert [row.state for row in own.rows] == [LineState.NOTED, LineState.CONFIRMED]
    assert other.rows == ()
    assert (page.accepted, page.asked) == (1, 3)
    assert (page.units, page.units_asked) == (60, 110)
    assert not page.may_end


def test_the_wait_may_end_when_all_have_answered(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    for place, line in enumerate(lines):
        answered(session, purchase, line, accepts=place == 0)

    page = answers_page(session, purchase.id, actor=world.officer, now=ASKED_AT)

    assert page.may_end
    assert not answers_page(
        session, purchase.id, actor=world.as_member(), now=ASKED_AT
    ).may_end


def test_an_awarded_purchase_waits_for_the_price_to_be_asked(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    a_line(session, purchase, world.member(), world.convener, 10)
    awarded(session, purchase, world)

    page = answers_page(session, purchase.id, actor=world.officer, now=AFTER_CLOSING)

    assert page.may_open
    assert page.asked == 0


def test_the_answers_ask_the_database_as_often_for_many_as_for_few(
    session: Session, connection: Connection
) -> None:
    counts = []
    for members in (2, 12):
        world = a_world(session, members=members)
        purchase = an_open_purchase(session, world)
        for place in range(members):
            a_line(session, purchase, world.member(place), world.convener, 10)
        asked_to_confirm(session, purchase, world)
        actor = world.officer
        session.expire_all()
        with counted_statements(connection) as sent:
            answers_page(session, purchase.id, actor=actor, now=ASKED_AT)
        counts.append(len(sent))

    assert counts[0] == counts[1]
    assert ASKED_AT + timedelta(hours=49) == ENDED_AT
