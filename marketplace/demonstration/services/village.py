"""The stage: places, networks, organisations and the people in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from network.core.consents import TEXT_VERSION
from network.core.text import fold, slug
from network.models import (
    Consent,
    ConsentChannel,
    ConsentPurpose,
    Country,
    LegalForm,
    Membership,
    Network,
    NetworkMembership,
    Organisation,
    OrganisationChain,
    OrganisationKind,
    Person,
    PersonState,
    Place,
)
from network.policy import Actor, Role
from network.services.places import Whereabouts, find_or_add

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.demonstration.core.cast import Cast, House

_CURRENCIES = {"CO": "COP", "EC": "USD"}
_PRODUCERS = {OrganisationKind.ASSOCIATION, OrganisationKind.COOPERATIVE}
#: Seats of an association, in the order in which its people take them.
_SEATS = (
    (Role.OFFICER, Role.LEGAL_REPRESENTATIVE),
    (Role.OFFICER,),
    (Role.TREASURER,),
    (Role.FISCAL,),
    (Role.COMMITTEE,),
)
_AGENTS = {
    OrganisationKind.BUYER: Role.BUYER_AGENT,
    OrganisationKind.SUPPLIER: Role.SUPPLIER_AGENT,
    OrganisationKind.SUPPORT_INSTITUTION: Role.OFFICER,
}


@dataclass
class Village:
    """What was put on the stage, by name.

    Attributes:
        networks: By name.
        houses: Organisations, by name.
        people: People of each organisation, seats first, by its id.
        coordinators: Coordinator of each network, by its id.
        roles: Roles of each person in each organisation.
        home: Network of each organisation, by its id.
        opened: Associations whose book has its first balance.
    """

    networks: dict[str, Network] = field(default_factory=dict)
    houses: dict[str, Organisation] = field(default_factory=dict)
    people: dict[int, list[Person]] = field(default_factory=dict)
    coordinators: dict[int, Person] = field(default_factory=dict)
    roles: dict[tuple[int, int], frozenset[Role]] = field(default_factory=dict)
    home: dict[int, int] = field(default_factory=dict)
    opened: set[int] = field(default_factory=set)

    def acting(self, person: Person, organisation: Organisation) -> Actor:
        """Return a person with the roles held in one organisation."""
        held = self.roles[person.id, organisation.id]
        return Actor(
            person.id,
            roles={organisation.id: held},
            networks=frozenset({self.home[organisation.id]}),
            second_factor=True,
        )

    def seat(self, organisation: Organisation, place: int) -> Actor:
        """Return the actor in a seat: 0 and 1 officers, 2 treasurer, 3 fiscal."""
        return self.acting(self.people[organisation.id][place], organisation)

    def coordinator(self, network: Network) -> Actor:
        """Return the actor who coordinates a network."""
        only = frozenset({network.id})
        person = self.coordinators[network.id]
        return Actor(person.id, coordinates=only, networks=only, second_factor=True)

    @staticmethod
    def is_producer(organisation: Organisation) -> bool:
        """Tell whether it is an association or a cooperative."""
        return organisation.kind in _PRODUCERS

    def members(self, organisation: Organisation) -> list[Person]:
        """Return everybody of an association."""
        return self.people[organisation.id]


def build_village(
    session: Session, cast: Cast, *, password_hash: str, day: date, now: datetime
) -> Village:
    """Put places, networks, organisations and people on the stage.

    Args:
        session: The open transaction.
        cast: Who plays.
        password_hash: Of the word with which everybody signs in.
        day: Day since which everybody holds the role.
        now: When it is written down.
    """
    village = Village()
    places = _places(session, cast)
    for red in cast.networks:
        network = Network(
            name=red.name,
            territory=red.territory,
            country=Country(red.country),
            currency=_CURRENCIES[red.country],
            time_zone=red.time_zone,
            is_demonstration=True,
            created_at=now,
        )
        session.add(network)
        village.networks[red.name] = network
    session.flush()
    names = {land: cast.names(land) for land in ("CO", "EC")}
    for house in cast.houses:
        network = village.networks[house.network]
        organisation = _organisation(session, house, network, places, day, now)
        village.houses[house.name] = organisation
        village.home[organisation.id] = network.id
        people = _people(
            session, names[network.country], house, organisation, password_hash, now
        )
        village.people[organisation.id] = people
        _seat(session, village, house, organisation, day)
        if house.duty == "support":
            _coordinate(session, village, network, people[0], day)
    session.flush()
    return village


def _places(session: Session, cast: Cast) -> dict[tuple[str, ...], int]:
    found = {}
    for scene in cast.scenes:
        region, town, *rest = scene.path
        land = Country(scene.country)
        deep = {"parish": rest[0]} if rest and land is Country.ECUADOR else {}
        deep |= {"vereda": rest[0]} if rest and land is Country.COLOMBIA else {}
        key = find_or_add(session, Whereabouts(land, region, town, **deep))
        place = session.get_one(Place, key)
        place.latitude, place.longitude = scene.latitude, scene.longitude
        found[scene.path] = key
    return found


def _organisation(
    session: Session,
    house: House,
    network: Network,
    places: dict[tuple[str, ...], int],
    day: date,
    now: datetime,
) -> Organisation:
    row = Organisation(
        name=house.name,
        search_key=fold(house.name),
        kind=OrganisationKind(house.kind),
        legal_form=LegalForm(house.legal_form),
        country=network.country,
        currency=network.currency,
        founded_on=house.founded,
        place_id=places[house.place],
        profile=house.profile,
        is_public=house.kind != "support_institution",
        created_at=now,
        chains=[OrganisationChain(chain=chain) for chain in house.chains],
    )
    session.add(row)
    session.flush()
    session.add(
        NetworkMembership(
            network_id=network.id,
            organisation_id=row.id,
            since=day,
            is_supporting=house.duty == "support",
        )
    )
    return row


def _people(
    session: Session,
    names: Iterator[str],
    house: House,
    organisation: Organisation,
    password_hash: str,
    now: datetime,
) -> list[Person]:
    rows = []
    for _ in range(house.people):
        name = next(names)
        rows.append(
            Person(
                name=name,
                search_key=fold(name),
                country=organisation.country,
                # A reserved ending: no message can reach anybody.
                email=f"{slug(name)}@demostracion.example",
                state=PersonState.ACTIVE,
                password_hash=password_hash,
                is_demonstration=True,
                created_at=now,
            )
        )
    session.add_all(rows)
    session.flush()
    session.add_all(
        Consent(
            person_id=row.id,
            organisation_id=organisation.id,
            purpose=purpose,
            text_version=TEXT_VERSION,
            channel=ConsentChannel.SCREEN,
            recorded_by=row.id,
            granted_at=now,
        )
        for row in rows
        for purpose in (ConsentPurpose.SERVICE, ConsentPurpose.MESSAGES)
    )
    return rows


def _seat(
    session: Session,
    village: Village,
    house: House,
    organisation: Organisation,
    day: date,
) -> None:
    kind = OrganisationKind(house.kind)
    people = village.people[organisation.id]
    for place, person in enumerate(people):
        held: tuple[Role, ...]
        if kind not in _PRODUCERS:
            held = (_AGENTS[kind],)
        elif place < len(_SEATS):
            held = (*_SEATS[place], Role.MEMBER)
        else:
            held = (Role.MEMBER,)
        village.roles[person.id, organisation.id] = frozenset(held)
        session.add_all(
            Membership(
                person_id=person.id,
                organisation_id=organisation.id,
                role=role,
                since=day,
            )
            for role in held
        )


def _coordinate(
    session: Session, village: Village, network: Network, person: Person, day: date
) -> None:
    village.coordinators[network.id] = person
    session.add(
        Membership(
            person_id=person.id,
            network_id=network.id,
            role=Role.COORDINATOR,
            since=day,
        )
    )
