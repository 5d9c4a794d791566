"""Taking the second step away from the page of members, and what the person sees."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pyotp
import pytest

from network.clock import now
from network.policy import Role
from tests.factories import a_coordinator, a_member, a_network, an_organisation
from tests.factories_ground import PASSWORD, sign_in, with_password

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation, Person


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def organisation(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network)


@pytest.fixture
def treasurer(session: Session, organisation: Organisation) -> Person:
    person = with_password(session, a_member(session, organisation, Role.TREASURER))
    person.totp_secret, person.totp_confirmed_at = pyotp.random_base32(), now()
    session.flush()
    return person


def test_the_person_comes_in_again_and_sets_new_codes_up(
    app: Flask,
    client: FlaskClient,
    session: Session,
    network: Network,
    organisation: Organisation,
    treasurer: Person,
) -> None:
    inside = app.test_client()
    sign_in(inside, session, treasurer)
    sign_in(client, session, a_coordinator(session, network))
    people = f"/organizaciones/{organisation.id}/personas"

    listed = client.get(people)
    done = client.post(
        f"/personas/{treasurer.id}/segundo-paso/quitar",
        data={"reason": "Vino a la oficina con la cédula", "next": people},
    )
    after = client.get(done.location)
    out = inside.get("/cuenta")
    inside.post("/entrar", data={"account": treasurer.phone, "password": PASSWORD})
    messages = inside.get("/mensajes")
    again = inside.get("/cuenta/segundo-paso")

    assert "Perdió el celular del segundo paso" in listed.text
    assert done.location == people
    assert "Quedó sin segundo paso" in after.text
    assert "Perdió el celular" not in after.text
    assert out.location.startswith("/entrar")
    assert "Le quitaron el segundo paso" in messages.text
    assert "Empezar" in again.text


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("", "Escriba por qué."), ("ok", "Escriba cómo supo que es esa persona")],
)
def test_without_a_reason_nothing_changes(
    client: FlaskClient,
    session: Session,
    network: Network,
    treasurer: Person,
    reason: str,
    sentence: str,
) -> None:
    sign_in(client, session, a_coordinator(session, network))
    home = treasurer.memberships[0].organisation_id
    people = f"/organizaciones/{home}/personas"

    answer = client.post(
        f"/personas/{treasurer.id}/segundo-paso/quitar",
        data={"reason": reason, "next": people},
        follow_redirects=True,
    )

    session.refresh(treasurer)
    assert sentence in answer.text
    assert treasurer.totp_secret is not None


def test_other_people_get_nothing_out_of_it(
    client: FlaskClient,
    session: Session,
    network: Network,
    organisation: Organisation,
    treasurer: Person,
) -> None:
    path = f"/personas/{treasurer.id}/segundo-paso/quitar"
    sent = {"reason": "Vino a la oficina"}
    answers = []
    for person in (
        a_coordinator(session, a_network(session)),
        a_member(session, organisation, Role.OFFICER),
        treasurer,
    ):
        sign_in(client, session, person)
        answers.append(client.post(path, data=sent).status_code)
    sign_in(client, session, a_coordinator(session, network), second_factor=False)
    answers.append(client.post(path, data=sent).status_code)

    session.refresh(treasurer)
    assert answers == [
        HTTPStatus.NOT_FOUND,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.SEE_OTHER,
    ]
    assert treasurer.totp_secret is not None


def test_officers_are_not_offered_what_they_may_not_do(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
) -> None:
    sign_in(client, session, a_member(session, organisation, Role.OFFICER))

    page = client.get(f"/organizaciones/{organisation.id}/personas")

    assert treasurer.name in page.text
    assert "Perdió el celular" not in page.text
