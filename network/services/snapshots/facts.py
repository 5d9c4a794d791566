"""Read what a snapshot is taken from: members, ties, places, the one before."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from network.core.graph import weave
from network.core.layout import Earlier, Spot
from network.core.months import MonthFacts, month_of
from network.core.snapshots.documents import read_shape_document
from network.core.snapshots.groups import EarlierGroups
from network.core.snapshots.taking import SnapshotFacts, pairs_of
from network.models import (
    Layer,
    NetworkMembership,
    NetworkSnapshot,
    Organisation,
    Place,
    PlaceLevel,
    SnapshotCommunity,
    SnapshotOrganisation,
    Tie,
    TieEvent,
)
from network.models.facts import active_ties, members_on, supporting_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy.orm import Session


class _Where(NamedTuple):
    """A place of the tree."""

    level: PlaceLevel
    parent_id: int | None
    name: str


def read_facts(session: Session, network_id: int, *, day: date) -> SnapshotFacts:
    """Return everything that the snapshot of a network on a day is taken from.

    Args:
        session: Only read, a handful of statements whatever the size.
        network_id: The network; one that does not exist has no members.
        day: The day whose ties count.
    """
    organisations = members_on(session, network_id, day) - supporting_on(
        session, network_id, day
    )
    names, places, wider = _places(session, network_id)
    drawing, before = _earlier(session, network_id, day)
    return SnapshotFacts(
        day=day,
        organisations=organisations,
        ties=active_ties(session, network_id, day, one_sided=True),
        territories={key: wider[key] for key in organisations if key in wider},
        places=places,
        names=names,
        last_days=_last_days(session, network_id, day, organisations),
        before=_month_before(session, network_id, before),
        earlier=_drawing(session, drawing),
        earlier_groups=_groups(session, drawing),
    )


def _places(
    session: Session, network_id: int
) -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
    """Return names, municipalities and territories of all that ever were members."""
    rows = session.execute(
        select(Organisation.id, Organisation.name, Organisation.place_id).where(
            Organisation.id.in_(
                select(NetworkMembership.organisation_id).where(
                    NetworkMembership.network_id == network_id
                )
            )
        )
    ).all()
    tree = _tree(session, {row.place_id for row in rows})
    names = {row.id: row.name for row in rows}
    first = {row.id: _at(tree, row.place_id, PlaceLevel.LEVEL_1) for row in rows}
    second = {row.id: _at(tree, row.place_id, PlaceLevel.LEVEL_2) for row in rows}
    # In a network of one department, its municipalities are the territories.
    wider = first if len(set(first.values())) > 1 else second
    return (
        names,
        {key: tree[place].name for key, place in second.items()},
        {key: tree[place].name for key, place in wider.items()},
    )


def _tree(session: Session, place_ids: set[int]) -> dict[int, _Where]:
    """Return the places and all that hold them, by key."""
    tree: dict[int, _Where] = {}
    wanted = place_ids
    while wanted:
        rows = session.execute(
            select(Place.id, Place.level, Place.parent_id, Place.name).where(
                Place.id.in_(sorted(wanted))
            )
        )
        tree |= {row.id: _Where(row.level, row.parent_id, row.name) for row in rows}
        parents = {where.parent_id for where in tree.values()}
        wanted = {key for key in parents if key is not None and key not in tree}
    return tree


def _at(tree: Mapping[int, _Where], place_id: int, level: PlaceLevel) -> int:
    """Return the place of that level above one, or the widest below it."""
    while tree[place_id].level is not level:
        above = tree[place_id].parent_id
        if above is None:
            break
        place_id = above
    return place_id


def _last_days(
    session: Session, network_id: int, day: date, organisations: frozenset[int]
) -> dict[int, date]:
    """Return the last day on which each one did something with another.

    What is declared in private does not count, nor what was done with somebody
    who is not measured.
    """
    rows = session.execute(
        select(Tie.source_id, Tie.target_id, func.max(TieEvent.day))
        .join(TieEvent, TieEvent.tie_id == Tie.id)
        .where(
            Tie.network_id == network_id,
            Tie.layer != Layer.DECLARED_TRUST,
            TieEvent.weight > 0,
            TieEvent.day <= day,
        )
        .group_by(Tie.source_id, Tie.target_id)
    )
    found: dict[int, date] = {}
    for source_id, target_id, last in rows:
        if source_id in organisations and target_id in organisations:
            for key in (source_id, target_id):
                found[key] = max(found.get(key, last), last)
    return found


def _earlier(
    session: Session, network_id: int, day: date
) -> tuple[int | None, int | None]:
    """Return the snapshot to draw from, and the one of an earlier month.

    Both are the same unless this month was taken already.
    """
    rows = session.execute(
        select(NetworkSnapshot.id, NetworkSnapshot.month)
        .where(
            NetworkSnapshot.network_id == network_id,
            NetworkSnapshot.month <= month_of(day),
        )
        .order_by(NetworkSnapshot.month.desc())
        .limit(2)
    ).all()
    if not rows:
        return None, None
    before = next((row.id for row in rows if row.month < month_of(day)), None)
    return rows[0].id, before


def _month_before(
    session: Session, network_id: int, snapshot_id: int | None
) -> MonthFacts | None:
    """Return what was measured in the month before, with the ties of its day.

    The ties are read from the events as they are known today, so that what was
    written down late is not taken for a change of this month.
    """
    if snapshot_id is None:
        return None
    day, shape = session.execute(
        select(NetworkSnapshot.day, NetworkSnapshot.measures["all"]["shape"]).where(
            NetworkSnapshot.id == snapshot_id
        )
    ).one()
    rows = session.execute(
        select(SnapshotOrganisation.organisation_id, SnapshotOrganisation.degree).where(
            SnapshotOrganisation.snapshot_id == snapshot_id
        )
    ).all()
    organisations = frozenset(row.organisation_id for row in rows)
    ties = active_ties(session, network_id, day)
    return MonthFacts(
        organisations=organisations,
        pairs=pairs_of(weave(organisations, ties)),
        shape=read_shape_document(shape),
        degrees={row.organisation_id: row.degree for row in rows},
    )


def _drawing(session: Session, snapshot_id: int | None) -> Earlier | None:
    if snapshot_id is None:
        return None
    rows = session.execute(
        select(
            SnapshotOrganisation.organisation_id,
            SnapshotOrganisation.x,
            SnapshotOrganisation.y,
            SnapshotOrganisation.degree,
        ).where(SnapshotOrganisation.snapshot_id == snapshot_id)
    ).all()
    return Earlier(
        {row.organisation_id: Spot(row.x, row.y) for row in rows},
        {row.organisation_id: row.degree for row in rows},
    )


def _groups(session: Session, snapshot_id: int | None) -> EarlierGroups:
    if snapshot_id is None:
        return EarlierGroups({}, {}, {})
    numbers = session.execute(
        select(
            SnapshotOrganisation.organisation_id, SnapshotOrganisation.community
        ).where(SnapshotOrganisation.snapshot_id == snapshot_id)
    ).all()
    spots = session.execute(
        select(
            SnapshotCommunity.community, SnapshotCommunity.x, SnapshotCommunity.y
        ).where(SnapshotCommunity.snapshot_id == snapshot_id)
    ).all()
    between = session.scalars(
        select(NetworkSnapshot.community_ties).where(NetworkSnapshot.id == snapshot_id)
    ).one()
    degrees: defaultdict[int, int] = defaultdict(int)
    for one, other, _count in between:
        degrees[one] += 1
        degrees[other] += 1
    return EarlierGroups(
        {row.organisation_id: row.community for row in numbers},
        {row.community: Spot(row.x, row.y) for row in spots},
        degrees,
    )
