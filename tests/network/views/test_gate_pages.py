"""The pages of the admission gate, as each person opens them."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from network.clock import today
from network.models import TrustRules, TrustSeed
from network.policy import Role
from tests.factories import a_coordinator, a_member, a_network, an_organisation
from tests.factories_ground import sign_in
from tests.factories_trust import befriends, trusts

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def one(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network, name="Los Cafetales")


def lately(days: int = 1) -> date:
    return today("America/Bogota") - timedelta(days=days)


def gate(network: Network) -> str:
    return f"/red/{network.id}/confianza"


def elected(**more: str) -> dict[str, str]:
    typed = {
        "client_key": str(uuid4()),
        "elected_on": lately().isoformat(),
        "act": "014",
    }
    return typed | more


def as_coordinator(client: FlaskClient, session: Session, network: Network) -> None:
    sign_in(client, session, a_coordinator(session, network))


def test_an_empty_network_has_a_page(
    client: FlaskClient, session: Session, network: Network
) -> None:
    as_coordinator(client, session, network)

    page = client.get(gate(network)).text

    assert "La asamblea todavía no elige semillas" in page
    assert "La red todavía no tiene organizaciones" in page
    assert "Son las reglas de costumbre" in page


def test_a_seed_is_written_down_vouches_and_ends(
    client: FlaskClient, session: Session, network: Network, one: Organisation
) -> None:
    near = an_organisation(session, network=network, name="La Esperanza")
    far = an_organisation(session, network=network, name="El Progreso")
    befriends(session, network, (one, near), (near, far), day=lately())
    as_coordinator(client, session, network)
    path = gate(network)

    form = client.get(f"{path}/semillas/{one.id}").text
    sent = client.post(f"{path}/semillas/{one.id}", data=elected())
    page = client.get(path).text
    seed = session.scalars(select(TrustSeed.id)).one()
    typed = {f"seed{seed}-client_key": str(uuid4())}
    mute = client.post(f"{path}/elecciones/{seed}/terminar", data=typed)
    typed[f"seed{seed}-reason"] = "Cambió la junta"
    client.post(f"{path}/elecciones/{seed}/terminar", data=typed)
    after = client.get(path).text

    assert "Los Cafetales" in form
    assert sent.location == path
    assert "La avala Los Cafetales." in page
    assert "Ya la avala La Esperanza. Le falta un aval" in page
    assert "Acta 014." in page
    assert "2 de 3" in page
    assert mute.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "<title>Error:" in mute.text
    assert "Escriba este dato." in mute.text
    assert "Semillas que terminaron" in after
    assert "Cambió la junta" in after


def test_an_election_sent_twice_is_written_once(
    client: FlaskClient, session: Session, network: Network, one: Organisation
) -> None:
    as_coordinator(client, session, network)
    path, typed = f"{gate(network)}/semillas/{one.id}", elected()

    answers = [client.post(path, data=typed).status_code for _ in range(2)]
    again = client.post(path, data=elected())

    assert answers == [HTTPStatus.SEE_OTHER] * 2
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Esa organización ya es semilla de la red." in again.text
    assert session.scalar(select(func.count(TrustSeed.id))) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"elected_on": ""}, "Fecha de la asamblea: Escriba este dato."),
        ({"elected_on": "ayer"}, "Escriba la fecha así: 15/03/2026."),
        ({"elected_on": "2999-01-01"}, "La fecha de la asamblea no ha llegado."),
        ({"act": ""}, "Escriba el número del acta, o dos personas distintas"),
        ({"act": "1" * 41}, "Escriba máximo 40 letras."),
        ({"act": "", "witness_one": "Ana"}, "o dos personas distintas"),
        ({"witness_two": "x" * 121}, "Escriba máximo 120 letras."),
    ],
)
def test_an_election_typed_wrong_is_explained(
    client: FlaskClient,
    session: Session,
    network: Network,
    one: Organisation,
    typed: dict[str, str],
    sentence: str,
) -> None:
    as_coordinator(client, session, network)

    answer = client.post(f"{gate(network)}/semillas/{one.id}", data=elected(**typed))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text


def test_what_is_not_of_the_network_is_not_found(
    client: FlaskClient, session: Session, network: Network
) -> None:
    outside = an_organisation(session, network=a_network(session), name="Ajena")
    as_coordinator(client, session, network)
    path = f"{gate(network)}/semillas/{outside.id}"
    ending = f"{gate(network)}/elecciones/999999/terminar"
    typed = {"seed999999-client_key": str(uuid4()), "seed999999-reason": "Porque sí"}

    assert client.get(path).status_code == HTTPStatus.NOT_FOUND
    assert client.post(path, data=elected()).status_code == HTTPStatus.NOT_FOUND
    assert client.post(ending, data=typed).status_code == HTTPStatus.NOT_FOUND


def test_rules_are_written_down_with_their_minutes(
    client: FlaskClient, session: Session, network: Network
) -> None:
    as_coordinator(client, session, network)
    path = f"{gate(network)}/reglas"
    typed = {
        "client_key": str(uuid4()),
        "half_life": "730",
        "needed": "1",
        "decided_on": lately().isoformat(),
    }

    blank = client.get(path).text
    wrong = client.post(path, data=typed | {"half_life": "5"})
    mute = client.post(path, data=typed)
    sent = client.post(path, data=typed | {"act": "015", "client_key": str(uuid4())})
    page = client.get(gate(network)).text

    assert "Las decide la asamblea" in blank
    assert wrong.status_code == mute.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sent.location == gate(network)
    assert "Reglas del acta 015" in page
    assert "basta el aval de una semilla o de una organización admitida" in page
    assert session.scalars(select(TrustRules.needed_endorsements)).one() == 1


def test_the_coordination_reads_numbers_and_never_a_declaration(
    client: FlaskClient, session: Session, network: Network, one: Organisation
) -> None:
    other = an_organisation(session, network=network)
    trusts(session, network, one, other, day=lately(), reason="Secreto de familia")
    as_coordinator(client, session, network)

    page = client.get(gate(network)).text
    story = client.get(f"/redes/{network.id}/historial").text
    sign_in(client, session, a_member(session, other, Role.OFFICER))
    officers = client.get(gate(network)).text

    assert "Declaraciones sin respuesta" in page
    assert "Declaraciones sin respuesta" not in officers
    assert "Anotar que es semilla" in page
    assert "Anotar que es semilla" not in officers
    for text in (page, story, officers):
        assert "Secreto de familia" not in text


def test_each_viewer_opens_only_what_is_theirs(
    client: FlaskClient, session: Session, network: Network, one: Organisation
) -> None:
    elsewhere = a_network(session)
    ok, no, none = HTTPStatus.OK, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND
    paths = (gate(network), f"{gate(network)}/semillas/{one.id}")
    found: dict[str, list[int]] = {}

    stranger = [client.get(path).status_code for path in paths]
    for name, person in {
        "coordinator": a_coordinator(session, network),
        "officer": a_member(session, one, Role.OFFICER),
        "member": a_member(session, one),
        "another coordinator": a_coordinator(session, elsewhere),
    }.items():
        sign_in(client, session, person)
        found[name] = [client.get(path).status_code for path in paths]

    assert stranger == [HTTPStatus.SEE_OTHER] * 2
    assert found == {
        "coordinator": [ok, ok],
        "officer": [ok, no],
        "member": [no, no],
        "another coordinator": [none, none],
    }
