"""Claims against a supplier, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.models import (
    Claim,
    ClaimState,
)
from tests.factories_goods import (
    received_short,
    settled,
)
from tests.factories_goods_pages import pay, press, press_why, words
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


def test_a_claim_is_filed_and_marked_on_the_purchase(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    order = received_short(session, purchase, world, 50)
    bring_to_today(session, purchase)
    officer = browser(app, session, world.officers[0])
    base = f"/compras/{purchase.id}/reclamos"
    file = f"{base}/pedido/{order.id}"

    form = fields_of(officer.get(file))
    what = f"{order.lines[0].item_id}-short"
    typed = {**form, "what": what, "units": "4", "reason": "Faltaron"}
    too_many = officer.post(file, data={**typed, "units": "40"})
    filed = officer.post(file, data=typed)

    assert "hay 10 sin reclamar" in words(too_many)
    assert filed.location == base
    assert "según el pedido" in words(officer.get(base))
    marked = words(officer.get(f"/compras/{purchase.id}"))
    assert "En reclamo con el proveedor" in marked
    assert browser(app, session, world.member()).get(file).status_code == 403


@pytest.fixture
def claim_id(session: Session, world: World, purchase: JointPurchase) -> int:
    """A claim of ten units that is in the invoice."""
    settled(session, purchase, world, sound=50)
    bring_to_today(session, purchase)
    return session.scalars(select(Claim.id)).one()


def test_a_claim_is_credited_in_part_and_the_rest_paid_back(
    app: Flask, session: Session, world: World, purchase: JointPurchase, claim_id: int
) -> None:
    cashier = browser(app, session, world.treasurer)
    base = f"/compras/{purchase.id}/reclamos"
    one = f"{base}/{claim_id}"

    asked = {**fields_of(cashier.get(f"{one}/nota")), "document": "NC-1"}
    over = cashier.post(f"{one}/nota/revisar", data={**asked, "amount": "9000000"})
    checked = cashier.post(f"{one}/nota/revisar", data={**asked, "amount": "100.000"})
    credited = cashier.post(f"{one}/nota", data=fields_of(checked))
    is_open = Claim.state == ClaimState.OPEN
    rest = session.scalars(select(Claim.id).where(is_open)).one()
    looked_at, collected = pay(cashier, f"{base}/{rest}/plata")

    assert "Es más de lo reclamado. Escriba hasta" in words(over)
    assert "cien mil pesos" in words(checked)
    assert credited.location == collected.location == base
    assert "Del reclamo queda $ 0" in words(looked_at)
    assert "Nota crédito NC-1" in words(cashier.get(base))
    assert cashier.get(f"{base}/9999/nota").status_code == 404


def test_a_loss_is_taken_by_two_people(
    app: Flask, session: Session, world: World, purchase: JointPurchase, claim_id: int
) -> None:
    officer = browser(app, session, world.officers[0])
    base = f"/compras/{purchase.id}/reclamos"
    lost = f"{base}/{claim_id}/perdida"

    asked = press_why(officer, lost, "El proveedor cerró")
    own = press(officer, f"{lost}/aprobar")
    agreed = press(browser(app, session, world.officers[1]), f"{lost}/aprobar")

    assert asked.status_code == 303
    assert own.status_code == 422
    assert "Otra persona debe aprobarla." in words(own)
    assert agreed.status_code == 303
    assert "Pérdida asumida" in words(officer.get(base))


def test_a_claim_is_replaced_shared_and_charged(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    settled(session, purchase, world, sound=50)
    bring_to_today(session, purchase)
    claim = session.scalars(select(Claim)).one()
    officer = browser(app, session, world.officers[1])
    path = f"/compras/{purchase.id}/reclamos/{claim.id}/reposicion"

    form = fields_of(officer.get(path))
    wrong = officer.post(path, data={**form, "units": "11"})
    done = officer.post(path, data=form)
    again = officer.post(path, data=form)

    assert "Escriba un número de 1 a 10." in words(wrong)
    assert done.location == again.location
    session.refresh(claim)
    assert claim.state is ClaimState.REPLACED
