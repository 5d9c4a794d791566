from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner

from marketplace.purchasing.cli import purchase_commands
from tests.factories_goods import arrives, ordered
from tests.factories_purchasing import a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


def weave(app: Flask, *options: str) -> str:
    result = CliRunner().invoke(
        purchase_commands(lambda _data: app), ["weave", *options]
    )
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_says_what_it_found(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    arrives(session, ordered(session, purchase, world)[0], world, 1)
    session.commit()

    assert "Compras revisadas: 1. Hechos nuevos: 0." in weave(app)
    assert "Compras revisadas: 0." in weave(app, "--network", str(world.network.id + 1))
