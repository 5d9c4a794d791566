"""Eighteen months before today: who did what with whom."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from marketplace.demonstration.core.history import DeedKind
from marketplace.kernel.calendar import local_day
from network.models import Layer, TieKind
from network.services.ties import record_event

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.demonstration.core.history import Deed, History
    from marketplace.demonstration.services.village import Village

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
        _weave(session, village, network.id, deed, today)


def _weave(
    session: Session, village: Village, network_id: int, deed: Deed, today: date
) -> None:
    layer, kind = _WOVEN[deed.kind]
    for one, other in deed.pairs:
        giver, taker = village.houses[one], village.houses[other]
        record_event(
            session,
            network_id=network_id,
            layer=layer,
            kind=kind,
            source_id=giver.id,
            target_id=taker.id,
            day=today - timedelta(days=deed.days_ago),
            weight=deed.weight,
            evidence=f"demonstration:{deed.kind}:{deed.days_ago}:{giver.id}:{taker.id}",
            recorded_by=village.coordinators[network_id].id,
            note=deed.note,
        )
