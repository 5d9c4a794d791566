"""An empty instance begins; organisations are registered and edited."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import select

from network.models import (
    Consent,
    Organisation,
    OrganisationChain,
    Person,
)
from network.policy import Role
from tests.factories import (
    a_coordinator,
    a_member,
    a_network,
    a_person,
    an_organisation,
)
from tests.factories_ground import PASSWORD, sign_in

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Network


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def organisation(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network)


def typed(**more: str) -> dict[str, str]:
    plain = {
        "client_key": str(uuid4()),
        "name": "Asociación del Valle",
        "kind": "association",
        "legal_form": "non_profit_association",
        "region": "Santander",
        "municipality": "La Belleza",
    }
    return plain | more


def address_in(page: str) -> str:
    return page.split('readonly value="')[1].split('"', maxsplit=1)[0].split(":8000")[1]


def test_a_first_network_is_created_and_its_coordinator_is_in(
    client: FlaskClient, session: Session
) -> None:
    start = client.get("/")
    form = client.get("/primera-red")
    answer = client.post(
        "/primera-red",
        data={
            "network_name": "Red del Valle",
            "territory": "Un valle",
            "country": "CO",
            "time_zone": "America/Bogota",
            "name": "Ana Prueba",
            "phone": "300 111 22 33",
            "password": PASSWORD,
            "service": "y",
        },
    )

    assert "Crear mi red" in start.text
    assert "Cargar la demostración" in start.text
    assert form.status_code == HTTPStatus.OK
    assert answer.location == "/"
    assert "Red del Valle" in client.get("/").text
    assert client.get("/primera-red").status_code == HTTPStatus.CONFLICT


def test_the_first_page_says_what_is_missing(
    client: FlaskClient, session: Session
) -> None:
    answer = client.post(
        "/primera-red", data={"country": "EC", "time_zone": "America/Bogota"}
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Error:" in answer.text
    assert "Esa hora es de otro país" in answer.text
    assert session.scalar(select(Person.id)) is None


def test_the_demonstration_is_loaded_into_an_empty_instance_only(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    loaded: list[int] = []
    app.extensions["tejido.load_demonstration"] = lambda: loaded.append(1)

    offered = client.get("/")
    client.post("/demostracion/cargar")
    a_person(session)
    refused = client.post("/demostracion/cargar")

    assert "Cargar la demostración" in offered.text
    assert loaded == [1]
    assert refused.status_code == HTTPStatus.CONFLICT


def test_a_coordinator_registers_an_organisation_and_invites_its_officer(
    app: Flask, client: FlaskClient, session: Session, network: Network
) -> None:
    sign_in(client, session, a_coordinator(session, network))
    answer = client.post(
        f"/redes/{network.id}/organizaciones/nueva",
        data=typed(tax_number="900.123.456-8", vereda="El Rubí"),
    )
    page = client.get(answer.location)
    made = client.post(
        f"{answer.location}/invitaciones", data={"role": "officer", "uses": "1"}
    )
    path = address_in(made.text)
    guest = app.test_client()
    shown = guest.get(path)
    joined = guest.post(
        path,
        data={
            "name": "Luis Prueba",
            "phone": "300 111 22 33",
            "password": PASSWORD,
            "service": "y",
            "photos": "y",
        },
    )

    assert "Asociación del Valle" in page.text
    assert "El Rubí, La Belleza, Santander" in page.text
    assert "https://wa.me/?text=" in made.text
    assert "Junta directiva" in shown.text
    assert joined.location == "/"
    assert guest.get(f"{answer.location}/editar").status_code == HTTPStatus.OK
    assert session.scalars(select(Consent.purpose)).all() == ["photos", "service"]


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("name", "", "Escriba este dato."),
        ("tax_number", "900.123.456-7", "Un número está cambiado."),
        ("tax_number", "abc", "Escriba solo números"),
        ("region", "Narnia", "Not a valid choice"),
        ("municipality", "", "Escriba este dato."),
        ("founded_on", "ayer", "date"),
        ("founded_on", "2999-01-01", "no ha llegado todavía"),
        ("name", "A" * 161, "máximo"),
    ],
)
def test_wrong_input_is_told_and_kept(
    client: FlaskClient,
    session: Session,
    network: Network,
    field: str,
    text: str,
    sentence: str,
) -> None:
    sign_in(client, session, a_coordinator(session, network))

    answer = client.post(
        f"/redes/{network.id}/organizaciones/nueva", data=typed(**{field: text})
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    if sentence not in {"date", "Not a valid choice"}:
        assert sentence in answer.text
    assert "Error:" in answer.text
    assert session.scalar(select(Organisation.id)) is None


def test_what_is_not_in_the_form_is_never_assigned(
    client: FlaskClient, session: Session, network: Network
) -> None:
    sign_in(client, session, a_coordinator(session, network))

    client.post(
        f"/redes/{network.id}/organizaciones/nueva",
        data=typed(currency="USD", id="77", tax_id_state="verified", country="EC"),
    )

    row = session.scalars(select(Organisation)).one()
    assert (row.currency, row.country, row.tax_id_state) == ("COP", "CO", "missing")


def test_an_officer_edits_the_organisation(
    client: FlaskClient, session: Session, organisation: Organisation
) -> None:
    organisation.chains.append(OrganisationChain(chain="miel"))
    session.flush()
    sign_in(client, session, a_member(session, organisation, Role.OFFICER))
    path = f"/organizaciones/{organisation.id}/editar"

    form = client.get(path)
    data = typed(name="Nombre nuevo", is_public="y", profile="Miel\n\nde monte")
    answer = client.post(path, data=data | {"chains": "miel"})
    wrong = client.post(path, data=typed(founded_on="2999-01-01"))

    session.refresh(organisation)
    assert organisation.name in client.get(answer.location).text
    assert 'value="miel"' in form.text
    assert (organisation.name, organisation.is_public) == ("Nombre nuevo", True)
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_public_profile_shows_the_organisation_and_never_its_people(
    client: FlaskClient, session: Session, organisation: Organisation
) -> None:
    member = a_member(session, organisation, name="Rosa Secreta")
    hidden = client.get(f"/organizaciones/{organisation.id}/perfil")
    organisation.is_public = True
    organisation.profile = "Hacemos panela."
    session.flush()

    shown = client.get(f"/organizaciones/{organisation.id}/perfil")

    assert hidden.status_code == HTTPStatus.NOT_FOUND
    assert "Hacemos panela." in shown.text
    assert member.name not in shown.text
