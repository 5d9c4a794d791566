"""The map of a network: organisations at the centre of their municipality."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from network.core.maps import HEIGHT, WIDTH, Chart, Pin, draw
from network.core.outlines import ISLANDS_WEST_OF, project
from network.core.text import fold
from network.models import Layer
from network.queries.red import Named
from network.queries.woven import WantedTies, Woven, woven

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from network.core.outlines import Outline, Point
    from network.policy import Actor
    from network.queries.directory import NetworkCard
    from network.queries.localities import Locality


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of the map, for the list beneath it.

    Attributes:
        name: Municipality or parish.
        region: Department or province.
        organisations: Those that are there, by name.
        neighbours: How many others outside the place they have ties with.
        is_rough: Whether only the centre of its region is known.
    """

    name: str
    region: str
    organisations: tuple[Named, ...]
    neighbours: int
    is_rough: bool


@dataclass(frozen=True, slots=True)
class MapPicture:
    """The map of a network and the list that says the same.

    Attributes:
        network: The network.
        month: Month it shows; none when it was never measured.
        day: Day of the ties.
        chart: What to draw.
        names: Of the organisations, by key.
        rows: The places, those with most organisations first.
        unplaced: Organisations whose place cannot be drawn, by name.
        has_outlines: Whether there are outlines to draw.
        width: Of the drawing.
        height: Of the drawing.
    """

    network: NetworkCard
    month: str | None
    day: date
    chart: Chart
    names: Mapping[int, str]
    rows: tuple[PlaceRow, ...]
    unplaced: tuple[Named, ...]
    has_outlines: bool
    width: int = WIDTH
    height: int = HEIGHT

    def layer_of(self, text: str) -> Layer:
        """Return the layer that a thread of the chart is of."""
        return Layer(text)


def network_map(
    session: Session,
    network_id: int,
    wanted: WantedTies,
    *,
    actor: Actor,
    day: date,
    outlines: Mapping[str, Sequence[Outline]],
) -> MapPicture:
    """Return the map of a network, zoomed to its territory.

    Nobody is drawn more exactly than at the centre of their municipality or
    parish; where that is not known, at the centre of the department.

    Args:
        session: The open transaction.
        network_id: The network.
        wanted: Month and layers.
        actor: Who looks.
        day: Today, for a network that was never measured.
        outlines: Departments and provinces by country; may be empty.

    Raises:
        NotFoundError: If the actor has nothing to do with the network, or it
            was not measured in that month.
    """
    whole = woven(session, network_id, wanted, actor=actor, day=day)
    countries = {whole.network.country} | {
        each.locality.country for each in whole.organisations
    }
    shapes = [shape for code in sorted(countries) for shape in outlines.get(code, ())]
    centres = _centres(outlines)
    pins, rows = _pins(whole, centres)
    placed = {key for pin in pins for key in pin.organisations}
    return MapPicture(
        network=whole.network,
        month=whole.month,
        day=whole.day,
        chart=draw(pins, _ties(whole, placed), shapes),
        names={each.id: each.name for each in whole.organisations},
        rows=rows,
        unplaced=tuple(
            Named(each.id, each.name)
            for each in whole.organisations
            if each.id not in placed
        ),
        has_outlines=bool(shapes),
    )


def _centres(
    outlines: Mapping[str, Sequence[Outline]],
) -> dict[tuple[str, str], Point]:
    """Return the centre of each region, by country and folded name."""
    return {
        (code, fold(each.name)): each.centre
        for code, shapes in outlines.items()
        for each in shapes
        if each.name
    }


def _pins(
    whole: Woven, centres: Mapping[tuple[str, str], Point]
) -> tuple[list[Pin], tuple[PlaceRow, ...]]:
    """Return the places on the map and their rows, largest first."""
    inside: defaultdict[Locality, list[Named]] = defaultdict(list)
    for each in whole.organisations:
        inside[each.locality].append(Named(each.id, each.name))
    others = _others(whole)
    found = []
    for place, names in inside.items():
        point = _point(place, centres)
        if point is not None:
            keys = {each.id for each in names}
            reached = {key for each in keys for key in others[each]} - keys
            pin = Pin(
                point=point,
                organisations=tuple(each.id for each in names),
                name=place.name,
                is_island=point[0] < project(0, ISLANDS_WEST_OF[place.country])[0],
            )
            rough = place.latitude is None
            row = PlaceRow(place.name, place.region, tuple(names), len(reached), rough)
            found.append((pin, row))
    found.sort(key=lambda each: (-len(each[1].organisations), each[1].name))
    return [pin for pin, _ in found], tuple(row for _, row in found)


def _point(place: Locality, centres: Mapping[tuple[str, str], Point]) -> Point | None:
    if place.latitude is None or place.longitude is None:
        return centres.get((place.country.value, fold(place.region)))
    return project(place.latitude, place.longitude)


def _others(whole: Woven) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for tie in whole.ties:
        found[tie.source].add(tie.target)
        found[tie.target].add(tie.source)
    return found


def _ties(whole: Woven, placed: set[int]) -> dict[tuple[int, int, str], int]:
    return {
        (tie.source, tie.target, tie.layer.value): tie.weight
        for tie in whole.ties
        if tie.source in placed and tie.target in placed
    }
