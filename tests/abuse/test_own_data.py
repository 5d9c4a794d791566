"""One's own data: handed over, deleted, never shown to strangers or logs."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import select

from marketplace.ledger.queries import verify
from marketplace.payments.models import ReceiptRow
from network.clock import now
from network.db import Base
from network.models import PersonState
from network.policy import Role
from tests.abuse.test_sent_again import payment
from tests.factories import a_member, a_network, a_person, an_organisation
from tests.factories_goods import settled
from tests.factories_ground import PASSWORD, sign_in, with_password
from tests.factories_notices import a_notice
from tests.factories_purchasing import a_confirmed_purchase, a_world

if TYPE_CHECKING:
    import pytest
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

NAME = "Zoraida Quetzalcóatl Irrepetible"
EMAIL = "zoraida@irrepetible.example"


def traces_of(session: Session, *words: str) -> list[tuple[str, str]]:
    """Tables and words where something of a person is still written."""
    session.expire_all()
    found = []
    for table in Base.metadata.sorted_tables:
        text = "\n".join(str(tuple(row)) for row in session.execute(select(table)))
        found += [(table.name, word) for word in words if word.lower() in text.lower()]
    return found


def test_who_leaves_for_good_leaves_no_name_and_every_peso(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    organisation = an_organisation(session, network=a_network(session))
    person = with_password(session, a_person(session, name=NAME))
    person.email = EMAIL
    a_member(session, organisation, person=person)
    phone = str(person.phone)
    cashier = app.test_client()
    sign_in(cashier, session, a_member(session, organisation, Role.TREASURER))
    cashier.post(f"/libro/{organisation.id}/pagos", data=payment(person, str(uuid4())))
    sign_in(client, session, person)

    answer = client.post("/cuenta/borrar", data={"password": PASSWORD, "is_sure": "y"})

    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert client.get("/cuenta").status_code == HTTPStatus.SEE_OTHER
    session.refresh(person)
    assert person.state is PersonState.ANONYMISED
    assert traces_of(session, "irrepetible", EMAIL, phone[3:]) == []
    assert session.scalars(select(ReceiptRow.person_id)).all() == [person.id]
    assert verify(session).is_sound
    assert cashier.get(f"/libro/{organisation.id}").status_code == HTTPStatus.OK


def test_everything_kept_about_oneself_is_handed_over(
    client: FlaskClient, session: Session
) -> None:
    organisation = an_organisation(session, network=a_network(session))
    person = with_password(session, a_person(session, name=NAME))
    a_member(session, organisation, person=person)
    sign_in(client, session, person)

    answer = client.get("/cuenta/mis-datos.json")

    text = json.dumps(answer.json, ensure_ascii=False)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert NAME in text
    assert str(person.phone) in text
    assert "argon2" not in text


def test_the_copy_holds_what_every_area_keeps_and_nothing_of_others(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    world = a_world(session, members=2)
    person, other = with_password(session, world.member(0)), world.member(1)
    purchase = a_confirmed_purchase(session, world, (10, 20))
    settled(session, purchase, world)
    a_notice(session, person)
    a_notice(session, other)
    cashier = app.test_client()
    sign_in(cashier, session, world.treasurer)
    for payer, purpose in ((person, "Abono propio"), (other, "Abono ajeno")):
        form = payment(payer, str(uuid4()), purpose=purpose)
        cashier.post(f"/libro/{world.convener.id}/pagos", data=form)
    sign_in(client, session, person)

    answer = client.get("/cuenta/mis-datos.json")

    copy = answer.json
    assert copy is not None
    assert [row["Estado"] for row in copy["Pedidos"]] == ["Recibido"]
    assert copy["Cambios de sus pedidos"]
    assert [row["Insumo"] for row in copy["Reparto"]] == [
        row["Insumo"] for row in copy["Entregas anotadas"]
    ]
    assert [row["Qué pasó"] for row in copy["Recibos"]] == ["Abono propio"]
    assert "-10000,00 COP" in {
        row["Movimiento"] for row in copy["Movimientos de sus cuentas"]
    }
    assert copy["Mensajes"]
    assert other.name not in answer.text
    assert "ajeno" not in answer.text


def test_public_pages_show_no_people(app: Flask, session: Session) -> None:
    organisation = an_organisation(session, network=a_network(session))
    organisation.is_public = True
    person = a_member(session, organisation, Role.LEGAL_REPRESENTATIVE, name=NAME)
    cashier = app.test_client()
    sign_in(cashier, session, a_member(session, organisation, Role.TREASURER))
    cashier.post(f"/libro/{organisation.id}/pagos", data=payment(person, str(uuid4())))
    receipt = session.scalars(select(ReceiptRow)).one()
    stranger = app.test_client()

    pages = [
        stranger.get(path)
        for path in (
            f"/organizaciones/{organisation.id}/perfil",
            f"/recibos/{receipt.code}",
            "/sus-datos",
            "/entrar",
        )
    ]

    assert {page.status_code for page in pages} == {HTTPStatus.OK}
    assert not [page for page in pages if "Irrepetible" in page.text]
    assert not [page for page in pages if str(person.phone) in page.text]


def test_logs_hold_no_secrets(
    client: FlaskClient, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    person = with_password(session, a_person(session, name=NAME))

    client.post("/entrar", data={"account": person.phone, "password": "no es esta"})
    client.post("/entrar", data={"account": person.phone, "password": PASSWORD})
    client.get("/cuenta")
    client.post("/clave/olvidada", data={"account": person.phone})
    client.post(
        "/cuenta/codigo", data={"code": "123456", "csrf_token": "x", "at": now()}
    )

    secrets = (str(person.phone)[3:], "no es esta", PASSWORD, "123456", "argon2")
    assert not [word for word in secrets if word in caplog.text]
