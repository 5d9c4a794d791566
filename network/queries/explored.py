"""Exploratory maps of a territory, for the coordinators who brought them in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from network.core import labels as naming
from network.core.layout import HEIGHT, WIDTH, Line
from network.core.measures.whole import KIND_WORDS
from network.core.threads import radius, threads
from network.errors import NotFoundError
from network.models import ExploredMap, ExploredOrganisation, ExploredTie, Person
from network.policy import Action, require_network

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from network.core.measures.kind import NetworkKind
    from network.policy import Actor

_KINDS = {word: kind for kind, word in KIND_WORDS.items()}


@dataclass(frozen=True, slots=True)
class ExploredCard:
    """A map in the list of a network."""

    id: int
    name: str
    territory: str
    day: date
    kind: NetworkKind
    organisations: int
    ties: int


@dataclass(frozen=True, slots=True)
class ExploredRow:
    """An organisation of a map.

    Attributes:
        name: As the list says it.
        degree: With how many others it has a tie.
        neighbours: Their names, in order.
        is_key: Whether its group falls apart without it.
    """

    name: str
    degree: int
    neighbours: tuple[str, ...]
    is_key: bool


@dataclass(frozen=True, slots=True)
class ExploredDot:
    """An organisation in the drawing."""

    name: str
    x: int
    y: int
    radius: int
    degree: int
    is_key: bool
    label: naming.Label | None


@dataclass(frozen=True, slots=True)
class ExploredKind:
    """What the list calls a kind of tie, and how many there are."""

    name: str
    ties: int


@dataclass(frozen=True, slots=True)
class ExploredPage:
    """An exploratory map.

    Attributes:
        card: Name, territory, shape, counts.
        source_note: Where the list comes from.
        author: Who brought it in.
        measures: With the keys of the interchange.
        rows: The organisations, those with most ties first.
        dots: The same, in the drawing.
        path: Every tie, as one path.
        kinds: Kinds of tie the list names, the most frequent first.
        width: Of the drawing.
        height: Of the drawing.
    """

    card: ExploredCard
    source_note: str
    author: str
    measures: Mapping[str, Any]
    rows: tuple[ExploredRow, ...]
    dots: tuple[ExploredDot, ...]
    path: str
    kinds: tuple[ExploredKind, ...]
    width: int = WIDTH
    height: int = HEIGHT


def explored_maps(
    session: Session, network_id: int, *, actor: Actor
) -> list[ExploredCard]:
    """Return the maps of a network, the latest first.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor does not coordinate it.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    rows = session.scalars(
        select(ExploredMap)
        .where(ExploredMap.network_id == network_id)
        .order_by(ExploredMap.id.desc())
    )
    return [_card(row) for row in rows]


def explored_map(
    session: Session, network_id: int, map_id: int, *, actor: Actor
) -> ExploredPage:
    """Return a map with its measures, its table and its drawing.

    Raises:
        NotFoundError: If the actor has nothing to do with the network, or it
            has no such map.
        NotAllowedError: If the actor does not coordinate it.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    row = session.get(ExploredMap, map_id)
    if row is None or row.network_id != network_id:
        raise NotFoundError(explored_map=map_id)
    found = session.scalars(
        select(ExploredOrganisation)
        .where(ExploredOrganisation.map_id == map_id)
        .order_by(ExploredOrganisation.name, ExploredOrganisation.id)
    ).all()
    others, path = _ties(session, map_id, {each.id: each for each in found})
    found = sorted(found, key=lambda each: -len(others[each.id]))
    return ExploredPage(
        card=_card(row),
        source_note=row.source_note,
        author=session.get_one(Person, row.created_by).name,
        measures=row.measures,
        rows=tuple(
            ExploredRow(
                each.name,
                len(others[each.id]),
                tuple(sorted(others[each.id].values())),
                each.is_key,
            )
            for each in found
        ),
        dots=_dots(found, others),
        path=path,
        kinds=_kinds(session, map_id),
    )


def _card(row: ExploredMap) -> ExploredCard:
    return ExploredCard(
        id=row.id,
        name=row.name,
        territory=row.territory,
        day=row.day,
        kind=_KINDS[row.measures["kind"]],
        organisations=row.measures["n"],
        ties=row.measures["m"],
    )


def _ties(
    session: Session, map_id: int, found: Mapping[int, ExploredOrganisation]
) -> tuple[defaultdict[int, dict[int, str]], str]:
    """Return the neighbours of each with their names, and the path of all ties."""
    others: defaultdict[int, dict[int, str]] = defaultdict(dict)
    rows = session.execute(
        select(ExploredTie.one_id, ExploredTie.other_id)
        .where(ExploredTie.map_id == map_id)
        .distinct()
        .order_by(ExploredTie.one_id, ExploredTie.other_id)
    )
    lines = []
    for one, other in rows:
        others[one][other] = found[other].name
        others[other][one] = found[one].name
        ends = found[one], found[other]
        lines.append(("", Line(ends[0].x, ends[0].y, ends[1].x, ends[1].y)))
    return others, "".join(thread.path for thread in threads(lines))


def _dots(
    found: Sequence[ExploredOrganisation], others: Mapping[int, Mapping[int, str]]
) -> tuple[ExploredDot, ...]:
    shorts = naming.short_names([each.name for each in found])
    marks = [
        naming.Mark(
            each.x, each.y, radius(len(others.get(each.id, ())), len(found)), short
        )
        for each, short in zip(found, shorts, strict=True)
    ]
    labels = naming.place_labels(marks, width=WIDTH, height=HEIGHT)
    return tuple(
        ExploredDot(
            each.name,
            mark.x,
            mark.y,
            mark.radius,
            len(others.get(each.id, ())),
            each.is_key,
            label,
        )
        for each, mark, label in zip(found, marks, labels, strict=True)
    )


def _kinds(session: Session, map_id: int) -> tuple[ExploredKind, ...]:
    count = func.count()
    rows = session.execute(
        select(ExploredTie.kind, count)
        .where(ExploredTie.map_id == map_id, ExploredTie.kind != "")
        .group_by(ExploredTie.kind)
        .order_by(count.desc(), ExploredTie.kind)
        .limit(12)
    )
    return tuple(ExploredKind(name, ties) for name, ties in rows)
