"""The first page says what waits for each person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from network.models import Job, JobState
from tests.counting import counted_statements
from tests.factories import NOW, a_coordinator, a_person
from tests.factories_purchase_pages import (
    a_call_of_today,
    bring_to_today,
    browser,
)
from tests.factories_purchasing import (
    a_line,
    a_world,
    an_open_purchase,
    asked_to_confirm,
)

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session


def test_a_member_is_led_to_note_an_order(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    client = browser(app, session, world.member())

    page = client.get("/")

    assert page.status_code == 200
    assert "Anote lo que necesita" in page.text
    assert f"/compras/{purchase.id}/mi-pedido" in page.text


def test_a_member_is_led_to_answer_a_price(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10)
    asked_to_confirm(session, purchase, world)
    bring_to_today(session, purchase)
    client = browser(app, session, world.member())

    page = client.get("/")

    assert "Confirme el precio" in page.text
    assert f"/compras/{purchase.id}/confirmar" in page.text


def test_an_officer_sees_what_has_to_go_on(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10)
    asked_to_confirm(session, purchase, world)
    other = a_call_of_today(session, world)
    client = browser(app, session, world.officers[0])

    page = client.get("/")

    assert f"/compras/{other.id}" in page.text
    assert "Ver el libro" in page.text
    assert "Abrir una compra" in page.text


def test_a_coordinator_hears_of_work_that_failed(app: Flask, session: Session) -> None:
    world = a_world(session)
    session.add(
        Job(
            name="purchasing.solve_plan",
            key="one",
            arguments={},
            state=JobState.FAILED,
            network_id=world.network.id,
            run_after=NOW,
            finished_at=NOW,
        )
    )
    client = browser(app, session, a_coordinator(session, world.network))

    page = client.get("/")

    assert "Hay trabajos que fallaron" in page.text


def test_somebody_without_organisation_is_told_what_to_do(
    app: Flask, session: Session
) -> None:
    client = browser(app, session, a_person(session))

    page = client.get("/")

    assert "Todavía no está en una organización" in page.text


def test_many_purchases_take_no_more_statements(
    app: Flask, session: Session, connection: Connection
) -> None:
    world = a_world(session)
    client = browser(app, session, world.member())
    a_call_of_today(session, world)
    client.get("/")

    with counted_statements(connection) as one:
        client.get("/")
    for _ in range(4):
        a_call_of_today(session, world)
    with counted_statements(connection) as many:
        client.get("/")

    assert len(many) == len(one)
