"""The transaction boundary: one place commits, and what it promises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import OperationalError

from network.db import (
    NestedTransactionError,
    UtcDateTime,
    after_commit,
    db,
    lock,
    prepare_engine,
    retrying,
    transaction,
    write_turn,
)
from network.errors import NotFoundError
from network.models import Network, Person
from tests.factories import a_network

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session


class Broken(Exception):  # noqa: N818 - a test's own stop sign
    """Something goes wrong inside."""


class Deadlock(Exception):  # noqa: N818 - what a driver raises
    """A driver's error with its state."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def networks() -> int:
    found = db.session.scalar(select(func.count(Network.id))) or 0
    db.session.remove()
    return found


def test_success_is_saved_and_then_told(app: Flask) -> None:
    told: list[str] = []

    with transaction() as session:
        a_network(session)
        after_commit(session, lambda: told.append("saved"))
        assert told == []

    assert told == ["saved"]
    assert networks() == 1


def test_failure_saves_and_tells_nothing(app: Flask) -> None:
    told: list[str] = []

    def fails() -> None:
        with transaction() as session:
            a_network(session)
            after_commit(session, lambda: told.append("saved"))
            raise Broken

    with pytest.raises(Broken):
        fails()

    assert (told, networks()) == ([], 0)


def test_a_rehearsal_saves_and_tells_nothing(app: Flask) -> None:
    told: list[str] = []

    with transaction(save=False) as session:
        a_network(session)
        after_commit(session, lambda: told.append("saved"))

    assert (told, networks()) == ([], 0)


def test_a_transaction_inside_another_is_a_bug(app: Flask) -> None:
    with transaction(), pytest.raises(NestedTransactionError), transaction():
        pass  # never reached


def test_outside_a_transaction_nothing_is_told(session: Session) -> None:
    told: list[str] = []

    after_commit(session, lambda: told.append("saved"))
    session.commit()

    assert told == []


def test_locking_reads_the_row_again_or_finds_none(session: Session) -> None:
    network = a_network(session)

    assert lock(session, Network, network.id) is network
    with pytest.raises(NotFoundError):
        lock(session, Person, 99999)


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_broken_deadlock_is_tried_again(app: Flask, state: str) -> None:
    tries: list[int] = []

    def work() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError(None, {}, Deadlock(state))
        return "done"

    assert retrying(work) == "done"
    assert len(tries) == 3


def test_other_faults_and_the_last_deadlock_are_raised(app: Flask) -> None:
    tries: list[str] = []

    def fails(state: str) -> None:
        tries.append(state)
        raise OperationalError(None, {}, Deadlock(state))

    with pytest.raises(OperationalError):
        retrying(lambda: fails("57P01"))
    with pytest.raises(OperationalError):
        retrying(lambda: fails("40001"))
    assert tries == ["57P01", "40001", "40001", "40001"]


def test_instants_are_kept_in_utc_and_naive_ones_refused() -> None:
    kind = UtcDateTime()
    engine = create_engine("sqlite://")
    quito = timezone(timedelta(hours=-5))

    kept = kind.process_bind_param(
        datetime(2026, 3, 2, 9, tzinfo=quito), engine.dialect
    )
    read = kind.process_result_value(
        datetime(2026, 3, 2, 14),  # noqa: DTZ001 - what SQLite gives back
        engine.dialect,
    )

    assert kept == read == datetime(2026, 3, 2, 14, tzinfo=UTC)
    assert kind.process_bind_param(None, engine.dialect) is None
    assert kind.process_result_value(None, engine.dialect) is None
    with pytest.raises(ValueError, match="time zone"):
        kind.process_bind_param(
            datetime(2026, 3, 2),  # noqa: DTZ001 - what is refused
            engine.dialect,
        )
    engine.dispose()


def test_only_files_need_a_turn_to_write(tmp_path: Path) -> None:
    memory = create_engine("sqlite://")
    file = create_engine(f"sqlite:///{tmp_path / 'a.db'}")

    with write_turn(memory), write_turn(file):
        pass

    assert (tmp_path / "a.db.lock").exists()
    memory.dispose()
    file.dispose()


def test_other_databases_keep_their_own_habits() -> None:
    engine = create_engine("postgresql+psycopg://nobody@localhost/none")

    prepare_engine(engine)

    assert not engine.dialect.name.startswith("sqlite")
