"""Places: found by their name, or added when somebody lives there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from network.core.regions import REGIONS
from network.core.text import clean_name, fold
from network.errors import InvalidError
from network.models import Country, Place, PlaceLevel

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class UnknownRegionError(InvalidError):
    """There is no such department or province."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place, named from the widest division down.

    Attributes:
        country: Whose division.
        region: Department or province, by its official name.
        municipality: Municipality or canton.
        parish: Corregimiento or parish; may be empty.
        vereda: Vereda or community; may be empty.
    """

    country: Country
    region: str
    municipality: str
    parish: str = ""
    vereda: str = ""


def find_or_add(session: Session, where: Whereabouts) -> int:
    """Return the key of the narrowest place named, adding what is missing.

    Names are compared without accents and case, so that "La Belleza" is not
    added beside "la belleza".

    Raises:
        UnknownRegionError: If the department or province does not exist.
    """
    regions = {fold(name): name for name in REGIONS[where.country]}
    region = regions.get(fold(where.region))
    if region is None:
        raise UnknownRegionError(region=where.region)
    named = (
        (PlaceLevel.LEVEL_1, region),
        (PlaceLevel.LEVEL_2, clean_name(where.municipality)),
        (PlaceLevel.LEVEL_3, clean_name(where.parish)),
        (PlaceLevel.VEREDA, clean_name(where.vereda)),
    )
    parent: int | None = None
    for level, name in named:
        if name:
            parent = _one(session, where.country, (parent, level), name)
    assert parent is not None  # the region always has a name
    return parent


def _one(
    session: Session,
    country: Country,
    under: tuple[int | None, PlaceLevel],
    name: str,
) -> int:
    parent_id, level = under
    wanted = select(Place.id).where(
        Place.country == country,
        Place.parent_id == parent_id if parent_id else Place.parent_id.is_(None),
        Place.search_key == fold(name)[:160],
    )
    found = session.scalar(wanted.order_by(Place.id).limit(1))
    if found is not None:
        return found
    fresh = Place(country=country, level=level, parent_id=parent_id, name=name)
    try:
        with session.begin_nested():
            session.add(fresh)
            session.flush()
    except IntegrityError:
        return session.scalars(wanted.order_by(Place.id)).first() or 0
    return fresh.id
