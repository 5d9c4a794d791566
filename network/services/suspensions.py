"""Suspensions: a network closes the door to a person, and opens it again.

The door is one for every network, since there is one account.  Each network
that closed it opens it by itself: the person enters when none keeps it closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from network.core.text import clean_name
from network.db import lock
from network.errors import NotAllowedError, NotFoundError
from network.models import Membership, Person, PersonState, Suspension
from network.policy import Role
from network.services import audit, roles
from network.services.access import end_sessions_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


class SuspendedElsewhereError(NotAllowedError):
    """Only the networks that closed the door open it.  Value: ``networks``."""


def suspend(
    session: Session,
    person_id: int,
    reason: str,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    """Close the door to a person, sittings included.

    A coordinator of a network in which the person holds a role may.  It is
    closed by every network of the person that the actor coordinates; closing
    it twice is harmless.

    Raises:
        NotFoundError: If the actor coordinates no network of the person.
        OwnRoleError: If it is the actor.
    """
    person = _of_others(session, person_id, actor)
    shared = roles.networks_of(session, person_id, day=day) & actor.coordinates
    if not shared or person.state not in (PersonState.ACTIVE, PersonState.SUSPENDED):
        raise NotFoundError(person=person_id)
    before = {row.network_id for row in _standing(session, person_id)}
    session.add_all(
        Suspension(
            person_id=person_id,
            network_id=network_id,
            suspended_by=actor.person_id,
            suspended_at=now,
        )
        for network_id in sorted(shared - before)
    )
    person.state = PersonState.SUSPENDED
    end_sessions_of(session, person_id, now=now)
    _leave_trace(session, "person.suspended", person_id, reason, actor, now)


def restore(
    session: Session,
    person_id: int,
    reason: str,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> str:
    """Open the door again to a suspended person.

    A coordinator opens it for the networks that they coordinate.  One that has
    no coordinator who can enter, and one that the person left, would keep it
    closed for ever: any coordinator over the person opens it for those.

    Returns:
        Names of the networks that still keep it closed, or empty.

    Raises:
        NotFoundError: If the actor coordinates no network of the person, nor
            one that closed the door.
        OwnRoleError: If it is the actor.
        SuspendedElsewhereError: If only other networks keep the door closed.
    """
    person = _of_others(session, person_id, actor)
    standing = _standing(session, person_id)
    here = roles.networks_of(session, person_id, day=day)
    closed = {row.network_id for row in standing}
    is_over = actor.coordinates_any(here)
    if not (is_over or actor.coordinates_any(closed)):
        raise NotFoundError(person=person_id)
    if person.state not in (PersonState.ACTIVE, PersonState.SUSPENDED):
        raise NotFoundError(person=person_id)
    openable = set(actor.coordinates)
    if is_over:
        openable |= closed - (here & _coordinated(session, closed, day))
    lifted = [row for row in standing if row.network_id in openable]
    others = [row for row in standing if row.network_id not in openable]
    names = ", ".join(row.network.name for row in others)
    if others and not lifted:
        raise SuspendedElsewhereError(networks=names)
    for row in lifted:
        row.lifted_by, row.lifted_at = actor.person_id, now
    person.state = PersonState.SUSPENDED if others else PersonState.ACTIVE
    _leave_trace(session, "person.restored", person_id, reason, actor, now)
    return names


def _of_others(session: Session, person_id: int, actor: Actor) -> Person:
    """Return the person, locked, so that two networks act one after the other."""
    if person_id == actor.person_id:
        raise roles.OwnRoleError
    return lock(session, Person, person_id)


def _standing(session: Session, person_id: int) -> Sequence[Suspension]:
    """Return the suspensions that stand, by name of the network."""
    rows = session.scalars(
        select(Suspension)
        .options(joinedload(Suspension.network))
        .where(Suspension.person_id == person_id, Suspension.lifted_at.is_(None))
    ).all()
    return sorted(rows, key=lambda row: (row.network.name, row.network_id))


def _coordinated(session: Session, networks: Iterable[int], day: date) -> set[int]:
    """Return which networks have a coordinator who can enter."""
    found = session.scalars(
        select(Membership.network_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.network_id.in_(networks),
            Membership.role == Role.COORDINATOR,
            Membership.held_on(day),
            Person.state == PersonState.ACTIVE,
        )
    )
    return {network_id for network_id in found if network_id is not None}


def _leave_trace(
    session: Session,
    deed: str,
    person_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    audit.record(
        session,
        actor=actor,
        deed=deed,
        subject="person",
        subject_id=person_id,
        at=now,
        reason=clean_name(reason, 300),
    )
