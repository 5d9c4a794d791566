"""People of an organisation, and organisations that move."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import select

from network.models import (
    Membership,
    Organisation,
    Person,
    PersonState,
)
from network.policy import Role
from tests.factories import (
    a_coordinator,
    a_member,
    a_network,
    an_organisation,
)
from tests.factories_ground import holds, sign_in, with_password

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


def address_in(page: str) -> str:
    return page.split('readonly value="')[1].split('"', maxsplit=1)[0].split(":8000")[1]


def test_an_officer_manages_the_people(
    client: FlaskClient, session: Session, organisation: Organisation
) -> None:
    member = a_member(session, organisation, name="Rosa Prueba")
    sign_in(client, session, a_member(session, organisation, Role.OFFICER))
    home = f"/organizaciones/{organisation.id}"

    client.post(f"{home}/personas/{member.id}/papeles", data={"role": "fiscal"})
    clash = client.post(
        f"{home}/personas/{member.id}/papeles",
        data={"role": "treasurer"},
        follow_redirects=True,
    )
    fiscal = session.scalars(
        select(Membership).where(Membership.role == "fiscal")
    ).one()
    ended = client.post(f"/papeles/{fiscal.id}/terminar", follow_redirects=True)

    assert "Quien es fiscal no puede ser también tesorero(a)." in clash.text
    assert "El papel quedó terminado." in ended.text
    assert client.get(f"{home}/historial").text.count("Dio un papel") == 1


def test_one_does_not_end_ones_own_office(
    client: FlaskClient, session: Session, organisation: Organisation
) -> None:
    sign_in(client, session, a_member(session, organisation, Role.OFFICER))
    key = session.scalars(select(Membership.id)).one()

    answer = client.post(f"/papeles/{key}/terminar", data={"next": "//evil.example"})

    assert answer.location == "/"
    assert "Nadie se da ni se quita un papel" in client.get("/").text


def test_a_member_leaves_alone(
    client: FlaskClient, session: Session, organisation: Organisation
) -> None:
    sign_in(client, session, a_member(session, organisation))
    key = session.scalars(select(Membership.id)).one()

    answer = client.post(f"/papeles/{key}/terminar")

    assert answer.location == "/"
    assert client.get(f"/organizaciones/{organisation.id}").status_code == 404


def test_somebody_without_a_telephone_is_written_down_and_gets_a_way_in_later(
    app: Flask, client: FlaskClient, session: Session, organisation: Organisation
) -> None:
    sign_in(client, session, a_member(session, organisation, Role.OFFICER))
    home = f"/organizaciones/{organisation.id}"
    form = client.get(f"{home}/personas/anotar")
    missing = client.post(f"{home}/personas/anotar", data={"name": "Rosa"})
    client.post(
        f"{home}/personas/anotar",
        data={
            "client_key": str(uuid4()),
            "name": "Rosa Prueba",
            "witness": "Luis Prueba",
            "has_consent": "y",
        },
    )
    key = session.scalars(
        select(Person.id).where(Person.state == PersonState.ASSISTED)
    ).one()
    made = client.post(f"{home}/personas/{key}/acceso")
    guest = app.test_client()
    shown = guest.get(address_in(made.text))

    assert form.status_code == HTTPStatus.OK
    assert "Sin permiso no se puede anotar" in missing.text
    assert 'value="Rosa Prueba"' in shown.text
    assert "Darle entrada propia" in client.get(f"{home}/personas").text


def test_a_member_accepts_an_invitation_to_another_organisation(
    app: Flask, client: FlaskClient, session: Session, network: Network
) -> None:
    first, second = (an_organisation(session, network=network) for _ in range(2))
    sign_in(client, session, a_member(session, second, Role.OFFICER))
    made = client.post(
        f"/organizaciones/{second.id}/invitaciones",
        data={"role": "member", "uses": "3"},
    )
    path = address_in(made.text)
    other = app.test_client()
    sign_in(other, session, a_member(session, first))

    shown = other.get(path)
    other.post(f"{path}/aceptar")
    again = other.post(f"{path}/aceptar", follow_redirects=True)
    wrong = client.post(
        f"/organizaciones/{second.id}/invitaciones",
        data={"role": "member", "uses": "999"},
    )

    assert "Aceptar la invitación" in shown.text
    assert other.get(f"/organizaciones/{second.id}/personas").status_code == 200
    assert "La persona ya tiene ese papel." in again.text
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_an_invitation_is_taken_back(
    app: Flask, client: FlaskClient, session: Session, organisation: Organisation
) -> None:
    sign_in(client, session, a_member(session, organisation, Role.OFFICER))
    home = f"/organizaciones/{organisation.id}/invitaciones"
    made = client.post(home, data={"role": "member", "uses": "1"})
    action = client.get(home).text.split('action="/invitaciones/')[1].split('"')[0]

    client.post(f"/invitaciones/{action}")
    stale = app.test_client().get(address_in(made.text))

    assert "Esta invitación ya no sirve" in stale.text
    assert "No hay invitaciones abiertas." in client.get(home).text


def test_an_organisation_moves_between_networks(
    app: Flask, client: FlaskClient, session: Session, organisation: Organisation
) -> None:
    other = a_network(session)
    sign_in(client, session, a_coordinator(session, other))
    made = client.post(f"/redes/{other.id}/invitaciones/organizacion")
    path = address_in(made.text)
    officer = app.test_client()
    stranger = officer.get(path)
    sign_in(officer, session, a_member(session, organisation, Role.OFFICER))

    offered = officer.get(path)
    officer.post(f"{path}/aceptar", data={"organisation_id": str(organisation.id)})
    inside = client.get(f"/redes/{other.id}")
    officer.post(f"/redes/{other.id}/organizaciones/{organisation.id}/salir")

    assert "es para una organización" in stranger.text
    assert f"Entrar con {organisation.name}" in offered.text
    assert organisation.name in inside.text
    assert organisation.name not in client.get(f"/redes/{other.id}").text


def test_a_coordinator_takes_an_organisation_out_and_begins_another_network(
    client: FlaskClient, session: Session, organisation: Organisation, network: Network
) -> None:
    sign_in(client, session, a_coordinator(session, network))
    gone = client.post(f"/redes/{network.id}/organizaciones/{organisation.id}/salir")
    data = {
        "client_key": str(uuid4()),
        "network_name": "Islas",
        "territory": "Islas",
        "country": "EC",
        "time_zone": "Pacific/Galapagos",
    }
    form = client.get("/redes/nueva")
    made = client.post("/redes/nueva", data=data)
    twice = client.post("/redes/nueva", data=data | {"client_key": str(uuid4())})

    assert gone.location == f"/redes/{network.id}"
    assert form.status_code == HTTPStatus.OK
    assert "Islas" in client.get(made.location).text
    assert "Ya hay una red que se llama Islas." in twice.text


def test_whoever_another_network_suspended_stays_out_and_it_is_said_why(
    app: Flask,
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    network: Network,
) -> None:
    other = a_network(session)
    member = a_member(session, organisation)
    holds(session, member, an_organisation(session, network=other), Role.MEMBER)
    beside = app.test_client()
    sign_in(client, session, a_coordinator(session, network))
    sign_in(beside, session, a_coordinator(session, other))
    sent = {"reason": "Prueba", "next": "/cuenta"}
    client.post(f"/personas/{member.id}/suspender", data=sent)

    refused = beside.post(f"/personas/{member.id}/restablecer", data=sent)
    said = beside.get("/cuenta").text
    beside.post(f"/personas/{member.id}/suspender", data=sent)
    client.get("/cuenta")
    client.post(f"/personas/{member.id}/restablecer", data=sent)
    half = client.get("/cuenta").text

    session.refresh(member)
    assert refused.location == "/cuenta"
    assert f"Pida que la restablezca la coordinación de {network.name}." in said
    assert f"Para entrar, falta que la restablezca {other.name}." in half
    assert member.state is PersonState.SUSPENDED


def test_a_coordinator_suspends_with_a_reason(
    app: Flask,
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    network: Network,
) -> None:
    member = with_password(session, a_member(session, organisation))
    inside = app.test_client()
    sign_in(inside, session, member)
    sign_in(client, session, a_coordinator(session, network))

    silent = client.post(f"/personas/{member.id}/suspender", follow_redirects=True)
    client.post(f"/personas/{member.id}/suspender", data={"reason": "Prueba"})
    out = inside.get("/cuenta")
    listed = client.get(f"/organizaciones/{organisation.id}/personas")
    client.post(f"/personas/{member.id}/restablecer", data={"reason": "Prueba"})

    session.refresh(member)
    assert "Escriba por qué." in silent.text
    assert out.status_code == HTTPStatus.SEE_OTHER
    assert "Restablecer" in listed.text
    assert member.state is PersonState.ACTIVE
