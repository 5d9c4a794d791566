from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.notices.models import Notice
from marketplace.purchasing.core.telling import PurchaseNotice
from marketplace.purchasing.models import (
    LineChange,
    LineState,
    PurchaseState,
)
from marketplace.purchasing.services.confirmations import (
    Answer,
    AnswersMissingError,
    AnswerWitnessNeededError,
    ConfirmationOverError,
    PriceChangedError,
    answer_price,
    asked_lines,
    end_answers,
    open_confirmation,
)
from marketplace.purchasing.services.ending import (
    due_endings,
)
from marketplace.purchasing.services.moves import PurchaseMovedOnError
from marketplace.purchasing.services.quote_drafts import StaleQuoteError
from network.errors import NotAllowedError, NotFoundError
from network.models import AuditRow, Job
from tests.factories import NOW, a_member, acting
from tests.factories_purchasing import (
    ASKED_AT,
    ENDED_AT,
    World,
    a_line,
    a_world,
    an_open_purchase,
    answered,
    asked_to_confirm,
    awarded,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase, PurchaseLine


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return an_open_purchase(session, world)


@pytest.fixture
def lines(
    session: Session, world: World, purchase: JointPurchase
) -> list[PurchaseLine]:
    """Three lines that reach the price of 100 units together: 110 in all."""
    return [
        a_line(session, purchase, world.member(place), world.convener, units)
        for place, units in enumerate((60, 45, 5))
    ]


def test_every_line_is_asked_for_its_part_of_the_plan(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    run = asked_to_confirm(session, purchase, world)

    assert [line.planned_units for line in lines] == [60, 45, 5]
    assert sum(line.planned_pays_minor or 0 for line in lines) == run.objective_minor
    assert run.objective_minor == 110 * 95_000_00
    assert purchase.state is PurchaseState.CONFIRMING
    assert purchase.confirm_until == ASKED_AT + timedelta(hours=48)


def test_the_end_of_the_hours_is_promised_as_a_job(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)

    job = session.scalars(
        select(Job).where(Job.name == "purchasing.end_confirmation")
    ).one()
    assert job.run_after == purchase.confirm_until
    assert job.arguments == {"purchase_id": purchase.id}


def test_members_are_told_that_a_price_awaits_them(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)

    told = session.scalars(
        select(Notice.person_id).where(
            Notice.kind == PurchaseNotice.PRICE_TO_CONFIRM.value
        )
    ).all()
    assert sorted(told) == sorted(line.person_id for line in lines)


def test_a_price_that_ends_before_the_answers_is_refused(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    awarded(session, purchase, world)

    with pytest.raises(StaleQuoteError):
        open_confirmation(
            session,
            purchase.id,
            actor=world.officer,
            now=NOW + timedelta(days=59, hours=1),
        )


def test_a_member_may_think_again_until_the_hour(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)
    answered(session, purchase, lines[0])

    answered(session, purchase, lines[0], accepts=False)

    changes = session.scalars(
        select(LineChange.state)
        .where(LineChange.line_id == lines[0].id)
        .order_by(LineChange.id)
    ).all()
    assert changes == [LineState.NOTED, LineState.CONFIRMED, LineState.OUT]


def test_the_same_answer_sent_twice_is_noted_once(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)
    answered(session, purchase, lines[0])
    version = lines[0].version

    answered(session, purchase, lines[0])

    assert lines[0].version == version


def test_an_answer_after_the_hour_is_refused(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)

    with pytest.raises(ConfirmationOverError):
        answered(session, purchase, lines[0], now=ENDED_AT)


def test_nobody_accepts_another_price_than_the_one_shown(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)
    other = Money(1_00, Currency.COP)

    with pytest.raises(PriceChangedError) as caught:
        answer_price(
            session,
            purchase.id,
            Answer(world.convener.id, lines[0].person_id, accepts=True, pays=other),
            actor=world.as_member(0),
            now=ASKED_AT,
        )

    assert caught.value.values["price"] == Money(60 * 95_000_00, Currency.COP)


def test_an_officer_answers_for_a_member_before_a_witness(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)

    answer_price(
        session,
        purchase.id,
        Answer(world.convener.id, lines[1].person_id, accepts=True, witness="Rosa"),
        actor=world.officer,
        now=ASKED_AT,
    )

    trace = session.scalars(
        select(AuditRow).where(AuditRow.deed == "purchase.price_accepted")
    ).one()
    assert lines[1].state is LineState.CONFIRMED
    assert lines[1].answer_witness == "Rosa"
    assert trace.on_behalf_of == lines[1].person_id
    assert trace.details["channel"] == "officer"


def test_an_officer_without_a_witness_answers_for_nobody(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)

    with pytest.raises(AnswerWitnessNeededError):
        answer_price(
            session,
            purchase.id,
            Answer(world.convener.id, lines[1].person_id, accepts=True, witness=" "),
            actor=world.officer,
            now=ASKED_AT,
        )


def test_a_member_answers_for_nobody_else(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)

    with pytest.raises(NotAllowedError):
        answer_price(
            session,
            purchase.id,
            Answer(world.convener.id, lines[1].person_id, accepts=True, witness="Yo"),
            actor=world.as_member(0),
            now=ASKED_AT,
        )


def test_a_member_without_a_line_was_asked_nothing(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)
    someone = a_member(session, world.convener)

    with pytest.raises(NotFoundError):
        answer_price(
            session,
            purchase.id,
            Answer(world.convener.id, someone.id, accepts=True),
            actor=acting(someone, world.convener),
            now=ASKED_AT,
        )


def test_answers_are_ended_early_only_when_all_are_in(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)
    answered(session, purchase, lines[0])
    answered(session, purchase, lines[1])

    with pytest.raises(AnswersMissingError) as caught:
        end_answers(session, purchase.id, actor=world.officer, now=ASKED_AT)

    answered(session, purchase, lines[2], accepts=False)
    end_answers(session, purchase.id, actor=world.officer, now=ASKED_AT)
    assert caught.value.values["count"] == 1
    assert due_endings(session, now=ASKED_AT) == [purchase.id]


def test_the_price_is_asked_once(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    asked_to_confirm(session, purchase, world)

    with pytest.raises(PurchaseMovedOnError):
        open_confirmation(session, purchase.id, actor=world.officer, now=ASKED_AT)


def test_a_line_the_plan_cannot_serve_is_not_asked(
    session: Session, world: World, purchase: JointPurchase, lines: list[PurchaseLine]
) -> None:
    lines[2].at_least = 0
    asked_to_confirm(session, purchase, world)
    lines[2].planned_units = 0
    session.flush()

    asked = asked_lines(session, purchase.id)

    assert lines[2] not in asked
