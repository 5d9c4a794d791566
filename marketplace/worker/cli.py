"""Commands that run, migrate, save and bring back an instance."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from marketplace.config import Config, ConfigError
from marketplace.worker import archive, logs, migrate, restoring, saving
from marketplace.worker.courier import Courier
from marketplace.worker.occupancy import OccupiedError, occupying
from marketplace.worker.serving import Server
from marketplace.worker.supervisor import (
    NeverReadyError,
    PortTakenError,
    Supervisor,
    listen,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from marketplace.worker.runtime import Runtime

DATA = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Carpeta de los datos; si falta, TEJIDO_DATA o ./instance.",
)
PORT = click.option("--port", type=click.IntRange(1, 65535), help="Puerto.")
DEMO = click.option("--demo", is_flag=True, help="Muestra la red de demostración.")


def read_config(
    data: Path | None = None, *, port: int | None = None, demo: bool = False
) -> Config:
    """Return the checked settings, or end the command with one line per fault."""
    try:
        config = Config.from_environment(data=data, port=port, demonstration=demo)
    except ConfigError as error:
        raise click.ClickException("\n".join(error.faults)) from error
    logs.configure(config.log_level)
    return config


def commands(runtime: Runtime) -> list[click.Command]:
    """Return the commands, made for these parts of the program."""
    return [
        _up(runtime),
        _serve(runtime),
        _worker(runtime),
        _migrate(),
        _backup(),
        _restore(runtime),
    ]


@contextmanager
def _alone(config: Config) -> Iterator[None]:
    try:
        with occupying(config.data_folder):
            yield
    except OccupiedError as error:
        who = f" (proceso {error.holder})" if error.holder else ""
        message = f"Ya hay un Tejido en marcha en {config.data_folder}{who}."
        raise click.ClickException(message) from error


@contextmanager
def _reaching(url: str) -> Iterator[None]:
    """Say in one line that the database cannot be reached or changed."""
    try:
        yield
    except OperationalError as error:
        where = make_url(url).render_as_string(hide_password=True)
        why = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
        message = f"No se puede usar la base de datos {where}: {why}"
        raise click.ClickException(message) from error


def _up(runtime: Runtime) -> click.Command:
    @click.command("up")
    @DEMO
    @PORT
    @DATA
    def up(data: Path | None, port: int | None, *, demo: bool) -> None:
        """Prepara la base de datos y sirve las páginas hasta Ctrl+C."""
        config = read_config(data, port=port, demo=demo)
        with _alone(config):
            _run(runtime, config)

    return up


def _run(runtime: Runtime, config: Config) -> None:
    try:
        listening = listen(config.host, config.port)
    except PortTakenError as error:
        message = (
            f"El puerto {config.port} de {config.host} no está libre ({error}). "
            "Use otro con --port."
        )
        raise click.ClickException(message) from error
    with listening:
        url = config.migration_url or config.database_url
        with _reaching(url):
            migrate.upgrade(url)
        lines = _demonstrate(runtime, config) if config.is_demonstration else []

        def greet() -> None:
            click.echo(f"Tejido está en {config.base_url} — Ctrl+C lo detiene.")
            for line in lines:
                click.echo(line)

        try:
            with Supervisor(config, listening) as supervisor:
                supervisor.run(greet)
        except NeverReadyError as error:
            message = "El servidor de páginas no pudo empezar; vea el registro."
            raise click.ClickException(message) from error


def _demonstrate(runtime: Runtime, config: Config) -> list[str]:
    app = runtime.create_app(config)
    with app.app_context():
        if runtime.load_demonstration is not None:
            runtime.load_demonstration(app)
        lines = list(runtime.greeting(app)) if runtime.greeting is not None else []
        app.extensions["sqlalchemy"].engine.dispose()
    return lines


def _serve(runtime: Runtime) -> click.Command:
    @click.command("serve")
    @DEMO
    @PORT
    @DATA
    @click.option("--socket", type=int, hidden=True)
    @click.option("--ready", type=int, hidden=True)
    def serve(
        data: Path | None,
        port: int | None,
        socket: int | None,
        ready: int | None,
        *,
        demo: bool,
    ) -> None:
        """Sirve solo las páginas; el trabajo de fondo va aparte."""
        config = read_config(data, port=port, demo=demo)
        Server(runtime, config, socket_number=socket, ready_number=ready).run()

    return serve


def _worker(runtime: Runtime) -> click.Command:
    @click.command("worker")
    @DATA
    def worker(data: Path | None) -> None:
        """Hace solo el trabajo de fondo; puede haber varios."""
        Courier(runtime, read_config(data)).work()

    return worker


def _migrate() -> click.Command:
    @click.command("migrate")
    @DATA
    def migrate_command(data: Path | None) -> None:
        """Lleva la base de datos a la versión de este programa."""
        config = read_config(data)
        url = config.migration_url or config.database_url
        with _reaching(url):
            migrate.upgrade(url)
        click.echo(f"La base de datos está en la revisión {migrate.current(url)}.")

    return migrate_command


FILE = click.argument(
    "file", type=click.Path(dir_okay=False, path_type=Path), metavar="ARCHIVO"
)


def _backup() -> click.Command:
    @click.command("backup")
    @FILE
    @DATA
    def backup(file: Path, data: Path | None) -> None:
        """Guarda la base de datos, los adjuntos y la clave en un archivo."""
        config = read_config(data)
        try:
            with _reaching(config.database_url):
                manifest = saving.save(config, file)
        except archive.ArchiveError as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"Copia guardada en {file}: {manifest.summary()}.")

    return backup


def _restore(runtime: Runtime) -> click.Command:
    @click.command("restore")
    @FILE
    @DATA
    @click.option(
        "--force", is_flag=True, help="Reemplaza los datos que ya hay en la carpeta."
    )
    def restore(file: Path, data: Path | None, *, force: bool) -> None:
        """Trae una copia a una carpeta vacía; todo o nada."""
        config = read_config(data)
        with _alone(config), _reaching(config.database_url):
            try:
                manifest = restoring.restore(runtime, config, file, force=force)
            except archive.ArchiveError as error:
                raise click.ClickException(str(error)) from error
        click.echo(f"Copia traída de {file}: {manifest.summary()}.")

    return restore
