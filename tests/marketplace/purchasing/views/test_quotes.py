"""Quotes over plain HTTP: typed, improved, withdrawn, brought in as a list."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from flask_babel import refresh
from sqlalchemy import select

from marketplace.purchasing.models import Quote, QuoteState
from network.clock import today
from network.models import Country
from tests.factories_purchase_pages import (
    HOSTILE,
    ZONE,
    a_call_of_today,
    bring_to_today,
    browser,
    fields_of,
)
from tests.factories_purchasing import a_quote, a_supplier, a_world
from tests.pictures import a_jpeg

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


def ahead(days: int) -> str:
    """A day from today, as a form sends it."""
    return (today(ZONE) + timedelta(days=days)).isoformat()


def quotes_of(session: Session) -> list[Quote]:
    """Every quote, as the database has it."""
    session.expire_all()
    return list(session.scalars(select(Quote).order_by(Quote.id)))


def test_a_quote_is_typed_with_its_steps(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    supplier = a_supplier(session, world, HOSTILE)
    client = browser(app, session, world.officers[0])
    found = client.get(f"/compras/{purchase.id}/cotizaciones/proveedor?q=brien")
    address = f"/compras/{purchase.id}/cotizaciones/de/{supplier.id}"
    assert address in found.text
    assert "<script>alert" not in found.text

    done = client.post(
        address,
        data=fields_of(client.get(address))
        | {
            "lines-0-breaks-0-price": "100.000",
            "lines-0-breaks-1-from_units": "100",
            "lines-0-breaks-1-price": "95.000",
            "lines-0-pack": "4",
            "freight_fixed": "300.000",
            "payment_days": "30",
            "valid_until": ahead(20),
        },
        follow_redirects=True,
    )

    quote = quotes_of(session)[0]
    steps = [(each.from_units, each.price_minor) for each in quote.lines[0].breaks]
    assert steps == [(0, 100_000_00), (100, 95_000_00)]
    assert (quote.lines[0].pack, quote.payment_days) == (4, 30)
    assert quote.freight_fixed_minor == 300_000_00
    assert "La cotización quedó anotada." in done.text
    assert "Van 1 de 3 cotizaciones" in done.text


def test_a_price_by_the_tonne_is_converted_and_kept_as_written(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    supplier = a_supplier(session, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/cotizaciones/de/{supplier.id}"

    client.post(
        address,
        data=fields_of(client.get(address))
        | {
            "lines-0-breaks-0-price": "2.000.000",
            "lines-0-per": "tonelada",
            "valid_until": ahead(20),
        },
    )

    step = quotes_of(session)[0].lines[0].breaks[0]
    assert step.price_minor == 100_000_00
    assert "por tonelada" in step.as_written


def test_one_more_row_of_prices_is_a_plain_button(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    supplier = a_supplier(session, world)
    item_id = purchase.items[0].id
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/cotizaciones/de/{supplier.id}"
    sent = fields_of(client.get(address)) | {"lines-0-breaks-0-price": "100"}

    page = client.post(address, data=sent | {"otra": str(item_id)})

    assert page.status_code == 200
    assert "lines-0-breaks-3-price" in fields_of(page)
    assert fields_of(page)["lines-0-breaks-0-price"] == "100"
    assert quotes_of(session) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"lines-0-breaks-0-price": ""},
            "Escriba el precio de por lo menos un insumo.",
        ),
        ({"lines-0-breaks-0-price": "x"}, "Escriba un valor, por ejemplo 115.000."),
        ({"lines-0-breaks-1-from_units": "9"}, "Escriba el precio desde esa cantidad."),
        (
            {"lines-0-breaks-1-from_units": "x", "lines-0-breaks-1-price": "9"},
            "Escriba un número entero",
        ),
        ({"lines-0-pack": "0"}, "Escriba un número de 1 a"),
        ({"lines-0-minimum": "-4"}, "Escriba un número entero"),
        ({"lines-0-holds": "x"}, "Escriba un número, por ejemplo 50."),
        ({"lines-0-per": "arroba de mentira"}, "Error:"),
        ({"lines-0-item_id": "999"}, "Esta página quedó incompleta."),
        ({"valid_until": "2020-01-01"}, "Esos precios ya se vencieron."),
        ({"valid_until": ""}, "Escriba este dato."),
        ({"received_on": "2999-01-01"}, "Ese día no ha llegado."),
        ({"payment_days": "900"}, "Escriba un número de 0 a 365."),
        ({"truck": "100.000"}, "Escriba también cuántos caben en un camión."),
        ({"freight_fixed": "gratis"}, "Escriba un valor, por ejemplo 115.000."),
        (
            {"minimum_order": "500.000", "maximum_order": "100.000"},
            "El máximo no puede ser menor que el mínimo.",
        ),
        (
            {"lines-0-minimum": "50", "lines-0-maximum": "10"},
            "Error:",
        ),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(
    app: Flask, session: Session, typed: dict[str, str], sentence: str
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    supplier = a_supplier(session, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/cotizaciones/de/{supplier.id}"
    usual = {
        "lines-0-breaks-0-price": "100.000",
        "valid_until": ahead(20),
        "note": "Se queda escrito",
    }

    page = client.post(address, data=fields_of(client.get(address)) | usual | typed)

    assert page.status_code == 422
    assert sentence in page.text
    assert "Se queda escrito" in page.text
    assert quotes_of(session) == []


def test_a_better_offer_takes_the_place_of_the_first(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    supplier = a_supplier(session, world)
    a_quote(session, purchase, world, supplier=supplier)
    bring_to_today(session, purchase)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/cotizaciones/de/{supplier.id}"
    sent = fields_of(client.get(address)) | {"lines-0-breaks-0-price": "99.000"}

    done = client.post(address, data=sent, follow_redirects=True)
    client.post(address, data=sent)

    assert [quote.state for quote in quotes_of(session)] == [
        QuoteState.REPLACED,
        QuoteState.CURRENT,
    ]
    assert "Ofertas anteriores (1)" in done.text


def test_a_photograph_of_the_offer_is_kept(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    supplier = a_supplier(session, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/cotizaciones/de/{supplier.id}"

    done = client.post(
        address,
        data=fields_of(client.get(address))
        | {
            "lines-0-breaks-0-price": "100.000",
            "valid_until": ahead(20),
            "attachment": (BytesIO(a_jpeg()), "oferta.jpg"),
        },
        content_type="multipart/form-data",
        follow_redirects=True,
    )

    assert quotes_of(session)[0].attachment_id is not None
    assert "Ver la oferta original" in done.text


def test_a_quote_is_withdrawn_with_a_reason(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    quote = a_quote(session, purchase, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/cotizaciones/{quote.id}/retirar"

    asked = client.get(address)
    silent = client.post(address, data={})
    done = client.post(address, data={"reason": "Se equivocó de precio"})

    assert asked.status_code == 200
    assert silent.status_code == 422
    assert done.status_code == 303
    assert quotes_of(session)[0].state is QuoteState.WITHDRAWN


def test_few_quotes_are_explained(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    a_quote(session, purchase, world)
    bring_to_today(session, purchase)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/cotizaciones/pocas"

    silent = client.post(address, data={"reason": ""})
    done = client.post(
        address, data={"reason": "Solo uno vende aquí"}, follow_redirects=True
    )

    assert silent.status_code == 422
    assert "Solo uno vende aquí" in done.text
    assert "Por qué no hay tres" in done.text


def test_nobody_else_touches_quotes(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    quote = a_quote(session, purchase, world)
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/cotizaciones"

    reads = (
        f"/de/{quote.supplier_id}",
        f"/de/{quote.supplier_id}/lista",
        "/proveedor",
        "/pocas",
        "/plantilla.xlsx",
    )
    posts = (
        f"/de/{quote.supplier_id}",
        f"/de/{quote.supplier_id}/lista",
        f"/de/{quote.supplier_id}/lista/guardar",
        "/pocas",
    )

    assert {client.get(address + each).status_code for each in reads} == {403}
    assert {client.post(address + each).status_code for each in posts} == {403}
    assert client.get(address).status_code == 200


def test_an_unknown_supplier_is_not_found(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/cotizaciones/de"

    assert client.get(f"{address}/999999").status_code == 404
    assert client.get(f"{address}/{world.convener.id}").status_code == 404


def test_a_price_list_shows_what_changes_and_is_kept(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    supplier = a_supplier(session, world)
    a_quote(session, purchase, world, supplier=supplier)
    bring_to_today(session, purchase)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/cotizaciones/de/{supplier.id}/lista"
    text = "Insumo;Desde;Precio\nAbono 1;;98.000\nAbono 1;100;96.000"

    seen = client.post(
        address,
        data=fields_of(client.get(address))
        | {"valid_until": ahead(20), "sheet": (BytesIO(text.encode()), "l.csv")},
        content_type="multipart/form-data",
    )
    done = client.post(
        f"{address}/guardar", data=fields_of(seen), follow_redirects=True
    )

    assert "Bajó" in seen.text
    assert "Subió" in seen.text
    assert "La cotización quedó anotada." in done.text
    assert quotes_of(session)[-1].lines[0].breaks[0].price_minor == 98_000_00


def test_a_price_list_with_errors_is_not_kept(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    supplier = a_supplier(session, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/cotizaciones/de/{supplier.id}/lista"
    text = "Insumo;Desde;Precio\nNo existe;;98.000\nAbono 1;;gratis"

    empty = client.post(address, data=fields_of(client.get(address)))
    seen = client.post(
        address,
        data=fields_of(client.get(address))
        | {"valid_until": ahead(20), "sheet": (BytesIO(text.encode()), "l.csv")},
        content_type="multipart/form-data",
    )
    forced = client.post(f"{address}/guardar", data=fields_of(seen))

    assert "Escoja el archivo que quiere traer." in empty.text
    assert "Fila 2" in seen.text
    assert forced.status_code == 422
    assert quotes_of(session) == []


def test_a_supplier_gets_a_template_to_fill_in(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.officers[0])

    template = client.get(f"/compras/{purchase.id}/cotizaciones/plantilla.xlsx")

    assert template.status_code == 200
    assert template.data.startswith(b"PK")


def test_quotes_are_called_as_the_reader_s_country_calls_them(
    app: Flask, session: Session
) -> None:
    said = {}
    for country in (Country.COLOMBIA, Country.ECUADOR):
        world = a_world(session, country=country)
        purchase = a_call_of_today(session, world, (10,))
        reader = browser(app, session, world.officers[0])
        said[country] = reader.get(f"/compras/{purchase.id}/cotizaciones").text
        refresh()  # the context of the fixture keeps the language of the request

    assert "otizaciones</h1>" in said[Country.COLOMBIA]
    assert "roformas</h1>" in said[Country.ECUADOR]
    assert '<html lang="es">' in said[Country.ECUADOR]
