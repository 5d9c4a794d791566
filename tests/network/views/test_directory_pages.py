"""The directory and names that wish harm."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from network.models import (
    NetworkMembership,
    Organisation,
    OrganisationChain,
    OrganisationKind,
)
from network.policy import Role
from tests.counting import counted_statements
from tests.factories import (
    a_coordinator,
    a_member,
    a_network,
    an_organisation,
)
from tests.factories_ground import sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from network.models import Network, Person


HOSTILE = [
    "<svg onload=alert(1)>",
    '=HYPERLINK("http://evil.example")',
    "\u202eatnarraP",
    "A" * 160,
    "Fin{{ 7*7 }}",
]


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def organisation(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_do_no_harm(
    client: FlaskClient, session: Session, network: Network, name: str
) -> None:
    organisation = an_organisation(session, network=network, name=name)
    organisation.is_public = True
    coordinator = a_coordinator(session, network)
    a_member(session, organisation, name=name[:120])
    sign_in(client, session, coordinator)

    pages = [
        client.get(path).text
        for path in (
            "/organizaciones",
            f"/organizaciones/{organisation.id}",
            f"/organizaciones/{organisation.id}/perfil",
            f"/organizaciones/{organisation.id}/personas",
            f"/redes/{network.id}",
            f"/red/{network.id}",
        )
    ]

    assert all("<svg onload" not in page for page in pages)
    assert all("Fin49" not in page for page in pages)


def test_an_organisation_of_two_networks_tells_each_reader_of_their_own(
    client: FlaskClient, session: Session, network: Network
) -> None:
    other = a_network(session)
    both = an_organisation(session, network=network)
    session.add(
        NetworkMembership(
            network_id=other.id, organisation_id=both.id, since=both.created_at.date()
        )
    )
    readers = (a_coordinator(session, network), a_member(session, both))

    def told(reader: Person) -> list[bool]:
        sign_in(client, session, reader)
        page = client.get(f"/organizaciones/{both.id}").text
        return [f'href="/red/{each.id}"' in page for each in (network, other)]

    assert [told(reader) for reader in readers] == [[True, False], [True, True]]


def test_the_directory_is_searched_without_accents_and_filtered_in_the_address(
    client: FlaskClient, session: Session, network: Network
) -> None:
    cacao = an_organisation(session, network=network, name="Cacaoteros del Río Opón")
    cacao.chains.append(OrganisationChain(chain="cacao"))
    an_organisation(
        session, network=network, name="Tienda", kind=OrganisationKind.SUPPLIER
    )
    an_organisation(session, network=a_network(session), name="Cacao de lejos")
    sign_in(client, session, a_member(session, cacao))

    def found(query: str) -> list[str]:
        page = client.get(f"/organizaciones?{query}").text
        names = ("Cacaoteros del Río Opón", "Tienda", "Cacao de lejos")
        return [name for name in names if f">{name}</a>" in page]

    assert found("") == ["Cacaoteros del Río Opón", "Tienda"]
    assert found("q=rio+cacaotero") == ["Cacaoteros del Río Opón"]
    assert found("tipo=supplier") == ["Tienda"]
    assert found("tipo=nada&desde=x&red=") == ["Cacaoteros del Río Opón", "Tienda"]
    assert found("cadena=cacao") == ["Cacaoteros del Río Opón"]
    assert found(f"red={network.id}&q=%25") == ["Cacaoteros del Río Opón", "Tienda"]
    assert found(f"lugar={cacao.place.name.replace(' ', '+')}") == [
        "Cacaoteros del Río Opón"
    ]
    assert found("q=zzz") == []
    assert client.get("/organizaciones?red=99999").status_code == HTTPStatus.NOT_FOUND


def test_the_directory_goes_page_by_page_and_misses_nobody(
    client: FlaskClient, session: Session, network: Network
) -> None:
    names = {an_organisation(session, network=network).name for _ in range(45)}
    first = an_organisation(session, network=network, name="Zeta")
    sign_in(client, session, a_member(session, first))
    seen: list[str] = []
    url: str | None = "/organizaciones"
    while url:
        page = client.get(url).text
        seen += [name for name in names | {"Zeta"} if f">{name}</a>" in page]
        after = page.split('rel="next" href="')
        url = after[1].split('"')[0].replace("&amp;", "&") if len(after) > 1 else None

    assert sorted(seen) == sorted(names | {"Zeta"})


def test_pages_cost_the_same_however_many_there_are(
    client: FlaskClient, session: Session, network: Network, connection: Connection
) -> None:
    organisation = an_organisation(session, network=network)
    sign_in(client, session, a_member(session, organisation, Role.OFFICER))
    paths = (
        "/organizaciones",
        f"/organizaciones/{organisation.id}",
        f"/organizaciones/{organisation.id}/personas",
        f"/redes/{network.id}",
        f"/red/{network.id}",
        f"/organizaciones/{organisation.id}/historial",
    )

    def cost() -> list[int]:
        counts = []
        for path in paths:
            with counted_statements(connection) as sent:
                client.get(path)
            counts.append(len(sent))
        return counts

    few = cost()
    for _ in range(12):
        other = an_organisation(session, network=network)
        other.chains.append(OrganisationChain(chain="cacao"))
        a_member(session, organisation)
    session.flush()

    assert cost() == few
