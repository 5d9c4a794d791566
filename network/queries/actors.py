"""Who somebody is today: the roles that every permission is asked of."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.models import Membership, NetworkMembership
from network.policy import Actor, Role

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


def actor_of(
    session: Session, person_id: int, *, day: date, second_factor: bool = False
) -> Actor:
    """Return a person with the roles held on a day.

    Args:
        session: The session to read from.
        person_id: The person; one without roles is an actor who may do nothing.
        day: Day on which the roles must hold.
        second_factor: Whether a one-time code was given in this sitting.
    """
    rows = session.execute(
        select(
            Membership.organisation_id,
            Membership.network_id,
            Membership.role,
            NetworkMembership.network_id,
        )
        .outerjoin(
            NetworkMembership,
            (NetworkMembership.organisation_id == Membership.organisation_id)
            & NetworkMembership.held_on(day),
        )
        .where(
            Membership.person_id == person_id,
            Membership.held_on(day),
        )
    )
    roles: defaultdict[int, set[Role]] = defaultdict(set)
    coordinates: set[int] = set()
    roles_in: defaultdict[int, set[Role]] = defaultdict(set)
    for organisation_id, network_id, role, joined_id in rows:
        if organisation_id is not None:
            roles[organisation_id].add(role)
        if network_id is not None:
            coordinates.add(network_id)
        if joined_id is not None:
            roles_in[joined_id].add(role)
    return Actor(
        person_id=person_id,
        roles={key: frozenset(held) for key, held in roles.items()},
        coordinates=frozenset(coordinates),
        networks=frozenset(roles_in),
        second_factor=second_factor,
        roles_in={key: frozenset(held) for key, held in roles_in.items()},
    )
