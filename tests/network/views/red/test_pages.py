"""The pages behind the first one: questions, months, an organisation."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from network.clock import now, today
from network.models import Layer, NetworkMembership
from network.policy import Role
from network.services.advice import refresh_introductions
from network.services.snapshots import take_history, take_snapshot
from tests.counting import counted_statements
from tests.factories import (
    a_coordinator,
    a_member,
    a_network,
    an_organisation,
)
from tests.factories_advice import graph_of
from tests.factories_ground import sign_in
from tests.factories_red import a_tie, a_trust, some_organisations, woven

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation

#: The pages ask the clock, so that what happened here happened of late.
DAY = today("America/Bogota")


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def star(session: Session, network: Network) -> list[Organisation]:
    """A centre with six leaves and one that has no tie, measured."""
    many = some_organisations(session, network, 8)
    woven(session, network, many, [(0, leaf) for leaf in range(1, 7)], day=DAY)
    take_snapshot(session, network.id, day=DAY, now=now())
    return many


@pytest.fixture
def coordinator(client: FlaskClient, session: Session, network: Network) -> FlaskClient:
    sign_in(client, session, a_coordinator(session, network))
    return client


@pytest.mark.parametrize("number", range(1, 9))
def test_every_question_has_a_page_with_its_neighbours(
    coordinator: FlaskClient, star: list[Organisation], network: Network, number: int
) -> None:
    answer = coordinator.get(f"/red/{network.id}/preguntas/{number}")

    assert star
    assert answer.status_code == HTTPStatus.OK
    assert ("Pregunta anterior" in answer.text) is (number > 1)
    assert ("Pregunta siguiente" in answer.text) is (number < 8)


@pytest.mark.parametrize("number", [0, 9])
def test_there_are_no_other_questions(
    coordinator: FlaskClient, network: Network, number: int
) -> None:
    answer = coordinator.get(f"/red/{network.id}/preguntas/{number}")

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_question_of_a_network_never_measured_says_so(
    coordinator: FlaskClient, network: Network
) -> None:
    page = coordinator.get(f"/red/{network.id}/preguntas/1").text

    assert "La red todavía no se ha medido" in page


def test_the_lists_behind_name_whom_the_answers_mean(
    coordinator: FlaskClient, star: list[Organisation], network: Network
) -> None:
    alone = coordinator.get(f"/red/{network.id}/preguntas/2").text
    needed = coordinator.get(f"/red/{network.id}/preguntas/3").text

    assert "Se están quedando solas" in alone
    assert star[7].name in alone
    assert "Nunca" in alone
    assert "Si falta una de estas, la red se parte" in needed
    assert star[0].name in needed


def test_the_form_is_told_by_kind_of_tie(
    coordinator: FlaskClient, star: list[Organisation], network: Network
) -> None:
    page = coordinator.get(f"/red/{network.id}/preguntas/1").text

    assert star
    assert "La forma con cada clase de lazo" in page
    assert "la que más une" in page


def test_the_history_tells_months_parts_and_changes(
    coordinator: FlaskClient, session: Session, network: Network
) -> None:
    many = some_organisations(session, network, 6)
    early = DAY - timedelta(days=70)
    woven(session, network, many, pairwise(range(5)), day=early)
    a_tie(session, network, many[4], many[5], day=DAY)
    take_history(session, network.id, day=DAY, now=now())

    page = coordinator.get(f"/red/{network.id}/lecturas").text

    assert "Cada mes con sus cifras" in page
    assert "Las cinco partes" in page
    assert "Nació 1 lazo" in page
    assert "line-chart" in page
    assert f"/red/{network.id}?mes=" in page


def test_a_history_that_has_not_begun_says_so(
    coordinator: FlaskClient, network: Network
) -> None:
    assert (
        "Todavía no hay historia" in coordinator.get(f"/red/{network.id}/lecturas").text
    )


def test_a_past_month_is_read_as_it_was(
    coordinator: FlaskClient, session: Session, network: Network
) -> None:
    many = some_organisations(session, network, 6)
    woven(session, network, many, pairwise(range(6)), day=DAY - timedelta(days=70))
    take_history(session, network.id, day=DAY, now=now())
    month = (DAY - timedelta(days=40)).strftime("%Y-%m")

    page = coordinator.get(f"/red/{network.id}?mes={month}&ver=dibujo").text

    assert "Está mirando un mes pasado." in page
    assert "Volver al mes de hoy" in page
    assert "Ver las propuestas" not in page
    assert f"/preguntas/2?mes={month}" in page
    behind = coordinator.get(f"/red/{network.id}/preguntas/3?mes={month}").text
    assert "Está mirando un mes pasado." in behind
    assert "Unir a sus vecinas" not in behind
    assert f"mes={month}&amp;lazos" not in page


def test_the_ties_of_an_organisation_are_told_in_words(
    coordinator: FlaskClient,
    session: Session,
    star: list[Organisation],
    network: Network,
) -> None:
    centre, leaf = star[0], star[1]
    a_tie(session, network, centre, leaf, layer=Layer.TRADE, day=DAY)
    a_tie(session, network, leaf, centre, layer=Layer.OBSERVED_TRUST, day=DAY)

    page = coordinator.get(f"/organizaciones/{centre.id}/lazos/{network.id}").text

    assert "Tiene lazos con 6 organizaciones. Compras conjuntas con 6," in page
    assert "Si falta, 5 quedan aisladas" in page
    assert "Le vende" in page
    assert "Cumplió esta" in page
    assert f"sin={centre.id}" in page
    assert "Declarar confianza" not in page


def test_directions_are_told_from_where_one_stands(
    coordinator: FlaskClient, session: Session, network: Network
) -> None:
    one, two, three = some_organisations(session, network, 3)
    for source, target in ((one, two), (two, one), (three, one)):
        a_tie(session, network, source, target, layer=Layer.TRADE, day=DAY)
    take_snapshot(session, network.id, day=DAY, now=now())

    page = coordinator.get(f"/organizaciones/{one.id}/lazos/{network.id}").text

    assert "Se venden y se compran" in page
    assert "Le compra" in page
    assert "Si falta, ninguna otra queda suelta: tienen otros lazos." not in page


def test_a_leaf_can_leave_without_harm_and_one_alone_has_nothing_to_lose(
    coordinator: FlaskClient, star: list[Organisation], network: Network
) -> None:
    leaf = coordinator.get(f"/organizaciones/{star[1].id}/lazos/{network.id}").text
    alone = coordinator.get(f"/organizaciones/{star[7].id}/lazos/{network.id}").text

    assert "Si falta, ninguna otra queda suelta: tienen otros lazos." in leaf
    assert "Todavía sin lazos" in alone
    assert "¿Y si falta?" not in alone


def test_who_accompanies_and_who_left_are_told_apart(
    coordinator: FlaskClient,
    session: Session,
    star: list[Organisation],
    network: Network,
) -> None:
    memberships = session.query(NetworkMembership)
    memberships.filter_by(organisation_id=star[0].id).update({"is_supporting": True})
    memberships.filter_by(organisation_id=star[1].id).update(
        {"until": DAY - timedelta(days=1)}
    )
    session.flush()

    helper = coordinator.get(f"/organizaciones/{star[0].id}/lazos/{network.id}").text
    gone = coordinator.get(f"/organizaciones/{star[1].id}/lazos/{network.id}").text

    assert "Acompaña a la red" in helper
    assert "ya no está en la red" in gone
    assert "Salió el" in gone


def test_who_speaks_for_an_organisation_finds_where_to_declare_trust(
    client: FlaskClient,
    session: Session,
    star: list[Organisation],
    network: Network,
) -> None:
    a_trust(session, network, star[2], star[1], day=DAY)
    sign_in(client, session, a_member(session, star[1], Role.OFFICER))

    own = client.get(f"/organizaciones/{star[1].id}/lazos/{network.id}").text
    other = client.get(f"/organizaciones/{star[2].id}/lazos/{network.id}").text

    assert f"/organizaciones/{star[1].id}/confianza/{network.id}" in own
    assert "Declarar confianza" not in other
    assert "Confianza declarada" not in own
    assert "Confianza declarada" not in other


def test_the_coordination_reads_whom_an_organisation_could_meet(
    coordinator: FlaskClient,
    session: Session,
    star: list[Organisation],
    network: Network,
) -> None:
    graph = graph_of(session, network, DAY)
    refresh_introductions(session, network.id, graph, day=DAY, now=now())

    page = coordinator.get(f"/organizaciones/{star[7].id}/lazos/{network.id}").text
    first = coordinator.get(f"/red/{network.id}").text

    assert "A quién le convendría conocer" in page
    assert "Ver las propuestas" in page
    assert "Presentar a" in first
    assert "Faltan al menos" in first


@pytest.mark.parametrize("path", ["lecturas", "preguntas/1"])
def test_another_networks_coordinator_finds_nothing(
    client: FlaskClient,
    session: Session,
    star: list[Organisation],
    network: Network,
    path: str,
) -> None:
    sign_in(client, session, a_coordinator(session, a_network(session)))

    page = client.get(f"/red/{network.id}/{path}")
    place = client.get(f"/organizaciones/{star[0].id}/lazos/{network.id}")

    assert page.status_code == HTTPStatus.NOT_FOUND
    assert place.status_code == HTTPStatus.NOT_FOUND


def test_an_organisation_of_another_network_is_not_found_in_this_one(
    coordinator: FlaskClient, session: Session, network: Network
) -> None:
    elsewhere = an_organisation(session, network=a_network(session))

    answer = coordinator.get(f"/organizaciones/{elsewhere.id}/lazos/{network.id}")

    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("query", ["", "?ver=dibujo", "?ver=mapa"])
def test_more_organisations_take_no_more_statements(
    coordinator: FlaskClient,
    session: Session,
    connection: Connection,
    network: Network,
    query: str,
) -> None:
    def statements(organisations: int) -> int:
        many = some_organisations(session, network, organisations)
        woven(session, network, many, [*pairwise(range(organisations))], day=DAY)
        take_snapshot(session, network.id, day=DAY, now=now())
        session.expire_all()
        with counted_statements(connection) as sent:
            answer = coordinator.get(f"/red/{network.id}{query}")
        assert answer.status_code == HTTPStatus.OK
        return len(sent)

    few = statements(8)

    assert statements(12) <= few
