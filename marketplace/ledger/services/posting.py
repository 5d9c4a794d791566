"""Posting entries: once each, all of them or none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.exc import IntegrityError

from marketplace.kernel.money import Money
from marketplace.ledger.core import parse_code
from marketplace.ledger.models import JournalRow, PostingRow
from marketplace.ledger.services.accounts import (
    InsufficientFundsError,
    lock_accounts,
    refuse_shortage,
)
from network.errors import ConflictError, InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from marketplace.ledger.core import Entry, Posting
    from marketplace.ledger.services.accounts import AccountKey, LockedAccount
    from network.policy import Actor


class EntryClashError(ConflictError):
    """The key is already in the book and means something else."""


class FutureDayError(InvalidError):
    """The accounting day has not come yet."""


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """A journal that is in the book.

    Attributes:
        id: Number of the journal.
        key: The event that caused it.
        book_id: Organisation whose book it is in.
        day: Accounting day.
        is_new: False when the same entry had been posted before.
    """

    id: int
    key: str
    book_id: int
    day: date
    is_new: bool


_JOURNAL = insert(JournalRow)
_JOURNAL_ONCE = (
    postgresql_insert(JournalRow)
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(JournalRow.id, JournalRow.key)
)
_POSTING = insert(PostingRow)
# One statement for a whole batch, so that its trigger moves each account once.
_POSTINGS_AT_ONCE = text(
    "INSERT INTO ledger_posting"
    " (journal_id, book_id, day, debit_id, credit_id, currency, amount_minor)"
    " SELECT * FROM unnest(CAST(:journal_id AS bigint[]), CAST(:book_id AS int[]),"
    " CAST(:day AS date[]), CAST(:debit_id AS bigint[]), CAST(:credit_id AS bigint[]),"
    " CAST(:currency AS text[]), CAST(:amount_minor AS bigint[]))"
)
_KNOWN = select(
    JournalRow.id,
    JournalRow.key,
    JournalRow.book_id,
    JournalRow.day,
    JournalRow.request_hash,
).where(JournalRow.key.in_(bindparam("keys", expanding=True)))


def post(session: Session, entry: Entry, *, actor: Actor, now: datetime) -> PostedEntry:
    """Write an entry to its book, once.

    Posting a key that is already there with the same entry returns the journal
    that is there, so a repeated task or form is harmless.  Permission is asked
    by the service that calls.

    Raises:
        EntryClashError: If the key is there with another entry.
        InsufficientFundsError: If an account would go under its minimum.
        FutureDayError: If the accounting day has not come yet.
    """
    return post_many(session, [entry], actor=actor, now=now)[0]


def post_many(
    session: Session, entries: Sequence[Entry], *, actor: Actor, now: datetime
) -> list[PostedEntry]:
    """Write several entries, all of them or none, moving each account once.

    An account may be short within the batch as long as it is not at the end.

    Returns:
        One journal per entry, in order.

    Raises:
        EntryClashError: If a key is there, or in the batch, with another entry.
        InsufficientFundsError: If an account would end under its minimum.
        FutureDayError: If an accounting day has not come yet.
    """
    wanted = _distinct(entries, now)
    # Rows of the caller that the journal points to must be there first.
    session.flush()
    connection = session.connection()
    accounts = lock_accounts(connection, _accounts_of(wanted.values()), now)
    posted = _already_there(connection, wanted, accounts)
    fresh = [entry for key, entry in wanted.items() if key not in posted]
    if fresh:
        refuse_shortage(accounts, _effect(fresh))
        person_id = actor.person_id or None
        write = _write_sealed if connection.dialect.name == "sqlite" else _write_once
        posted |= write(connection, fresh, accounts, (person_id, now))
    late = {key: entry for key, entry in wanted.items() if key not in posted}
    if late:
        # Another transaction posted them while this one waited for its turn.
        posted |= _known(connection, late)
    return [posted[entry.key] for entry in entries]


def _distinct(entries: Sequence[Entry], now: datetime) -> dict[str, Entry]:
    wanted: dict[str, Entry] = {}
    for entry in entries:
        if entry.day > now.date():
            raise FutureDayError(day=entry.day)
        if wanted.setdefault(entry.key, entry) != entry:
            raise EntryClashError(key=entry.key)
    return wanted


def _accounts_of(entries: Iterable[Entry]) -> set[AccountKey]:
    return {(entry.book_id, *key) for entry in entries for key in entry.accounts()}


def _effect(entries: Iterable[Entry]) -> Counter[AccountKey]:
    change: Counter[AccountKey] = Counter()
    for entry in entries:
        for key, delta in entry.effect().items():
            change[entry.book_id, *key] += delta
    return change


def _already_there(
    connection: Connection,
    wanted: Mapping[str, Entry],
    accounts: Mapping[AccountKey, LockedAccount],
) -> dict[str, PostedEntry]:
    """Return what had been posted before, when it has to be known beforehand.

    PostgreSQL tells when the journal is inserted; it is asked earlier only when
    there seems to be too little money, since a repeated payment needs none.
    """
    if connection.dialect.name == "postgresql":
        try:
            refuse_shortage(accounts, _effect(wanted.values()))
        except InsufficientFundsError:
            return _known(connection, wanted)
        return {}
    return _known(connection, wanted)


def _known(
    connection: Connection, wanted: Mapping[str, Entry]
) -> dict[str, PostedEntry]:
    posted: dict[str, PostedEntry] = {}
    for row in connection.execute(_KNOWN, {"keys": list(wanted)}):
        if bytes(row.request_hash) != wanted[row.key].request_hash:
            raise EntryClashError(key=row.key)
        posted[row.key] = PostedEntry(
            row.id, row.key, row.book_id, row.day, is_new=False
        )
    return posted


def _write_once(
    connection: Connection,
    entries: Sequence[Entry],
    accounts: Mapping[AccountKey, LockedAccount],
    signed: tuple[int | None, datetime],
) -> dict[str, PostedEntry]:
    """Write to PostgreSQL: journals first, whoever comes second gets none."""
    journals = [_journal(entry, signed) for entry in entries]
    ids = {
        row.key: row.id
        for row in connection.execute(
            _JOURNAL_ONCE, journals if len(journals) > 1 else journals[0]
        )
    }
    won = [(ids[entry.key], entry) for entry in entries if entry.key in ids]
    rows = _postings(won, accounts)
    if rows:
        connection.execute(
            _POSTINGS_AT_ONCE,
            {column: [row[column] for row in rows] for column in rows[0]},
        )
    return _as_posted(won)


def _write_sealed(
    connection: Connection,
    entries: Sequence[Entry],
    accounts: Mapping[AccountKey, LockedAccount],
    signed: tuple[int | None, datetime],
) -> dict[str, PostedEntry]:
    """Write to SQLite: journals last, which seals their postings.

    There is one writer at a time, so the next number is known.
    """
    newest = connection.scalar(select(func.max(JournalRow.id))) or 0
    numbered = list(enumerate(entries, newest + 1))
    try:
        connection.execute(_POSTING, _postings(numbered, accounts))
    except IntegrityError as error:
        if "limits" not in str(error.orig):
            raise
        raise _passing_shortage(entries, accounts) from error
    connection.execute(
        _JOURNAL,
        [{"id": number, **_journal(entry, signed)} for number, entry in numbered],
    )
    return _as_posted(numbered)


def _passing_shortage(
    entries: Sequence[Entry], accounts: Mapping[AccountKey, LockedAccount]
) -> InsufficientFundsError:
    """Return the error for money that goes round between limited accounts.

    In the end nothing is missing, but SQLite moves one posting at a time.
    """
    needed: Counter[AccountKey] = Counter()
    for entry in entries:
        for part in entry.postings:
            currency = part.amount.currency
            needed[entry.book_id, part.credit, currency] += part.amount.minor
    key = next(
        key
        for key, account in accounts.items()
        if account.available_minor is not None and account.available_minor < needed[key]
    )
    return InsufficientFundsError(
        account=parse_code(key[1]).kind,
        available=Money(max(accounts[key].available_minor or 0, 0), key[2]),
        needed=Money(needed[key], key[2]),
    )


def _as_posted(numbered: Iterable[tuple[int, Entry]]) -> dict[str, PostedEntry]:
    return {
        entry.key: PostedEntry(number, entry.key, entry.book_id, entry.day, is_new=True)
        for number, entry in numbered
    }


def _journal(entry: Entry, signed: tuple[int | None, datetime]) -> dict[str, object]:
    person_id, now = signed
    return {
        "book_id": entry.book_id,
        "key": entry.key,
        "request_hash": entry.request_hash,
        "kind": entry.kind,
        "day": entry.day,
        "memo": entry.memo,
        "posted_at": now,
        "reverses": entry.reverses,
        "reason": entry.reason,
        "minutes": entry.minutes,
        "actor_id": person_id,
    }


def _postings(
    numbered: Iterable[tuple[int, Entry]],
    accounts: Mapping[AccountKey, LockedAccount],
) -> list[dict[str, object]]:
    """Return the rows, what fills a limited account before what empties one."""
    rows = [
        (
            _takes_out(accounts, entry.book_id, part),
            {
                "journal_id": number,
                "book_id": entry.book_id,
                "day": entry.day,
                "debit_id": accounts[
                    entry.book_id, part.debit, part.amount.currency
                ].id,
                "credit_id": accounts[
                    entry.book_id, part.credit, part.amount.currency
                ].id,
                "currency": part.amount.currency,
                "amount_minor": part.amount.minor,
            },
        )
        for number, entry in numbered
        for part in entry.postings
    ]
    rows.sort(key=lambda row: row[0])
    return [row for _, row in rows]


def _takes_out(
    accounts: Mapping[AccountKey, LockedAccount], book_id: int, part: Posting
) -> int:
    """Return 0 if the posting only fills a limited account, 2 if it only empties."""
    currency = part.amount.currency
    fills = accounts[book_id, part.debit, currency].available_minor is not None
    empties = accounts[book_id, part.credit, currency].available_minor is not None
    return 1 - fills + empties
