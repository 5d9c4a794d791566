"""The pages of the tasks that a coordination took on."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from network.models import (
    CoordinatorTask,
    Introduction,
    TaskKind,
    TaskState,
)
from tests.factories import a_coordinator, a_network
from tests.factories_advice import proposed
from tests.factories_advice_pages import (
    DAY,
    a_star_of_today,
    accepted,
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


def test_among_many_one_looks_by_name(
    coordinator: FlaskClient, network: Network, star: list[Organisation]
) -> None:
    url = f"/red/{network.id}/tareas/nueva"
    name = star[2].name

    found = coordinator.get(url, query_string={"buscar": name}).text
    nobody = coordinator.get(url, query_string={"buscar": "no hay"}).text
    wrong = coordinator.post(
        f"{url}?buscar=no+hay",
        data=sent(one=str(star[1].id), other="99999999999999999999", kind="visit"),
    )

    assert name in found
    assert star[1].name not in found
    assert "Ninguna se llama así." in nobody
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert star[1].name in wrong.text
