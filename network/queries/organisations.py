"""An organisation's page: for its people, its network, or anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.errors import NotFoundError
from network.models import (
    Country,
    LegalForm,
    Membership,
    NetworkMembership,
    Organisation,
    OrganisationChain,
    OrganisationKind,
    Person,
    PersonState,
    Place,
    PlaceLevel,
    TaxIdState,
)
from network.policy import ALLOWED, Action, Role, require_over

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class PublicProfile:
    """What a buyer or a stranger may read: the organisation, never its people."""

    id: int
    name: str
    kind: OrganisationKind
    legal_form: LegalForm
    country: Country
    places: tuple[str, ...]
    chains: tuple[str, ...]
    founded_on: date | None
    profile: str
    members: int


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """An organisation as its network sees it.

    Attributes:
        public: What anybody may read once it is public.
        tax_id: NIT or RUC, if known.
        tax_id_state: How far it could be checked.
        currency: Money of its book.
        is_public: Whether strangers may read the profile.
        by_level: Names of its places, by level.
        may: What the actor may do there.
        is_own: Whether the actor holds a role there.
    """

    public: PublicProfile
    tax_id: str | None
    tax_id_state: TaxIdState
    currency: str
    is_public: bool
    by_level: dict[PlaceLevel, str]
    may: frozenset[Action]
    is_own: bool


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role of a member; ``id`` is the key of the membership."""

    id: int
    role: Role
    since: date


@dataclass(frozen=True, slots=True)
class Member:
    """A person of an organisation, with every role held there.

    ``has_codes`` is told to those who manage the memberships.
    """

    person_id: int
    name: str
    state: PersonState
    phone: str | None
    roles: tuple[HeldRole, ...]
    has_codes: bool = False


def public_profile(
    session: Session, organisation_id: int, *, day: date
) -> PublicProfile:
    """Return what anybody may read of an organisation.

    Raises:
        NotFoundError: If there is none, or its profile is not public.
    """
    row = session.get(Organisation, organisation_id)
    if row is None or not row.is_public:
        raise NotFoundError(organisation=organisation_id)
    return _profile(session, row, day)


def organisation_page(
    session: Session, organisation_id: int, *, actor: Actor, day: date
) -> OrganisationPage:
    """Return an organisation as its own people and its networks see it.

    Raises:
        NotFoundError: If the actor has no role there and shares no network.
    """
    networks = _network_ids(session, organisation_id, day)
    ours = networks & (actor.networks | actor.coordinates)
    row = session.get(Organisation, organisation_id)
    is_own = organisation_id in actor.roles
    if row is None or not (is_own or ours):
        raise NotFoundError(organisation=organisation_id)
    held = set(actor.roles.get(organisation_id, ()))
    if actor.coordinates_any(networks):
        held.add(Role.COORDINATOR)
    by_level = dict(_places(session, row.place_id))
    return OrganisationPage(
        public=_profile(session, row, day),
        tax_id=row.tax_id,
        tax_id_state=row.tax_id_state,
        currency=row.currency,
        is_public=row.is_public,
        by_level=by_level,
        may=frozenset(action for action, roles in ALLOWED.items() if held & roles),
        is_own=is_own,
    )


def members_of(
    session: Session, organisation_id: int, *, actor: Actor, day: date
) -> list[Member]:
    """Return the people of an organisation with their roles, by name.

    Telephones are for those who manage the memberships.

    Raises:
        NotFoundError: If the actor has nothing to do with the organisation.
        NotAllowedError: If the actor is from elsewhere in the network.
    """
    networks = _network_ids(session, organisation_id, day)
    manages = actor.holds(
        Action.MANAGE_MEMBERSHIPS, organisation_id
    ) or actor.coordinates_any(networks)
    if not manages:
        require_over(actor, Action.SEE_MEMBERS, organisation_id, networks)
    rows = session.execute(
        select(
            Membership.id,
            Membership.role,
            Membership.since,
            Person.id.label("person_id"),
            Person.name,
            Person.state,
            Person.phone,
            Person.totp_confirmed_at.is_not(None).label("has_codes"),
        )
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == organisation_id, Membership.held_on(day))
        .order_by(Person.search_key, Person.id, Membership.role)
    )
    found: dict[int, Member] = {}
    for row in rows:
        before = found.get(row.person_id)
        held = HeldRole(row.id, row.role, row.since)
        found[row.person_id] = Member(
            row.person_id,
            row.name,
            row.state,
            row.phone if manages else None,
            (*(before.roles if before else ()), held),
            manages and row.has_codes,
        )
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Somebody who coordinates a network."""

    membership_id: int
    person_id: int
    name: str
    since: date


def coordinators_of(
    session: Session, network_id: int, *, day: date
) -> list[Coordinator]:
    """Return who coordinates a network, for callers that asked already."""
    rows = session.execute(
        select(Membership.id, Person.id, Person.name, Membership.since)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.network_id == network_id, Membership.held_on(day))
        .order_by(Person.search_key, Person.id)
    )
    return [Coordinator(*row) for row in rows]


def _network_ids(session: Session, organisation_id: int, day: date) -> frozenset[int]:
    return frozenset(
        session.scalars(
            select(NetworkMembership.network_id).where(
                NetworkMembership.organisation_id == organisation_id,
                NetworkMembership.held_on(day),
            )
        )
    )


def _profile(session: Session, row: Organisation, day: date) -> PublicProfile:
    members = session.scalars(
        select(Membership.person_id)
        .where(Membership.organisation_id == row.id, Membership.held_on(day))
        .distinct()
    ).all()
    chains = session.scalars(
        select(OrganisationChain.chain)
        .where(OrganisationChain.organisation_id == row.id)
        .order_by(OrganisationChain.chain)
    )
    return PublicProfile(
        id=row.id,
        name=row.name,
        kind=row.kind,
        legal_form=row.legal_form,
        country=row.country,
        places=tuple(name for _, name in _places(session, row.place_id)),
        chains=tuple(chains),
        founded_on=row.founded_on,
        profile=row.profile,
        members=len(members),
    )


def _places(session: Session, place_id: int) -> list[tuple[PlaceLevel, str]]:
    """Return level and name of a place and of those that hold it, narrow first."""
    steps = (
        select(Place.id, Place.parent_id, Place.level, Place.name)
        .where(Place.id == place_id)
        .cte("steps", recursive=True)
    )
    steps = steps.union_all(
        select(Place.id, Place.parent_id, Place.level, Place.name).join(
            steps, Place.id == steps.c.parent_id
        )
    )
    rows = session.execute(select(steps.c.level, steps.c.name)).all()
    order = list(PlaceLevel)
    return sorted(
        ((level, name) for level, name in rows), key=lambda row: -order.index(row[0])
    )
