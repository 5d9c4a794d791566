"""The few statements by which money moves, as each database runs them best.

They are written out because they run for every movement of money, and because
a batch has to be one statement on PostgreSQL: its trigger then moves each
account once.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from marketplace.ledger.services.driver import ask, tell

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from marketplace.kernel.money import Currency
    from marketplace.ledger.core import Entry

_ACCOUNT_COLUMNS = (
    "id, book_id, code, currency, balance_minor, held_minor, min_balance_minor"
)
_ACCOUNTS_POSTGRESQL = (
    f"SELECT {_ACCOUNT_COLUMNS} FROM ledger_account"  # noqa: S608 - column names of our own
    " WHERE book_id = ANY(%(books)s::int[]) AND code = ANY(%(codes)s::text[])"
    # In the order of the ids, so that two entries never wait for each other.
    " ORDER BY id FOR NO KEY UPDATE"
)
_ACCOUNTS_SQLITE = (
    f"SELECT {_ACCOUNT_COLUMNS} FROM ledger_account"  # noqa: S608 - column names of our own
    " WHERE book_id IN (SELECT value FROM json_each(?))"
    " AND code IN (SELECT value FROM json_each(?)) ORDER BY id"
)
_KNOWN_POSTGRESQL = (
    "SELECT key, request_hash, id FROM ledger_journal WHERE key = ANY(%(keys)s::text[])"
)
_KNOWN_SQLITE = (
    'SELECT "key", request_hash, id FROM ledger_journal'
    ' WHERE "key" IN (SELECT value FROM json_each(?))'
)
# One statement locks the accounts in the order of their ids, so that two entries
# never wait for each other, looks whether all are there and hold enough, and
# writes.  When it writes nothing, the longer way finds out why.
#
# Most entries are one amount from one account to another.  For them it needs no
# lists; the parameters are text, so that the driver prepares it once and not
# again for each size of number.
_WRITE_ONE_POSTGRESQL = """
WITH held AS (
  SELECT id, code, balance_minor - held_minor - min_balance_minor AS free_minor
  FROM ledger_account
  WHERE book_id = %(book_id)s::int AND code IN (%(debit)s, %(credit)s)
    AND currency = %(currency)s
  ORDER BY id FOR NO KEY UPDATE
), ready AS (
  SELECT max(id) FILTER (WHERE code = %(debit)s) AS debit_id,
         max(id) FILTER (WHERE code = %(credit)s) AS credit_id
  FROM held
  WHERE code = %(debit)s OR free_minor IS NULL OR free_minor >= %(minor)s::bigint
  HAVING count(*) = 2
), born AS (
  INSERT INTO ledger_journal (book_id, key, request_hash, kind, day, memo, posted_at,
                              reverses, reason, minutes, actor_id)
  SELECT %(book_id)s::int, %(key)s, decode(%(request_hash)s, 'hex'), %(kind)s,
         %(day)s::date, %(memo)s, %(posted_at)s::timestamptz, %(reverses)s::bigint,
         %(reason)s, %(minutes)s, %(actor_id)s::int
  FROM ready
  ON CONFLICT (key) DO NOTHING RETURNING id
)
INSERT INTO ledger_posting
  (journal_id, book_id, day, debit_id, credit_id, currency, amount_minor)
SELECT born.id, %(book_id)s::int, %(day)s::date, ready.debit_id, ready.credit_id,
       %(currency)s, %(minor)s::bigint
FROM born CROSS JOIN ready
RETURNING journal_id
"""
# Each account is looked up by itself (LIMIT keeps it so), since how many there
# are is not known when the plan is made, and it would read them all instead.  If
# a key is there already, what the others may count on is another sum.
_WRITE_POSTGRESQL = """
WITH head AS (
  SELECT * FROM json_to_recordset(%(journals)s::json) AS j (
    book_id int, key text, request_hash text, kind text, day date, memo text,
    posted_at timestamptz, reverses bigint, reason text, minutes text, actor_id int)
), side AS (
  SELECT * FROM json_to_recordset(%(postings)s::json) AS p (
    key text, debit int, credit int, currency text, minor bigint)
), moved AS (
  SELECT * FROM json_to_recordset(%(accounts)s::json) AS m (
    place int, book_id int, code text, currency text, delta bigint)
), found AS (
  SELECT m.place, m.delta, a.id
  FROM moved AS m CROSS JOIN LATERAL (
    SELECT id FROM ledger_account
    WHERE book_id = m.book_id AND code = m.code AND currency = m.currency LIMIT 1
  ) AS a
), held AS (
  SELECT a.id, f.place, a.balance_minor - a.held_minor - a.min_balance_minor
         + least(f.delta, 0) AS remaining_minor
  FROM found AS f JOIN ledger_account AS a ON a.id = f.id
  ORDER BY a.id FOR NO KEY UPDATE OF a
), ready AS (
  SELECT array_agg(id ORDER BY place) AS ids FROM held
  WHERE remaining_minor >= 0 OR remaining_minor IS NULL
  HAVING count(*) = (SELECT count(*) FROM moved)
    AND NOT EXISTS (SELECT 1 FROM ledger_journal
                    WHERE key = ANY (ARRAY(SELECT key FROM head)))
), born AS (
  INSERT INTO ledger_journal (book_id, key, request_hash, kind, day, memo, posted_at,
                              reverses, reason, minutes, actor_id)
  SELECT book_id, key, decode(request_hash, 'hex'), kind, day, memo, posted_at,
         reverses, reason, minutes, actor_id
  FROM head WHERE EXISTS (SELECT 1 FROM ready)
  ON CONFLICT (key) DO NOTHING RETURNING id, key, book_id, day
), written AS (
  INSERT INTO ledger_posting
    (journal_id, book_id, day, debit_id, credit_id, currency, amount_minor)
  SELECT born.id, born.book_id, born.day, ready.ids[side.debit],
         ready.ids[side.credit], side.currency, side.minor
  FROM side JOIN born ON born.key = side.key CROSS JOIN ready
)
SELECT key, id FROM born
"""
# What an entry of one posting needs to know, if it is new and its accounts are
# there and hold enough.
_READY_SQLITE = (
    "SELECT (SELECT coalesce(max(id), 0) FROM ledger_journal),"
    " debit.id, credit.id"
    " FROM ledger_account AS debit JOIN ledger_account AS credit"
    " ON credit.book_id = debit.book_id AND credit.currency = debit.currency"
    " WHERE debit.book_id = ? AND debit.currency = ?"
    " AND debit.code = ? AND credit.code = ?"
    " AND (credit.min_balance_minor IS NULL OR credit.balance_minor"
    " - credit.held_minor - credit.min_balance_minor >= ?)"
    ' AND NOT EXISTS (SELECT 1 FROM ledger_journal WHERE "key" = ?)'
)
_NEWEST_SQLITE = "SELECT coalesce(max(id), 0) FROM ledger_journal"
_POSTING_SQLITE = (
    "INSERT INTO ledger_posting"
    " (journal_id, book_id, day, debit_id, credit_id, currency, amount_minor)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_JOURNAL_SQLITE = (
    "INSERT INTO ledger_journal"
    ' (id, book_id, "key", request_hash, kind, day, memo, posted_at, reverses,'
    " reason, minutes, actor_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def read_accounts(
    connection: Connection, books: Collection[int], codes: Collection[str]
) -> Sequence[Any]:
    """Return the accounts with these codes, held where the database can hold rows."""
    if connection.dialect.name == "postgresql":
        return ask(
            connection,
            _ACCOUNTS_POSTGRESQL,
            {"books": list(books), "codes": list(codes)},
        )
    return ask(
        connection,
        _ACCOUNTS_SQLITE,
        (json.dumps(list(books)), json.dumps(list(codes))),
    )


def known_journals(
    connection: Connection, keys: Collection[str]
) -> dict[str, tuple[bytes, int]]:
    """Return the hash and number of each journal that is there, by key."""
    if connection.dialect.name == "postgresql":
        rows = ask(connection, _KNOWN_POSTGRESQL, {"keys": list(keys)})
    else:
        rows = ask(connection, _KNOWN_SQLITE, (json.dumps(list(keys)),))
    return {row[0]: (bytes(row[1]), row[2]) for row in rows}


def write_one(
    connection: Connection, entry: Entry, signed: tuple[int | None, datetime]
) -> dict[str, int]:
    """Write an entry of one posting if its accounts hold enough, else nothing.

    Args:
        connection: Where to write.
        entry: With one posting.
        signed: Who writes, none for the timetable, and when.

    Returns:
        The number of the journal by key; empty when nothing was written.
    """
    if connection.dialect.name == "postgresql":
        return _write_one_postgresql(connection, entry, signed)
    [part] = entry.postings
    currency, minor = part.amount.currency.value, part.amount.minor
    sides = (part.debit, part.credit)
    ready = ask(
        connection,
        _READY_SQLITE,
        (entry.book_id, currency, *sides, minor, entry.key),
    )
    if not ready:
        return {}
    [(newest, debit_id, credit_id)] = ready
    row = (entry.key, debit_id, credit_id, currency, minor)
    return _insert_sqlite(connection, newest, [_row(entry, signed)], [row])


def _write_one_postgresql(
    connection: Connection, entry: Entry, signed: tuple[int | None, datetime]
) -> dict[str, int]:
    [part] = entry.postings
    values = _head(entry, signed) | {
        "book_id": str(entry.book_id),
        "debit": part.debit,
        "credit": part.credit,
        "currency": part.amount.currency.value,
        "minor": str(part.amount.minor),
        "reverses": _text(entry.reverses),
        "actor_id": _text(signed[0]),
    }
    rows = ask(connection, _WRITE_ONE_POSTGRESQL, values)
    return {entry.key: rows[0][0]} if rows else {}


def write_postgresql(
    connection: Connection,
    entries: Sequence[Entry],
    effect: Mapping[tuple[int, str, Currency], int],
    signed: tuple[int | None, datetime],
) -> dict[str, int]:
    """Write entries if their accounts are there and hold enough, else nothing.

    Args:
        connection: Where to write.
        entries: What to write.
        effect: By how many minor units they change each account.
        signed: Who writes, none for the timetable, and when.

    Returns:
        The numbers of the journals that were written, by key; a key that was
        there already is left out.
    """
    places = {key: place for place, key in enumerate(effect, 1)}
    journals = [_head(entry, signed) for entry in entries]
    postings = [
        {
            "key": entry.key,
            "debit": places[entry.book_id, part.debit, part.amount.currency],
            "credit": places[entry.book_id, part.credit, part.amount.currency],
            "currency": part.amount.currency,
            "minor": part.amount.minor,
        }
        for entry in entries
        for part in entry.postings
    ]
    moved = [
        {
            "place": places[key],
            "book_id": key[0],
            "code": key[1],
            "currency": key[2],
            "delta": delta,
        }
        for key, delta in effect.items()
    ]
    values = {
        "journals": json.dumps(journals),
        "postings": json.dumps(postings),
        "accounts": json.dumps(moved),
    }
    return dict(ask(connection, _WRITE_POSTGRESQL, values))


def write_sqlite(
    connection: Connection,
    entries: Sequence[Entry],
    postings: Sequence[tuple[Any, ...]],
    signed: tuple[int | None, datetime],
) -> dict[str, int]:
    """Write postings, then the journals that seal them.

    Args:
        connection: Where to write.
        entries: What to write, of keys that are not there.
        postings: Key of the entry, debit, credit, currency, minor units.
        signed: Who writes, none for the timetable, and when.

    Returns:
        The numbers of the journals, by key.
    """
    [(newest,)] = ask(connection, _NEWEST_SQLITE)
    journals = [_row(entry, signed) for entry in entries]
    return _insert_sqlite(connection, newest, journals, postings)


def _insert_sqlite(
    connection: Connection,
    newest: int,
    journals: Sequence[tuple[Any, ...]],
    postings: Sequence[tuple[Any, ...]],
) -> dict[str, int]:
    """Insert the rows; there is one writer at a time, so the next number is known."""
    numbers = {row[1]: newest + place for place, row in enumerate(journals, 1)}
    homes = {row[1]: (row[0], row[4]) for row in journals}
    tell(
        connection,
        _POSTING_SQLITE,
        [(numbers[row[0]], *homes[row[0]], *row[1:]) for row in postings],
    )
    tell(connection, _JOURNAL_SQLITE, [(numbers[row[1]], *row) for row in journals])
    return numbers


def _row(entry: Entry, signed: tuple[int | None, datetime]) -> tuple[Any, ...]:
    """Return what a journal says, in the order of SQLite's columns, without the id."""
    actor_id, now = signed
    return (
        entry.book_id,
        entry.key,
        entry.request_hash,
        entry.kind,
        entry.day.isoformat(),
        entry.memo,
        # As SQLAlchemy writes an instant on SQLite.
        now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        entry.reverses,
        entry.reason,
        entry.minutes,
        actor_id,
    )


def _head(entry: Entry, signed: tuple[int | None, datetime]) -> dict[str, Any]:
    """Return what a journal says, by column, as JSON can carry it."""
    actor_id, now = signed
    return {
        "book_id": entry.book_id,
        "key": entry.key,
        "request_hash": entry.request_hash.hex(),
        "kind": entry.kind,
        "day": entry.day.isoformat(),
        "memo": entry.memo,
        "posted_at": now.isoformat(),
        "reverses": entry.reverses,
        "reason": entry.reason,
        "minutes": entry.minutes,
        "actor_id": actor_id,
    }


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
