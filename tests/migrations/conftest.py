"""Databases that migrations may change at will."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, NullPool, create_engine

from network.db import prepare_engine
from tests.postgres import scratch_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def fresh_url(database_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the kind under test."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'fresh.db'}"
    else:
        with scratch_database() as url:
            yield url


@pytest.fixture
def fresh(fresh_url: str) -> Iterator[Engine]:
    """An engine on the empty database that keeps no connection open."""
    engine = create_engine(fresh_url, poolclass=NullPool)
    prepare_engine(engine)
    yield engine
    engine.dispose()
