"""Every form of the demonstration, filled in with nonsense: sentences, no faults."""

from __future__ import annotations

import random
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from marketplace.demonstration.queries.tour import Part, tour
from network.models import Person
from network.web import security_headers
from tests.abuse.walking import Walk, walk
from tests.factories_ground import sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from tests.abuse.forms import Form

NONSENSE = (
    "",
    " ",
    "-1",
    "0",
    "1" + "0" * 30,
    "1e9",
    "NaN",
    "Infinity",
    "\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT TWO}",
    "\N{SUPERSCRIPT TWO}",
    "\N{VULGAR FRACTION ONE HALF}",
    "99999999999999999999",
    "1,5",
    "1.000.000.000.000.000.000",
    "de 10 a 5",
    "de 1 a 99999999999999",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31T23:59",
    "a" * 600,
    "x\0y",
    "\N{RIGHT-TO-LEFT OVERRIDE}abc",
    '=HYPERLINK("http://x")',
    "<svg onload=alert(1)>",
    "../../etc/passwd",
)
#: Values tried in each field of each form; the exhaustive round takes minutes.
TRIED = 2
#: Forms that end the visit or belong to every page.
LEFT_OUT = ("/salir", "/idioma")
SHOWN = {HTTPStatus.OK, HTTPStatus.SEE_OTHER}
ANSWERS = {
    HTTPStatus.OK,
    HTTPStatus.SEE_OTHER,
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}


def visit(village: Flask, played: Session, part: Part) -> tuple[FlaskClient, Walk]:
    """A browser of somebody of the tour, and what they can reach."""
    found = tour(played)
    assert found
    guide = next(each for each in found.guides if each.part is part)
    client = village.test_client()
    sign_in(client, played, played.get_one(Person, guide.person_id))
    played.commit()
    return client, walk(client, "/", "/recorrido")


def spoilt(
    form: Form, dice: random.Random
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield the form with one field after the other filled in with nonsense."""
    for name in form.values:
        if name == "csrf_token":
            continue
        for nonsense in dice.sample(NONSENSE, TRIED):
            sent = dict(form.values) | dict(form.buttons[:1])
            if "client_key" in sent:
                sent["client_key"] = str(uuid4())
            yield name, nonsense, sent | {name: nonsense}


@pytest.mark.parametrize("part", list(Part))
def test_nonsense_gets_an_answer_and_never_a_fault(
    village: Flask, played: Session, stage: Connection, part: Part
) -> None:
    client, met = visit(village, played, part)
    dice = random.Random(part.value)  # noqa: S311 - a test
    faults = []
    for page, form in met.forms.values():
        if form.action.startswith(LEFT_OUT):
            continue
        for name, nonsense, sent in spoilt(form, dice):
            point = stage.begin_nested()
            answer = client.post(form.action, data=sent)
            point.rollback()
            if answer.status_code not in ANSWERS:
                faults.append((page, form.action, name, nonsense, answer.status_code))

    assert faults == []
    assert [path for path, code in met.pages.items() if code not in SHOWN] == []
    assert len(met.forms) > 5


def missing_headers(client: FlaskClient, path: str) -> list[str]:
    """Names of the headers that an answer should carry and does not."""
    # A file is served under a stricter policy of its own.
    own = (
        "Content-Security-Policy" if path.startswith(("/archivos/", "/fotos/")) else ""
    )
    with client.get(path) as answer:
        return [
            name
            for name, value in security_headers(secure=False).items()
            if name != own and answer.headers.get(name) != value
        ]


def test_every_answer_carries_the_headers(village: Flask, played: Session) -> None:
    client, met = visit(village, played, Part.OFFICER)
    client.set_cookie("language", "en")
    asked = [
        *list(met.pages)[:60],
        "/static/css/tejido.css",
        "/static/no-existe.css",
        "/no-existe",
        "/salir",
        "/compras/999999",
        "/organizaciones/99999999999999999999",
        "/cuenta/mis-datos.json",
    ]

    bare = [(path, name) for path in asked for name in missing_headers(client, path)]

    assert bare == []


def test_addresses_with_nonsense_get_an_answer(village: Flask, played: Session) -> None:
    client, met = visit(village, played, Part.OFFICER)
    names = (
        "antes",
        "desde",
        "moneda",
        "q",
        "red",
        "tipo",
        "persona",
        "estado",
        "pagina",
    )
    pages = [path.partition("?")[0] for path in met.pages][:80]
    dice = random.Random(1)  # noqa: S311 - a test

    faults = [
        (path, query, answer.status_code)
        for path in pages
        for query in [{name: dice.choice(NONSENSE) for name in names}]
        if (answer := client.get(path, query_string=query)).status_code not in ANSWERS
    ]

    assert faults == []
