"""Explorer, map, files and exploratory maps, as each viewer meets them."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from network.clock import now
from network.core.outlines import Outline, written
from network.core.sketches import read_sketch
from network.models import Layer
from network.services.snapshots import take_snapshot
from tests.factories import a_coordinator, a_member, a_network
from tests.factories_ground import sign_in
from tests.factories_red import some_organisations, woven
from tests.factories_woven import a_town

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation

FILES = ("graphml", "gexf", "json", "lazos", "organizaciones", "svg", "png")


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
    a_town(session, houses[0])
    app.static_folder = str(tmp_path)

    answer = member.get(f"/red/{network.id}/mapa")

    assert "Faltan los contornos del mapa" in answer.text
    assert '<svg class="lands"' in answer.text
    assert "Sin lugar en el mapa" in answer.text


def test_the_map_draws_the_outlines_it_is_given(
    member: FlaskClient,
    app: Flask,
    session: Session,
    network: Network,
    houses: list[Organisation],
    tmp_path: Path,
) -> None:
    a_town(session, houses[0])
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
