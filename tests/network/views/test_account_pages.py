"""One's own account: contacts, permissions, a copy of everything, deletion."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from network.models import AuditRow, Consent, ConsentPurpose, PersonState
from network.policy import Actor
from network.services import consents
from network.services.consents import Given
from tests.factories import (
    NOW,
    a_coordinator,
    a_member,
    a_network,
    a_person,
    an_organisation,
)
from tests.factories_ground import PASSWORD, sign_in, with_password

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Person


@pytest.fixture
def person(client: FlaskClient, session: Session) -> Person:
    organisation = an_organisation(session, network=a_network(session))
    someone = with_password(session, a_member(session, organisation))
    sign_in(client, session, someone)
    return someone


def test_people_correct_their_own_data(
    client: FlaskClient, session: Session, person: Person
) -> None:
    form = client.get("/cuenta/datos")
    answer = client.post(
        "/cuenta/datos",
        data={"name": "Ana Nueva", "phone": "310 555 66 77", "email": "a@b.example"},
    )

    session.refresh(person)
    assert person.phone != "+573105556677" or form.status_code == HTTPStatus.OK
    assert answer.location == "/cuenta"
    assert (person.name, person.phone, person.email) == (
        "Ana Nueva",
        "+573105556677",
        "a@b.example",
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Escriba"),
        ({"phone": "12"}, "Ese celular no existe. Escríbalo así: 300 123 4567."),
        ({"email": "ana"}, "Ese correo no está bien escrito."),
        ({"phone": ""}, "Escriba un celular o un correo."),
    ],
)
def test_wrong_contacts_are_told(
    client: FlaskClient, person: Person, fields: dict[str, str], sentence: str
) -> None:
    data = {"name": "Ana", "phone": "3105556677", "email": ""} | fields

    answer = client.post("/cuenta/datos", data=data)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text


def test_a_taken_phone_is_told(
    client: FlaskClient, session: Session, person: Person
) -> None:
    other = a_person(session)

    answer = client.post("/cuenta/datos", data={"name": "Ana", "phone": other.phone})

    assert "Otra persona ya tiene ese celular." in answer.text


def test_the_present_password_is_asked_and_throttled(
    client: FlaskClient, person: Person
) -> None:
    wrong = {"present": "otra", "password": "una frase muy larga"}
    refused = client.post("/cuenta/clave", data=wrong)
    for _ in range(7):
        client.post("/cuenta/clave", data=wrong)

    last = client.post("/cuenta/clave", data=wrong | {"present": PASSWORD})

    assert client.get("/cuenta/clave").status_code == HTTPStatus.OK
    assert "la clave no son correctos" in refused.text
    assert "demasiados intentos" in last.text


def test_permissions_are_changed_on_their_page(
    client: FlaskClient, session: Session, person: Person
) -> None:
    first = client.get("/cuenta/permisos")
    client.post("/cuenta/permisos", data={"service": "y", "photos": "y"})
    client.post("/cuenta/permisos", data={"service": "y"})
    refused = client.post("/cuenta/permisos", data={"photos": "y"})

    standing = session.scalars(
        select(Consent.purpose).where(Consent.revoked_at.is_(None))
    ).all()
    assert "Todavía no ha dado permisos." in first.text
    assert standing == [ConsentPurpose.SERVICE]
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "retirado:" in client.get("/cuenta/permisos").text


def test_everything_kept_is_handed_over(
    client: FlaskClient, session: Session, person: Person
) -> None:
    given = Given(frozenset({ConsentPurpose.SERVICE}))
    consents.record(session, person.id, given, actor=Actor(person.id), now=NOW)

    answer = client.get("/cuenta/mis-datos.json")

    assert answer.json is not None
    assert answer.json["person"]["phone"] == person.phone
    assert answer.json["roles"][0]["role"] == "member"
    assert answer.json["consents"][0]["purpose"] == "service"
    assert answer.json["devices"][0]["device"] == "test"
    assert answer.json["deeds"][0]["deed"] == "consent.granted"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_account_is_deleted_with_the_password(
    client: FlaskClient, session: Session, person: Person
) -> None:
    shown = client.get("/cuenta/borrar")
    unsure = client.post("/cuenta/borrar", data={"password": PASSWORD})
    wrong = client.post("/cuenta/borrar", data={"password": "x", "is_sure": "y"})
    done = client.post("/cuenta/borrar", data={"password": PASSWORD, "is_sure": "y"})

    session.refresh(person)
    assert shown.status_code == HTTPStatus.OK
    assert unsure.status_code == wrong.status_code == 422
    assert done.location == "/entrar"
    assert person.state is PersonState.ANONYMISED
    assert client.get("/cuenta").status_code == HTTPStatus.SEE_OTHER


def test_the_last_coordinator_is_told_to_name_another_first(
    client: FlaskClient, session: Session
) -> None:
    someone = with_password(session, a_coordinator(session, a_network(session)))
    sign_in(client, session, someone)

    answer = client.post("/cuenta/borrar", data={"password": PASSWORD, "is_sure": "y"})

    assert "La red quedaría sin coordinación." in answer.text


def test_the_page_about_data_is_for_everybody(client: FlaskClient) -> None:
    answer = client.get("/sus-datos")

    assert "Ley 1581 de 2012" in answer.text


def test_changing_the_password_leaves_a_trace_without_it(
    client: FlaskClient, session: Session, person: Person
) -> None:
    client.post(
        "/cuenta/clave",
        data={"present": PASSWORD, "password": "una frase muy larga"},
    )

    trace = session.scalars(select(AuditRow)).one()
    assert (trace.deed, trace.details) == ("password.changed", {})
