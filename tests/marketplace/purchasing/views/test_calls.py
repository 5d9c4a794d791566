"""Calling a purchase over plain HTTP: step by step, opened, moved, called off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.catalogue.models import ProductKind
from marketplace.purchasing.models import (
    JointPurchase,
    PurchaseScope,
    PurchaseState,
)
from network.clock import today
from tests.factories_catalogue import a_presentation, a_product
from tests.factories_purchase_pages import (
    HOSTILE,
    ZONE,
    a_call_of_today,
    browser,
    fields_of,
)
from tests.factories_purchasing import a_world, an_open_purchase

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

WRITE = "/compras/nueva/datos"


def ahead(days: int) -> str:
    """A day from today, as a form sends it."""
    return (today(ZONE) + timedelta(days=days)).isoformat()


def send(
    client: FlaskClient, page: TestResponse, address: str, **typed: str
) -> TestResponse:
    """Send the form of a page with some fields typed over."""
    sent = {key.replace("__", "-"): value for key, value in typed.items()}
    return client.post(address, data=fields_of(page) | sent)


def the_only_purchase(session: Session) -> JointPurchase:
    """The purchase that a test wrote down."""
    session.expire_all()
    return session.scalars(select(JointPurchase)).one()


def up_to_the_terms(session: Session, client: FlaskClient) -> TestResponse:
    """The third step of a new call, with one input chosen."""
    product = a_product(session, "Urea", kind=ProductKind.INPUT)
    pack = a_presentation(session, product)
    page = send(client, client.get(WRITE), WRITE, ir="adelante")
    page = send(client, page, WRITE, q="urea", ir="what")
    assert "Urea" in page.text
    page = send(client, page, WRITE, agregar=str(pack.id))
    return send(
        client,
        page,
        WRITE,
        items__0__reference="115.000",
        items__0__source="Almacén del pueblo",
        ir="adelante",
    )


def test_a_call_is_written_step_by_step(app: Flask, session: Session) -> None:
    world = a_world(session)
    client = browser(app, session, world.officers[0])

    page = up_to_the_terms(session, client)
    page = send(
        client,
        page,
        WRITE,
        title=HOSTILE,
        closes_on=ahead(5),
        delivery_place="Bodega",
        delivery_on=ahead(9),
        advance_percent="30",
        ir="adelante",
    )
    assert "Guardar la compra" in page.text
    done = send(client, page, WRITE, ir="adelante")

    purchase = the_only_purchase(session)
    assert done.status_code == 303
    assert done.location == f"/compras/{purchase.id}"
    assert purchase.state is PurchaseState.DRAFT
    assert purchase.scope is PurchaseScope.ASSOCIATION
    assert purchase.advance_percent == 30
    assert purchase.items[0].reference_minor == 115_000_00
    assert "<script>alert" not in client.get(done.location).text


def test_the_last_step_sent_twice_writes_one_purchase(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    client = browser(app, session, world.officers[0])
    page = send(
        client,
        up_to_the_terms(session, client),
        WRITE,
        title="Urea",
        closes_on=ahead(5),
        delivery_place="Bodega",
        ir="adelante",
    )

    first = send(client, page, WRITE, ir="adelante")
    second = send(client, page, WRITE, ir="adelante")

    assert first.location == second.location
    the_only_purchase(session)


def test_each_step_says_what_is_missing_and_keeps_the_rest(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    client = browser(app, session, world.officers[0])

    empty = send(client, client.get(WRITE), WRITE, step="what", ir="adelante")
    page = up_to_the_terms(session, client)
    wrong = send(
        client,
        page,
        WRITE,
        title="Urea de marzo",
        closes_on=today(ZONE).isoformat(),
        delivery_on=ahead(-3),
        advance_percent="150",
        ir="adelante",
    )

    assert "Agregue por lo menos un insumo." in empty.text
    assert wrong.status_code == 422
    assert "<title>Error:" in wrong.text
    assert "Deje por lo menos un día para que se anoten." in wrong.text
    assert "Escriba un día después del cierre." in wrong.text
    assert "Escriba un número de 0 a 100." in wrong.text
    assert 'value="Urea de marzo"' in wrong.text
    assert 'value="115.000"' in wrong.text


def test_an_input_can_be_taken_out_again(app: Flask, session: Session) -> None:
    world = a_world(session)
    client = browser(app, session, world.officers[0])
    page = up_to_the_terms(session, client)
    back = send(client, page, WRITE, ir="what")
    kept = fields_of(back)["items-0-presentation_id"]

    page = send(client, back, WRITE, quitar=kept)

    assert "items-0-presentation_id" not in fields_of(page)


def test_a_price_of_an_input_is_read_with_care(app: Flask, session: Session) -> None:
    world = a_world(session)
    client = browser(app, session, world.officers[0])
    page = send(client, up_to_the_terms(session, client), WRITE, ir="what")

    wrong = send(
        client,
        page,
        WRITE,
        items__0__reference="mucho",
        items__0__source="",
        ir="adelante",
    )
    late = send(client, page, WRITE, items__0__reference_on=ahead(2), ir="adelante")

    assert "Escriba un valor, por ejemplo 115.000." in wrong.text
    assert "Escriba este dato." in wrong.text
    assert "Ese día no ha llegado. Escriba uno pasado." in late.text


def test_a_member_may_not_call_a_purchase(app: Flask, session: Session) -> None:
    world = a_world(session)
    client = browser(app, session, world.member())

    assert client.get("/compras/nueva").status_code == 403
    assert client.get(WRITE).status_code == 403
    assert client.post(WRITE).status_code == 403


def test_a_draft_is_corrected_and_opened(app: Flask, session: Session) -> None:
    world = a_world(session)
    client = browser(app, session, world.officers[0])
    page = send(
        client,
        up_to_the_terms(session, client),
        WRITE,
        title="Urea",
        closes_on=ahead(5),
        delivery_place="Bodega",
        ir="adelante",
    )
    send(client, page, WRITE, ir="adelante")
    purchase = the_only_purchase(session)
    edit = f"/compras/{purchase.id}/editar"

    page = client.get(edit)
    assert "Guardar la compra" in page.text
    page = send(client, page, edit, title="Urea de abril", ir="adelante")
    opened = client.post(f"/compras/{purchase.id}/abrir")

    purchase = the_only_purchase(session)
    assert opened.status_code == 303
    assert purchase.title == "Urea de abril"
    assert purchase.state is PurchaseState.OPEN
    assert purchase.items[0].reference_minor == 115_000_00


def test_a_draft_is_nobodys_business_but_its_writers(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    officer = browser(app, session, world.officers[0])
    page = send(
        officer,
        up_to_the_terms(session, officer),
        WRITE,
        title="Urea",
        closes_on=ahead(5),
        delivery_place="Bodega",
        ir="adelante",
    )
    send(officer, page, WRITE, ir="adelante")
    purchase = the_only_purchase(session)

    member = browser(app, session, world.member())

    assert member.get(f"/compras/{purchase.id}").status_code == 404
    assert purchase.title not in member.get("/compras").text


def test_a_past_purchase_is_repeated_in_three_taps(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    past = an_open_purchase(session, world)
    past.state = PurchaseState.FINISHED
    session.flush()
    client = browser(app, session, world.officers[0])

    assert f"/compras/{past.id}/repetir" in client.get("/compras/nueva").text
    page = client.get(f"/compras/{past.id}/repetir")
    refused = client.post(f"/compras/{past.id}/repetir", data={})
    done = client.post(
        f"/compras/{past.id}/repetir",
        data=fields_of(page) | {"closes_on": ahead(5)},
    )
    opened = client.post(f"{done.location}/abrir")

    assert "Escriba este dato." in refused.text
    assert opened.status_code == 303
    assert "Abierta" in client.get(done.location).text


def test_an_invited_association_joins(app: Flask, session: Session) -> None:
    world = a_world(session, associations=2)
    purchase = an_open_purchase(session, world, joined=False)
    other = world.others[0]
    client = browser(app, session, world.heads[other.id])

    seen = client.get(f"/compras/{purchase.id}")
    joined = client.post(f"/compras/{purchase.id}/participar/{other.id}")
    again = client.post(
        f"/compras/{purchase.id}/participar/{other.id}", follow_redirects=True
    )

    assert "está invitada" in seen.text
    assert joined.status_code == 303
    assert "Su asociación ya participa en esta compra." in again.text


def test_a_call_gets_more_time_and_is_closed_by_hand(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    client = browser(app, session, world.officers[0])
    plazo = f"/compras/{purchase.id}/plazo"

    early = client.post(plazo, data={"closes_on": ahead(-2), "closes_hour": "18:00"})
    empty = client.post(plazo, data={})
    later = client.post(plazo, data={"closes_on": ahead(9), "closes_hour": "18:00"})
    closed = client.post(f"/compras/{purchase.id}/cerrar")

    assert early.status_code == 422
    assert "El cierre es muy pronto." in early.text
    assert "Escriba este dato." in empty.text
    assert (later.status_code, closed.status_code) == (303, 303)
    assert "La lista está cerrada" in client.get(f"/compras/{purchase.id}").text


def test_a_closed_call_opens_again_with_a_reason(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    client = browser(app, session, world.officers[0])
    client.post(f"/compras/{purchase.id}/cerrar")
    reabrir = f"/compras/{purchase.id}/reabrir"
    when = {"closes_on": ahead(4), "closes_hour": "18:00"}

    silent = client.post(reabrir, data=when)
    opened = client.post(reabrir, data=when | {"reason": "Faltó una vereda"})

    assert "Escriba este dato." in silent.text
    assert opened.status_code == 303
    assert "Faltó una vereda" in client.get(f"/compras/{purchase.id}").text


def test_quoting_starts_and_a_purchase_is_called_off(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    client = browser(app, session, world.officers[0])
    early = client.post(f"/compras/{purchase.id}/cotizar", follow_redirects=True)
    client.post(f"/compras/{purchase.id}/cerrar")

    started = client.post(f"/compras/{purchase.id}/cotizar")
    silent = client.post(f"/compras/{purchase.id}/anular", data={})
    off = client.post(f"/compras/{purchase.id}/anular", data={"reason": "No hay plata"})

    assert "eso ya no se puede hacer" in early.text
    assert started.status_code == 303
    assert silent.status_code == 422
    assert off.status_code == 303
    assert "No hay plata" in client.get(f"/compras/{purchase.id}").text


def test_an_invitation_leads_a_new_member_back_to_the_purchase(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.member())

    page = client.post(f"/compras/{purchase.id}/invitar")

    assert page.status_code == 200
    assert "/invitacion/" in page.text
    assert "wa.me" in page.text


def test_who_takes_no_part_invites_nobody_to_the_purchase(
    app: Flask, session: Session
) -> None:
    world = a_world(session, associations=2)
    purchase = an_open_purchase(session, world, joined=False)
    client = browser(app, session, world.member(0, world.others[0]))

    assert client.post(f"/compras/{purchase.id}/invitar").status_code == 403


def test_members_move_nothing(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world, (10,))
    client = browser(app, session, world.member())
    moves = ("abrir", "cerrar", "cotizar", "plazo", "reabrir", "anular", "editar")

    answers = {
        move: client.post(f"/compras/{purchase.id}/{move}").status_code
        for move in moves
    }

    assert set(answers.values()) == {403}, answers
