"""The pages of advice: what each may open, decide, and read in words."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network.models import (
    CoordinatorTask,
    Introduction,
    IntroductionState,
    OrganisationChain,
    TieEvent,
)
from network.policy import Role
from tests.factories import a_coordinator, a_member, a_network, an_organisation
from tests.factories_advice import proposed
from tests.factories_advice_pages import (
    DAY,
    a_star_of_today,
    accepted,
    advised_today,
    sent,
)
from tests.factories_ground import sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def star(session: Session, network: Network) -> list[Organisation]:
    return a_star_of_today(session, network)


@pytest.fixture
def row(session: Session, network: Network, star: list[Organisation]) -> Introduction:
    assert star
    return proposed(session, network)[0]


@pytest.fixture
def coordinator(client: FlaskClient, session: Session, network: Network) -> FlaskClient:
    sign_in(client, session, a_coordinator(session, network))
    return client


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_an_empty_network_says_what_will_be_here(
    coordinator: FlaskClient, network: Network
) -> None:
    found = [
        coordinator.get(f"/red/{network.id}/{page}")
        for page in ("propuestas", "tareas")
    ]

    assert "Por ahora no hay propuestas" in found[0].text
    assert "Todavía no hay tareas" in found[1].text


def test_each_proposal_says_why_and_what_changes(
    coordinator: FlaskClient, network: Network, star: list[Organisation]
) -> None:
    page = coordinator.get(f"/red/{network.id}/propuestas").text

    told = words_of(page)
    assert "Faltan al menos 2 lazos para que ninguna sea imprescindible." in told
    assert f"Presentar a {star[1].name} y a " in told
    assert f"Si falta {star[0].name}, quedan sueltas 1 y no 2." in told
    assert "Los lazos que faltan pasan de 2 a 1." in told
    assert page.count("Ver cómo quedaría<") == 2


def test_a_proposal_becomes_a_task_and_its_end_a_tie(
    coordinator: FlaskClient, session: Session, network: Network, row: Introduction
) -> None:
    asked = coordinator.get(f"/red/{network.id}/propuestas/{row.id}/aceptar")
    task = accepted(coordinator, session, row)
    home = f"/red/{network.id}/tareas/{task.id}"
    before = coordinator.get(home)
    ended = coordinator.post(
        f"{home}/terminar",
        data=sent(happened_on=DAY.strftime("%d/%m/%Y"), result="Vieron el trapiche"),
        follow_redirects=True,
    )

    assert "Planear una visita entre las dos" in asked.text
    assert "¿Ya se hizo?" in before.text
    assert "La tarea quedó hecha y el lazo quedó tejido." in ended.text
    assert "Vieron el trapiche" in ended.text
    assert "¿Ya se hizo?" not in ended.text
    event = session.scalars(
        select(TieEvent).where(TieEvent.evidence == f"task:{task.id}")
    ).one()
    assert event.day == DAY
    listed = coordinator.get(f"/red/{network.id}/tareas").text
    assert "Cerradas" in listed
    assert "No hay tareas por hacer." in listed
    decided = coordinator.get(f"/red/{network.id}/propuestas").text
    assert "Lo último que se decidió" in decided


def test_who_works_in_the_same_chain_is_first_thought_of_for_a_purchase(
    coordinator: FlaskClient,
    session: Session,
    network: Network,
    star: list[Organisation],
) -> None:
    for leaf in star[1:]:
        session.add(OrganisationChain(organisation_id=leaf.id, chain="panela"))
    session.flush()
    row = advised_today(session, network)[0]

    page = coordinator.get(f"/red/{network.id}/propuestas/{row.id}/aceptar").text

    assert re.search(r'checked[^>]*value="purchase"', page)


def test_pressing_twice_makes_one_task(
    coordinator: FlaskClient, session: Session, network: Network, row: Introduction
) -> None:
    url = f"/red/{network.id}/propuestas/{row.id}/aceptar"
    data = sent(kind="meeting", due_on=DAY.isoformat())

    answers = [coordinator.post(url, data=data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [HTTPStatus.SEE_OTHER] * 2
    assert answers[0].location == answers[1].location
    assert session.scalar(select(func.count(CoordinatorTask.id))) == 1


def test_a_proposal_somebody_decided_is_not_decided_again(
    coordinator: FlaskClient, session: Session, network: Network, row: Introduction
) -> None:
    accepted(coordinator, session, row)

    answer = coordinator.post(
        f"/red/{network.id}/propuestas/{row.id}/rechazar",
        data=sent(reason="No es el momento"),
    )
    page = coordinator.get(f"/red/{network.id}/propuestas/{row.id}/aceptar")

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Alguien ya decidió sobre esta propuesta" in answer.text
    assert "No es el momento" in answer.text
    assert "Alguien ya decidió sobre esta propuesta" in page.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"due_on": "2099-01-01"}, "Escoja un día desde hoy y antes de un año."),
        ({"due_on": "2001-01-01"}, "Escoja un día desde hoy y antes de un año."),
        ({"due_on": "mañana"}, "Escriba la fecha así"),
        ({"due_on": ""}, "Escriba este dato."),
        ({"kind": ""}, "Escoja una opción."),
        ({"note": "x" * 301}, "Escriba máximo 300 letras."),
    ],
)
def test_a_plan_that_cannot_be_is_explained(
    coordinator: FlaskClient,
    session: Session,
    network: Network,
    row: Introduction,
    fields: dict[str, str],
    said: str,
) -> None:
    data = sent(**{"kind": "visit", "due_on": DAY.isoformat(), "note": "Ir"} | fields)

    answer = coordinator.post(
        f"/red/{network.id}/propuestas/{row.id}/aceptar", data=data
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in answer.text
    assert "Revise lo siguiente" in answer.text
    assert session.scalar(select(func.count(CoordinatorTask.id))) == 0


def test_a_way_that_is_none_is_refused(
    coordinator: FlaskClient, session: Session, network: Network, row: Introduction
) -> None:
    data = sent(kind="party", due_on=DAY.isoformat())

    answer = coordinator.post(
        f"/red/{network.id}/propuestas/{row.id}/aceptar", data=data
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert session.scalar(select(func.count(CoordinatorTask.id))) == 0


def test_rejecting_asks_why_and_shows_it(
    coordinator: FlaskClient, session: Session, network: Network, row: Introduction
) -> None:
    url = f"/red/{network.id}/propuestas/{row.id}/rechazar"
    asked = coordinator.get(url)
    short = coordinator.post(url, data=sent(reason="no"))
    done = coordinator.post(
        url, data=sent(reason="Tienen un <pleito>"), follow_redirects=True
    )

    session.refresh(row)
    assert "No se vuelve a proponer en medio año." in asked.text
    assert "Cuente por qué, con 5 letras o más." in short.text
    assert "Tienen un &lt;pleito&gt;" in done.text
    assert row.state is IntroductionState.REJECTED


def test_delegates_read_their_own_meeting_and_no_more(
    client: FlaskClient,
    session: Session,
    network: Network,
    star: list[Organisation],
    row: Introduction,
) -> None:
    sign_in(client, session, a_coordinator(session, network))
    accepted(client, session, row)
    ends = {row.one_id, row.other_id}
    home = next(each for each in star if each.id in ends)
    third = next(each for each in star if each.id not in ends)
    title = "Con quién la quiere acercar la coordinación"

    seen = {}
    for who, organisation, role in (
        ("officer", home, Role.OFFICER),
        ("member", home, Role.MEMBER),
        ("third", third, Role.OFFICER),
    ):
        sign_in(client, session, a_member(session, organisation, role))
        seen[who] = client.get(f"/organizaciones/{organisation.id}").text

    assert title in seen["officer"]
    assert "imprescindible" not in seen["officer"]
    assert "quedan sueltas" not in seen["officer"]
    assert title not in seen["member"]
    assert title not in seen["third"]


def test_other_networks_and_strangers_find_nothing(
    client: FlaskClient,
    session: Session,
    network: Network,
    star: list[Organisation],
    row: Introduction,
) -> None:
    sign_in(client, session, a_coordinator(session, network))
    task = accepted(client, session, row)
    pages = [
        f"/red/{network.id}/propuestas",
        f"/red/{network.id}/propuestas/{row.id}/aceptar",
        f"/red/{network.id}/propuestas/{row.id}/rechazar",
        f"/red/{network.id}/tareas",
        f"/red/{network.id}/tareas/nueva",
        f"/red/{network.id}/tareas/{task.id}",
        f"/red/{network.id}/tareas/{task.id}/dejar",
    ]
    elsewhere = a_network(session)
    foreign = an_organisation(session, network=elsewhere)
    statuses = {}
    for who, person in (
        ("officer", a_member(session, star[1], Role.OFFICER)),
        ("foreign coordinator", a_coordinator(session, elsewhere)),
        ("foreign member", a_member(session, foreign)),
    ):
        sign_in(client, session, person)
        statuses[who] = {client.get(page).status_code for page in pages}

    assert statuses == {
        "officer": {HTTPStatus.FORBIDDEN},
        "foreign coordinator": {HTTPStatus.NOT_FOUND},
        "foreign member": {HTTPStatus.NOT_FOUND},
    }


def test_a_proposal_of_another_network_is_not_found_under_this_one(
    client: FlaskClient, session: Session, row: Introduction
) -> None:
    elsewhere = a_network(session)
    sign_in(client, session, a_coordinator(session, elsewhere))

    answers = [
        client.get(f"/red/{elsewhere.id}/propuestas/{row.id}/aceptar"),
        client.post(
            f"/red/{elsewhere.id}/propuestas/{row.id}/rechazar",
            data=sent(reason="Ajena a esta red"),
        ),
    ]

    assert {each.status_code for each in answers} == {HTTPStatus.NOT_FOUND}
