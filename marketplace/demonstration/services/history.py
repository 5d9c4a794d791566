"""Eighteen months before today: who did what with whom."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from marketplace.demonstration.core.history import DeedKind
from marketplace.demonstration.services.coordinating import tell_visit
from marketplace.kernel.calendar import local_day
from network.models import Layer, TieKind
from network.services.ties import record_event

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.demonstration.core.history import Deed, History
    from marketplace.demonstration.services.village import Village
    from network.models import Network

#: Visits of so many days ago or fewer are among the coordinator's tasks.
_KEPT_DAYS = 90
_WOVEN = {
    DeedKind.AGREEMENT: (Layer.AGREEMENT, TieKind.AGREED),
    DeedKind.DELIVERY: (Layer.TRADE, TieKind.DELIVERED),
    DeedKind.FREIGHT: (Layer.JOINT_PURCHASE, TieKind.SHARED_FREIGHT),
    DeedKind.MEETING: (Layer.KNOWLEDGE, TieKind.MET),
    DeedKind.TRAINING: (Layer.KNOWLEDGE, TieKind.TRAINED),
    DeedKind.VISIT: (Layer.KNOWLEDGE, TieKind.VISITED),
}


def tell_history(
    session: Session, village: Village, history: History, *, now: datetime
) -> None:
    """Weave what the organisations of a network did.

    Args:
        session: The open transaction.
        village: The stage.
        history: What happened.
        now: The hour at which the demonstration is loaded.
    """
    network = village.networks[history.network]
    today = local_day(now, network.time_zone)
    for deed in history.deeds:
        day = today - timedelta(days=deed.days_ago)
        for one, other in deed.pairs:
            ends = village.houses[one].id, village.houses[other].id
            if deed.kind is DeedKind.VISIT and deed.days_ago < _KEPT_DAYS:
                tell_visit(session, village, network, ends, day=day, result=deed.note)
            else:
                _weave(session, village, network, deed, ends, day)


def _weave(
    session: Session,
    village: Village,
    network: Network,
    deed: Deed,
    ends: tuple[int, int],
    day: date,
) -> None:
    layer, kind = _WOVEN[deed.kind]
    source_id, target_id = ends
    record_event(
        session,
        network_id=network.id,
        layer=layer,
        kind=kind,
        source_id=source_id,
        target_id=target_id,
        day=day,
        weight=deed.weight,
        evidence=f"demonstration:{deed.kind}:{deed.days_ago}:{source_id}:{target_id}",
        recorded_by=village.coordinators[network.id].id,
        note=deed.note,
    )
