"""Somebody with raw SQL tries to make the book lie.  Every attempt is refused."""

# ruff: noqa: E501 - SQL in nested tuples is easier to read whole
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from marketplace.kernel.money import Currency
from marketplace.ledger import queries, services
from marketplace.ledger.services import Reservation
from network.policy import SYSTEM
from tests.factories_ledger import NOW, a_book, an_entry, cash_in, cop

if TYPE_CHECKING:
    from sqlalchemy import Engine


@dataclass(frozen=True)
class Target:
    """A book with 100.00 in cash, 30.00 of it held, and a neighbour's book."""

    engine: Engine
    book: int
    cash: int
    member: int
    dollars: int
    neighbour: int
    journal: int
    posting: int
    hold: int

    @property
    def values(self) -> dict[str, int]:
        return {
            name: value
            for name, value in vars(self).items()
            if name not in {"engine", "values"}
        }


@pytest.fixture
def target(committed: Engine) -> Target:
    with Session(committed) as session:
        book, other = a_book(session), a_book(session)
        posted = cash_in(session, book, 100_00)
        services.post_many(
            session,
            [
                an_entry(book, ("member:1", "purchase:1", 10_00)),
                an_entry(book, ("member:1", "loss", 5), currency=Currency.USD),
                an_entry(other, ("member:1", "purchase:1", 10_00)),
            ],
            actor=SYSTEM,
            now=NOW,
        )
        held = services.hold(
            session,
            Reservation(f"hold:{book}", book, "cash", cop(30_00), "Préstamo"),
            actor=SYSTEM,
            now=NOW,
        )
        services.seal_journals(session, now=NOW)
        session.commit()

        def account(book_id: int, code: str, currency: str = "COP") -> int:
            found = session.scalar(
                text(
                    "SELECT id FROM ledger_account WHERE book_id = :book"
                    " AND code = :code AND currency = :currency"
                ),
                {"book": book_id, "code": code, "currency": currency},
            )
            assert isinstance(found, int)
            return found

        return Target(
            committed,
            book,
            account(book, "cash"),
            account(book, "member:1"),
            account(book, "member:1", "USD"),
            account(other, "member:1"),
            posted.id,
            session.scalar(
                text("SELECT min(id) FROM ledger_posting WHERE journal_id = :id"),
                {"id": posted.id},
            )
            or 0,
            held,
        )


_NEW = "(SELECT max(id) + 1 FROM ledger_journal)"
_JOURNAL = (
    "INSERT INTO ledger_journal (id, book_id, key, request_hash, kind, day, memo,"
    " posted_at, reason, minutes) VALUES ({id}, {book}, '{key}', :hash, 'x',"
    " '2026-11-20', 'x', '2026-11-20 15:00:00', '', '')"
)
_POSTING = (
    "INSERT {how} INTO ledger_posting (journal_id, book_id, day, debit_id, credit_id,"
    " currency, amount_minor) VALUES ({journal}, {book}, '{day}', {debit}, {credit},"
    " '{currency}', {amount})"
)


def journal(number: str = _NEW, key: str = "attack", book: str = ":book") -> str:
    return _JOURNAL.format(id=number, key=key, book=book)


def posting(**changes: str) -> str:
    values = {
        "how": "",
        "journal": _NEW,
        "book": ":book",
        "day": "2026-11-20",
        "debit": ":member",
        "credit": ":cash",
        "currency": "COP",
        "amount": "1",
    }
    return _POSTING.format(**(values | changes))


def entry(**changes: str) -> tuple[str, str]:
    """A journal and its posting, in the order that SQLite takes them."""
    return posting(**changes), journal()


#: What is tried, by name; each is one transaction.
ATTACKS: dict[str, tuple[str, ...]] = {
    "spend more than there is": entry(amount="100_01".replace("_", "")),
    "spend what is held": entry(amount="7001"),
    "post a negative amount": entry(amount="-5"),
    "post nothing": entry(amount="0"),
    "post more than any real amount": entry(
        debit=":member", credit=":dollars", amount="100000000000000001"
    ),
    "post from an account to itself": entry(debit=":cash"),
    "post across currencies": entry(debit=":dollars"),
    "post in a currency the accounts do not have": entry(currency="USD"),
    "post into a neighbour's book": entry(debit=":neighbour"),
    "post under a neighbour's book": entry(book=":neighbour"),
    "post to an account that does not exist": entry(debit="987654"),
    "post on another day than the journal": entry(day="2026-11-19"),
    "write a journal without postings": (journal(),),
    "write a posting without a journal": (posting(),),
    "add a posting to an old journal": (posting(journal=":journal"),),
    "use a key again": (
        posting(),
        journal(key="attack-twice"),
        posting(),
        journal(key="attack-twice"),
    ),
    "change a posting": ("UPDATE ledger_posting SET amount_minor = 1",),
    "delete a posting": ("DELETE FROM ledger_posting WHERE id = :posting",),
    "delete every posting": ("DELETE FROM ledger_posting",),
    "change a journal": (
        "UPDATE ledger_journal SET memo = 'otro' WHERE id = :journal",
    ),
    "delete a journal": ("DELETE FROM ledger_journal WHERE id = :journal",),
    "edit a balance": (
        "UPDATE ledger_account SET balance_minor = balance_minor + 1 WHERE id = :cash",
    ),
    "edit a balance and its newest posting": (
        (
            "UPDATE ledger_account SET balance_minor = balance_minor + 1,"
            " last_posting_id = last_posting_id + 1 WHERE id = :cash"
        ),
    ),
    "edit what is held": ("UPDATE ledger_account SET held_minor = 0 WHERE id = :cash",),
    "lower a minimum": (
        "UPDATE ledger_account SET min_balance_minor = -1000 WHERE id = :cash",
    ),
    "take a minimum away": (
        "UPDATE ledger_account SET min_balance_minor = NULL WHERE id = :cash",
    ),
    "rename an account": (
        "UPDATE ledger_account SET code = 'bank' WHERE id = :member",
    ),
    "give an account to another book": (
        "UPDATE ledger_account SET book_id = :book WHERE id = :neighbour",
    ),
    "open an account with money in it": (
        (
            "INSERT INTO ledger_account (book_id, code, currency, balance_minor, opened_at)"
            " VALUES (:book, 'bank', 'COP', 500, '2026-11-20 15:00:00')"
        ),
    ),
    "delete an account with history": ("DELETE FROM ledger_account WHERE id = :cash",),
    "raise a hold": ("UPDATE ledger_hold SET amount_minor = 1 WHERE id = :hold",),
    "delete a hold": ("DELETE FROM ledger_hold WHERE id = :hold",),
    "end a hold without saying when": (
        "UPDATE ledger_hold SET state = 'released' WHERE id = :hold",
    ),
    "bring a hold back": (
        (
            "UPDATE ledger_hold SET state = 'released', ended_at = '2026-11-20 15:00:00'"
            " WHERE id = :hold"
        ),
        "UPDATE ledger_hold SET state = 'active', ended_at = NULL WHERE id = :hold",
    ),
    "hold more than there is": (
        (
            "INSERT INTO ledger_hold (key, account_id, book_id, currency, amount_minor,"
            " memo, state, created_at) VALUES ('attack', :cash, :book, 'COP', 7001, 'x',"
            " 'active', '2026-11-20 15:00:00')"
        ),
    ),
    "change a seal": ("UPDATE ledger_seal SET hash = :hash",),
    "delete a seal": ("DELETE FROM ledger_seal",),
}

#: SQLite has ways to weaken a constraint in the statement itself.
SQLITE_ATTACKS: dict[str, tuple[str, ...]] = {
    **{
        f"spend more than there is, {how}": entry(how=how, amount="10001")
        for how in ("OR FAIL", "OR REPLACE", "OR ROLLBACK", "OR ABORT", "OR IGNORE")
    },
    "replace a posting": (
        (
            "INSERT OR REPLACE INTO ledger_posting (id, journal_id, book_id, day, debit_id,"
            " credit_id, currency, amount_minor) VALUES (:posting,"
            " (SELECT max(id) + 1 FROM ledger_journal), :book,"
            " '2026-11-20', :member, :cash, 'COP', 1)"
        ),
        journal(),
    ),
    "replace an account by an empty one": (
        (
            "INSERT OR REPLACE INTO ledger_account (id, book_id, code, currency, opened_at)"
            " VALUES (:cash, :book, 'cash', 'COP', '2026-11-20 15:00:00')"
        ),
    ),
    "replace an account by its name": (
        (
            "INSERT OR REPLACE INTO ledger_account (book_id, code, currency, opened_at)"
            " VALUES (:book, 'cash', 'COP', '2026-11-20 15:00:00')"
        ),
    ),
    "replace a journal": (
        posting(),
        journal()
        .replace("INSERT INTO", "INSERT OR REPLACE INTO")
        .replace("'attack'", "(SELECT key FROM ledger_journal WHERE id = :journal)"),
    ),
    "post a broken number": entry(amount="1.5"),
    "post a word": entry(amount="'mucho'"),
    "move a posting by update or replace": (
        "UPDATE OR REPLACE ledger_posting SET id = 1 WHERE id = :posting",
    ),
    "replace a hold": (
        (
            "INSERT OR REPLACE INTO ledger_hold (id, key, account_id, book_id, currency,"
            " amount_minor, memo, state, created_at) VALUES (:hold, 'y', :cash, :book,"
            " 'COP', 1, 'x', 'active', '2026-11-20 15:00:00')"
        ),
    ),
    "replace a seal": (
        (
            "INSERT OR REPLACE INTO ledger_seal (seq, journal_id, previous, hash,"
            " sealed_at) VALUES (1, :journal, :hash, :hash, '2026-11-20 15:00:00')"
        ),
    ),
}

POSTGRESQL_ATTACKS: dict[str, tuple[str, ...]] = {
    **{
        f"empty {table}": (f"TRUNCATE {table} CASCADE",)
        for table in (
            "ledger_account",
            "ledger_journal",
            "ledger_posting",
            "ledger_hold",
            "ledger_seal",
            "ledger_cash_count",
        )
    },
    "claim another transaction's number": (
        (
            "INSERT INTO ledger_posting (journal_id, book_id, day, debit_id, credit_id,"
            " currency, amount_minor, transaction_number) SELECT id, book_id, day, :member,"
            " :cash, 'COP', 1, transaction_number FROM ledger_journal WHERE id = :journal"
        ),
    ),
    "update on conflict": (
        (
            "INSERT INTO ledger_posting (id, journal_id, book_id, day, debit_id, credit_id,"
            " currency, amount_minor) VALUES (:posting, :journal, :book, '2026-11-20',"
            " :member, :cash, 'COP', 1) ON CONFLICT (id) DO UPDATE SET amount_minor = 1"
        ),
    ),
    "hide the accounts behind a temporary table": (
        (
            "CREATE TEMPORARY TABLE ledger_account (LIKE ledger_account INCLUDING ALL)"
            " ON COMMIT DROP"
        ),
        posting(amount="10001"),
        journal(),
    ),
    "open an account with money through copy of itself": (
        (
            "INSERT INTO ledger_account (book_id, code, currency, balance_minor, opened_at)"
            " SELECT book_id, 'bank', currency, balance_minor, opened_at"
            " FROM ledger_account WHERE id = :cash"
        ),
    ),
}


def attempt(target: Target, statements: tuple[str, ...]) -> None:
    """Run the statements in one transaction, as their database wants them."""
    with target.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), {**target.values, "hash": b"\0" * 32})


def assert_untouched(target: Target) -> None:
    with Session(target.engine) as session:
        cash = queries.balance(session, target.book, "cash", Currency.COP)
        free = queries.available(session, target.book, "cash", Currency.COP)
        report = queries.verify(session)
        assert (cash, free) == (cop(100_00), cop(70_00))
        assert report.is_sound, report


@pytest.mark.parametrize("name", ATTACKS)
def test_raw_sql_cannot_make_the_book_lie(target: Target, name: str) -> None:
    with pytest.raises(DatabaseError):
        attempt(target, ATTACKS[name])

    assert_untouched(target)


def test_sqlite_cannot_be_talked_round(target: Target) -> None:
    if target.engine.dialect.name != "sqlite":
        return
    for name, statements in SQLITE_ATTACKS.items():
        refused = False
        try:
            attempt(target, statements)
        except DatabaseError:
            refused = True

        assert refused, name
        assert_untouched(target)


def test_postgresql_cannot_be_talked_round(target: Target) -> None:
    if target.engine.dialect.name != "postgresql":
        return
    for name, statements in POSTGRESQL_ATTACKS.items():
        refused = False
        try:
            attempt(target, statements)
        except DatabaseError:
            refused = True

        assert refused, name
        assert_untouched(target)


def test_the_form_of_the_attacks_is_sound(target: Target) -> None:
    # Otherwise a typing mistake would look like a guard.
    attempt(target, entry())

    with Session(target.engine) as session:
        cash = queries.balance(session, target.book, "cash", Currency.COP)
        assert cash == cop(99_99)
        if target.engine.dialect.name == "postgresql":
            # The number was given by hand; the next one must not repeat it.
            session.execute(
                text(
                    "SELECT setval(pg_get_serial_sequence('ledger_journal', 'id'),"
                    " max(id)) FROM ledger_journal"
                )
            )


def test_an_account_without_history_may_go(target: Target) -> None:
    with target.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ledger_account (book_id, code, currency, opened_at)"
                " VALUES (:book, 'bank', 'COP', '2026-11-20 15:00:00')"
            ),
            target.values,
        )
        gone = connection.execute(
            text("DELETE FROM ledger_account WHERE book_id = :book AND code = 'bank'"),
            target.values,
        )

    assert gone.rowcount == 1
