"""Names are hostile: shown, exported, printed and sent, they stay names."""

from __future__ import annotations

import csv
import io
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import openpyxl
import pytest

from marketplace.ledger.core import Entry, Posting
from marketplace.ledger.services import post
from marketplace.notices.core.mail import compose
from network.clock import now
from network.policy import SYSTEM, Role
from tests.factories import a_member, a_network, an_organisation
from tests.factories_ground import sign_in
from tests.factories_ledger import cop

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Organisation

OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"
NAMES = (
    '=HYPERLINK("http://evil.example";"Gane")',
    "<svg onload=alert(1)>",
    f"Rosa {OVERRIDE}gnp.exe",
    "x" * 500,
    "Ana\0Paz",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "{{ 7*7 }}{% raw %}",
    "Ana\r\nBcc: todos@prueba.example",
)


@pytest.fixture
def association(session: Session) -> Organisation:
    return an_organisation(session, network=a_network(session))


@pytest.fixture(params=NAMES, ids=range(len(NAMES)))
def hostile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def is_harmless(html: str) -> bool:
    """Whether a page shows a hostile name as text and nothing else."""
    return not any(
        bad in html for bad in ("<svg onload", OVERRIDE, "\0", "49{", "Bcc:\n")
    )


def test_a_hostile_member_stays_a_name_everywhere(
    client: FlaskClient, session: Session, association: Organisation, hostile: str
) -> None:
    sign_in(client, session, a_member(session, association, Role.OFFICER))
    home = f"/organizaciones/{association.id}/personas"

    answer = client.post(
        f"{home}/anotar",
        data={
            "name": hostile,
            "witness": hostile[:100],
            "has_consent": "y",
            "client_key": str(uuid4()),
        },
    )

    if len(hostile) > 120:
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    else:
        assert answer.status_code == HTTPStatus.SEE_OTHER
    for path in (home, f"/organizaciones/{association.id}/historial"):
        assert is_harmless(client.get(path).text)
    assert is_harmless(answer.text)


def test_a_hostile_organisation_stays_a_name_everywhere(
    client: FlaskClient, session: Session, hostile: str
) -> None:
    network = a_network(session)
    name = hostile[:120].replace("\0", "")
    association = an_organisation(session, network=network, name=name)
    association.is_public = True
    other = an_organisation(session, network=network)
    sign_in(client, session, a_member(session, association, Role.OFFICER))

    pages = [
        client.get(path).text
        for path in (
            "/",
            "/organizaciones",
            f"/organizaciones/{association.id}",
            f"/organizaciones/{association.id}/perfil",
            f"/organizaciones/{association.id}/confianza/{network.id}",
            f"/red/{network.id}",
            f"/redes/{network.id}",
            f"/libro/{association.id}",
        )
    ]

    # What the pages write of the name they write as text; what cannot be seen
    # never gets past the forms (test above).
    assert not any("<svg onload" in page for page in pages)
    assert other.name in pages[1]


def test_a_hostile_purpose_is_harmless_on_paper_and_in_spreadsheets(
    client: FlaskClient, session: Session, association: Organisation, hostile: str
) -> None:
    sign_in(client, session, a_member(session, association, Role.TREASURER))
    payer = a_member(session, association, name=hostile[:120].replace("\0", ""))
    book = f"/libro/{association.id}"

    answer = client.post(
        f"{book}/pagos",
        data={
            "payer": str(payer.id),
            "amount": "10.000",
            "method": "cash",
            "reference": "",
            "day": now().date().isoformat(),
            "purpose": hostile,
            "client_key": str(uuid4()),
        },
    )

    if len(hostile) > 200:
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        return
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert "<svg onload" not in client.get(answer.location).text
    assert client.get(f"{answer.location}/recibo.pdf").data.startswith(b"%PDF-")
    text = client.get(f"{book}/asientos.csv").data.decode("utf-8-sig")
    cells = [
        cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row
    ]
    assert cells
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "@", "+"))]
    raw = client.get(f"{book}/asientos.xlsx").data
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).active
    assert sheet is not None
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_a_hostile_name_adds_nothing_to_a_mail(hostile: str) -> None:
    mail = compose(
        sender="red@prueba.example",
        to="ana@prueba.example",
        name=hostile,
        subject=f"Para {hostile}",
        body=hostile,
        message_id="1@prueba.example",
        at=now(),
    )

    raw = mail.as_bytes()
    assert b"\nBcc:" not in raw.split(b"\r\n\r\n", 1)[0]
    assert mail["To"].addresses[0].addr_spec == "ana@prueba.example"
    assert OVERRIDE not in str(mail["Subject"])


def test_a_ledger_memo_with_a_formula_is_neutralised(
    client: FlaskClient, session: Session, association: Organisation
) -> None:
    sign_in(client, session, a_member(session, association, Role.TREASURER))
    entry = Entry(
        "k",
        association.id,
        "manual",
        now().date(),
        "=1+1",
        (Posting("cash", "equity:opening", cop(100)),),
    )
    post(session, entry, actor=SYSTEM, now=now())
    session.flush()

    found = client.get(f"/libro/{association.id}/asientos.csv").data.decode("utf-8-sig")

    assert "'=1+1" in found
    assert ";=1+1" not in found
