"""The pages of an organisation's own trust, as each person opens them."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from network.clock import today
from network.core.trust.degrees import TrustDegree
from network.models import TieEvent, TieKind, TrustReply, TrustTerms
from network.policy import Role
from tests.factories import a_coordinator, a_member, a_network, an_organisation
from tests.factories_ground import sign_in
from tests.factories_trust import befriends, keeps

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from network.models import Network, Organisation

#: The pages ask the clock, so what counts must have happened lately.
HOSTILE = "<script>alert(1)</script>\u202eزيتون {{ 7*7 }}"


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def one(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network, name="Los Cafetales")


@pytest.fixture
def other(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network, name="La Esperanza")


@pytest.fixture
def ends(
    network: Network, one: Organisation, other: Organisation
) -> tuple[Network, Organisation, Organisation]:
    return network, one, other


def lately(days: int = 0) -> date:
    return today("America/Bogota") - timedelta(days=days)


def home(network: Network, one: Organisation) -> str:
    return f"/organizaciones/{one.id}/confianza/{network.id}"


def pair(network: Network, one: Organisation, other: Organisation) -> str:
    return f"{home(network, one)}/con/{other.id}"


def declared(**more: str) -> dict[str, str]:
    typed = {
        "client_key": str(uuid4()),
        "reason": "Cumplen siempre",
        "degree": "full",
        "may_introduce": "y",
    }
    return typed | more


def events(session: Session) -> int:
    return session.scalar(select(func.count(TieEvent.id))) or 0


def as_officer(client: FlaskClient, session: Session, one: Organisation) -> None:
    sign_in(client, session, a_member(session, one, Role.OFFICER))


def test_an_organisation_without_history_is_told_what_goes_there(
    client: FlaskClient, session: Session, network: Network, one: Organisation
) -> None:
    as_officer(client, session, one)

    page = client.get(home(network, one)).text

    assert "Todavía no hay entregas ni pagos terminados" in page
    assert "Su organización está sola en esta red" in page


def test_trust_is_declared_renewed_and_withdrawn(
    client: FlaskClient,
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
) -> None:
    as_officer(client, session, one)
    path = pair(network, one, other)

    before = client.get(path)
    sent = client.post(f"{path}/declarar", data=declared())
    after = client.get(path)
    client.post(f"{path}/declarar", data=declared(reason="Pagan a tiempo"))
    revised = client.get(path)
    prefix = {"withdraw-client_key": str(uuid4()), "withdraw-reason": "Ya no cumplen"}
    gone = client.post(f"{path}/retirar", data=prefix)

    assert "Todavía ninguna de las dos ha declarado confianza" in before.text
    assert sent.location == path
    assert "Ustedes dijeron: Cumplen siempre" in after.text
    assert "Vale hasta el" in after.text
    assert "Ustedes dijeron: Pagan a tiempo" in revised.text
    assert gone.status_code == HTTPStatus.SEE_OTHER
    last = client.get(path).text
    assert "Ustedes dijeron" not in last
    assert "La confianza quedó retirada." in last


def test_the_same_page_sent_twice_declares_once(
    client: FlaskClient,
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
) -> None:
    as_officer(client, session, one)
    path, typed = f"{pair(network, one, other)}/declarar", declared()

    answers = [client.post(path, data=typed) for _ in range(2)]
    changed = client.post(path, data=typed | {"reason": "Otra razón"})

    assert [answer.status_code for answer in answers] == [HTTPStatus.SEE_OTHER] * 2
    assert changed.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Esto ya se envió con otro dato en «¿Por qué?»" in changed.text
    assert events(session) == 1
    terms = session.scalars(select(TrustTerms)).one()
    assert (terms.degree, terms.may_introduce) == (TrustDegree.FULL, True)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": ""}, "Escriba este dato."),
        ({"reason": "no"}, "Cuente por qué, en una frase."),
        ({"reason": "\u200b" * 9}, "Cuente por qué, en una frase."),
        ({"reason": "a" * 10_000}, "Escriba máximo 300 letras."),
        ({"degree": "muchísimo"}, "¿Cuánto confían?"),
        ({"client_key": "x"}, "Esta página quedó incompleta."),
    ],
)
def test_what_is_typed_wrong_is_explained_and_kept(
    client: FlaskClient,
    session: Session,
    ends: tuple[Network, Organisation, Organisation],
    typed: dict[str, str],
    sentence: str,
) -> None:
    network, one, other = ends
    as_officer(client, session, one)

    answer = client.post(
        f"{pair(network, one, other)}/declarar", data=declared(**typed)
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text
    assert 'role="alert"' in answer.text
    assert events(session) == 0


def test_hostile_texts_are_shown_as_text(
    client: FlaskClient,
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
) -> None:
    as_officer(client, session, one)
    path = pair(network, one, other)

    client.post(f"{path}/declarar", data=declared(reason=HOSTILE))
    page = client.get(path).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert "\u202e" not in page


def test_a_failure_is_answered_and_both_sides_read_it(
    client: FlaskClient,
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
) -> None:
    keeps(session, network, one, other)
    keeps(session, network, one, other, TieKind.CLAIM_FILED)
    event = session.scalars(select(func.max(TieEvent.id))).one()
    as_officer(client, session, one)
    path = pair(network, one, other)
    field = f"reply{event}-"

    own = client.get(home(network, one))
    mute = client.post(
        f"{path}/responder/{event}",
        data={f"{field}client_key": str(uuid4()), f"{field}text": ""},
    )
    sent = client.post(
        f"{path}/responder/{event}",
        data={f"{field}client_key": str(uuid4()), f"{field}text": "No hubo vía"},
    )
    as_officer(client, session, other)
    theirs = client.get(pair(network, other, one))

    assert "1 de 2 entregas cumplidas" in own.text
    assert "Sin historial suficiente" in own.text
    assert "Dar nuestra versión" in own.text
    assert mute.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "<title>Error:" in mute.text
    assert sent.location == path
    assert "No hubo vía" in theirs.text
    assert "Los Cafetales a ustedes" in theirs.text
    assert session.scalar(select(func.count(TrustReply.id))) == 1


@pytest.mark.parametrize("event", ["another", "none"])
def test_what_is_no_failure_of_ours_cannot_be_answered(
    client: FlaskClient,
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
    event: str,
) -> None:
    third = an_organisation(session, network=network)
    keeps(session, network, third, other, TieKind.CLAIM_FILED)
    key = session.scalars(select(func.max(TieEvent.id))).one() or 0
    key += 0 if event == "another" else 999
    as_officer(client, session, one)

    answer = client.post(
        f"{pair(network, one, other)}/responder/{key}",
        data={
            f"reply{key}-client_key": str(uuid4()),
            f"reply{key}-text": "No fue así",
        },
    )

    assert answer.status_code == HTTPStatus.NOT_FOUND


def opened(
    client: FlaskClient, network: Network, one: Organisation, other: Organisation
) -> list[int]:
    paths = (home(network, one), pair(network, one, other))
    return [client.get(path).status_code for path in paths]


def test_each_viewer_opens_only_what_is_theirs(
    client: FlaskClient,
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
) -> None:
    befriends(session, network, (one, other), day=lately())
    elsewhere = a_network(session)
    ok, no, none = HTTPStatus.OK, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND
    found: dict[str, list[int]] = {}

    client_of_nobody = opened(client, network, one, other)
    for name, person in {
        "officer": a_member(session, one, Role.OFFICER),
        "member": a_member(session, one),
        "other officer": a_member(session, other, Role.OFFICER),
        "coordinator": a_coordinator(session, network),
        "another coordinator": a_coordinator(session, elsewhere),
        "stranger to it": a_member(
            session, an_organisation(session, network=elsewhere), Role.OFFICER
        ),
    }.items():
        sign_in(client, session, person)
        found[name] = opened(client, network, one, other)

    assert client_of_nobody == [HTTPStatus.SEE_OTHER] * 2
    assert found == {
        "officer": [ok, ok],
        "member": [ok, no],
        "other officer": [none, none],
        "coordinator": [none, none],
        "another coordinator": [none, none],
        "stranger to it": [none, none],
    }


@pytest.mark.parametrize("path", ["con/{own}", "con/{outside}", "con/999999"])
def test_there_is_no_page_with_who_is_no_other_of_the_network(
    client: FlaskClient,
    session: Session,
    network: Network,
    one: Organisation,
    path: str,
) -> None:
    outside = an_organisation(session, network=a_network(session))
    as_officer(client, session, one)
    where = f"{home(network, one)}/" + path.format(own=one.id, outside=outside.id)

    def send() -> TestResponse:
        return client.post(f"{where}/declarar", data=declared())

    assert client.get(where).status_code == HTTPStatus.NOT_FOUND
    assert send().status_code in {
        HTTPStatus.NOT_FOUND,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
    assert events(session) == 0


def test_others_are_looked_for_and_found(
    client: FlaskClient,
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
) -> None:
    as_officer(client, session, one)

    found = client.get(f"{home(network, one)}?buscar=esperanza").text
    nobody = client.get(f"{home(network, one)}?buscar=zzz").text

    assert "La Esperanza</a>" in found
    assert "No encontramos otra organización con ese nombre" in nobody


def test_what_is_about_to_end_and_who_could_be_met_are_told(
    client: FlaskClient,
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
) -> None:
    third = an_organisation(session, network=network, name="El Progreso")
    befriends(session, network, (one, other), day=lately(340))
    befriends(session, network, (other, third), day=lately(), tells=True)
    as_officer(client, session, one)

    page = client.get(home(network, one)).text
    met = client.get(pair(network, one, third)).text

    told = "Ustedes confían en La Esperanza, que confía en El Progreso."
    assert "Vence pronto" in page
    assert told in page
    assert told in met
