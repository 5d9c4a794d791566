"""Paying what the book owes: never more, never to oneself, two people when much."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from marketplace.kernel.money import Currency
from marketplace.ledger import queries as book
from marketplace.ledger import services as ledger
from marketplace.payments import queries
from marketplace.payments.models import Method, ReceiptRow
from marketplace.payments.services import (
    MoneyOut,
    MoreThanOwedError,
    PartyRef,
    pay_party,
)
from network.clock import now
from network.errors import NotFoundError
from network.models import OrganisationKind
from network.policy import SYSTEM, Actor, Role
from tests.counting import counted_statements
from tests.factories import a_member, an_organisation
from tests.factories_ground import sign_in
from tests.factories_ledger import an_entry, cop

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Organisation, Person


@pytest.fixture
def organisation(session: Session) -> Organisation:
    return an_organisation(session, name="Asociación La Prueba")


@pytest.fixture
def treasurer(session: Session, organisation: Organisation) -> Person:
    return a_member(session, organisation, Role.TREASURER, name="Ana Caja")


@pytest.fixture
def officer(session: Session, organisation: Organisation) -> Person:
    return a_member(session, organisation, Role.OFFICER, name="Luis Directivo")


@pytest.fixture
def member(session: Session, organisation: Organisation) -> Person:
    return a_member(session, organisation, name="Rosa Prueba")


@pytest.fixture
def supplier(
    session: Session, organisation: Organisation, member: Person
) -> Organisation:
    """Somebody whom the book owes 2.000.000, beside 30.000 to the member."""
    made = an_organisation(
        session, kind=OrganisationKind.SUPPLIER, name="Almacén de Prueba"
    )
    entry = an_entry(
        organisation.id,
        ("cash", "equity:opening", 1_000_000_00),
        ("bank", "equity:opening", 5_000_000_00),
        ("equity:opening", f"member:{member.id}", 30_000_00),
        ("equity:opening", f"supplier:{made.id}", 2_000_000_00),
        day=now().date(),
    )
    ledger.post(session, entry, actor=SYSTEM, now=now())
    return made


@pytest.fixture
def desk(
    client: FlaskClient,
    session: Session,
    treasurer: Person,
    member: Person,
    supplier: Organisation,
) -> dict[str, str]:
    """A payment to the member, typed by the treasurer, who is signed in."""
    sign_in(client, session, treasurer)
    assert supplier.name
    return typed(f"member:{member.id}")


def acting(person: Person, organisation: Organisation) -> Actor:
    return Actor(person.id, {organisation.id: frozenset({Role.TREASURER})})


def a_payment(organisation: Organisation, member: Person, minor: int) -> MoneyOut:
    return MoneyOut(
        book_id=organisation.id,
        payee=PartyRef.person(member.id),
        amount=cop(minor),
        method=Method.CASH,
        reference="",
        day=now().date(),
        purpose="Devolución",
        debit_code=f"member:{member.id}",
        key="k",
    )


def typed(code: str, **changes: str) -> dict[str, str]:
    return {
        "payee": code,
        "amount": "30.000",
        "method": "cash",
        "reference": "",
        "day": now().date().isoformat(),
        "purpose": "Devolución del anticipo",
        "second_person": "",
        "client_key": str(uuid4()),
        **changes,
    }


def owed(session: Session, organisation: Organisation, code: str) -> int:
    return -book.balance(session, organisation.id, code, Currency.COP).minor


def test_no_more_is_paid_than_is_owed(
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    member: Person,
    supplier: Organisation,
) -> None:
    actor = acting(treasurer, organisation)
    payment = a_payment(organisation, member, 30_000_00)

    with pytest.raises(MoreThanOwedError) as refused:
        pay_party(
            session, replace(payment, amount=cop(30_000_01)), actor=actor, now=now()
        )
    first = pay_party(session, payment, actor=actor, now=now())
    again = pay_party(session, payment, actor=actor, now=now())

    assert supplier.name
    assert refused.value.values["owed"] == cop(30_000_00)
    assert again.id == first.id
    assert owed(session, organisation, f"member:{member.id}") == 0


def test_the_desk_lists_whom_the_book_owes(
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    officer: Person,
    member: Person,
    supplier: Organisation,
) -> None:
    actor = acting(treasurer, organisation)
    with counted_statements(session.connection()) as few:
        desk = queries.pay_desk(session, organisation.id, actor=actor, day=now().date())
    for _ in range(5):
        other = a_member(session, organisation)
        entry = an_entry(
            organisation.id,
            ("equity:opening", f"member:{other.id}", 5),
            day=now().date(),
        )
        ledger.post(session, entry, actor=SYSTEM, now=now())
    with counted_statements(session.connection()) as many:
        queries.pay_desk(session, organisation.id, actor=actor, day=now().date())

    assert [(each.name, each.owed.minor) for each in desk.payees] == [
        (member.name, 30_000_00),
        (supplier.name, 2_000_000_00),
    ]
    assert desk.officers == ((officer.id, officer.name),)
    assert len(many) == len(few)
    with pytest.raises(NotFoundError):
        desk.payee("member:999999")


def test_a_book_that_is_not_there_has_no_desk(session: Session) -> None:
    actor = Actor(1, {10**6: frozenset({Role.TREASURER})})

    with pytest.raises(NotFoundError):
        queries.pay_desk(session, 10**6, actor=actor, day=now().date())


def test_a_member_gets_back_what_stands_in_favour(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    member: Person,
    supplier: Organisation,
) -> None:
    sign_in(client, session, treasurer)
    home = f"/libro/{organisation.id}/pagos/salidas"
    code = f"member:{member.id}"
    sent = typed(code)

    page = client.get(f"{home}/nueva", query_string={"cuenta": code})
    review = client.post(f"{home}/revisar", data=sent)
    back = client.post(f"{home}/revisar", data={**sent, "cambiar": "1"})
    done = client.post(home, data=sent)
    again = client.post(home, data=sent)
    receipt = client.get(done.location)

    assert "Rosa Prueba: se le deben" in page.text
    assert supplier.name in page.text
    assert "treinta mil pesos" in review.text
    assert "Quedará en la caja" in review.text
    assert "Revisar antes de pagar" in back.text
    assert done.location == again.location
    assert receipt.status_code == 200
    assert member.name in receipt.text
    assert owed(session, organisation, code) == 0
    assert session.scalar(select(func.count()).select_from(ReceiptRow)) == 1


def test_a_large_payment_is_made_by_two_people(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    officer: Person,
    supplier: Organisation,
) -> None:
    sign_in(client, session, treasurer)
    home = f"/libro/{organisation.id}/pagos/salidas"
    code = f"supplier:{supplier.id}"
    large = typed(code, amount="1.500.000", method="transfer", reference="M-77881")

    alone = client.post(f"{home}/revisar", data=large)
    sent = {**large, "second_person": str(officer.id)}
    review = client.post(f"{home}/revisar", data=sent)
    done = client.post(home, data=sent)

    assert alone.status_code == 422
    assert "lo hacen dos personas." in alone.text
    assert officer.name in review.text
    assert "Quedará en el banco" in review.text
    assert done.status_code == 303
    assert owed(session, organisation, code) == 500_000_00


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"payee": ""}, "Escoja a quién se paga."),
        ({"payee": "cash"}, "¿A quién se paga?"),
        ({"amount": "30.001"}, "Escriba eso o menos."),
        ({"amount": "0"}, "Escriba un valor mayor que cero."),
        ({"amount": "x"}, "Escriba un valor, por ejemplo"),
        ({"method": "transfer"}, "Escriba el número de la transferencia"),
        (
            {"method": "transfer", "reference": "\u202e\u200b\u200b\u200b7"},
            "Escriba el número de la transferencia",
        ),
        ({"purpose": "  "}, "Escriba este dato."),
        ({"purpose": "\u200b\u202e"}, "Escriba este dato."),
        ({"day": "?"}, "Escriba una fecha como"),
    ],
)
def test_what_is_typed_wrong_has_its_sentence(
    client: FlaskClient,
    organisation: Organisation,
    desk: dict[str, str],
    changes: dict[str, str],
    sentence: str,
) -> None:
    sent = {**desk, **changes}

    answer = client.post(f"/libro/{organisation.id}/pagos/salidas/revisar", data=sent)

    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"payee": "nada"}, "Escoja a quién se paga."),
        ({"amount": "40.000"}, "Escriba ese valor o uno menor."),
    ],
)
def test_an_altered_page_is_refused(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    desk: dict[str, str],
    changes: dict[str, str],
    sentence: str,
) -> None:
    sent = {**desk, **changes}

    answer = client.post(f"/libro/{organisation.id}/pagos/salidas", data=sent)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert owed(session, organisation, desk["payee"]) == 30_000_00


def test_money_that_is_not_there_is_not_paid(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    officer: Person,
    supplier: Organisation,
) -> None:
    sign_in(client, session, treasurer)
    home = f"/libro/{organisation.id}/pagos/salidas"
    sent = typed(
        f"supplier:{supplier.id}", amount="2.000.000", second_person=str(officer.id)
    )

    review = client.post(f"{home}/revisar", data=sent)
    done = client.post(home, data=sent)

    assert "No alcanza." in review.text
    assert done.status_code == 422
    assert "No alcanza: en caja hay" in done.text


def test_a_book_that_owes_nobody_says_so(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
) -> None:
    sign_in(client, session, treasurer)

    page = client.get(f"/libro/{organisation.id}/pagos/salidas/nueva")

    assert "El libro no le debe a nadie" in page.text
