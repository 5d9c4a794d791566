"""Statements given straight to the driver, inside the session's transaction.

An entry is a handful of statements of some ten microseconds each; what SQLAlchemy
adds to each of them takes five times as long.  They run on the connection of the
session, so that they commit or roll back with it, and fail with SQLAlchemy's
errors, as everybody above expects.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIModule

    Values = Mapping[str, Any] | Sequence[Any]


def ask(connection: Connection, statement: str, values: Values = ()) -> Sequence[Any]:
    """Run a statement that returns rows.

    Args:
        connection: Of the session, so in its transaction.
        statement: As the driver writes it.
        values: Its parameters.

    Returns:
        The rows, as tuples.

    Raises:
        DBAPIError: If the database refuses it, of the kind SQLAlchemy would raise.
    """
    try:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, statement, values, error) from error


def tell(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each row of parameters.

    Args:
        connection: Of the session, so in its transaction.
        statement: As the driver writes it; returns nothing.
        rows: Parameters, one row for each time.

    Raises:
        DBAPIError: If the database refuses one, of the kind SQLAlchemy would raise.
    """
    try:
        with closing(connection.connection.cursor()) as cursor:
            cursor.executemany(statement, rows)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, statement, rows, error) from error


def _told(
    connection: Connection,
    statement: str,
    values: Values,
    error: DBAPIModule.Error,
) -> Exception:
    """Return the error as SQLAlchemy tells it; drop a connection that was lost."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection, None)
    if lost:
        connection.invalidate(error)
    told: Exception = DBAPIError.instance(
        statement,
        values,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=connection.engine.hide_parameters,
        connection_invalidated=lost,
        dialect=dialect,
    )
    return told
