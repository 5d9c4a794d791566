"""The page of the *red distribuida*, in every shape a network can have."""

from __future__ import annotations

from http import HTTPStatus
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from network.models import Layer, NetworkMembership, TieKind
from network.services.ties import record_event
from tests.factories import TODAY, a_coordinator, a_member, a_network, an_organisation
from tests.factories_ground import sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


def weave(
    session: Session,
    network: Network,
    one: Organisation,
    other: Organisation,
    layer: Layer = Layer.JOINT_PURCHASE,
) -> None:
    record_event(
        session,
        network_id=network.id,
        layer=layer,
        kind=TieKind.BOUGHT_TOGETHER,
        source_id=one.id,
        target_id=other.id,
        day=TODAY,
        weight=1,
        evidence=f"{layer}:{one.id}:{other.id}",
    )


def page_of(client: FlaskClient, session: Session, network: Network) -> str:
    sign_in(client, session, a_coordinator(session, network))
    answer = client.get(f"/red/{network.id}")
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def test_an_empty_network_has_an_empty_state(
    client: FlaskClient, session: Session, network: Network
) -> None:
    page = page_of(client, session, network)

    assert "La red todavía no tiene organizaciones" in page
    assert 'class="ties"' not in page


def test_one_organisation_is_drawn_alone(
    client: FlaskClient, session: Session, network: Network
) -> None:
    organisation = an_organisation(session, network=network)

    page = page_of(client, session, network)

    assert "Red que empieza." in page
    assert "Sin medir" in page
    assert page.count(organisation.name) >= 3


def test_two_groups_are_called_fragments(
    client: FlaskClient, session: Session, network: Network
) -> None:
    many = [an_organisation(session, network=network) for _ in range(6)]
    for one, other in ((0, 1), (1, 2), (3, 4), (4, 5)):
        weave(session, network, many[one], many[other])

    page = page_of(client, session, network)

    assert "Red fragmentada." in page
    assert "Si una de estas falta, la red se parte" in page
    assert page.count("<line") == 4 + len(Layer)


def test_the_drawing_and_the_table_say_the_same(
    client: FlaskClient, session: Session, network: Network
) -> None:
    one, other, alone = (an_organisation(session, network=network) for _ in range(3))
    weave(session, network, one, other)
    weave(session, network, one, other, Layer.TRADE)

    page = page_of(client, session, network)

    assert f"<title>{one.name} \u2013 {other.name}: Compras conjuntas</title>" in page
    assert f"<title>{one.name} \u2013 {other.name}: Negocios</title>" in page
    assert "Compras conjuntas, Negocios" in page
    assert "Organizaciones que están quedando solas" in page
    assert alone.name in page


def test_who_accompanies_is_left_out_of_the_measure(
    client: FlaskClient, session: Session, network: Network
) -> None:
    many = [an_organisation(session, network=network) for _ in range(6)]
    ring = [*many[1:], many[1]]
    for one, other in pairwise(ring):
        weave(session, network, one, other)
    for other in many[1:]:
        weave(session, network, many[0], other)
    session.query(NetworkMembership).filter_by(organisation_id=many[0].id).update(
        {"is_supporting": True}
    )

    page = page_of(client, session, network)

    assert "Red distribuida." in page
    assert "acompaña" in page


def test_the_one_network_is_opened_and_several_are_listed(
    client: FlaskClient, session: Session, network: Network
) -> None:
    person = a_coordinator(session, network)
    sign_in(client, session, person)
    one = client.get("/red")
    member = a_member(session, an_organisation(session, network=a_network(session)))
    sign_in(client, session, member)
    client.get("/red")
    organisation = an_organisation(session, network=a_network(session))
    a_member(session, organisation, person=person)
    sign_in(client, session, person)

    several = client.get("/red")

    assert one.location == f"/red/{network.id}"
    assert several.status_code == HTTPStatus.OK
    assert network.name in several.text
