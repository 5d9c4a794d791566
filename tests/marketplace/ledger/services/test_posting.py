from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from marketplace.kernel.money import Currency, Money
from marketplace.ledger import queries
from marketplace.ledger.services import (
    EntryClashError,
    FutureDayError,
    InsufficientFundsError,
    post,
    post_many,
)
from network.policy import SYSTEM
from tests.factories_ledger import NOW, TODAY, a_book, an_entry, cash_in, cop, usd

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def book(session: Session) -> int:
    return a_book(session)


def balance(session: Session, book_id: int, code: str) -> Money:
    return queries.balance(session, book_id, code, Currency.COP)


def test_what_is_debited_grows_and_what_is_credited_shrinks(
    session: Session, book: int
) -> None:
    entry = an_entry(book, ("member:7", "purchase:3", 50_000_00))

    posted = post(session, entry, actor=SYSTEM, now=NOW)

    assert posted.is_new
    assert balance(session, book, "member:7") == cop(50_000_00)
    assert balance(session, book, "purchase:3") == cop(-50_000_00)


def test_the_same_key_is_posted_once(session: Session, book: int) -> None:
    entry = an_entry(book, ("cash", "member:7", 100), key="receipt:1")
    first = post(session, entry, actor=SYSTEM, now=NOW)

    second = post(session, entry, actor=SYSTEM, now=NOW)

    assert (second.id, second.is_new) == (first.id, False)
    assert balance(session, book, "cash") == cop(100)


def test_a_key_that_means_something_else_is_a_clash(
    session: Session, book: int
) -> None:
    post(session, an_entry(book, ("cash", "loss", 100), key="k"), actor=SYSTEM, now=NOW)

    with pytest.raises(EntryClashError):
        post(
            session,
            an_entry(book, ("cash", "loss", 101), key="k"),
            actor=SYSTEM,
            now=NOW,
        )


def test_cash_cannot_be_spent_before_it_came(session: Session, book: int) -> None:
    cash_in(session, book, 100)

    with pytest.raises(InsufficientFundsError) as caught:
        post(session, an_entry(book, ("loss", "cash", 101)), actor=SYSTEM, now=NOW)

    assert caught.value.values["available"] == cop(100)
    assert caught.value.values["needed"] == cop(101)
    assert balance(session, book, "cash") == cop(100)


def test_a_repeated_payment_needs_no_money(session: Session, book: int) -> None:
    cash_in(session, book, 100)
    spent = an_entry(book, ("supplier:4", "cash", 100))
    first = post(session, spent, actor=SYSTEM, now=NOW)

    again = post(session, spent, actor=SYSTEM, now=NOW)

    assert again.id == first.id


def test_a_batch_may_be_short_on_the_way_but_not_at_the_end(
    session: Session, book: int
) -> None:
    out = an_entry(book, ("supplier:4", "cash", 80))
    into = an_entry(book, ("cash", "member:7", 100))

    post_many(session, [out, into], actor=SYSTEM, now=NOW)

    assert balance(session, book, "cash") == cop(20)


def test_a_batch_is_all_or_nothing(session: Session, book: int) -> None:
    into = an_entry(book, ("cash", "member:7", 100))
    out = an_entry(book, ("supplier:4", "cash", 101))

    with pytest.raises(InsufficientFundsError):
        post_many(session, [into, out], actor=SYSTEM, now=NOW)

    assert not balance(session, book, "cash")


def test_a_batch_returns_what_was_there_and_what_is_new_in_order(
    session: Session, book: int
) -> None:
    old = an_entry(book, ("cash", "member:7", 100), key="old")
    new = an_entry(book, ("cash", "member:7", 1), key="new")
    post(session, old, actor=SYSTEM, now=NOW)

    posted = post_many(session, [new, old, new], actor=SYSTEM, now=NOW)

    assert [(entry.key, entry.is_new) for entry in posted] == [
        ("new", True),
        ("old", False),
        ("new", True),
    ]
    assert balance(session, book, "cash") == cop(101)


def test_a_batch_does_not_spend_what_an_entry_brought_before(
    session: Session, book: int
) -> None:
    came = an_entry(book, ("cash", "income:other", 100))
    spent = an_entry(book, ("loss", "cash", 100))
    post_many(session, [came, spent], actor=SYSTEM, now=NOW)
    more = an_entry(book, ("loss", "cash", 60))

    with pytest.raises(InsufficientFundsError) as caught:
        post_many(session, [came, more], actor=SYSTEM, now=NOW)

    assert caught.value.values["needed"] == cop(60)
    assert balance(session, book, "cash") == cop(0)


def test_a_batch_may_not_give_one_key_two_meanings(session: Session, book: int) -> None:
    entries = [an_entry(book, ("cash", "loss", minor), key="k") for minor in (1, 2)]

    with pytest.raises(EntryClashError):
        post_many(session, entries, actor=SYSTEM, now=NOW)


def test_tomorrow_cannot_be_posted(session: Session, book: int) -> None:
    entry = an_entry(book, ("cash", "loss", 1), day=TODAY + timedelta(days=1))

    with pytest.raises(FutureDayError):
        post(session, entry, actor=SYSTEM, now=NOW)


def test_the_evening_of_bogota_is_not_tomorrow_yet(session: Session, book: int) -> None:
    evening = datetime(2026, 3, 10, 0, 30, tzinfo=UTC)
    early = an_entry(book, ("cash", "loss", 1), key="early", day=date(2026, 3, 10))
    today = an_entry(book, ("cash", "loss", 1), key="today", day=date(2026, 3, 9))

    with pytest.raises(FutureDayError):
        post(session, early, actor=SYSTEM, now=evening)
    posted = post(session, today, actor=SYSTEM, now=evening)

    assert posted.is_new


def test_currencies_are_kept_apart(session: Session, book: int) -> None:
    pesos = an_entry(book, ("cash", "member:7", 100))
    dollars = an_entry(book, ("cash", "member:7", 5), currency=Currency.USD)

    post_many(session, [pesos, dollars], actor=SYSTEM, now=NOW)

    assert queries.balance(session, book, "cash", Currency.USD) == usd(5)
    assert balance(session, book, "cash") == cop(100)


def test_the_balance_of_a_past_day_leaves_later_postings_out(
    session: Session, book: int
) -> None:
    cash_in(session, book, 100, day=date(2026, 10, 31))
    cash_in(session, book, 7, day=date(2026, 11, 1))

    before = queries.balance_on(session, book, "cash", Currency.COP, date(2026, 10, 31))

    assert before == cop(100)
    assert not queries.balance_on(
        session, book, "cash", Currency.COP, date(2026, 10, 30)
    )


def test_money_that_goes_round_between_cash_and_bank_is_refused_when_short(
    session: Session, book: int
) -> None:
    entry = an_entry(book, ("bank", "cash", 50), ("cash", "bank", 60))

    with pytest.raises(InsufficientFundsError):
        post(session, entry, actor=SYSTEM, now=NOW)


def test_an_entry_is_found_by_its_key(session: Session, book: int) -> None:
    posted = cash_in(session, book, 100)

    found = queries.entry(session, posted.key)

    assert found is not None
    assert (found.id, found.reversed_by) == (posted.id, None)
    assert queries.entry(session, "never") is None


def test_several_balances_come_together(session: Session, book: int) -> None:
    cash_in(session, book, 100)

    found = queries.balances(session, book, ["cash", "bank"], Currency.COP)

    assert found == {"cash": cop(100), "bank": cop(0)}
    assert queries.available(session, book, "cash", Currency.COP) == cop(100)
