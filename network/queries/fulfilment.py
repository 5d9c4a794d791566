"""What an organisation kept of what it promised, for those who may know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from network.core.trust.evidence import Evidence, weigh
from network.core.trust.promises import Deed, Promise, settle
from network.errors import NotFoundError
from network.models import (
    Layer,
    Organisation,
    Tie,
    TieEvent,
    TieKind,
    TrustReply,
)
from network.models.facts import members_on
from network.models.trust import FAILURES, PROMISES
from network.policy import Action, require, require_network
from network.queries.admission import trust_rules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from network.policy import Actor

#: The last failures are shown, at most so many.
MOST_FAILURES = 30

_Promiser = aliased(Organisation)
_Promisee = aliased(Organisation)


@dataclass(frozen=True, slots=True)
class Record:
    """What facts say of one kind of promise.

    Attributes:
        promise: Which.
        evidence: Counts, range and days.
    """

    promise: Promise
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Reply:
    """What one side says of a failure.

    Attributes:
        organisation_id: Which side.
        organisation: Its name.
        text: What it says.
        written_at: When.
        revised_at: When it was written anew, if it was.
    """

    organisation_id: int
    organisation: str
    text: str
    written_at: datetime
    revised_at: datetime | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A promise that was not kept, as the two sides read it.

    Attributes:
        event_id: Its key, to which one replies.
        kind: What happened.
        day: When.
        promiser_id: Who did not keep it.
        promiser: Its name.
        promisee_id: To whom it was promised.
        promisee: Its name.
        replies: What each side says, in order.
        own_reply: What the reader's side says; empty when it says nothing yet.
    """

    event_id: int
    kind: TieKind
    day: date
    promiser_id: int
    promiser: str
    promisee_id: int
    promisee: str
    replies: tuple[Reply, ...]
    own_reply: str


@dataclass(frozen=True, slots=True)
class PairFulfilment:
    """What two organisations kept of what they promised each other.

    Attributes:
        ours: What we kept to them.
        theirs: What they kept to us.
        failures: What was not kept, the last first.
    """

    ours: tuple[Record, ...]
    theirs: tuple[Record, ...]
    failures: tuple[Failure, ...]


def own_records(
    session: Session, network_id: int, organisation_id: int, *, actor: Actor, day: date
) -> tuple[Record, ...]:
    """Return what an organisation kept to all others, for its own people.

    Only promises of which there is some fact.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation, or it is
            not in the network.
    """
    _require_own(session, network_id, organisation_id, actor=actor, day=day)
    deeds = _deeds(session, network_id, organisation_id, day)
    mine = [deed for deed in deeds if deed.target_id == organisation_id]
    return _records(mine, day, trust_rules(session, network_id).half_life_days)


def own_failures(
    session: Session, network_id: int, organisation_id: int, *, actor: Actor, day: date
) -> tuple[Failure, ...]:
    """Return the failures of an organisation, for those who may reply for it.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation, or it is
            not in the network.
        NotAllowedError: If the actor does not speak for it.
    """
    _require_own(session, network_id, organisation_id, actor=actor, day=day)
    require(actor, Action.REPLY_TO_FAILURE, organisation_id)
    return _failures(session, network_id, organisation_id, day)


def pair_fulfilment(
    session: Session,
    network_id: int,
    organisation_id: int,
    other_id: int,
    *,
    actor: Actor,
    day: date,
) -> PairFulfilment:
    """Return what two organisations kept, for those who speak for one of them.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation, or it is
            not in the network.
        NotAllowedError: If the actor does not speak for it.
    """
    _require_own(session, network_id, organisation_id, actor=actor, day=day)
    require(actor, Action.REPLY_TO_FAILURE, organisation_id)
    deeds = [
        deed
        for deed in _deeds(session, network_id, organisation_id, day)
        if other_id in {deed.source_id, deed.target_id}
    ]
    half_life = trust_rules(session, network_id).half_life_days
    mine = [deed for deed in deeds if deed.target_id == organisation_id]
    yours = [deed for deed in deeds if deed.target_id == other_id]
    return PairFulfilment(
        ours=_records(mine, day, half_life),
        theirs=_records(yours, day, half_life),
        failures=_failures(session, network_id, organisation_id, day, other_id),
    )


def fulfilment_partners(
    session: Session, network_id: int, organisation_id: int, day: date
) -> set[int]:
    """Return with whom an organisation has facts, for callers that asked already."""
    deeds = _deeds(session, network_id, organisation_id, day)
    ends = {key for deed in deeds for key in (deed.source_id, deed.target_id)}
    return ends - {organisation_id}


def _require_own(
    session: Session, network_id: int, organisation_id: int, *, actor: Actor, day: date
) -> None:
    require(actor, Action.SEE_OWN_TRUST, organisation_id)
    require_network(actor, Action.SEE_NETWORK, network_id)
    if organisation_id not in members_on(session, network_id, day):
        raise NotFoundError(network=network_id)


def _records(deeds: Iterable[Deed], day: date, half_life: int) -> tuple[Record, ...]:
    return tuple(
        Record(promise, weigh(facts, day=day, half_life=half_life))
        for promise, facts in settle(deeds).items()
        if facts
    )


def _deeds(
    session: Session, network_id: int, organisation_id: int, day: date
) -> list[Deed]:
    """Return what happened to the promises of and to an organisation.

    In the observed layer who was promised is the source.  A supplier's goods
    that arrived are a trade, from who delivers; they count unless the observed
    layer tells of the same matter.
    """
    rows = session.execute(
        select(
            Tie.layer,
            Tie.source_id,
            Tie.target_id,
            TieEvent.kind,
            TieEvent.day,
            TieEvent.weight,
            TieEvent.evidence,
        )
        .join(TieEvent, TieEvent.tie_id == Tie.id)
        .where(
            Tie.network_id == network_id,
            (Tie.source_id == organisation_id) | (Tie.target_id == organisation_id),
            ((Tie.layer == Layer.OBSERVED_TRUST) & TieEvent.kind.in_(sorted(PROMISES)))
            | ((Tie.layer == Layer.TRADE) & (TieEvent.kind == TieKind.DELIVERED)),
            TieEvent.day <= day,
        )
        .order_by(TieEvent.day, TieEvent.id)
    ).all()
    observed = [
        _deed(row, row.source_id, row.target_id)
        for row in rows
        if row.layer is Layer.OBSERVED_TRUST
    ]
    told = {
        (deed.source_id, deed.target_id, deed.matter)
        for deed in observed
        if deed.is_kept and deed.promise is Promise.DELIVERY
    }
    traded = [
        _deed(row, row.target_id, row.source_id)
        for row in rows
        if row.layer is Layer.TRADE
    ]
    return observed + [
        deed
        for deed in traded
        if (deed.source_id, deed.target_id, deed.matter) not in told
    ]


def _deed(row: Any, promisee_id: int, promiser_id: int) -> Deed:  # noqa: ANN401 - a row of _deeds()
    promise, is_kept = PROMISES[row.kind]
    return Deed(
        promise,
        is_kept,
        row.day,
        promisee_id,
        promiser_id,
        # What proves it begins with what it belongs to: ``purchase:12:…``.
        ":".join(row.evidence.split(":")[:2]),
        max(row.weight, 1),
    )


def _failures(
    session: Session,
    network_id: int,
    organisation_id: int,
    day: date,
    other_id: int | None = None,
) -> tuple[Failure, ...]:
    """Return an organisation's failures; with another, those between the two."""
    mine = Tie.target_id == organisation_id
    if other_id is not None:
        ends = (organisation_id, other_id)
        mine = Tie.source_id.in_(ends) & Tie.target_id.in_(ends)
    rows = session.execute(
        select(
            TieEvent.id,
            TieEvent.kind,
            TieEvent.day,
            Tie.target_id,
            Tie.source_id,
            _Promiser.name.label("promiser"),
            _Promisee.name.label("promisee"),
        )
        .join(Tie, Tie.id == TieEvent.tie_id)
        .join(_Promiser, _Promiser.id == Tie.target_id)
        .join(_Promisee, _Promisee.id == Tie.source_id)
        .where(
            Tie.network_id == network_id,
            Tie.layer == Layer.OBSERVED_TRUST,
            TieEvent.kind.in_(sorted(FAILURES)),
            TieEvent.day <= day,
            mine,
        )
        .order_by(TieEvent.day.desc(), TieEvent.id.desc())
        .limit(MOST_FAILURES)
    ).all()
    replies = _replies(session, [row.id for row in rows])
    return tuple(
        Failure(
            event_id=row.id,
            kind=row.kind,
            day=row.day,
            promiser_id=row.target_id,
            promiser=row.promiser,
            promisee_id=row.source_id,
            promisee=row.promisee,
            replies=tuple(replies.get(row.id, ())),
            own_reply=next(
                (
                    reply.text
                    for reply in replies.get(row.id, ())
                    if reply.organisation_id == organisation_id
                ),
                "",
            ),
        )
        for row in rows
    )


def _replies(session: Session, event_ids: list[int]) -> dict[int, list[Reply]]:
    found: dict[int, list[Reply]] = {}
    if not event_ids:
        return found
    rows = session.execute(
        select(
            TrustReply.event_id,
            TrustReply.organisation_id,
            Organisation.name,
            TrustReply.text,
            TrustReply.written_at,
            TrustReply.revised_at,
        )
        .join(Organisation, Organisation.id == TrustReply.organisation_id)
        .where(TrustReply.event_id.in_(event_ids))
        .order_by(TrustReply.written_at, TrustReply.id)
    )
    for event_id, side, name, told, written_at, revised_at in rows:
        reply = Reply(side, name, told, written_at, revised_at)
        found.setdefault(event_id, []).append(reply)
    return found
