"""Whether the triggers are there, without which the book is only a promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from marketplace.ledger.models import TRIGGERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

_PRESENT = {
    "sqlite": text("SELECT name FROM sqlite_master WHERE type = 'trigger'"),
    # 'D' is disabled; a role that may not change tables cannot do that.
    "postgresql": text(
        "SELECT tgname FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    ),
}


class TriggersMissingError(RuntimeError):
    """The database lacks triggers of the book: it must not be written to."""


def missing_triggers(
    connection: Connection, expected: Mapping[str, frozenset[str]] = TRIGGERS
) -> set[str]:
    """Return the names of the triggers that are not there, or are switched off.

    Args:
        connection: To the database.
        expected: Names by dialect; those of the ledger when not given.
    """
    name = connection.dialect.name
    present = set(connection.scalars(_PRESENT[name]))
    return set(expected[name]) - present


def assert_triggers(
    connection: Connection, expected: Mapping[str, frozenset[str]] = TRIGGERS
) -> None:
    """Refuse to start on a database that would not guard the book.

    Alembic does not see triggers, and SQLite checks foreign keys only when every
    connection asks for it.

    Raises:
        TriggersMissingError: Naming what is missing.
    """
    missing = missing_triggers(connection, expected)
    if connection.dialect.name == "sqlite" and not connection.scalar(
        text("PRAGMA foreign_keys")
    ):
        missing.add("PRAGMA foreign_keys")
    if missing:
        raise TriggersMissingError(", ".join(sorted(missing)))
