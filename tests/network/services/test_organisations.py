"""Networks begin, organisations join them, places are found."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from network.errors import NotAllowedError, NotFoundError
from network.models import (
    AuditRow,
    Country,
    LegalForm,
    NetworkMembership,
    Organisation,
    OrganisationKind,
    Place,
    TaxIdState,
)
from network.policy import Actor, Role
from network.queries.actors import actor_of
from network.services import (
    invitations,
    networks,
    organisations,
    people,
)
from network.services.invitations import Invite
from network.services.networks import NewNetwork
from network.services.organisations import Sheet
from network.services.people import Draft
from network.services.places import UnknownRegionError, Whereabouts, find_or_add
from tests.factories import (
    NOW,
    TODAY,
    a_coordinator,
    a_member,
    a_network,
    a_person,
    an_organisation,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Person


HERE = Whereabouts(Country.COLOMBIA, "Santander", "La Belleza")

WANTED = NewNetwork("Red de prueba", "Un valle", Country.COLOMBIA, "America/Bogota")

COORDINATOR = Draft("Ana Prueba", Country.COLOMBIA, "+573001112233", password_hash="x")


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def coordinator(session: Session, network: Network) -> Actor:
    return actor(session, a_coordinator(session, network))


def actor(session: Session, person: Person) -> Actor:
    return actor_of(session, person.id, day=TODAY)


def sheet(name: str = "Asociación de prueba", **more: object) -> Sheet:
    plain: dict[str, object] = {
        "kind": OrganisationKind.ASSOCIATION,
        "legal_form": LegalForm.NON_PROFIT_ASSOCIATION,
        "where": HERE,
    }
    return Sheet(name=name, **(plain | more))  # type: ignore[arg-type] # tests give what they vary


def register(
    session: Session, network: Network, who: Actor, given: Sheet | None = None
) -> int:
    return organisations.register_organisation(
        session, network.id, given or sheet(), actor=who, day=TODAY, now=NOW
    )


def test_an_empty_instance_begins_with_a_network_and_its_coordinator(
    session: Session,
) -> None:
    key = networks.create_first_network(
        session, WANTED, COORDINATOR, day=TODAY, now=NOW
    )

    who = actor_of(session, key, day=TODAY)
    assert len(who.coordinates) == 1
    with pytest.raises(networks.AlreadyStartedError):
        networks.create_first_network(session, WANTED, COORDINATOR, day=TODAY, now=NOW)


def test_an_instance_with_people_is_not_empty(session: Session) -> None:
    a_person(session)

    with pytest.raises(networks.AlreadyStartedError):
        networks.create_first_network(session, WANTED, COORDINATOR, day=TODAY, now=NOW)


def test_the_clock_of_a_network_is_one_of_its_country(session: Session) -> None:
    wrong = NewNetwork("Red", "Valle", Country.ECUADOR, "America/Bogota")

    with pytest.raises(networks.WrongZoneError):
        networks.create_first_network(session, wrong, COORDINATOR, day=TODAY, now=NOW)


def test_coordinators_begin_more_networks_under_other_names(
    session: Session, network: Network, coordinator: Actor
) -> None:
    galapagos = NewNetwork("Islas", "Islas", Country.ECUADOR, "Pacific/Galapagos")
    key = networks.create_network(
        session, galapagos, actor=coordinator, day=TODAY, now=NOW
    )

    assert actor_of(session, coordinator.person_id, day=TODAY).coordinates == {
        network.id,
        key,
    }
    with pytest.raises(networks.NetworkNameTakenError):
        networks.create_network(
            session, galapagos, actor=coordinator, day=TODAY, now=NOW
        )
    with pytest.raises(NotAllowedError):
        networks.create_network(session, WANTED, actor=Actor(1), day=TODAY, now=NOW)


def test_what_an_invented_person_begins_is_invented(
    session: Session, network: Network
) -> None:
    walker = a_coordinator(session, network)
    walker.is_demonstration = True
    session.flush()

    key = networks.create_network(
        session, WANTED, actor=actor(session, walker), day=TODAY, now=NOW
    )

    assert session.get_one(type(network), key).is_demonstration


def test_a_coordinator_registers_an_organisation(
    session: Session, network: Network, coordinator: Actor
) -> None:
    given = sheet(
        "  Asociación \u202e de   prueba ",
        tax_id="900123456-8",
        tax_id_state=TaxIdState.VERIFIED,
        chains=("cacao", "miel", "cacao"),
        is_public=True,
    )

    row = session.get_one(Organisation, register(session, network, coordinator, given))

    assert row.name == "Asociación de prueba"
    assert row.search_key == "asociacion de prueba"
    assert row.currency == "COP"
    assert sorted(chain.chain for chain in row.chains) == ["cacao", "miel"]
    assert row.place.name == "La Belleza"


def test_a_member_registers_none(session: Session, network: Network) -> None:
    member = a_member(session, an_organisation(session, network=network))

    with pytest.raises(NotAllowedError):
        register(session, network, actor(session, member))


def test_two_organisations_do_not_share_a_nit(
    session: Session, network: Network, coordinator: Actor
) -> None:
    register(session, network, coordinator, sheet(tax_id="900123456-8"))

    with pytest.raises(organisations.TaxIdTakenError):
        register(session, network, coordinator, sheet("Otra", tax_id="900123456-8"))


def test_several_organisations_have_no_nit(
    session: Session, network: Network, coordinator: Actor
) -> None:
    first = register(session, network, coordinator, sheet("Una"))

    assert register(session, network, coordinator, sheet("Otra")) != first


def test_nothing_is_founded_tomorrow(
    session: Session, network: Network, coordinator: Actor
) -> None:
    tomorrow = sheet(founded_on=TODAY + timedelta(days=1))

    with pytest.raises(organisations.FoundedLaterError):
        register(session, network, coordinator, tomorrow)


def test_an_officer_edits_and_the_trace_says_what_changed(
    session: Session, network: Network, coordinator: Actor
) -> None:
    key = register(session, network, coordinator, sheet(chains=("cacao",)))
    row = session.get_one(Organisation, key)
    officer = actor(session, a_member(session, row, Role.OFFICER))

    organisations.edit_organisation(
        session,
        key,
        sheet("Otro nombre", chains=("miel",)),
        actor=officer,
        day=TODAY,
        now=NOW,
    )

    trace = session.scalars(
        select(AuditRow).where(AuditRow.deed == "organisation.edited")
    ).one()
    assert trace.details == {"name": ["Asociación de prueba", "Otro nombre"]}
    assert [chain.chain for chain in row.chains] == ["miel"]


def test_others_of_the_network_do_not_edit(
    session: Session, network: Network, coordinator: Actor
) -> None:
    key = register(session, network, coordinator)
    neighbour = an_organisation(session, network=network)
    officer = actor(session, a_member(session, neighbour, Role.OFFICER))
    stranger = Actor(a_person(session).id)

    for who, error in ((officer, NotAllowedError), (stranger, NotFoundError)):
        with pytest.raises(error):
            organisations.edit_organisation(
                session, key, sheet(), actor=who, day=TODAY, now=NOW
            )


def test_places_are_found_again_whatever_the_accents(session: Session) -> None:
    first = find_or_add(
        session, Whereabouts(Country.COLOMBIA, "boyaca", "Ráquira", "", "La Candelaria")
    )

    again = find_or_add(
        session, Whereabouts(Country.COLOMBIA, "Boyacá", "RAQUIRA", "", "la candelaria")
    )

    assert first == again
    assert session.scalar(select(func.count(Place.id))) == 3


def test_the_same_name_in_another_region_is_another_place(session: Session) -> None:
    one = find_or_add(session, Whereabouts(Country.COLOMBIA, "Sucre", "Sucre"))
    other = find_or_add(session, Whereabouts(Country.COLOMBIA, "Santander", "Sucre"))

    assert one != other
    with pytest.raises(UnknownRegionError):
        find_or_add(session, Whereabouts(Country.ECUADOR, "Antioquia", "Medellín"))


def test_an_organisation_joins_another_network_by_its_invitation_and_leaves(
    session: Session, network: Network
) -> None:
    other = a_network(session)
    inviting = actor(session, a_coordinator(session, other))
    organisation = an_organisation(session, network=network)
    officer = actor(session, a_member(session, organisation, Role.OFFICER))
    wanted = Invite(network_id=other.id, role=Role.OFFICER, uses=5)
    token = invitations.invite(session, wanted, actor=inviting, day=TODAY, now=NOW)

    def bring(who: Actor) -> int:
        return people.bring_organisation(
            session, token, organisation.id, actor=who, day=TODAY, now=NOW
        )

    def leave() -> None:
        organisations.leave_network(
            session, other.id, organisation.id, actor=officer, day=TODAY, now=NOW
        )

    assert bring(officer) == other.id
    with pytest.raises(organisations.AlreadyInNetworkError):
        bring(officer)
    leave()
    with pytest.raises(NotFoundError):
        leave()
    bring(officer)
    stays = session.scalars(
        select(NetworkMembership).where(NetworkMembership.network_id == other.id)
    ).all()
    assert [stay.until for stay in stays] == [None]


def test_an_invitation_for_organisations_lets_no_person_in(
    session: Session, network: Network, coordinator: Actor
) -> None:
    wanted = Invite(network_id=network.id, role=Role.OFFICER)
    token = invitations.invite(session, wanted, actor=coordinator, day=TODAY, now=NOW)

    with pytest.raises(NotFoundError), session.begin_nested():
        people.accept(session, token, actor=Actor(1), day=TODAY, now=NOW)
    with pytest.raises(NotFoundError), session.begin_nested():
        people.bring_organisation(
            session, token, 99999, actor=Actor(1), day=TODAY, now=NOW
        )


def test_a_coordinator_brings_in_nobody_elses_organisation(
    session: Session, network: Network, coordinator: Actor
) -> None:
    organisation = an_organisation(session, network=a_network(session))

    with pytest.raises(NotFoundError):
        organisations.admit(
            session, network.id, organisation.id, actor=coordinator, day=TODAY, now=NOW
        )


def test_the_operator_invites_from_the_machine(
    session: Session, network: Network
) -> None:
    organisation = an_organisation(session, network=network)
    for wanted in (
        Invite(organisation.id, role=Role.OFFICER),
        Invite(network_id=network.id, role=Role.COORDINATOR),
    ):
        invitations.invite_as_operator(session, wanted, now=NOW)

    assert session.scalars(select(AuditRow.person_id)).all() == [None, None]
    with pytest.raises(NotFoundError):
        invitations.invite_as_operator(session, Invite(99999), now=NOW)
