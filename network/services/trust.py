"""Trust that organisations declare of each other, and replies to failures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from network.core.text import clean_name, clean_note
from network.core.trust.degrees import TrustDegree
from network.errors import InvalidError, NotFoundError
from network.models import (
    Layer,
    NetworkMembership,
    Organisation,
    Tie,
    TieEvent,
    TieKind,
    TrustReply,
    TrustTerms,
)
from network.models.facts import ACTIVE_DAYS
from network.models.trust import FAILURES
from network.policy import Action, require
from network.services import audit
from network.services.ties import TieToItselfError, record_event

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

LONGEST_REASON = 300
LONGEST_REPLY = 1000
_SHORTEST = 5


class TrustNeedsReasonError(InvalidError):
    """Trust is declared with a reason that the other side can read."""


class ReplyNeedsTextError(InvalidError):
    """A reply says something, in ``most`` letters or fewer."""


@dataclass(frozen=True, slots=True)
class TrustDeclaration:
    """What one organisation says of another.

    Attributes:
        network_id: Network in which both are.
        source_id: Who trusts.
        target_id: Who is trusted.
        reason: Why, in a sentence that the other side reads.
        degree: How much; nobody else reads it.
        may_introduce: Whether the network may tell it to introduce others.
    """

    network_id: int
    source_id: int
    target_id: int
    reason: str
    degree: TrustDegree = TrustDegree.GOOD
    may_introduce: bool = False

    @property
    def ends(self) -> tuple[int, int, int]:
        """Network, who trusts and who is trusted."""
        return self.network_id, self.source_id, self.target_id


@dataclass(frozen=True, slots=True)
class FailureReply:
    """What one side says about a failure.

    Attributes:
        event_id: The failure.
        organisation_id: Which side speaks.
        text: What it says.
    """

    event_id: int
    organisation_id: int
    text: str


def declare_trust(
    session: Session,
    declaration: TrustDeclaration,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> bool:
    """Declare trust in another organisation, revise it or renew it for a year.

    A tie is mutual when both sides declared it.  The same words said twice on
    one day count once.

    Returns:
        Whether it was said anew; the degree and the permission are kept either
        way.

    Raises:
        NotFoundError: If either is not in the network today.
        NotAllowedError: If the actor is no officer of the organisation.
        TrustNeedsReasonError: If no reason was given.
        TieToItselfError: If both are the same organisation.
    """
    require(actor, Action.DECLARE_TRUST, declaration.source_id)
    reason = _reason(declaration)
    _require_both(session, declaration, day)
    if declaration.source_id == declaration.target_id:
        raise TieToItselfError(organisation=declaration.source_id)
    said = _last_said(session, declaration)
    stands = _stands(said, day)
    is_new = False
    if said is None or not stands or (said.day, said.note) != (day, reason):
        is_new = _say(session, declaration, reason, actor, day, TieKind.TRUST_DECLARED)
    are_new = _keep_terms(session, declaration, actor, now)
    if is_new or are_new:
        _trace(session, declaration, "trust.declared", actor=actor, now=now)
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

    It can be withdrawn too when the other side has left the network.

    Returns:
        Whether there was anything to withdraw still.

    Raises:
        NotFoundError: If nothing was ever declared.
        NotAllowedError: If the actor is no officer of the organisation.
        TrustNeedsReasonError: If no reason was given.
    """
    require(actor, Action.DECLARE_TRUST, declaration.source_id)
    reason = _reason(declaration)
    said = _last_said(session, declaration)
    if said is None:
        raise NotFoundError(organisation=declaration.target_id)
    if said.kind is TieKind.TRUST_WITHDRAWN:
        return False
    if not _say(session, declaration, reason, actor, day, TieKind.TRUST_WITHDRAWN):
        return False
    session.get_one(Tie, said.tie_id).weight = 0
    terms = session.get(TrustTerms, said.tie_id)
    if terms is not None:
        session.delete(terms)
    _trace(session, declaration, "trust.withdrawn", actor=actor, now=now)
    return True


def reply_to_failure(
    session: Session, reply: FailureReply, *, actor: Actor, now: datetime
) -> int:
    """Say what one side thinks of a failure, or say it anew.

    Each side has one reply to each failure; it is shown wherever it is.

    Returns:
        The organisation on the other side.

    Raises:
        NotFoundError: If there is no such failure, or it is not of this side.
        NotAllowedError: If the actor does not speak for the organisation.
        ReplyNeedsTextError: If nothing is said, or too much.
    """
    require(actor, Action.REPLY_TO_FAILURE, reply.organisation_id)
    text = clean_note(reply.text)
    if not _SHORTEST <= len(text) <= LONGEST_REPLY:
        raise ReplyNeedsTextError(most=LONGEST_REPLY)
    tie = _tie_of_failure(session, reply)
    # Locked so that two officers who write at once leave one reply.
    session.refresh(tie, with_for_update=True)
    row = session.scalar(
        select(TrustReply).where(
            TrustReply.event_id == reply.event_id,
            TrustReply.organisation_id == reply.organisation_id,
        )
    )
    other = tie.target_id if tie.source_id == reply.organisation_id else tie.source_id
    if row is not None and row.text == text:
        return other
    if row is None:
        row = TrustReply(
            event_id=reply.event_id,
            organisation_id=reply.organisation_id,
            written_at=now,
        )
        session.add(row)
    else:
        row.revised_at = now
    row.text, row.written_by = text, actor.person_id
    audit.record(
        session,
        actor=actor,
        deed="trust.replied",
        subject="tie_event",
        subject_id=reply.event_id,
        organisation_id=reply.organisation_id,
        at=now,
        reason=clean_name(text, LONGEST_REASON),
    )
    return other


def _tie_of_failure(session: Session, reply: FailureReply) -> Tie:
    tie = session.scalar(
        select(Tie)
        .join(TieEvent, TieEvent.tie_id == Tie.id)
        .where(
            TieEvent.id == reply.event_id,
            Tie.layer == Layer.OBSERVED_TRUST,
            TieEvent.kind.in_(sorted(FAILURES)),
            (Tie.source_id == reply.organisation_id)
            | (Tie.target_id == reply.organisation_id),
        )
    )
    if tie is None:
        raise NotFoundError(event=reply.event_id)
    return tie


def _reason(declaration: TrustDeclaration) -> str:
    reason = clean_name(declaration.reason, LONGEST_REASON)
    if len(reason) < _SHORTEST:
        raise TrustNeedsReasonError
    return reason


def _last_said(session: Session, declaration: TrustDeclaration) -> TieEvent | None:
    return session.scalar(
        select(TieEvent)
        .join(Tie, Tie.id == TieEvent.tie_id)
        .where(
            Tie.network_id == declaration.network_id,
            Tie.layer == Layer.DECLARED_TRUST,
            Tie.source_id == declaration.source_id,
            Tie.target_id == declaration.target_id,
        )
        .order_by(TieEvent.day.desc(), TieEvent.id.desc())
        .limit(1)
    )


def _stands(said: TieEvent | None, day: date) -> bool:
    if said is None or said.kind is not TieKind.TRUST_DECLARED:
        return False
    return said.day > day - timedelta(days=ACTIVE_DAYS)


def _say(
    session: Session,
    declaration: TrustDeclaration,
    reason: str,
    actor: Actor,
    day: date,
    kind: TieKind,
) -> bool:
    network_id, source_id, target_id = declaration.ends
    said = _last_said(session, declaration)
    # Said, unsaid and said anew on one day are three events; two people who
    # say something at the same moment say it once.
    after = said.id if said else 0
    return record_event(
        session,
        network_id=network_id,
        layer=Layer.DECLARED_TRUST,
        kind=kind,
        source_id=source_id,
        target_id=target_id,
        day=day,
        weight=1 if kind is TieKind.TRUST_DECLARED else 0,
        evidence=f"trust:{network_id}:{source_id}:{target_id}:{day.isoformat()}:{after}",
        recorded_by=actor.person_id,
        note=reason,
    )


def _keep_terms(
    session: Session, declaration: TrustDeclaration, actor: Actor, now: datetime
) -> bool:
    said = _last_said(session, declaration)
    if said is None or said.kind is not TieKind.TRUST_DECLARED:
        # Somebody withdrew it at this very moment.
        return False
    terms = session.get(TrustTerms, said.tie_id, populate_existing=True)
    if terms is None:
        terms = TrustTerms(tie_id=said.tie_id)
        session.add(terms)
    elif (terms.degree, terms.may_introduce) == (
        declaration.degree,
        declaration.may_introduce,
    ):
        return False
    terms.degree = declaration.degree
    terms.may_introduce = declaration.may_introduce
    terms.decided_by, terms.decided_at = actor.person_id, now
    session.flush()
    return True


def _trace(
    session: Session,
    declaration: TrustDeclaration,
    deed: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Leave a trace that the organisation reads and its network does not."""
    audit.record(
        session,
        actor=actor,
        deed=deed,
        subject="organisation",
        subject_id=declaration.target_id,
        organisation_id=declaration.source_id,
        at=now,
        name=session.get_one(Organisation, declaration.target_id).name,
        reason=_reason(declaration),
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
