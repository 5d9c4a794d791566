"""Fixtures shared by every test: one migrated database, undone after each test."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from marketplace.config import Config
from marketplace.worker.migrate import upgrade
from network.db import db, prepare_engine
from tests.postgres import scratch_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy import Connection, Engine

# A busy machine is slow, not wrong: properties have no deadline per example.
settings.register_profile("tejido", deadline=None)
settings.load_profile("tejido")

SECRET = "a-secret-for-tests-only-0123456789"


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of this test process."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="session")
def database_url(data_folder: Path) -> Iterator[str]:
    """The migrated database of this test process, SQLite or PostgreSQL."""
    if os.environ.get("TEJIDO_TEST_BACKEND", "sqlite") == "postgresql":
        with scratch_database() as url:
            upgrade(url)
            yield url
    else:
        url = f"sqlite:///{data_folder / 'tests.db'}"
        upgrade(url)
        yield url


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on the migrated database."""
    engine = create_engine(database_url)
    prepare_engine(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection whose work is undone after the test, commits included."""
    with engine.connect() as connection:
        outer = connection.begin()
        yield connection
        outer.rollback()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    """A session for services and queries: no Flask needed."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        yield session


@pytest.fixture(scope="session")
def built_app(engine: Engine, database_url: str, data_folder: Path) -> Flask:
    """The app of this test process: built once, since its routes take a while."""
    from marketplace.app import create_app  # noqa: PLC0415 - most tests need no app

    app = create_app(
        Config(data_folder=data_folder, database_url=database_url, secret_key=SECRET)
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)

    # The context of a test outlives its requests: without this their sessions would
    # stay open, and savepoints of two sessions must nest.
    @app.teardown_request
    def _let_go(_error: BaseException | None) -> None:
        db.session.remove()

    with app.app_context():
        db.engine.dispose()
    return app


@pytest.fixture
def app(built_app: Flask, connection: Connection) -> Iterator[Flask]:
    """The app, working inside the test's connection; what a test sets is undone."""
    config, extensions = dict(built_app.config), dict(built_app.extensions)
    processors = list(built_app.template_context_processors[None])
    with built_app.app_context():
        engine = db.engines[None]
        db.engines[None] = connection  # type: ignore[index] # a connection serves as an engine
        yield built_app
        db.engines[None] = engine  # type: ignore[index] # as above
    for kept, before in (
        (built_app.config, config),
        (built_app.extensions, extensions),
    ):
        kept.clear()
        kept.update(before)
    built_app.template_context_processors[None] = processors


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger's browser."""
    return app.test_client()
