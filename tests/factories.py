"""Small worlds for tests: places, networks, organisations, people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING

from network.core.text import fold
from network.models import (
    Country,
    LegalForm,
    Membership,
    Network,
    NetworkMembership,
    Organisation,
    OrganisationKind,
    Person,
    PersonState,
    Place,
    PlaceLevel,
)
from network.policy import Actor, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: A quiet Monday morning, in Bogotá and in Quito.
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
LONG_AGO = date(2020, 1, 15)

_CURRENCIES = {Country.COLOMBIA: "COP", Country.ECUADOR: "USD"}
_ZONES = {
    Country.COLOMBIA: "America/Bogota",
    Country.ECUADOR: "America/Guayaquil",
}
_numbers = count(1)


def a_place(session: Session, country: Country = Country.COLOMBIA) -> Place:
    """A place of the widest level, with a name of its own."""
    place = Place(
        country=country, level=PlaceLevel.LEVEL_1, name=f"Lugar {next(_numbers)}"
    )
    session.add(place)
    session.flush()
    return place


def a_network(session: Session, country: Country = Country.COLOMBIA) -> Network:
    """A network of the country, in its currency."""
    network = Network(
        name=f"Red {next(_numbers)}",
        territory="Territorio",
        country=country,
        currency=_CURRENCIES[country],
        time_zone=_ZONES[country],
    )
    session.add(network)
    session.flush()
    return network


def an_organisation(
    session: Session,
    *,
    network: Network | None = None,
    kind: OrganisationKind = OrganisationKind.ASSOCIATION,
    name: str | None = None,
    country: Country | None = None,
) -> Organisation:
    """An organisation, of the network if one is given."""
    land = country or (network.country if network else Country.COLOMBIA)
    called = name or f"Organización {next(_numbers)}"
    organisation = Organisation(
        name=called,
        search_key=fold(called),
        kind=kind,
        legal_form=LegalForm.NON_PROFIT_ASSOCIATION,
        country=land,
        currency=_CURRENCIES[land],
        founded_on=LONG_AGO,
        place_id=a_place(session, land).id,
    )
    session.add(organisation)
    session.flush()
    if network is not None:
        session.add(
            NetworkMembership(
                network_id=network.id, organisation_id=organisation.id, since=LONG_AGO
            )
        )
        session.flush()
    return organisation


def a_person(
    session: Session,
    *,
    name: str | None = None,
    country: Country = Country.COLOMBIA,
    state: PersonState = PersonState.ACTIVE,
) -> Person:
    """A person with a phone of their own and no password."""
    number = next(_numbers)
    called = name or f"Persona {number}"
    person = Person(
        name=called,
        search_key=fold(called),
        country=country,
        phone=f"+57300{number:07d}",
        state=state,
    )
    session.add(person)
    session.flush()
    return person


def a_member(
    session: Session,
    organisation: Organisation,
    role: Role = Role.MEMBER,
    *,
    person: Person | None = None,
    name: str | None = None,
) -> Person:
    """A person who holds the role in the organisation."""
    someone = person or a_person(session, name=name, country=organisation.country)
    session.add(
        Membership(
            person_id=someone.id,
            organisation_id=organisation.id,
            role=role,
            since=LONG_AGO,
        )
    )
    session.flush()
    return someone


def a_coordinator(session: Session, network: Network) -> Person:
    """A person who coordinates the network."""
    someone = a_person(session, country=network.country)
    session.add(
        Membership(
            person_id=someone.id,
            network_id=network.id,
            role=Role.COORDINATOR,
            since=LONG_AGO,
        )
    )
    session.flush()
    return someone


def acting(
    person: Person,
    *organisations: Organisation,
    role: Role = Role.MEMBER,
    network: Network | None = None,
) -> Actor:
    """The actor that the person is with one role in some organisations."""
    return Actor(
        person_id=person.id,
        roles={each.id: frozenset({role}) for each in organisations},
        networks=frozenset({network.id}) if network else frozenset(),
        second_factor=True,
    )


def coordinating(person: Person, network: Network) -> Actor:
    """The actor that the person is as coordinator of the network."""
    return Actor(
        person_id=person.id,
        coordinates=frozenset({network.id}),
        networks=frozenset({network.id}),
        second_factor=True,
    )
