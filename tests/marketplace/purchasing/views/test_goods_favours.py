"""What an association left in favour: where it is shown, and where it is paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from marketplace.purchasing.models import PurchaseState
from network.policy import Role
from tests.factories import a_member
from tests.factories_goods import with_cash
from tests.factories_goods_pages import pay, press, words
from tests.factories_purchase_pages import bring_to_today, browser, fields_of
from tests.factories_purchasing import World, a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return bring_to_today(session, a_confirmed_purchase(session, world, (10, 20)))


@pytest.fixture
def cashier(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> FlaskClient:
    """The convener's treasurer, who left 500.000 in the association's favour."""
    other = world.others[0]
    with_cash(session, other, 10_000_000_00)
    client = browser(app, session, world.treasurer)
    base = f"/compras/{purchase.id}"
    pay(client, f"{base}/pagos/anticipo/{other.id}", amount="500.000")
    purchase.state = PurchaseState.CANCELLED
    session.flush()
    kept = press(client, f"{base}/a-favor/{other.id}")
    assert kept.status_code == 303
    return client


@pytest.fixture
def treasurer(app: Flask, session: Session, world: World) -> FlaskClient:
    """The association's treasurer."""
    person = a_member(session, world.others[0], Role.TREASURER)
    return browser(app, session, person)


def test_the_page_of_payments_says_where_a_favour_is_given_back(
    cashier: FlaskClient, world: World, purchase: JointPurchase
) -> None:
    page = cashier.get(f"/libro/{world.convener.id}/pagos/salidas/nueva")

    assert f"{world.others[0].name}: se le deben $ 500.000" in words(page)
    assert "lo anota su tesorería cuando lo recibe" in words(page)
    assert f'href="/compras/{purchase.id}/cuentas"' in page.text
    assert '<select id="payee"' not in page.text


def test_a_page_that_was_altered_to_pay_an_association_says_what_to_do(
    cashier: FlaskClient, world: World
) -> None:
    other, book = world.others[0], f"/libro/{world.convener.id}/pagos"
    sent = fields_of(cashier.get(f"{book}/nuevo")) | {
        "payee": f"association:{other.id}",
        "amount": "500.000",
        "method": "cash",
        "purpose": "Devolución",
        "second_person": "",
    }

    looked = cashier.post(f"{book}/salidas/revisar", data=sent)
    done = cashier.post(f"{book}/salidas", data=sent)

    assert (looked.status_code, done.status_code) == (422, 422)
    assert f"Lo que {other.name} tiene a favor se devuelve en la compra." in words(done)
    assert "Pida a su tesorería que lo anote allá." in words(done)


def test_whoever_keeps_the_favour_is_told_who_records_that_it_went_back(
    cashier: FlaskClient, world: World, purchase: JointPurchase
) -> None:
    other, base = world.others[0], f"/compras/{purchase.id}"
    path = f"{base}/pagos/devolucion/{other.id}"

    accounts = cashier.get(f"{base}/cuentas")
    refused = cashier.get(path)
    again = words(cashier.get(f"{base}/a-favor/{other.id}"))

    assert "Si devuelve un saldo a favor, lo anota la tesorería" in words(accounts)
    assert path not in accounts.text
    assert refused.status_code == 403
    assert f"pídaselo a la tesorería de {other.name}." in words(refused)
    assert "No queda anticipo" in again


def test_the_association_records_that_its_favour_came_back(
    cashier: FlaskClient, treasurer: FlaskClient, world: World, purchase: JointPurchase
) -> None:
    base = f"/compras/{purchase.id}"
    path = f"{base}/pagos/devolucion/{world.others[0].id}"

    before = treasurer.get(f"{base}/cuentas")
    asked = words(treasurer.get(path))
    checked, back = pay(treasurer, path, amount="500.000")
    after = words(treasurer.get(f"{base}/cuentas"))
    desk = words(cashier.get(f"/libro/{world.convener.id}/pagos/salidas/nueva"))

    assert "A favor: $ 500.000 Recibir saldo a favor" in words(before)
    assert path in before.text
    assert "Recibir una devolución" in asked
    assert "Devolución de saldo a favor" in words(checked)
    assert back.status_code == 303
    assert "Recibir saldo a favor" not in after
    assert "A favor:" not in after
    assert "El libro no le debe a nadie" in desk
