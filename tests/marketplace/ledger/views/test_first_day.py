"""The treasurer's first day: opening balances and movements, by their pages."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from marketplace.kernel.money import Currency
from marketplace.ledger import queries, services
from network.clock import now
from network.policy import SYSTEM, Role
from tests.counting import counted_statements
from tests.factories import a_member, a_network, an_organisation
from tests.factories_ground import sign_in
from tests.factories_ledger import an_entry

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from network.models import Organisation, Person


@pytest.fixture
def organisation(session: Session) -> Organisation:
    return an_organisation(session, network=a_network(session))


@pytest.fixture
def rosa(session: Session, organisation: Organisation) -> Person:
    return a_member(session, organisation, name="Rosa Prueba")


@pytest.fixture
def treasurer(
    client: FlaskClient, session: Session, organisation: Organisation
) -> Person:
    person = a_member(session, organisation, Role.TREASURER, name="Ana Caja")
    sign_in(client, session, person)
    return person


def held(session: Session, organisation: Organisation, code: str) -> int:
    return queries.balance(session, organisation.id, code, Currency.COP).minor


def fields_of(answer: TestResponse) -> dict[str, str]:
    """What the first form of the page with hidden fields would send."""
    main = answer.text.partition("<main")[2]
    form = main[main.index('<form method="post"') :].partition("</form>")[0]
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', form)
    pairs = {}
    for tag in found:
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name:
            pairs[name[1]] = unescape(value[1]) if value else ""
    return pairs


def typed(person: Person, **changes: str) -> dict[str, str]:
    return {
        "day": now().date().isoformat(),
        "cash": "250.000",
        "bank": "1.250.000",
        "rows-0-account": f"member:{person.id}",
        "rows-0-side": "we_owe",
        "rows-0-amount": "20.000",
        **changes,
    }


def test_balances_are_typed_looked_over_and_kept_once(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    rosa: Person,
) -> None:
    home = f"/libro/{organisation.id}/saldos-iniciales"
    empty = client.get(f"/libro/{organisation.id}")
    page = client.get(home)

    check = client.post(f"{home}/revisar", data=typed(rosa))
    sent = fields_of(check)
    done = client.post(home, data=sent)
    again = client.post(home, data={**sent, "client_key": str(uuid4())})
    after = client.get(home)

    assert "Anotar los saldos iniciales" in empty.text
    assert rosa.name in page.text
    assert "doscientos cincuenta mil pesos" in check.text
    assert "Le debemos" in check.text
    assert (done.status_code, done.location) == (303, home)
    assert again.status_code == 303
    assert held(session, organisation, "cash") == 250_000_00
    assert held(session, organisation, "bank") == 1_250_000_00
    assert held(session, organisation, f"member:{rosa.id}") == -20_000_00
    assert "Ya anotados" in after.text
    assert "¿Cuánto había en la caja?" not in after.text
    assert treasurer.name


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"cash": "mucho"}, "Escriba un valor, por ejemplo 250.000."),
        ({"bank": "12,50"}, "Los pesos van sin centavos"),
        ({"day": "nunca"}, "Escriba una fecha como 20/11/2026."),
        ({"rows-0-amount": ""}, "Complete las filas marcadas."),
        ({"rows-0-amount": "0"}, "Escriba un valor mayor que cero."),
        ({"rows-0-account": ""}, "Escoja de quién es este valor."),
        (
            {"cash": "", "bank": "", "rows-0-account": "", "rows-0-amount": ""},
            "Escriba por lo menos un saldo.",
        ),
    ],
)
def test_what_is_typed_wrong_has_its_sentence(
    client: FlaskClient,
    organisation: Organisation,
    treasurer: Person,
    rosa: Person,
    changes: dict[str, str],
    sentence: str,
) -> None:
    path = f"/libro/{organisation.id}/saldos-iniciales/revisar"

    answer = client.post(path, data=typed(rosa, **changes))

    assert treasurer.name
    assert answer.status_code == 422
    assert sentence in answer.text


def test_one_person_stands_in_one_row(
    client: FlaskClient, organisation: Organisation, treasurer: Person, rosa: Person
) -> None:
    twice = {
        "rows-1-account": f"member:{rosa.id}",
        "rows-1-side": "owes_us",
        "rows-1-amount": "5.000",
    }

    answer = client.post(
        f"/libro/{organisation.id}/saldos-iniciales/revisar",
        data=typed(rosa, **twice),
    )

    assert treasurer.name
    assert "Ya está en otra fila." in answer.text


def test_the_template_is_filled_in_and_brought_back(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    rosa: Person,
) -> None:
    home = f"/libro/{organisation.id}/saldos-iniciales"
    book = load_workbook(io.BytesIO(client.get(f"{home}/plantilla.xlsx").data))
    lines = book.worksheets[0].iter_rows()
    rows = {(line[0].value, line[1].value): line for line in lines}
    rows["Caja", None][2].value = 90_000
    rows["Asociado", rosa.name][2].value = "15.000"
    filled = io.BytesIO()
    book.save(filled)
    day = now().date().isoformat()

    check = client.post(
        f"{home}/hoja",
        data={"day": day, "sheet": (io.BytesIO(filled.getvalue()), "saldos.xlsx")},
    )
    done = client.post(home, data=fields_of(check))
    again = client.post(
        f"{home}/hoja",
        data={"day": day, "sheet": (io.BytesIO(filled.getvalue()), "saldos.xlsx")},
    )
    twice = client.post(home, data=fields_of(again), follow_redirects=True)

    assert ("Asociado", treasurer.name) in rows
    assert "noventa mil pesos" in check.text
    assert done.status_code == 303
    assert held(session, organisation, "cash") == 90_000_00
    assert held(session, organisation, f"member:{rosa.id}") == 15_000_00
    assert "Estos saldos ya estaban anotados. No cambió nada." in twice.text


def test_a_sheet_with_errors_is_not_kept(
    client: FlaskClient, organisation: Organisation, treasurer: Person
) -> None:
    home = f"/libro/{organisation.id}/saldos-iniciales"
    day = now().date().isoformat()
    wrong = b"Cuenta;Nombre;Hay o nos debe\nCaja;;100\nAsociado;Nadie Conocido;50\n"

    check = client.post(
        f"{home}/hoja", data={"day": day, "sheet": (io.BytesIO(wrong), "a.csv")}
    )
    lacking = client.post(
        f"{home}/hoja", data={"day": day, "sheet": (io.BytesIO(b"a;b\n1;2\n"), "a.csv")}
    )
    nothing = client.post(f"{home}/hoja", data={"day": day})
    noise = client.post(
        f"{home}/hoja", data={"day": day, "sheet": (io.BytesIO(b"\0\1"), "a.csv")}
    )

    assert treasurer.name
    assert "Fila 3: no se encontró a «Nadie Conocido»" in check.text
    assert "Guardar los saldos" not in check.text
    assert "A la hoja le falta la columna «Cuenta»" in lacking.text
    assert "Escoja el archivo que quiere traer." in nothing.text
    assert [each.status_code for each in (lacking, nothing, noise)] == [422] * 3


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("cash=mil", "Esta página quedó incompleta."),
        ("cash=100", "El saldo inicial de caja ya está"),
        ("", "Escriba por lo menos un saldo"),
    ],
)
def test_an_altered_page_is_refused(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    lines: str,
    sentence: str,
) -> None:
    home = f"/libro/{organisation.id}/saldos-iniciales"
    day = now().date().isoformat()
    first = {"day": day, "lines": "cash=5000", "client_key": str(uuid4())}
    client.post(home, data=first)

    answer = client.post(
        home, data={"day": day, "lines": lines, "client_key": str(uuid4())}
    )

    assert treasurer.name
    assert answer.status_code == 422
    assert sentence in answer.text
    assert held(session, organisation, "cash") == 5_000


def test_the_page_costs_the_same_for_many_people(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
) -> None:
    home = f"/libro/{organisation.id}/saldos-iniciales"
    client.get(home)
    with counted_statements(session.connection()) as few:
        client.get(home)
    for _ in range(10):
        a_member(session, organisation)
    with counted_statements(session.connection()) as many:
        client.get(home)

    assert treasurer.name
    assert len(many) == len(few)


@pytest.fixture
def money(session: Session, organisation: Organisation) -> None:
    entry = an_entry(
        organisation.id,
        ("cash", "equity:opening", 3_000_000_00),
        ("bank", "equity:opening", 100_000_00),
        day=now().date(),
    )
    services.post(session, entry, actor=SYSTEM, now=now())


def moved(**changes: str) -> dict[str, str]:
    return {
        "kind": "deposit",
        "till": "cash",
        "amount": "50.000",
        "reference": "C-9981",
        "day": now().date().isoformat(),
        "reason": "Se llevó la plata al banco",
        "client_key": str(uuid4()),
        **changes,
    }


def test_a_movement_is_looked_over_and_kept_once(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    money: None,
) -> None:
    home = f"/libro/{organisation.id}/movimientos"
    new = client.get(f"{home}/nuevo")
    check = client.post(f"{home}/revisar", data=moved())
    sent = fields_of(check)
    back = client.post(f"{home}/revisar", data={**sent, "cambiar": "1"})

    done = client.post(home, data=sent)
    again = client.post(home, data=sent)
    journal = client.get(done.location)

    assert money is None
    assert "¿Qué pasó?" in new.text
    assert "cincuenta mil pesos" in check.text
    assert "En el banco, después" in check.text
    assert "$ 150.000" in check.text.replace("\N{NO-BREAK SPACE}", " ")
    assert 'value="C-9981"' in back.text
    assert done.location == again.location
    assert "Consignación de la caja al banco" in journal.text
    assert held(session, organisation, "bank") == 150_000_00
    assert treasurer.name in journal.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": ""}, "Escoja qué pasó."),
        ({"amount": "nada"}, "Escriba un valor, por ejemplo"),
        ({"amount": "0"}, "Escriba un valor mayor que cero."),
        ({"reference": ""}, "Escriba el número del comprobante, de 4 letras o más."),
        ({"reason": "no"}, "Escriba de 4 a 160 letras."),
        (
            {"kind": "expense", "amount": "2.000.000"},
            "Un gasto tan grande lo hacen dos personas.",
        ),
    ],
)
def test_a_movement_that_is_wrong_has_its_sentence(
    client: FlaskClient,
    organisation: Organisation,
    treasurer: Person,
    changes: dict[str, str],
    sentence: str,
) -> None:
    answer = client.post(
        f"/libro/{organisation.id}/movimientos/revisar", data=moved(**changes)
    )

    assert treasurer.name
    assert answer.status_code == 422
    assert sentence in answer.text


def test_money_that_is_not_there_does_not_move(
    client: FlaskClient, organisation: Organisation, treasurer: Person, money: None
) -> None:
    home = f"/libro/{organisation.id}/movimientos"
    much = moved(kind="withdrawal", amount="9.000.000")

    check = client.post(f"{home}/revisar", data=much)
    done = client.post(home, data=much)

    assert money is None
    assert treasurer.name
    assert "No alcanza." in check.text
    assert done.status_code == 422
    assert "No alcanza: en banco hay" in done.text


def test_a_large_expense_names_who_stood_by(
    client: FlaskClient,
    session: Session,
    organisation: Organisation,
    treasurer: Person,
    money: None,
) -> None:
    home = f"/libro/{organisation.id}/movimientos"
    officer = a_member(session, organisation, Role.OFFICER, name="Luis Directivo")
    large = moved(
        kind="expense",
        amount="2.000.000",
        reference="",
        second_person=str(officer.id),
    )

    check = client.post(f"{home}/revisar", data=large)
    done = client.post(home, data=fields_of(check))

    assert money is None
    assert officer.name in check.text
    assert officer.name in client.get(done.location).text
    assert treasurer.name
    assert held(session, organisation, "expense:other") == 2_000_000_00
