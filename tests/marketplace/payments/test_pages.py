from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from marketplace.kernel.money import Currency
from marketplace.ledger import queries as book
from marketplace.payments.core import read_code
from marketplace.payments.models import Method
from marketplace.payments.services import MoneyIn, PartyRef, cancel, receive
from network.clock import now
from network.policy import Actor, Role
from tests.factories import a_member, an_organisation
from tests.factories_ground import sign_in
from tests.factories_ledger import cop

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from marketplace.payments.models import ReceiptRow
    from network.models import Organisation, Person


@pytest.fixture
def organisation(session: Session) -> Organisation:
    return an_organisation(session, name="Asociación La Prueba")


@pytest.fixture
def treasurer(session: Session, organisation: Organisation) -> Person:
    return a_member(session, organisation, Role.TREASURER, name="Ana Caja")


@pytest.fixture
def payer(session: Session, organisation: Organisation) -> Person:
    return a_member(session, organisation, name="Rosa Prueba")


def actor(person: Person, organisation: Organisation, role: Role) -> Actor:
    return Actor(person_id=person.id, roles={organisation.id: frozenset({role})})


@pytest.fixture
def receipt(
    session: Session, organisation: Organisation, treasurer: Person, payer: Person
) -> ReceiptRow:
    payment = MoneyIn(
        book_id=organisation.id,
        payer=PartyRef.person(payer.id),
        amount=cop(250_000_00),
        method=Method.TRANSFER,
        reference="M-778812",
        day=now().date(),
        purpose="Abono a la compra",
        credit_code=f"member:{payer.id}",
        key="k",
    )
    return receive(
        session,
        payment,
        actor=actor(treasurer, organisation, Role.TREASURER),
        now=now(),
    )


def typed(payer: Person, **changes: str) -> dict[str, str]:
    return {
        "client_key": str(uuid4()),
        "payer": str(payer.id),
        "amount": "250.000",
        "method": "cash",
        "reference": "",
        "day": now().date().isoformat(),
        "purpose": "Abono a la compra",
        **changes,
    }


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace("\xa0", " ")


def test_a_payment_is_looked_at_before_it_is_recorded(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    payer: Person,
) -> None:
    sign_in(client, session, treasurer)
    base = f"/libro/{organisation.id}/pagos"
    form = typed(payer)

    asked = client.get(f"{base}/nuevo?persona={payer.id}")
    review = client.post(f"{base}/revisar", data=form)
    change = client.post(f"{base}/revisar", data={**form, "cambiar": "1"})
    done = client.post(base, data=form)
    again = client.post(base, data=form)

    assert "Rosa Prueba" in asked.text
    words = text_of(review.text)
    assert "doscientos cincuenta mil pesos" in words
    assert "Paga Rosa Prueba Recibe Asociación La Prueba" in words
    assert "Quedará a su favor $ 250.000" in words
    assert 'value="250.000"' in change.text
    assert (done.status_code, again.status_code) == (303, 303)
    assert done.location == again.location
    shown = client.get(done.location)
    assert "Recibo n.º 1" in text_of(shown.text)
    assert "<svg" in shown.text
    assert "style=" not in shown.text
    assert "https://wa.me/?text=" in shown.text
    balance = book.balance(session, organisation.id, "cash", Currency.COP)
    assert balance == cop(250_000_00)
    assert "Rosa Prueba" in client.get(base).text


def test_what_is_typed_wrong_gets_its_sentence(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    payer: Person,
) -> None:
    sign_in(client, session, treasurer)
    wrong = {
        "Escriba un valor, por ejemplo 250.000.": typed(payer, amount="harto"),
        "Escriba un valor mayor que cero.": typed(payer, amount="0"),
        "Los pesos van sin centavos: 250.000.": typed(payer, amount="1,50"),
        "Este libro está en otra moneda.": typed(payer, amount="US$ 50"),
        "Ese valor es muy grande. Revíselo.": typed(payer, amount="9" * 20),
        "Escriba el número de la transferencia": typed(payer, method="transfer"),
        "Escoja quién paga.": {**typed(payer), "payer": ""},
        "Escoja efectivo o transferencia.": typed(payer, method=""),
        "Escriba una fecha como": typed(payer, day=""),
        "Escriba este dato.": typed(payer, purpose="  "),
        "Máximo 200 letras.": typed(payer, purpose="x" * 201),
    }

    for sentence, form in wrong.items():
        answer = client.post(f"/libro/{organisation.id}/pagos/revisar", data=form)
        assert answer.status_code == 422, sentence
        assert sentence in answer.text


def test_what_the_book_refuses_is_said_on_the_form(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    payer: Person,
    receipt: ReceiptRow,
) -> None:
    sign_in(client, session, treasurer)
    same = typed(payer, method="transfer", reference="M-778812")
    future = typed(payer, day="2099-01-01")

    twice = client.post(f"/libro/{organisation.id}/pagos", data=same)
    early = client.post(f"/libro/{organisation.id}/pagos", data=future)

    assert (twice.status_code, early.status_code) == (422, 422)
    assert "ya tiene el recibo n.º 1" in twice.text
    assert "no ha llegado" in early.text


def test_a_receipt_is_for_who_paid_and_for_the_officers(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    payer: Person,
    receipt: ReceiptRow,
) -> None:
    path = f"/libro/{organisation.id}/pagos/{receipt.id}"
    neighbour = a_member(session, organisation)
    stranger = a_member(session, an_organisation(session))

    for person, status in ((payer, 200), (neighbour, 403), (stranger, 404)):
        sign_in(client, session, person)
        assert client.get(path).status_code == status
        assert client.get(f"{path}/recibo.pdf").status_code == status
    sign_in(client, session, payer)
    pdf = client.get(f"{path}/recibo.pdf")
    assert pdf.data.startswith(b"%PDF-")
    assert client.get(f"/libro/{organisation.id + 1}/pagos/{receipt.id}").status_code


def test_a_receipt_is_cancelled_by_another_officer(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    receipt: ReceiptRow,
) -> None:
    officer = a_member(session, organisation, Role.OFFICER)
    path = f"/libro/{organisation.id}/pagos/{receipt.id}"
    form = {"client_key": str(uuid4()), "reason": "Era de otra asociación"}

    sign_in(client, session, treasurer)
    own = client.post(f"{path}/anular", data=form)
    sign_in(client, session, officer)
    asked = client.get(f"{path}/anular")
    done = client.post(f"{path}/anular", data={**form, "client_key": str(uuid4())})

    assert own.status_code == 422
    assert "Otra persona debe corregirlo" in own.text
    assert "Anular: Recibo n.º 1" in text_of(asked.text)
    assert done.status_code == 303
    shown = text_of(client.get(path).text)
    assert "Este recibo está anulado" in shown
    assert "Era de otra asociación" in shown


def test_anybody_learns_whether_a_receipt_is_genuine_and_nothing_else(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    payer: Person,
    receipt: ReceiptRow,
) -> None:
    found = client.get(f"/recibos/{receipt.code.lower()}")
    unknown = client.get("/recibos/0000000000")
    page = text_of(found.text)

    assert found.status_code == 200
    assert "Este recibo es auténtico" in page
    assert "Asociación La Prueba" in page
    assert payer.name not in page
    assert "250.000" not in page
    assert unknown.status_code == 404
    assert "No hay un recibo con ese código" in unknown.text
    officer = a_member(session, organisation, Role.OFFICER)
    cancel(
        session,
        receipt.id,
        reason="Se anotó dos veces",
        actor=actor(officer, organisation, Role.OFFICER),
        day=now().date(),
        now=now(),
    )
    after = text_of(client.get(f"/recibos/{receipt.code}").text)
    assert "Este recibo está anulado" in after


def test_a_code_is_read_however_it_is_typed(
    client: FlaskClient, receipt: ReceiptRow
) -> None:
    spelt = f"{receipt.code[:5]}-{receipt.code[5:]}".lower()

    assert read_code(spelt) == receipt.code
    led = client.get(f"/recibos?codigo={spelt}")
    assert led.location == f"/recibos/{receipt.code}"
    assert "no es un código" in client.get("/recibos?codigo=hola").text
    assert client.get("/recibos").status_code == 200


def test_an_organisation_without_receipts_says_so(
    client: FlaskClient, session: Session, organisation: Organisation, treasurer: Person
) -> None:
    sign_in(client, session, treasurer)

    page = client.get(f"/libro/{organisation.id}/pagos")

    assert "Todavía no hay recibos" in page.text
    assert client.get(f"/libro/{organisation.id}/pagos/99").status_code == 404
