"""Posting entries: once each, all of them or none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from marketplace.kernel.money import Money
from marketplace.ledger.core import parse_code
from marketplace.ledger.services.accounts import (
    InsufficientFundsError,
    lock_accounts,
    refuse_shortage,
)
from marketplace.ledger.services.statements import (
    known_journals,
    write_one,
    write_postgresql,
    write_sqlite,
)
from network.core.zones import latest_day
from network.errors import ConflictError, InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from marketplace.ledger.core import Entry
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
    signed = (actor.person_id or None, now)
    everything = list(wanted.values())
    posted = _as_posted(everything, _write_held(connection, everything, signed))
    if len(posted) < len(wanted):
        posted |= _post_with_care(connection, wanted, posted, signed)
    return [posted[entry.key] for entry in entries]


def _post_with_care(
    connection: Connection,
    wanted: Mapping[str, Entry],
    posted: Mapping[str, PostedEntry],
    signed: tuple[int | None, datetime],
) -> dict[str, PostedEntry]:
    """Post what is left: find what was there, open accounts, say what is missing."""
    left = {key: entry for key, entry in wanted.items() if key not in posted}
    accounts = lock_accounts(connection, _accounts_of(left.values()), signed[1])
    known = _known(connection, left)
    fresh = [entry for key, entry in left.items() if key not in known]
    if not fresh:
        return known
    refuse_shortage(accounts, _effect(fresh))
    written = _as_posted(fresh, _write(connection, fresh, accounts, signed))
    late = {entry.key: entry for entry in fresh if entry.key not in written}
    # Another transaction may have posted some while this one was waiting.
    return known | written | (_known(connection, late) if late else {})


def _distinct(entries: Sequence[Entry], now: datetime) -> dict[str, Entry]:
    wanted: dict[str, Entry] = {}
    last = latest_day(now)
    for entry in entries:
        if entry.day > last:
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


def _known(
    connection: Connection, wanted: Mapping[str, Entry]
) -> dict[str, PostedEntry]:
    posted: dict[str, PostedEntry] = {}
    for key, (request_hash, number) in known_journals(connection, wanted).items():
        entry = wanted[key]
        if request_hash != entry.request_hash:
            raise EntryClashError(key=key)
        posted[key] = PostedEntry(number, key, entry.book_id, entry.day, is_new=False)
    return posted


def _write(
    connection: Connection,
    entries: Sequence[Entry],
    accounts: Mapping[AccountKey, LockedAccount],
    signed: tuple[int | None, datetime],
) -> dict[str, int]:
    if connection.dialect.name == "postgresql":
        return _write_held(connection, entries, signed)
    try:
        return write_sqlite(connection, entries, _postings(entries, accounts), signed)
    except IntegrityError as error:
        if "limits" not in str(error.orig):
            raise
        raise _passing_shortage(entries, accounts) from error


def _write_held(
    connection: Connection,
    entries: Sequence[Entry],
    signed: tuple[int | None, datetime],
) -> dict[str, int]:
    """Write in the short way, or nothing when an account is missing or short."""
    if len(entries) == 1 and len(entries[0].postings) == 1:
        return write_one(connection, entries[0], signed)
    if connection.dialect.name == "postgresql":
        return write_postgresql(connection, entries, _effect(entries), signed)
    return {}


def _as_posted(
    entries: Iterable[Entry], numbers: Mapping[str, int]
) -> dict[str, PostedEntry]:
    return {
        entry.key: PostedEntry(
            numbers[entry.key], entry.key, entry.book_id, entry.day, is_new=True
        )
        for entry in entries
        if entry.key in numbers
    }


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


def _postings(
    entries: Iterable[Entry], accounts: Mapping[AccountKey, LockedAccount]
) -> list[tuple[object, ...]]:
    """Return the rows, what fills a limited account before what empties one."""
    rows = []
    for entry in entries:
        for part in entry.postings:
            currency = part.amount.currency
            debit = accounts[entry.book_id, part.debit, currency]
            credit = accounts[entry.book_id, part.credit, currency]
            empties = int(debit.min_balance_minor is None)
            empties -= credit.min_balance_minor is None
            row = (entry.key, debit.id, credit.id, currency.value, part.amount.minor)
            rows.append((empties, row))
    rows.sort(key=lambda pair: pair[0])
    return [row for _, row in rows]
