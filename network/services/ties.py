"""Ties are woven by what organisations do together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from network.errors import InvalidError
from network.models import Layer, Tie, TieEvent, TieKind
from network.services.asking import ask_snapshot

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

DIRECTED = frozenset({Layer.DECLARED_TRUST, Layer.OBSERVED_TRUST, Layer.TRADE})


class TieToItselfError(InvalidError):
    """An organisation has no tie to itself."""


def record_event(  # noqa: PLR0913 - an event has this many parts, all by keyword
    session: Session,
    *,
    network_id: int,
    layer: Layer,
    kind: TieKind,
    source_id: int,
    target_id: int,
    day: date,
    weight: int,
    evidence: str,
    recorded_by: int | None = None,
    note: str = "",
) -> bool:
    """Weave an event into the tie between two organisations, once.

    The tie is made by its first event.  The same evidence counts once, however
    often and from however many places it is reported.

    Args:
        session: The open transaction.
        network_id: Network in which it happened.
        layer: Kind of tie; in undirected layers the order does not matter.
        kind: What happened.
        source_id: Who did it, gave it or declared it.
        target_id: The other organisation.
        day: When it happened.
        weight: Units, 0 or more.
        evidence: Names what proves it, such as ``purchase:12:3:8``.
        recorded_by: The person who declared it, if anybody did.
        note: The reason given, in words.

    Returns:
        Whether the event is new.

    Raises:
        TieToItselfError: If both are the same organisation.
        ValueError: If the weight is negative.
    """
    if source_id == target_id:
        raise TieToItselfError(organisation=source_id)
    if weight < 0:
        msg = f"the weight of an event cannot be negative: {weight}"
        raise ValueError(msg)
    if layer not in DIRECTED:
        source_id, target_id = sorted((source_id, target_id))
    tie = _tie(session, (network_id, layer, source_id, target_id), day)
    event = TieEvent(
        tie_id=tie.id,
        kind=kind,
        day=day,
        weight=weight,
        evidence=evidence,
        recorded_by=recorded_by,
        note=note,
    )
    if not _added(session, event):
        return False
    tie.weight += weight
    tie.first_day = min(tie.first_day, day)
    tie.last_day = max(tie.last_day, day)
    session.flush()
    ask_snapshot(session, network_id, now=event.recorded_at)
    return True


def _tie(session: Session, ends: tuple[int, Layer, int, int], day: date) -> Tie:
    """Return the tie, locked, making it if this is its first event."""
    network_id, layer, source_id, target_id = ends
    wanted = (
        select(Tie)
        .where(
            Tie.network_id == network_id,
            Tie.layer == layer,
            Tie.source_id == source_id,
            Tie.target_id == target_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalar(wanted)
    if found is not None:
        return found
    fresh = Tie(
        network_id=network_id,
        layer=layer,
        source_id=source_id,
        target_id=target_id,
        weight=0,
        first_day=day,
        last_day=day,
    )
    if _added(session, fresh):
        return fresh
    return session.scalars(wanted).one()


def _added(session: Session, row: Tie | TieEvent) -> bool:
    """Add a row unless its unique key is there, also against another process."""
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        if "unique" not in str(error.orig).lower():
            raise
        return False
    return True
