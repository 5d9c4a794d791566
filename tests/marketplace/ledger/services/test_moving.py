"""Movements by hand: the accounts follow from what happened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from marketplace.kernel.money import Currency
from marketplace.ledger import queries, services
from marketplace.ledger.core.moving import MovementKind, Till
from marketplace.ledger.services import moving
from marketplace.ledger.services.moving import Movement
from network.errors import DomainError, NotAllowedError, NotFoundError
from network.policy import Actor, Role
from tests.factories_ledger import (
    NOW,
    TODAY,
    a_book,
    an_entry,
    cop,
    somebody,
    usd,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money


@pytest.fixture
def book(session: Session) -> int:
    """A book with 500 million minor in the box and as much in the bank."""
    made = a_book(session)
    start = an_entry(
        made,
        ("cash", "equity:opening", 500_000_000),
        ("bank", "equity:opening", 500_000_000),
    )
    services.post(session, start, actor=Actor(0), now=NOW)
    return made


@pytest.fixture
def treasurer(session: Session, book: int) -> Actor:
    return somebody(session, book, Role.TREASURER)


def a_movement(
    book: int,
    kind: MovementKind = MovementKind.EXPENSE,
    till: Till = Till.CASH,
    amount: Money | None = None,
    **changes: object,
) -> Movement:
    made = Movement(
        key="k1",
        book_id=book,
        kind=kind,
        till=till,
        amount=amount or cop(100_00),
        reference="F-1234",
        day=TODAY,
        reason="Papelería de la asamblea",
    )
    return replace(made, **changes)  # type: ignore[arg-type] # fields by name


def held(session: Session, book: int) -> dict[str, int]:
    codes = ["cash", "bank", "income:other", "expense:other"]
    found = queries.balances(session, book, codes, Currency.COP)
    return {code: found[code].minor for code in codes}


@pytest.mark.parametrize(
    ("kind", "till", "change"),
    [
        (MovementKind.DEPOSIT, Till.CASH, {"cash": -1, "bank": 1}),
        (MovementKind.WITHDRAWAL, Till.CASH, {"cash": 1, "bank": -1}),
        (MovementKind.INCOME, Till.CASH, {"cash": 1, "income:other": -1}),
        (MovementKind.INCOME, Till.BANK, {"bank": 1, "income:other": -1}),
        (MovementKind.EXPENSE, Till.CASH, {"cash": -1, "expense:other": 1}),
        (MovementKind.EXPENSE, Till.BANK, {"bank": -1, "expense:other": 1}),
        (MovementKind.BANK_FEE, Till.CASH, {"bank": -1, "expense:other": 1}),
    ],
)
def test_the_accounts_follow_from_what_happened(
    session: Session,
    book: int,
    treasurer: Actor,
    kind: MovementKind,
    till: Till,
    change: dict[str, int],
) -> None:
    before = held(session, book)

    moving.record_movement(
        session, a_movement(book, kind, till), actor=treasurer, now=NOW
    )

    after = held(session, book)
    moved = {code: after[code] - before[code] for code in after}
    assert {code: each for code, each in moved.items() if each} == {
        code: sign * 100_00 for code, sign in change.items()
    }
    assert queries.verify(session).is_sound


def test_the_same_movement_twice_is_one(
    session: Session, book: int, treasurer: Actor
) -> None:
    first = moving.record_movement(session, a_movement(book), actor=treasurer, now=NOW)

    again = moving.record_movement(session, a_movement(book), actor=treasurer, now=NOW)

    assert again.id == first.id
    assert not again.is_new


def test_the_memo_says_why_with_what_paper_and_with_whom(
    session: Session, book: int, treasurer: Actor
) -> None:
    beside = somebody(session, book, Role.FISCAL)
    large = a_movement(book, amount=cop(1_000_001_00), second_person=beside.person_id)

    posted = moving.record_movement(session, large, actor=treasurer, now=NOW)

    page = queries.journal(session, posted.id, actor=treasurer)
    name = queries.person_names(session, [beside.person_id])[beside.person_id]
    assert (
        page.memo == f"Otro gasto: Papelería de la asamblea · n.º F-1234 · con {name}"
    )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount": cop(0)}, moving.MovementAmountError),
        ({"amount": cop(-5)}, moving.MovementAmountError),
        ({"amount": usd(500)}, moving.MovementAmountError),
        ({"reason": " no "}, moving.MovementReasonError),
        ({"reason": "x" * 200}, moving.MovementReasonError),
        ({"reference": "", "till": Till.BANK}, moving.MovementReferenceError),
        ({"reference": "9" * 50}, moving.MovementReferenceError),
        ({"amount": cop(1_000_001_00)}, moving.StandByMissingError),
        ({"amount": cop(10**11)}, moving.StandByMissingError),
        ({"second_person": 999_999}, moving.StandByRefusedError),
        (
            {"kind": MovementKind.DEPOSIT, "amount": cop(500_000_001)},
            services.InsufficientFundsError,
        ),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session,
    book: int,
    treasurer: Actor,
    changes: dict[str, object],
    error: type[DomainError],
) -> None:
    with pytest.raises(error):
        moving.record_movement(
            session,
            replace(a_movement(book), **changes),  # type: ignore[arg-type] # by name
            actor=treasurer,
            now=NOW,
        )


def test_the_treasurer_is_no_second_person(
    session: Session, book: int, treasurer: Actor
) -> None:
    with pytest.raises(moving.StandByRefusedError):
        moving.record_movement(
            session,
            a_movement(book, second_person=treasurer.person_id),
            actor=treasurer,
            now=NOW,
        )


def test_cash_needs_no_paper(session: Session, book: int, treasurer: Actor) -> None:
    posted = moving.record_movement(
        session, a_movement(book, reference=""), actor=treasurer, now=NOW
    )

    assert posted.is_new


def test_only_the_treasurer_may(session: Session, book: int) -> None:
    with pytest.raises(NotAllowedError):
        moving.record_movement(
            session,
            a_movement(book),
            actor=somebody(session, book, Role.OFFICER),
            now=NOW,
        )
    with pytest.raises(NotFoundError):
        moving.record_movement(session, a_movement(book), actor=Actor(1), now=NOW)
    nowhere = Actor(1, {10**6: frozenset({Role.TREASURER})})
    with pytest.raises(NotFoundError):
        moving.record_movement(session, a_movement(10**6), actor=nowhere, now=NOW)
