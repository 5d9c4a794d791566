"""Invoices, charges, payments and the end of a purchase, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.models import (
    GoodsReceipt,
    PurchaseState,
    SupplierInvoice,
)
from network.policy import Role
from tests.factories import a_member
from tests.factories_goods import (
    handed_out,
    invoiced,
    received_short,
    settled,
    shared_out,
    with_cash,
)
from tests.factories_goods_pages import order_of, pay, press, press_why, refusals, words
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


def ready_to_bill(session: Session, purchase: JointPurchase, world: World) -> str:
    """Hand over what arrived short; return the address of its invoice."""
    order = received_short(session, purchase, world, 50)
    shared_out(session, purchase, world)
    handed_out(session, purchase, world)
    bring_to_today(session, purchase)
    return f"/compras/{purchase.id}/factura/{order.id}"


def test_an_invoice_is_compared_with_the_order_before_it_is_recorded(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    path = ready_to_bill(session, purchase, world)
    cashier = browser(app, session, world.treasurer)
    form = {
        **fields_of(cashier.get(path)),
        "number": "FE-9",
        "items-0-amount": "6.000.000",
        "freight": "10.000",
    }
    wrong = {
        "No es igual al pedido: la diferencia es $ 10.000.": {},
        "Escriba un valor, por ejemplo": {"items-0-amount": "caro"},
        "Escriba un día igual o después de la factura.": {"due_on": "2020-01-01"},
        "Escriba este dato.": {"number": ""},
    }

    unsaid = refusals(cashier, f"{path}/revisar", form, wrong)
    form["reason"] = "Subió el peaje"
    checked = cashier.post(f"{path}/revisar", data=form)
    back = cashier.post(f"{path}/revisar", data={**form, "cambiar": "1"})
    done = cashier.post(path, data=fields_of(checked))
    again = cashier.post(path, data=fields_of(checked))

    assert unsaid == []
    assert "seis millones diez mil pesos" in words(checked)
    assert "Subió el peaje" in back.text
    assert done.location == again.location == f"/compras/{purchase.id}/factura"
    assert len(session.scalars(select(SupplierInvoice)).all()) == 1
    assert browser(app, session, world.officers[0]).get(path).status_code == 403


def test_members_are_charged_after_a_look_and_another_person_undoes_it(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    ready_to_bill(session, purchase, world)
    cashier = browser(app, session, world.treasurer)
    base = f"/compras/{purchase.id}"

    too_early = words(cashier.get(f"{base}/cobrar"))
    invoice_id = invoiced(session, purchase, world)[0]
    undo = f"{base}/facturas/{invoice_id}/anular"
    own = press_why(cashier, undo, "Quedó mal escrita")
    preview = words(cashier.get(f"{base}/cobrar"))
    charged = press(cashier, f"{base}/cobrar")
    session.refresh(purchase)
    state = purchase.state
    second = browser(app, session, a_member(session, world.convener, Role.TREASURER))
    undone = press_why(second, f"{base}/cobrar/deshacer", "La factura está mal")
    corrected = press_why(second, undo, "Quedó mal escrita")

    assert "Falta la factura de" in too_early
    assert own.status_code == 422
    assert "Quedará debiendo" in preview
    assert state is PurchaseState.SETTLED
    assert {each.status_code for each in (charged, undone, corrected)} == {303}
    assert "se anuló" in words(second.get(f"{base}/factura"))
    assert cashier.get(f"{base}/facturas/99/anular").status_code == 404


def test_members_associations_and_supplier_are_paid_and_the_purchase_ends(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    settled(session, purchase, world)
    with_cash(session, world.others[0], 10_000_000_00)
    with_cash(session, world.convener, 10_000_000_00)
    bring_to_today(session, purchase)
    other = world.others[0]
    cashier = browser(app, session, world.treasurer)
    treasurer = browser(app, session, a_member(session, other, Role.TREASURER))
    officer = browser(app, session, world.officers[0])
    base = f"/compras/{purchase.id}"
    supplier = order_of(session, purchase).supplier_id

    for client, organisation in ((cashier, world.convener), (treasurer, other)):
        for place in range(2):
            person = world.member(place, organisation)
            path = f"{base}/pagos/pago/{organisation.id}/{person.id}"
            assert pay(client, path)[1].status_code == 303
    passed = pay(cashier, f"{base}/pagos/pago/{other.id}")[1]
    paid = pay(
        cashier,
        f"{base}/pagos/proveedor/{supplier}",
        method="transfer",
        reference="BANCO-77881",
        second=str(world.officers[0].id),
    )[1]
    accounts = words(cashier.get(f"{base}/cuentas"))
    ready = words(officer.get(f"{base}/terminar"))
    finished = press(officer, f"{base}/terminar")
    again = press_why(officer, f"{base}/terminar/abrir", "Me equivoqué")
    second = browser(app, session, world.officers[1])
    reopened = press_why(second, f"{base}/terminar/abrir", "Faltaba un recibo")

    assert (passed.status_code, paid.status_code) == (303, 303)
    assert "Al día" in accounts
    assert "Pago n.º 1" in accounts
    assert "Todo cuadra" in ready
    assert finished.location == base
    assert again.status_code == 422
    assert "Otra persona de la junta puede abrirla." in words(again)
    assert reopened.status_code == 303


def test_who_owes_is_told_that_who_is_paid_records_the_payment(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    settled(session, purchase, world)
    other = world.others[0]
    cashier = browser(app, session, world.treasurer)
    treasurer = browser(app, session, a_member(session, other, Role.TREASURER))
    path = f"/compras/{purchase.id}/pagos/pago/{other.id}"
    form = {**fields_of(cashier.get(path)), "method": "cash"}

    refused = treasurer.get(path)
    posted = treasurer.post(path, data=form)
    owing = treasurer.get(f"/compras/{purchase.id}/cuentas")
    owed = cashier.get(f"/compras/{purchase.id}/cuentas")

    asked = f"a la tesorería de {world.convener.name}"
    assert (refused.status_code, posted.status_code) == (403, 403)
    assert f"anota el pago: pídaselo {asked}." in words(refused)
    assert f"Pague y pida {asked} que anote el pago." in words(owing)
    assert f'{path}"' not in owing.text
    assert f'{path}"' in owed.text


def test_an_advance_given_back_is_recorded_by_the_association_that_gets_it(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    other = world.others[0]
    with_cash(session, other, 10_000_000_00)
    cashier = browser(app, session, world.treasurer)
    treasurer = browser(app, session, a_member(session, other, Role.TREASURER))
    base = f"/compras/{purchase.id}"
    passed = pay(cashier, f"{base}/pagos/anticipo/{other.id}", amount="500.000")[1]
    purchase.state = PurchaseState.CANCELLED
    session.flush()
    path = f"{base}/pagos/devolucion/{other.id}"

    theirs = treasurer.get(f"{base}/cuentas")
    own = cashier.get(f"{base}/cuentas")
    refused = cashier.get(path)
    back = pay(treasurer, path, amount="500.000")[1]

    assert passed.status_code == 303
    assert path in theirs.text
    assert path not in own.text
    assert "la tesorería de la asociación que lo recibe" in words(own)
    assert refused.status_code == 403
    assert f"pídaselo a la tesorería de {other.name}." in words(refused)
    assert back.status_code == 303


def test_who_received_the_goods_does_not_pay_for_them(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    settled(session, purchase, world)
    with_cash(session, world.convener, 10_000_000_00)
    receipt = session.scalars(select(GoodsReceipt)).first()
    assert receipt
    receipt.received_by = world.treasurer.id
    session.flush()
    cashier = browser(app, session, world.treasurer)
    supplier = order_of(session, purchase).supplier_id

    refused = pay(cashier, f"/compras/{purchase.id}/pagos/proveedor/{supplier}")[1]

    assert refused.status_code == 422
    assert "Usted recibió esta mercancía." in words(refused)


def test_a_member_sees_his_own_debt_and_nobody_elses(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    settled(session, purchase, world)
    bring_to_today(session, purchase)
    member = browser(app, session, world.member())

    page = words(member.get(f"/compras/{purchase.id}/cuentas"))
    home = words(member.get(f"/compras/{purchase.id}"))

    assert world.member().name in page
    assert world.member(1).name not in page
    assert world.member(0, world.others[0]).name not in page
    assert "$ 1.000.000" in page
    assert "$ 2.000.000" not in page
    assert "Le falta pagar $ 1.000.000." in home


def test_an_advance_that_is_left_is_given_back_or_kept_in_favour(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    cashier = browser(app, session, world.treasurer)
    base = f"/compras/{purchase.id}"
    one, two = world.member(0), world.member(1)
    for person in (one, two):
        pay(cashier, f"{base}/pagos/anticipo/{world.convener.id}/{person.id}")
    settled(session, purchase, world, sound=30)
    bring_to_today(session, purchase)
    keep = f"{base}/a-favor/{world.convener.id}/{two.id}"

    back = pay(cashier, f"{base}/pagos/devolucion/{world.convener.id}/{one.id}")[1]
    asked = words(cashier.get(keep))
    kept = press(cashier, keep)
    late = cashier.get(keep)

    assert back.status_code == 303
    assert "El anticipo que sobró queda para la próxima compra." in asked
    assert kept.location == f"{base}/cuentas"
    assert "No queda anticipo" in words(late)
    assert "A favor:" in words(cashier.get(f"{base}/cuentas"))
    member = browser(app, session, one)
    assert member.get(keep).status_code == 403


def test_the_till_shows_which_purchases_a_payment_pays_and_offers_the_others(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    settled(session, purchase, world)
    newer = a_confirmed_purchase(session, world, (10, 20))
    settled(session, newer, world)
    bring_to_today(session, purchase)
    bring_to_today(session, newer)
    cashier = browser(app, session, world.treasurer)
    base, person = f"/libro/{world.convener.id}/pagos", world.member()
    form = fields_of(cashier.get(f"{base}/nuevo?persona={person.id}"))
    form |= {"amount": "150.000", "method": "cash", "purpose": "Abono"}

    checked = cashier.post(f"{base}/revisar", data=form)
    sent = cashier.post(base, data=fields_of(checked) | {"method": "cash"})

    seen = words(checked)
    assert "Primero se paga lo que se debe hace más tiempo." in seen
    assert seen.count(f"Cargos · {purchase.title}") == 2
    assert "$ 1.000.000 $ 150.000" in seen
    assert "$ 1.000.000 $ 0" in seen
    other = f"/compras/{newer.id}/pagos/pago/{world.convener.id}/{person.id}"
    assert f'href="{other}"' in checked.text
    assert "/pagos/" in sent.location
    accounts = words(cashier.get(f"/compras/{purchase.id}/cuentas"))
    assert "$ 1.000.000 $ 850.000 Recibir pago" in accounts


def test_the_page_of_payments_leads_to_the_purchase_that_owes_the_supplier(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    settled(session, purchase, world)
    cashier = browser(app, session, world.treasurer)

    page = cashier.get(f"/libro/{world.convener.id}/pagos/salidas/nueva")

    assert "Lo que se debe por una compra conjunta" in words(page)
    assert f'href="/compras/{purchase.id}/cuentas"' in page.text
    assert '<select id="payee"' not in page.text
