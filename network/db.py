"""The database: the base of every table, and the one place that commits."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    TypeDecorator,
    event,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from network.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_OPEN = "tejido.open"
_AFTER = "tejido.after"
_RETRIED_STATES = {"40001", "40P01"}

#: Whether the transaction about to begin will write; SQLite asks at BEGIN.
_writing: ContextVar[bool] = ContextVar("writing", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, stored in UTC and read back with its time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """Refuse a naive instant; store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"an instant needs its time zone: {value!r}"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """Return the instant in UTC, also where the driver forgets the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value


class Base(DeclarativeBase):
    """Base class of every table in both packages."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        # Values, not names, in plain text: readable in SQL, easy to migrate.
        StrEnum: Enum(
            StrEnum,
            values_callable=lambda kind: [member.value for member in kind],
            native_enum=False,
            length=32,
            validate_strings=True,
        ),
    }


Row = TypeVar("Row", bound=Base)
Result = TypeVar("Result")

db = SQLAlchemy(
    metadata=Base.metadata,
    # Only matters when a session is bound to a connection that is already in
    # a transaction, which is what the tests do: a commit then releases a
    # savepoint and the test still rolls everything back.
    session_options={"join_transaction_mode": "create_savepoint"},
)


class NestedTransactionError(RuntimeError):
    """A transaction was opened inside another one: a bug in an edge."""


def prepare_engine(engine: Engine) -> None:
    """Give an SQLite engine the habits that make it safe for several processes.

    The driver's own transactions are turned off: readers begin deferred and
    writers IMMEDIATE, since a deferred writer loses increments silently.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection has no common type
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def write_turn(bind: Engine | Connection) -> AbstractContextManager[None]:
    """Return a context in which this process has its turn to write.

    SQLite's busy handler starves writers when there are several; waiting for
    a lock file in arrival order does not.  Other databases need no turn.
    """
    engine = bind.engine
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return nullcontext()
    return _locked_file(f"{name}.lock")


@contextmanager
def _locked_file(path: str) -> Iterator[None]:
    # By its number, since nothing is read or written.
    held = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        # Closing is not enough: a process forked meanwhile holds a copy
        # of the file, and with it the lock.
        fcntl.flock(held, fcntl.LOCK_UN)
        os.close(held)


@contextmanager
def transaction(*, save: bool = True) -> Iterator[Session]:
    """Yield the session; commit on success, roll back on any error.

    What was read before is forgotten: the transaction sees the database as it
    is when it begins.

    Args:
        save: If false, roll back even on success: a rehearsal.

    Raises:
        NestedTransactionError: If the current session is already inside a
            ``transaction()``.  Services never open one, so this is a bug.
    """
    session = db.session()
    if session.info.get(_OPEN):
        raise NestedTransactionError
    # Ends the reading transaction of the page, which SQLite cannot upgrade.
    session.rollback()
    session.info[_OPEN] = True
    callbacks: list[Callable[[], object]] = []
    session.info[_AFTER] = callbacks
    with write_turn(db.engine):
        token = _writing.set(True)
        try:
            yield session
            if save:
                session.commit()
            else:
                session.rollback()
                callbacks.clear()
        except BaseException:
            session.rollback()
            raise
        finally:
            _writing.reset(token)
            session.info.pop(_OPEN, None)
            session.info.pop(_AFTER, None)
    for callback in callbacks:
        callback()


def is_open(session: Session) -> bool:
    """Tell whether a ``transaction()`` is open around the session."""
    return bool(session.info.get(_OPEN))


def after_commit(session: Session, callback: Callable[[], object]) -> None:
    """Run ``callback`` once the open transaction has been saved, in order.

    A session without a ``transaction()`` around it, as in a test of a service,
    never commits, so the callback is dropped.
    """
    session.info.get(_AFTER, []).append(callback)


def lock(session: Session, model: type[Row], key: int) -> Row:
    """Return a row as it is now and hold it until the transaction ends.

    The page may have read the row before the form was checked, so what the
    session already holds is thrown away and read again.

    Raises:
        NotFoundError: If there is no such row.
    """
    row = session.get(model, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFoundError(table=model.__tablename__, key=key)
    return row


def retrying(work: Callable[[], Result], *, attempts: int = 3) -> Result:
    """Run an edge's work again when the database broke a deadlock.

    Args:
        work: Opens its own ``transaction()``; may run several times.
        attempts: How often at most, 1 or more.

    Raises:
        OperationalError: If the last attempt failed too, or for any other
            reason than a serialisation failure or a deadlock.
    """
    for attempt in range(1, attempts):
        try:
            return work()
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in _RETRIED_STATES:
                raise
            db.session.rollback()
            time.sleep(0.02 * attempt)
    return work()
