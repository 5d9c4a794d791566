"""For whom a person may call a purchase, as the first step offers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from network.models import Membership, NetworkMembership
from network.policy import Role
from tests.factories import LONG_AGO, a_coordinator, a_network
from tests.factories_purchase_pages import browser
from tests.factories_purchasing import a_world

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

WRITE = "/compras/nueva/datos"


def test_a_coordinator_calls_for_the_network(app: Flask, session: Session) -> None:
    world = a_world(session, associations=2)
    client = browser(app, session, a_coordinator(session, world.network))

    page = client.get(WRITE)

    assert "Varias asociaciones:" in page.text
    assert "Solo los asociados de" not in page.text


def test_own_associations_come_first_and_the_others_are_folded_away(
    app: Flask, session: Session
) -> None:
    world = a_world(session, associations=3)
    world.convener.search_key = "zzz"
    officer = a_coordinator(session, world.network)
    session.add_all(
        [
            NetworkMembership(
                network_id=a_network(session).id,
                organisation_id=world.convener.id,
                since=LONG_AGO,
            ),
            Membership(
                person_id=officer.id,
                organisation_id=world.convener.id,
                role=Role.OFFICER,
                since=LONG_AGO,
            ),
        ]
    )
    session.flush()
    client = browser(app, session, officer)

    seen = client.get(WRITE).text
    choices = seen.split("<legend>¿Para quién es la compra?", 1)[1]
    mine, others = choices.split("</fieldset>", 1)[0].split(
        "<summary>Que compre otra asociación</summary>"
    )

    assert mine.count(f"Solo los asociados de {world.convener.name} (") == 2
    assert mine.count('type="radio"') == 4
    assert "checked" in mine
    assert "checked" not in others
    assert {each.name in others for each in world.others} == {True}
    assert "<details" in mine
    assert "open" not in mine.rsplit("<details", 1)[1]
