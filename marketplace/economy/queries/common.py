"""Who looks, and the names of what is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.economy.core.viewing import Viewer
from network.errors import NotFoundError
from network.models import Network, Organisation
from network.policy import Action, require_network

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from network.policy import Actor


def viewer_of(actor: Actor, network_id: int) -> Viewer:
    """Return what the actor may read of the money of a network.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor is there for a firm that sells or buys.
    """
    require_network(actor, Action.SEE_PURCHASE, network_id)
    return Viewer(
        network_id in actor.coordinates,
        frozenset(key for key in actor.roles if actor.holds(Action.SEE_BOOK, key)),
    )


def network_named(session: Session, network_id: int) -> Network:
    """Return a network.

    Raises:
        NotFoundError: If there is none.
    """
    found = session.get(Network, network_id)
    if found is None:
        raise NotFoundError(network=network_id)
    return found


def names_of(session: Session, organisation_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of organisations."""
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(sorted(set(organisation_ids))))
        .order_by(Organisation.id)
    )
    return dict(rows.all())
