"""Who may open each page of books and payments: a table that must be whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from marketplace.kernel.money import Currency
from marketplace.ledger import services
from marketplace.payments.models import Method
from marketplace.payments.services import MoneyIn, PartyRef, receive
from network.clock import now
from network.models import Organisation
from network.policy import SYSTEM, Actor, Role
from tests.factories import a_member, an_organisation
from tests.factories_ground import sign_in
from tests.factories_ledger import an_entry, cop

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

OFFICERS = frozenset({Role.OFFICER, Role.LEGAL_REPRESENTATIVE})
BOOK = OFFICERS | {Role.TREASURER, Role.FISCAL, Role.COMMITTEE}
COUNTERS = frozenset({Role.FISCAL, Role.COMMITTEE, Role.OFFICER})
CORRECTORS = OFFICERS | {Role.TREASURER}
TREASURY = frozenset({Role.TREASURER})
ROLES = sorted(BOOK | {Role.MEMBER})

#: Page, method and who may; everybody else of the organisation gets 403.
TABLE: dict[str, tuple[str, str, frozenset[Role]]] = {
    "ledger.book": ("GET", "/libro/{book}", BOOK),
    "ledger.trial_balance": ("GET", "/libro/{book}/balance", BOOK),
    "ledger.balance_file": ("GET", "/libro/{book}/balance.csv", BOOK),
    "ledger.statement": ("GET", "/libro/{book}/cuentas/cash", BOOK),
    "ledger.statement_file": (
        "GET",
        "/libro/{book}/cuentas/cash/movimientos.csv",
        BOOK,
    ),
    "ledger.journals": ("GET", "/libro/{book}/asientos", BOOK),
    "ledger.journal_file": ("GET", "/libro/{book}/asientos.csv", BOOK),
    "ledger.journal": ("GET", "/libro/{book}/asientos/{journal}", BOOK),
    "ledger.correction": (
        "GET",
        "/libro/{book}/asientos/{journal}/corregir",
        CORRECTORS,
    ),
    "ledger.correct": (
        "POST",
        "/libro/{book}/asientos/{journal}/corregir",
        CORRECTORS,
    ),
    "ledger.count": ("GET", "/libro/{book}/arqueo", COUNTERS),
    "ledger.check_count": ("POST", "/libro/{book}/arqueo/revisar", COUNTERS),
    "ledger.keep_count": ("POST", "/libro/{book}/arqueo", COUNTERS),
    "ledger.openings": ("GET", "/libro/{book}/saldos-iniciales", TREASURY),
    "ledger.check_openings": (
        "POST",
        "/libro/{book}/saldos-iniciales/revisar",
        TREASURY,
    ),
    "ledger.check_opening_sheet": (
        "POST",
        "/libro/{book}/saldos-iniciales/hoja",
        TREASURY,
    ),
    "ledger.opening_template": (
        "GET",
        "/libro/{book}/saldos-iniciales/plantilla.xlsx",
        TREASURY,
    ),
    "ledger.keep_openings": ("POST", "/libro/{book}/saldos-iniciales", TREASURY),
    "ledger.new_movement": ("GET", "/libro/{book}/movimientos/nuevo", TREASURY),
    "ledger.check_movement": ("POST", "/libro/{book}/movimientos/revisar", TREASURY),
    "ledger.keep_movement": ("POST", "/libro/{book}/movimientos", TREASURY),
    "payments.new_out": ("GET", "/libro/{book}/pagos/salidas/nueva", TREASURY),
    "payments.review_out": ("POST", "/libro/{book}/pagos/salidas/revisar", TREASURY),
    "payments.record_out": ("POST", "/libro/{book}/pagos/salidas", TREASURY),
    "payments.receipts": ("GET", "/libro/{book}/pagos", BOOK),
    "payments.new": ("GET", "/libro/{book}/pagos/nuevo", TREASURY),
    "payments.review": ("POST", "/libro/{book}/pagos/revisar", TREASURY),
    "payments.record": ("POST", "/libro/{book}/pagos", TREASURY),
    "payments.receipt": ("GET", "/libro/{book}/pagos/{receipt}", BOOK),
    "payments.receipt_pdf": (
        "GET",
        "/libro/{book}/pagos/{receipt}/recibo.pdf",
        BOOK,
    ),
    "payments.ask_cancel": (
        "GET",
        "/libro/{book}/pagos/{receipt}/anular",
        CORRECTORS,
    ),
    "payments.cancel": (
        "POST",
        "/libro/{book}/pagos/{receipt}/anular",
        CORRECTORS,
    ),
}
#: What strangers may open, and what shows only what is the person's own.
APART = {"ledger.own", "payments.check", "payments.verify"}


@pytest.fixture
def place(session: Session) -> dict[str, int]:
    """A book with one entry and one receipt."""
    organisation = an_organisation(session)
    treasurer = a_member(session, organisation, Role.TREASURER)
    payer = a_member(session, organisation)
    actor = Actor(treasurer.id, {organisation.id: TREASURY})
    entry = an_entry(organisation.id, ("cash", "equity:opening", 5), day=now().date())
    posted = services.post(session, entry, actor=SYSTEM, now=now())
    receipt = receive(
        session,
        MoneyIn(
            organisation.id,
            PartyRef.person(payer.id),
            cop(100),
            Method.CASH,
            "",
            now().date(),
            "Abono",
            f"member:{payer.id}",
            "k",
        ),
        actor=actor,
        now=now(),
    )
    assert receipt.currency is Currency.COP
    return {"book": organisation.id, "journal": posted.id, "receipt": receipt.id}


def test_every_page_of_books_and_payments_is_in_the_table(app: Flask) -> None:
    own = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in {"ledger", "payments"}
    }

    assert own == set(TABLE) | APART


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_the_table_says(
    client: FlaskClient, session: Session, place: dict[str, int], role: Role
) -> None:
    organisation = session.get_one(Organisation, place["book"])
    sign_in(client, session, a_member(session, organisation, role))

    for endpoint, (method, pattern, allowed) in TABLE.items():
        status = client.open(pattern.format(**place), method=method).status_code
        expected = {200, 422} if role in allowed else {403}
        assert status in expected, f"{endpoint}: {status} for {role}"


def test_another_organisation_learns_nothing(
    client: FlaskClient, session: Session, place: dict[str, int]
) -> None:
    stranger = a_member(session, an_organisation(session), Role.TREASURER)
    sign_in(client, session, stranger)

    for endpoint, (method, pattern, _allowed) in TABLE.items():
        status = client.open(pattern.format(**place), method=method).status_code
        assert status == 404, endpoint


def test_a_stranger_is_sent_to_the_entrance(
    client: FlaskClient, place: dict[str, int]
) -> None:
    for method, pattern, _allowed in TABLE.values():
        answer = client.open(pattern.format(**place), method=method)
        assert answer.status_code == 303
        assert answer.location.startswith("/entrar")
