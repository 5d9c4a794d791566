"""Exploratory maps: a list is looked at, kept once, corrected, taken away."""

from __future__ import annotations

import io
import re
from html import unescape
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from network.models import ExploredMap
from network.policy import Role
from tests.factories import a_coordinator, a_member, a_network
from tests.factories_ground import sign_in
from tests.factories_red import some_organisations
from tests.factories_woven import a_town

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from network.models import Network, Organisation

LIST = "Ana;Beto;2\nBeto;Caro;1\nMal;\n"


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def houses(session: Session, network: Network) -> list[Organisation]:
    return some_organisations(session, network, 2)


@pytest.fixture
def coordinator(client: FlaskClient, session: Session, network: Network) -> FlaskClient:
    sign_in(client, session, a_coordinator(session, network))
    return client


def text_of(answer: TestResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def sent(client: FlaskClient, network: Network, **fields: str) -> TestResponse:
    data = {
        "client_key": "3f7c9d1e-5a0b-4c2d-8e6f-123456789abc",
        "name": "Cacao del norte",
        "territory": "Valle",
        "text": LIST,
    } | fields
    return client.post(f"/red/{network.id}/territorios/nuevo", data=data)


def test_a_list_is_shown_for_a_look_before_it_is_kept(
    coordinator: FlaskClient, session: Session, network: Network
) -> None:
    answer = sent(coordinator, network)

    told = text_of(answer)
    assert "Renglón 3: Falta el nombre de una de las dos. Dice: «Mal ;»." in told
    assert "Guardar solo los buenos" in told
    assert session.query(ExploredMap).count() == 0


def test_the_good_rows_are_kept_once_however_often_they_are_sent(
    coordinator: FlaskClient, session: Session, network: Network
) -> None:
    first = sent(coordinator, network, paso="guardar")
    again = sent(coordinator, network, paso="guardar")

    page = coordinator.get(first.location)
    assert first.location == again.location
    assert session.query(ExploredMap).count() == 1
    assert "Mapa exploratorio: no es la red" in page.text
    assert "Caro" in page.text


def test_correcting_brings_the_list_back_as_it_was(
    coordinator: FlaskClient, network: Network
) -> None:
    answer = sent(coordinator, network, paso="corregir")

    assert "Ana;Beto;2\nBeto;Caro;1\nMal;" in unescape(answer.text)


def test_a_file_is_read_instead_of_what_was_pasted(
    coordinator: FlaskClient, network: Network
) -> None:
    upload = io.BytesIO("origen;destino\nZoila;Yamile\n".encode("utf-16"))
    answer = coordinator.post(
        f"/red/{network.id}/territorios/nuevo",
        data={
            "client_key": "3f7c9d1e-5a0b-4c2d-8e6f-123456789abd",
            "name": "Otro",
            "territory": "Valle",
            "text": LIST,
            "file": (upload, "lista.csv"),
        },
    )

    assert "Zoila" in answer.text
    assert "Beto" not in answer.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Escoja un archivo o pegue la lista."),
        ("origen;destino", "La lista está vacía. Escriba un lazo por renglón."),
        ("Ana - Beto\n" * 3001, "La lista es muy larga."),
    ],
)
def test_a_list_that_cannot_be_read_is_told_and_the_name_is_kept(
    coordinator: FlaskClient, network: Network, text: str, sentence: str
) -> None:
    answer = sent(coordinator, network, text=text)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in text_of(answer)
    assert 'value="Cacao del norte"' in answer.text


def test_a_network_of_another_program_says_where_it_is_wrong(
    coordinator: FlaskClient, network: Network
) -> None:
    upload = io.BytesIO(b'{"nodes": [], "edges": [{"source": 1, "target": 2}]}')
    answer = coordinator.post(
        f"/red/{network.id}/territorios/nuevo",
        data={
            "client_key": "3f7c9d1e-5a0b-4c2d-8e6f-123456789abe",
            "name": "Otro",
            "territory": "Valle",
            "file": (upload, "red.json"),
        },
    )

    assert "/edges/0" in answer.text


def test_a_name_that_is_taken_keeps_what_was_written(
    coordinator: FlaskClient, network: Network
) -> None:
    sent(coordinator, network, paso="guardar")
    answer = sent(
        coordinator,
        network,
        paso="guardar",
        client_key="3f7c9d1e-5a0b-4c2d-8e6f-123456789abf",
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Ya hay un mapa que se llama Cacao del norte." in text_of(answer)
    assert "Beto;Caro;1" in answer.text


def test_a_map_is_taken_away(
    coordinator: FlaskClient, session: Session, network: Network
) -> None:
    where = sent(coordinator, network, paso="guardar").location

    answer = coordinator.post(f"{where}/borrar", follow_redirects=True)

    assert "El mapa exploratorio se borró." in answer.text
    assert session.query(ExploredMap).count() == 0


def test_hostile_names_are_only_text_on_every_page(
    coordinator: FlaskClient,
    session: Session,
    network: Network,
    houses: list[Organisation],
) -> None:
    houses[0].name = "<script>alert(1)</script>"
    a_town(session, houses[0])
    where = sent(
        coordinator, network, paso="guardar", text="<script>alert(2)</script> - Beto"
    ).location

    pages = [
        coordinator.get(path).text
        for path in (
            *(f"/red/{network.id}/{page}" for page in ("explorar", "mapa", "salidas")),
            where,
        )
    ]

    assert not [page for page in pages if "<script>alert" in page]


def test_an_officer_sees_no_exploratory_map(
    client: FlaskClient, session: Session, network: Network, houses: list[Organisation]
) -> None:
    sign_in(client, session, a_member(session, houses[0], Role.OFFICER))

    answer = client.get(f"/red/{network.id}/territorios")
    links = client.get(f"/red/{network.id}")

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "territorios" not in links.text
