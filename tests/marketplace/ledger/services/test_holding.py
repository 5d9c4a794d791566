from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from marketplace.kernel.money import Currency, Money
from marketplace.ledger import queries
from marketplace.ledger.services import (
    HoldClashError,
    HoldEndedError,
    HoldTooSmallError,
    InsufficientFundsError,
    Reservation,
    capture,
    expire_holds,
    hold,
    post,
    release,
)
from network.errors import InvalidError, NotFoundError
from network.policy import SYSTEM
from tests.factories_ledger import NOW, a_book, an_entry, cash_in, cop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def book(session: Session) -> int:
    number = a_book(session)
    cash_in(session, number, 100)
    return number


def free(session: Session, book: int) -> Money:
    return queries.available(session, book, "cash", Currency.COP)


def reservation(book: int, minor: int = 60, key: str = "loan:1") -> Reservation:
    return Reservation(
        f"{book}:{key}", book, "cash", cop(minor), "Préstamo", NOW + timedelta(days=3)
    )


def test_held_money_cannot_be_spent_or_held_again(session: Session, book: int) -> None:
    hold(session, reservation(book), actor=SYSTEM, now=NOW)

    assert free(session, book) == cop(40)
    with pytest.raises(InsufficientFundsError):
        post(session, an_entry(book, ("loss", "cash", 41)), actor=SYSTEM, now=NOW)
    with pytest.raises(InsufficientFundsError):
        hold(session, reservation(book, 41, "loan:2"), actor=SYSTEM, now=NOW)


def test_holding_twice_holds_once(session: Session, book: int) -> None:
    first = hold(session, reservation(book), actor=SYSTEM, now=NOW)

    assert hold(session, reservation(book), actor=SYSTEM, now=NOW) == first
    assert free(session, book) == cop(40)
    with pytest.raises(HoldClashError):
        hold(session, reservation(book, 5), actor=SYSTEM, now=NOW)


def test_captured_money_is_spent_and_the_rest_is_free(
    session: Session, book: int
) -> None:
    hold(session, reservation(book), actor=SYSTEM, now=NOW)
    spent = an_entry(book, ("member:7", "cash", 50))

    posted = capture(session, f"{book}:loan:1", spent, actor=SYSTEM, now=NOW)

    assert free(session, book) == cop(50)
    again = capture(session, f"{book}:loan:1", spent, actor=SYSTEM, now=NOW)
    assert again.id == posted.id
    with pytest.raises(HoldEndedError):
        release(session, f"{book}:loan:1", now=NOW)


def test_a_captured_hold_is_not_spent_on_something_else(
    session: Session, book: int
) -> None:
    hold(session, reservation(book), actor=SYSTEM, now=NOW)
    key = f"{book}:loan:1"
    capture(
        session, key, an_entry(book, ("member:7", "cash", 50)), actor=SYSTEM, now=NOW
    )

    with pytest.raises(HoldEndedError):
        capture(
            session, key, an_entry(book, ("member:8", "cash", 5)), actor=SYSTEM, now=NOW
        )


def test_no_more_is_captured_than_was_held(session: Session, book: int) -> None:
    hold(session, reservation(book), actor=SYSTEM, now=NOW)
    key = f"{book}:loan:1"

    for wrong in (
        an_entry(book, ("member:7", "cash", 61)),
        an_entry(book, ("member:7", "purchase:1", 5)),
        an_entry(book, ("cash", "member:7", 5)),
    ):
        with pytest.raises(HoldTooSmallError):
            capture(session, key, wrong, actor=SYSTEM, now=NOW)


def test_a_released_hold_is_free_again(session: Session, book: int) -> None:
    hold(session, reservation(book), actor=SYSTEM, now=NOW)

    release(session, f"{book}:loan:1", now=NOW)
    release(session, f"{book}:loan:1", now=NOW)

    assert free(session, book) == cop(100)
    with pytest.raises(HoldEndedError):
        capture(
            session,
            f"{book}:loan:1",
            an_entry(book, ("member:7", "cash", 50)),
            actor=SYSTEM,
            now=NOW,
        )


def test_holds_expire_when_their_time_has_come(session: Session, book: int) -> None:
    hold(session, reservation(book), actor=SYSTEM, now=NOW)

    assert expire_holds(session, now=NOW) == 0
    assert expire_holds(session, now=NOW + timedelta(days=4)) == 1
    assert free(session, book) == cop(100)


def test_what_was_never_held_is_not_found(session: Session, book: int) -> None:
    with pytest.raises(NotFoundError):
        release(session, "never", now=NOW)


def test_nothing_cannot_be_held(session: Session, book: int) -> None:
    with pytest.raises(InvalidError):
        hold(session, reservation(book, 0), actor=SYSTEM, now=NOW)
