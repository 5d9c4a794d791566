"""Orders made, signed by two and sent; advances paid and passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.payments.models import ReceiptRow
from marketplace.purchasing.models import (
    PurchaseState,
)
from network.policy import Role
from tests.factories import a_member
from tests.factories_goods import (
    signed,
)
from tests.factories_goods_pages import order_of, pay, press, refusals, words
from tests.factories_purchase_pages import bring_to_today, browser, fields_of
from tests.factories_purchasing import World, a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return bring_to_today(session, a_confirmed_purchase(session, world, (10, 20)))


def test_orders_are_made_signed_by_two_and_sent(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    officer = browser(app, session, world.officers[0])
    cashier = browser(app, session, world.treasurer)
    path = f"/compras/{purchase.id}/pedido"

    made = press(officer, path)
    first = press(officer, path, "/firmar/")
    waiting = words(officer.get(path))
    second = press(cashier, path, "/firmar/")
    ready = words(cashier.get(path))
    sent = press(officer, path, "/enviar")

    assert (made.status_code, first.status_code, second.status_code) == (303,) * 3
    assert "Usted ya firmó. Falta la firma de otra persona." in waiting
    assert "Enviar el pedido" in ready
    assert sent.location == f"/compras/{purchase.id}"
    session.refresh(purchase)
    assert purchase.state is PurchaseState.ORDERED
    paper = officer.get(f"{path}/{order_of(session, purchase).id}.pdf")
    assert paper.data.startswith(b"%PDF")
    assert "wa.me/?text=Pedido%20de" in officer.get(path).text


def test_orders_do_not_go_out_without_signatures_prices_and_advances(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    purchase.advance_percent = 50
    signed(session, purchase, world)
    officer = browser(app, session, world.officers[0])
    path = f"/compras/{purchase.id}/pedido"

    page = officer.get(path)
    form = fields_of(page, "/enviar")
    without = officer.post(f"{path}/enviar", data=form)
    stale = officer.post(f"{path}/firmar/{'0' * 64}", data=form)
    explained = officer.post(
        f"{path}/enviar",
        data={**fields_of(page, "/enviar"), "reason": "Pagan al recibir"},
    )

    assert "4 personas no han pagado todo el anticipo." in words(page)
    assert without.status_code == 422
    assert "Faltan anticipos de 4 personas." in words(without)
    assert stale.status_code == 422
    assert "El pedido no es el que usted leyó." in words(stale)
    assert explained.status_code == 303
    member = browser(app, session, world.member())
    assert member.post(path, data=form).status_code == 403
    assert member.get(f"{path}/999999.pdf").status_code == 404


def test_an_advance_is_checked_recorded_once_and_passed_on(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    purchase.advance_percent = 50
    other = world.others[0]
    treasurer = a_member(session, other, Role.TREASURER)
    client = browser(app, session, treasurer)
    person = world.member(0, other)
    path = f"/compras/{purchase.id}/pagos/anticipo/{other.id}"

    checked, done = pay(client, f"{path}/{person.id}", amount="400.000")
    again = client.post(
        f"{path}/{person.id}",
        data={**fields_of(checked), "method": "cash"},
    )
    convener = browser(app, session, world.treasurer)
    refused = client.post(path, data=fields_of(checked))
    passed = pay(convener, path, amount="400.000")[1]

    read = words(checked)
    assert "cuatrocientos mil pesos" in read
    assert f"Paga {person.name} Recibe {other.name}" in read
    assert "Saldo antes $ 1.000.000 Después queda $ 600.000" in read
    assert done.status_code == 303
    assert again.location == done.location
    assert "Recibo n.º 1" in words(client.get(done.location))
    assert refused.status_code == 403
    assert passed.status_code == 303
    assert len(session.scalars(select(ReceiptRow)).all()) == 3
    table = words(client.get(f"/compras/{purchase.id}/anticipos"))
    assert "$ 400.000" in table
    assert "pida a su tesorería que los anote" in table
    shown = words(convener.get(f"/compras/{purchase.id}/anticipos"))
    assert "Lo que pasaron las asociaciones" in shown
    assert f"Recibir anticipos de {other.name}" in shown


def test_what_is_wrong_in_a_payment_gets_its_sentence(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    client = browser(app, session, world.treasurer)
    person = world.member()
    path = f"/compras/{purchase.id}/pagos/anticipo/{world.convener.id}/{person.id}"
    form = {**fields_of(client.get(path)), "method": "cash"}
    wrong = {
        "Escriba un valor, por ejemplo 115.000.": {"amount": "harto"},
        "Escriba un valor mayor que cero.": {"amount": "0"},
        "Los pesos van sin centavos": {"amount": "1,50"},
        "Es más de lo que falta. Escriba hasta $ 1.000.000.": {"amount": "2000000"},
        "Escriba abajo el número de la transferencia": {"method": "transfer"},
        "Escoja una opción.": {"method": ""},
        "Escriba una fecha como 20/11/2026.": {"day": "ayer"},
    }

    assert refusals(client, f"{path}/revisar", form, wrong) == []
    too_much = client.post(path, data={**form, "amount": "2000000"})
    back = client.post(f"{path}/revisar", data={**form, "cambiar": "1"})

    assert too_much.status_code == 422
    assert "El valor $ 2.000.000 es más de lo que falta." in words(too_much)
    assert 'value="1000000"' in back.text


def test_payments_are_recorded_by_the_treasury_alone(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    base = f"/compras/{purchase.id}/pagos"
    own = f"{base}/anticipo/{world.convener.id}/{world.member().id}"
    other = f"{base}/anticipo/{world.others[0].id}"
    supplier = f"{base}/proveedor/{world.convener.id}"

    member = browser(app, session, world.member())
    officer = browser(app, session, world.officers[0])
    cashier = browser(app, session, world.treasurer)

    for client in (member, officer):
        assert client.get(own).status_code == 403
        assert client.get(other).status_code == 403
        assert client.get(supplier).status_code == 403
    assert cashier.get(own).status_code == 200
    assert cashier.get(other).status_code == 200
    foreign = f"{other}/{world.member(0, world.others[0]).id}"
    assert cashier.get(foreign).status_code == 404
    assert cashier.get(f"{base}/regalo/{world.convener.id}").status_code == 404
