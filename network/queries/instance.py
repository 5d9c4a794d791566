"""Whether anybody lives here yet."""

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
