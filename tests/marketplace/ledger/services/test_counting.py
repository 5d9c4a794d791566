from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from marketplace.kernel.money import Currency
from marketplace.ledger import queries
from marketplace.ledger.services import (
    CashCount,
    CountClashError,
    CountedAlreadyError,
    CounterIsCashierError,
    DifferenceUnexplainedError,
    FutureDayError,
    count_cash,
    post,
)
from network.errors import InvalidError, NotAllowedError, NotFoundError
from network.policy import SYSTEM, Actor, Role
from tests.factories_ledger import (
    NOW,
    TODAY,
    a_book,
    a_person,
    an_entry,
    cash_in,
    cop,
    somebody,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def book(session: Session) -> int:
    number = a_book(session)
    cash_in(session, number, 100_00)
    return number


@pytest.fixture
def fiscal(session: Session, book: int) -> Actor:
    return somebody(session, book, Role.FISCAL)


@pytest.fixture
def cashier(session: Session, book: int) -> int:
    return somebody(session, book, Role.TREASURER).person_id


def found(book: int, cashier: int, minor: int, why: str = "") -> CashCount:
    return CashCount(f"count:{book}", book, TODAY, cop(minor), cashier, why)


def test_a_box_that_agrees_posts_nothing(
    session: Session, book: int, fiscal: Actor, cashier: int
) -> None:
    counted = count_cash(session, found(book, cashier, 100_00), actor=fiscal, now=NOW)

    assert counted.expected == counted.counted
    assert counted.journal_id is None


def test_missing_money_is_a_loss_and_extra_money_an_income(
    session: Session, book: int, fiscal: Actor, cashier: int
) -> None:
    short = found(book, cashier, 98_00, "Vueltas mal dadas")
    over = replace(short, key="second", counted=cop(99_00))

    count_cash(session, short, actor=fiscal, now=NOW)
    count_cash(session, over, actor=fiscal, now=NOW)

    def balance(code: str) -> int:
        return queries.balance(session, book, code, Currency.COP).minor

    assert (balance("cash"), balance("loss"), balance("income:other")) == (
        99_00,
        2_00,
        -1_00,
    )


def test_a_difference_needs_an_explanation(
    session: Session, book: int, fiscal: Actor, cashier: int
) -> None:
    with pytest.raises(DifferenceUnexplainedError):
        count_cash(session, found(book, cashier, 98_00, " "), actor=fiscal, now=NOW)


def test_counting_twice_counts_once(
    session: Session, book: int, fiscal: Actor, cashier: int
) -> None:
    count = found(book, cashier, 98_00, "Vueltas mal dadas")
    first = count_cash(session, count, actor=fiscal, now=NOW)

    assert count_cash(session, count, actor=fiscal, now=NOW) == first
    with pytest.raises(CountClashError):
        count_cash(session, replace(count, counted=cop(1)), actor=fiscal, now=NOW)


def test_who_keeps_the_box_does_not_count_it(
    session: Session, book: int, fiscal: Actor, cashier: int
) -> None:
    both = somebody(session, book, Role.TREASURER, Role.OFFICER)
    count = found(book, cashier, 100_00)

    with pytest.raises(CounterIsCashierError):
        count_cash(session, count, actor=both, now=NOW)
    with pytest.raises(CounterIsCashierError):
        count_cash(
            session, replace(count, cashier_id=fiscal.person_id), actor=fiscal, now=NOW
        )


def test_who_moved_the_money_does_not_count_it(
    session: Session, book: int, fiscal: Actor, cashier: int
) -> None:
    count_cash(session, found(book, cashier, 100_00), actor=fiscal, now=NOW)
    officer = somebody(session, book, Role.OFFICER)
    later = NOW + timedelta(days=1)
    day = TODAY + timedelta(days=1)
    entry = an_entry(book, ("cash", "member:7", 5), day=day)
    post(session, entry, actor=officer, now=later)
    count = replace(found(book, cashier, 100_05), key=f"second:{book}", day=day)

    with pytest.raises(CounterIsCashierError):
        count_cash(session, count, actor=officer, now=later)
    assert count_cash(session, count, actor=fiscal, now=later).journal_id is None


def test_days_before_the_last_count_stay_as_they_are(
    session: Session, book: int, fiscal: Actor, cashier: int
) -> None:
    count = found(book, cashier, 100_00)
    count_cash(session, count, actor=fiscal, now=NOW)
    before = replace(count, key="before", day=TODAY - timedelta(days=1))

    with pytest.raises(CountedAlreadyError):
        count_cash(session, before, actor=fiscal, now=NOW)


def test_what_cannot_be_right_is_refused(
    session: Session, book: int, fiscal: Actor, cashier: int
) -> None:
    count = found(book, cashier, 100_00)
    member = somebody(session, book, Role.MEMBER)

    with pytest.raises(InvalidError):
        count_cash(session, replace(count, counted=cop(-1)), actor=fiscal, now=NOW)
    with pytest.raises(FutureDayError):
        count_cash(
            session,
            replace(count, day=TODAY + timedelta(days=1)),
            actor=fiscal,
            now=NOW,
        )
    with pytest.raises(NotFoundError):
        count_cash(
            session, replace(count, cashier_id=a_person(session)), actor=fiscal, now=NOW
        )
    with pytest.raises(NotAllowedError):
        count_cash(session, count, actor=member, now=NOW)
    with pytest.raises(NotFoundError):
        count_cash(session, count, actor=SYSTEM, now=NOW)
