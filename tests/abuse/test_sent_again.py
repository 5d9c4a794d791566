"""Forms that are sent again, changed, forged or from elsewhere."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from marketplace.payments.models import ReceiptRow
from network.clock import now
from network.policy import Role
from tests.factories import a_member, a_network, an_organisation
from tests.factories_ground import PASSWORD, sign_in, with_password

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Organisation, Person


@pytest.fixture
def association(session: Session) -> Organisation:
    return an_organisation(session, network=a_network(session))


@pytest.fixture
def payer(session: Session, association: Organisation) -> Person:
    return a_member(session, association)


def payment(payer: Person, key: str, **more: str) -> dict[str, str]:
    """What the form of a payment sends."""
    return {
        "payer": str(payer.id),
        "amount": "10.000",
        "method": "cash",
        "reference": "",
        "day": now().date().isoformat(),
        "purpose": "Abono a la compra",
        "client_key": key,
    } | more


def receipts(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ReceiptRow)) or 0


def test_twenty_identical_payments_are_one(
    client: FlaskClient, session: Session, association: Organisation, payer: Person
) -> None:
    sign_in(client, session, a_member(session, association, Role.TREASURER))
    sent = payment(payer, str(uuid4()))

    answers = {
        (answer.status_code, answer.location)
        for answer in (
            client.post(f"/libro/{association.id}/pagos", data=sent)
            for _time in range(20)
        )
    }

    assert len(answers) == 1
    assert receipts(session) == 1


def test_the_same_key_with_other_content_names_the_field(
    client: FlaskClient, session: Session, association: Organisation, payer: Person
) -> None:
    sign_in(client, session, a_member(session, association, Role.TREASURER))
    key = str(uuid4())
    client.post(f"/libro/{association.id}/pagos", data=payment(payer, key))

    answer = client.post(
        f"/libro/{association.id}/pagos", data=payment(payer, key, amount="20.000")
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "¿Cuánto?" in answer.text
    assert receipts(session) == 1


def test_the_key_of_another_person_is_another_key(
    app: Flask, session: Session, association: Organisation, payer: Person
) -> None:
    key = str(uuid4())
    for _treasurer in range(2):
        client = app.test_client()
        sign_in(client, session, a_member(session, association, Role.TREASURER))
        elsewhere = an_organisation(session)
        answer = client.post(
            f"/libro/{association.id}/pagos",
            data=payment(payer, key, amount=str(1000 + elsewhere.id)),
        )

        assert answer.status_code in {
            HTTPStatus.SEE_OTHER,
            HTTPStatus.UNPROCESSABLE_ENTITY,
        }

    # In one book a key names one payment, whoever records it.
    assert receipts(session) == 1


def test_the_same_key_in_two_books_is_two_payments(
    app: Flask, session: Session
) -> None:
    key = str(uuid4())
    for _book in range(2):
        own = an_organisation(session, network=a_network(session))
        client = app.test_client()
        sign_in(client, session, a_member(session, own, Role.TREASURER))
        sent = payment(a_member(session, own), key)

        answer = client.post(f"/libro/{own.id}/pagos", data=sent)

        assert answer.status_code == HTTPStatus.SEE_OTHER

    assert receipts(session) == 2


def test_fields_that_no_form_has_are_ignored(
    client: FlaskClient, session: Session, association: Organisation, payer: Person
) -> None:
    sign_in(client, session, a_member(session, association, Role.TREASURER))
    forged = {
        "id": "1",
        "book_id": "999",
        "number": "77",
        "credit_code": "equity:opening",
        "actor_id": "1",
        "currency": "USD",
        "state": "cancelled",
    }

    client.post(
        f"/libro/{association.id}/pagos", data=payment(payer, str(uuid4())) | forged
    )

    row = session.scalars(select(ReceiptRow)).one()
    assert (row.book_id, row.number, row.currency) == (association.id, 1, "COP")
    assert row.account_code == f"member:{payer.id}"
    assert row.cancelled_at is None


def test_nobody_makes_themselves_somebody_by_a_field(
    client: FlaskClient, session: Session
) -> None:
    person = a_member(session, an_organisation(session, network=a_network(session)))
    sign_in(client, session, person)

    client.post(
        "/cuenta/datos",
        data={
            "name": "Ana Prueba",
            "phone": person.phone or "",
            "state": "suspended",
            "is_demonstration": "1",
            "password_hash": "x",
            "role": "coordinator",
        },
    )

    session.refresh(person)
    assert person.name == "Ana Prueba"
    assert (person.state.value, person.is_demonstration) == ("active", False)
    assert person.password_hash is None


def test_a_form_without_the_token_of_its_page_is_refused(
    app: Flask, session: Session, association: Organisation, payer: Person
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    sign_in(client, session, a_member(session, association, Role.TREASURER))
    page = client.get(f"/libro/{association.id}/pagos/nuevo").text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    sent = payment(payer, str(uuid4()))

    bare = client.post(f"/libro/{association.id}/pagos", data=sent)
    forged = client.post(
        f"/libro/{association.id}/pagos", data=sent | {"csrf_token": "x" * 80}
    )
    true = client.post(
        f"/libro/{association.id}/pagos", data=sent | {"csrf_token": found[1]}
    )

    assert bare.status_code == forged.status_code == HTTPStatus.BAD_REQUEST
    assert true.status_code == HTTPStatus.SEE_OTHER
    assert receipts(session) == 1


def test_every_deed_asks_for_the_token(app: Flask, session: Session) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    sign_in(client, session, a_member(session, an_organisation(session)))
    adapter = app.url_map.bind("localhost")
    open_doors = []
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or set()):
            continue
        values = dict.fromkeys(rule.arguments, 1)
        path = adapter.build(rule.endpoint, values, method="POST")
        answer = client.post(path)
        if answer.status_code != HTTPStatus.BAD_REQUEST:
            open_doors.append((rule.endpoint, answer.status_code))

    assert open_doors == []


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/%09/evil.example",
        "/%0a/evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/static/css/tejido.css",
        "/no-existe",
        "%2f%2fevil.example",
        "/" + "a" * 600,
    ],
)
def test_nobody_is_led_to_another_site(
    client: FlaskClient, session: Session, target: str
) -> None:
    person = with_password(session)

    answer = client.post(
        "/entrar",
        data={"account": person.phone, "password": PASSWORD, "next": target},
    )
    language = client.post("/idioma", data={"language": "en", "next": target})

    assert (answer.status_code, answer.location) == (HTTPStatus.SEE_OTHER, "/")
    assert language.location == "/"


def test_guessing_a_password_is_slowed_down(
    client: FlaskClient, session: Session
) -> None:
    person = with_password(session)
    wrong = {"account": person.phone, "password": "no es esta"}

    codes = [client.post("/entrar", data=wrong).status_code for _try in range(10)]
    right = client.post(
        "/entrar", data={"account": person.phone, "password": PASSWORD}
    ).status_code

    assert codes[:8] == [HTTPStatus.UNPROCESSABLE_ENTITY] * 8
    assert set(codes[8:]) == {HTTPStatus.TOO_MANY_REQUESTS}
    assert right == HTTPStatus.TOO_MANY_REQUESTS
