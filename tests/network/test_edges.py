"""The terminal and the timetable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from network.cli import person_commands
from network.clock import now
from network.models import AccessSession
from network.queries.people import invitation_page
from network.services.access import Sitting, open_session
from network.tasks import close_old_sittings
from tests.factories import NOW, a_network, a_person, an_organisation

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


def test_the_terminal_writes_the_address_of_an_invitation(
    app: Flask, session: Session
) -> None:
    organisation = an_organisation(session, network=a_network(session))
    network = a_network(session)
    commands = person_commands(lambda _data: app)

    for arguments, place in (
        (["--organisation", str(organisation.id), "--role", "officer"], organisation),
        (["--network", str(network.id)], network),
    ):
        done = CliRunner().invoke(commands, ["invite", *arguments])

        token = done.output.strip().rpartition("/")[2]
        assert done.exit_code == 0
        assert done.output.startswith("http://127.0.0.1:8000/invitacion/")
        assert invitation_page(session, token, now=now()).place == place.name


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "uno de los dos"),
        (["--network", "1", "--organisation", "1"], "uno de los dos"),
        (["--organisation", "999"], "No existe esa organización"),
        (["--network", "x"], "--network"),
    ],
)
def test_the_terminal_refuses_in_one_line(
    app: Flask, arguments: list[str], sentence: str
) -> None:
    done = CliRunner().invoke(
        person_commands(lambda _data: app), ["invite", *arguments]
    )

    assert done.exit_code != 0
    assert sentence in done.output


def test_the_timetable_closes_old_sittings(app: Flask, session: Session) -> None:
    open_session(session, Sitting(a_person(session).id, "x"), now=NOW)
    session.flush()

    closed = close_old_sittings()

    assert closed == 1
    assert session.scalars(select(AccessSession.ended_at)).one() is not None
