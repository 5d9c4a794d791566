"""The frame of every page: its language, and the banner of the demonstration."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask_babel import refresh

from network.policy import Role
from network.web import ask_again
from tests.counting import counted_statements
from tests.factories import a_member, a_network, an_organisation
from tests.factories_ground import sign_in

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

BANNER = 'class="demonstration"'


def test_pages_speak_spanish_until_somebody_asks_for_english(
    client: FlaskClient,
) -> None:
    before = client.get("/entrar", headers={"Accept-Language": "en"}).text

    chosen = client.post("/idioma", data={"language": "en", "next": "/recibos"})
    refresh()  # the context of the fixture outlives the request, and its language
    after = client.get("/entrar").text

    assert '<html lang="es">' in before
    assert (chosen.status_code, chosen.location) == (HTTPStatus.SEE_OTHER, "/recibos")
    assert '<html lang="en">' in after
    assert "Español" in after


def test_a_language_that_is_none_of_ours_is_refused(client: FlaskClient) -> None:
    client.set_cookie("language", "../../etc")

    answer = client.post("/idioma", data={"language": "xx"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert '<html lang="es">' in client.get("/entrar").text


def test_changing_the_language_leads_to_no_other_site(client: FlaskClient) -> None:
    answer = client.post(
        "/idioma", data={"language": "en", "next": "https://evil.example/"}
    )

    assert answer.location == "/"


def test_the_banner_shows_wherever_a_network_is_invented(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    network = a_network(session)
    person = a_member(session, an_organisation(session, network=network))
    quiet = client.get("/entrar").text
    network.is_demonstration = True
    session.flush()
    with app.app_context():
        ask_again()

    stranger = client.get("/entrar").text
    sign_in(client, session, person)
    inside = client.get("/cuenta").text

    assert BANNER not in quiet
    assert BANNER in stranger
    assert 'href="/recorrido"' in stranger
    assert BANNER in inside


def test_the_banner_costs_strangers_one_question(
    client: FlaskClient, connection: Connection
) -> None:
    with counted_statements(connection) as first:
        client.get("/entrar")

    with counted_statements(connection) as second:
        client.get("/entrar")

    assert (len(first), len(second)) == (1, 0)


def test_a_treasurer_reaches_the_book_from_the_page_of_the_organisation(
    client: FlaskClient, session: Session
) -> None:
    organisation = an_organisation(session, network=a_network(session))
    sign_in(client, session, a_member(session, organisation, Role.TREASURER))

    page = client.get(f"/organizaciones/{organisation.id}").text

    for part in ("", "/pagos"):
        assert f'href="/libro/{organisation.id}{part}"' in page
    for part in ("fichas", "archivos"):
        assert f'href="/organizaciones/{organisation.id}/{part}"' in page


def test_a_member_is_not_led_to_the_book(client: FlaskClient, session: Session) -> None:
    organisation = an_organisation(session, network=a_network(session))
    sign_in(client, session, a_member(session, organisation))

    page = client.get(f"/organizaciones/{organisation.id}").text

    assert f"/libro/{organisation.id}" not in page
