from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from marketplace.app import create_app
from marketplace.config import Config
from marketplace.worker import migrate
from marketplace.worker.cli import commands
from marketplace.worker.occupancy import occupying
from marketplace.worker.runtime import Runtime
from marketplace.worker.serving import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Commands set up the logs of their process; undo that."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers, level = before
    root.setLevel(level)


@pytest.fixture
def tejido(tmp_path: Path) -> Callable[..., Result]:
    """Runs a command on a data folder of its own."""
    group = click.Group(commands={c.name or "": c for c in commands(RUNTIME)})

    def run(*arguments: str, **settings: str) -> Result:
        data = {"TEJIDO_DATA": str(tmp_path / "data")}
        return CliRunner().invoke(group, arguments, env=data | settings)

    return run


RUNTIME = Runtime(create_app=create_app)


def test_migrate_says_where_the_database_is(tejido: Callable[..., Result]) -> None:
    result = tejido("migrate")

    assert result.exit_code == 0
    assert result.output == (
        f"La base de datos está en la revisión {migrate.head()}.\n"
    )


def test_a_backup_is_brought_back_to_another_folder(
    tejido: Callable[..., Result], tmp_path: Path
) -> None:
    tejido("migrate")
    file = str(tmp_path / "copia.tar.gz")

    saved = tejido("backup", file)
    restored = tejido("restore", file, "--data", str(tmp_path / "other"))

    assert saved.output.startswith(f"Copia guardada en {file}: sqlite, revisión")
    assert restored.output.startswith(f"Copia traída de {file}: sqlite, revisión")
    with closing(sqlite3.connect(tmp_path / "other" / "tejido.db")) as connection:
        assert connection.execute("SELECT count(*) FROM job").fetchone() == (0,)


def test_what_is_wrong_with_a_backup_is_said_in_one_line(
    tejido: Callable[..., Result], tmp_path: Path
) -> None:
    result = tejido("backup", str(tmp_path / "copia.tar.gz"))

    assert result.exit_code == 1
    assert result.output.startswith("Error: No hay base de datos en")


def test_nothing_is_restored_under_a_running_program(
    tejido: Callable[..., Result], tmp_path: Path
) -> None:
    tejido("migrate")
    tejido("backup", str(tmp_path / "copia.tar.gz"))

    with occupying(tmp_path / "data"):
        result = tejido("restore", str(tmp_path / "copia.tar.gz"), "--force")

    assert result.exit_code == 1
    assert result.output.startswith("Error: Ya hay un Tejido en marcha en")


def test_a_backup_of_something_else_is_said_in_one_line(
    tejido: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "carta").write_text("Querida Ana")

    result = tejido("restore", str(tmp_path / "carta"))

    assert result.exit_code == 1
    assert "no es una copia de Tejido" in result.output


def test_wrong_settings_end_a_command_at_once(tejido: Callable[..., Result]) -> None:
    result = tejido("migrate", TEJIDO_PORT="x", TEJIDO_DEMO="x")

    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 2


@pytest.mark.parametrize("command", [["migrate"], ["backup", "copia"]])
def test_a_database_that_is_not_there_is_said_in_one_line(
    tejido: Callable[..., Result], tmp_path: Path, command: list[str]
) -> None:
    url = f"postgresql://ana:clave@/red?host={tmp_path}"

    result = tejido(*command, TEJIDO_DATABASE_URL=url)

    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1
    assert result.output.startswith("Error: No se puede usar la base de datos")
    assert "clave" not in result.output


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(
        data_folder=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'tejido.db'}",
        secret_key="x" * 32,
        host="::1",
        proxy_hops=1,
    )


def test_the_web_server_has_the_settings_of_the_program(config: Config) -> None:
    server = Server(RUNTIME, config)

    assert server.cfg.address == [("::1", 8000)]
    assert server.cfg.threads == config.web_threads
    assert server.cfg.graceful_timeout < 10
    assert server.cfg.control_socket_disable


def test_the_web_server_serves_on_the_socket_it_was_given(config: Config) -> None:
    server = Server(RUNTIME, config, socket_number=7)

    assert server.cfg.address == [7]


def test_the_web_server_believes_the_proxy_in_front(config: Config) -> None:
    migrate.upgrade(config.database_url)
    served = Server(RUNTIME, config).load()

    assert type(served).__name__ == "ProxyFix"
