from __future__ import annotations

import io
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from marketplace.catalogue.models import (
    ProductSheet,
)
from network.policy import Role
from tests.factories import a_member, an_organisation
from tests.factories_catalogue import a_product
from tests.factories_ground import sign_in
from tests.pictures import a_jpeg, a_png

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Organisation, Person

OK, SEEN, REFUSED = HTTPStatus.OK, HTTPStatus.SEE_OTHER, HTTPStatus.UNPROCESSABLE_ENTITY


def a_draft(
    session: Session, client: FlaskClient, organisation: Organisation
) -> ProductSheet:
    product = a_product(session, "Mora rara")
    client.post(
        f"/organizaciones/{organisation.id}/fichas", data={"product_id": product.id}
    )
    return session.scalars(
        select(ProductSheet).where(ProductSheet.product_id == product.id)
    ).one()


SHEET = {
    "title": "Mora dulce",
    "grade": "Primera",
    "packaging": "Canastilla",
    "months": ["1", "12"],
    "moisture_min": "10",
    "moisture_max": "12,5",
    "shelf_life_days": "4",
    "story": "La cosechan las familias.\n\n<script>go()</script>",
}


def test_a_sheet_is_written_reviewed_published_and_read_by_a_stranger(
    session: Session, client: FlaskClient, organisation: Organisation, officer: Person
) -> None:
    sheet = a_draft(session, client, organisation)
    base = f"/catalogo/fichas/{sheet.id}"
    assert "falta" in client.get(f"{base}/trabajo").text
    assert client.get(f"{base}/editar").status_code == OK

    steps = [
        client.post(f"{base}/editar", data=SHEET),
        client.post(
            f"{base}/fotos",
            data={"photo": (io.BytesIO(a_png(30, 20)), "mora.png"), "caption": "Finca"},
        ),
        client.post(f"{base}/revisar"),
        client.post(f"{base}/publicar"),
    ]
    own = client.get(f"{base}/trabajo")
    client.post("/salir")
    public = client.get(base)

    assert [step.status_code for step in steps] == [SEEN] * 4
    assert "Publicada" in own.text
    assert "Rosa Directiva" in own.text
    assert public.status_code == OK
    assert "de 10 % a 12,5 %".replace(" %", "\u00a0%") in public.text
    assert "enero y diciembre" in public.text
    assert "&lt;script&gt;" in public.text
    assert "Rosa" not in public.text
    photo = sheet.photos[0].attachment_id
    picture = client.get(f"/fotos/{photo}")
    assert picture.status_code == OK
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.headers["Cache-Control"].startswith("public")


def test_a_draft_is_not_found_by_strangers_and_others(
    session: Session, client: FlaskClient, organisation: Organisation, officer: Person
) -> None:
    sheet = a_draft(session, client, organisation)
    other = a_member(session, an_organisation(session), Role.OFFICER)
    sign_in(client, session, other)

    answers = [
        client.get(f"/catalogo/fichas/{sheet.id}"),
        client.get(f"/catalogo/fichas/{sheet.id}/trabajo"),
        client.post(f"/catalogo/fichas/{sheet.id}/editar", data=SHEET),
        client.post(f"/catalogo/fichas/{sheet.id}/publicar"),
        client.get(f"/organizaciones/{organisation.id}/fichas"),
        client.post(
            f"/organizaciones/{organisation.id}/fichas", data={"product_id": "1"}
        ),
    ]

    assert {answer.status_code for answer in answers} == {HTTPStatus.NOT_FOUND}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"moisture_min": "mojada"}, "Escriba de 0 a 100"),
        ({"moisture_max": "150"}, "Escriba de 0 a 100"),
        ({"moisture_min": "13"}, "La humedad máxima es menor que la mínima."),
        ({"shelf_life_days": "0"}, "Escriba de 1 a 3650 días."),
        ({"title": ""}, "Escriba este dato."),
        ({"months": ["13"]}, "Meses de cosecha"),
    ],
)
def test_a_wrong_sheet_is_refused_in_words(
    session: Session,
    client: FlaskClient,
    organisation: Organisation,
    officer: Person,
    fields: dict[str, Any],
    sentence: str,
) -> None:
    sheet = a_draft(session, client, organisation)

    page = client.post(f"/catalogo/fichas/{sheet.id}/editar", data={**SHEET, **fields})

    assert page.status_code == REFUSED
    assert sentence in page.text


def test_a_sheet_that_moved_on_says_so(
    session: Session, client: FlaskClient, organisation: Organisation, officer: Person
) -> None:
    sheet = a_draft(session, client, organisation)
    base = f"/catalogo/fichas/{sheet.id}"

    client.post(f"{base}/revisar")
    too_little = client.get(f"{base}/trabajo").text
    client.post(f"{base}/publicar")
    too_early = client.get(f"{base}/trabajo").text

    assert "A la ficha le falta: calidad, empaque y meses de cosecha." in too_little
    assert "La versión 1 está en borrador y no se puede hacer eso." in too_early


def test_a_sheet_goes_back_and_comes_down_with_a_reason(
    session: Session, client: FlaskClient, organisation: Organisation, officer: Person
) -> None:
    sheet = a_draft(session, client, organisation)
    base = f"/catalogo/fichas/{sheet.id}"
    client.post(f"{base}/editar", data=SHEET)
    client.post(f"{base}/revisar")

    client.post(f"{base}/devolver", data={"reason": ""})
    unsaid = client.get(f"{base}/trabajo").text
    client.post(f"{base}/devolver", data={"reason": "Falta el calibre"})
    back = client.get(f"{base}/trabajo").text
    client.post(f"{base}/retirar", data={"reason": "Ya no"})
    down = client.get(f"{base}/trabajo").text
    listed = client.get(f"/organizaciones/{organisation.id}/fichas").text
    closed = client.post(f"{base}/editar", data=SHEET)

    assert "Escriba por qué." in unsaid
    assert "Falta el calibre" in back
    assert "Retirada" in down
    assert "Mora dulce" in listed
    assert "ya no se puede cambiar" in closed.text


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ((b"", ""), "Escoja una foto."),
        ((b"", "vacia.jpg"), "El archivo llegó vacío."),
        ((b"MZ not a picture", "foto.jpg"), "Ese archivo no sirve."),
        ((a_jpeg()[:40], "foto.jpg"), "La foto está dañada"),
    ],
    ids=["none", "empty", "program", "cut"],
)
def test_a_wrong_photograph_is_refused_in_words(
    session: Session,
    client: FlaskClient,
    organisation: Organisation,
    officer: Person,
    file: tuple[bytes, str],
    sentence: str,
) -> None:
    sheet = a_draft(session, client, organisation)
    raw, name = file

    page = client.post(
        f"/catalogo/fichas/{sheet.id}/fotos",
        data={"photo": (io.BytesIO(raw), name), "caption": "Finca"},
    )

    assert page.status_code == REFUSED
    assert sentence in page.text


def test_a_photograph_is_taken_off(
    session: Session, client: FlaskClient, organisation: Organisation, officer: Person
) -> None:
    sheet = a_draft(session, client, organisation)
    base = f"/catalogo/fichas/{sheet.id}/fotos"
    client.post(
        base, data={"photo": (io.BytesIO(a_png()), "a.png"), "caption": "Finca"}
    )
    photo = sheet.photos[0].attachment_id

    client.post(f"{base}/{photo}/quitar")

    session.refresh(sheet)
    assert sheet.photos == []


def test_a_sheet_needs_a_product(
    client: FlaskClient, organisation: Organisation, officer: Person
) -> None:
    page = client.post(f"/organizaciones/{organisation.id}/fichas", data={})

    assert page.status_code == HTTPStatus.NOT_FOUND
    empty = client.get(f"/organizaciones/{organisation.id}/fichas")
    assert "Todavía no hay fichas" in empty.text
