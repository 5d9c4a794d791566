"""How the running program holds its database: pools, limits, deadlines."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psycopg
import structlog
from sqlalchemy import event

from marketplace.worker import bell
from network.db import db

if TYPE_CHECKING:
    from flask import Flask

    from marketplace.config import Config

log = structlog.get_logger("tejido.database")


class DurabilityError(RuntimeError):
    """The database may forget what it acknowledged."""


def install(app: Flask, config: Config) -> None:
    """Give the app its engine options and its bell; before ``db.init_app``."""
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(config)
    app.extensions["tejido.wake"] = lambda: bell.ring(config.wake_path)


def engine_options(config: Config) -> dict[str, Any]:
    """Return the options of the engine for the configured database.

    PostgreSQL: a statement, a lock and an idle transaction each have a limit
    of their own, and an acknowledged commit is on the disk.  The words of a
    fault leave out what was written, since they end in the log.
    """
    if config.database_url.startswith("sqlite"):
        return {
            "pool_size": config.web_threads + 4,
            "max_overflow": 4,
            "hide_parameters": True,
        }
    limits = {
        "statement_timeout": f"{config.statement_seconds}s",
        "lock_timeout": f"{max(config.statement_seconds // 2, 1)}s",
        "idle_in_transaction_session_timeout": f"{config.request_seconds * 4}s",
        "synchronous_commit": "on",
        "timezone": "UTC",
    }
    return {
        "hide_parameters": True,
        "pool_size": config.web_threads + 2,
        "max_overflow": 4,
        "pool_timeout": 10,
        "pool_pre_ping": True,
        "pool_recycle": 1800,
        "connect_args": {
            "connect_timeout": 5,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "application_name": "tejido",
            "options": " ".join(f"-c {name}={limit}" for name, limit in limits.items()),
        },
    }


def check_durability(app: Flask) -> None:
    """Refuse to work on a database that acknowledges what it may lose.

    The areas add checks of their own as ``app.extensions["tejido.start_checks"]``:
    functions that take the connection and raise.

    Raises:
        DurabilityError: Naming the setting that is wrong.
    """
    with app.app_context(), db.engine.connect() as connection:
        wanted = (
            {"PRAGMA foreign_keys": ("1",), "PRAGMA synchronous": ("2", "3")}
            if db.engine.dialect.name == "sqlite"
            else {"SHOW synchronous_commit": ("on", "remote_apply")}
        )
        for question, answers in wanted.items():
            answer = str(connection.exec_driver_sql(question).scalar())
            if answer not in answers:
                msg = f"{question.split()[1]} = {answer}"
                raise DurabilityError(msg)
        for check in app.extensions.get("tejido.start_checks", ()):
            check(connection)


class Deadline:
    """Cuts the connections that a page has held for too long.

    A server that is frozen rather than dead answers nothing, not even that it
    is late; the thread that asked would hang for ever.  A thread of this
    process shuts the socket instead, and the page ends with an error.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._held: dict[int, tuple[float, Any]] = {}
        self._guard = threading.Lock()

    def watch(self, app: Flask) -> None:
        """Watch the connections of the app's engine from now on."""
        with app.app_context():
            engine = db.engine
        if engine.dialect.name != "postgresql":
            return
        event.listen(engine, "checkout", self._taken)
        event.listen(engine, "checkin", self._returned)
        threading.Thread(target=self._run, name="deadline", daemon=True).start()

    def cut_overdue(self, moment: float) -> int:
        """Cut what has been held since before ``moment`` less the deadline.

        Args:
            moment: Seconds of the monotonic clock.

        Returns:
            How many connections were cut.
        """
        with self._guard:
            late = [
                (key, connection)
                for key, (since, connection) in self._held.items()
                if moment - since > self._seconds
            ]
            for key, connection in late:
                del self._held[key]
                _cut(connection)
        return len(late)

    def _run(self) -> None:
        while True:
            time.sleep(min(self._seconds / 4, 1.0))
            cut = self.cut_overdue(time.monotonic())
            if cut:
                log.error("connections cut at the deadline", count=cut)

    def _taken(self, connection: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401 - a driver's connection has no common type
        with self._guard:
            self._held[id(connection)] = (time.monotonic(), connection)

    def _returned(self, connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection has no common type
        with self._guard:
            self._held.pop(id(connection), None)


def _cut(connection: Any) -> None:  # noqa: ANN401 - a driver's connection has no common type
    """Shut the socket under a connection, from another thread than its own."""
    with suppress(OSError, psycopg.Error):
        # The family is of no matter to a shutdown, and not asking is quicker.
        handle = socket.socket(socket.AF_UNIX, fileno=connection.fileno())
        try:
            handle.shutdown(socket.SHUT_RDWR)
        finally:
            # The number belongs to the driver, which closes it.
            handle.detach()
