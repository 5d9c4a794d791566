"""The network as it was each month: measures, standings, places in the drawing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from network.db import Base


class NetworkSnapshot(Base):
    """What the ties of a network amounted to, one row per month.

    The row of the current month is taken again after changes; that of a month
    gone by stays as its last day left it, unless its history is told again.
    """

    __tablename__ = "network_snapshot"
    __table_args__ = (
        UniqueConstraint("network_id", "month"),
        CheckConstraint("organisations >= 0", name="organisations_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"))
    #: Such as ``2026-11``.
    month: Mapped[str] = mapped_column(String(7))
    #: The ties are those active on this day, the last one or today's.
    day: Mapped[date]
    taken_at: Mapped[datetime]
    #: Whether heavy measures were estimated, so that only ranks are shown.
    is_approximate: Mapped[bool] = mapped_column(default=False)
    #: Organisations measured: those inside, without the supporting one.
    organisations: Mapped[int]
    #: Shape, whole, peer, layers, territories, findings: see the service.
    measures: Mapped[dict[str, Any]]
    #: Ties between communities: ``[[one, other, how many], …]``.
    community_ties: Mapped[list[list[int]]] = mapped_column(JSON)


class SnapshotOrganisation(Base):
    """How an organisation stood in a snapshot, and where it is drawn."""

    __tablename__ = "snapshot_organisation"
    __table_args__ = (
        Index(
            "ix_snapshot_organisation_snapshot_id_community_degree",
            "snapshot_id",
            "community",
            "degree",
        ),
        Index(
            "ix_snapshot_organisation_snapshot_id_degree",
            "snapshot_id",
            "degree",
            "organisation_id",
        ),
        Index("ix_snapshot_organisation_organisation_id", "organisation_id"),
    )

    snapshot_id: Mapped[int] = mapped_column(
        ForeignKey("network_snapshot.id"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True
    )
    #: Place in a drawing of 1000 by 700, from its top left corner.
    x: Mapped[int]
    y: Mapped[int]
    community: Mapped[int]
    #: With how many others it has a tie of any layer.
    degree: Mapped[int]
    #: The same in each layer where it has one: ``{"trade": 3}``.
    degrees: Mapped[dict[str, Any]]
    #: Shares in millionths, 0 to 1,000,000.
    betweenness_ppm: Mapped[int]
    harmonic_ppm: Mapped[int]
    core: Mapped[int]
    #: Burt's constraint in millionths; none without ties.
    constraint_ppm: Mapped[int | None]
    #: Organisations in the largest piece that is left if it goes.
    largest_without: Mapped[int]
    #: How many are cut off from that piece if it goes.
    cut_off: Mapped[int]
    #: Keys of the first few of them, for their names.
    cut_off_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    #: Day of its last event of positive weight, in any layer.
    last_day: Mapped[date | None]
    #: Weight of what it gave and received in the layers with a direction.
    given: Mapped[int] = mapped_column(default=0)
    received: Mapped[int] = mapped_column(default=0)


class SnapshotCommunity(Base):
    """A group of organisations with more ties inside than outside."""

    __tablename__ = "snapshot_community"

    snapshot_id: Mapped[int] = mapped_column(
        ForeignKey("network_snapshot.id"), primary_key=True
    )
    #: Its number, kept from month to month while most of its members stay.
    community: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int]
    #: Place of most of its members, or the name of the most tied one.
    name: Mapped[str] = mapped_column(String(160))
    x: Mapped[int]
    y: Mapped[int]
