"""What is drawn of a network: all of it, its groups, one group, or around one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select

from network.core.layout import Spot, line_between, zoomed
from network.core.snapshots.groups import WITHOUT_TIES
from network.models import Layer, Organisation, SnapshotOrganisation
from network.models.facts import active_ties
from network.policy import Action, require_network
from network.queries.red.chosen import Chosen, chosen
from network.queries.red.reading import communities_of
from network.queries.red.readings import (
    CommunityReading,
    Drawing,
    DrawnNode,
    DrawnTie,
    Named,
    WantedDrawing,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from network.core.graph import TieFact
    from network.core.layout import Line
    from network.policy import Actor

#: Beyond so many organisations their groups are drawn first.
MOST_DRAWN = 300
#: Between groups only the ropes of most ties are drawn: more is a tangle.
MOST_ROPES = 150


def drawing(
    session: Session, network_id: int, wanted: WantedDrawing, *, actor: Actor
) -> Drawing:
    """Return what is drawn of a network, as last measured in the month.

    Up to 300 organisations all are drawn; beyond, their groups, one of which
    is opened at a time, and an organisation with those two steps away.

    Returns:
        Nothing drawn when the network was never measured, or not in that month.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
    """
    require_network(actor, Action.SEE_NETWORK, network_id)
    snapshot = chosen(session, network_id, wanted.month)
    if snapshot is None:
        return Drawing()
    if wanted.around is not None:
        near = _near(session, snapshot, wanted.around)
        return _part(session, snapshot, _is_among(near), wanted.layers)
    if wanted.community is not None:
        inside = SnapshotOrganisation.community == wanted.community
        return _part(session, snapshot, inside, wanted.layers)
    if snapshot.organisations > MOST_DRAWN:
        return _groups(session, snapshot)
    nodes, _omitted = _nodes(session, snapshot, None)
    return _with_ties(session, snapshot, nodes, wanted.layers, 0)


def _part(
    session: Session,
    snapshot: Chosen,
    condition: ColumnElement[bool],
    layers: frozenset[Layer],
) -> Drawing:
    """Return a part of the network stretched over the whole drawing."""
    nodes, omitted = _nodes(session, snapshot, condition)
    spots = zoomed({node.organisation.id: Spot(node.x, node.y) for node in nodes})
    placed = [
        DrawnNode(
            node.organisation,
            spots[node.organisation.id].x,
            spots[node.organisation.id].y,
            node.degree,
            node.community,
            node.cut_off,
        )
        for node in nodes
    ]
    return _with_ties(session, snapshot, placed, layers, omitted)


def _nodes(
    session: Session, snapshot: Chosen, condition: ColumnElement[bool] | None
) -> tuple[list[DrawnNode], int]:
    """Return those to draw, the most tied when too many, and how many are not."""
    wanted = [SnapshotOrganisation.snapshot_id == snapshot.id]
    if condition is not None:
        wanted.append(condition)
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.name,
            SnapshotOrganisation.x,
            SnapshotOrganisation.y,
            SnapshotOrganisation.degree,
            SnapshotOrganisation.community,
            SnapshotOrganisation.cut_off,
        )
        .join(Organisation, Organisation.id == SnapshotOrganisation.organisation_id)
        .where(*wanted)
        .order_by(
            SnapshotOrganisation.degree.desc(), SnapshotOrganisation.organisation_id
        )
        .limit(MOST_DRAWN)
    ).all()
    nodes = [
        DrawnNode(
            Named(row.id, row.name),
            row.x,
            row.y,
            row.degree,
            row.community,
            row.cut_off,
        )
        for row in rows
    ]
    if len(rows) < MOST_DRAWN:
        return nodes, 0
    counted = session.scalar(
        select(func.count()).select_from(SnapshotOrganisation).where(*wanted)
    )
    return nodes, (counted or 0) - len(nodes)


def _with_ties(
    session: Session,
    snapshot: Chosen,
    nodes: Sequence[DrawnNode],
    layers: frozenset[Layer],
    omitted: int,
) -> Drawing:
    """Return the nodes with the ties between them, one line per pair and layer."""
    spots = {node.organisation.id: Spot(node.x, node.y) for node in nodes}
    facts = active_ties(
        session, snapshot.network_id, snapshot.day, layers=layers or None, among=spots
    )
    return Drawing(nodes=tuple(nodes), ties=_lines(facts, spots), omitted=omitted)


def _lines(facts: Iterable[TieFact], spots: Mapping[int, Spot]) -> tuple[DrawnTie, ...]:
    kinds: defaultdict[tuple[int, int], set[Layer]] = defaultdict(set)
    for fact in facts:
        one, other = sorted((fact.source, fact.target))
        kinds[one, other].add(Layer(fact.layer))
    return tuple(
        DrawnTie(line_between(spots[one], spots[other], rank), layer, one, other)
        for (one, other), layers in sorted(kinds.items())
        for rank, layer in enumerate(sorted(layers))
    )


def _groups(session: Session, snapshot: Chosen) -> Drawing:
    """Return the largest groups and the ties between them."""
    shown = [
        each
        for each in communities_of(session, snapshot.id)
        if each.community != WITHOUT_TIES
    ]
    spots = {each.community: Spot(each.x, each.y) for each in shown}
    return Drawing(
        communities=tuple(shown),
        community_ties=_between(snapshot.community_ties, spots),
        omitted=snapshot.organisations - _inside(shown),
    )


def _inside(groups: Iterable[CommunityReading]) -> int:
    return sum(each.size for each in groups)


def _between(
    ties: Iterable[Sequence[int]], spots: Mapping[int, Spot]
) -> tuple[tuple[Line, int], ...]:
    """Return the ropes of most ties between the groups drawn, in order."""
    shown = [tie for tie in ties if tie[0] in spots and tie[1] in spots]
    strongest = sorted(shown, key=lambda tie: (-tie[2], tie[0], tie[1]))[:MOST_ROPES]
    return tuple(
        (line_between(spots[one], spots[other], 0), count)
        for one, other, count in sorted(strongest, key=lambda tie: (tie[0], tie[1]))
    )


def _near(session: Session, snapshot: Chosen, around: int) -> list[int]:
    """Return an organisation and those up to two steps from it, the nearest first.

    A step is not followed through more organisations than can be drawn.
    """
    near = {around: 0}
    reached = [around]
    for step in (1, 2):
        facts = active_ties(
            session,
            snapshot.network_id,
            snapshot.day,
            touching=reached[:MOST_DRAWN],
        )
        ends = {end for fact in facts for end in (fact.source, fact.target)}
        reached = sorted(ends - near.keys())
        near |= dict.fromkeys(reached, step)
    return sorted(near, key=lambda key: (near[key], key))[: 2 * MOST_DRAWN]


def _is_among(keys: Sequence[int]) -> ColumnElement[bool]:
    return SnapshotOrganisation.organisation_id.in_(sorted(keys))
