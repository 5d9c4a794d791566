"""The pages of advice: what each may open, decide, and read in words."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from network.clock import now, today
from network.models import (
    CoordinatorTask,
    Introduction,
    IntroductionState,
    OrganisationChain,
    TaskKind,
    TaskState,
    TieEvent,
)
from network.policy import Role
from network.services.advice import refresh_introductions
from tests.factories import a_coordinator, a_member, a_network, an_organisation
from tests.factories_advice import a_star, graph_of, proposed
from tests.factories_ground import sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation

#: The days of these pages are those of the clock.
DAY = today("America/Bogota")


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def star(session: Session, network: Network) -> list[Organisation]:
    some = a_star(session, network, 3)
    # The ties of the star are of the tests' own year; these are of today's.
    for event in session.scalars(select(TieEvent)):
        event.day = DAY - timedelta(days=20)
    session.flush()
    graph = graph_of(session, network, DAY)
    refresh_introductions(session, network.id, graph, day=DAY, now=now())
    return some


@pytest.fixture
def row(session: Session, network: Network, star: list[Organisation]) -> Introduction:
    assert star
    return proposed(session, network)[0]


@pytest.fixture
def coordinator(client: FlaskClient, session: Session, network: Network) -> FlaskClient:
    sign_in(client, session, a_coordinator(session, network))
    return client


def sent(**fields: str) -> dict[str, str]:
    return {"client_key": str(uuid4()), **fields}


def accepted(
    client: FlaskClient, session: Session, row: Introduction, kind: str = "visit"
) -> CoordinatorTask:
    data = sent(kind=kind, due_on=(DAY + timedelta(days=5)).isoformat(), note="Ir")
    client.post(f"/red/{row.network_id}/propuestas/{row.id}/aceptar", data=data)
    return session.scalars(select(CoordinatorTask)).one()


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
    graph = graph_of(session, network, DAY)
    refresh_introductions(session, network.id, graph, day=DAY, now=now())
    row = proposed(session, network)[0]

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


def test_an_invitation_leads_to_a_purchase_with_both(
    coordinator: FlaskClient, session: Session, network: Network, row: Introduction
) -> None:
    task = accepted(coordinator, session, row, "purchase")
    page = coordinator.get(f"/red/{network.id}/tareas/{task.id}").text
    found = re.search(r'href="([^"]*invitadas=[^"]*)"', page)
    assert found is not None

    call = coordinator.get(found[1].replace("&amp;", "&")).text

    assert "Esta tarea termina sola" in page
    ticked = set(
        re.findall(r'<input[^>]*checked[^>]*name="invited"[^>]*value="(\d+)"', call)
    )
    assert ticked == {str(row.one_id), str(row.other_id)}
    chosen = re.findall(r'<input[^>]*checked[^>]*name="who"[^>]*value="([^"]+)"', call)
    assert chosen == [f"{network.id}-{row.one_id}-network"]


def test_an_invitation_cannot_be_ended_by_hand(
    coordinator: FlaskClient, session: Session, network: Network, row: Introduction
) -> None:
    task = accepted(coordinator, session, row, "purchase")

    answer = coordinator.post(
        f"/red/{network.id}/tareas/{task.id}/terminar",
        data=sent(happened_on=DAY.isoformat()),
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    session.refresh(task)
    assert task.state is TaskState.OPEN


def test_a_task_can_be_given_up_with_a_reason(
    coordinator: FlaskClient, session: Session, network: Network, row: Introduction
) -> None:
    task = accepted(coordinator, session, row)
    url = f"/red/{network.id}/tareas/{task.id}/dejar"
    asked = coordinator.get(url)
    empty = coordinator.post(url, data=sent(reason=""))
    done = coordinator.post(
        url, data=sent(reason="Llovió mucho"), follow_redirects=True
    )

    assert "La propuesta descansa medio año." in asked.text
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Llovió mucho" in done.text
    assert "Dejar esta tarea" not in done.text


def test_what_happened_is_checked(
    coordinator: FlaskClient, session: Session, network: Network, row: Introduction
) -> None:
    task = accepted(coordinator, session, row)

    answer = coordinator.post(
        f"/red/{network.id}/tareas/{task.id}/terminar",
        data=sent(happened_on=(DAY + timedelta(days=2)).isoformat(), result="Irán"),
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Escriba un día que ya pasó, del último año." in answer.text
    assert "Irán" in answer.text


def test_a_meeting_nobody_proposed_can_be_written_down(
    coordinator: FlaskClient,
    session: Session,
    network: Network,
    star: list[Organisation],
) -> None:
    url = f"/red/{network.id}/tareas/nueva"
    fields = {"kind": "training", "happened_on": DAY.isoformat(), "result": "Injertos"}
    one, other = str(star[0].id), str(star[1].id)

    page = coordinator.get(url)
    same = coordinator.post(url, data=sent(**fields, one=one, other=one))
    none = coordinator.post(url, data=sent(**fields, one=one, other=""))
    done = coordinator.post(
        url, data=sent(**fields, one=one, other=other), follow_redirects=True
    )

    assert star[2].name in page.text
    assert "Escoja dos organizaciones distintas." in same.text
    assert "Escoja una opción." in none.text
    assert "Quedó anotado y el lazo quedó tejido." in done.text
    task = session.scalars(select(CoordinatorTask)).one()
    assert (task.kind, task.state) == (TaskKind.TRAINING, TaskState.DONE)


def test_a_late_task_says_so(
    coordinator: FlaskClient, session: Session, network: Network, row: Introduction
) -> None:
    task = accepted(coordinator, session, row)
    task.due_day = DAY - timedelta(days=1)
    session.flush()

    listed = coordinator.get(f"/red/{network.id}/tareas").text
    home = coordinator.get("/").text

    assert "Se pasó el día" in listed
    assert "Hay una tarea de la red para hoy o de antes." in home
    assert f"/red/{network.id}/tareas" in home


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
