from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from marketplace.kernel.money import Currency
from marketplace.ledger import queries
from marketplace.ledger.core import AccountKind
from marketplace.ledger.services import CashCount, count_cash, post, post_many
from network.errors import NotAllowedError, NotFoundError
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
    from collections.abc import Callable

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from marketplace.ledger.queries import StatementLine


@pytest.fixture
def book(session: Session) -> int:
    return a_book(session)


@pytest.fixture
def officer(session: Session, book: int) -> Actor:
    return somebody(session, book, Role.OFFICER)


def whole_statement(
    session: Session, book: int, code: str, actor: Actor, limit: int
) -> list[StatementLine]:
    """Every line, page after page."""
    lines: list[StatementLine] = []
    before = None
    while True:
        page = queries.statement(
            session, book, code, Currency.COP, actor=actor, before=before, limit=limit
        )
        lines.extend(page.lines)
        before = page.older
        if before is None:
            return lines


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    moves=st.lists(
        st.tuples(st.integers(0, 6), st.booleans(), st.integers(1, 100)),
        min_size=1,
        max_size=15,
    ),
    limit=st.integers(1, 6),
)
def test_the_running_balance_of_a_statement_ends_in_the_balance(
    session: Session, moves: list[tuple[int, bool, int]], limit: int
) -> None:
    book = a_book(session)
    officer = somebody(session, book, Role.OFFICER)
    entries = [
        an_entry(
            book,
            ("member:7", "purchase:1", minor)
            if owes
            else ("purchase:1", "member:7", minor),
            day=TODAY - timedelta(days=back),
        )
        for back, owes, minor in moves
    ]
    post_many(session, entries, actor=SYSTEM, now=NOW)

    lines = whole_statement(session, book, "member:7", officer, limit)

    assert len(lines) == len(moves)
    balance = queries.balance(session, book, "member:7", Currency.COP)
    assert lines[0].balance == balance
    assert lines[-1].balance == lines[-1].change
    for newer, older in pairwise(lines):
        assert newer.balance - newer.change == older.balance
        assert (newer.day, newer.posting_id) > (older.day, older.posting_id)
    for line in lines:
        night = queries.balance_on(session, book, "member:7", Currency.COP, line.day)
        last_of_day = next(one for one in lines if one.day == line.day)
        assert last_of_day.balance == night


def test_people_read_their_own_statement_and_no_other(
    session: Session, book: int
) -> None:
    member = somebody(session, book, Role.MEMBER)
    other = a_person(session, "Otra persona")
    for person in (member.person_id, other):
        entry = an_entry(book, (f"member:{person}", "purchase:1", 10))
        post(session, entry, actor=SYSTEM, now=NOW)

    own = queries.statement(
        session, book, f"member:{member.person_id}", Currency.COP, actor=member
    )

    assert own.balance == cop(10)
    assert own.lines[0].other.kind is AccountKind.PURCHASE
    with pytest.raises(NotAllowedError):
        queries.statement(session, book, f"member:{other}", Currency.COP, actor=member)
    with pytest.raises(NotFoundError):
        queries.statement(
            session,
            book,
            f"member:{other}",
            Currency.COP,
            actor=Actor(person_id=other),
        )


def test_an_account_that_was_never_used_has_no_statement(
    session: Session, book: int, officer: Actor
) -> None:
    with pytest.raises(NotFoundError):
        queries.statement(session, book, "bank", Currency.COP, actor=officer)


def test_own_accounts_are_those_of_every_association(session: Session) -> None:
    first, second = a_book(session), a_book(session)
    person = a_person(session)
    actor = Actor(
        person_id=person,
        roles={
            first: frozenset({Role.MEMBER}),
            second: frozenset({Role.MEMBER}),
        },
    )
    post_many(
        session,
        [
            an_entry(first, (f"member:{person}", "purchase:1", 10)),
            an_entry(second, ("cash", f"advance:3:person:{person}", 4)),
            an_entry(second, ("cash", f"advance:3:person:{person}7", 4)),
        ],
        actor=SYSTEM,
        now=NOW,
    )

    own = queries.own_accounts(session, actor=actor)

    found = {
        one.organisation_id: [line.balance for line in one.accounts] for one in own
    }
    assert found == {first: [cop(10)], second: [cop(-4)]}
    assert queries.own_accounts(session, actor=SYSTEM) == []


def test_the_book_lists_accounts_in_the_order_of_the_chart(
    session: Session, book: int, officer: Actor
) -> None:
    person = a_person(session, "Rosa Prueba")
    cash_in(session, book, 100_00)
    entry = an_entry(book, (f"member:{person}", "purchase:4", 25_00))
    post(session, entry, actor=SYSTEM, now=NOW)
    fiscal = somebody(session, book, Role.FISCAL)
    cashier = somebody(session, book, Role.TREASURER)
    count = CashCount("c", book, TODAY, cop(100_00), cashier.person_id)
    count_cash(session, count, actor=fiscal, now=NOW)

    seen = queries.book(session, book, actor=officer)

    assert [line.name.code for line in seen.accounts] == [
        "cash",
        f"member:{person}",
        "purchase:4",
        "equity:opening",
    ]
    assert seen.accounts[1].name.owner == "Rosa Prueba"
    assert seen.accounts[2].name.purchase_id == 4
    assert seen.of_kind(AccountKind.CASH) == cop(100_00)
    assert seen.last_count is not None
    assert seen.last_count.counted == seen.last_count.expected
    assert seen.verification is None


def test_a_trial_balance_stands_on_both_sides_alike(
    session: Session, book: int, officer: Actor
) -> None:
    cash_in(session, book, 100_00, day=date(2026, 10, 1))
    entry = an_entry(book, ("member:7", "purchase:4", 25_00))
    post(session, entry, actor=SYSTEM, now=NOW)

    now = queries.trial_balance(session, book, actor=officer, day=TODAY)
    then = queries.trial_balance(session, book, actor=officer, day=date(2026, 10, 31))

    assert now.debit == now.credit == cop(125_00)
    assert then.debit == then.credit == cop(100_00)
    assert [line.name.code for line in then.lines] == ["cash", "equity:opening"]


def test_journals_come_newest_first_page_by_page(
    session: Session, book: int, officer: Actor
) -> None:
    posted = [cash_in(session, book, minor).id for minor in range(1, 6)]
    seen: list[int] = []
    before = None
    while True:
        page = queries.journal_page(
            session, book, actor=officer, before=before, limit=2
        )
        seen.extend(journal.id for journal in page.journals)
        before = page.older
        if before is None:
            break

    assert seen == posted[::-1]


def test_a_page_of_journals_costs_the_same_however_full_it_is(
    session: Session, connection: Connection, book: int, officer: Actor
) -> None:
    def count(work: Callable[[], object]) -> int:
        seen: list[str] = []

        def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        work()
        event.remove(connection, "before_cursor_execute", note)
        return len(seen)

    cash_in(session, book, 1)
    few = count(lambda: queries.journal_page(session, book, actor=officer))
    for minor in range(2, 12):
        cash_in(session, book, minor)
    many = count(lambda: queries.journal_page(session, book, actor=officer))

    assert few == many <= 6


def test_who_has_no_office_does_not_read_the_book(session: Session, book: int) -> None:
    posted = cash_in(session, book, 1)
    member = somebody(session, book, Role.MEMBER)
    stranger = Actor(person_id=99)

    for actor, error in ((member, NotAllowedError), (stranger, NotFoundError)):
        with pytest.raises(error):
            queries.book(session, book, actor=actor)
        with pytest.raises(error):
            queries.accounts(session, book, actor=actor)
        with pytest.raises(error):
            queries.journal_page(session, book, actor=actor)
        with pytest.raises(error):
            queries.journal(session, posted.id, actor=actor)
        with pytest.raises(error):
            queries.trial_balance(session, book, actor=actor, day=TODAY)
    with pytest.raises(NotFoundError):
        queries.journal(session, 10**9, actor=member)


def test_a_journal_of_a_receipt_is_not_undone_in_the_book(
    session: Session, book: int, officer: Actor
) -> None:
    own = cash_in(session, book, 5)
    receipt = post(
        session,
        an_entry(book, ("cash", "loss", 5), kind="payments.receipt"),
        actor=SYSTEM,
        now=NOW,
    )

    assert queries.journal(session, own.id, actor=officer).is_undone_here
    assert not queries.journal(session, receipt.id, actor=officer).is_undone_here
