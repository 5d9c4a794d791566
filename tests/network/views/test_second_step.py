"""One-time codes: asked of treasurers and coordinators, accepted once."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING

import pyotp
import pytest
from pyotp.totp import TOTP

from network.clock import now
from network.policy import Role
from tests.factories import a_coordinator, a_member, a_network, an_organisation
from tests.factories_ground import PASSWORD, sign_in, with_password

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Person


@pytest.fixture
def treasurer(session: Session) -> Person:
    organisation = an_organisation(session, network=a_network(session))
    return with_password(session, a_member(session, organisation, Role.TREASURER))


def with_codes(session: Session, person: Person) -> TOTP:
    person.totp_secret = pyotp.random_base32()
    person.totp_confirmed_at = now()
    session.flush()
    return TOTP(person.totp_secret)


def enter(client: FlaskClient, person: Person, **more: str) -> str:
    answer = client.post(
        "/entrar", data={"account": person.phone, "password": PASSWORD, **more}
    )
    return answer.location


def test_codes_are_set_up_with_a_first_code(
    client: FlaskClient, session: Session, treasurer: Person
) -> None:
    enter(client, treasurer)
    first = client.get("/cuenta/segundo-paso")
    client.post("/cuenta/segundo-paso/empezar", data={"x": "1"})
    shown = client.get("/cuenta/segundo-paso")
    session.refresh(treasurer)
    secret = treasurer.totp_secret
    assert secret is not None

    code = TOTP(secret).now()
    done = client.post("/cuenta/segundo-paso", data={"code": f"{code[:3]} {code[3:]}"})

    session.refresh(treasurer)
    assert "Empezar" in first.text
    assert "data:image/png;base64," in shown.text
    assert secret[:4] in shown.text
    assert done.location == "/cuenta"
    assert treasurer.totp_confirmed_at is not None


def test_looking_at_the_page_changes_nothing(
    client: FlaskClient, session: Session, treasurer: Person
) -> None:
    enter(client, treasurer)

    client.get("/cuenta/segundo-paso")

    session.refresh(treasurer)
    assert treasurer.totp_secret is None


def test_the_code_is_asked_at_sign_in_before_anything_else(
    client: FlaskClient, session: Session, treasurer: Person
) -> None:
    totp = with_codes(session, treasurer)
    target = enter(client, treasurer, next="/organizaciones")

    half = client.get(target)
    asked = client.get(half.location)
    done = client.post(
        "/cuenta/codigo", data={"code": totp.now(), "next": "/organizaciones"}
    )

    assert half.location == "/cuenta/codigo?next=/organizaciones"
    assert asked.status_code == HTTPStatus.OK
    assert done.location == "/organizaciones"
    assert client.get("/organizaciones").status_code == HTTPStatus.OK


def test_a_code_is_never_accepted_twice(
    app: Flask, client: FlaskClient, session: Session, treasurer: Person
) -> None:
    totp = with_codes(session, treasurer)
    code = totp.now()
    enter(client, treasurer)
    client.post("/cuenta/codigo", data={"code": code})
    thief = app.test_client()
    enter(thief, treasurer)

    answer = thief.post("/cuenta/codigo", data={"code": code})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "ya no sirve" in answer.text
    assert thief.get("/cuenta").status_code == HTTPStatus.SEE_OTHER


def test_a_clock_one_step_late_is_accepted(
    client: FlaskClient, session: Session, treasurer: Person
) -> None:
    totp = with_codes(session, treasurer)
    enter(client, treasurer)

    answer = client.post(
        "/cuenta/codigo", data={"code": totp.at(int(time.time()) - 30)}
    )

    assert answer.status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize("code", ["12345", "abcdef", "١٢٣٤٥٦", "1234567"])
def test_what_is_no_code_is_refused_in_words(
    client: FlaskClient, session: Session, treasurer: Person, code: str
) -> None:
    with_codes(session, treasurer)
    enter(client, treasurer)

    answer = client.post("/cuenta/codigo", data={"code": code})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Escriba los 6 números" in answer.text


def test_guessing_codes_is_throttled(
    client: FlaskClient, session: Session, treasurer: Person
) -> None:
    totp = with_codes(session, treasurer)
    enter(client, treasurer)
    wrong = f"{(int(totp.now()) + 7) % 10**6:06d}"
    for _ in range(6):
        client.post("/cuenta/codigo", data={"code": wrong})

    answer = client.post("/cuenta/codigo", data={"code": totp.now()})

    assert "demasiados intentos" in answer.text


def test_the_secret_of_the_cookie_changes_with_the_code(
    client: FlaskClient, session: Session, treasurer: Person
) -> None:
    totp = with_codes(session, treasurer)
    enter(client, treasurer)
    with client.session_transaction() as cookie:
        before = cookie["access"]

    client.post("/cuenta/codigo", data={"code": totp.now()})

    with client.session_transaction() as cookie:
        assert cookie["access"] != before


def test_codes_are_turned_off_with_a_code(
    client: FlaskClient, session: Session, treasurer: Person
) -> None:
    totp = with_codes(session, treasurer)
    sign_in(client, session, treasurer)

    wrong = client.post("/cuenta/segundo-paso/quitar", data={"code": "000000"})
    done = client.post("/cuenta/segundo-paso/quitar", data={"code": totp.now()})

    session.refresh(treasurer)
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert done.location == "/cuenta/segundo-paso"
    assert treasurer.totp_confirmed_at is None


def test_a_treasurer_without_codes_is_led_to_them_before_changing_anything(
    client: FlaskClient, session: Session, treasurer: Person
) -> None:
    sign_in(client, session, treasurer, second_factor=False)
    home = next(iter(treasurer.memberships)).organisation_id

    seen = client.get(f"/organizaciones/{home}")
    changed = client.post(f"/organizaciones/{home}/personas/anotar", data={"x": "1"})

    assert seen.status_code == HTTPStatus.OK
    assert changed.location == "/cuenta/segundo-paso"


def test_a_coordinator_without_codes_is_led_to_them_too(
    client: FlaskClient, session: Session
) -> None:
    network = a_network(session)
    sign_in(client, session, a_coordinator(session, network), second_factor=False)

    answer = client.post(f"/redes/{network.id}/invitaciones/coordinacion")

    assert answer.location == "/cuenta/segundo-paso"


def test_invented_people_are_not_asked(client: FlaskClient, session: Session) -> None:
    network = a_network(session)
    person = a_coordinator(session, network)
    person.is_demonstration = True
    sign_in(client, session, person, second_factor=False)

    answer = client.post(f"/redes/{network.id}/invitaciones/coordinacion")

    assert answer.status_code == HTTPStatus.OK


def test_nothing_of_ones_own_shows_before_the_code(
    client: FlaskClient, session: Session, treasurer: Person
) -> None:
    with_codes(session, treasurer)
    enter(client, treasurer)

    first = client.get("/")

    assert first.status_code == HTTPStatus.SEE_OTHER
    assert first.location.startswith("/cuenta/codigo")
