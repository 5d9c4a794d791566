"""Signing in and getting a new password."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network.models import AccessSession, Job, PersonState
from network.web.identity import ACCESS
from tests.factories import a_member, a_network, a_person, an_organisation
from tests.factories_ground import PASSWORD, sign_in, with_password

if TYPE_CHECKING:
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


def test_the_answer_to_a_forgotten_password_tells_nothing(
    client: FlaskClient, session: Session
) -> None:
    person = with_password(session)
    person.email = "rosa@prueba.example"
    session.flush()

    known = client.post("/clave/olvidada", data={"account": person.phone})
    unknown = client.post("/clave/olvidada", data={"account": "+573119999999"})

    assert known.status_code == unknown.status_code == HTTPStatus.OK
    assert known.text == unknown.text
    assert session.scalar(select(func.count(Job.id))) == 1


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
