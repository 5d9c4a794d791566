"""The book of an organisation at a glance, and its trial balance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.core.chart import NATURES
from marketplace.ledger.models import (
    Account,
    CashCountRow,
    JournalRow,
    Seal,
    Snapshot,
    Verification,
)
from marketplace.ledger.models.expressions import balance_at
from marketplace.ledger.queries.naming import named_accounts, person_names
from network.errors import NotFoundError
from network.models import Membership, Organisation, Person
from network.policy import ALLOWED, Action, require

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.ledger.core import AccountKind, Nature
    from marketplace.ledger.queries.naming import NamedAccount
    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account and what is in it.

    Attributes:
        name: Whose account it is.
        nature: What its balance is to the organisation.
        balance: Debits less credits.
        held: Set aside, and not to be spent on anything else.
    """

    name: NamedAccount
    nature: Nature
    balance: Money
    held: Money


@dataclass(frozen=True, slots=True)
class LastCount:
    """The newest count of the cash box."""

    day: date
    counted: Money
    expected: Money
    counted_by: str
    explanation: str


@dataclass(frozen=True, slots=True)
class LastVerification:
    """When the books were last verified, and with what result."""

    at: datetime
    is_sound: bool
    journals: int
    first_broken: str
    head: str


@dataclass(frozen=True, slots=True)
class Book:
    """A book as its officers see it.

    Attributes:
        organisation_id: Whose book it is.
        organisation: Its name.
        currency: In which it is kept.
        accounts: Every account, in the order of the chart.
        last_count: The newest count of the cash box, if there is one.
        verification: The newest verification of all books, if there is one.
    """

    organisation_id: int
    organisation: str
    currency: Currency
    accounts: tuple[AccountLine, ...]
    last_count: LastCount | None
    verification: LastVerification | None

    def of_kind(self, kind: AccountKind) -> Money:
        """Return the sum of the accounts of a kind, in the book's currency."""
        return Money.total(
            (
                line.balance
                for line in self.accounts
                if line.name.kind is kind and line.balance.currency is self.currency
            ),
            self.currency,
        )


@dataclass(frozen=True, slots=True)
class TrialLine:
    """An account in the trial balance: its balance stands on one side."""

    name: NamedAccount
    debit: Money
    credit: Money


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account of a book on a day; both sides sum to the same.

    Attributes:
        organisation: Name of the organisation whose book it is.
        day: At whose end.
        lines: Accounts that are not at zero.
        debit: Sum of one side.
        credit: Sum of the other.
    """

    organisation: str
    day: date
    lines: tuple[TrialLine, ...]
    debit: Money
    credit: Money


_ORDER = {kind: place for place, kind in enumerate(NATURES)}


def book(session: Session, book_id: int, *, actor: Actor) -> Book:
    """Return an organisation's accounts and how they were checked.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor may not see its book.
    """
    require(actor, Action.SEE_BOOK, book_id)
    organisation = _organisation(session, book_id)
    return Book(
        book_id,
        organisation.name,
        Currency(organisation.currency),
        accounts(session, book_id, actor=actor),
        _last_count(session, book_id),
        last_verification(session),
    )


def accounts(
    session: Session, book_id: int, *, actor: Actor
) -> tuple[AccountLine, ...]:
    """Return every account of a book, in the order of the chart.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor may not see its book.
    """
    require(actor, Action.SEE_BOOK, book_id)
    rows = session.execute(
        select(
            Account.code, Account.currency, Account.balance_minor, Account.held_minor
        ).where(Account.book_id == book_id)
    ).all()
    names = named_accounts(session, {row.code for row in rows})
    lines = [
        AccountLine(
            names[row.code],
            NATURES[names[row.code].kind],
            Money(row.balance_minor, row.currency),
            Money(row.held_minor, row.currency),
        )
        for row in rows
    ]
    lines.sort(key=lambda line: _place(line.name))
    return tuple(lines)


def trial_balance(
    session: Session, book_id: int, *, actor: Actor, day: date
) -> TrialBalance:
    """Return the balances at the end of a day, each on its side.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor may not see its book.
    """
    require(actor, Action.SEE_BOOK, book_id)
    organisation = _organisation(session, book_id)
    currency = Currency(organisation.currency)
    rows = session.execute(
        select(Account.code, balance_at(day)).where(
            Account.book_id == book_id, Account.currency == currency
        )
    ).all()
    names = named_accounts(session, {code for code, _ in rows})
    zero = Money.zero(currency)
    lines = []
    for code, minor in sorted(rows, key=lambda row: _place(names[row[0]])):
        amount = Money(minor, currency)
        if amount.minor > 0:
            lines.append(TrialLine(names[code], amount, zero))
        elif amount.minor < 0:
            lines.append(TrialLine(names[code], zero, -amount))
    return TrialBalance(
        organisation.name,
        day,
        tuple(lines),
        Money.total((line.debit for line in lines), currency),
        Money.total((line.credit for line in lines), currency),
    )


def last_verification(session: Session) -> LastVerification | None:
    """Return the newest verification; it is about all books and names nobody."""
    row = session.execute(
        select(
            Verification.at,
            Verification.is_sound,
            Verification.journals,
            Verification.first_broken,
            Verification.head,
        )
        .order_by(Verification.at.desc(), Verification.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else LastVerification(*row)


def chain_head(session: Session) -> str:
    """Return the head of the hash chain in hexadecimal, empty before the first."""
    head = session.scalar(select(Seal.hash).order_by(Seal.seq.desc()).limit(1))
    return bytes(head).hex() if head else ""


def books_without_snapshot(session: Session, *, month_end: date) -> list[int]:
    """Return the books that have moved by a month end and lack its snapshots."""
    kept = (
        select(Snapshot.account_id)
        .join(Account, Account.id == Snapshot.account_id)
        .where(Account.book_id == JournalRow.book_id, Snapshot.day == month_end)
        .exists()
    )
    return list(
        session.scalars(
            select(JournalRow.book_id)
            .where(JournalRow.day <= month_end, ~kept)
            .distinct()
            .order_by(JournalRow.book_id)
        )
    )


def _last_count(session: Session, book_id: int) -> LastCount | None:
    row = session.scalar(
        select(CashCountRow)
        .where(CashCountRow.book_id == book_id)
        .order_by(CashCountRow.day.desc(), CashCountRow.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    names = person_names(session, {row.counted_by})
    return LastCount(
        row.day,
        Money(row.counted_minor, row.currency),
        Money(row.expected_minor, row.currency),
        names.get(row.counted_by, ""),
        row.explanation,
    )


def _organisation(session: Session, book_id: int) -> Organisation:
    found = session.get(Organisation, book_id)
    if found is None:
        raise NotFoundError(organisation=book_id)
    return found


def _place(name: NamedAccount) -> tuple[int, int, str, str]:
    return _ORDER[name.kind], name.purchase_id or 0, name.owner, name.code


@dataclass(frozen=True, slots=True)
class CountDesk:
    """What is needed to count the cash box of an organisation.

    Attributes:
        organisation_id: Whose box it is.
        organisation: Its name.
        currency: Of its book.
        people: Number and name of those who may keep the box.
    """

    organisation_id: int
    organisation: str
    currency: Currency
    people: tuple[tuple[int, str], ...]


def count_desk(session: Session, book_id: int, *, actor: Actor, day: date) -> CountDesk:
    """Return what the page of a cash count needs.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor may not count its cash.
    """
    require(actor, Action.COUNT_CASH, book_id)
    organisation = _organisation(session, book_id)
    people = session.execute(
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == book_id,
            Membership.role.in_(ALLOWED[Action.RECORD_PAYMENT]),
            Membership.held_on(day),
            Person.id != actor.person_id,
        )
        .distinct()
        .order_by(Person.name, Person.id)
    ).all()
    return CountDesk(
        book_id,
        organisation.name,
        Currency(organisation.currency),
        tuple((person.id, person.name) for person in people),
    )


def book_currency(session: Session, book_id: int) -> Currency:
    """Return the currency in which an organisation keeps its book.

    Raises:
        NotFoundError: If there is no such organisation.
    """
    return Currency(_organisation(session, book_id).currency)
