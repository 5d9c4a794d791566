"""A whole network: who may see it, what is in it, and what never is."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from network.core.outlines import Outline, project
from network.errors import NotFoundError
from network.models import (
    Country,
    Layer,
    NetworkMembership,
    OrganisationChain,
)
from network.policy import Actor, Role
from network.queries.explorer import (
    MOST_ROWS,
    Sieve,
    explorer_document,
    explorer_page,
)
from network.queries.maps import network_map
from network.queries.woven import WantedTies, woven
from network.services.snapshots import take_snapshot
from tests.counting import counted_statements
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
from tests.factories_red import a_tie, a_trust, some_organisations
from tests.factories_red import woven as weave
from tests.factories_woven import a_locality

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Organisation
    from network.queries.maps import MapPicture
    from network.queries.woven import Woven

ALL = WantedTies()


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def four(session: Session, network: Network) -> list[Organisation]:
    return some_organisations(session, network, 4)


@pytest.fixture
def coordinator(session: Session, network: Network) -> Actor:
    return coordinating(a_coordinator(session, network), network)


def seen(
    session: Session, network: Network, actor: Actor, wanted: WantedTies = ALL
) -> Woven:
    return woven(session, network.id, wanted, actor=actor, day=TODAY)


def test_a_stranger_and_another_networks_coordinator_find_nothing(
    session: Session, network: Network
) -> None:
    elsewhere = a_network(session)
    strangers = (
        Actor(person_id=a_person(session).id),
        coordinating(a_coordinator(session, elsewhere), elsewhere),
    )

    for stranger in strangers:
        with pytest.raises(NotFoundError):
            seen(session, network, stranger)
        with pytest.raises(NotFoundError):
            explorer_page(session, network.id, Sieve(), actor=stranger, day=TODAY)
        with pytest.raises(NotFoundError):
            mapped(session, network, stranger)


def test_a_member_sees_the_whole_network(
    session: Session, network: Network, four: list[Organisation]
) -> None:
    weave(session, network, four, [(0, 1), (1, 2)])
    member = acting(a_member(session, four[3]), four[3], network=network)

    found = seen(session, network, member)

    assert [each.name for each in found.organisations] == [each.name for each in four]
    assert len(found.ties) == 2
    assert found.degrees() == dict(
        zip((each.id for each in four), (1, 2, 1, 0), strict=True)
    )


def test_trust_is_there_only_when_both_declared_it(
    session: Session, network: Network, four: list[Organisation], coordinator: Actor
) -> None:
    a_trust(session, network, four[0], four[1])
    a_trust(session, network, four[1], four[0])
    a_trust(session, network, four[2], four[3])

    found = seen(session, network, coordinator)

    ends = {(tie.source, tie.target) for tie in found.ties}
    assert ends == {(four[0].id, four[1].id), (four[1].id, four[0].id)}


def test_the_supporting_organisation_is_left_out(
    session: Session, network: Network, four: list[Organisation], coordinator: Actor
) -> None:
    weave(session, network, four, [(0, 1), (0, 2)])
    held = session.query(NetworkMembership).filter_by(organisation_id=four[0].id).one()
    held.is_supporting = True
    session.flush()

    found = seen(session, network, coordinator)

    assert four[0].id not in {each.id for each in found.organisations}
    assert found.ties == ()


def test_only_the_layers_asked_for_are_there(
    session: Session, network: Network, four: list[Organisation], coordinator: Actor
) -> None:
    weave(session, network, four, [(0, 1)])
    weave(session, network, four, [(1, 2)], layer=Layer.AGREEMENT)
    wanted = WantedTies(layers=frozenset({Layer.AGREEMENT}))

    found = seen(session, network, coordinator, wanted)

    assert [tie.layer for tie in found.ties] == [Layer.AGREEMENT]


def test_places_in_the_drawing_come_from_the_snapshot_of_the_month(
    session: Session, network: Network, four: list[Organisation], coordinator: Actor
) -> None:
    weave(session, network, four, [(0, 1), (1, 2)])
    take_snapshot(session, network.id, day=TODAY, now=NOW)
    first = seen(session, network, coordinator, WantedTies(month="2026-03"))

    newer = an_organisation(session, network=network, name="Asociación 999")
    again = seen(session, network, coordinator)

    spots = {each.id: (each.x, each.y) for each in again.organisations}
    assert first.month == again.month == "2026-03"
    assert all(spots[each.id] == (each.x, each.y) for each in first.organisations)
    assert newer.id in spots


def test_a_month_that_was_never_measured_is_not_found(
    session: Session, network: Network, coordinator: Actor
) -> None:
    with pytest.raises(NotFoundError):
        seen(session, network, coordinator, WantedTies(month="2019-01"))


def test_nobody_is_said_to_be_more_exactly_than_in_a_municipality(
    session: Session, network: Network, coordinator: Actor
) -> None:
    organisation = an_organisation(session, network=network)
    a_locality(
        session,
        organisation,
        *("Santander", "Barrancabermeja", "El Llanito", "La vereda"),
        centre=(7.06, -73.85),
        deepest=(7.123456, -73.765432),
    )

    place = seen(session, network, coordinator).organisations[0].locality

    assert (place.name, place.region) == ("Barrancabermeja", "Santander")
    assert (place.latitude, place.longitude) == (7.06, -73.85)
    assert place.words == "Barrancabermeja, Santander"


def test_in_ecuador_a_parish_may_be_said(session: Session) -> None:
    network = a_network(session, Country.ECUADOR)
    actor = coordinating(a_coordinator(session, network), network)
    organisation = an_organisation(session, network=network)
    names = ("Imbabura", "Cotacachi", "Apuela", "La comunidad")
    a_locality(session, organisation, *names, deepest=(0.35, -78.5))

    place = seen(session, network, actor).organisations[0].locality

    assert (place.name, place.latitude) == ("Apuela", None)


def mapped(
    session: Session, network: Network, actor: Actor, *outlines: Outline
) -> MapPicture:
    return network_map(
        session,
        network.id,
        ALL,
        actor=actor,
        day=TODAY,
        outlines={"CO": outlines} if outlines else {},
    )


SANTANDER = Outline(
    "Santander",
    "M0 0z",
    (-14895, -1632, -14486, -1142),
    (-14689, -1339),
    is_island=False,
)


def test_the_map_shows_municipalities_and_says_what_it_cannot_place(
    session: Session, network: Network, four: list[Organisation], coordinator: Actor
) -> None:
    a_locality(session, four[0], "Santander", "Rionegro", centre=(7.26, -73.15))
    four[1].place_id = four[0].place_id
    a_locality(session, four[2], "Caldas", "Riosucio", "Quiebralomo")
    a_locality(session, four[3], "Antioquia", "Yondó", centre=(7.0, -73.9))
    weave(session, network, four, [(0, 1), (0, 3), (1, 3), (2, 3)])

    picture = mapped(session, network, coordinator, SANTANDER)

    rows = [(row.name, len(row.organisations), row.neighbours) for row in picture.rows]
    assert rows == [("Rionegro", 2, 1), ("Yondó", 1, 3)]
    assert [each.id for each in picture.unplaced] == [four[2].id]
    assert [thread.ties for thread in picture.chart.threads] == [3]
    assert picture.layer_of("trade") is Layer.TRADE
    assert picture.has_outlines


def test_a_place_without_centre_goes_to_the_middle_of_its_region(
    session: Session, network: Network, four: list[Organisation], coordinator: Actor
) -> None:
    a_locality(session, four[0], "Santander", "Sabana nueva")

    picture = mapped(session, network, coordinator, SANTANDER)

    assert [(row.name, row.is_rough) for row in picture.rows] == [
        ("Sabana nueva", True)
    ]


def test_without_outlines_the_map_still_has_its_places(
    session: Session, network: Network, four: list[Organisation], coordinator: Actor
) -> None:
    a_locality(session, four[0], "Santander", "Rionegro", centre=(7.26, -73.15))

    picture = mapped(session, network, coordinator)

    assert not picture.has_outlines
    assert [row.name for row in picture.rows] == ["Rionegro"]
    assert project(7.26, -73.15)[0] < 0


def test_the_document_of_the_explorer_holds_nothing_private(
    session: Session, network: Network, four: list[Organisation], coordinator: Actor
) -> None:
    four[0].chains = [OrganisationChain(chain="cacao")]
    session.flush()
    a_trust(session, network, four[0], four[1])
    a_tie(session, network, four[1], four[2], weight=424242)
    a_tie(session, network, four[2], four[1], layer=Layer.TRADE, weight=88)

    document = explorer_document(
        seen(session, network, coordinator), {"cacao": "Cacao"}
    )

    assert document["ties"] == {"joint_purchase": [(1, 2)], "trade": [(1, 2)]}
    assert document["chains"] == {"cacao": "Cacao"}
    assert set(document["fields"]) == {
        *("id", "name", "short", "x", "y", "place", "region", "chains")
    }
    written = json.dumps(document)
    assert "424242" not in written
    assert "weight" not in written


def page_names(
    session: Session, network: Network, actor: Actor, sieve: Sieve
) -> list[str]:
    page = explorer_page(session, network.id, sieve, actor=actor, day=TODAY)
    return [row.name for row in page.rows]


def test_the_list_of_the_explorer_is_narrowed(
    session: Session, network: Network, four: list[Organisation], coordinator: Actor
) -> None:
    a_locality(session, four[0], "Santander", "Rionegro", "Vereda Alta")
    four[1].chains = [OrganisationChain(chain="cacao")]
    session.flush()
    weave(session, network, four, [(1, 2), (2, 3)])
    weave(session, network, four, [(0, 3)], layer=Layer.TRADE)
    take_snapshot(session, network.id, day=TODAY, now=NOW)

    def narrowed(sieve: Sieve) -> list[str]:
        return page_names(session, network, coordinator, sieve)

    assert narrowed(Sieve()) == [four[at].name for at in (2, 3, 0, 1)]
    assert narrowed(Sieve(words="asociacion 002")) == [four[2].name]
    assert narrowed(Sieve(region="Santander")) == [four[0].name]
    assert narrowed(Sieve(chain="cacao")) == [four[1].name]
    trade = Sieve(layers=frozenset({Layer.TRADE}))
    assert sorted(narrowed(trade)) == [four[0].name, four[3].name]
    assert narrowed(Sieve(words="nadie")) == []


def test_the_list_of_the_explorer_has_an_end_and_says_how_many_there_are(
    session: Session, network: Network, coordinator: Actor
) -> None:
    some_organisations(session, network, MOST_ROWS + 5)

    page = explorer_page(session, network.id, Sieve(), actor=coordinator, day=TODAY)

    assert (len(page.rows), page.total, page.month) == (MOST_ROWS, MOST_ROWS + 5, None)


def test_statements_do_not_grow_with_the_network(
    session: Session, network: Network, four: list[Organisation], coordinator: Actor
) -> None:
    weave(session, network, four, [(0, 1), (1, 2)])
    with counted_statements(session.connection()) as few:
        seen(session, network, coordinator)
    many = some_organisations(session, network, 30)
    weave(session, network, many, [(at, at + 1) for at in range(29)])

    with counted_statements(session.connection()) as after:
        seen(session, network, coordinator)

    assert len(after) == len(few)


def test_a_network_nobody_is_in_is_empty(
    session: Session, network: Network, coordinator: Actor
) -> None:
    found = seen(session, network, coordinator)

    assert (found.organisations, found.ties) == ((), ())
    assert mapped(session, network, coordinator).chart.marks == ()


def test_one_that_left_is_only_in_the_months_it_was_inside(
    session: Session, network: Network, four: list[Organisation], coordinator: Actor
) -> None:
    weave(session, network, four, [(0, 1)], day=TODAY - timedelta(days=80))
    take_snapshot(session, network.id, day=TODAY - timedelta(days=31), now=NOW)
    held = session.query(NetworkMembership).filter_by(organisation_id=four[0].id).one()
    held.until = TODAY - timedelta(days=5)
    session.flush()
    take_snapshot(session, network.id, day=TODAY, now=NOW)

    before = seen(session, network, coordinator, WantedTies(month="2026-01"))
    after = seen(session, network, coordinator)

    assert four[0].id in {each.id for each in before.organisations}
    assert four[0].id not in {each.id for each in after.organisations}


def test_a_buyers_agent_sees_the_network_too(
    session: Session, network: Network, four: list[Organisation]
) -> None:
    person = a_member(session, four[0], Role.BUYER_AGENT)
    agent = acting(person, four[0], role=Role.BUYER_AGENT, network=network)

    assert len(seen(session, network, agent).organisations) == 4
