"""Every page opens for whom it is, in every state of the first half."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories import a_member, an_organisation
from tests.factories_purchase_pages import (
    HOSTILE,
    a_call_of_today,
    bring_to_today,
    browser,
    last_plan,
)
from tests.factories_purchasing import (
    a_confirmed_purchase,
    a_line,
    a_world,
    an_open_purchase,
    asked_to_confirm,
    awarded,
    in_quoting,
    with_three_quotes,
)

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from tests.factories_purchasing import World

RUNNING_PAGES = (
    "",
    "/plazo",
    "/reabrir",
    "/anular",
    "/repetir",
    "/pedidos",
    "/pedidos/faltan",
    "/pedidos/persona",
    "/pedidos/nueva-persona",
    "/pedidos/traer",
    "/cotizaciones",
    "/cotizaciones/proveedor",
    "/cotizaciones/pocas",
    "/plan",
    "/plan/otro",
    "/plan/deshacer",
    "/interes",
    "/confirmaciones",
)


def in_state(session: Session, world: World, state: str) -> JointPurchase:
    """A purchase of today in a state of the first half."""
    if state == "confirmed":
        return a_confirmed_purchase(session, world)
    purchase = an_open_purchase(session, world)
    a_line(session, purchase, world.member(), world.convener, 10, 12)
    if state in ("closed", "quoting"):
        in_quoting(session, purchase, world)
        with_three_quotes(session, purchase, world)
    elif state == "awarded":
        awarded(session, purchase, world)
    elif state == "confirming":
        asked_to_confirm(session, purchase, world)
    return bring_to_today(session, purchase)


@pytest.mark.parametrize(
    "state", ["open", "quoting", "awarded", "confirming", "confirmed"]
)
def test_every_page_of_a_purchase_opens_for_an_officer(
    app: Flask, session: Session, state: str
) -> None:
    world = a_world(session)
    purchase = in_state(session, world, state)
    client = browser(app, session, world.officers[0])

    answers = {
        page: client.get(f"/compras/{purchase.id}{page}").status_code
        for page in RUNNING_PAGES
    }

    assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize(
    "state", ["open", "quoting", "awarded", "confirming", "confirmed"]
)
def test_a_member_sees_the_purchase_and_nothing_that_is_not_theirs(
    app: Flask, session: Session, state: str
) -> None:
    world = a_world(session)
    purchase = in_state(session, world, state)
    client = browser(app, session, world.member())

    seen = client.get(f"/compras/{purchase.id}")
    refused = {
        page: client.get(f"/compras/{purchase.id}{page}").status_code
        for page in ("/plazo", "/anular", "/pedidos", "/cotizaciones/proveedor")
    }

    assert seen.status_code == 200
    assert purchase.title in seen.text
    assert set(refused.values()) == {403}, refused


def test_people_of_another_organisation_find_no_purchase(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = in_state(session, world, "quoting")
    stranger = a_member(session, an_organisation(session))
    client = browser(app, session, stranger)

    answers = {
        page: client.get(f"/compras/{purchase.id}{page}").status_code
        for page in RUNNING_PAGES
    }

    assert set(answers.values()) == {404}, answers


def test_a_plan_opens_for_officers_and_members(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = in_state(session, world, "awarded")
    run = last_plan(session, purchase)

    for person in (world.officers[0], world.member()):
        client = browser(app, session, person)
        page = client.get(f"/compras/{purchase.id}/plan/{run.id}")
        assert page.status_code == 200
        assert "Demostrado: no hay una manera más barata" in page.text


def test_the_quote_form_shows_the_last_offer(app: Flask, session: Session) -> None:
    world = a_world(session)
    purchase = in_state(session, world, "quoting")
    quote = with_three_quotes(session, purchase, world)[0]
    client = browser(app, session, world.officers[0])

    page = client.get(f"/compras/{purchase.id}/cotizaciones/de/{quote.supplier_id}")

    assert page.status_code == 200
    assert 'value="100000"' in page.text
    assert 'value="95000"' in page.text


def test_hostile_names_are_shown_as_they_are_written(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    purchase = a_call_of_today(session, world)
    purchase.title = HOSTILE
    person = a_member(session, world.convener, name=HOSTILE)
    a_line(session, purchase, person, world.convener, 3, now=purchase.created_at)
    client = browser(app, session, world.officers[0])

    pages = {
        page: client.get(f"/compras/{purchase.id}{page}").text
        for page in ("", "/pedidos", "/pedidos/persona", "/pedidos/faltan", "/plan")
    }

    assert not any("<script>alert" in text for text in pages.values())
    assert all("&lt;script&gt;" in pages[page] for page in ("", "/pedidos", "/plan"))
