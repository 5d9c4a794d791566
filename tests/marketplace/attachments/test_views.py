from __future__ import annotations

import io
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.attachments.models import Attachment
from network.policy import Role
from tests.factories import a_member, an_organisation
from tests.factories_ground import sign_in
from tests.pictures import PDF, a_png

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Organisation


@pytest.fixture
def organisation(session: Session, client: FlaskClient) -> Organisation:
    organisation = an_organisation(session, name="Asociación Uno")
    sign_in(client, session, a_member(session, organisation, Role.OFFICER))
    return organisation


def hand_in(
    client: FlaskClient, organisation: Organisation, raw: bytes, name: str
) -> tuple[int, str]:
    page = client.post(
        f"/organizaciones/{organisation.id}/archivos",
        data={"file": (io.BytesIO(raw), name)},
    )
    return page.status_code, page.text


def newest(session: Session) -> Attachment:
    found = session.scalars(select(Attachment).order_by(Attachment.id.desc())).first()
    assert found is not None
    return found


def test_a_document_is_only_ever_a_download(
    session: Session, client: FlaskClient, organisation: Organisation
) -> None:
    status, _ = hand_in(client, organisation, PDF, 'a"\r\nX: <svg onload>.pdf')
    kept = newest(session)

    answer = client.get(f"/archivos/{kept.id}")

    assert status == HTTPStatus.SEE_OTHER
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "X" not in answer.headers
    assert client.get(f"/fotos/{kept.id}").status_code == HTTPStatus.NOT_FOUND


def test_a_photograph_is_shown_in_its_own_type_and_asked_for_again(
    session: Session, client: FlaskClient, organisation: Organisation
) -> None:
    hand_in(client, organisation, a_png(), "finca.html")
    kept = newest(session)

    shown = client.get(f"/fotos/{kept.id}")
    again = client.get(
        f"/fotos/{kept.id}", headers={"If-None-Match": shown.headers["ETag"]}
    )

    assert shown.headers["Content-Type"] == "image/png"
    assert again.status_code == HTTPStatus.NOT_MODIFIED
    listed = client.get(f"/organizaciones/{organisation.id}/archivos").text
    assert "finca.png" in listed


@pytest.mark.parametrize(
    ("raw", "name", "sentence"),
    [
        (b"", "", "Escoja un archivo."),
        (b"", "a.pdf", "El archivo llegó vacío."),
        (b"MZ", "a.pdf", "Ese archivo no sirve."),
    ],
    ids=["none", "empty", "program"],
)
def test_a_wrong_file_is_refused_in_words(
    client: FlaskClient,
    organisation: Organisation,
    raw: bytes,
    name: str,
    sentence: str,
) -> None:
    status, text = hand_in(client, organisation, raw, name)

    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in text


def test_a_file_of_others_does_not_exist(
    session: Session, client: FlaskClient, organisation: Organisation
) -> None:
    hand_in(client, organisation, a_png(), "finca.png")
    kept = newest(session)
    sign_in(client, session, a_member(session, an_organisation(session), Role.OFFICER))

    answers = [
        client.get(f"/archivos/{kept.id}"),
        client.get(f"/fotos/{kept.id}"),
        client.post(f"/archivos/{kept.id}/quitar"),
        client.get(f"/organizaciones/{organisation.id}/archivos"),
    ]
    status, _ = hand_in(client, organisation, PDF, "a.pdf")

    seen = [status, *(answer.status_code for answer in answers)]
    assert seen == [HTTPStatus.NOT_FOUND] * 5


def test_a_stranger_sees_no_private_photograph(
    session: Session, client: FlaskClient, organisation: Organisation
) -> None:
    hand_in(client, organisation, a_png(), "finca.png")
    kept = newest(session)
    client.post("/salir")

    assert client.get(f"/fotos/{kept.id}").status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"/archivos/{kept.id}").status_code == HTTPStatus.SEE_OTHER


def test_a_removed_file_leaves_the_list(
    session: Session, client: FlaskClient, organisation: Organisation
) -> None:
    hand_in(client, organisation, a_png(), "finca.png")

    answer = client.post(f"/archivos/{newest(session).id}/quitar")

    assert answer.status_code == HTTPStatus.SEE_OTHER
    listed = client.get(answer.location).text
    assert "Todavía no hay archivos" in listed
