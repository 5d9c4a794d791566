"""Places of the administrative division, for tests of maps and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from network.models import Place, PlaceLevel

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Organisation


def a_locality(
    session: Session,
    organisation: Organisation,
    *names: str,
    centre: tuple[float, float] | None = None,
    deepest: tuple[float, float] | None = None,
) -> None:
    """Put an organisation in a place, from the widest division down."""
    place: Place | None = None
    for level, name in zip(PlaceLevel, names, strict=False):
        place = Place(
            country=organisation.country,
            level=level,
            name=name,
            parent_id=place.id if place else None,
        )
        if centre and level is PlaceLevel.LEVEL_2:
            place.latitude, place.longitude = centre
        session.add(place)
        session.flush()
        organisation.place_id = place.id
    if deepest and place:
        place.latitude, place.longitude = deepest
    session.flush()


def a_town(session: Session, organisation: Organisation) -> None:
    """Put an organisation in a town whose centre is known."""
    a_locality(session, organisation, "Santander", "Rionegro", centre=(7.26, -73.15))
