"""The first page says what waits for each person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from marketplace.board.queries.errands import Duty, Errand
from marketplace.board.views.doors import card_of
from marketplace.kernel.money import Currency, Money
from marketplace.purchasing.core.deeds import Deed, Waiting
from marketplace.purchasing.models import PurchaseState
from marketplace.purchasing.services import advances
from network.models import Job, JobState
from network.policy import Role
from tests.counting import counted_statements
from tests.factories import NOW, TODAY, a_coordinator, a_member, a_person
from tests.factories_goods import LATER, ordered, paid, settled, with_cash
from tests.factories_goods_pages import words
from tests.factories_purchase_pages import (
    a_call_of_today,
    bring_to_today,
    browser,
)
from tests.factories_purchasing import (
    a_confirmed_purchase,
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


def test_the_rest_is_behind_one_button(app: Flask, session: Session) -> None:
    world = a_world(session)
    for _ in range(10):
        a_call_of_today(session, world)
    client = browser(app, session, world.member())

    some, every = client.get("/"), client.get("/?todas=1")

    assert some.text.count("Anotar mi pedido") == 8
    assert "Ver todas (10)" in some.text
    assert every.text.count("Anotar mi pedido") == 10
    assert "Ver todas" not in every.text


def test_own_money_is_told_in_words(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = a_confirmed_purchase(session, world)
    advances.pay_advance(
        session,
        purchase.id,
        world.convener.id,
        world.member(1).id,
        paid(50_000_00, "uno"),
        actor=world.cashier,
        now=LATER,
    )
    settled(session, purchase, world)
    later = a_confirmed_purchase(session, world)
    advances.pay_advance(
        session,
        later.id,
        world.convener.id,
        world.member().id,
        paid(70_000_00, "dos"),
        actor=world.cashier,
        now=LATER,
    )

    page = words(browser(app, session, world.member()).get("/"))

    assert "Usted debe $ 1.000.000" in page
    assert "Anticipo para Abono de marzo $ 70.000" in page
    assert "-$" not in page
    assert "$ 0" not in page


def test_each_role_reads_its_own_cards(app: Flask, session: Session) -> None:
    world = a_world(session, associations=2)
    going = a_confirmed_purchase(session, world)
    ordered(session, going, world)
    settled(session, a_confirmed_purchase(session, world), world)
    people = {
        "Reciba la mercancía": world.officers[0],
        "Pague al proveedor": world.treasurer,
        "Pague lo que debe": world.member(),
        "Pague a quien compró": a_member(session, world.others[0], Role.TREASURER),
        "Cuente la caja": a_member(session, world.convener, Role.FISCAL),
    }
    with_cash(session, world.convener, 1000_00)

    unsaid = [
        verb
        for verb, person in people.items()
        if verb not in browser(app, session, person).get("/").text
    ]

    assert unsaid == []


def test_every_thing_that_waits_can_be_told(app: Flask) -> None:
    waiting = [
        Waiting(
            deed,
            1,
            "Abono",
            PurchaseState.OPEN,
            "America/Bogota",
            organisation_id=1,
            organisation="El Roble",
            count=2,
            amount=Money(1_000_00, Currency.COP),
            until=NOW + timedelta(hours=5),
            due=TODAY,
            place="la bodega",
        )
        for deed in Deed
    ]
    duties = [
        Errand(duty, 1, "El Roble", 2, Money(1_000_00, Currency.COP), network_id=1)
        for duty in Duty
    ]

    with app.test_request_context("/"):
        cards = [card_of(each, NOW) for each in waiting]
        cards += [card_of(each, NOW) for each in duties]
        bare = [
            card_of(
                Waiting(
                    deed, 1, "Abono", PurchaseState.ORDERED, "America/Bogota", count=1
                ),
                NOW,
            )
            for deed in (Deed.RECEIVE, Deed.REMIND, Deed.CHARGE)
        ]

    assert all(str(card.verb) and card.told and card.url for card in cards)
    assert all("%(" not in card.told for card in [*cards, *bare])


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
