"""The final price over plain HTTP: asked, accepted, refused, recorded for others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.purchasing.models import (
    JointPurchase,
    LineState,
    PurchaseLine,
    PurchaseState,
)
from network.clock import now
from tests.factories_purchase_pages import bring_to_today, browser, fields_of
from tests.factories_purchasing import (
    a_line,
    a_world,
    an_open_purchase,
    asked_to_confirm,
    awarded,
)

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.factories_purchasing import World


def asked_today(session: Session, world: World) -> JointPurchase:
    """A purchase whose price two members are asked to accept today."""
    purchase = an_open_purchase(session, world)
    purchase.advance_percent = 30
    a_line(session, purchase, world.member(), world.convener, 10)
    a_line(session, purchase, world.member(1), world.convener, 20)
    asked_to_confirm(session, purchase, world)
    return bring_to_today(session, purchase)


def states(session: Session) -> list[LineState]:
    """The states of every line, in order."""
    session.expire_all()
    return [
        line.state
        for line in session.scalars(select(PurchaseLine).order_by(PurchaseLine.id))
    ]


def test_everybody_is_asked_at_once(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10)
    awarded(session, purchase, world)
    bring_to_today(session, purchase)
    client = browser(app, session, world.officers[0])
    address = f"/compras/{purchase.id}/confirmacion"

    done = client.post(address, follow_redirects=True)
    again = client.post(address, follow_redirects=True)

    assert "Ya les preguntamos a todos" in done.text
    assert "eso ya no se puede hacer" in again.text
    session.expire_all()
    assert purchase.state is PurchaseState.CONFIRMING


def test_a_member_accepts_the_price(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = asked_today(session, world)
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/confirmar"

    page = client.get(address)
    done = client.post(
        address, data=fields_of(page) | {"answer": "si"}, follow_redirects=True
    )

    assert "Confirmo a este precio" in page.text
    assert "un millón" in page.text
    assert "Anticipo antes de pedir" in page.text
    assert "Bodega de la vereda" in page.text
    assert "La respuesta quedó anotada." in done.text
    assert states(session) == [LineState.CONFIRMED, LineState.NOTED]


def test_a_member_cannot_and_then_can_after_all(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = asked_today(session, world)
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/confirmar"

    client.post(address, data=fields_of(client.get(address)) | {"answer": "no"})
    assert states(session)[0] is LineState.OUT
    client.post(address, data=fields_of(client.get(address)) | {"answer": "si"})

    assert states(session)[0] is LineState.CONFIRMED


def test_an_answer_is_needed_and_the_price_must_be_the_one_read(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = asked_today(session, world)
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/confirmar"
    sent = fields_of(client.get(address))

    nothing = client.post(address, data=sent)
    other = client.post(address, data=sent | {"answer": "si", "pays": "1"})
    strange = client.post(address, data=sent | {"answer": "si", "pays": "²"})

    assert "Escoja si acepta el precio o no." in nothing.text
    assert (other.status_code, strange.status_code) == (422, 422)
    assert states(session)[0] is LineState.NOTED


def test_after_the_hours_nobody_answers(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = asked_today(session, world)
    client = browser(app, session, world.member())
    address = f"/compras/{purchase.id}/confirmar"
    sent = fields_of(client.get(address)) | {"answer": "si"}
    purchase.confirm_until = now() - timedelta(minutes=1)
    session.flush()

    seen, late = client.get(address), client.post(address, data=sent)

    assert "Ya pasó la hora de responder." in seen.text
    assert late.status_code == 422
    assert states(session)[0] is LineState.NOTED


def test_an_officer_records_an_answer_before_a_witness(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = asked_today(session, world)
    member = world.member(1)
    client = browser(app, session, world.officers[0])
    board = f"/compras/{purchase.id}/confirmaciones"
    address = f"{board}/{world.convener.id}/{member.id}"
    assert address in client.get(board).text
    sent = fields_of(client.get(address)) | {"answer": "si"}

    silent = client.post(address, data=sent)
    done = client.post(
        address, data=sent | {"witness": "Pedro Vargas"}, follow_redirects=True
    )

    assert "Escriba quién oyó la respuesta." in silent.text
    assert "1 de 2" in done.text
    assert states(session) == [LineState.NOTED, LineState.CONFIRMED]


def test_who_is_missing_is_seen_and_reminded(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = asked_today(session, world)
    officer = browser(app, session, world.officers[0])
    member = browser(app, session, world.member())

    seen = officer.get(f"/compras/{purchase.id}/confirmaciones")
    hidden = member.get(f"/compras/{purchase.id}/confirmaciones")

    assert "Recordar en el grupo" in seen.text
    assert world.member(1).name in seen.text
    assert world.member(1).name not in hidden.text


def test_the_wait_ends_when_everybody_has_answered(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = asked_today(session, world)
    officer = browser(app, session, world.officers[0])
    end = f"/compras/{purchase.id}/confirmacion/terminar"
    early = officer.post(end, follow_redirects=True)
    for place, answer in ((0, "si"), (1, "no")):
        client = browser(app, session, world.member(place))
        address = f"/compras/{purchase.id}/confirmar"
        client.post(address, data=fields_of(client.get(address)) | {"answer": answer})

    done = officer.post(end, follow_redirects=True)

    assert 'class="notice error"' in early.text
    assert "Ya respondieron todos." in done.text


def test_nobody_answers_for_others_without_the_role(
    app: Flask, session: Session
) -> None:
    world = a_world(session, associations=2)
    purchase = asked_today(session, world)
    member, other = world.member(), world.heads[world.others[0].id]
    board = f"/compras/{purchase.id}/confirmaciones/{world.convener.id}"

    refused = browser(app, session, member).get(f"{board}/{world.member(1).id}")
    hidden = browser(app, session, other).get(f"{board}/{world.member(1).id}")
    nothing = browser(app, session, other).get(f"/compras/{purchase.id}/confirmar")

    assert refused.status_code == 403
    assert (hidden.status_code, nothing.status_code) == (404, 404)
