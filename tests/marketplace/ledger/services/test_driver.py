from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from marketplace.ledger.services.driver import ask, tell
from marketplace.ledger.services.posting import post
from network.policy import SYSTEM
from tests.factories_ledger import NOW, a_book, an_entry, cash_in

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_LOWER = "UPDATE ledger_account SET held_minor = -1 WHERE id = {value} RETURNING id"


def lower(connection: Connection) -> str:
    """What no database of the book allows, as its driver writes it."""
    is_sqlite = connection.dialect.name == "sqlite"
    return _LOWER.format(value="?" if is_sqlite else "%s")


def an_account(session: Session) -> int:
    cash_in(session, a_book(session), 100)
    [(account_id,)] = ask(session.connection(), "SELECT max(id) FROM ledger_account")
    assert isinstance(account_id, int)
    return account_id


def test_what_the_database_refuses_is_an_error_of_the_usual_kind(
    session: Session,
) -> None:
    account_id = an_account(session)

    with pytest.raises(IntegrityError, match="ledger"):
        ask(session.connection(), lower(session.connection()), (account_id,))


def test_so_it_is_with_many_rows(session: Session) -> None:
    account_id = an_account(session)

    with pytest.raises(IntegrityError, match="ledger"):
        tell(session.connection(), lower(session.connection()), [(account_id,)])


def test_a_lost_connection_is_not_used_again(committed: Engine) -> None:
    with Session(committed) as session:
        lost = session.connection()
        driver = lost.connection.driver_connection
        assert driver is not None
        driver.close()

        with pytest.raises(DBAPIError) as told:
            ask(lost, "SELECT 1")

        assert told.value.connection_invalidated
        assert lost.invalidated
    with Session(committed) as session:
        assert ask(session.connection(), "SELECT 1") == [(1,)]


def test_an_entry_and_the_row_that_caused_it_are_undone_together(
    committed: Engine,
) -> None:
    with Session(committed) as session:
        book_id = a_book(session)
        session.commit()
        entry = an_entry(book_id, ("member:1", "purchase:1", 5))
        post(session, entry, actor=SYSTEM, now=NOW)
        session.rollback()

        posted = post(session, entry, actor=SYSTEM, now=NOW)

        assert posted.is_new
