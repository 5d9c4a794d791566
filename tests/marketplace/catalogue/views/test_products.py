from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from marketplace.catalogue.models import (
    Presentation,
    Product,
    ProductKind,
    UnitConversion,
)
from marketplace.kernel.units import UnitCode
from network.models import Country
from tests.counting import counted_statements
from tests.factories import a_coordinator, a_network
from tests.factories_catalogue import a_chain, a_presentation, a_product
from tests.factories_ground import sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from network.models import Person

OK, SEEN, REFUSED = HTTPStatus.OK, HTTPStatus.SEE_OTHER, HTTPStatus.UNPROCESSABLE_ENTITY


def a_form(**fields: object) -> dict[str, Any]:
    return {"client_key": str(uuid4()), **fields}


def a_product_form(
    session: Session, name: str = "Gallinaza", **more: object
) -> dict[str, Any]:
    return a_form(
        name=name,
        kind="input",
        chain=a_chain(session).code,
        usual_unit="bulto",
        country="CO",
        **more,
    )


def test_the_list_finds_by_regional_name_and_keeps_the_search_in_its_address(
    session: Session, client: FlaskClient, member: Person
) -> None:
    a_product(
        session,
        "Balanceado raro",
        kind=ProductKind.INPUT,
        called=((Country.COLOMBIA, "Concentrado raro"),),
    )

    page = client.get("/catalogo?q=CONCENTRADOS raro&tipo=input")

    assert page.status_code == OK
    assert "Concentrado raro" in page.text
    assert "También:" in page.text
    assert 'value="CONCENTRADOS raro"' in page.text
    assert "Agregar producto" not in page.text


@pytest.mark.parametrize(
    "query",
    [
        "?q=zzzz&pais=todos",
        "?tipo=nada&pais=XX&cadena=no&desde=9~x",
        "?q=%00%27%22<svg onload=x>",
    ],
)
def test_an_odd_search_has_an_empty_state_and_no_error(
    client: FlaskClient, member: Person, query: str
) -> None:
    page = client.get(f"/catalogo{query}")

    assert page.status_code == OK
    assert "<svg onload" not in page.text


def test_the_list_sends_as_many_statements_for_few_as_for_many(
    session: Session, client: FlaskClient, member: Person, connection: Connection
) -> None:
    def statements() -> int:
        session.expire_all()
        with counted_statements(connection) as sent:
            assert client.get("/catalogo?q=fruta rara").status_code == OK
        return len(sent)

    a_product(session, "Fruta rara 0")
    few = statements()
    for number in range(1, 20):
        a_presentation(session, a_product(session, f"Fruta rara {number}"))

    assert statements() == few


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/catalogo").status_code == SEEN


def test_a_product_shows_its_names_units_and_packs(
    session: Session, client: FlaskClient, officer: Person
) -> None:
    product = a_product(session, "<svg onload=go()> raro", kind=ProductKind.INPUT)
    a_presentation(session, product, grams=62_500)

    page = client.get(f"/catalogo/{product.id}")

    assert page.status_code == OK
    assert "62,5 kg" in page.text
    assert "<svg onload" not in page.text
    assert "Escribir la ficha de Asociación Uno" in page.text


def test_a_product_that_is_not_there_is_not_found(
    client: FlaskClient, member: Person
) -> None:
    assert client.get("/catalogo/999999999").status_code == HTTPStatus.NOT_FOUND


def test_an_officer_adds_a_product_once_however_often_it_is_sent(
    session: Session, client: FlaskClient, officer: Person
) -> None:
    form = a_product_form(session, "Gallinaza rara", other_name="Pollinaza rara")

    first = client.post("/catalogo/nuevo", data=form)
    second = client.post("/catalogo/nuevo", data=form)

    assert (first.status_code, second.status_code) == (SEEN, SEEN)
    assert first.location == second.location
    page = client.get(first.location)
    assert "Quedó en el catálogo." in page.text
    assert "Pollinaza rara" in page.text


def test_similar_names_are_shown_and_what_was_typed_is_kept(
    session: Session, client: FlaskClient, officer: Person
) -> None:
    a_product(session, "Gallinaza rara compostada", kind=ProductKind.INPUT)
    form = a_product_form(session, "Gallinaza rara", description="De corral")

    asked = client.post("/catalogo/nuevo", data=form)
    added = client.post("/catalogo/nuevo", data={**form, "is_another": "y"})

    assert asked.status_code == REFUSED
    assert "Hay nombres parecidos: Gallinaza rara compostada" in asked.text
    assert "De corral" in asked.text
    assert added.status_code == SEEN


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Escriba este dato."),
        ({"name": "¡!"}, "Escriba un nombre con letras o números."),
        ({"kind": ""}, "Escoja"),
        ({"chain": "no-hay"}, "Cadena"),
        ({"name": "x" * 121}, "Escriba máximo 120 letras."),
    ],
)
def test_a_wrong_product_is_refused_in_words(
    session: Session,
    client: FlaskClient,
    officer: Person,
    fields: dict[str, str],
    sentence: str,
) -> None:
    form = {**a_product_form(session), **fields}

    page = client.post("/catalogo/nuevo", data=form)

    assert page.status_code == REFUSED
    assert sentence in page.text
    assert "<title>Error:" in page.text


def test_a_member_may_not_add(client: FlaskClient, member: Person) -> None:
    assert client.get("/catalogo/nuevo").status_code == HTTPStatus.FORBIDDEN


def test_another_name_is_added(
    session: Session, client: FlaskClient, officer: Person
) -> None:
    product = a_product(session)
    address = f"/catalogo/{product.id}/nombres"

    shown = client.get(address)
    sent = client.post(
        address,
        data=a_form(name="Mora de Castilla rara", country="CO", region="Cundinamarca"),
    )
    wrong = client.post(address, data=a_form(name="¿?", country="CO"))

    assert (shown.status_code, sent.status_code) == (OK, SEEN)
    assert "Cundinamarca" in client.get(f"/catalogo/{product.id}").text
    assert wrong.status_code == REFUSED


def test_a_unit_that_varies_asks_how_many_kilos(
    session: Session, client: FlaskClient, officer: Person
) -> None:
    product = a_product(
        session, "Urea rara", kind=ProductKind.INPUT, unit=UnitCode.BULTO
    )
    address = f"/catalogo/{product.id}/presentaciones/nueva"
    form = a_form(country="CO", unit="bulto", declared="", dimension="mass")

    asked = client.post(address, data=form)
    sent = client.post(address, data={**form, "declared": "50"})

    assert asked.status_code == REFUSED
    assert "¿Cuántos kilos trae cada bulto de Urea rara? En Colombia" in asked.text
    assert sent.status_code == SEEN
    pack = session.scalars(
        select(Presentation).where(Presentation.product_id == product.id)
    ).one()
    assert pack.base_amount == 50_000


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        ("1.250", "¿Miles o decimales?"),
        ("mucho", "Escriba solo el número"),
        ("0", "debe ser más de cero"),
        ("9999", "hasta 2.000 kilos"),
    ],
)
def test_a_wrong_content_is_refused_in_words(
    session: Session,
    client: FlaskClient,
    officer: Person,
    declared: str,
    sentence: str,
) -> None:
    product = a_product(session)

    page = client.post(
        f"/catalogo/{product.id}/presentaciones/nueva",
        data=a_form(country="CO", unit="bulto", declared=declared, dimension="mass"),
    )

    assert page.status_code == REFUSED
    assert sentence in page.text
    assert f'value="{declared}"' in page.text


def test_a_pack_of_pieces_and_its_retiring(
    session: Session, client: FlaskClient, officer: Person
) -> None:
    product = a_product(session, "Huevos raros")
    address = f"/catalogo/{product.id}/presentaciones/nueva"
    assert client.get(address).status_code == OK
    client.post(
        address,
        data=a_form(country="CO", unit="caja", declared="12", dimension="count"),
    )
    pack = session.scalars(
        select(Presentation).where(Presentation.product_id == product.id)
    ).one()

    retired = client.post(f"/catalogo/presentaciones/{pack.id}/retirar")

    assert pack.base_amount == 12
    assert retired.status_code == SEEN
    assert "caja 12 unidades" not in client.get(f"/catalogo/{product.id}").text


def test_what_a_unit_holds_is_declared_with_its_source(
    session: Session, client: FlaskClient, officer: Person
) -> None:
    product = a_product(session)
    address = f"/catalogo/{product.id}/unidades/nueva"
    form = a_form(
        country="CO",
        unit="canastilla",
        declared="6,5",
        dimension="mass",
        source="Pesada en el acopio",
        valid_from="2026-01-01",
    )

    shown = client.get(address)
    empty = client.post(address, data={**form, "declared": " "})
    fixed = client.post(address, data={**form, "unit": "kg"})
    sent = client.post(address, data=a_form(**{**form, "client_key": str(uuid4())}))

    assert shown.status_code == OK
    assert "Escriba cuánto trae cada uno." in empty.text
    assert "vale lo mismo en todas partes" in fixed.text
    assert sent.status_code == SEEN
    row = session.scalars(
        select(UnitConversion).where(UnitConversion.product_id == product.id)
    ).one()
    assert row.base_numerator == 6_500
    assert "Pesada en el acopio" in client.get(f"/catalogo/{product.id}").text


def test_a_coordinator_retires_a_product(session: Session, client: FlaskClient) -> None:
    product = a_product(session)
    sign_in(client, session, a_coordinator(session, a_network(session)))

    page = client.post(f"/catalogo/{product.id}/retirar")

    assert page.status_code == SEEN
    assert session.get_one(Product, product.id, populate_existing=True).retired_at
    assert "ya no aparece" in client.get(f"/catalogo/{product.id}").text
