from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner
from sqlalchemy import func, select

from marketplace.catalogue.cli import catalogue_commands
from marketplace.catalogue.models import Product

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


def products(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Product)) or 0


def test_a_rehearsal_says_what_would_be_added_and_adds_nothing(
    app: Flask, session: Session
) -> None:
    before = products(session)

    answer = CliRunner().invoke(
        catalogue_commands(lambda _data: app), ["load", "--dry-run"]
    )

    assert answer.output == "Se agregarían 45 productos.\n"
    assert products(session) == before


def test_the_starting_catalogue_is_loaded_once(app: Flask, session: Session) -> None:
    before = products(session)
    commands = catalogue_commands(lambda _data: app)

    answers = [CliRunner().invoke(commands, ["load"]).output for _ in range(2)]

    assert answers == ["Se agregaron 45 productos.\n", "Se agregaron 0 productos.\n"]
    assert products(session) == before + 45


def test_a_first_network_is_given_the_starting_catalogue(
    app: Flask, session: Session
) -> None:
    before = products(session)

    app.extensions["tejido.first_network"](session)

    assert products(session) == before + 45
