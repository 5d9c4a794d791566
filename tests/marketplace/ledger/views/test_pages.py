from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING
from uuid import uuid4

import openpyxl
import pytest

from marketplace.kernel.money import Currency
from marketplace.ledger import queries, services
from marketplace.ledger.views.exports import neutral
from network.clock import now
from network.policy import SYSTEM, Role
from tests.factories import a_member, an_organisation
from tests.factories_ground import holds, sign_in
from tests.factories_ledger import an_entry, cop

if TYPE_CHECKING:
    from datetime import date

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Organisation, Person


@pytest.fixture
def day() -> date:
    return now().date()


@pytest.fixture
def organisation(session: Session, day: date) -> Organisation:
    organisation = an_organisation(session, name="Asociación La Prueba")
    member = a_member(session, organisation, name="Rosa Prueba")
    services.post_many(
        session,
        [
            an_entry(organisation.id, ("cash", "equity:opening", 500_000_00), day=day),
            an_entry(
                organisation.id,
                (f"member:{member.id}", "purchase:3", 120_000_00),
                key=f"charge:{organisation.id}",
                day=day,
            ),
        ],
        actor=SYSTEM,
        now=now(),
    )
    return organisation


def enter(
    client: FlaskClient, session: Session, organisation: Organisation, role: Role
) -> Person:
    person = a_member(session, organisation, role)
    sign_in(client, session, person)
    return person


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split()).replace("\xa0", " ")


def test_an_officer_sees_what_there_is(
    client: FlaskClient, session: Session, organisation: Organisation
) -> None:
    enter(client, session, organisation, Role.OFFICER)

    page = text_of(client, f"/libro/{organisation.id}")

    assert "Libro de Asociación La Prueba" in page
    assert "$ 500.000" in page
    assert "Cuenta de Rosa Prueba" in page
    assert "Debe a la organización" in page
    assert "Compra conjunta n.º 3" in page


def test_an_empty_book_says_what_goes_there(
    client: FlaskClient, session: Session
) -> None:
    organisation = an_organisation(session)
    enter(client, session, organisation, Role.TREASURER)

    assert "El libro está vacío" in text_of(client, f"/libro/{organisation.id}")
    assert "Todavía no hay asientos" in text_of(
        client, f"/libro/{organisation.id}/asientos"
    )
    assert "Todo está en cero" in text_of(client, f"/libro/{organisation.id}/balance")


def test_books_are_for_their_officers(
    client: FlaskClient, session: Session, organisation: Organisation
) -> None:
    other = an_organisation(session)
    paths = ["", "/asientos", "/balance", "/arqueo", "/asientos.csv", "/balance.xlsx"]

    assert client.get(f"/libro/{organisation.id}").status_code == 303
    enter(client, session, organisation, Role.MEMBER)
    for path in paths:
        assert client.get(f"/libro/{organisation.id}{path}").status_code == 403
    enter(client, session, other, Role.OFFICER)
    for path in paths:
        assert client.get(f"/libro/{organisation.id}{path}").status_code == 404


def test_an_entry_of_another_book_does_not_exist_here(
    client: FlaskClient, session: Session, organisation: Organisation
) -> None:
    other = an_organisation(session)
    known = queries.entry(session, f"charge:{organisation.id}")
    assert known is not None
    officer = enter(client, session, organisation, Role.OFFICER)
    holds(session, officer, other, Role.OFFICER)

    assert client.get(f"/libro/{other.id}/asientos/{known.id}").status_code == 404
    assert (
        client.get(f"/libro/{organisation.id}/asientos/{known.id}").status_code == 200
    )


def test_a_member_sees_the_own_account(
    client: FlaskClient, session: Session, organisation: Organisation, day: date
) -> None:
    member = enter(client, session, organisation, Role.MEMBER)
    charge = an_entry(
        organisation.id, (f"member:{member.id}", "purchase:3", 80_000_00), day=day
    )
    services.post(session, charge, actor=SYSTEM, now=now())

    page = text_of(client, "/mi-cuenta")
    own = text_of(client, f"/libro/{organisation.id}/cuentas/member:{member.id}")

    assert "Usted debe $ 80.000" in page
    assert "Movimiento de prueba" in own
    other = client.get(f"/libro/{organisation.id}/cuentas/cash")
    assert other.status_code == 403


def test_statements_page_and_refuse_what_makes_no_sense(
    client: FlaskClient, session: Session, organisation: Organisation, day: date
) -> None:
    services.post_many(
        session,
        [
            an_entry(organisation.id, ("cash", "income:other", n), day=day)
            for n in range(1, 41)
        ],
        actor=SYSTEM,
        now=now(),
    )
    enter(client, session, organisation, Role.OFFICER)
    base = f"/libro/{organisation.id}/cuentas/cash"

    first = client.get(base)
    older = re.search(r'rel="next" href="([^"]+)"', first.text)

    assert older is not None
    second = client.get(older[1].replace("&amp;", "&"))
    assert second.status_code == 200
    assert 'rel="prev"' in second.text
    assert client.get(f"{base}?desde=ayer,5").status_code == 400
    assert client.get(f"/libro/{organisation.id}/cuentas/caja").status_code == 422
    assert client.get(f"/libro/{organisation.id}/cuentas/bank").status_code == 404
    assert client.get(f"{base}?moneda=ZZZ").status_code == 200


def test_a_correction_says_why_and_is_done_once(
    client: FlaskClient, session: Session, organisation: Organisation
) -> None:
    officer = enter(client, session, organisation, Role.OFFICER)
    known = queries.entry(session, f"charge:{organisation.id}")
    assert known is not None
    path = f"/libro/{organisation.id}/asientos/{known.id}"
    form = {"client_key": str(uuid4()), "reason": "Se anotó dos veces"}

    assert "Corregir" in text_of(client, path)
    assert "asiento al revés" in text_of(client, f"{path}/corregir")
    missing = client.post(f"{path}/corregir", data={**form, "reason": ""})
    done = client.post(f"{path}/corregir", data=form)
    again = client.post(f"{path}/corregir", data=form)

    assert missing.status_code == 422
    assert "Escriba este dato." in missing.text
    assert (done.status_code, again.status_code) == (303, 303)
    assert done.location == again.location
    assert "Ver el asiento" in text_of(client, done.location)
    assert "Este asiento se corrigió" in text_of(client, path)
    twice = client.post(
        f"{path}/corregir",
        data={"client_key": str(uuid4()), "reason": "Por otra razón"},
    )
    assert twice.status_code == 422
    assert "ya se corrigió" in twice.text
    assert officer.id


def test_the_cash_box_is_counted_looked_at_and_kept(
    client: FlaskClient, session: Session, organisation: Organisation, day: date
) -> None:
    cashier = a_member(session, organisation, Role.TREASURER, name="Ana Caja")
    enter(client, session, organisation, Role.FISCAL)
    base = f"/libro/{organisation.id}/arqueo"
    form = {
        "client_key": str(uuid4()),
        "counted": "498.000",
        "cashier": str(cashier.id),
        "day": day.isoformat(),
        "explanation": "",
    }

    assert "Ana Caja" in text_of(client, base)
    unread = client.post(f"{base}/revisar", data={**form, "counted": "muchos"})
    looked_at = client.post(f"{base}/revisar", data=form)
    unexplained = client.post(base, data=form)
    form |= {"explanation": "Vueltas mal dadas", "client_key": str(uuid4())}
    kept = client.post(base, data=form)

    assert unread.status_code == 422
    assert "Escriba un valor, por ejemplo 250.000." in unread.text
    assert "cuatrocientos noventa y ocho mil pesos" in looked_at.text
    assert "Falta plata en la caja" in looked_at.text
    assert unexplained.status_code == 422
    assert "Explique la diferencia" in unexplained.text
    assert kept.status_code == 303
    assert "Vueltas mal dadas" in text_of(client, kept.location)
    balance = queries.balance(session, organisation.id, "cash", Currency.COP)
    assert balance == cop(498_000_00)


def test_files_hold_numbers_and_no_formulas(
    client: FlaskClient, session: Session, organisation: Organisation, day: date
) -> None:
    hostile = a_member(session, organisation, name='=HYPERLINK("x")')
    charge = an_entry(
        organisation.id, (f"member:{hostile.id}", "purchase:3", 1_500_50), day=day
    )
    services.post(session, charge, actor=SYSTEM, now=now())
    enter(client, session, organisation, Role.OFFICER)
    base = f"/libro/{organisation.id}"

    text = client.get(f"{base}/asientos.csv")
    rows = list(csv.reader(io.StringIO(text.data.decode("utf-8-sig")), delimiter=";"))
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"{base}/asientos.xlsx").data)
    ).active
    balance = openpyxl.load_workbook(
        io.BytesIO(client.get(f"{base}/balance.xlsx").data)
    ).active

    assert text.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in text.headers["Content-Disposition"]
    assert rows[1][5] == "1500,50"
    assert book is not None
    assert book["F2"].value == 1500.5
    assert book["B2"].is_date
    assert balance is not None
    cells = [cell.value for row in balance.iter_rows() for cell in row]
    assert all(not str(cell).startswith("=") for cell in cells if isinstance(cell, str))
    member = f"{base}/cuentas/member:{hostile.id}/movimientos"
    assert client.get(f"{member}.csv").status_code == 200
    assert client.get(f"{member}.xlsx").status_code == 200


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "|x"])
def test_formula_looking_text_is_neutralised(text: str) -> None:
    assert neutral(text).startswith("'")


def test_plain_text_stays_as_it_is() -> None:
    assert neutral("Compra de abono, 50 % pagado") == "Compra de abono, 50 % pagado"
    assert neutral("con\u202eletras\0raras") == "conletrasraras"
