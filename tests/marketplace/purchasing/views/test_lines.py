"""Orders over plain HTTP: one's own in three screens, and typed for others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.models import LineState, PurchaseLine
from network.clock import now
from network.models import Person
from network.policy import Role
from tests.factories import a_member
from tests.factories_purchase_pages import (
    HOSTILE,
    a_call_of_today,
    browser,
    fields_of,
)
from tests.factories_purchasing import a_world

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


def lines_of(session: Session) -> list[PurchaseLine]:
    """Every line, as the database has it."""
    session.expire_all()
    return list(session.scalars(select(PurchaseLine).order_by(PurchaseLine.id)))


def test_a_member_notes_an_order_in_three_screens(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/mi-pedido"

    assert "Anotar mi pedido" in client.get(f"/compras/{purchase.id}").text
    page = client.get(address)
    done = client.post(
        address,
        data=fields_of(page)
        | {"lines-0-quantity": "de 10 a 12", "lines-0-alone": "118.000"},
        follow_redirects=True,
    )

    line = lines_of(session)[0]
    assert (line.wanted, line.at_most, line.at_least) == (10, 12, 0)
    assert line.reference_minor == 118_000_00
    assert "El pedido quedó anotado." in done.text
    assert "Mi pedido" in done.text


def test_the_same_page_sent_twice_notes_once(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/mi-pedido"
    sent = fields_of(client.get(address)) | {"lines-0-quantity": "5"}

    first, second = client.post(address, data=sent), client.post(address, data=sent)

    assert first.location == second.location
    assert [line.version for line in lines_of(session)] == [1]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Escriba cuánto necesita de por lo menos un insumo."),
        ({"quantity": "muchos"}, "Escriba cuántos necesita en bultos enteros"),
        ({"quantity": "2,5"}, "Escriba cuántos necesita en bultos enteros"),
        ({"quantity": "10 kilos"}, "Escriba cuántos necesita en bultos enteros"),
        ({"quantity": "0"}, "Escriba un número mayor que cero."),
        ({"quantity": "12 a 10"}, "El segundo número es menor que el primero."),
        ({"quantity": "9" * 12}, "Ese número es muy grande."),
        ({"quantity": "200000"}, "Revise las cantidades"),
        ({"quantity": HOSTILE}, "Escriba cuántos necesita en bultos enteros"),
        ({"quantity": "5", "at_least": "9"}, "no pase de lo que necesita"),
        ({"quantity": "5", "at_least": "x"}, "Escriba un número entero"),
        ({"quantity": "5", "alone": "x"}, "Escriba un valor, por ejemplo 115.000."),
        ({"quantity": "5", "alone": "10,5"}, "Los pesos van sin centavos"),
        ({"quantity": "5", "alone": "20 dólares"}, "Escriba el valor en pesos."),
        ({"quantity": "5", "alone": "0"}, "Escriba un valor mayor que cero."),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(
    app: Flask, session: Session, typed: dict[str, str], sentence: str
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/mi-pedido"
    sent = {f"lines-0-{name}": value for name, value in typed.items()}

    page = client.post(address, data=fields_of(client.get(address)) | sent)

    assert page.status_code == 422
    assert "<title>Error:" in page.text
    assert sentence in page.text
    assert "<script>alert" not in page.text
    assert lines_of(session) == []


def test_an_order_changes_only_from_the_page_that_shows_it(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/mi-pedido"
    old = fields_of(client.get(address))
    fresh = fields_of(client.get(address))

    changed = client.post(address, data=fresh | {"lines-0-quantity": "11"})
    stale = client.post(address, data=old | {"lines-0-quantity": "14"})

    assert changed.status_code == 303
    assert stale.status_code == 422
    assert "Alguien cambió este pedido" in stale.text
    assert 'value="14"' in stale.text
    assert lines_of(session)[0].wanted == 11


def test_an_emptied_quantity_is_not_a_withdrawal(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/mi-pedido"

    page = client.post(
        address, data=fields_of(client.get(address)) | {"lines-0-quantity": ""}
    )

    assert "Si ya no quiere, use Retirar." in page.text


def test_an_order_is_withdrawn_and_noted_again(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    line = lines_of(session)[0]
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/mi-pedido"
    withdraw = f"/compras/{purchase.id}/pedidos/lineas/{line.id}/retirar"
    sent = fields_of(client.get(address), "retirar")

    gone = client.post(withdraw, data=sent, follow_redirects=True)
    assert lines_of(session)[0].state is LineState.WITHDRAWN
    client.post(
        address, data=fields_of(client.get(address)) | {"lines-0-quantity": "4"}
    )

    line = lines_of(session)[0]
    assert "El pedido quedó retirado." in gone.text
    assert (line.state, line.wanted) == (LineState.NOTED, 4)


def test_after_the_hour_the_page_says_so(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/mi-pedido"
    sent = fields_of(client.get(address)) | {"lines-0-quantity": "4"}
    purchase.closes_at = now() - timedelta(minutes=1)
    session.flush()

    seen, late = client.get(address), client.post(address, data=sent)

    assert "Ya no se puede cambiar" in seen.text
    assert late.status_code == 422
    assert lines_of(session) == []


def test_an_officer_types_for_a_member(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    member = world.member()
    client = browser(app, session, world.treasurer)
    choose = client.get(f"/compras/{purchase.id}/pedidos/persona?q={member.name}")
    address = f"/compras/{purchase.id}/pedidos/{world.convener.id}/{member.id}"
    assert address in choose.text

    done = client.post(
        address,
        data=fields_of(client.get(address)) | {"lines-0-quantity": "7"},
        follow_redirects=True,
    )

    line = lines_of(session)[0]
    assert (line.person_id, line.typed_by) == (member.id, world.treasurer.id)
    assert member.name in done.text
    assert world.treasurer.name in done.text


def test_a_member_types_for_nobody(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    other = world.member(1)
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/pedidos/{world.convener.id}/{other.id}"

    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403


def test_an_officer_types_for_no_other_association(
    app: Flask, session: Session
) -> None:
    world = a_world(session, associations=2)
    purchase = a_call_of_today(session, world)
    other = world.others[0]
    person = world.member(0, other)
    client = browser(app, session, world.officers[0])

    pages = (
        f"/compras/{purchase.id}/pedidos/{other.id}/{person.id}",
        f"/compras/{purchase.id}/pedidos?asociacion={other.id}",
        f"/compras/{purchase.id}/pedidos/hoja.csv?asociacion={other.id}",
        f"/compras/{purchase.id}/pedidos/{world.convener.id}/{person.id}",
    )

    assert {client.get(page).status_code for page in pages} == {404}


def test_a_person_who_is_not_written_down_is_added_on_the_spot(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/pedidos/nueva-persona"
    typed = fields_of(client.get(address)) | {"name": "Eulalia Gil", "quantity": "3"}

    silent = client.post(address, data=typed)
    done = client.post(
        address,
        data=typed | {"has_consent": "y", "witness": "Pedro Vargas"},
        follow_redirects=True,
    )

    assert silent.status_code == 422
    assert "Sin permiso no se puede anotar a una persona." in silent.text
    assert 'value="Eulalia Gil"' in silent.text
    assert "Eulalia Gil" in done.text
    person = session.scalars(select(Person).where(Person.name == "Eulalia Gil")).one()
    assert lines_of(session)[0].person_id == person.id


def test_who_is_missing_gets_a_message_ready(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    client = browser(app, session, world.officers[0])

    page = client.get(f"/compras/{purchase.id}/pedidos/faltan")

    assert world.member().name not in page.text
    assert world.member(1).name in page.text
    digits = (world.member(1).phone or "").lstrip("+")
    assert f"https://wa.me/{digits}?text=" in page.text


def test_the_list_of_orders_is_searched_and_paged(app: Flask, session: Session) -> None:
    world = a_world(session, members=64)
    purchase = a_call_of_today(session, world, (1,) * 64)
    sought = world.member(5)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/pedidos"

    first = client.get(address)
    found = client.get(f"{address}?q={sought.name}")
    nobody = client.get(f"{address}?q=zzz")
    strange = client.get(f"{address}?desde=%00,x&asociacion=nada")

    assert 'rel="next"' in first.text
    assert "64 bultos" in first.text
    assert sought.name in found.text
    assert "Nadie se llama así en la lista" in nobody.text
    assert strange.status_code == 200


def test_a_person_of_two_associations_chooses_one(app: Flask, session: Session) -> None:
    world = a_world(session, associations=2)
    purchase = a_call_of_today(session, world)
    other = world.others[0]
    person = a_member(session, other, Role.MEMBER, person=world.member())
    client = browser(app, session, person)
    address = f"/compras/{purchase.id}/mi-pedido?asociacion={other.id}"

    page = client.get(f"/compras/{purchase.id}/mi-pedido")
    client.post(
        address, data=fields_of(client.get(address)) | {"lines-0-quantity": "2"}
    )

    assert "Mejor por" in page.text
    assert lines_of(session)[0].organisation_id == other.id
