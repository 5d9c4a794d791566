"""Keep a snapshot in one transaction: all of it, or the old one stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from network.core.months import month_of
from network.core.snapshots.taking import MOST_CUT_OFF, ppm
from network.models import NetworkSnapshot, SnapshotCommunity, SnapshotOrganisation

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from network.core.snapshots.taking import OrganisationRow, Snapshot


def keep_snapshot(
    session: Session, network_id: int, snapshot: Snapshot, *, now: datetime
) -> int:
    """Put a snapshot in the place of that of its month; return its key.

    Two that keep the same month at once take turns, and the one whose facts
    were read later stays.

    Args:
        session: The open transaction.
        network_id: The network, which exists.
        snapshot: What was computed outside any transaction.
        now: The instant at which the facts were read.
    """
    values = {
        "network_id": network_id,
        "month": month_of(snapshot.day),
        "day": snapshot.day,
        "taken_at": now,
        "is_approximate": snapshot.is_approximate,
        "organisations": len(snapshot.rows),
        "measures": snapshot.measures,
        "community_ties": [list(each) for each in snapshot.group_ties],
    }
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    add = (postgresql.insert if is_postgresql else sqlite.insert)(NetworkSnapshot)
    key: int | None = session.scalar(
        add.values(values)
        .on_conflict_do_update(
            index_elements=["network_id", "month"],
            set_={
                name: add.excluded[name]
                for name in values
                if name not in {"network_id", "month"}
            },
            where=NetworkSnapshot.taken_at <= add.excluded.taken_at,
        )
        .returning(NetworkSnapshot.id)
    )
    if key is None:
        return session.scalars(
            select(NetworkSnapshot.id).where(
                NetworkSnapshot.network_id == network_id,
                NetworkSnapshot.month == values["month"],
            )
        ).one()
    for table in (SnapshotOrganisation, SnapshotCommunity):
        session.execute(
            delete(table)
            .where(table.snapshot_id == key)
            .execution_options(synchronize_session=False)
        )
    _add(session, SnapshotOrganisation, [_row(key, row) for row in snapshot.rows])
    _add(
        session,
        SnapshotCommunity,
        [
            {
                "snapshot_id": key,
                "community": group.number,
                "size": len(group.members),
                "name": group.name,
                "x": group.spot.x,
                "y": group.spot.y,
            }
            for group in snapshot.groups
        ],
    )
    session.expire_all()
    return key


def _add(
    session: Session,
    table: type[SnapshotOrganisation | SnapshotCommunity],
    rows: list[dict[str, Any]],
) -> None:
    if rows:
        session.execute(insert(table), rows)


def _row(snapshot_id: int, row: OrganisationRow) -> dict[str, Any]:
    stand = row.standing
    return {
        "snapshot_id": snapshot_id,
        "organisation_id": stand.organisation,
        "x": row.spot.x,
        "y": row.spot.y,
        "community": row.community,
        "degree": stand.degree,
        "degrees": dict(row.degrees),
        "betweenness_ppm": ppm(stand.betweenness),
        "harmonic_ppm": ppm(stand.harmonic),
        "core": stand.core,
        "constraint_ppm": None if stand.constraint is None else ppm(stand.constraint),
        "largest_without": stand.largest_without,
        "cut_off": len(stand.cut_off),
        "cut_off_ids": list(stand.cut_off[:MOST_CUT_OFF]),
        "last_day": row.last_day,
        "given": row.given,
        "received": row.received,
    }
