from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from marketplace.labels import MESSAGES
from marketplace.notices import tasks
from marketplace.notices.core.wording import Wording
from network.clock import now
from tests.factories import a_coordinator, a_network, a_person
from tests.factories_ground import sign_in
from tests.factories_notices import TestKind, a_notice, agrees_to_mail

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Person


@pytest.fixture(autouse=True)
def wordings(app: Flask) -> None:
    app.extensions["tejido.messages"] = {
        **MESSAGES,
        TestKind.CLOSED.value: Wording(
            "Cerró la compra de %(name)s", "Mire el precio."
        ),
    }


@pytest.fixture
def person(session: Session, client: FlaskClient) -> Person:
    person = a_person(session, name="Rosa <svg onload=go()>\r\nBcc: x")
    sign_in(client, session, person)
    return person


def test_a_person_without_messages_sees_what_will_come_here(
    client: FlaskClient, person: Person
) -> None:
    page = client.get("/mensajes")

    assert page.status_code == HTTPStatus.OK
    assert "No tiene mensajes" in page.text


def test_the_unread_come_first_and_are_counted_in_the_menu(
    session: Session, client: FlaskClient, person: Person
) -> None:
    a_notice(session, person)
    old = a_notice(session, person, thing="purchase:0", kind=TestKind.OPENED)
    client.post(f"/mensajes/{old}/abrir")

    text = client.get("/mensajes").text

    assert text.index("Cerró la compra de Urea") < text.index("Ya leídos")
    assert "Mensaje de la red" in text
    assert '<span class="count">1' in text


def test_opening_a_message_leads_to_its_page_and_nowhere_else(
    session: Session, client: FlaskClient, person: Person
) -> None:
    here = a_notice(session, person, path="/catalogo")
    away = a_notice(session, person, thing="t:2", path="//evil.example/x")

    first = client.post(f"/mensajes/{here}/abrir")
    second = client.post(f"/mensajes/{away}/abrir")

    assert first.location == "/catalogo"
    assert second.location == "/mensajes"


def test_all_are_marked_as_read(
    session: Session, client: FlaskClient, person: Person
) -> None:
    a_notice(session, person)

    answer = client.post("/mensajes/leidos", follow_redirects=True)

    assert "quedaron como leídos" in answer.text
    assert '<span class="count">' not in answer.text


def test_a_message_of_another_person_is_not_found(
    session: Session, client: FlaskClient, person: Person
) -> None:
    other = a_notice(session, a_person(session))

    answer = client.post(f"/mensajes/{other}/abrir")

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_the_job_writes_the_mail_into_the_folder_once(
    session: Session, client: FlaskClient, person: Person, data_folder: Path
) -> None:
    agrees_to_mail(session, person, "rosa@example.org")
    notice_id = a_notice(session, person, path="/catalogo")

    sent = [tasks.send_mail(notice_id), tasks.send_mail(notice_id)]

    assert sent == [True, False]
    mail = (data_folder / "mail" / f"notice-{notice_id:09d}.eml").read_text()
    assert "rosa@example.org" in mail
    assert "\nBcc:" not in mail


def test_a_coordinator_reads_what_left(
    session: Session, client: FlaskClient, person: Person
) -> None:
    network = a_network(session)
    address = f"/redes/{network.id}/mensajes-enviados"
    coordinator = a_coordinator(session, network)
    agrees_to_mail(session, coordinator, "coordina@example.org")
    sign_in(client, session, coordinator)
    empty = client.get(address)
    tasks.send_mail(a_notice(session, coordinator))

    page = client.get(address)

    assert "Todavía no ha salido ningún correo" in empty.text
    assert "Cerró la compra de Urea" in page.text
    assert "Guardado en la carpeta" in page.text
    assert "Usted aceptó recibir mensajes." in page.text


def test_others_do_not_read_what_left(
    session: Session, client: FlaskClient, person: Person
) -> None:
    network = a_network(session)

    answer = client.get(f"/redes/{network.id}/mensajes-enviados")

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_mail_is_dated_when_the_person_was_told(
    session: Session, client: FlaskClient, person: Person, data_folder: Path
) -> None:
    agrees_to_mail(session, person, "rosa2@example.org")
    before: datetime = now()
    notice_id = a_notice(session, person)
    tasks.send_mail(notice_id)

    mail = (data_folder / "mail" / f"notice-{notice_id:09d}.eml").read_text()

    assert "Date: Mon, 02 Mar 2026 14:00:00 +0000" in mail
    assert before.year >= 2026
