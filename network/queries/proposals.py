"""Proposals that two organisations meet, with names and figures to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from network.core.advice.documents import (
    read_effect_document,
    read_reason_document,
)
from network.errors import NotFoundError
from network.models import (
    CoordinatorTask,
    Introduction,
    IntroductionState,
    Organisation,
    Person,
    TaskState,
)
from network.policy import Action, require, require_network
from network.queries.red.readings import Named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from network.core.advice.documents import EffectFigures
    from network.core.advice.effects import Reason
    from network.core.advice.kinds import IntroductionKind
    from network.models import TaskKind
    from network.policy import Actor

#: Decisions of the past that the page of proposals still shows.
LATEST = 10


@dataclass(frozen=True, slots=True)
class ToldRelief:
    """An organisation on which fewer would depend.

    Attributes:
        organisation: Who.
        before: How many are cut off today if it goes.
        after: How many would be; 0 if it becomes dispensable.
    """

    organisation: Named
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ToldLead:
    """What one of the two has for the other.

    Attributes:
        kind: Text of the kind of lead.
        source: Who makes it or offers it.
        target: Who buys it elsewhere or needs it.
        what: The product or chain.
    """

    kind: str
    source: Named
    target: Named
    what: str


@dataclass(frozen=True, slots=True)
class ToldReason:
    """Why two organisations should meet, with names.

    Attributes:
        group: Some of the smaller piece that would come in.
        group_size: How many organisations that piece has; 0 if it is one piece.
        relieved: On whom fewer would depend, the greatest relief first.
        relieved_count: How many are relieved in all.
        friends: Some whom both trust.
        chains: Codes of chains that both work in.
        leads: What one has for the other, the weightiest first.
        kilometres: How far apart they are, if it is known.
        steps: How many ties lie between them; none if there is no way.
    """

    group: tuple[Named, ...]
    group_size: int
    relieved: tuple[ToldRelief, ...]
    relieved_count: int
    friends: tuple[Named, ...]
    chains: tuple[str, ...]
    leads: tuple[ToldLead, ...]
    kilometres: int | None
    steps: int | None


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal as a coordinator sees it.

    Attributes:
        id: Its key.
        one: The organisation with the lower key.
        other: The other one.
        kind: What the tie is for.
        state: What became of it.
        reason: Why these two.
        effect: What the tie alone would do to the network.
        heaviest: Through whom most ways would pass before and after, if known.
        refreshed_at: When it was last worked out.
        decided_by: Name of who decided, if anybody did.
        decided_at: When, if it was.
        why: Why it was rejected; empty otherwise.
    """

    id: int
    one: Named
    other: Named
    kind: IntroductionKind
    state: IntroductionState
    reason: ToldReason
    effect: EffectFigures
    heaviest: tuple[Named | None, Named | None]
    refreshed_at: datetime
    decided_by: str
    decided_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class ProposalsPage:
    """The advice of a network.

    Attributes:
        proposals: What waits for a decision, the best first.
        decided: The latest decisions, the last one first.
        needed: Ties missing until nobody is indispensable; none if unknown.
        checked_at: When it was last worked out; none if there is nothing.
        open_tasks: How many tasks are open.
    """

    proposals: tuple[ProposalRow, ...]
    decided: tuple[ProposalRow, ...]
    needed: int | None
    checked_at: datetime | None
    open_tasks: int


def proposals(session: Session, network_id: int, *, actor: Actor) -> ProposalsPage:
    """Return the proposals of a network and the latest decisions.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor does not coordinate it.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    ours = _rows().where(Introduction.network_id == network_id)
    waiting = _told(
        session,
        ours.where(Introduction.state == IntroductionState.PROPOSED).order_by(
            Introduction.rank, Introduction.id
        ),
    )
    decided = _told(
        session,
        ours.where(
            Introduction.state.in_(
                [IntroductionState.REJECTED, IntroductionState.DONE]
            ),
            Introduction.decided_at.is_not(None),
        )
        .order_by(Introduction.decided_at.desc(), Introduction.id.desc())
        .limit(LATEST),
    )
    open_tasks = session.scalar(
        select(func.count(CoordinatorTask.id)).where(
            CoordinatorTask.network_id == network_id,
            CoordinatorTask.state == TaskState.OPEN,
        )
    )
    return ProposalsPage(
        proposals=waiting,
        decided=decided,
        needed=waiting[0].effect.before.needed if waiting else None,
        checked_at=waiting[0].refreshed_at if waiting else None,
        open_tasks=open_tasks or 0,
    )


def proposal(
    session: Session, network_id: int, introduction_id: int, *, actor: Actor
) -> ProposalRow:
    """Return one proposal of a network.

    Raises:
        NotFoundError: If there is none, or the actor has nothing to do with it.
        NotAllowedError: If the actor does not coordinate the network.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    found = _told(
        session,
        _rows().where(
            Introduction.network_id == network_id, Introduction.id == introduction_id
        ),
    )
    if not found:
        raise NotFoundError(introduction=introduction_id)
    return found[0]


@dataclass(frozen=True, slots=True)
class MeetingAhead:
    """What a coordinator plans with an organisation, for it to read.

    Attributes:
        other: Whom it would meet.
        kind: How.
        due_day: Until when.
        reason: Why these two; none if nobody proposed it.
    """

    other: Named
    kind: TaskKind
    due_day: date
    reason: ToldReason | None


def meetings_ahead(
    session: Session, organisation_id: int, *, actor: Actor
) -> list[MeetingAhead]:
    """Return whom an organisation is about to meet, for its delegates.

    Only what a coordinator accepted, and only its own.  What the tie would do
    for others is not told.

    Raises:
        NotFoundError: If the actor holds nothing in the organisation.
        NotAllowedError: If the actor does not speak for it.
    """
    require(actor, Action.DECLARE_TRUST, organisation_id)
    rows = session.execute(
        select(
            CoordinatorTask.one_id,
            CoordinatorTask.other_id,
            CoordinatorTask.kind,
            CoordinatorTask.due_day,
            Introduction.facts,
        )
        .outerjoin(Introduction, Introduction.id == CoordinatorTask.introduction_id)
        .where(
            CoordinatorTask.state == TaskState.OPEN,
            (CoordinatorTask.one_id == organisation_id)
            | (CoordinatorTask.other_id == organisation_id),
        )
        .order_by(CoordinatorTask.due_day, CoordinatorTask.id)
    ).all()
    reasons = [read_reason_document(row.facts) if row.facts else None for row in rows]
    names = names_of(
        session,
        {
            key
            for row, reason in zip(rows, reasons, strict=True)
            for key in (row.one_id, row.other_id, *_keys(reason))
        },
    )
    return [
        MeetingAhead(
            other=_named(
                names, row.other_id if row.one_id == organisation_id else row.one_id
            ),
            kind=row.kind,
            due_day=row.due_day,
            reason=_told_reason(reason, names) if reason else None,
        )
        for row, reason in zip(rows, reasons, strict=True)
    ]


def names_of(session: Session, keys: Iterable[int]) -> Mapping[int, str]:
    """Return the names of organisations by their keys, for who asked already."""
    rows = session.execute(
        select(Organisation.id, Organisation.name).where(
            Organisation.id.in_(sorted(set(keys)))
        )
    )
    return {key: name for key, name in rows}  # noqa: C416 - rows are no pairs to mypy


def _rows() -> Select[Introduction, str]:
    return select(Introduction, Person.name).outerjoin(
        Person, Person.id == Introduction.decided_by
    )


def _told(
    session: Session, statement: Select[Introduction, str]
) -> tuple[ProposalRow, ...]:
    """Return proposals with the names of everybody they mention."""
    rows = [(row, who) for row, who in session.execute(statement)]
    names = names_of(session, {key for row, _who in rows for key in _mentioned(row)})
    return tuple(_row(row, who, names) for row, who in rows)


def _mentioned(row: Introduction) -> set[int]:
    effect = read_effect_document(row.effect)
    heaviest = (effect.before.heaviest, effect.after.heaviest)
    return {
        row.one_id,
        row.other_id,
        *_keys(read_reason_document(row.facts)),
        *(key for key in heaviest if key is not None),
    }


def _keys(reason: Reason | None) -> set[int]:
    """Return everybody a reason mentions, beside the two and their leads."""
    if reason is None:
        return set()
    relieved = (each.organisation for each in reason.relieved)
    return {*reason.group, *reason.friends, *relieved}


def _row(row: Introduction, who: str | None, names: Mapping[int, str]) -> ProposalRow:
    effect = read_effect_document(row.effect)
    before, after = effect.before.heaviest, effect.after.heaviest
    return ProposalRow(
        id=row.id,
        one=_named(names, row.one_id),
        other=_named(names, row.other_id),
        kind=row.kind,
        state=row.state,
        reason=_told_reason(read_reason_document(row.facts), names),
        effect=effect,
        heaviest=(
            None if before is None else _named(names, before),
            None if after is None else _named(names, after),
        ),
        refreshed_at=row.refreshed_at,
        decided_by=who or "",
        decided_at=row.decided_at,
        why=row.reason,
    )


def _told_reason(reason: Reason, names: Mapping[int, str]) -> ToldReason:
    return ToldReason(
        group=_all_named(names, reason.group),
        group_size=reason.group_size,
        relieved=tuple(
            ToldRelief(_named(names, each.organisation), each.before, each.after)
            for each in reason.relieved
        ),
        relieved_count=reason.relieved_count,
        friends=_all_named(names, reason.friends),
        chains=reason.chains,
        leads=tuple(
            ToldLead(
                each.kind,
                _named(names, each.source),
                _named(names, each.target),
                each.what,
            )
            for each in reason.leads
        ),
        kilometres=reason.kilometres,
        steps=reason.steps,
    )


def _named(names: Mapping[int, str], key: int) -> Named:
    return Named(key, names[key])


def _all_named(names: Mapping[int, str], keys: Sequence[int]) -> tuple[Named, ...]:
    return tuple(_named(names, key) for key in keys)
