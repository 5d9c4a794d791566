"""Files that are not what they say, over the web."""

from __future__ import annotations

import io
import zipfile
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from marketplace.attachments.models import Attachment
from network.policy import Role
from tests.factories import a_member, a_network, an_organisation
from tests.factories_ground import sign_in
from tests.factories_purchase_pages import a_call_of_today
from tests.factories_purchasing import a_world

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

ELEVEN_MEGABYTES = 11 * 1024 * 1024


def a_bomb() -> bytes:
    """A workbook whose one sheet grows a thousandfold."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<c/>" * 20_000_000)
    return out.getvalue()


def hand_in(client: FlaskClient, path: str, raw: bytes, name: str) -> TestResponse:
    return client.post(
        path,
        data={"file": (io.BytesIO(raw), name)},
        content_type="multipart/form-data",
    )


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "foto.svg"),
        (b"<script>alert(1)</script>", "foto.jpg"),
        (b"MZ\x90\x00" + b"\0" * 100, "foto.jpg"),
        (b"\xff\xd8\xff\xe0 cut", "foto.jpg"),
        (b"", "foto.jpg"),
        (b"<!doctype html><p>hola", "../../../etc/foto.png"),
    ],
)
def test_a_file_that_is_no_photograph_is_refused_in_words(
    client: FlaskClient, session: Session, raw: bytes, name: str
) -> None:
    organisation = an_organisation(session, network=a_network(session))
    sign_in(client, session, a_member(session, organisation, Role.OFFICER))

    answer = hand_in(client, f"/organizaciones/{organisation.id}/archivos", raw, name)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'class="error"' in answer.text or "error" in answer.text
    assert session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_a_file_beyond_the_limit_is_refused_in_words(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10 * 1024 * 1024
    organisation = an_organisation(session, network=a_network(session))
    sign_in(client, session, a_member(session, organisation, Role.OFFICER))

    answer = client.post(
        f"/organizaciones/{organisation.id}/archivos",
        data=b"\0" * ELEVEN_MEGABYTES,
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert "El archivo es muy grande" in answer.text


@pytest.mark.parametrize("raw", [a_bomb(), b"PK\x03\x04broken", b"\0\x01\x02", b""])
def test_a_spreadsheet_that_is_none_is_refused_in_words(
    client: FlaskClient, session: Session, raw: bytes
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    sign_in(client, session, world.officers[0])
    path = f"/compras/{purchase.id}/pedidos/traer"

    answer = client.post(
        path,
        data={
            "sheet": (io.BytesIO(raw), "pedidos.xlsx"),
            "file": (io.BytesIO(raw), "pedidos.xlsx"),
            "organisation": str(world.convener.id),
        },
        content_type="multipart/form-data",
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "error" in answer.text
