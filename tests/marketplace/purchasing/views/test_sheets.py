"""Lists of orders as files: brought in with care, taken out safely."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.attachments.services import read_table
from marketplace.purchasing.forms.sheets import MOST_PACKED, pack, unpack
from marketplace.purchasing.models import LineChannel, PurchaseLine
from tests.factories_purchase_pages import a_call_of_today, browser, fields_of
from tests.factories_purchasing import World, a_world

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse


def upload(
    client: FlaskClient, address: str, text: str, name: str = "lista.csv"
) -> TestResponse:
    """Send a file from the first page of an import."""
    page = client.get(address)
    file = {"sheet": (BytesIO(text.encode()), name)}
    return client.post(
        address,
        data=fields_of(page) | file,
        content_type="multipart/form-data",
    )


def lines_of(session: Session) -> list[PurchaseLine]:
    """Every line, as the database has it."""
    session.expire_all()
    return list(session.scalars(select(PurchaseLine).order_by(PurchaseLine.id)))


def a_list(world: World, *units: str) -> str:
    """A list in which the first members ask for these."""
    rows = [
        f"{world.member(place).name};{wanted}" for place, wanted in enumerate(units)
    ]
    return "\n".join(["Asociado;Cantidad", *rows])


def test_a_list_is_looked_over_and_taken_in_once(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/pedidos/traer"

    seen = upload(client, address, a_list(world, "10", "12 a 15"))
    assert lines_of(session) == []
    sent = fields_of(seen)
    done = client.post(f"{address}/guardar", data=sent, follow_redirects=True)
    other_page = fields_of(upload(client, address, a_list(world, "10", "12 a 15")))
    again = client.post(f"{address}/guardar", data=other_page, follow_redirects=True)

    assert "Traer 2 pedidos" in seen.text
    assert "Pedidos nuevos: 2." in done.text
    assert "No cambió nada" in again.text
    assert [(line.wanted, line.at_most) for line in lines_of(session)] == [
        (10, 10),
        (12, 15),
    ]
    assert lines_of(session)[0].channel is LineChannel.SPREADSHEET


def test_rows_with_errors_are_told_and_may_stay_out(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/pedidos/traer"
    text = a_list(world, "10", "muchos") + "\nNadie Conocido;3"

    seen = upload(client, address, text)
    refused = client.post(f"{address}/guardar", data=fields_of(seen))
    good = client.post(
        f"{address}/guardar",
        data=fields_of(refused) | {"only_good": "y"},
        follow_redirects=True,
    )

    assert "Fila 3" in seen.text
    assert "Nadie Conocido" in seen.text
    assert refused.status_code == 422
    assert "2 filas tienen errores" in refused.text
    assert "Filas que quedaron fuera: 2" in good.text
    assert [line.wanted for line in lines_of(session)] == [10]


def test_people_who_are_not_on_the_list_come_in_with_a_witness(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/pedidos/traer"
    seen = upload(client, address, "Nombre;Cantidad\nEulalia Gil;3")
    typed = fields_of(seen) | {"add_unknown": "y"}

    again = client.post(f"{address}/revisar", data=typed)
    silent = client.post(f"{address}/guardar", data=fields_of(again))
    done = client.post(
        f"{address}/guardar",
        data=fields_of(silent) | {"witness": "Pedro Vargas"},
        follow_redirects=True,
    )

    assert "persona nueva" in again.text
    assert "Hay personas nuevas." in silent.text
    assert "Eulalia Gil" in done.text


def test_columns_can_be_pointed_at(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/pedidos/traer"
    text = f"Quién;Bultos pedidos\n{world.member().name};9"

    seen = upload(client, address, text)
    again = client.post(
        f"{address}/revisar", data=fields_of(seen) | {"name": "0", "wanted": "1"}
    )
    client.post(f"{address}/guardar", data=fields_of(again))

    assert "Falta decir cuál columna es cuál" in seen.text
    assert "Traer 1 pedido" in again.text
    assert [line.wanted for line in lines_of(session)] == [9]


def test_what_is_no_list_is_told(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/pedidos/traer"

    nothing = client.post(address, data={})
    picture = upload(client, address, "%PDF-1.4 nada", "oferta.pdf")
    empty = upload(client, address, "Asociado;Cantidad")
    spoiled = client.post(f"{address}/revisar", data={"packed": "nada"})
    lost = client.post(f"{address}/guardar", data={"packed": ""})
    twice = upload(client, address, "Asociado;Asociado;Cantidad\na;b;3")

    assert "Escoja el archivo que quiere traer." in nothing.text
    assert picture.status_code == 422
    assert empty.status_code == 422
    assert spoiled.status_code == 422
    assert lost.status_code == 422
    assert "<title>Error:" in twice.text


def test_orders_leave_as_csv_and_workbook(app: Flask, session: Session) -> None:
    world = a_world(session)
    world.member().name = "=HYPERLINK(1)"
    purchase = a_call_of_today(session, world, (10, 20))
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/pedidos/hoja"

    csv, xlsx = client.get(f"{address}.csv"), client.get(f"{address}.xlsx")
    strange = client.get(f"{address}.exe")

    assert csv.data.startswith(b"\xef\xbb\xbf")
    assert b"'=HYPERLINK" in csv.data
    assert "attachment" in csv.headers["Content-Disposition"]
    assert [row.cells[2] for row in read_table(xlsx.data).rows] == [10, 20]
    assert strange.status_code == 404


def test_the_template_comes_back_as_it_went(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.officers[0])

    template = client.get(f"/compras/{purchase.id}/pedidos/plantilla.xlsx")
    page = client.get(f"/compras/{purchase.id}/pedidos/traer")

    assert len(read_table(template.data).rows) >= 3
    assert "plantilla" in page.text


def test_members_bring_no_list_in(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/pedidos"

    pages = ("/traer", "/hoja.csv", "/plantilla.xlsx")

    assert {client.get(address + page).status_code for page in pages} == {403}
    assert client.post(f"{address}/traer/guardar").status_code == 403


def test_a_packed_file_is_the_same_when_unpacked() -> None:
    raw = b"Asociado;Cantidad\n" + bytes(range(256)) * 20

    assert unpack(pack(raw)) == raw


def test_a_packed_file_may_not_grow_beyond_measure() -> None:
    bomb = pack(b"0" * 6_000_000)

    for text in (bomb, "x" * (MOST_PACKED + 1), "ñ", "0000"):
        try:
            unpack(text)
        except ValueError:
            continue
        raise AssertionError(text[:20])
