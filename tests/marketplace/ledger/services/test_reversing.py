from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from marketplace.kernel.money import Currency
from marketplace.ledger import queries
from marketplace.ledger.services import (
    AlreadyReversedError,
    InsufficientFundsError,
    OwnEntryError,
    ReasonMissingError,
    ReversalOfReversalError,
    UndoneElsewhereError,
    correct_entry,
    post,
    reverse,
)
from network.errors import NotAllowedError, NotFoundError
from network.policy import SYSTEM, Actor, Role
from tests.factories_ledger import (
    NOW,
    TODAY,
    a_book,
    an_entry,
    cash_in,
    cop,
    somebody,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.ledger.services import PostedEntry


@pytest.fixture
def book(session: Session) -> int:
    return a_book(session)


@pytest.fixture
def treasurer(session: Session, book: int) -> Actor:
    return somebody(session, book, Role.TREASURER)


@pytest.fixture
def officer(session: Session, book: int) -> Actor:
    return somebody(session, book, Role.OFFICER)


@pytest.fixture
def posted(session: Session, book: int, treasurer: Actor) -> PostedEntry:
    entry = an_entry(book, ("cash", "member:7", 60), ("bank", "member:7", 40))
    return post(session, entry, actor=treasurer, now=NOW)


def undo(
    session: Session, number: int, actor: Actor, reason: str = "Se anotó dos veces"
) -> PostedEntry:
    return correct_entry(
        session, number, reason=reason, actor=actor, day=TODAY, now=NOW
    )


def test_a_reversal_brings_every_balance_back_and_both_stay_visible(
    session: Session, book: int, posted: PostedEntry, officer: Actor
) -> None:
    undone = undo(session, posted.id, officer)

    for code in ("cash", "bank", "member:7"):
        assert not queries.balance(session, book, code, Currency.COP)
    first = queries.journal(session, posted.id, actor=officer)
    second = queries.journal(session, undone.id, actor=officer)
    assert (first.reversed_by, second.reverses) == (undone.id, posted.id)
    assert second.reason == "Se anotó dos veces"


def test_undoing_again_with_the_same_reason_is_harmless(
    session: Session, posted: PostedEntry, officer: Actor
) -> None:
    first = undo(session, posted.id, officer)

    assert undo(session, posted.id, officer).id == first.id
    with pytest.raises(AlreadyReversedError):
        undo(session, posted.id, officer, "Por otra razón")


def test_who_made_an_entry_does_not_undo_it(
    session: Session, posted: PostedEntry, treasurer: Actor
) -> None:
    with pytest.raises(OwnEntryError):
        undo(session, posted.id, treasurer)


@pytest.mark.parametrize("reason", ["", "   ", "no", "x" * 301])
def test_a_reversal_says_why(
    session: Session, posted: PostedEntry, officer: Actor, reason: str
) -> None:
    with pytest.raises(ReasonMissingError):
        undo(session, posted.id, officer, reason)


def test_a_reversal_is_not_reversed(
    session: Session, posted: PostedEntry, officer: Actor, treasurer: Actor
) -> None:
    undone = undo(session, posted.id, officer)

    with pytest.raises(ReversalOfReversalError):
        undo(session, undone.id, treasurer)


def test_money_that_was_spent_cannot_be_given_back(
    session: Session, book: int, posted: PostedEntry, officer: Actor
) -> None:
    post(session, an_entry(book, ("loss", "cash", 60)), actor=SYSTEM, now=NOW)

    with pytest.raises(InsufficientFundsError):
        undo(session, posted.id, officer)


def test_what_the_timetable_did_anybody_with_an_office_may_undo(
    session: Session, book: int, officer: Actor
) -> None:
    posted = cash_in(session, book, 100)

    undo(session, posted.id, officer)

    assert queries.balance(session, book, "cash", Currency.COP) == cop(0)


def test_a_receipt_is_not_undone_from_the_book(
    session: Session, book: int, officer: Actor
) -> None:
    entry = replace(an_entry(book, ("cash", "loss", 5)), kind="payments.receipt")
    posted = post(session, entry, actor=SYSTEM, now=NOW)

    with pytest.raises(UndoneElsewhereError):
        undo(session, posted.id, officer)


def test_strangers_and_members_do_not_correct(
    session: Session, book: int, posted: PostedEntry
) -> None:
    with pytest.raises(NotFoundError):
        undo(session, posted.id, Actor(person_id=99))
    with pytest.raises(NotAllowedError):
        undo(session, posted.id, somebody(session, book, Role.MEMBER))
    with pytest.raises(NotFoundError):
        undo(session, 10**9, SYSTEM)
    with pytest.raises(NotFoundError):
        reverse(session, 10**9, reason="No existe", actor=SYSTEM, day=TODAY, now=NOW)
