from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from network.clock import today
from network.models import OrganisationKind
from network.policy import Role
from tests.counting import counted_statements
from tests.factories import (
    a_coordinator,
    a_member,
    a_network,
    an_organisation,
)
from tests.factories_catalogue import a_chain
from tests.factories_economy import an_input, bought, invoiced_on, works_in
from tests.factories_ground import sign_in
from tests.factories_purchasing import World, a_supplier, a_world

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

PAGES = ("economia", "sustituir", "cadenas", "encadenamiento", "cumplimiento")


@pytest.fixture
def world(session: Session) -> World:
    world = a_world(session, members=1, associations=3)
    a_chain(session, "cerdos-p")
    works_in(session, world.convener, "cerdos-p")
    return world


@pytest.fixture
def traded(session: Session, world: World) -> World:
    """The world after it bought outside what a mill of the network makes."""
    mill = an_organisation(session, network=world.network, name="El <Molino>")
    works_in(session, mill, "balanceado")
    supplier = a_supplier(session, world, "Agroinsumos")
    bought(session, world, supplier, an_input(session))
    bought(session, world, mill, an_input(session, "Salvado"))
    invoiced_on(session, today(world.network.time_zone))
    session.commit()
    return world


def opened(client: FlaskClient, world: World, page: str) -> str:
    answer = client.get(f"/red/{world.network.id}/{page}")
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def test_a_coordinator_reads_what_stays_and_who_spends(
    client: FlaskClient, session: Session, traded: World
) -> None:
    sign_in(client, session, a_coordinator(session, traded.network))

    page = opened(client, traded, "economia")

    assert "De cada 100 pesos que gastaron las asociaciones, 50 se quedaron" in page
    assert "Agroinsumos" in page
    assert "Quién gasta (solo lo ve la coordinación)" in page
    assert traded.others[0].name in page


def test_a_member_reads_totals_only(
    client: FlaskClient, session: Session, traded: World
) -> None:
    sign_in(client, session, traded.member())

    page = opened(client, traded, "economia")

    assert "50 se quedaron en la red" in page
    assert "Quién gasta" not in page
    assert traded.others[0].name not in page


def test_an_officer_reads_the_own_organisation(
    client: FlaskClient, session: Session, traded: World
) -> None:
    sign_in(client, session, traded.officers[0])

    page = opened(client, traded, "economia")

    assert f"{traded.convener.name} gastó" in page
    assert traded.others[0].name not in page


def test_what_to_buy_inside_names_who_makes_it_safely(
    client: FlaskClient, session: Session, traded: World
) -> None:
    sign_in(client, session, a_coordinator(session, traded.network))

    page = opened(client, traded, "sustituir")

    assert "El &lt;Molino&gt;" in page
    assert "Trabaja en la misma cadena" in page
    assert f"{traded.others[0].name}: " in page
    assert f"/red/{traded.network.id}/propuestas" in page
    assert f"/compras/nueva/datos?red={traded.network.id}&amp;invitadas=" in page


def test_a_chain_is_drawn_and_listed(
    client: FlaskClient, session: Session, traded: World
) -> None:
    sign_in(client, session, a_coordinator(session, traded.network))

    page = opened(client, traded, "cadenas?cadena=cerdos-p")

    assert '<path class="ribbon outside"' in page
    assert '<path class="ribbon inside"' in page
    assert page.index("Lo que compran para producir") < page.index("<path class")
    assert "cerdos-p" in opened(client, traded, "cadenas")


def test_a_chain_nobody_works_in_says_so(
    client: FlaskClient, session: Session, traded: World
) -> None:
    a_chain(session, "vacia-p")
    sign_in(client, session, traded.member())

    page = opened(client, traded, "cadenas?cadena=vacia-p")

    assert "Nadie de la red trabaja todavía en esta cadena" in page


def test_a_chain_that_does_not_exist_is_not_found(
    client: FlaskClient, session: Session, traded: World
) -> None:
    sign_in(client, session, traded.member())

    answer = client.get(f"/red/{traded.network.id}/cadenas?cadena=no-hay")

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_linkage_stands_beside_the_national_reference(
    client: FlaskClient, session: Session, traded: World
) -> None:
    sign_in(client, session, traded.member())

    page = opened(client, traded, "encadenamiento")

    assert "53 %" in page
    assert "DNP, 2022" in page
    assert "no cuenta como cero" in page


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_something_while_nothing_has_happened(
    client: FlaskClient, session: Session, world: World, page: str
) -> None:
    sign_in(client, session, a_coordinator(session, world.network))

    assert "Todavía no" in opened(client, world, page) or page == "cadenas"


def test_a_network_without_organisations_has_no_chain(
    client: FlaskClient, session: Session
) -> None:
    network = a_network(session)
    sign_in(client, session, a_coordinator(session, network))

    page = client.get(f"/red/{network.id}/cadenas").text

    assert "Ninguna organización dijo todavía en qué cadena trabaja" in page


@pytest.mark.parametrize("page", PAGES)
def test_strangers_and_other_networks_find_nothing(
    client: FlaskClient, session: Session, world: World, page: str
) -> None:
    address = f"/red/{world.network.id}/{page}"
    other = a_network(session)
    outsider = a_member(session, an_organisation(session, network=other))
    firm = an_organisation(
        session, network=world.network, kind=OrganisationKind.SUPPLIER
    )
    agent = a_member(session, firm, Role.SUPPLIER_AGENT)

    assert client.get(address).status_code == HTTPStatus.SEE_OTHER
    for person, status in (
        (a_coordinator(session, other), HTTPStatus.NOT_FOUND),
        (outsider, HTTPStatus.NOT_FOUND),
        (agent, HTTPStatus.FORBIDDEN),
    ):
        sign_in(client, session, person)
        assert client.get(address).status_code == status


def test_the_page_of_the_network_leads_here(
    client: FlaskClient, session: Session, world: World
) -> None:
    sign_in(client, session, world.member())

    page = client.get(f"/redes/{world.network.id}").text

    for place in ("economia", "sustituir", "cadenas"):
        assert f"/red/{world.network.id}/{place}" in page


@pytest.mark.parametrize("page", [*PAGES, "cadenas?cadena=cerdos-p"])
def test_more_purchases_take_no_more_statements(
    client: FlaskClient,
    session: Session,
    traded: World,
    connection: Connection,
    page: str,
) -> None:
    sign_in(client, session, a_coordinator(session, traded.network))
    address = f"/red/{traded.network.id}/{page}"
    with counted_statements(connection) as few:
        client.get(address)
    extra = an_organisation(session, network=traded.network)
    works_in(session, extra, "cerdos-p", "balanceado")
    supplier = a_supplier(session, traded)
    bought(session, traded, supplier, an_input(session, "Urea"), units=4)
    invoiced_on(session, today(traded.network.time_zone))
    session.commit()

    with counted_statements(connection) as many:
        client.get(address)

    assert len(many) <= len(few)
