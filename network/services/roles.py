"""Roles: granted and ended, never by oneself, never erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from network.core.duties import clashing_role
from network.db import lock
from network.errors import ConflictError, NotAllowedError, NotFoundError
from network.models import Membership, NetworkMembership, Person
from network.policy import Action, Role, require_network, require_over
from network.services import audit
from network.services.organisations import network_ids

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


class OwnRoleError(NotAllowedError):
    """Nobody gives or takes a role of their own."""


class RoleHeldError(ConflictError):
    """The person holds that role there already."""


class RolesApartError(ConflictError):
    """The person holds ``other`` there, which ``role`` must be apart from."""


class LastOfficerError(ConflictError):
    """An organisation keeps at least one officer."""


class LastCoordinatorError(ConflictError):
    """A network keeps at least one coordinator."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A role of a person in one place.

    Attributes:
        person_id: Who.
        role: What they are there.
        organisation_id: The organisation; none for a coordinator.
        network_id: The network, for a coordinator.
    """

    person_id: int
    role: Role
    organisation_id: int | None = None
    network_id: int | None = None


def grant_role(
    session: Session, wanted: Seat, *, actor: Actor, day: date, now: datetime
) -> int:
    """Give a person of the organisation, or of the network, one more role.

    Raises:
        NotFoundError: If the actor or the person has nothing to do there.
        NotAllowedError: If the actor may not manage roles there.
        OwnRoleError: If it is the actor's own.
        RoleHeldError: If the person holds it.
        RolesApartError: If it clashes with another that the person holds.
    """
    _require_manager(session, wanted, actor, day)
    if wanted.person_id == actor.person_id:
        raise OwnRoleError
    if not _belongs(session, wanted, day):
        raise NotFoundError(person=wanted.person_id)
    return seat(session, wanted, actor=actor, day=day, now=now)


def end_role(
    session: Session, membership_id: int, *, actor: Actor, day: date, now: datetime
) -> Seat:
    """End a role from today on; ending it twice is harmless.

    People may leave by themselves as plain members; everything else is ended
    by somebody else who manages the roles there.

    Returns:
        Whose role it was, and where.

    Raises:
        NotFoundError: If the actor has nothing to do with it.
        NotAllowedError: If the actor may not manage roles there.
        OwnRoleError: If it is the actor's own and not a plain membership.
        LastOfficerError: If nobody would be left to run the organisation.
        LastCoordinatorError: If nobody would be left to coordinate.
    """
    row = lock(session, Membership, membership_id)
    is_own = row.person_id == actor.person_id
    held = Seat(row.person_id, row.role, row.organisation_id, row.network_id)
    if not (is_own and row.role is Role.MEMBER):
        _require_manager(session, held, actor, day)
        if is_own:
            raise OwnRoleError
    _end(session, row, actor=actor, day=day, now=now)
    return held


def end_all(
    session: Session, person_id: int, *, actor: Actor, day: date, now: datetime
) -> None:
    """End every role of somebody who leaves for good.

    Raises:
        LastCoordinatorError: If a network would be left without coordination.
    """
    for row in session.scalars(
        select(Membership)
        .where(Membership.person_id == person_id, Membership.until.is_(None))
        .order_by(Membership.id)
        .with_for_update()
    ).all():
        _end(session, row, actor=actor, day=day, now=now, for_good=True)


def seat(
    session: Session,
    wanted: Seat,
    *,
    actor: Actor,
    day: date,
    now: datetime,
    assisted: bool = False,
) -> int:
    """Write a role down; for the services that asked for permission.

    Args:
        session: The open transaction.
        wanted: The role.
        actor: In whose name.
        day: First day of the role.
        now: The present instant.
        assisted: Whether the actor types for somebody without a telephone.

    Raises:
        RoleHeldError: If the person holds it.
        RolesApartError: If it clashes with another that the person holds.
    """
    held = _held(session, wanted, day)
    if wanted.role in held:
        raise RoleHeldError(role=wanted.role)
    other = clashing_role(wanted.role, held)
    if other is not None:
        raise RolesApartError(role=wanted.role, other=other)
    row = Membership(
        person_id=wanted.person_id,
        organisation_id=wanted.organisation_id,
        network_id=wanted.network_id,
        role=wanted.role,
        since=day,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise RoleHeldError(role=wanted.role) from error
    audit.record(
        session,
        actor=actor,
        deed="membership.granted",
        subject="membership",
        subject_id=row.id,
        organisation_id=wanted.organisation_id,
        network_id=wanted.network_id,
        on_behalf_of=wanted.person_id if assisted else None,
        at=now,
        person=wanted.person_id,
        role=wanted.role.value,
        assisted=assisted,
    )
    return row.id


def is_held(session: Session, wanted: Seat, *, day: date) -> bool:
    """Tell whether the person holds the role there today."""
    return wanted.role in _held(session, wanted, day)


def networks_of(session: Session, person_id: int, *, day: date) -> set[int]:
    """Return the networks in which a person holds something that day."""
    found = session.scalars(
        select(func.coalesce(Membership.network_id, NetworkMembership.network_id))
        .outerjoin(
            NetworkMembership,
            (NetworkMembership.organisation_id == Membership.organisation_id)
            & NetworkMembership.held_on(day),
        )
        .where(Membership.person_id == person_id, Membership.held_on(day))
    )
    return set(found) - {None}


def coordinates_over(
    session: Session, person_id: int, *, actor: Actor, day: date
) -> bool:
    """Tell whether the actor coordinates a network the person works in."""
    return actor.coordinates_any(networks_of(session, person_id, day=day))


def _held(session: Session, wanted: Seat, day: date) -> set[Role]:
    """Return the roles the person holds in that place."""
    return set(
        session.scalars(
            select(Membership.role).where(
                Membership.person_id == wanted.person_id,
                Membership.organisation_id == wanted.organisation_id
                if wanted.organisation_id
                else Membership.network_id == wanted.network_id,
                Membership.held_on(day),
            )
        )
    )


def _belongs(session: Session, wanted: Seat, day: date) -> bool:
    """Tell whether the person holds anything there, or in the network."""
    if wanted.organisation_id is not None:
        return bool(_held(session, wanted, day))
    inside = select(NetworkMembership.organisation_id).where(
        NetworkMembership.network_id == wanted.network_id,
        NetworkMembership.held_on(day),
    )
    found = session.scalar(
        select(Membership.id)
        .where(
            Membership.person_id == wanted.person_id,
            Membership.held_on(day),
            or_(
                Membership.network_id == wanted.network_id,
                Membership.organisation_id.in_(inside),
            ),
        )
        .limit(1)
    )
    return found is not None


def _require_manager(session: Session, wanted: Seat, actor: Actor, day: date) -> None:
    if wanted.organisation_id is None:
        action = Action.COORDINATE_NETWORK
        require_network(actor, action, wanted.network_id or 0)
        return
    networks = network_ids(session, wanted.organisation_id, day)
    action = Action.MANAGE_MEMBERSHIPS
    require_over(actor, action, wanted.organisation_id, networks)


def _end(
    session: Session,
    row: Membership,
    *,
    actor: Actor,
    day: date,
    now: datetime,
    for_good: bool = False,
) -> None:
    if row.until is not None:
        return
    _require_another(session, row, for_good=for_good)
    row.until = max(day, row.since)
    audit.record(
        session,
        actor=actor,
        deed="membership.ended",
        subject="membership",
        subject_id=row.id,
        organisation_id=row.organisation_id,
        network_id=row.network_id,
        at=now,
        person=row.person_id,
        role=row.role.value,
    )


def _require_another(session: Session, row: Membership, *, for_good: bool) -> None:
    """Refuse to end the last role that a place cannot do without."""
    vital = row.role is Role.COORDINATOR or (row.role is Role.OFFICER and not for_good)
    if not vital:
        return
    home = (
        Membership.network_id == row.network_id
        if row.network_id
        else Membership.organisation_id == row.organisation_id
    )
    # All of them are locked, so that two cannot leave at the same moment.
    others = session.scalars(
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(home, Membership.role == row.role, Membership.until.is_(None))
        .order_by(Membership.id)
        .with_for_update(of=Membership)
    ).all()
    if set(others) - {row.person_id}:
        return
    raise LastCoordinatorError if row.network_id else LastOfficerError
