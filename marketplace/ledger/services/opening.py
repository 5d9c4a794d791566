"""What there was before the book began (*saldos iniciales*), posted once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.core import Entry, Posting, parse_code
from marketplace.ledger.core.opening import OpeningLine, OpeningSheet, read_sheet
from marketplace.ledger.models import JournalRow
from marketplace.ledger.models.parties import (
    OPENING,
    partner_code,
    partners_of,
    people_of,
    standing_openings,
)
from marketplace.ledger.services.accounts import lock_accounts
from marketplace.ledger.services.posting import post_many
from network.core.text import fold
from network.errors import ConflictError, InvalidError, NotFoundError
from network.models import Organisation
from network.policy import Action, require
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.attachments.core.tables import Table
    from network.policy import Actor

MOST_LINES = 5_000
_EQUITY = "equity:opening"


@dataclass(frozen=True, slots=True)
class OpeningBalances:
    """What there was when the book began.

    Attributes:
        book_id: Organisation whose book it is.
        day: Day on which it was so, today or before.
        lines: Each account once.
    """

    book_id: int
    day: date
    lines: tuple[OpeningLine, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """What was done: accounts posted, and those that said the same already."""

    posted: int
    same: int


class NothingToOpenError(InvalidError):
    """There is no balance, or there are too many.  Values: ``most``."""


class OpeningAmountError(InvalidError):
    """A balance is zero, or there is less than nothing in cash or bank."""


class OpeningTwiceError(InvalidError):
    """An account stands there twice.  Values: ``who``."""


class OpeningClashError(ConflictError):
    """The account began with another balance already.

    Values: ``who``, ``before`` and ``amount``.
    """


def open_balances(
    session: Session, wanted: OpeningBalances, *, actor: Actor, now: datetime
) -> Opened:
    """Post opening balances against the equity, one entry for each account.

    An account that began with the same balance is passed over, so that a form
    or a sheet may be sent again.  Once an opening entry is undone the account
    may begin anew.

    Raises:
        NotFoundError: If the book, or an account's owner, is not the actor's.
        NotAllowedError: If the actor may not record payments.
        NothingToOpenError: If there is nothing, or too much at once.
        OpeningAmountError: If a balance is zero, or cash or bank less.
        OpeningTwiceError: If an account stands there twice.
        OpeningClashError: If an account began with another balance.
        FutureDayError: If the day has not come yet.
    """
    require(actor, Action.RECORD_PAYMENT, wanted.book_id)
    names = _check(session, wanted)
    keys = [(wanted.book_id, line.code, line.amount.currency) for line in wanted.lines]
    # Held, so that of two senders the second one sees what the first one posted.
    lock_accounts(session.connection(), keys, now)
    standing = {
        (credit if debit == _EQUITY else debit): -minor if debit == _EQUITY else minor
        for _, _, debit, credit, minor in session.execute(
            standing_openings(wanted.book_id)
        )
    }
    begun = _begun(session, wanted.book_id)
    entries = []
    for line in wanted.lines:
        before = standing.get(line.code)
        if before is None:
            entries.append(_entry(wanted, line, begun))
        elif before != line.amount.minor:
            raise OpeningClashError(
                who=names[line.code],
                before=Money(abs(before), line.amount.currency),
                amount=abs(line.amount),
            )
    if entries:
        post_many(session, entries, actor=actor, now=now)
        audit.record(
            session,
            actor=actor,
            deed="ledger.opened",
            subject="organisation",
            subject_id=wanted.book_id,
            organisation_id=wanted.book_id,
            at=now,
            accounts=len(entries),
        )
    return Opened(len(entries), len(wanted.lines) - len(entries))


def read_opening_sheet(
    session: Session, book_id: int, table: Table, *, actor: Actor, day: date
) -> OpeningSheet:
    """Return what a sheet of opening balances says; change nothing.

    Raises:
        NotFoundError: If the book is not the actor's.
        NotAllowedError: If the actor may not record payments.
        OpeningColumnsError: If the sheet lacks a column.
    """
    require(actor, Action.RECORD_PAYMENT, book_id)
    known: dict[str, dict[str, list[int]]] = {
        "member": {},
        "association": {},
        "supplier": {},
    }
    for code, name in _parties(session, book_id, day).items():
        prefix, _, number = code.partition(":")
        known[prefix].setdefault(fold(name), []).append(int(number))
    return read_sheet(table, known, _currency(session, book_id))


def _check(session: Session, wanted: OpeningBalances) -> dict[str, object]:
    """Refuse what cannot be; return what each account is called."""
    if not 0 < len(wanted.lines) <= MOST_LINES:
        raise NothingToOpenError(most=MOST_LINES)
    currency = _currency(session, wanted.book_id)
    parties = _parties(session, wanted.book_id, wanted.day)
    names: dict[str, object] = {}
    for line in wanted.lines:
        code = parse_code(line.code)
        least = code.min_balance_minor
        if least is None and line.code not in parties:
            raise NotFoundError(account=line.code)
        too_low = least is not None and line.amount.minor < least
        if line.amount.currency is not currency or not line.amount.minor or too_low:
            raise OpeningAmountError(who=parties.get(line.code, code.kind))
        if line.code in names:
            raise OpeningTwiceError(who=names[line.code])
        names[line.code] = parties.get(line.code, code.kind)
    return names


def _entry(wanted: OpeningBalances, line: OpeningLine, begun: Counter[str]) -> Entry:
    """Return the entry of an account; its key counts those that were undone."""
    stem = _stem(wanted.book_id, line.code)
    posting = (
        Posting(line.code, _EQUITY, line.amount)
        if line.amount.minor > 0
        else Posting(_EQUITY, line.code, -line.amount)
    )
    return Entry(
        key=f"{stem}#{begun[stem]}" if begun[stem] else stem,
        book_id=wanted.book_id,
        kind=OPENING,
        day=wanted.day,
        memo="Saldo inicial",
        postings=(posting,),
    )


def _begun(session: Session, book_id: int) -> Counter[str]:
    """Return how often each account of a book began, undone entries counted."""
    keys = session.scalars(
        select(JournalRow.key).where(
            JournalRow.book_id == book_id, JournalRow.kind == OPENING
        )
    )
    return Counter(key.partition("#")[0] for key in keys)


def _stem(book_id: int, code: str) -> str:
    return f"opening:{book_id}:{code}"


def _parties(session: Session, book_id: int, day: date) -> dict[str, str]:
    """Return the names of those who may owe or be owed, by account."""
    people = session.execute(people_of(book_id, day))
    partners = session.execute(partners_of(book_id, day))
    return {
        **{f"member:{row.id}": row.name for row in people},
        **{partner_code(row.id, row.kind): row.name for row in partners},
    }


def _currency(session: Session, book_id: int) -> Currency:
    organisation = session.get(Organisation, book_id)
    if organisation is None:
        raise NotFoundError(organisation=book_id)
    return Currency(organisation.currency)
