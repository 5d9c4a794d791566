"""Networks: the first one of an empty instance, and the ones after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from network.core.text import clean_name
from network.core.zones import CURRENCIES, TIME_ZONES
from network.errors import ConflictError, InvalidError, NotAllowedError
from network.models import (
    ConsentPurpose,
    Country,
    Network,
    Person,
    Throttle,
)
from network.policy import Actor, Role
from network.services import audit, consents, people, roles

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.services.people import Draft

_FIRST = "first-network"


class AlreadyStartedError(ConflictError):
    """The instance has people or networks: it is not empty any more."""


class NetworkNameTakenError(ConflictError):
    """There is a network of that name."""


class WrongZoneError(InvalidError):
    """The time zone is not one of the country's."""


@dataclass(frozen=True, slots=True)
class NewNetwork:
    """A network to begin.

    Attributes:
        name: What it is called.
        territory: Where it works, in words.
        country: Decides its money.
        time_zone: IANA name: its days are the network's days.
    """

    name: str
    territory: str
    country: Country
    time_zone: str


def create_first_network(
    session: Session,
    wanted: NewNetwork,
    coordinator: Draft,
    *,
    day: date,
    now: datetime,
) -> int:
    """Begin an empty instance with a network and its coordinator.

    Of two who try at once, one is refused.

    Returns:
        The key of the coordinator.

    Raises:
        AlreadyStartedError: If there is a person or a network already.
        WrongZoneError: If the time zone is not one of the country's.
        ContactNeededError: If the coordinator has no contact.
    """
    _claim_empty(session, now)
    person_id = people.add_person(session, coordinator, now=now)
    actor = Actor(person_id=person_id)
    given = consents.Given(frozenset({ConsentPurpose.SERVICE}))
    consents.record(session, person_id, given, actor=actor, now=now)
    _begin(session, wanted, actor=actor, day=day, now=now)
    return person_id


def create_network(
    session: Session, wanted: NewNetwork, *, actor: Actor, day: date, now: datetime
) -> int:
    """Begin one more network, coordinated by who begins it; return its key.

    Raises:
        NotAllowedError: If the actor coordinates no network yet.
        NetworkNameTakenError: If there is one of that name.
        WrongZoneError: If the time zone is not one of the country's.
    """
    if not actor.coordinates:
        raise NotAllowedError(network="new")
    return _begin(session, wanted, actor=actor, day=day, now=now)


def _begin(
    session: Session, wanted: NewNetwork, *, actor: Actor, day: date, now: datetime
) -> int:
    if wanted.time_zone not in TIME_ZONES[wanted.country]:
        raise WrongZoneError(time_zone=wanted.time_zone)
    # Strangers walk the demonstration: what they begin stays part of it.
    is_invented = session.scalar(
        select(Person.is_demonstration).where(Person.id == actor.person_id)
    )
    row = Network(
        name=clean_name(wanted.name),
        territory=clean_name(wanted.territory, 200),
        country=wanted.country,
        currency=CURRENCIES[wanted.country],
        time_zone=wanted.time_zone,
        is_demonstration=bool(is_invented),
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise NetworkNameTakenError(name=row.name) from error
    audit.record(
        session,
        actor=actor,
        deed="network.created",
        subject="network",
        subject_id=row.id,
        network_id=row.id,
        at=now,
        name=row.name,
    )
    held = roles.Seat(actor.person_id, Role.COORDINATOR, network_id=row.id)
    roles.seat(session, held, actor=actor, day=day, now=now)
    return row.id


def _claim_empty(session: Session, now: datetime) -> None:
    """Take the one claim to an empty instance, or refuse.

    Both would see no person if they looked at the same moment, so a row with
    a fixed key decides.
    """
    try:
        with session.begin_nested():
            session.add(Throttle(key=_FIRST, window_start=now, count=1))
            session.flush()
    except IntegrityError as error:
        raise AlreadyStartedError from error
    taken = session.scalar(select(Person.id).limit(1)) or session.scalar(
        select(Network.id).limit(1)
    )
    if taken:
        raise AlreadyStartedError
