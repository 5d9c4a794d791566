"""Trust that waits for an answer or is about to end is on the first page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from network.clock import today
from network.policy import Role
from tests.factories import a_member, a_network, an_organisation
from tests.factories_ground import sign_in
from tests.factories_trust import trusts

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session


def test_officers_are_reminded_to_renew_and_led_there(
    client: FlaskClient, session: Session
) -> None:
    network = a_network(session)
    one, other = (an_organisation(session, network=network) for _ in range(2))
    near = today("America/Bogota") - timedelta(days=350)
    trusts(session, network, one, other, day=near)

    sign_in(client, session, a_member(session, one, Role.OFFICER))
    officer = client.get("/").text
    sign_in(client, session, a_member(session, one))
    member = client.get("/").text

    assert "Una confianza que declararon vence en menos de un mes." in officer
    assert f"/organizaciones/{one.id}/confianza/{network.id}" in officer
    assert "Renueve la confianza" not in member


def test_officers_are_asked_to_answer_who_trusts_them(
    client: FlaskClient, session: Session
) -> None:
    network = a_network(session)
    one, other = (an_organisation(session, network=network) for _ in range(2))
    trusts(session, network, other, one, day=today("America/Bogota"))

    sign_in(client, session, a_member(session, one, Role.OFFICER))
    asked = client.get("/").text
    sign_in(client, session, a_member(session, other, Role.OFFICER))
    asking = client.get("/").text

    assert "Una organización confía en ustedes y espera su respuesta." in asked
    assert f"/organizaciones/{one.id}/confianza/{network.id}" in asked
    assert "Conteste una confianza" not in asking
