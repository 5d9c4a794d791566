"""Explorer, map, files and exploratory maps, as each viewer meets them."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from network.clock import now
from network.core.outlines import Outline, written
from network.core.sketches import read_sketch
from network.models import ExploredMap, Layer, Place
from network.policy import Role
from network.services.snapshots import take_snapshot
from tests.factories import a_coordinator, a_member, a_network
from tests.factories_ground import sign_in
from tests.factories_red import some_organisations, woven

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from network.models import Network, Organisation

FILES = ("graphml", "gexf", "json", "lazos", "organizaciones", "svg", "png")
LIST = "Ana;Beto;2\nBeto;Caro;1\nMal;\n"


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def houses(session: Session, network: Network) -> list[Organisation]:
    """Six organisations, five of them in a row."""
    found = some_organisations(session, network, 6)
    day = now().date() - timedelta(days=10)
    woven(session, network, found, [(0, 1), (1, 2), (2, 3), (3, 4)], day=day)
    woven(session, network, found, [(0, 1)], layer=Layer.TRADE, day=day)
    return found


@pytest.fixture
def measured(session: Session, network: Network, houses: list[Organisation]) -> None:
    take_snapshot(session, network.id, day=now().date(), now=now())
    session.flush()


@pytest.fixture
def member(
    client: FlaskClient, session: Session, houses: list[Organisation]
) -> FlaskClient:
    sign_in(client, session, a_member(session, houses[5]))
    return client


@pytest.fixture
def coordinator(client: FlaskClient, session: Session, network: Network) -> FlaskClient:
    sign_in(client, session, a_coordinator(session, network))
    return client


def text_of(answer: TestResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


# --- the explorer -----------------------------------------------------------------


def test_the_explorer_has_its_list_without_any_script(
    member: FlaskClient, network: Network, measured: None
) -> None:
    answer = member.get(f"/red/{network.id}/explorar")

    assert answer.status_code == HTTPStatus.OK
    assert all(f"Asociación 00{at}" in answer.text for at in range(6))
    assert re.findall(r"<div[^>]*data-live[^>]*hidden", answer.text)


def test_only_the_explorer_loads_what_draws_it(
    coordinator: FlaskClient, network: Network, measured: None
) -> None:
    heavy = re.compile(r"vendor/(sigma|graphology)|js/explorer")
    place = f"/red/{network.id}"

    pages = {
        path: bool(heavy.search(coordinator.get(path).text))
        for path in (
            *(place, f"{place}/explorar", f"{place}/mapa", f"{place}/salidas"),
            *(f"{place}/territorios", f"{place}?ver=dibujo", "/", "/red"),
        )
    }

    assert [path for path, is_heavy in pages.items() if is_heavy] == [
        f"{place}/explorar"
    ]


def test_the_explorer_narrows_its_list_by_the_address(
    member: FlaskClient, network: Network, measured: None
) -> None:
    answer = member.get(f"/red/{network.id}/explorar?nombre=asociacion+003&lazos=trade")
    found = member.get(f"/red/{network.id}/explorar?nombre=asociacion+001&lazos=trade")

    assert "Ninguna organización cumple con lo que busca." in answer.text
    assert "Asociación 001" in found.text


def test_the_document_of_the_explorer_is_not_stored(
    member: FlaskClient, network: Network, measured: None
) -> None:
    answer = member.get(f"/red/{network.id}/explorar.json")

    document = answer.get_json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(document["organisations"]) == 6
    assert document["ties"]["trade"] == [[0, 1]]


def test_an_empty_network_explains_itself(
    coordinator: FlaskClient, network: Network
) -> None:
    page = coordinator.get(f"/red/{network.id}/explorar")
    document = coordinator.get(f"/red/{network.id}/explorar.json").get_json()

    assert "La red todavía no tiene organizaciones" in page.text
    assert "explorer.js" not in page.text
    assert document["organisations"] == []


# --- the map ----------------------------------------------------------------------


def test_the_map_degrades_without_its_outlines(
    member: FlaskClient,
    app: Flask,
    session: Session,
    network: Network,
    houses: list[Organisation],
    tmp_path: Path,
) -> None:
    a_centre(session, houses[0])
    app.static_folder = str(tmp_path)

    answer = member.get(f"/red/{network.id}/mapa")

    assert "Faltan los contornos del mapa" in answer.text
    assert '<svg class="lands"' in answer.text
    assert "Sin lugar en el mapa" in answer.text


def a_centre(session: Session, house: Organisation) -> None:
    place = session.get_one(Place, house.place_id)
    town = Place(
        country=place.country,
        level="admin_level_2",
        parent_id=place.id,
        name="Rionegro",
        latitude=7.26,
        longitude=-73.15,
    )
    session.add(town)
    session.flush()
    house.place_id = town.id
    session.flush()


def test_the_map_draws_the_outlines_it_is_given(
    member: FlaskClient,
    app: Flask,
    session: Session,
    network: Network,
    houses: list[Organisation],
    tmp_path: Path,
) -> None:
    a_centre(session, houses[0])
    folder = tmp_path / "vendor"
    folder.mkdir()
    shape = Outline(
        "Santander",
        "M-14895 -1632l409 0 0 490z",
        (-14895, -1632, -14486, -1142),
        (-14689, -1339),
        is_island=False,
    )
    (folder / "outlines-co.json").write_text(written([shape]), encoding="utf-8")
    app.static_folder = str(tmp_path)

    answer = member.get(f"/red/{network.id}/mapa?lazos=trade")

    assert 'd="M-14895 -1632l409 0 0 490z"' in answer.text
    assert "Faltan los contornos" not in answer.text
    assert "style=" not in answer.text


def test_a_month_nobody_measured_is_not_found(
    member: FlaskClient, network: Network, measured: None
) -> None:
    for page in ("mapa", "explorar", "explorar.json", "salidas", "salidas/json"):
        answer = member.get(f"/red/{network.id}/{page}?mes=2019-01")

        assert answer.status_code == HTTPStatus.NOT_FOUND


# --- files ------------------------------------------------------------------------


def test_every_file_can_be_taken_away(
    member: FlaskClient, network: Network, measured: None
) -> None:
    listing = member.get(f"/red/{network.id}/salidas")
    answers = {kind: member.get(f"/red/{network.id}/salidas/{kind}") for kind in FILES}

    assert all(f"/salidas/{kind}" in listing.text for kind in FILES)
    assert {each.status_code for each in answers.values()} == {HTTPStatus.OK}
    for each in answers.values():
        assert each.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answers["png"].data.startswith(b"\x89PNG\r\n")
    assert b"<svg" in answers["svg"].data
    assert read_sketch(answers["gexf"].data).graph().number_of_edges() == 4


def test_files_hold_the_layers_of_the_address(
    member: FlaskClient, network: Network, measured: None
) -> None:
    answer = member.get(f"/red/{network.id}/salidas/json?lazos=trade")

    assert len(answer.get_json()["edges"]) == 1


def test_the_reading_of_the_month_is_one_sheet(
    member: FlaskClient, network: Network, measured: None
) -> None:
    answer = member.get(f"/red/{network.id}/salidas/lectura.pdf")

    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert set(re.findall(rb"/Count (\d+)", answer.data)) == {b"1"}


def test_a_network_that_was_never_measured_has_no_paper_yet(
    member: FlaskClient, network: Network
) -> None:
    listing = member.get(f"/red/{network.id}/salidas")
    paper = member.get(f"/red/{network.id}/salidas/lectura.pdf")

    assert "La red todavía no se ha medido." in listing.text
    assert paper.mimetype == "text/html"


# --- exploratory maps -------------------------------------------------------------


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
    a_centre(session, houses[0])
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
