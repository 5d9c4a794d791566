"""Who may open each page of the first half of a purchase: a table that is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from marketplace.purchasing.views import (
    answers,
    calls,
    drafts,
    lines,
    plans,
    price_lists,
    purchases,
    quotes,
    sheets,
)
from network.policy import Role
from tests.factories import a_coordinator, a_member, an_organisation
from tests.factories_purchase_pages import bring_to_today, browser
from tests.factories_purchasing import (
    a_line,
    a_world,
    an_open_purchase,
    asked_to_confirm,
)

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.factories_purchasing import World

FIRST_HALF = (
    answers,
    calls,
    drafts,
    lines,
    plans,
    price_lists,
    purchases,
    quotes,
    sheets,
)
ROLES = (
    Role.MEMBER,
    Role.OFFICER,
    Role.TREASURER,
    Role.COMMITTEE,
    Role.FISCAL,
    Role.LEGAL_REPRESENTATIVE,
)
EVERYBODY = frozenset(ROLES)
RUNNERS = frozenset({Role.OFFICER, Role.LEGAL_REPRESENTATIVE})
TYPISTS = RUNNERS | {Role.TREASURER}
CHOOSERS = RUNNERS | {Role.COMMITTEE}

#: Endpoint → method, page and who may; everybody else there gets 403.
TABLE: dict[str, tuple[str, str, frozenset[Role]]] = {
    "purchasing.purchase": ("GET", "", EVERYBODY),
    "purchasing.edit_purchase": ("GET", "/editar", RUNNERS),
    "purchasing.save_purchase": ("POST", "/editar", RUNNERS),
    "purchasing.ask_repeat": ("GET", "/repetir", RUNNERS),
    "purchasing.repeat": ("POST", "/repetir", RUNNERS),
    "purchasing.open_call": ("POST", "/abrir", RUNNERS),
    "purchasing.close_call": ("POST", "/cerrar", RUNNERS),
    "purchasing.start_quotes": ("POST", "/cotizar", RUNNERS),
    "purchasing.join_call": ("POST", "/participar/{home}", RUNNERS),
    "purchasing.ask_extend": ("GET", "/plazo", RUNNERS),
    "purchasing.extend": ("POST", "/plazo", RUNNERS),
    "purchasing.ask_reopen": ("GET", "/reabrir", RUNNERS),
    "purchasing.reopen": ("POST", "/reabrir", RUNNERS),
    "purchasing.ask_cancel": ("GET", "/anular", RUNNERS),
    "purchasing.cancel": ("POST", "/anular", RUNNERS),
    "purchasing.invite_person": ("POST", "/invitar", EVERYBODY),
    "purchasing.my_order": ("GET", "/mi-pedido", EVERYBODY),
    "purchasing.note_my_order": ("POST", "/mi-pedido", EVERYBODY),
    "purchasing.lines": ("GET", "/pedidos", TYPISTS),
    "purchasing.missing": ("GET", "/pedidos/faltan", TYPISTS),
    "purchasing.choose_member": ("GET", "/pedidos/persona", TYPISTS),
    "purchasing.member_order": ("GET", "/pedidos/{home}/{person}", TYPISTS),
    "purchasing.note_member_order": ("POST", "/pedidos/{home}/{person}", TYPISTS),
    "purchasing.new_member": ("GET", "/pedidos/nueva-persona", TYPISTS),
    "purchasing.note_new_member": ("POST", "/pedidos/nueva-persona", TYPISTS),
    "purchasing.withdraw_line": ("POST", "/pedidos/lineas/{line}/retirar", TYPISTS),
    "purchasing.export_lines": ("GET", "/pedidos/hoja.csv", TYPISTS),
    "purchasing.lines_template": ("GET", "/pedidos/plantilla.xlsx", TYPISTS),
    "purchasing.import_lines": ("GET", "/pedidos/traer", TYPISTS),
    "purchasing.look_over_lines": ("POST", "/pedidos/traer", TYPISTS),
    "purchasing.look_again_at_lines": ("POST", "/pedidos/traer/revisar", TYPISTS),
    "purchasing.take_lines_in": ("POST", "/pedidos/traer/guardar", TYPISTS),
    "purchasing.quotes": ("GET", "/cotizaciones", EVERYBODY),
    "purchasing.choose_supplier": ("GET", "/cotizaciones/proveedor", RUNNERS),
    "purchasing.quote_form": ("GET", "/cotizaciones/de/{supplier}", RUNNERS),
    "purchasing.record_quote": ("POST", "/cotizaciones/de/{supplier}", RUNNERS),
    "purchasing.ask_few_quotes": ("GET", "/cotizaciones/pocas", RUNNERS),
    "purchasing.explain_few_quotes": ("POST", "/cotizaciones/pocas", RUNNERS),
    "purchasing.prices_template": ("GET", "/cotizaciones/plantilla.xlsx", RUNNERS),
    "purchasing.import_prices": ("GET", "/cotizaciones/de/{supplier}/lista", RUNNERS),
    "purchasing.look_over_prices": (
        "POST",
        "/cotizaciones/de/{supplier}/lista",
        RUNNERS,
    ),
    "purchasing.take_prices_in": (
        "POST",
        "/cotizaciones/de/{supplier}/lista/guardar",
        RUNNERS,
    ),
    "purchasing.ask_withdraw_quote": (
        "GET",
        "/cotizaciones/{quote}/retirar",
        RUNNERS,
    ),
    "purchasing.withdraw_quote": ("POST", "/cotizaciones/{quote}/retirar", RUNNERS),
    "purchasing.plans": ("GET", "/plan", EVERYBODY),
    "purchasing.plan": ("GET", "/plan/{plan}", EVERYBODY),
    "purchasing.ask_plan": ("POST", "/plan", RUNNERS),
    "purchasing.insist": ("GET", "/plan/otro", RUNNERS),
    "purchasing.ask_other_plan": ("POST", "/plan/otro", RUNNERS),
    "purchasing.choose_plan": ("POST", "/plan/{plan}/escoger", CHOOSERS),
    "purchasing.ask_undo_award": ("GET", "/plan/deshacer", CHOOSERS),
    "purchasing.undo_award": ("POST", "/plan/deshacer", CHOOSERS),
    "purchasing.interest": ("GET", "/interes", EVERYBODY),
    "purchasing.declare_interest": ("POST", "/interes", EVERYBODY),
    "purchasing.open_confirmation": ("POST", "/confirmacion", RUNNERS),
    "purchasing.end_answers": ("POST", "/confirmacion/terminar", RUNNERS),
    "purchasing.answers": ("GET", "/confirmaciones", EVERYBODY),
    "purchasing.member_price": ("GET", "/confirmaciones/{home}/{person}", TYPISTS),
    "purchasing.answer_member_price": (
        "POST",
        "/confirmaciones/{home}/{person}",
        TYPISTS,
    ),
}
#: Pages of no purchase, and those that only who was asked a price may open.
APART = {
    "purchasing.purchases",
    "purchasing.new_purchase",
    "purchasing.write_purchase",
    "purchasing.create_purchase",
    "purchasing.my_price",
    "purchasing.answer_my_price",
}


def addresses(session: Session, world: World) -> tuple[str, dict[str, object]]:
    """The address of a purchase that asks its price, and ids for its pages."""
    purchase = an_open_purchase(session, world)
    line = a_line(session, purchase, world.member(), world.convener, 10)
    run = asked_to_confirm(session, purchase, world)
    bring_to_today(session, purchase)
    key, supplier = next(iter(run.names["quotes"].items()))
    return f"/compras/{purchase.id}", {
        "home": world.convener.id,
        "person": world.member().id,
        "line": line.id,
        "plan": run.id,
        "quote": supplier,
        "supplier": run.names["suppliers"][key],
    }


def test_the_table_is_whole(app: Flask) -> None:
    modules = {module.__name__ for module in FIRST_HALF}
    endpoints = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if view.__module__ in modules
    }

    assert endpoints == TABLE.keys() | APART


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_pages_and_no_others(
    app: Flask, session: Session, role: Role
) -> None:
    world = a_world(session)
    start, ids = addresses(session, world)
    client = browser(app, session, a_member(session, world.convener, role))

    for endpoint, (method, page, allowed) in TABLE.items():
        answer = client.open(start + page.format(**ids), method=method)
        assert (answer.status_code == 403) is (role not in allowed), endpoint
        assert answer.status_code != 404, endpoint


def test_a_stranger_to_the_purchase_finds_nothing(app: Flask, session: Session) -> None:
    world = a_world(session)
    start, ids = addresses(session, world)
    stranger = a_member(session, an_organisation(session), Role.OFFICER)
    client = browser(app, session, stranger)

    for endpoint, (method, page, _allowed) in TABLE.items():
        answer = client.open(start + page.format(**ids), method=method)
        assert answer.status_code == 404, endpoint


def test_a_coordinator_does_not_run_an_association_s_own_purchase(
    app: Flask, session: Session
) -> None:
    world = a_world(session)
    start, ids = addresses(session, world)
    client = browser(app, session, a_coordinator(session, world.network))

    for endpoint, (method, page, allowed) in TABLE.items():
        if allowed is RUNNERS and endpoint != "purchasing.join_call":
            answer = client.open(start + page.format(**ids), method=method)
            assert answer.status_code == 403, endpoint
