"""Ties are woven by what organisations do together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from network.core.text import clean_name
from network.errors import InvalidError, NotFoundError
from network.models import Layer, NetworkMembership, Tie, TieEvent, TieKind
from network.policy import Action, require
from network.services import audit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

DIRECTED = frozenset({Layer.DECLARED_TRUST, Layer.OBSERVED_TRUST, Layer.TRADE})


class TieToItselfError(InvalidError):
    """An organisation has no tie to itself."""


class TrustNeedsReasonError(InvalidError):
    """Trust is declared with a reason that the other side can read."""


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
    return True


@dataclass(frozen=True, slots=True)
class TrustDeclaration:
    """What one organisation says of another.

    Attributes:
        network_id: Network in which both are.
        source_id: Who trusts.
        target_id: Who is trusted.
        reason: Why, in a sentence that the other side reads.
    """

    network_id: int
    source_id: int
    target_id: int
    reason: str


def declare_trust(
    session: Session,
    declaration: TrustDeclaration,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> bool:
    """Declare that one organisation trusts another; once a day counts.

    A tie is mutual when both sides declared it.

    Raises:
        NotFoundError: If either is not in the network today.
        NotAllowedError: If the actor is no officer of the organisation.
        TrustNeedsReasonError: If no reason was given.
        TieToItselfError: If both are the same organisation.
    """
    require(actor, Action.DECLARE_TRUST, declaration.source_id)
    reason = _reason(declaration)
    _require_both(session, declaration, day)
    is_new = _declare(session, declaration, reason, actor, day, TieKind.TRUST_DECLARED)
    if is_new:
        audit.record(
            session,
            actor=actor,
            deed="trust.declared",
            subject="organisation",
            subject_id=declaration.target_id,
            organisation_id=declaration.source_id,
            network_id=declaration.network_id,
            at=now,
            reason=reason,
        )
    return is_new


def withdraw_trust(
    session: Session,
    declaration: TrustDeclaration,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> bool:
    """Withdraw a declared trust; what was said before stays in its history.

    Raises:
        NotFoundError: If nothing was declared.
        NotAllowedError: If the actor is no officer of the organisation.
        TrustNeedsReasonError: If no reason was given.
    """
    require(actor, Action.DECLARE_TRUST, declaration.source_id)
    reason = _reason(declaration)
    tie = session.scalar(
        select(Tie).where(
            Tie.network_id == declaration.network_id,
            Tie.layer == Layer.DECLARED_TRUST,
            Tie.source_id == declaration.source_id,
            Tie.target_id == declaration.target_id,
        )
    )
    if tie is None:
        raise NotFoundError(organisation=declaration.target_id)
    is_new = _declare(session, declaration, reason, actor, day, TieKind.TRUST_WITHDRAWN)
    if is_new:
        tie.weight = 0
        audit.record(
            session,
            actor=actor,
            deed="trust.withdrawn",
            subject="organisation",
            subject_id=declaration.target_id,
            organisation_id=declaration.source_id,
            network_id=declaration.network_id,
            at=now,
            reason=reason,
        )
    return is_new


def _reason(declaration: TrustDeclaration) -> str:
    reason = clean_name(declaration.reason, 300)
    if len(reason) < 5:
        raise TrustNeedsReasonError
    return reason


def _declare(
    session: Session,
    declaration: TrustDeclaration,
    reason: str,
    actor: Actor,
    day: date,
    kind: TieKind,
) -> bool:
    ends = (declaration.network_id, declaration.source_id, declaration.target_id)
    earlier = _declarations(session, ends)
    return record_event(
        session,
        network_id=declaration.network_id,
        layer=Layer.DECLARED_TRUST,
        kind=kind,
        source_id=declaration.source_id,
        target_id=declaration.target_id,
        day=day,
        weight=1 if kind is TieKind.TRUST_DECLARED else 0,
        # Declared, withdrawn and declared again on one day is three events.
        evidence=_trust_evidence(ends, day, kind, earlier),
        recorded_by=actor.person_id,
        note=reason,
    )


def _trust_evidence(
    ends: tuple[int, int, int], day: date, kind: TieKind, earlier: list[TieKind]
) -> str:
    turns = sum(before is not after for before, after in pairwise([*earlier, kind]))
    network_id, source_id, target_id = ends
    return f"trust:{network_id}:{source_id}:{target_id}:{day.isoformat()}:{turns}"


def _declarations(session: Session, ends: tuple[int, int, int]) -> list[TieKind]:
    network_id, source_id, target_id = ends
    return list(
        session.scalars(
            select(TieEvent.kind)
            .join(Tie)
            .where(
                Tie.network_id == network_id,
                Tie.layer == Layer.DECLARED_TRUST,
                Tie.source_id == source_id,
                Tie.target_id == target_id,
            )
            .order_by(TieEvent.id)
        )
    )


def _require_both(session: Session, declaration: TrustDeclaration, day: date) -> None:
    wanted = {declaration.source_id, declaration.target_id}
    inside = set(
        session.scalars(
            select(NetworkMembership.organisation_id).where(
                NetworkMembership.network_id == declaration.network_id,
                NetworkMembership.organisation_id.in_(wanted),
                NetworkMembership.held_on(day),
            )
        )
    )
    if inside != wanted:
        raise NotFoundError(network=declaration.network_id)


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
