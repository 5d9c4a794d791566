"""``tejido backup``: everything an instance is, in one file, while it runs."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from marketplace.worker import migrate
from marketplace.worker.archive import ArchiveError, Manifest, Writer, writing
from network.clock import now

if TYPE_CHECKING:
    from marketplace.config import Config

DATABASE = "database/tejido.db"
SECRET = "secret.key"  # noqa: S105 - the name of a file

#: Tables of the application, with the columns that hold something of their own.
_TABLES = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
       AND NOT a.attisdropped AND a.attgenerated = ''
 WHERE c.relkind = 'r' AND c.relname <> 'alembic_version'
 GROUP BY c.relname ORDER BY c.relname
"""
_SEQUENCES = """
SELECT sequencename, coalesce(last_value + increment_by, start_value)
  FROM pg_sequences WHERE schemaname = current_schema() ORDER BY sequencename
"""


def save(config: Config, file: Path) -> Manifest:
    """Write a backup of the instance; the program may be running.

    The database is saved as it is at one instant; attachments are never changed
    or deleted, so those that it names are there.

    Args:
        config: Settings of the instance.
        file: Where to; must not exist.

    Raises:
        ArchiveError: If the file cannot be written or there is nothing to save.
    """
    _refuse_nothing(config)
    with (
        writing(file) as writer,
        tempfile.TemporaryDirectory(dir=config.data_folder) as folder,
    ):
        if config.database_url.startswith("sqlite"):
            manifest = _save_sqlite(config, writer, Path(folder))
        else:
            manifest = _save_postgresql(config, writer, Path(folder))
        _save_files(config, writer)
        manifest.files.update(writer.files)
        writer.close(manifest)
    return manifest


def _refuse_nothing(config: Config) -> None:
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        message = f"No hay base de datos en {url.database}."
        raise ArchiveError(message)
    if migrate.current(config.database_url) is None:
        message = "La base de datos está vacía: no hay nada que guardar."
        raise ArchiveError(message)


def _save_sqlite(config: Config, writer: Writer, folder: Path) -> Manifest:
    copy = folder / "tejido.db"
    name = make_url(config.database_url).database or ""
    with (
        closing(sqlite3.connect(name, timeout=30)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        # In one go: a copy in pieces would begin again at every write.
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    revision = migrate.current(f"sqlite:///{copy}")
    writer.add(DATABASE, copy)
    return Manifest("sqlite", str(revision), now().isoformat())


def _save_postgresql(config: Config, writer: Writer, folder: Path) -> Manifest:
    with (
        psycopg.connect(plain_url(config)) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY, DEFERRABLE"
        )
        cursor.execute("SET LOCAL statement_timeout = 0")
        found = cursor.execute("SELECT version_num FROM alembic_version").fetchone()
        tables: dict[str, list[str]] = dict(cursor.execute(_TABLES).fetchall())
        # Sequences stand outside the snapshot and only ever move on, so what
        # is read later than the tables is never too low.
        for table, columns in tables.items():
            path = folder / "table"
            command = sql.SQL("COPY {} ({}) TO STDOUT").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            with path.open("wb") as written, cursor.copy(command) as copy:
                for piece in copy:
                    written.write(piece)
            writer.add(f"database/{table}.copy", path)
        sequences: dict[str, int] = dict(cursor.execute(_SEQUENCES).fetchall())
    return Manifest(
        "postgresql",
        str(found[0]) if found else "",
        now().isoformat(),
        tables=tables,
        sequences=sequences,
    )


def plain_url(config: Config) -> str:
    """Return the database's address as the driver itself reads it."""
    url = make_url(config.migration_url or config.database_url)
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _save_files(config: Config, writer: Writer) -> None:
    secret = config.data_folder / SECRET
    if secret.is_file():
        writer.add(SECRET, secret)
    folder = config.attachments_folder
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(folder).as_posix()
            writer.add(f"attachments/{name}", path)
