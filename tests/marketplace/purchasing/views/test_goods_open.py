"""Every page of the second half opens for whom it is, in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from marketplace.purchasing.models import SupplierOrder
from network.policy import Role
from tests.factories import a_coordinator, a_member, an_organisation
from tests.factories_goods import (
    allocations,
    handed_out,
    invoiced,
    ordered,
    received_short,
    settled,
    shared_out,
    signed,
)
from tests.factories_purchase_pages import HOSTILE, bring_to_today, browser
from tests.factories_purchasing import World, a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.models import Person

STATES = ("confirmed", "signed", "ordered", "received", "shared", "handed", "settled")

#: Pages that everybody who has to do with the purchase may open.
COMMON: tuple[str, ...] = (
    "",
    "/pedido",
    "/anticipos",
    "/recibir",
    "/reparto",
    "/entregar",
    "/cuentas",
    "/reclamos",
)
#: Pages of those who see the convener's book.
BOOK = ("/factura", "/terminar")
OFFICER = ("/reparto/terminar", "/reparto/abrir", "/terminar/abrir")
TREASURER = ("/cobrar", "/cobrar/deshacer")


def in_state(session: Session, world: World, state: str) -> JointPurchase:
    """A purchase of two associations in a state of the second half."""
    purchase = a_confirmed_purchase(session, world, (10, 20))
    if state == "signed":
        signed(session, purchase, world)
    elif state == "ordered":
        ordered(session, purchase, world)
    elif state in ("received", "shared", "handed"):
        received_short(session, purchase, world, 50)
    elif state == "settled":
        settled(session, purchase, world, sound=50)
    if state in ("shared", "handed"):
        shared_out(session, purchase, world)
    if state == "handed":
        handed_out(session, purchase, world)
        invoiced(session, purchase, world)
    return bring_to_today(session, purchase)


def opened(
    app: Flask,
    session: Session,
    purchase: JointPurchase,
    person: Person,
    pages: tuple[str, ...],
) -> dict[str, int]:
    client = browser(app, session, person)
    return {
        page: client.get(f"/compras/{purchase.id}{page}").status_code for page in pages
    }


@pytest.mark.parametrize("state", STATES)
def test_every_page_opens_for_officers_and_treasurer(
    app: Flask, session: Session, state: str
) -> None:
    world = a_world(session, associations=2)
    purchase = in_state(session, world, state)

    officer = opened(app, session, purchase, world.officers[0], COMMON + BOOK + OFFICER)
    cashier = opened(app, session, purchase, world.treasurer, COMMON + BOOK + TREASURER)

    assert set(officer.values()) == {200}, officer
    assert set(cashier.values()) == {200}, cashier


@pytest.mark.parametrize("state", STATES)
def test_a_member_sees_only_what_is_everybodys_or_his(
    app: Flask, session: Session, state: str
) -> None:
    world = a_world(session, associations=2)
    purchase = in_state(session, world, state)

    common = opened(app, session, purchase, world.member(), COMMON)
    refused = opened(app, session, purchase, world.member(), BOOK + OFFICER + TREASURER)
    coordinator = a_coordinator(session, world.network)
    seen = opened(app, session, purchase, coordinator, COMMON)

    assert set(common.values()) == {200}, common
    assert set(refused.values()) == {403}, refused
    assert set(seen.values()) == {200}, seen


def test_people_of_another_organisation_find_nothing(
    app: Flask, session: Session
) -> None:
    world = a_world(session, associations=2)
    purchase = in_state(session, world, "settled")
    stranger = a_member(session, an_organisation(session), Role.TREASURER)

    answers = opened(
        app, session, purchase, stranger, COMMON + BOOK + OFFICER + TREASURER
    )

    assert set(answers.values()) == {404}, answers


def test_hostile_names_are_shown_as_they_are_written(
    app: Flask, session: Session
) -> None:
    world = a_world(session, associations=2)
    purchase = in_state(session, world, "settled")
    purchase.title = HOSTILE
    world.member().name = HOSTILE
    world.convener.name = HOSTILE
    order = session.scalars(SupplierOrder.of(purchase.id)).one()
    order.supplier.name = HOSTILE
    allocations(session, purchase)[0].change_reason = HOSTILE
    session.flush()
    client = browser(app, session, world.treasurer)
    officer = browser(app, session, world.officers[0])

    pages = {
        page: client.get(f"/compras/{purchase.id}{page}").text for page in COMMON + BOOK
    }
    papers = [
        client.get(f"/compras/{purchase.id}/pedido/{order.id}.pdf").data,
        officer.get(f"/compras/{purchase.id}/entregar/{world.convener.id}.pdf").data,
    ]

    assert not any("<script>alert" in text for text in pages.values())
    assert all("&lt;script&gt;" in text for text in pages.values())
    assert all(paper.startswith(b"%PDF") for paper in papers)


def test_the_number_of_questions_to_the_database_does_not_grow_with_people(
    app: Flask, session: Session, connection: Connection
) -> None:
    counts: dict[int, dict[str, int]] = {}
    for people in (2, 5):
        world = a_world(session, associations=2, members=people)
        purchase = a_confirmed_purchase(session, world, (3,) * people)
        settled(session, purchase, world, sound=people * 6 - 2)
        bring_to_today(session, purchase)
        client = browser(app, session, world.treasurer)
        counts[people] = {
            page: asked(connection, client, f"/compras/{purchase.id}{page}")
            for page in COMMON + BOOK
        }

    assert counts[2] == counts[5]
    assert all(5 < count < 80 for count in counts[5].values()), counts[5]


def asked(connection: Connection, client: FlaskClient, path: str) -> int:
    """How many questions a page asks the database."""
    sent: list[str] = []

    def note(*details: object) -> None:
        sent.append(str(details[2]))

    event.listen(connection, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return sum(text.startswith("SELECT") for text in sent)
