"""How Alembic reaches the database.

SQLite: foreign keys are off before the transaction begins, since rebuilding a
parent table with them on silently deletes the children that cascade; they are
checked before the commit instead.  PostgreSQL: a migration that waits for a
lock would stop everybody behind it, so it gives up soon.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine, NullPool, create_engine, event

import marketplace.app  # noqa: F401 - brings every area's tables with it
from marketplace.config import Config
from network.db import Base, write_turn


class BrokenReferenceError(RuntimeError):
    """A migration left rows that point at nothing; it was undone."""


def database_url() -> str:
    """Return the URL given by the caller, else the one of the environment."""
    given = context.config.attributes.get("url")
    if given:
        return str(given)
    config = Config.from_environment()
    return config.migration_url or config.database_url


def migration_engine(url: str) -> Engine:
    """Return an engine fit for migrations and for nothing else."""
    if not url.startswith("sqlite"):
        return create_engine(
            url,
            poolclass=NullPool,
            connect_args={
                "connect_timeout": 10,
                "options": "-c lock_timeout=10s -c statement_timeout=15min "
                "-c synchronous_commit=on",
            },
        )
    engine = create_engine(url, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection has no common type
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA busy_timeout=30000")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def take_turn(connection: Connection) -> None:
    """Wait for another migration of the same PostgreSQL database."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7263487)")


def check_references(connection: Connection) -> None:
    """Refuse rows that point at nothing, on SQLite, before the commit.

    Raises:
        BrokenReferenceError: Naming the tables.
    """
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        pairs = sorted({f"{row[0]} -> {row[2]}" for row in broken})
        raise BrokenReferenceError(", ".join(pairs))


def migrate(connection: Connection) -> None:
    """Run the migrations in one transaction: all of them or none."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        take_turn(connection)
        context.run_migrations()
        check_references(connection)


def migrate_alone() -> None:
    """Run the migrations on a connection of their own."""
    engine = migration_engine(database_url())
    with write_turn(engine), engine.connect() as connection:
        migrate(connection)
    engine.dispose()


if context.is_offline_mode():
    context.configure(
        url=database_url(), target_metadata=Base.metadata, literal_binds=True
    )
    with context.begin_transaction():
        context.run_migrations()
elif given := context.config.attributes.get("connection"):
    migrate(given)
else:
    migrate_alone()
