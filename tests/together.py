"""Several at the same moment, on a database that they may really commit to."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from marketplace.app import create_app
from marketplace.config import Config
from marketplace.worker.migrate import upgrade
from network.db import db
from tests.postgres import scratch_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

TOGETHER = 6


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[str]:
    """A database that these tests may really commit to."""
    if os.environ.get("TEJIDO_TEST_BACKEND", "sqlite") == "postgresql":  # noqa: TID251 - the same switch as in conftest
        with scratch_database() as url:
            upgrade(url)
            yield url
    else:
        url = f"sqlite:///{tmp_path / 'races.db'}"
        upgrade(url)
        yield url


@pytest.fixture
def site(own_database: str, tmp_path: Path) -> Iterator[Flask]:
    config = Config(
        data_folder=tmp_path, database_url=own_database, secret_key="x" * 40
    )
    app = create_app(config)
    yield app
    with app.app_context():
        db.engine.dispose()


def at_once(site: Flask, work: Callable[[int], object]) -> list[object]:
    """Do the work in several threads together; return results and errors."""
    start = Barrier(TOGETHER)

    def one(number: int) -> object:
        with site.app_context():
            start.wait(timeout=20)
            try:
                return work(number)
            except Exception as error:  # noqa: BLE001 - what went wrong is the result
                return type(error)

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(one, range(TOGETHER)))
