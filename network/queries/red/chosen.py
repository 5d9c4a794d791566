"""The snapshot that an address asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from network.models import NetworkSnapshot

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


class Chosen(NamedTuple):
    """What the parts of a page need to know of a snapshot.

    Attributes:
        id: Its key.
        network_id: Its network.
        day: Day whose ties were measured.
        organisations: How many were measured.
        community_ties: Ties between groups: one, other, how many.
    """

    id: int
    network_id: int
    day: date
    organisations: int
    community_ties: list[list[int]]


def chosen(session: Session, network_id: int, month: str | None) -> Chosen | None:
    """Return the snapshot of a month, or the latest one; none if there is none."""
    wanted = select(
        NetworkSnapshot.id,
        NetworkSnapshot.network_id,
        NetworkSnapshot.day,
        NetworkSnapshot.organisations,
        NetworkSnapshot.community_ties,
    ).where(NetworkSnapshot.network_id == network_id)
    if month is not None:
        wanted = wanted.where(NetworkSnapshot.month == month)
    row = session.execute(
        wanted.order_by(NetworkSnapshot.month.desc()).limit(1)
    ).first()
    return None if row is None else Chosen(*row)
