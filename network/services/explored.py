"""Bringing in and taking away exploratory maps of a territory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from network.core.layout import lay_out
from network.core.measures.whole import as_document, measure
from network.core.text import clean_name, clean_note, fold
from network.errors import ConflictError, InvalidError, NotFoundError
from network.models import ExploredMap, ExploredOrganisation, ExploredTie
from network.policy import Action, require_network
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.core.tie_lists import TieList
    from network.policy import Actor

#: Maps that a network keeps at most.
MOST_MAPS = 40


class ExploredNameTakenError(ConflictError):
    """The network has a map of that name already."""


class TooManyExploredMapsError(ConflictError):
    """The network keeps as many maps as it may."""


class EmptyExploredMapError(InvalidError):
    """There is no organisation in the list."""


@dataclass(frozen=True, slots=True)
class NewExploredMap:
    """A map to bring in.

    Attributes:
        name: Of its own in the network.
        territory: What it is a map of.
        source_note: Where the list comes from.
        ties: The list; its bad rows are left out.
    """

    name: str
    territory: str
    source_note: str
    ties: TieList


def add_explored_map(
    session: Session,
    network_id: int,
    wanted: NewExploredMap,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> int:
    """Keep a map, measured and laid out; return its key.

    Its organisations and ties never enter the graph of the network.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor does not coordinate it.
        EmptyExploredMapError: If the list has no organisation.
        TooManyExploredMapsError: If the network has too many maps.
        ExploredNameTakenError: If it has one of that name.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    names = wanted.ties.organisations
    if not names:
        raise EmptyExploredMapError
    held = select(func.count()).where(ExploredMap.network_id == network_id)
    if (session.scalar(held) or 0) >= MOST_MAPS:
        raise TooManyExploredMapsError(most=MOST_MAPS)
    graph = _graph(wanted.ties)
    measures = measure(graph)
    row = ExploredMap(
        network_id=network_id,
        name=clean_name(wanted.name),
        search_key=fold(clean_name(wanted.name))[:160],
        territory=clean_name(wanted.territory, 200),
        source_note=clean_note(wanted.source_note, 500),
        day=day,
        created_by=actor.person_id,
        created_at=now,
        measures=_plain(as_document(measures, nodes=False), names),
    )
    _add_named(session, row)
    spots, cuts = lay_out(graph), set(measures.articulation_points)
    found = [
        ExploredOrganisation(
            map_id=row.id, name=name, x=spots[at].x, y=spots[at].y, is_key=at in cuts
        )
        for at, name in enumerate(names)
    ]
    session.add_all(found)
    session.flush()
    keys = {each.name: each.id for each in found}
    session.add_all(
        ExploredTie(
            map_id=row.id,
            one_id=keys[tie.one],
            other_id=keys[tie.other],
            kind=tie.kind,
            weight=tie.weight,
        )
        for tie in wanted.ties.ties
    )
    _trace(session, row, "explored_map.added", actor, now)
    return row.id


def delete_explored_map(
    session: Session, network_id: int, map_id: int, *, actor: Actor, now: datetime
) -> None:
    """Take a map away, with all that is in it.

    Raises:
        NotFoundError: If the actor has nothing to do with the network, or it
            has no such map.
        NotAllowedError: If the actor does not coordinate it.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    row = session.get(ExploredMap, map_id)
    if row is None or row.network_id != network_id:
        raise NotFoundError(explored_map=map_id)
    _trace(session, row, "explored_map.deleted", actor, now)
    for table in (ExploredTie, ExploredOrganisation):
        session.execute(delete(table).where(table.map_id == map_id))
    session.delete(row)
    session.flush()


def _graph(ties: TieList) -> nx.Graph[int]:
    number = {name: at for at, name in enumerate(ties.organisations)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(number)))
    graph.add_edges_from((number[tie.one], number[tie.other]) for tie in ties.ties)
    return graph


def _plain(document: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the measures with names instead of places in the list."""
    cuts = [names[at] for at in document["articulation_points"]]
    return document | {"articulation_points": cuts}


def _add_named(session: Session, row: ExploredMap) -> None:
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise ExploredNameTakenError(name=row.name) from error


def _trace(
    session: Session, row: ExploredMap, deed: str, actor: Actor, now: datetime
) -> None:
    audit.record(
        session,
        actor=actor,
        deed=deed,
        subject="explored_map",
        subject_id=row.id,
        network_id=row.network_id,
        at=now,
        name=row.name,
    )
