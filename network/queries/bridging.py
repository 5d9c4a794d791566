"""Which agreement or shared truck could join groups that hardly touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.core.advice.attention import group_bridges
from network.core.advice.introductions import MOST_READ
from network.core.graph import flatten, weave
from network.models import NetworkSnapshot, SnapshotCommunity, SnapshotOrganisation
from network.models.facts import active_ties, members_on, supporting_on
from network.models.surroundings import surroundings_on
from network.policy import Action, require_network
from network.queries.proposals import names_of
from network.queries.red.readings import Named

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.core.advice.attention import BridgeKind
    from network.policy import Actor

#: More than this is a list, not advice.
MOST = 3


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """Two organisations that could join their groups.

    Attributes:
        one: The organisation of the first group.
        other: That of the second.
        one_group: Name of the first group.
        other_group: Name of the second.
        kind: An agreement or a shared freight.
        what: The product of the agreement, or the code of a chain both work in.
        kilometres: How far apart they are, if it is known.
    """

    one: Named
    other: Named
    one_group: str
    other_group: str
    kind: BridgeKind
    what: str
    kilometres: int | None


def bridges(
    session: Session,
    network_id: int,
    *,
    actor: Actor,
    day: date,
    rejected_since: datetime,
) -> list[BridgeRow]:
    """Return what could join groups with at most one tie between them.

    Groups are those of the latest reading.  A network of more than
    :data:`MOST_READ` organisations has too many to say which, so none are told.

    Args:
        session: The open transaction.
        network_id: The network.
        actor: Who asks.
        day: The day whose ties count.
        rejected_since: Pairs rejected from then on are left in peace.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor does not coordinate it.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    snapshot_id = _latest(session, network_id)
    inside = members_on(session, network_id, day)
    groups = _groups(session, snapshot_id, inside)
    if len(set(groups.values())) < 2:
        return []
    ties = active_ties(session, network_id, day)
    graph = flatten(
        weave(inside, ties, without=supporting_on(session, network_id, day)),
        organisations=groups,
    )
    known = surroundings_on(session, network_id, day, rejected_since=rejected_since)
    found = group_bridges(graph, groups, known, most=MOST)
    names = names_of(session, {key for each in found for key in (each.one, each.other)})
    told = _group_names(session, snapshot_id)
    return [
        BridgeRow(
            one=Named(each.one, names[each.one]),
            other=Named(each.other, names[each.other]),
            one_group=told[each.groups[0]],
            other_group=told[each.groups[1]],
            kind=each.kind,
            what=each.what,
            kilometres=each.kilometres,
        )
        for each in found
    ]


def _latest(session: Session, network_id: int) -> int | None:
    """Return the latest reading, if the network is small enough."""
    row = session.execute(
        select(NetworkSnapshot.id, NetworkSnapshot.organisations)
        .where(NetworkSnapshot.network_id == network_id)
        .order_by(NetworkSnapshot.month.desc())
        .limit(1)
    ).one_or_none()
    return row.id if row and row.organisations <= MOST_READ else None


def _groups(
    session: Session, snapshot_id: int | None, inside: frozenset[int]
) -> Mapping[int, int]:
    """Return the group of each organisation that is measured and still inside.

    Whoever stands alone is no group to be joined: proposals look after them.
    """
    rows = session.execute(
        select(SnapshotOrganisation.organisation_id, SnapshotOrganisation.community)
        .join(
            SnapshotCommunity,
            (SnapshotCommunity.snapshot_id == SnapshotOrganisation.snapshot_id)
            & (SnapshotCommunity.community == SnapshotOrganisation.community),
        )
        .where(
            SnapshotOrganisation.snapshot_id == snapshot_id,
            SnapshotCommunity.size > 1,
        )
        .order_by(SnapshotOrganisation.organisation_id)
    )
    return {key: group for key, group in rows if key in inside}


def _group_names(session: Session, snapshot_id: int | None) -> Mapping[int, str]:
    rows = session.execute(
        select(SnapshotCommunity.community, SnapshotCommunity.name).where(
            SnapshotCommunity.snapshot_id == snapshot_id
        )
    )
    return {group: name for group, name in rows}  # noqa: C416 - rows are no pairs to mypy
