"""``tejido restore``: bring a backup back, whole or not at all.

Everything is unpacked and checked first.  Attachments go to their place before
the database does, because more of them than needed do no harm; one renaming of
a file, or one commit, is then the moment at which the instance is restored.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from sqlalchemy import NullPool, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from marketplace.worker import migrate
from marketplace.worker.archive import ArchiveError, Manifest, sync_folder, unpack
from marketplace.worker.saving import DATABASE, SECRET
from network.db import prepare_engine, write_turn

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from marketplace.config import Config
    from marketplace.worker.runtime import Runtime

_FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
  FROM pg_constraint
 WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
 ORDER BY 1, 2
"""


def restore(
    runtime: Runtime, config: Config, file: Path, *, force: bool = False
) -> Manifest:
    """Bring a backup back into the configured instance, which must not run.

    Args:
        runtime: Gives the check of the restored books.
        config: Settings of the instance to fill.
        file: The backup.
        force: Replace what the instance holds.

    Raises:
        ArchiveError: If the backup is unsound, of another kind of database or
            of a later program, or if the instance holds something already.
    """
    with tempfile.TemporaryDirectory(dir=config.data_folder) as temporary:
        folder = Path(temporary)
        manifest = unpack(file, folder)
        kind = make_url(config.database_url).get_backend_name()
        if manifest.database != kind:
            message = (
                f"La copia es de {manifest.database} y esta instancia usa {kind}; "
                "tráigala a una instancia de la misma clase."
            )
            raise ArchiveError(message)
        if manifest.revision not in migrate.revisions():
            message = (
                f"Este programa no conoce la revisión {manifest.revision}; "
                "actualícelo antes de traer la copia."
            )
            raise ArchiveError(message)
        if kind == "sqlite":
            _restore_sqlite(runtime, config, folder, force=force)
        else:
            _restore_postgresql(runtime, config, folder, manifest, force=force)
    return manifest


def _place_files(config: Config, folder: Path) -> None:
    """Put attachments and the key where the program looks for them."""
    source = folder / "attachments"
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        if path.is_file():
            target = config.attachments_folder / path.relative_to(source)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.replace(target)
            sync_folder(target.parent)
    if (folder / SECRET).is_file():
        (folder / SECRET).replace(config.data_folder / SECRET)


def _check(runtime: Runtime, connection: Connection) -> None:
    """Refuse a database whose books do not hold."""
    if runtime.verify is None:
        return
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        faults = list(runtime.verify(session))
    if faults:
        message = f"La copia no pasa la revisión de los libros: {faults[0]}"
        raise ArchiveError(message)


# --- SQLite -------------------------------------------------------------------


def _restore_sqlite(
    runtime: Runtime, config: Config, folder: Path, *, force: bool
) -> None:
    engine = create_engine(config.database_url, poolclass=NullPool)
    target = Path(str(engine.url.database))
    with write_turn(engine):
        if _holds_something(target) and not force:
            raise _occupied(str(target))
        copy = folder / DATABASE
        _check_sqlite(runtime, copy)
        _place_files(config, folder)
        _quieten(target)
        # On the target's own file system, so that the renaming is one step.
        near = target.with_name(f"{target.name}.restoring")
        shutil.copyfile(copy, near)
        with near.open("rb+") as written:
            os.fsync(written.fileno())
        near.replace(target)
        sync_folder(target.parent)


def _occupied(where: str) -> ArchiveError:
    return ArchiveError(
        f"Ya hay datos en {where}; use una carpeta vacía, o --force para reemplazarlos."
    )


def _holds_something(path: Path) -> bool:
    if not path.exists():
        return False
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None


def _check_sqlite(runtime: Runtime, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchone()
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if sound != ("ok",) or broken is not None:
        message = "La base de datos de la copia está dañada."
        raise ArchiveError(message)
    migrate.upgrade(f"sqlite:///{copy}")
    engine = create_engine(f"sqlite:///{copy}", poolclass=NullPool)
    prepare_engine(engine)
    with engine.connect() as connection:
        _check(runtime, connection)
    _quieten(copy)


def _quieten(path: Path) -> None:
    """Fold the write-ahead log into the file, which must be nobody else's."""
    if not path.exists():
        return
    with closing(sqlite3.connect(path, timeout=2)) as connection:
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError:
            mode = None
    if mode != ("delete",):
        message = f"Otro programa usa {path}; deténgalo antes de traer la copia."
        raise ArchiveError(message)


# --- PostgreSQL ---------------------------------------------------------------


def _restore_postgresql(
    runtime: Runtime, config: Config, folder: Path, manifest: Manifest, *, force: bool
) -> None:
    engine = create_engine(
        config.migration_url or config.database_url, poolclass=NullPool
    )
    with engine.begin() as connection:
        schema = str(connection.exec_driver_sql("SELECT current_schema()").scalar())
        held = connection.exec_driver_sql(
            "SELECT 1 FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = current_schema()::regnamespace LIMIT 1"
        ).first()
        if held is not None:
            if not force:
                raise _occupied(str(engine.url.database))
            _empty(connection, schema)
        migrate.upgrade_on(connection, manifest.revision)
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with driver.cursor() as cursor:
            _load(cursor, folder, manifest)
        migrate.upgrade_on(connection, "head")
        _check(runtime, connection)
        _place_files(config, folder)


def _empty(connection: Connection, schema: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote(schema)
    connection.exec_driver_sql(f"DROP SCHEMA {quoted} CASCADE")
    connection.exec_driver_sql(f"CREATE SCHEMA {quoted}")


def _load(cursor: psycopg.Cursor, folder: Path, manifest: Manifest) -> None:
    """Fill the tables as they were.

    The rows obeyed every rule when they were written.  Triggers rest meanwhile,
    since they would refuse or count them again; foreign keys are taken off and
    put back, which checks them whatever the order of the tables.
    """
    keys = cursor.execute(_FOREIGN_KEYS).fetchall()
    for table, name, _definition in keys:
        cursor.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                sql.SQL(table), sql.Identifier(name)
            )
        )
    for table in manifest.tables:
        _alter(cursor, "DISABLE TRIGGER USER", table)
    for table in manifest.tables:
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))
    for table, columns in manifest.tables.items():
        _fill(cursor, folder / f"database/{table}.copy", table, columns)
    for name, value in manifest.sequences.items():
        cursor.execute("SELECT setval(%s::regclass, %s, false)", (f'"{name}"', value))
    for table, name, definition in keys:
        cursor.execute(
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                sql.SQL(table), sql.Identifier(name), sql.SQL(definition)
            )
        )
    for table in manifest.tables:
        _alter(cursor, "ENABLE TRIGGER USER", table)


def _alter(cursor: psycopg.Cursor, what: str, table: str) -> None:
    cursor.execute(
        sql.SQL("ALTER TABLE {} {}").format(sql.Identifier(table), sql.SQL(what))
    )


def _fill(cursor: psycopg.Cursor, path: Path, table: str, columns: list[str]) -> None:
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with path.open("rb") as source, cursor.copy(command) as copy:
        while piece := source.read(1 << 20):
            copy.write(piece)
