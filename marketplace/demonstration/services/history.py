"""Eighteen months before today: who did what with whom, and who said so."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from marketplace.demonstration.core.history import DeedKind
from marketplace.kernel.calendar import local_day
from network.models import Layer, TieKind
from network.services.ties import record_event
from network.services.trust import TrustDeclaration, declare_trust

if TYPE_CHECKING:
    from datetime import date

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
    """Weave what the organisations of a network did, and what they declared.

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
    for said in history.declarations:
        source, target = village.houses[said.source], village.houses[said.target]
        day = today - timedelta(days=said.days_ago)
        declare_trust(
            session,
            TrustDeclaration(network.id, source.id, target.id, said.reason),
            actor=village.seat(source, 0),
            day=day,
            now=_noon(day),
        )


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


def _noon(day: date) -> datetime:
    """Return the middle of a day in America."""
    return datetime.combine(day, time(17), UTC)
