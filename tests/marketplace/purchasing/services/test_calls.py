from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.core.entry import Entry, Posting
from marketplace.ledger.services import post
from marketplace.notices.models import Notice
from marketplace.purchasing.core.telling import PurchaseNotice
from marketplace.purchasing.models import (
    JointPurchase,
    PurchaseParty,
    PurchaseState,
)
from marketplace.purchasing.services import calls, drafting
from marketplace.purchasing.services.cancelling import (
    AdvancesNotReturnedError,
    cancel_purchase,
)
from marketplace.purchasing.services.moves import (
    PurchaseMovedOnError,
    ReasonMissingError,
)
from marketplace.purchasing.services.reminders import remind
from marketplace.purchasing.services.repeating import repeat_purchase
from network.errors import NotAllowedError, NotFoundError
from network.models import AuditRow
from tests.factories import (
    NOW,
    TODAY,
    a_member,
    acting,
    an_organisation,
)
from tests.factories_purchasing import (
    AFTER_CLOSING,
    CLOSES_AT,
    World,
    a_draft,
    a_line,
    a_world,
    an_open_purchase,
    asked_to_confirm,
    in_quoting,
    items_of,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


def told(session: Session, kind: PurchaseNotice) -> list[int]:
    return sorted(
        session.scalars(select(Notice.person_id).where(Notice.kind == kind.value))
    )


def test_a_call_is_open_for_a_day_at_least(session: Session, world: World) -> None:
    key = drafting.create_purchase(
        session, a_draft(session, world), actor=world.officer, now=NOW
    )

    with pytest.raises(calls.ClosesTooSoonError):
        calls.open_purchase(
            session, key, actor=world.officer, now=CLOSES_AT - timedelta(hours=23)
        )


def test_an_association_joins_once(session: Session, world: World) -> None:
    purchase = an_open_purchase(session, world, joined=False)
    other = world.others[0]
    head = world.head_of(other)

    calls.join_purchase(session, purchase.id, other.id, actor=head, now=NOW)

    party = session.get_one(PurchaseParty, (purchase.id, other.id))
    assert party.joined_by == head.person_id
    with pytest.raises(calls.AlreadyTakesPartError):
        calls.join_purchase(session, purchase.id, other.id, actor=head, now=NOW)


def test_nobody_joins_uninvited(session: Session, world: World) -> None:
    purchase = an_open_purchase(session, world)
    stranger = an_organisation(session, network=world.network)
    officer = a_member(session, stranger)

    with pytest.raises((NotFoundError, NotAllowedError)):
        calls.join_purchase(
            session, purchase.id, stranger.id, actor=acting(officer, stranger), now=NOW
        )


def test_the_hour_closes_a_call_with_lines_and_voids_one_without(
    session: Session, world: World
) -> None:
    asked, empty = an_open_purchase(session, world), an_open_purchase(session, world)
    a_line(session, asked, world.member(), world.convener, 10)

    closed = calls.close_due(session, now=CLOSES_AT)

    assert closed == [asked.id, empty.id]
    assert asked.state is PurchaseState.CLOSED
    assert empty.state is PurchaseState.VOID
    assert asked.steps[-1].person_id is None
    assert calls.close_due(session, now=CLOSES_AT) == []


def test_a_call_closed_by_hand_takes_no_late_line(
    session: Session, world: World
) -> None:
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10)
    early = NOW + timedelta(hours=30)

    state = calls.close_purchase(session, purchase.id, actor=world.officer, now=early)

    assert state is PurchaseState.CLOSED
    assert purchase.closes_at == early


def test_a_call_is_given_more_time_never_less(session: Session, world: World) -> None:
    purchase = an_open_purchase(session, world)
    later = CLOSES_AT + timedelta(days=1)

    calls.extend_purchase(session, purchase.id, later, actor=world.officer, now=NOW)

    assert purchase.closes_at == later
    with pytest.raises(calls.ClosesTooSoonError):
        calls.extend_purchase(
            session, purchase.id, CLOSES_AT, actor=world.officer, now=NOW
        )


def test_a_closed_call_opens_again_with_a_reason(
    session: Session, world: World
) -> None:
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10)
    in_quoting(session, purchase, world)
    later = AFTER_CLOSING + timedelta(days=2)

    with pytest.raises(ReasonMissingError):
        calls.reopen_purchase(
            session, purchase.id, later, " ", actor=world.officer, now=AFTER_CLOSING
        )
    with pytest.raises(calls.ClosesTooSoonError):
        calls.reopen_purchase(
            session,
            purchase.id,
            NOW,
            "Faltó gente",
            actor=world.officer,
            now=AFTER_CLOSING,
        )
    calls.reopen_purchase(
        session,
        purchase.id,
        later,
        "Faltó gente",
        actor=world.officer,
        now=AFTER_CLOSING,
    )

    assert purchase.state is PurchaseState.OPEN
    assert purchase.closes_at == later
    assert purchase.steps[-1].reason == "Faltó gente"


def test_another_associations_officer_finds_nothing_to_run(
    session: Session, world: World
) -> None:
    purchase = an_open_purchase(session, world)
    stranger = an_organisation(session, network=world.network)
    officer = acting(a_member(session, stranger), stranger)

    for deed in (calls.close_purchase, calls.start_quoting, calls.open_purchase):
        with pytest.raises(NotFoundError):
            deed(session, purchase.id, actor=officer, now=NOW)


def test_a_partys_officer_sees_but_does_not_run(session: Session, world: World) -> None:
    purchase = an_open_purchase(session, world)

    with pytest.raises(NotAllowedError):
        calls.close_purchase(
            session, purchase.id, actor=world.head_of(world.others[0]), now=NOW
        )


def test_a_past_purchase_is_repeated_with_its_terms(
    session: Session, world: World
) -> None:
    past = an_open_purchase(session, world, items=2)

    key = repeat_purchase(
        session,
        past.id,
        CLOSES_AT + timedelta(days=30),
        actor=world.officer,
        now=NOW,
    )

    again = session.get_one(JointPurchase, key)
    assert again.repeats_id == past.id
    assert [item.presentation_id for item in again.items] == [
        item.presentation_id for item in items_of(session, past)
    ]
    assert len(again.parties) == 2


def test_a_purchase_that_is_not_there_is_not_repeated(
    session: Session, world: World
) -> None:
    with pytest.raises(NotFoundError):
        repeat_purchase(session, 999_999, CLOSES_AT, actor=world.officer, now=NOW)


def test_cancelling_says_why_and_tells_those_who_asked(
    session: Session, world: World
) -> None:
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10)

    cancel_purchase(session, purchase.id, "No llovió", actor=world.officer, now=NOW)

    trace = session.scalars(
        select(AuditRow).where(AuditRow.deed == "purchase.cancelled")
    ).one()
    assert purchase.state is PurchaseState.CANCELLED
    assert trace.details["reason"] == "No llovió"
    assert told(session, PurchaseNotice.CANCELLED) == [world.member().id]


def test_a_draft_is_cancelled_quietly(session: Session, world: World) -> None:
    key = drafting.create_purchase(
        session, a_draft(session, world), actor=world.officer, now=NOW
    )

    cancel_purchase(session, key, "Sobraba", actor=world.officer, now=NOW)

    assert told(session, PurchaseNotice.CANCELLED) == []


def test_reminders_go_once_to_those_who_have_noted_nothing(
    session: Session, world: World
) -> None:
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10)
    late = CLOSES_AT - timedelta(hours=20)

    remind(session, now=NOW)
    first = told(session, PurchaseNotice.CLOSES_SOON)
    remind(session, now=late)
    remind(session, now=late)

    people = told(session, PurchaseNotice.CLOSES_SOON)
    assert first == []
    assert len(people) == 9
    assert world.member().id not in people


def test_those_who_have_not_answered_the_price_are_reminded(
    session: Session, world: World
) -> None:
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10)
    asked_to_confirm(session, purchase, world)
    assert purchase.confirm_until is not None

    count = remind(session, now=purchase.confirm_until - timedelta(hours=2))

    assert count == 1
    assert told(session, PurchaseNotice.CONFIRM_SOON) == [world.member().id]


def test_a_purchase_with_advances_in_a_book_is_not_cancelled(
    session: Session, world: World
) -> None:
    purchase = an_open_purchase(session, world)
    code = f"advance:{purchase.id}:person:{world.member().id}"
    entry = Entry(
        key="advance",
        book_id=world.convener.id,
        kind="advance",
        day=TODAY,
        memo="Anticipo",
        postings=(Posting("cash", code, Money(50_000_00, Currency.COP)),),
    )
    post(session, entry, actor=world.cashier, now=NOW)

    with pytest.raises(AdvancesNotReturnedError) as caught:
        cancel_purchase(session, purchase.id, "No", actor=world.officer, now=NOW)

    assert caught.value.values["amount"] == Money(50_000_00, Currency.COP)


def test_an_ordered_purchase_is_not_cancelled(session: Session, world: World) -> None:
    purchase = an_open_purchase(session, world)
    purchase.state = PurchaseState.ORDERED
    session.flush()

    with pytest.raises(PurchaseMovedOnError):
        cancel_purchase(session, purchase.id, "No", actor=world.officer, now=NOW)
