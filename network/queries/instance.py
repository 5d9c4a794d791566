"""Whether anybody lives here yet, and whether they are invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from network.models import Network, Person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def is_empty(session: Session) -> bool:
    """Tell whether there is neither a person nor a network."""
    person = session.scalar(select(Person.id).limit(1))
    return person is None and session.scalar(select(Network.id).limit(1)) is None


def has_demonstration(session: Session) -> bool:
    """Tell whether any network is invented."""
    found = select(Network.id).where(Network.is_demonstration).limit(1)
    return session.scalar(found) is not None
