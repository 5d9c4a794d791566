"""Trust that organisations declare of each other, privately."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.core.text import clean_name
from network.errors import InvalidError, NotFoundError
from network.models import Layer, NetworkMembership, Tie, TieEvent, TieKind
from network.policy import Action, require
from network.services import audit
from network.services.ties import record_event

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor


class TrustNeedsReasonError(InvalidError):
    """Trust is declared with a reason that the other side can read."""


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
