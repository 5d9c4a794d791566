"""The first screen of a network and its history, from the snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from network.core.measures.kind import NetworkKind
from network.core.snapshots.documents import read_shape_document
from network.models import (
    Layer,
    NetworkMembership,
    NetworkSnapshot,
    Organisation,
    SnapshotCommunity,
)
from network.policy import Action, require_network
from network.queries.directory import network_card
from network.queries.red.alerts import alerts_of
from network.queries.red.findings import FEW, first_findings
from network.queries.red.readings import (
    CommunityReading,
    Figure,
    LayerReading,
    MonthReading,
    Named,
    PeerReading,
    RedReading,
    TerritoryReading,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from network.policy import Actor

MOST_COMMUNITIES = 60
#: Figures of declared trust, which only the coordination reads.
_COORDINATION = ("one_way", "reciprocity")


def red_reading(
    session: Session, network_id: int, *, actor: Actor, month: str | None = None
) -> RedReading | None:
    """Return the first screen of a network in a month.

    Args:
        session: The open transaction.
        network_id: The network.
        actor: Who reads.
        month: Such as ``2026-11``; the latest when none.

    Returns:
        None when the network was never measured, or not in that month.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
    """
    network = network_card(session, network_id, actor=actor)
    months = months_of(session, network_id, actor=actor)
    wanted = _wanted(months, month)
    if wanted is None:
        return None
    snapshot = session.scalars(
        select(NetworkSnapshot).where(
            NetworkSnapshot.network_id == network_id,
            NetworkSnapshot.month == months[wanted].month,
        )
    ).one()
    measures = snapshot.measures
    earlier = _measures(session, network_id, months[wanted - 1]) if wanted else None
    found = first_findings(session, snapshot.id, measures)
    figures = _open_to(_figures(measures, earlier), network_id, actor)
    return RedReading(
        network=network,
        month=snapshot.month,
        day=snapshot.day,
        taken_at=snapshot.taken_at,
        is_latest=wanted == len(months) - 1,
        is_approximate=snapshot.is_approximate,
        organisations=snapshot.organisations,
        supporting=_supporting(session, network_id, snapshot.day),
        shape=months[wanted].shape,
        before=months[wanted - 1].shape if wanted else None,
        peer=_peer(measures["all"]["peer"]),
        figures=figures,
        alerts=alerts_of(figures, found, months[wanted].shape),
        alone=found.alone,
        indispensable=found.indispensable,
        overloaded=found.overloaded,
        layers=_layers(measures),
        holding=Layer(measures["holding_layer"]) if measures["holding_layer"] else None,
        territories=_territories(measures),
        communities=communities_of(session, snapshot.id),
        months=tuple(months),
    )


def months_of(
    session: Session, network_id: int, *, actor: Actor
) -> Sequence[MonthReading]:
    """Return the history of a network, the oldest month first.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
    """
    require_network(actor, Action.SEE_NETWORK, network_id)
    rows = session.execute(
        select(
            NetworkSnapshot.month,
            NetworkSnapshot.day,
            NetworkSnapshot.organisations,
            NetworkSnapshot.measures["all"],
            NetworkSnapshot.measures["counts"],
        )
        .where(NetworkSnapshot.network_id == network_id)
        .order_by(NetworkSnapshot.month)
    )
    return [
        MonthReading(
            month=month,
            day=day,
            organisations=organisations,
            ties=whole["ties"],
            shape=read_shape_document(whole["shape"]),
            alone=counts["alone"],
            indispensable=counts["indispensable"],
        )
        for month, day, organisations, whole, counts in rows
    ]


def communities_of(
    session: Session, snapshot_id: int, *, most: int = MOST_COMMUNITIES
) -> tuple[CommunityReading, ...]:
    """Return the groups of a snapshot, the largest first, for who asked already."""
    rows = session.execute(
        select(
            SnapshotCommunity.community,
            SnapshotCommunity.size,
            SnapshotCommunity.name,
            SnapshotCommunity.x,
            SnapshotCommunity.y,
        )
        .where(SnapshotCommunity.snapshot_id == snapshot_id)
        .order_by(SnapshotCommunity.size.desc(), SnapshotCommunity.community)
        .limit(most)
    )
    return tuple(CommunityReading(*row) for row in rows)


def _wanted(months: Sequence[MonthReading], month: str | None) -> int | None:
    """Return the place of the month in the history, the last one by default."""
    if month is None:
        return len(months) - 1 if months else None
    found = [at for at, each in enumerate(months) if each.month == month]
    return found[0] if found else None


def _measures(session: Session, network_id: int, month: MonthReading) -> dict[str, Any]:
    found: dict[str, Any] = session.scalars(
        select(NetworkSnapshot.measures).where(
            NetworkSnapshot.network_id == network_id,
            NetworkSnapshot.month == month.month,
        )
    ).one()
    return found


def _figures(
    measures: Mapping[str, Any], earlier: Mapping[str, Any] | None
) -> Mapping[str, Figure]:
    now = _numbers(measures)
    before = {} if earlier is None else _numbers(earlier)
    return {name: Figure(value, before.get(name)) for name, value in now.items()}


def _open_to(
    figures: Mapping[str, Figure], network_id: int, actor: Actor
) -> Mapping[str, Figure]:
    """Return the figures without those that the actor may not read."""
    if network_id in actor.coordinates:
        return figures
    return {**figures, **dict.fromkeys(_COORDINATION, Figure(None, None))}


def _numbers(measures: Mapping[str, Any]) -> dict[str, float | None]:
    """Return every figure of a snapshot that is one number, by its name."""
    whole = measures["all"]
    shape, ties = whole["shape"], whole["ties"]
    found = {
        name: value
        for name, value in whole["whole"].items()
        if value is None or isinstance(value, int | float)
    }
    order = shape["order"]
    return {
        **found,
        **shape["parts"],
        "index": shape["index"],
        "organisations": order,
        "ties": ties,
        "ties_per_organisation": 2 * ties / order if order else None,
        **measures["counts"],
    }


def _peer(document: Mapping[str, Any] | None) -> PeerReading | None:
    if document is None:
        return None
    return PeerReading(
        NetworkKind(document["kind"]), document["index"], document["parts"]
    )


def _layers(measures: Mapping[str, Any]) -> tuple[LayerReading, ...]:
    found = [
        LayerReading(
            layer=Layer(name),
            ties=document["ties"],
            tied=document["tied"],
            shape=read_shape_document(document["shape"]),
            holds=name == measures["holding_layer"],
        )
        for name, document in measures["layers"].items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.ties, each.layer)))


def _territories(measures: Mapping[str, Any]) -> tuple[TerritoryReading, ...]:
    found = [
        TerritoryReading(
            name=name,
            organisations=document["shape"]["order"],
            ties=document["ties"],
            shape=read_shape_document(document["shape"]),
        )
        for name, document in measures["territories"].items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.organisations, each.name)))


def _supporting(session: Session, network_id: int, day: date) -> tuple[Named, ...]:
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .join(NetworkMembership, NetworkMembership.organisation_id == Organisation.id)
        .where(
            NetworkMembership.network_id == network_id,
            NetworkMembership.is_supporting,
            NetworkMembership.held_on(day),
        )
        .order_by(Organisation.search_key, Organisation.id)
        .limit(FEW)
    )
    return tuple(Named(*row) for row in rows)
