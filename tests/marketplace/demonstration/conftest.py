"""The demonstration, loaded once for every test of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from marketplace.app import create_app
from marketplace.config import Config
from marketplace.demonstration.services.loading import load
from network.clock import now
from network.db import db
from tests.conftest import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from sqlalchemy import Connection, Engine


@pytest.fixture(scope="package")
def stage(engine: Engine) -> Iterator[Connection]:
    """A connection on which the demonstration was loaded once, then undone."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            assert load(session, now=now())
            session.commit()
        yield connection
        outer.rollback()


@pytest.fixture
def played(stage: Connection) -> Iterator[Session]:
    """A session on the demonstration; what a test changes is undone."""
    point = stage.begin_nested()
    with Session(stage, join_transaction_mode="create_savepoint") as session:
        yield session
    point.rollback()


@pytest.fixture
def visitor(
    stage: Connection, database_url: str, data_folder: Path
) -> Iterator[FlaskClient]:
    """A stranger's browser on the demonstration."""
    app = create_app(
        Config(data_folder=data_folder, database_url=database_url, secret_key=SECRET)
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.teardown_request(lambda _error: db.session.remove())
    point = stage.begin_nested()
    with app.app_context():
        engine = db.engine
        db.engines[None] = stage  # type: ignore[index] # a connection serves as an engine
        yield app.test_client()
        db.session.remove()
        engine.dispose()
    point.rollback()
