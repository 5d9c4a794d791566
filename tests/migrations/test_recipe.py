"""The recipe of ``migrations/env.py``, on planted revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from marketplace.worker import migrate

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

HEAD = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = {revision!r}, {before!r}
branch_labels = depends_on = None

def upgrade():
"""

FAMILY = """
    op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True))
    op.create_table(
        "child",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["parent.id"], ondelete="CASCADE"),
    )
    op.execute("INSERT INTO parent VALUES (1)")
    op.execute("INSERT INTO child VALUES (1, 1), (2, 1)")
"""

REBUILD = """
    with op.batch_alter_table("parent", recreate="auto") as batch:
        batch.add_column(sa.Column("name", sa.String(10), server_default="x"))
        batch.alter_column("id", existing_type=sa.Integer, type_=sa.BigInteger)
"""

ORPHAN = """
    op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO child VALUES (3, 99)")
"""


@pytest.fixture
def settings(fresh_url: str, tmp_path: Path) -> Config:
    planted = tmp_path / "planted"
    planted.mkdir()
    settings = Config()
    settings.set_main_option("script_location", str(migrate.MIGRATIONS))
    settings.set_main_option("version_locations", str(planted))
    settings.set_main_option("path_separator", "os")
    settings.attributes["url"] = fresh_url
    bodies = [FAMILY, REBUILD, ORPHAN]
    for number, body in enumerate(bodies, start=1):
        before = str(number - 1) if number > 1 else None
        head = HEAD.format(revision=str(number), before=before)
        (planted / f"r{number}.py").write_text(head + body, encoding="utf-8")
    return settings


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        # The names are those of this file.
        found = connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - not typed by anybody
    return int(found or 0)


def test_rebuilding_a_parent_keeps_its_children(
    settings: Config, fresh: Engine
) -> None:
    command.upgrade(settings, "2")

    assert (count(fresh, "parent"), count(fresh, "child")) == (1, 2)


def test_a_revision_that_leaves_an_orphan_is_undone_whole(
    settings: Config, fresh: Engine, fresh_url: str
) -> None:
    command.upgrade(settings, "2")

    with pytest.raises(Exception, match="child"):
        command.upgrade(settings, "3")

    with fresh.connect() as connection:
        assert not fresh.dialect.has_table(connection, "extra")
    assert migrate.current(fresh_url) == "2"
    assert count(fresh, "child") == 2


def test_foreign_keys_are_kept_after_a_migration(
    settings: Config, fresh: Engine
) -> None:
    command.upgrade(settings, "2")

    with (
        pytest.raises(Exception, match=r"(?i)foreign key"),
        fresh.begin() as connection,
    ):
        connection.execute(text("INSERT INTO child VALUES (3, 99)"))
