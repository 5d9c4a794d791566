"""Goods that arrive, are shared out and handed over, page by page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.models import (
    GoodsReceipt,
    HandOver,
    PurchaseState,
)
from tests.factories_goods import (
    allocations,
    ordered,
    received_short,
    shared_out,
)
from tests.factories_goods_pages import press, press_why, refusals, words
from tests.factories_purchase_pages import bring_to_today, browser, fields_of
from tests.factories_purchasing import World, a_confirmed_purchase, a_world
from tests.pictures import a_jpeg

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


def test_goods_arrive_in_parts_with_damage_and_a_photo(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    order = ordered(session, purchase, world)[0]
    bring_to_today(session, purchase)
    client = browser(app, session, world.officers[1])
    path = f"/compras/{purchase.id}/recibir/{order.id}"

    form = fields_of(client.get(path))
    arrived = {
        **form,
        "items-0-sound": "40",
        "items-0-damaged": "5",
        "items-0-damage_note": "Bultos rotos",
        "items-0-lot": "L-77",
        "items-0-expires_on": "2030-01-31",
        "items-0-registration": "ICA 123",
        "delivery_note": "R-5",
        "photo": (io.BytesIO(a_jpeg()), "remision.jpg"),
    }
    first = client.post(path, data=arrived)
    ended = press_why(client, f"{path}/fin", "No tiene más por ahora")
    reopened = press_why(client, f"{path}/abrir", "Encontró más")
    rest = {**fields_of(client.get(path)), "whole": "y"}
    last = client.post(path, data=rest)
    shown = words(client.get(f"/compras/{purchase.id}/recibir"))

    assert first.status_code == 303, words(first)
    assert (ended.status_code, reopened.status_code) == (303, 303)
    assert last.status_code == 303
    session.refresh(purchase)
    assert purchase.state is PurchaseState.RECEIVED
    receipts = session.scalars(select(GoodsReceipt)).all()
    assert receipts[0].photo_id is not None
    assert [line.sound for each in receipts for line in each.lines] == [40, 20]
    assert "40 buenos, 5 dañados (Bultos rotos) · lote L-77" in shown
    assert "Remisión R-5" in shown


def test_what_is_wrong_in_an_arrival_gets_its_sentence(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    order = ordered(session, purchase, world)[0]
    client = browser(app, session, world.officers[1])
    path = f"/compras/{purchase.id}/recibir/{order.id}"
    form = fields_of(client.get(path))
    wrong = {
        "Escriba cuántos llegaron, o marque que llegó todo.": {},
        "Escriba un número de 0 a 60.": {"items-0-sound": "61"},
        "Escriba un número entero": {"items-0-sound": "muchos"},
        "Buenos y dañados suman más de los 60": {
            "items-0-sound": "59",
            "items-0-damaged": "2",
        },
        "Escriba qué daño tienen": {"items-0-damaged": "2"},
        "El día 31 de enero de 2030 no ha llegado.": {
            "items-0-sound": "1",
            "received_on": "2030-01-31",
        },
        "Ese insumo venció el 1 de enero de 2020.": {
            "items-0-sound": "1",
            "items-0-expires_on": "2020-01-01",
        },
        "Esta página quedó incompleta": {"items-0-item_id": "99", "items-0-sound": "1"},
    }

    assert refusals(client, path, form, wrong) == []
    photo = (io.BytesIO(b"no soy foto"), "x.jpg")
    broken = client.post(path, data={**form, "items-0-sound": "1", "photo": photo})
    silent = press_why(client, f"{path}/fin", "  ")

    assert broken.status_code == 422
    assert silent.status_code == 422
    assert "Faltan 60 unidades. Escriba qué dijo el proveedor." in words(silent)
    assert client.get(f"/compras/{purchase.id}/recibir/99999").status_code == 404
    cashier = browser(app, session, world.treasurer)
    assert cashier.get(path).status_code == 403


def test_what_arrived_is_shared_changed_and_told_to_each(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    received_short(session, purchase, world, 50)
    bring_to_today(session, purchase)
    officer = browser(app, session, world.officers[0])
    path = f"/compras/{purchase.id}/reparto"

    shared = press(officer, path)
    rows = allocations(session, purchase)
    item = rows[0].item_id
    ends = {
        "giver": f"{rows[1].organisation_id}-{rows[1].person_id}",
        "taker": f"{rows[0].organisation_id}-{rows[0].person_id}",
    }
    change = f"{path}/cambiar/{item}"
    form = {**fields_of(officer.get(change)), **ends}
    too_many = officer.post(change, data={**form, "units": "500", "reason": "Si"})
    no_reason = officer.post(change, data={**form, "units": "1", "reason": ""})
    same = officer.post(
        change, data={**form, "taker": ends["giver"], "units": "1", "reason": "Si"}
    )
    done = officer.post(change, data={**form, "units": "1", "reason": "Se lo cede"})
    mine = words(browser(app, session, world.member()).get(path))
    home = words(browser(app, session, world.member()).get(f"/compras/{purchase.id}"))

    assert shared.status_code == 303
    assert "No se pueden pasar 500" in words(too_many)
    assert "Escriba este dato." in words(no_reason)
    assert "Escoja dos personas distintas." in words(same)
    assert done.status_code == 303
    assert "Se lo cede" in words(officer.get(path))
    assert "Le tocan 9 bultos de 10." in mine
    assert world.member(1).name not in mine
    assert "Diga este código al recibir:" in home
    assert browser(app, session, world.member()).get(change).status_code == 404
    assert officer.get(f"{path}/cambiar/9999").status_code == 404
    assert press(officer, path).status_code == 303


def ready_to_hand(session: Session, purchase: JointPurchase, world: World) -> str:
    """Share what arrived; return the address of the day of delivery."""
    received_short(session, purchase, world, 50)
    shared_out(session, purchase, world)
    bring_to_today(session, purchase)
    return f"/compras/{purchase.id}/entregar"


def test_goods_are_handed_over_once_with_the_code_of_the_person(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    base = ready_to_hand(session, purchase, world)
    rows = allocations(session, purchase)
    mine = next(row for row in rows if row.person_id == world.member().id)
    officer = browser(app, session, world.officers[0])
    own = f"{base}/{world.convener.id}/{mine.person_id}"
    form = fields_of(officer.get(own))
    wrong = {
        "Escoja una opción.": {},
        "Escriba el nombre del testigo.": {"proof": "witness"},
        "Escriba los cuatro números que le diga.": {"proof": "pin"},
        "El código no es el de esta persona.": {"proof": "pin", "code": "x"},
        "Escriba un número de 0 a": {"proof": "signature", "items-0-units": "99"},
        "Escriba antes cuántos entrega.": {"proof": "signature", "items-0-units": ""},
    }

    unsaid = refusals(officer, own, form, wrong)
    by_code = officer.post(own, data={**form, "proof": "pin", "code": mine.pin})
    again = officer.post(own, data={**form, "proof": "pin", "code": mine.pin})

    assert unsaid == []
    assert (by_code.status_code, again.status_code) == (303, 303)
    assert len(session.scalars(select(HandOver)).all()) == 1
    assert "Ya está todo entregado" in words(officer.get(own))


def test_the_code_of_a_person_cannot_be_guessed(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    base = ready_to_hand(session, purchase, world)
    rows = allocations(session, purchase)
    mine = next(row for row in rows if row.person_id == world.member().id)
    officer = browser(app, session, world.officers[0])
    own = f"{base}/{world.convener.id}/{mine.person_id}"
    form = {**fields_of(officer.get(own)), "proof": "pin"}

    guesses = [officer.post(own, data={**form, "code": f"x{n}"}) for n in range(5)]
    right = officer.post(own, data={**form, "code": mine.pin})
    signed = officer.post(own, data={**form, "proof": "signature"})

    assert all("El código no es el de esta persona." in words(each) for each in guesses)
    assert right.status_code == 422
    assert "Van demasiados códigos equivocados. Espere" in words(right)
    assert signed.status_code == 303


def test_a_right_code_starts_the_count_of_tries_anew(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    base = ready_to_hand(session, purchase, world)
    rows = allocations(session, purchase)
    mine = next(row for row in rows if row.person_id == world.member().id)
    officer = browser(app, session, world.officers[0])
    own = f"{base}/{world.convener.id}/{mine.person_id}"

    answers = []
    for _turn in range(2):
        form = {**fields_of(officer.get(own)), "proof": "pin", "items-0-units": "1"}
        tries = [*("x" * 4), mine.pin]
        sent = [officer.post(own, data={**form, "code": code}) for code in tries]
        answers.append([each.status_code for each in sent])

    assert answers == [[422, 422, 422, 422, 303]] * 2


def test_an_association_gets_the_goods_before_its_members_do(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    base = ready_to_hand(session, purchase, world)
    other = world.others[0]
    officer = browser(app, session, world.officers[0])
    head = browser(app, session, world.heads[other.id])
    far = f"{base}/{other.id}/{world.member(0, other).id}"
    witnessed = {"proof": "witness", "witness": "Don Luis"}

    form = {**fields_of(head.get(far)), "proof": "signature"}
    too_early = head.post(far, data=form)
    lot = fields_of(officer.get(f"{base}/{other.id}"))
    to_them = officer.post(f"{base}/{other.id}", data={**lot, **witnessed})
    whole = head.post(far, data=form)
    given = session.scalars(select(HandOver).where(HandOver.person_id.is_not(None)))
    undo = f"/compras/{purchase.id}/entregas/{given.one().id}/anular"
    undone = press_why(head, undo, "Fue un error")

    assert "Su asociación solo tiene 0." in words(too_early)
    assert {each.status_code for each in (to_them, whole, undone)} == {303}
    page = words(officer.get(f"{base}?asociacion={other.id}"))
    assert "Testigo: Don Luis" in page
    assert "Fue un error" in page


def test_the_day_of_delivery_is_each_associations_own(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    base = ready_to_hand(session, purchase, world)
    other = world.others[0]
    officer = browser(app, session, world.officers[0])
    head = browser(app, session, world.heads[other.id])
    own = f"{base}/{world.convener.id}/{world.member().id}"
    found = words(officer.get(f"{base}?q={world.member(1).name[:40]}"))

    assert head.get(own).status_code == 404
    assert head.get(f"{base}/{other.id}").status_code == 403
    assert officer.get(f"{base}/{world.convener.id}").status_code == 404
    assert head.get(f"{base}/{other.id}.pdf").data.startswith(b"%PDF")
    missing = f"/compras/{purchase.id}/entregas/9999/anular"
    assert officer.get(missing).status_code == 404
    assert world.member(1).name in found
    nobody = words(officer.get(f"{base}?q=zzzz"))
    assert "Nadie se llama así en la lista" in nobody


def test_the_sharing_ends_with_what_is_left_and_opens_again(
    app: Flask, session: Session, world: World, purchase: JointPurchase
) -> None:
    received_short(session, purchase, world, 50)
    shared_out(session, purchase, world)
    bring_to_today(session, purchase)
    officer = browser(app, session, world.officers[0])
    path = f"/compras/{purchase.id}/reparto"

    silent = press(officer, f"{path}/terminar")
    ended = press_why(officer, f"{path}/terminar", "Pasan el lunes")
    reopened = press_why(officer, f"{path}/abrir", "Vinieron hoy")

    assert silent.status_code == 422
    assert (ended.status_code, reopened.status_code) == (303, 303)
    session.refresh(purchase)
    assert purchase.state is PurchaseState.RECEIVED
