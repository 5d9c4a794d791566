"""Where organisations are, said no more exactly than everybody may know."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from network.models import (
    Country,
    NetworkMembership,
    Organisation,
    Place,
    PlaceLevel,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Select

#: What is said of where an organisation is never gets narrower than this:
#: municipality in Colombia, parish in Ecuador.
_SAID: dict[Country, frozenset[PlaceLevel]] = {
    Country.COLOMBIA: frozenset({PlaceLevel.LEVEL_1, PlaceLevel.LEVEL_2}),
    Country.ECUADOR: frozenset(
        {PlaceLevel.LEVEL_1, PlaceLevel.LEVEL_2, PlaceLevel.LEVEL_3}
    ),
}

#: The place of an organisation and those around it, the narrowest first.
_STEPS: tuple[type[Place], ...] = (
    Place,
    aliased(Place),
    aliased(Place),
    aliased(Place),
)
_COLUMNS = 4

#: Department or province of an organisation, in a statement of this module.
REGION: ColumnElement[str] = func.coalesce(*(step.name for step in reversed(_STEPS)))


@dataclass(frozen=True, slots=True)
class Locality:
    """Where an organisation is, as everybody may know it.

    Attributes:
        name: Municipality or parish, or what is known wider than that.
        region: Department or province.
        country: Whose.
        latitude: Of the centre of that place, in degrees; none if not known.
        longitude: The same.
    """

    name: str
    region: str
    country: Country
    latitude: float | None
    longitude: float | None

    @property
    def words(self) -> str:
        """Both names, once where they are the same."""
        return self.name if self.name == self.region else f"{self.name}, {self.region}"


def located(network_id: int, day: date) -> Select[*tuple[Any, ...]]:
    """Return the statement of a network's organisations with their places.

    Its rows are the key, name and kind of an organisation, followed by what
    :func:`locality_of` reads.  They are in order of name.
    """
    columns = [
        column
        for step in _STEPS
        for column in (step.level, step.name, step.latitude, step.longitude)
    ]
    statement: Select[*tuple[Any, ...]] = (
        select(
            Organisation.id,
            Organisation.name,
            Organisation.kind,
            Place.country,
            *columns,
        )
        .join(NetworkMembership, NetworkMembership.organisation_id == Organisation.id)
        .join(Place, Place.id == Organisation.place_id)
        .where(
            NetworkMembership.network_id == network_id,
            NetworkMembership.held_on(day),
            NetworkMembership.is_supporting.is_(False),
        )
    )
    for inner, outer in pairwise(_STEPS):
        statement = statement.outerjoin(outer, outer.id == inner.parent_id)
    return statement.order_by(Organisation.search_key, Organisation.id)


def locality_of(row: Sequence[Any]) -> Locality:
    """Return the narrowest place that may be said, and its centre if known.

    Args:
        row: Of :func:`located`.
    """
    country, *steps = row[3 : 4 + _COLUMNS * len(_STEPS)]
    each = [steps[at : at + _COLUMNS] for at in range(0, len(steps), _COLUMNS)]
    held = [step for step in each if step[0] is not None]
    said = [step for step in held if step[0] in _SAID[country]] or held[-1:]
    known = next((step for step in said if None not in step[2:]), None)
    is_region = known is not None and known[0] is PlaceLevel.LEVEL_1
    return Locality(
        name=said[0][1],
        region=held[-1][1],
        country=country,
        latitude=known[2] if known and not is_region else None,
        longitude=known[3] if known and not is_region else None,
    )
