from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from marketplace.config import Config
from marketplace.worker.database import (
    Deadline,
    DurabilityError,
    check_durability,
    engine_options,
    install,
)
from network.db import db
from tests.marketplace.worker.program import create_app
from tests.postgres import scratch_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask


def a_config(folder: Path, url: str) -> Config:
    return Config(data_folder=folder, database_url=url, secret_key="x" * 32)


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[Flask]:
    with scratch_database() as url:
        app = create_app(a_config(tmp_path, url))
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(a_config(tmp_path, f"sqlite:///{tmp_path / 'x.db'}"))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_postgresql_has_a_limit_for_everything(on_postgresql: Flask) -> None:
    with on_postgresql.app_context():
        limits = {
            name: db.session.scalar(text(f"SHOW {name}"))
            for name in (
                "statement_timeout",
                "lock_timeout",
                "idle_in_transaction_session_timeout",
                "synchronous_commit",
            )
        }

    assert limits == {
        "statement_timeout": "20s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "2min",
        "synchronous_commit": "on",
    }


def test_a_durable_database_is_accepted(on_postgresql: Flask, on_sqlite: Flask) -> None:
    for app in (on_postgresql, on_sqlite):
        check_durability(app)


def test_a_database_that_may_forget_payments_is_refused(
    on_postgresql: Flask,
) -> None:
    with on_postgresql.app_context():
        event.listen(
            db.engine,
            "connect",
            lambda connection, _record: connection.execute(
                "SET synchronous_commit = off"
            ),
        )

    with pytest.raises(DurabilityError, match="synchronous_commit = off"):
        check_durability(on_postgresql)


def test_a_frozen_database_does_not_hold_a_page_for_ever(
    on_postgresql: Flask,
) -> None:
    Deadline(0.5).watch(on_postgresql)
    with on_postgresql.app_context():
        frozen = db.session.scalar(text("SELECT pg_backend_pid()"))
        os.kill(frozen, signal.SIGSTOP)
        thaw = threading.Timer(20, os.kill, (frozen, signal.SIGCONT))
        thaw.start()
        began = time.monotonic()

        with pytest.raises(OperationalError):
            db.session.scalar(text("SELECT 1"))

        took = time.monotonic() - began
        thaw.cancel()
        os.kill(frozen, signal.SIGCONT)

    assert took < 15
    with on_postgresql.app_context():
        assert db.session.scalar(text("SELECT 1")) == 1


def test_a_page_that_hurries_is_not_cut(on_postgresql: Flask) -> None:
    deadline = Deadline(60)
    deadline.watch(on_postgresql)

    with on_postgresql.app_context():
        db.session.scalar(text("SELECT 1"))
        early = deadline.cut_overdue(time.monotonic())
        late = deadline.cut_overdue(time.monotonic() + 61)
        with pytest.raises(OperationalError):
            db.session.scalar(text("SELECT 1"))

    assert (early, late) == (0, 1)
    assert deadline.cut_overdue(time.monotonic() + 61) == 0


def test_sqlite_needs_no_deadline(on_sqlite: Flask) -> None:
    deadline = Deadline(60)

    deadline.watch(on_sqlite)

    with on_sqlite.app_context():
        db.session.scalar(text("SELECT 1"))
        assert deadline.cut_overdue(time.monotonic() + 61) == 0


def test_the_bell_is_put_where_the_outbox_looks(on_sqlite: Flask) -> None:
    config = on_sqlite.extensions["tejido.config"]

    install(on_sqlite, config)

    assert callable(on_sqlite.extensions["tejido.wake"])
    assert on_sqlite.config["SQLALCHEMY_ENGINE_OPTIONS"] == engine_options(config)
