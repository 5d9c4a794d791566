"""Statements: what moved in an account, and what was left after each movement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.core import parse_code
from marketplace.ledger.models import Account, JournalRow
from marketplace.ledger.models.expressions import (
    balance_at,
    moved_later,
    newest_movements,
)
from marketplace.ledger.queries.books import AccountLine
from marketplace.ledger.queries.naming import NamedAccount, named_accounts
from network.errors import NotFoundError
from network.models import Organisation
from network.policy import Action, require

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.policy import Actor

PAGE = 30

#: Day and number of the last posting shown: where the next page begins.
Cursor = tuple["date", int]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A movement of an account.

    Attributes:
        posting_id: Its number.
        journal_id: The journal it belongs to.
        day: Accounting day.
        memo: What happened, in words.
        change: By how much the balance changed.
        balance: What it was afterwards.
        other: The account on the other side.
    """

    posting_id: int
    journal_id: int
    day: date
    memo: str
    change: Money
    balance: Money
    other: NamedAccount


@dataclass(frozen=True, slots=True)
class Statement:
    """Some movements of an account, newest first.

    Attributes:
        book_id: Organisation whose book it is in.
        organisation: Its name.
        name: Whose account it is.
        balance: What is in it today, all movements counted.
        lines: At most the number asked for.
        older: Where the next page begins; none on the last page.
    """

    book_id: int
    organisation: str
    name: NamedAccount
    balance: Money
    lines: tuple[StatementLine, ...]
    older: Cursor | None


@dataclass(frozen=True, slots=True)
class OwnAccounts:
    """What a person owes one organisation, or has in favour there."""

    organisation_id: int
    organisation: str
    accounts: tuple[AccountLine, ...]


def statement(  # noqa: PLR0913 - an account is named by three values
    session: Session,
    book_id: int,
    code: str,
    currency: Currency,
    *,
    actor: Actor,
    before: Cursor | None = None,
    limit: int = PAGE,
) -> Statement:
    """Return the movements of an account, newest first.

    People see their own accounts; officers see every account of the book.

    Raises:
        NotFoundError: If there is no such account, or the actor holds nothing
            in the organisation.
        NotAllowedError: If the actor may not see it.
    """
    parsed = parse_code(code)
    own = parsed.person_id == actor.person_id
    require(actor, Action.SEE_OWN_STATEMENT if own else Action.SEE_BOOK, book_id)
    found = session.execute(
        select(Account.id, Account.balance_minor, Organisation.name)
        .join(Organisation, Organisation.id == Account.book_id)
        .where(
            Account.book_id == book_id,
            Account.code == code,
            Account.currency == currency,
        )
    ).one_or_none()
    if found is None:
        raise NotFoundError(account=code)
    lines, older = _lines(session, (found.id, currency), before, limit)
    return Statement(
        book_id,
        found.name,
        named_accounts(session, [code])[code],
        Money(found.balance_minor, currency),
        lines,
        older,
    )


def own_accounts(session: Session, *, actor: Actor) -> list[OwnAccounts]:
    """Return the actor's accounts in every organisation where a role is held."""
    books = [
        book_id
        for book_id in actor.roles
        if actor.holds(Action.SEE_OWN_STATEMENT, book_id)
    ]
    rows = session.execute(
        select(Account, Organisation.name)
        .join(Organisation, Organisation.id == Account.book_id)
        .where(
            Account.book_id.in_(books),
            or_(
                Account.code == f"member:{actor.person_id}",
                Account.code.like(f"advance:%:person:{actor.person_id}"),
            ),
        )
        .order_by(Organisation.name, Account.book_id, Account.code.desc())
    ).all()
    names = named_accounts(session, {account.code for account, _ in rows})
    found: dict[int, tuple[str, list[AccountLine]]] = {}
    for account, organisation in rows:
        line = AccountLine(
            names[account.code],
            parse_code(account.code).nature,
            Money(account.balance_minor, account.currency),
            Money(account.held_minor, account.currency),
        )
        found.setdefault(account.book_id, (organisation, []))[1].append(line)
    return [
        OwnAccounts(book_id, organisation, tuple(lines))
        for book_id, (organisation, lines) in found.items()
    ]


def _lines(
    session: Session,
    account: tuple[int, Currency],
    before: Cursor | None,
    limit: int,
) -> tuple[tuple[StatementLine, ...], Cursor | None]:
    account_id, currency = account
    moved = newest_movements(account_id, before, limit + 1)
    rows = session.execute(
        select(moved, JournalRow.memo, Account.code)
        .join(JournalRow, JournalRow.id == moved.c.journal_id)
        .join(Account, Account.id == moved.c.other_id)
        .order_by(moved.c.day.desc(), moved.c.id.desc())
        .limit(limit + 1)
    ).all()
    if not rows:
        return (), None
    names = named_accounts(session, {row.code for row in rows})
    running = _balance_after(session, account_id, (rows[0].day, rows[0].id))
    lines = []
    for row in rows[:limit]:
        lines.append(
            StatementLine(
                row.id,
                row.journal_id,
                row.day,
                row.memo,
                Money(row.delta_minor, currency),
                Money(running, currency),
                names[row.code],
            )
        )
        running -= row.delta_minor
    last = lines[-1]
    older = (last.day, last.posting_id) if len(rows) > limit else None
    return tuple(lines), older


def _balance_after(session: Session, account_id: int, cursor: Cursor) -> int:
    """Return the balance once a posting was made, later ones of its day left out."""
    day, posting_id = cursor
    at_night = session.scalar(select(balance_at(day)).where(Account.id == account_id))
    later = session.scalar(moved_later(account_id, day, posting_id))
    return int(at_night or 0) - int(later or 0)
