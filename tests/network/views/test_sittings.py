"""Sittings that die, and addresses that stay ours."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network.clock import now
from network.models import AccessSession, PersonState
from network.services import resets
from network.services.access import end_sessions_of
from network.web import safe_path
from network.web.identity import ACCESS
from tests.factories import a_person
from tests.factories_ground import PASSWORD, sign_in, with_password

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Person


def enter(client: FlaskClient, person: Person, password: str = PASSWORD) -> int:
    answer = client.post(
        "/entrar", data={"account": person.phone, "password": password}
    )
    return answer.status_code


def is_inside(client: FlaskClient) -> bool:
    return client.get("/cuenta").status_code == HTTPStatus.OK


def copy_of(client: FlaskClient, app: Flask) -> FlaskClient:
    """Another browser with the same cookie."""
    with client.session_transaction() as cookie:
        token = cookie[ACCESS]
    other = app.test_client()
    with other.session_transaction() as cookie:
        cookie[ACCESS] = token
    return other


def test_a_copied_cookie_dies_at_sign_out(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    enter(client, with_password(session))
    thief = copy_of(client, app)

    client.post("/salir")

    assert not is_inside(thief)


def test_a_copied_cookie_dies_when_the_password_changes(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = with_password(session)
    enter(client, person)
    other = app.test_client()
    enter(other, person)

    client.post(
        "/cuenta/clave", data={"present": PASSWORD, "password": "otra frase larga"}
    )

    assert is_inside(client)
    assert not is_inside(other)


def test_a_copied_cookie_dies_at_suspension(
    client: FlaskClient, session: Session
) -> None:
    person = with_password(session)
    enter(client, person)

    person.state = PersonState.SUSPENDED
    session.flush()

    assert not is_inside(client)


def test_a_sitting_nobody_used_or_too_old_is_over(
    client: FlaskClient, session: Session
) -> None:
    person = with_password(session)
    enter(client, person)
    row = session.scalars(select(AccessSession)).one()

    row.expires_at = now() - timedelta(seconds=1)
    session.flush()

    assert not is_inside(client)


def test_people_list_and_close_their_sittings(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = with_password(session)
    enter(client, person)
    other = app.test_client()
    enter(other, person)
    theirs = session.scalars(
        select(AccessSession.id).order_by(AccessSession.id.desc())
    ).first()

    listed = client.get("/cuenta/ingresos")
    client.post(f"/cuenta/ingresos/{theirs}/cerrar")

    assert "Es este aparato" in listed.text
    assert is_inside(client)
    assert not is_inside(other)


def test_nobody_closes_a_sitting_of_somebody_else(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    victim = app.test_client()
    enter(victim, with_password(session))
    key = session.scalars(select(AccessSession.id)).one()
    enter(client, with_password(session))

    answer = client.post(f"/cuenta/ingresos/{key}/cerrar")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert is_inside(victim)


def test_all_other_sittings_close_at_once(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = with_password(session)
    enter(client, person)
    others = [app.test_client() for _ in range(2)]
    for other in others:
        enter(other, person)

    client.post("/cuenta/ingresos/cerrar-otros")

    assert is_inside(client)
    assert not any(is_inside(other) for other in others)


def test_a_cookie_of_nonsense_opens_nothing(
    client: FlaskClient, session: Session
) -> None:
    sign_in(client, session, with_password(session))
    with client.session_transaction() as cookie:
        cookie[ACCESS] = ["not", "text"]

    assert not is_inside(client)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/%09/evil.example",
        "/\t/evil.example",
        "/\\evil.example",
        "/%5Cevil.example",
        "\\\\evil.example",
        "/%0a/evil.example",
        "/%2f/evil.example",
        "https://evil.example/cuenta",
        "javascript:alert(1)",
        "/no-hay-tal-pagina",
        "/static/css/tejido.css",
        "cuenta",
        "/cuenta/" + "a" * 600,
        "/salir",
        "",
    ],
)
def test_nobody_is_sent_away_from_our_own_pages(
    app: Flask, client: FlaskClient, session: Session, target: str
) -> None:
    person = with_password(session)

    answer = client.post(
        "/entrar",
        data={"account": person.phone, "password": PASSWORD, "next": target},
    )

    assert answer.location == "/"
    with app.test_request_context():
        assert safe_path(target) is None


def test_people_come_back_to_the_page_they_wanted(
    client: FlaskClient, session: Session
) -> None:
    person = with_password(session)

    refused = client.get("/organizaciones?q=cacao")
    form = client.get(refused.location)
    answer = client.post(
        "/entrar",
        data={
            "account": person.phone,
            "password": PASSWORD,
            "next": "/organizaciones?q=cacao",
        },
    )

    assert refused.status_code == HTTPStatus.SEE_OTHER
    assert "/organizaciones?q=cacao" in form.text
    assert answer.location == "/organizaciones?q=cacao"


def test_a_reset_works_once_and_ends_every_sitting(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = with_password(session)
    enter(client, person)
    asked: list[int] = []

    def note(_session: Session, person_id: int, *, now: datetime) -> None:
        asked.append(person_id)
        assert now.tzinfo

    app.extensions["tejido.deliver_reset"] = note
    stranger = app.test_client()
    stranger.post("/clave/olvidada", data={"account": person.phone})
    token = resets.start_reset(session, person.id, now=now())
    path = f"/clave/nueva/{token}"

    shown = stranger.get(path)
    done = stranger.post(path, data={"password": "otra frase larga"})
    again = stranger.post(path, data={"password": "otra frase más"})

    assert shown.status_code == HTTPStatus.OK
    assert done.status_code == HTTPStatus.SEE_OTHER
    assert again.status_code == HTTPStatus.CONFLICT
    assert asked == [person.id]
    assert not is_inside(client)
    assert enter(stranger, person, "otra frase larga") == HTTPStatus.SEE_OTHER


def test_ending_sittings_can_keep_one(session: Session) -> None:
    person = a_person(session)

    end_sessions_of(session, person.id, now=now(), keep=None)

    assert session.scalar(select(func.count(AccessSession.id))) == 0
