"""Exploratory maps: coordinators only, and never a part of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network.core.measures.kind import NetworkKind
from network.core.tie_lists import read_tie_list
from network.errors import NotAllowedError, NotFoundError
from network.models import (
    AuditRow,
    ExploredMap,
    ExploredOrganisation,
    ExploredTie,
    NetworkSnapshot,
    Organisation,
    Tie,
)
from network.policy import Actor, Role
from network.queries.explored import explored_map, explored_maps
from network.services import explored
from network.services.explored import (
    EmptyExploredMapError,
    ExploredNameTakenError,
    NewExploredMap,
    TooManyExploredMapsError,
    add_explored_map,
    delete_explored_map,
)
from network.services.snapshots import take_snapshot
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_member,
    a_network,
    a_person,
    acting,
    an_organisation,
    coordinating,
)
from tests.factories_red import some_organisations
from tests.factories_red import woven as weave

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network

LIST = (
    "origen;destino;peso;tipo\nAna;Beto;2;compra\nBeto;Caro;1;compra\nCaro;Ana;1;\n"
    "Caro;Dora;1;visita\nElsa\nAna;Ana;1;"
)


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def coordinator(session: Session, network: Network) -> Actor:
    return coordinating(a_coordinator(session, network), network)


def a_list(text: str = LIST, name: str = "Cacao del norte") -> NewExploredMap:
    return NewExploredMap(name, "Valle", "Un taller", read_tie_list(text))


def add(
    session: Session,
    network: Network,
    actor: Actor,
    wanted: NewExploredMap | None = None,
) -> int:
    return add_explored_map(
        session, network.id, wanted or a_list(), actor=actor, day=TODAY, now=NOW
    )


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_list_becomes_a_map_with_its_measures(
    session: Session, network: Network, coordinator: Actor
) -> None:
    key = add(session, network, coordinator)

    page = explored_map(session, network.id, key, actor=coordinator)

    assert (page.card.organisations, page.card.ties) == (5, 4)
    assert page.card.kind is NetworkKind.DECENTRALISED
    assert page.measures["articulation_points"] == ["Caro"]
    assert [(row.name, row.degree, row.is_key) for row in page.rows] == [
        ("Caro", 3, True),
        ("Ana", 2, False),
        ("Beto", 2, False),
        ("Dora", 1, False),
        ("Elsa", 0, False),
    ]
    assert page.rows[0].neighbours == ("Ana", "Beto", "Dora")
    assert [(kind.name, kind.ties) for kind in page.kinds] == [
        ("compra", 2),
        ("visita", 1),
    ]
    assert page.path.count("M") == 4
    assert page.source_note == "Un taller"


def test_a_map_of_one_organisation_has_no_shape_yet(
    session: Session, network: Network, coordinator: Actor
) -> None:
    key = add(session, network, coordinator, a_list("Ana"))

    page = explored_map(session, network.id, key, actor=coordinator)

    assert page.card.kind is NetworkKind.BEGINNING
    assert page.path == ""


def test_a_map_never_enters_the_measures_of_the_network(
    session: Session, network: Network, coordinator: Actor
) -> None:
    members = some_organisations(session, network, 6)
    weave(session, network, members, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)])
    before = measured(session, network)
    held = count(session, Tie), count(session, Organisation)
    names = "\n".join(
        f"{one.name} - {other.name}" for one in members for other in members
    )

    add(session, network, coordinator, a_list(names))

    assert measured(session, network) == before
    assert (count(session, Tie), count(session, Organisation)) == held


def measured(session: Session, network: Network) -> object:
    key = take_snapshot(session, network.id, day=TODAY, now=NOW)
    session.expire_all()
    return session.get_one(NetworkSnapshot, key).measures


def test_two_maps_of_a_network_have_two_names(
    session: Session, network: Network, coordinator: Actor
) -> None:
    add(session, network, coordinator)

    with pytest.raises(ExploredNameTakenError):
        add(session, network, coordinator, a_list(name="CACAO del nórte"))

    assert count(session, ExploredMap) == 1


def test_another_network_may_use_the_name(
    session: Session, network: Network, coordinator: Actor
) -> None:
    elsewhere = a_network(session)
    other = coordinating(a_coordinator(session, elsewhere), elsewhere)

    add(session, network, coordinator)
    add(session, elsewhere, other)

    assert len(explored_maps(session, network.id, actor=coordinator)) == 1


def test_a_list_without_organisations_is_refused(
    session: Session, network: Network, coordinator: Actor
) -> None:
    with pytest.raises(EmptyExploredMapError):
        add(session, network, coordinator, a_list("Ana;ana;1"))


def test_a_network_keeps_so_many_maps_and_no_more(
    session: Session,
    network: Network,
    coordinator: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(explored, "MOST_MAPS", 1)
    add(session, network, coordinator)

    with pytest.raises(TooManyExploredMapsError):
        add(session, network, coordinator, a_list(name="Otro"))


def test_a_deleted_map_leaves_nothing_but_its_trace(
    session: Session, network: Network, coordinator: Actor
) -> None:
    key = add(session, network, coordinator)
    kept = add(session, network, coordinator, a_list(name="Otro"))

    delete_explored_map(session, network.id, key, actor=coordinator, now=NOW)

    assert [
        each.id for each in explored_maps(session, network.id, actor=coordinator)
    ] == [kept]
    assert count(session, ExploredOrganisation) == 5
    assert count(session, ExploredTie) == 4
    deeds = session.scalars(select(AuditRow.deed).order_by(AuditRow.id)).all()
    assert deeds == ["explored_map.added"] * 2 + ["explored_map.deleted"]


def test_members_are_refused_and_strangers_find_nothing(
    session: Session, network: Network, coordinator: Actor
) -> None:
    key = add(session, network, coordinator)
    house = an_organisation(session, network=network)
    officer = acting(
        a_member(session, house, Role.OFFICER),
        house,
        role=Role.OFFICER,
        network=network,
    )
    elsewhere = a_network(session)
    stranger = coordinating(a_coordinator(session, elsewhere), elsewhere)

    for actor, refusal in ((officer, NotAllowedError), (stranger, NotFoundError)):
        with pytest.raises(refusal):
            explored_maps(session, network.id, actor=actor)
        with pytest.raises(refusal):
            explored_map(session, network.id, key, actor=actor)
        with pytest.raises(refusal):
            add(session, network, actor)
        with pytest.raises(refusal):
            delete_explored_map(session, network.id, key, actor=actor, now=NOW)


def test_a_map_of_another_network_is_not_found(
    session: Session, network: Network, coordinator: Actor
) -> None:
    elsewhere = a_network(session)
    other = coordinating(a_coordinator(session, elsewhere), elsewhere)
    key = add(session, elsewhere, other)

    with pytest.raises(NotFoundError):
        explored_map(session, network.id, key, actor=coordinator)
    with pytest.raises(NotFoundError):
        delete_explored_map(session, network.id, key, actor=coordinator, now=NOW)


def test_who_brought_a_map_is_named(session: Session, network: Network) -> None:
    person = a_person(session, name="Rosa Elvira")
    actor = coordinating(person, network)

    key = add(session, network, actor)

    assert explored_map(session, network.id, key, actor=actor).author == "Rosa Elvira"
