"""Every revision goes up and down, with data, and the last one is the models."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, inspect, select
from sqlalchemy.orm import Session

import marketplace.app  # noqa: F401 - brings every area's tables with it
from marketplace.worker import migrate
from network import jobs
from network.db import Base
from network.models import Country
from tests.factories import (
    NOW,
    a_coordinator,
    a_member,
    a_network,
    a_person,
    an_organisation,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

FIRST, *_, LAST = migrate.revisions()


def settle(engine: Engine) -> None:
    """Some people and organisations, and a promise of work."""
    with Session(engine) as session:
        for country in Country:
            network = a_network(session, country)
            organisation = an_organisation(session, network=network)
            a_member(session, organisation)
            a_coordinator(session, network)
            a_person(session)
            jobs.enqueue(
                session,
                "a.b",
                {"day": "2026-03-02"},
                key=f"k:{country}",
                run_after=NOW,
                network_id=network.id,
            )
        session.commit()


def rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables that the first revision makes."""
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            name: sorted(
                (tuple(row) for row in connection.execute(select(table))), key=repr
            )
            for name, table in found.tables.items()
            if name != "alembic_version"
        }


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_the_revisions_are_one_line() -> None:
    assert migrate.head() == LAST
    assert len(set(migrate.revisions())) == len(migrate.revisions())


def test_each_revision_goes_up_and_down_again(fresh: Engine, fresh_url: str) -> None:
    made = [tables(fresh)]
    for revision in migrate.revisions():
        migrate.upgrade(fresh_url, revision)
        made.append(tables(fresh))

    for revision in ["base", *migrate.revisions()[:-1]][::-1]:
        migrate.downgrade(fresh_url, revision)
        assert tables(fresh) == made[["base", *migrate.revisions()].index(revision)]

    assert made[0] == set()
    assert all(before <= after for before, after in pairwise(made))


def test_going_down_and_up_again_keeps_what_people_entered(
    fresh: Engine, fresh_url: str
) -> None:
    migrate.upgrade(fresh_url)
    settle(fresh)
    before = rows(fresh)

    migrate.downgrade(fresh_url, FIRST)
    below = rows(fresh)
    migrate.upgrade(fresh_url)

    assert {name: before[name] for name in below} == below
    assert {name: rows(fresh)[name] for name in below} == below
    assert len(below["organisation"]) == len(Country)


def test_the_last_revision_is_what_the_models_say(
    fresh: Engine, fresh_url: str
) -> None:
    migrate.upgrade(fresh_url)

    with fresh.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "render_as_batch": True}
        )
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_going_up_twice_changes_nothing(fresh: Engine, fresh_url: str) -> None:
    migrate.upgrade(fresh_url)
    before = rows(fresh)

    migrate.upgrade(fresh_url)

    assert rows(fresh) == before
    assert migrate.current(fresh_url) == LAST


def test_going_up_inside_a_transaction_can_still_be_undone(
    fresh: Engine, fresh_url: str
) -> None:
    with fresh.connect() as connection, connection.begin() as undone:
        migrate.upgrade_on(connection, "head")
        undone.rollback()

    assert migrate.current(fresh_url) is None


@pytest.mark.parametrize("revision", migrate.revisions())
def test_a_revision_says_what_it_does(revision: str) -> None:
    script = migrate.script(revision)

    assert len(script) > 10
