from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from marketplace.purchasing.queries.exporting import document_for_operator
from marketplace.purchasing.services.importing import ImportTerms, import_as_operator
from network.clock import now
from network.models import Person
from tests.marketplace.purchasing.cli.documents import (
    elsewhere,
    officer_of,
    run,
    told,
)

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import (
        JointPurchase,
    )
    from tests.factories_purchasing import (
        World,
    )


NO_INSTANT = (
    "/call/closes_at: no es una fecha con hora y zona; escriba una como"
    " 2026-11-20T17:00:00+00:00"
)


@pytest.mark.parametrize(
    ("place", "value", "line"),
    [
        ("version", "2", "/version: no se conoce; escriba 1"),
        ("lines/0/item", "x", "/lines/0/item: «x» no está en items; use uno de sus id"),
        (
            "lines/1/party",
            "x",
            "/lines/1/party: «x» no está en parties; use uno de sus id",
        ),
        (
            "quotes/0/lines/0/item",
            "x",
            "/quotes/0/lines/0/item: «x» no está en items; use uno de sus id",
        ),
        (
            "call/closes_at",
            "2026-12-01T10:00",
            NO_INSTANT,
        ),
        (
            "call/closes_at",
            "mañana",
            NO_INSTANT,
        ),
        (
            "call/delivery_on",
            "2026-02-31",
            "/call/delivery_on: no es una fecha; escriba una como 2026-11-20",
        ),
        (
            "items/0/reference_on",
            "20261120",
            "/items/0/reference_on: no es una fecha; escriba una como 2026-11-20",
        ),
        ("lines/0/wanted", 0, "/lines/0/wanted: 0 es menor que 1; escriba 1 o más"),
        (
            "parties/0/joined",
            "sí",
            "/parties/0/joined: debe ser true o false; cámbielo",
        ),
    ],
)
def test_every_fault_has_one_line_with_its_place(
    app: Flask, purchase: JointPurchase, place: str, value: object, line: str
) -> None:
    document = told(app, purchase)
    *steps, last = [int(s) if s.isdigit() else s for s in place.split("/")]
    inner: Any = document
    for step in steps:
        inner = inner[step]
    inner[last] = value

    code, out, errors = run(app, "import", "-", text=json.dumps(document))

    assert (code, out, errors) == (2, "", [line])


def test_rows_that_stand_twice_are_faults(app: Flask, purchase: JointPurchase) -> None:
    document = told(app, purchase)
    document["items"].append(document["items"][0])
    document["lines"].append(document["lines"][0])
    document["lines"].append({**document["lines"][1], "state": "withdrawn"})
    name = document["lines"][0]["member"]

    _, _, errors = run(app, "import", "-", text=json.dumps(document))

    item = document["items"][0]["id"]
    assert errors == [
        f"/items: «{item}» está 2 veces en id; deje una sola fila",
        f"/lines/2: «{name}» ya pidió este insumo en /lines/0; deje una sola fila",
    ]


def test_people_are_found_however_their_name_is_written(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    session.get_one(Person, world.member().id).name = "José Ñáñez"
    session.flush()
    document = json.loads(elsewhere(document_for_operator(session, purchase.id)))
    document["lines"][0]["member"] = "JOSE  nanez"

    done = import_as_operator(
        session, document, ImportTerms(who=officer_of(world)), now=now()
    )

    assert done.lines == 2
