"""Every route of the second half and who may use it: what is missing fails."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from network.policy import Role
from tests.factories import a_member, an_organisation
from tests.factories_goods import settled
from tests.factories_purchase_pages import bring_to_today, browser
from tests.factories_purchasing import a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

EVERYBODY = frozenset({Role.MEMBER, Role.OFFICER, Role.TREASURER, Role.FISCAL})
OFFICERS = frozenset({Role.OFFICER})
TREASURY = frozenset({Role.TREASURER})
ORDERING = OFFICERS | TREASURY
RECEIVING = OFFICERS | {Role.FISCAL}
BOOK = OFFICERS | TREASURY | {Role.FISCAL}

#: Endpoint → roles of the convener that get past the door.  What they may do
#: inside, and for whom, is the services' to say.
TABLE: dict[str, frozenset[Role]] = {
    "orders": EVERYBODY,
    "make_orders": ORDERING,
    "sign_orders": ORDERING,
    "place_orders": ORDERING,
    "order_paper": BOOK,
    "advances": EVERYBODY,
    "accounts": EVERYBODY,
    "ask_keep": TREASURY,
    "keep": TREASURY,
    "ask_payment": TREASURY,
    "check_payment": TREASURY,
    "record_payment": TREASURY,
    "receiving": EVERYBODY,
    "ask_arrival": RECEIVING,
    "receive": RECEIVING,
    "end_delivery": RECEIVING,
    "reopen_delivery": RECEIVING,
    "sharing": EVERYBODY,
    "share_goods": OFFICERS,
    "ask_change": BOOK,
    "change_share": BOOK,
    "ask_shared": OFFICERS,
    "declare_shared": OFFICERS,
    "reopen_sharing": OFFICERS,
    "handing": EVERYBODY,
    "delivery_paper": OFFICERS,
    "ask_hand_association": OFFICERS,
    "hand_association": OFFICERS,
    "ask_hand_member": OFFICERS,
    "hand_member": OFFICERS,
    "undo_hand_over": BOOK,
    "bills": BOOK,
    "ask_bill": TREASURY,
    "check_bill": TREASURY,
    "record_bill": TREASURY,
    "undo_bill": TREASURY,
    "ask_charges": TREASURY,
    "charge": TREASURY,
    "reopen_charges": TREASURY,
    "claims": EVERYBODY,
    "ask_claim": OFFICERS,
    "file_claim": OFFICERS,
    "ask_replacement": RECEIVING,
    "replace_claim": RECEIVING,
    "ask_credit": TREASURY,
    "check_credit": TREASURY,
    "credit_claim": TREASURY,
    "ask_collection": TREASURY,
    "check_collection": TREASURY,
    "collect_claim": TREASURY,
    "ask_loss": OFFICERS,
    "look_at_loss": EVERYBODY,
    "agree_loss": ORDERING,
    "closing": BOOK,
    "finish": OFFICERS,
    "reopen_finished": OFFICERS,
}
CHAPTERS = [
    "orders",
    "accounts",
    "paying",
    "receiving",
    "sharing",
    "handing",
    "invoices",
    "claims",
    "closing",
]
OPENED, SHUT = {200, 303, 404, 422}, {403, 404}


def test_every_route_of_the_second_half_is_in_the_table(app: Flask) -> None:
    modules = {f"marketplace.purchasing.views.{name}" for name in CHAPTERS}
    own = {
        endpoint.removeprefix("purchasing.")
        for endpoint, view in app.view_functions.items()
        if endpoint.startswith("purchasing.") and view.__module__ in modules
    }

    assert own == set(TABLE)


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_the_door_of_each_route_is_as_the_table_says(
    app: Flask, session: Session, role: Role
) -> None:
    world = a_world(session, associations=2, members=2)
    purchase = a_confirmed_purchase(session, world, (10, 20))
    order = settled(session, purchase, world, sound=50)
    bring_to_today(session, purchase)
    client = browser(app, session, a_member(session, world.convener, role))
    stranger = browser(app, session, a_member(session, an_organisation(session), role))
    values = {
        "purchase_id": purchase.id,
        "order_id": order.id,
        "organisation_id": world.convener.id,
        "person_id": world.member().id,
        "document_hash": "0" * 64,
        "what": "pago",
        "item_id": order.lines[0].item_id,
        "hand_over_id": 1,
        "invoice_id": 1,
        "claim_id": 1,
    }

    wrong: list[tuple[str, str, object]] = []
    for rule in app.url_map.iter_rules():
        name = rule.endpoint.removeprefix("purchasing.")
        if name not in TABLE or not rule.endpoint.startswith("purchasing."):
            continue
        given = {key: values[key] for key in rule.arguments}
        path = app.url_map.bind("localhost").build(rule.endpoint, given)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            data = {"client_key": str(uuid4())} if method == "POST" else None
            shut_out = stranger.open(path, method=method, data=data).status_code
            status = client.open(path, method=method, data=data).status_code
            if status not in (OPENED if role in TABLE[name] else SHUT):
                wrong.append((name, method, status))
            if shut_out != 404:
                wrong.append((name, method, f"stranger {shut_out}"))

    assert wrong == []
