"""The page of the *red distribuida*, in every shape a network can have."""

from __future__ import annotations

import gzip
from http import HTTPStatus
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest

from network.models import Layer, NetworkMembership
from network.policy import Role
from network.services.snapshots import take_snapshot
from tests.architecture.repository import ROOT
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_member,
    a_network,
    an_organisation,
)
from tests.factories_ground import sign_in
from tests.factories_red import a_tie, a_trust, some_organisations, woven

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation

FIRST_PAGE_LIMIT = 100_000


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


def measured(session: Session, network: Network) -> None:
    take_snapshot(session, network.id, day=TODAY, now=NOW)


def page_of(
    client: FlaskClient, session: Session, network: Network, query: str = ""
) -> str:
    sign_in(client, session, a_coordinator(session, network))
    answer = client.get(f"/red/{network.id}{query}")
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def a_star(session: Session, network: Network, leaves: int = 6) -> list[Organisation]:
    many = some_organisations(session, network, leaves + 1)
    woven(session, network, many, [(0, leaf) for leaf in range(1, leaves + 1)])
    measured(session, network)
    return many


def test_a_network_that_was_never_measured_says_so(
    client: FlaskClient, session: Session, network: Network
) -> None:
    page = page_of(client, session, network)
    month = page_of(client, session, network, "?mes=2020-01")

    assert "La red todavía no se ha medido" in page
    assert "De ese mes no hay lectura" in month


def test_an_empty_network_reads_well(
    client: FlaskClient, session: Session, network: Network
) -> None:
    measured(session, network)

    page = page_of(client, session, network)
    drawing = page_of(client, session, network, "?ver=dibujo")

    assert "La red todavía no tiene organizaciones" in page
    assert "No hay nada que dibujar" in drawing


def test_one_organisation_is_drawn_alone(
    client: FlaskClient, session: Session, network: Network
) -> None:
    organisation = an_organisation(session, network=network)
    measured(session, network)

    page = page_of(client, session, network, "?ver=dibujo")

    assert "Red que empieza" in page
    assert "una sola organización" in page
    assert f'data-spot="{organisation.id}" data-tied=""' in page


def test_below_five_there_are_words_and_no_form(
    client: FlaskClient, session: Session, network: Network
) -> None:
    many = some_organisations(session, network, 4)
    woven(session, network, many, combinations(range(4), 2))
    measured(session, network)

    page = page_of(client, session, network)

    assert "La red apenas empieza: tiene 4 organizaciones." in page
    assert "De qué está hecha la forma" not in page
    assert "de 100: así de repartida" not in page


def test_two_groups_are_called_fragments(
    client: FlaskClient, session: Session, network: Network
) -> None:
    many = some_organisations(session, network, 6)
    woven(session, network, many, [(0, 1), (1, 2), (3, 4), (4, 5)])
    measured(session, network)

    page = page_of(client, session, network)

    assert "La red está en pedazos: 3 de 6" in page
    assert "quien teja" in page


def test_a_star_alerts_about_its_centre_and_offers_actions(
    client: FlaskClient, session: Session, network: Network
) -> None:
    centre = a_star(session, network)[0]

    page = page_of(client, session, network)

    assert f"Casi todo pasa por {centre.name}" in page
    assert f"Si falta {centre.name}, 5 organizaciones quedan aisladas" in page
    assert f"/red/{network.id}/preguntas/3" in page
    assert "de 100: así de repartida" not in page


def test_from_twelve_organisations_the_index_is_a_number(
    client: FlaskClient, session: Session, network: Network
) -> None:
    many = some_organisations(session, network, 12)
    woven(session, network, many, [*pairwise(range(12)), (11, 0)])
    measured(session, network)

    page = page_of(client, session, network)

    assert "de 100: así de repartida está" in page
    assert "Con los mismos lazos al azar" in page
    assert "Lo que más une a la red: compras conjuntas." in page


def test_the_table_and_the_drawing_say_the_same(
    client: FlaskClient, session: Session, network: Network
) -> None:
    one, other, alone = some_organisations(session, network, 3)
    a_tie(session, network, one, other)
    a_tie(session, network, one, other, layer=Layer.TRADE)
    measured(session, network)

    table = page_of(client, session, network)
    drawing = page_of(client, session, network, "?ver=dibujo")

    assert '<span class="unseen">Negocios: </span>1</span>' in table
    assert '<span class="unseen">Compras conjuntas: </span>1</span>' in table
    assert "Sin lazos todavía" in table
    assert f"{one.name}: lazos con 1 organización" in drawing
    assert f"{alone.name}: sin lazos" in drawing
    assert drawing.count('class="thread trade"') == 3
    assert "js/red.js" in drawing
    assert "js/red.js" not in table


def test_layers_are_switched_by_links_that_keep_the_rest(
    client: FlaskClient, session: Session, network: Network
) -> None:
    one, other, third = some_organisations(session, network, 3)
    a_tie(session, network, one, other)
    a_tie(session, network, one, third, layer=Layer.TRADE)
    measured(session, network)

    page = page_of(client, session, network, "?ver=dibujo&lazos=trade")

    assert 'class="thread joint_purchase" d="M2 6h44"' in page
    assert page.count('class="thread joint_purchase"') == 1
    assert "?ver=dibujo&amp;lazos=joint_purchase,trade#lazos" in page.replace(
        "%2C", ","
    )
    assert f"{other.name}: sin lazos" in page


def test_the_map_is_a_view_of_the_same_page(
    client: FlaskClient, session: Session, network: Network
) -> None:
    a_star(session, network)

    page = page_of(client, session, network, "?ver=mapa")

    assert "css/map.css" in page
    assert 'aria-current="page">Mapa' in page


def test_who_accompanies_is_left_out_of_the_measure(
    client: FlaskClient, session: Session, network: Network
) -> None:
    many = some_organisations(session, network, 6)
    woven(session, network, many, [*pairwise(range(1, 6)), (5, 1)])
    woven(session, network, many, [(0, other) for other in range(1, 6)])
    session.query(NetworkMembership).filter_by(organisation_id=many[0].id).update(
        {"is_supporting": True}
    )
    measured(session, network)

    page = page_of(client, session, network)

    assert "Quien acompaña la red queda por fuera de la medida" in page
    assert f'data-spot="{many[0].id}"' not in page


def test_a_departure_can_be_supposed_and_taken_back(
    client: FlaskClient, session: Session, network: Network
) -> None:
    many = a_star(session, network)

    page = page_of(client, session, network, f"?ver=dibujo&sin={many[0].id}")
    nothing = page_of(client, session, network, "?sin=999999")

    assert f"Si faltara {many[0].name}:" in page
    assert "Quedarían sueltas 5" in page
    assert "se supone que falta" in page
    assert "Volver a la red como es" in page
    assert "Nada cambia: no están" in nothing


def test_a_tie_can_be_supposed(
    client: FlaskClient, session: Session, network: Network
) -> None:
    many = a_star(session, network)
    pair = f"{many[1].id}-{many[2].id}"

    page = page_of(client, session, network, f"?ver=dibujo&con={pair}")

    assert f"Con un lazo entre {many[1].name} y {many[2].name}:" in page
    assert 'class="thread supposed"' in page


@pytest.mark.parametrize("query", ["?ver=%00&lazos=x", "?sin=²&con=1-", "?despues=a-b"])
def test_an_odd_address_shows_the_usual_page(
    client: FlaskClient, session: Session, network: Network, query: str
) -> None:
    a_star(session, network)

    assert "Quién trabaja con quién" in page_of(client, session, network, query)


def test_hostile_names_are_words_and_nothing_else(
    client: FlaskClient, session: Session, network: Network
) -> None:
    names = ["<script>go()</script>", '"><img src=x onerror=go()>', "Ñ" * 120]
    many = [an_organisation(session, network=network, name=name) for name in names]
    woven(session, network, many, combinations(range(3), 2))
    measured(session, network)

    for query in ("", "?ver=dibujo", "?ver=mapa", f"?sin={many[0].id}"):
        page = page_of(client, session, network, query)
        assert "<script>go" not in page
        assert "<img" not in page

    assert "Ñ" * 27 + "…" in page_of(client, session, network, "?ver=dibujo")


def test_trust_is_drawn_only_when_both_declared_it(
    client: FlaskClient, session: Session, network: Network
) -> None:
    one, other, third = some_organisations(session, network, 3)
    a_trust(session, network, one, other)
    a_trust(session, network, one, third)
    a_trust(session, network, third, one)
    measured(session, network)

    page = page_of(client, session, network, "?ver=dibujo&lazos=declared_trust")

    assert f"{third.name}: lazos con 1 organización" in page
    assert f"{other.name}: sin lazos" in page


def test_a_member_reads_the_same_without_the_coordinators_links(
    client: FlaskClient, session: Session, network: Network
) -> None:
    many = a_star(session, network)
    sign_in(client, session, a_member(session, many[1]))

    page = client.get(f"/red/{network.id}?ver=dibujo").text

    assert "Casi todo pasa por" in page
    assert "Unir a sus vecinas" not in page
    assert f"/organizaciones/{many[1].id}/lazos/{network.id}" in page
    assert "spot is-own" in page


def test_a_delegate_is_led_to_the_page_of_trust(
    client: FlaskClient, session: Session, network: Network
) -> None:
    many = a_star(session, network)
    sign_in(client, session, a_member(session, many[1], Role.OFFICER))

    page = client.get(f"/red/{network.id}").text

    assert f"Diga en quién confía {many[1].name}." in page
    assert f"/organizaciones/{many[1].id}/confianza/{network.id}" in page


def test_who_is_of_another_network_finds_nothing(
    client: FlaskClient, session: Session, network: Network
) -> None:
    a_star(session, network)
    elsewhere = a_network(session)
    sign_in(client, session, a_coordinator(session, elsewhere))

    coordinator = client.get(f"/red/{network.id}")
    member = a_member(session, an_organisation(session, network=elsewhere))
    sign_in(client, session, member)

    assert coordinator.status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"/red/{network.id}").status_code == HTTPStatus.NOT_FOUND


def test_an_agent_reads_it_and_a_stranger_is_sent_to_the_entrance(
    client: FlaskClient, session: Session, network: Network
) -> None:
    many = a_star(session, network)
    stranger = client.get(f"/red/{network.id}")
    sign_in(client, session, a_member(session, many[2], Role.BUYER_AGENT))

    assert (stranger.location or "").startswith("/entrar")
    assert client.get(f"/red/{network.id}").status_code == HTTPStatus.OK


def test_the_one_network_is_opened_and_several_are_listed(
    client: FlaskClient, session: Session, network: Network
) -> None:
    person = a_coordinator(session, network)
    sign_in(client, session, person)
    one = client.get("/red")
    organisation = an_organisation(session, network=a_network(session))
    a_member(session, organisation, person=person)
    sign_in(client, session, person)

    several = client.get("/red")

    assert one.location == f"/red/{network.id}"
    assert several.status_code == HTTPStatus.OK
    assert network.name in several.text


def test_three_hundred_organisations_stay_within_the_budget(
    client: FlaskClient, session: Session, network: Network
) -> None:
    many = some_organisations(session, network, 300)
    pairs = {
        tuple(sorted((at, (at + step) % 300))) for at in range(300) for step in (1, 7)
    }
    woven(session, network, many, sorted(pairs))  # type: ignore[arg-type] # pairs of two
    measured(session, network)
    files = ["css/tejido.css", "css/red.css", "js/tejido.js", "js/red.js", "icons.svg"]
    frame = sum(
        len(gzip.compress((ROOT / "static" / name).read_bytes())) for name in files
    )

    page = page_of(client, session, network, "?ver=dibujo")

    assert page.count("data-spot=") == 300
    assert frame + len(gzip.compress(page.encode())) <= FIRST_PAGE_LIMIT


def test_beyond_that_groups_are_drawn_and_opened_one_at_a_time(
    client: FlaskClient, session: Session, network: Network
) -> None:
    many = some_organisations(session, network, 305)
    woven(session, network, many, pairwise(range(305)))
    measured(session, network)

    groups = page_of(client, session, network, "?ver=dibujo")
    opened = page_of(client, session, network, "?ver=dibujo&comunidad=1")

    assert 'class="spot is-group"' in groups
    assert "comunidad=1" in groups
    assert "Los grupos se forman con todos los lazos." in groups
    assert "Ver todo el dibujo" in opened
    assert 1 < opened.count("data-spot=") < 305
