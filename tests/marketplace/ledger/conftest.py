"""A database of the ledger's own, where commits are real."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine

from marketplace.worker.migrate import upgrade
from network.db import prepare_engine
from tests.postgres import scratch_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


def _backend() -> str:
    return os.environ.get("TEJIDO_TEST_BACKEND", "sqlite")  # noqa: TID251 - which database a test run is on


def _engine(url: str) -> Engine:
    upgrade(url)
    engine = create_engine(url)
    prepare_engine(engine)
    return engine


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A migrated database whose transactions really commit; one per module."""
    if _backend() == "postgresql":
        with scratch_database() as url:
            engine = _engine(url)
            yield engine
            engine.dispose()
    else:
        engine = _engine(f"sqlite:///{tmp_path_factory.mktemp('book') / 'book.db'}")
        yield engine
        engine.dispose()


@pytest.fixture
def spoilable(tmp_path: Path) -> Iterator[Engine]:
    """A migrated database for one test, which may take its triggers away."""
    if _backend() == "postgresql":
        with scratch_database() as url:
            engine = _engine(url)
            yield engine
            engine.dispose()
    else:
        engine = _engine(f"sqlite:///{tmp_path / 'book.db'}")
        yield engine
        engine.dispose()
