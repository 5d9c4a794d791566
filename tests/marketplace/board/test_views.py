from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from marketplace.labels import JOB_NAMES
from network import jobs
from network.models import Job, JobState
from tests.factories import NOW, a_coordinator, a_member, a_network, an_organisation
from tests.factories_ground import sign_in

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Network


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def coordinator(client: FlaskClient, session: Session, network: Network) -> FlaskClient:
    """The browser of somebody who coordinates the network."""
    sign_in(client, session, a_coordinator(session, network))
    return client


def promise(session: Session, network: Network, name: str = "notices.send_mail") -> int:
    return jobs.enqueue(
        session,
        name,
        {},
        key=name,
        run_after=NOW,
        network_id=network.id,
        max_attempts=1,
    )


def begin(session: Session) -> jobs.Lease:
    [claim] = jobs.claim_due(session, now=NOW, lease_seconds=60, limit=1)
    begun = jobs.begin(session, claim, now=NOW, lease_seconds=60)
    assert begun is not None
    return begun.lease


def state(session: Session, job_id: int) -> JobState:
    return session.get_one(Job, job_id, populate_existing=True).state


def test_nothing_to_do_is_said(coordinator: FlaskClient) -> None:
    page = coordinator.get("/trabajos").text

    assert "Nada en marcha en este momento." in page
    assert "Nada en espera." in page


def test_a_running_job_shows_how_far_it_is(
    coordinator: FlaskClient, session: Session, network: Network
) -> None:
    job_id = promise(session, network, "purchasing.solve_plan")
    begin(session)
    job = session.get_one(Job, job_id, populate_existing=True)
    job.percent, job.step = 40, "Buscando el plan más barato"
    session.flush()

    page = coordinator.get("/trabajos").text

    assert 'value="40"' in page
    assert "Buscando el plan más barato" in page
    assert str(JOB_NAMES["purchasing.solve_plan"]) in page


def test_a_failed_job_is_tried_again_by_a_button(
    coordinator: FlaskClient, session: Session, network: Network
) -> None:
    job_id = promise(session, network)
    jobs.fail(session, begin(session), now=NOW, reason="No hubo señal.")
    before = coordinator.get("/trabajos").text

    answer = coordinator.post(f"/trabajos/{job_id}/reintentar")

    assert "No hubo señal." in before
    assert f"/trabajos/{job_id}/reintentar" in before
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert state(session, job_id) is JobState.WAITING


def test_a_waiting_job_is_cancelled_by_a_button(
    coordinator: FlaskClient, session: Session, network: Network
) -> None:
    job_id = promise(session, network)

    answer = coordinator.post(f"/trabajos/{job_id}/cancelar")

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert state(session, job_id) is JobState.CANCELLED
    assert "Cancelados" in coordinator.get("/trabajos").text


def test_what_has_moved_on_is_said_in_words(
    coordinator: FlaskClient, session: Session, network: Network
) -> None:
    job_id = promise(session, network)

    answer = coordinator.post(f"/trabajos/{job_id}/reintentar")

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Ese trabajo no ha fallado." in answer.text


def test_the_page_renews_itself_only_when_asked(coordinator: FlaskClient) -> None:
    still = coordinator.get("/trabajos").text
    renewed = coordinator.get("/trabajos?seguir=1").text

    assert 'http-equiv="refresh"' not in still
    assert '<meta http-equiv="refresh" content="10">' in renewed


def test_the_part_that_renews_itself_comes_alone(coordinator: FlaskClient) -> None:
    part = coordinator.get("/trabajos", headers={"HX-Request": "true"}).text

    assert "<html" not in part
    assert "Nada en marcha en este momento." in part


def test_jobs_of_another_network_do_not_exist(
    coordinator: FlaskClient, session: Session
) -> None:
    job_id = promise(session, a_network(session))

    answers = [
        coordinator.post(f"/trabajos/{job_id}/{deed}").status_code
        for deed in ("reintentar", "cancelar")
    ]

    assert answers == [HTTPStatus.NOT_FOUND] * 2


def test_members_may_not_see_the_page(
    client: FlaskClient, session: Session, network: Network
) -> None:
    organisation = an_organisation(session, network=network)
    sign_in(client, session, a_member(session, organisation))

    answer = client.get("/trabajos")

    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_strangers_are_sent_to_sign_in(client: FlaskClient) -> None:
    answers = [
        client.get("/trabajos").status_code,
        client.post("/trabajos/1/reintentar").status_code,
        client.post("/trabajos/1/cancelar").status_code,
    ]

    assert answers == [HTTPStatus.SEE_OTHER] * 3


def test_every_task_of_the_program_has_a_name_for_people(app: Flask) -> None:
    from celery import Celery  # noqa: PLC0415 - knows the tasks once the app exists

    tasks = Celery(set_as_current=False).tasks

    unnamed = [
        name
        for name, task in tasks.items()
        if task.__module__.startswith(("marketplace.", "network."))
        and name not in JOB_NAMES
    ]

    assert unnamed == []
