"""Names of people and organisations, read at once for a whole page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from network.models import Organisation, Person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session


def people_names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Return the name of each person; numbers that are missing are left out."""
    wanted = {each for each in ids if each is not None}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return dict(rows.all())


def organisation_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Return the name of each organisation."""
    rows = session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(set(ids)))
    )
    return dict(rows.all())
