"""The entrance: signing in, sittings that die, addresses that stay ours."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network.clock import now
from network.models import AccessSession, PasswordReset, PersonState
from network.services.access import end_sessions_of
from network.web import safe_path
from network.web.identity import ACCESS
from tests.factories import a_member, a_network, a_person, an_organisation
from tests.factories_ground import PASSWORD, sign_in, with_password

if TYPE_CHECKING:
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


@pytest.mark.parametrize("typed", ["{phone}", "  {local} ", "{spaced}"])
def test_people_sign_in_with_their_phone_however_they_type_it(
    client: FlaskClient, session: Session, typed: str
) -> None:
    person = with_password(session)
    person.phone = "+573001234567"
    session.flush()
    text = typed.format(
        phone="+573001234567", local="3001234567", spaced="300 123 45 67"
    )

    answer = client.post("/entrar", data={"account": text, "password": PASSWORD})

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert is_inside(client)


def test_people_sign_in_with_their_e_mail(
    client: FlaskClient, session: Session
) -> None:
    person = with_password(session)
    person.email = "ana@correo.example"
    session.flush()

    client.post("/entrar", data={"account": "Ana@Correo.example", "password": PASSWORD})

    assert is_inside(client)


def test_the_answer_is_the_same_for_nobody_and_for_a_wrong_password(
    client: FlaskClient, session: Session
) -> None:
    person = with_password(session)

    wrong = client.post("/entrar", data={"account": person.phone, "password": "otra"})
    nobody = client.post(
        "/entrar", data={"account": "+573119999999", "password": "otra"}
    )

    sentence = "El celular, el correo o la clave no son correctos."
    assert wrong.status_code == nobody.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in wrong.text
    assert sentence in nobody.text


@pytest.mark.parametrize(
    "state", [PersonState.SUSPENDED, PersonState.ASSISTED, PersonState.ANONYMISED]
)
def test_who_is_not_active_does_not_come_in(
    client: FlaskClient, session: Session, state: PersonState
) -> None:
    person = with_password(session, a_person(session, state=state))

    status = enter(client, person)

    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not is_inside(client)


def test_an_account_tried_too_often_has_to_wait_and_is_told(
    client: FlaskClient, session: Session
) -> None:
    person = with_password(session)
    statuses = [enter(client, person, "otra clave") for _ in range(8)]

    answer = client.post(
        "/entrar", data={"account": person.phone, "password": PASSWORD}
    )

    assert set(statuses) == {HTTPStatus.UNPROCESSABLE_ENTITY}
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Van demasiados intentos. Espere" in answer.text
    assert not is_inside(client)


def test_an_account_that_does_not_exist_is_throttled_the_same(
    client: FlaskClient,
) -> None:
    tries = {"account": "nadie", "password": "x"}
    for _ in range(8):
        client.post("/entrar", data=tries)

    answer = client.post("/entrar", data=tries)

    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_a_sign_in_gets_a_new_secret(client: FlaskClient, session: Session) -> None:
    person = with_password(session)
    enter(client, person)
    with client.session_transaction() as cookie:
        first = cookie[ACCESS]
    client.post("/salir")
    enter(client, person)

    with client.session_transaction() as cookie:
        second = cookie[ACCESS]

    assert first != second


def test_the_secret_is_kept_only_as_its_digest(
    client: FlaskClient, session: Session
) -> None:
    person = with_password(session)
    enter(client, person)

    with client.session_transaction() as cookie:
        token = cookie[ACCESS]
    kept = session.scalars(select(AccessSession.token_hash)).one()

    assert token not in kept
    assert len(kept) == 64


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
    sent: list[str] = []
    app.extensions["tejido.deliver_reset"] = lambda _session, _person, url: sent.append(
        url
    )
    stranger = app.test_client()
    stranger.post("/clave/olvidada", data={"account": person.phone})
    path = sent[0].removeprefix("http://127.0.0.1:8000")

    shown = stranger.get(path)
    done = stranger.post(path, data={"password": "otra frase larga"})
    again = stranger.post(path, data={"password": "otra frase más"})

    assert shown.status_code == HTTPStatus.OK
    assert done.status_code == HTTPStatus.SEE_OTHER
    assert again.status_code == HTTPStatus.CONFLICT
    assert not is_inside(client)
    assert enter(stranger, person, "otra frase larga") == HTTPStatus.SEE_OTHER


def test_the_answer_to_a_forgotten_password_tells_nothing(
    client: FlaskClient, session: Session
) -> None:
    person = with_password(session)

    known = client.post("/clave/olvidada", data={"account": person.phone})
    unknown = client.post("/clave/olvidada", data={"account": "+573119999999"})

    assert known.status_code == unknown.status_code == HTTPStatus.OK
    assert known.text == unknown.text
    assert session.scalar(select(func.count(PasswordReset.id))) == 1


def test_resets_are_throttled(client: FlaskClient) -> None:
    for _ in range(3):
        client.post("/clave/olvidada", data={"account": "+573119999999"})

    answer = client.post("/clave/olvidada", data={"account": "+573119999999"})

    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS


@pytest.mark.parametrize("password", ["corta", "12345678", "colombia", "aaaaaaaaaa"])
def test_a_password_that_others_guess_is_refused(
    client: FlaskClient, session: Session, password: str
) -> None:
    sign_in(client, session, with_password(session))

    answer = client.post(
        "/cuenta/clave", data={"present": PASSWORD, "password": password}
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "clave" in answer.text


def test_ending_sittings_can_keep_one(session: Session) -> None:
    person = a_person(session)

    end_sessions_of(session, person.id, now=now(), keep=None)

    assert session.scalar(select(func.count(AccessSession.id))) == 0


def test_a_member_of_nothing_has_an_empty_home(
    client: FlaskClient, session: Session
) -> None:
    sign_in(client, session, a_person(session))

    page = client.get("/")

    assert "Todavía no está en una organización" in page.text


def test_home_leads_to_ones_own_places(client: FlaskClient, session: Session) -> None:
    organisation = an_organisation(session, network=a_network(session))
    sign_in(client, session, a_member(session, organisation))

    page = client.get("/")

    assert organisation.name in page.text
