"""Bring a database to a revision, with the scripts in ``migrations/``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine

if TYPE_CHECKING:
    from sqlalchemy import Connection

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to a revision, all the way or not at all.

    Args:
        url: SQLAlchemy URL of a role that may change tables.
        revision: Where to stop.
    """
    command.upgrade(_settings(url), revision)


def upgrade_on(connection: Connection, revision: str) -> None:
    """Do the same inside the caller's open transaction, which it may still undo."""
    settings = _settings("")
    settings.attributes["connection"] = connection
    command.upgrade(settings, revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to a revision; ``base`` empties it."""
    command.downgrade(_settings(url), revision)


def head() -> str | None:
    """Return the newest revision of the scripts, None while there is none."""
    return ScriptDirectory.from_config(_settings("")).get_current_head()


def revisions() -> list[str]:
    """Return every revision, oldest first."""
    scripts = ScriptDirectory.from_config(_settings(""))
    return [script.revision for script in scripts.walk_revisions()][::-1]


def script(revision: str) -> str:
    """Return the first line of what a revision says about itself.

    Raises:
        LookupError: If there is no such revision.
    """
    found = ScriptDirectory.from_config(_settings("")).get_revision(revision)
    if found is None:
        raise LookupError(revision)
    return str(found.doc)


def current(url: str) -> str | None:
    """Return the revision of a database, None for one without tables."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return revision


def _settings(url: str) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["url"] = url
    return settings
