"""Noting, changing and withdrawing what members ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.amounts import show_range
from marketplace.purchasing.core.wishes import MOST_UNITS, Wish, arrives_in_time
from marketplace.purchasing.models import (
    LineChange,
    LineChannel,
    LineState,
    PurchaseItem,
    PurchaseLine,
    PurchaseState,
)
from marketplace.purchasing.services.freshness import make_plans_stale
from marketplace.purchasing.services.moves import hold_purchase, require_state
from marketplace.purchasing.services.taking_part import require_part, today_of
from network.db import lock
from network.errors import ConflictError, InvalidError, NotFoundError
from network.policy import Action
from network.services import audit, people

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor
    from network.services.people import Assisted


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line as somebody typed it.

    Attributes:
        organisation_id: Association through which the member takes part.
        person_id: The member.
        item_id: Input of the purchase.
        wish: How much.
        alone: What the member pays alone for a unit, if it was said.
        version: Of the line that the page showed; None if there was none.
        channel: How it came in; by default from who types it.
    """

    organisation_id: int
    person_id: int
    item_id: int
    wish: Wish
    alone: Money | None = None
    version: int | None = None
    channel: LineChannel | None = None


class CallClosedError(ConflictError):
    """The hour has come: lines may change no more."""


class LineChangedError(ConflictError):
    """Somebody changed the line while it was being edited."""


class QuantityError(InvalidError):
    """The numbers of the line do not agree, or are beyond reason."""


class AlonePriceError(InvalidError):
    """The price alone is not positive, or is in another currency."""


def note_line(
    session: Session,
    purchase_id: int,
    draft: LineDraft,
    *,
    actor: Actor,
    now: datetime,
    noted_at: datetime | None = None,
) -> int:
    """Note or change what a member asks for; return the line's id.

    The same line sent twice changes nothing the second time.

    Args:
        session: The open transaction.
        purchase_id: The purchase.
        draft: What was typed.
        actor: The member, or who types for a member of an own association.
        now: The server's clock, which decides whether the call is open.
        noted_at: When the device says it was typed, if there was no signal;
            lines typed in time count up to 24 hours later.

    Raises:
        NotFoundError: If purchase, input or association are not the actor's.
        NotAllowedError: If the actor may not type for others.
        NotAMemberError: If the person is no member of the association.
        NotYetTakingPartError: If the association has not joined.
        PurchaseMovedOnError: If the purchase is not open.
        CallClosedError: If the hour has come.
        QuantityError: If the numbers do not agree.
        AlonePriceError: If the price alone makes no sense.
        LineChangedError: If the line changed since the page was made.
    """
    purchase = hold_purchase(session, purchase_id)
    require_part(
        session, purchase, draft.organisation_id, draft.person_id, actor=actor, now=now
    )
    require_call(purchase, now=now, noted_at=noted_at)
    return keep_line(session, purchase, draft, actor=actor, now=now, noted_at=noted_at)


def note_line_of_new_member(
    session: Session,
    purchase_id: int,
    draft: LineDraft,
    helped: Assisted,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Write down a new assisted member and a first line; return the line's id.

    Args:
        session: The open transaction.
        purchase_id: The purchase.
        draft: What was typed; its ``person_id`` is not looked at.
        helped: Name, telephone and the witness of the consent.
        actor: Who may type for members of the association.
        now: The server's clock.

    Raises:
        PhoneTakenError: If somebody has the telephone.
        WitnessNeededError: If nobody heard that the data may be used.
        DomainError: As :func:`note_line`.
    """
    purchase = hold_purchase(session, purchase_id)
    purchase.reach.require_part(
        actor, Action.NOTE_LINE_FOR_OTHERS, draft.organisation_id
    )
    person_id = people.assist(
        session,
        draft.organisation_id,
        helped,
        actor=actor,
        day=today_of(purchase, now),
        now=now,
    )
    first = LineDraft(
        draft.organisation_id, person_id, draft.item_id, draft.wish, draft.alone
    )
    return note_line(session, purchase_id, first, actor=actor, now=now)


def withdraw_line(  # noqa: PLR0913 - all but two are by keyword
    session: Session,
    line_id: int,
    *,
    version: int | None,
    actor: Actor,
    now: datetime,
    noted_at: datetime | None = None,
    reason: str = "",
) -> None:
    """Take a line back; what was asked stays in its history.

    Withdrawing twice is harmless.

    Args:
        session: The open transaction.
        line_id: The line.
        version: Of the line that the page showed.
        actor: The member, or who types for a member of an own association.
        now: The server's clock.
        noted_at: When the device says it was done, if it was sent later.
        reason: Why, if it was said.

    Raises:
        DomainError: As :func:`note_line`.
    """
    found = session.get(PurchaseLine, line_id)
    if found is None:
        raise NotFoundError(line=line_id)
    purchase = hold_purchase(session, found.purchase_id)
    require_part(
        session, purchase, found.organisation_id, found.person_id, actor=actor, now=now
    )
    line = lock(session, PurchaseLine, line_id)
    if line.state is LineState.WITHDRAWN:
        return
    require_call(purchase, now=now, noted_at=noted_at)
    if version != line.version:
        raise LineChangedError(
            yours="", theirs=show_range(line.wanted, line.at_most), version=line.version
        )
    line.state = LineState.WITHDRAWN
    line.version += 1
    keep_history(session, line, actor, now=now, reason=reason, device_at=noted_at)
    _leave_traces(session, purchase, line, actor, now)


def require_call(
    purchase: JointPurchase, *, now: datetime, noted_at: datetime | None = None
) -> None:
    """Go on only while lines of the purchase may change.

    Raises:
        PurchaseMovedOnError: If the purchase is past its call.
        CallClosedError: If the hour has come.
    """
    require_state(purchase, PurchaseState.OPEN, PurchaseState.CLOSED)
    if not arrives_in_time(purchase.closes_at, now, noted_at):
        raise CallClosedError(closes_at=purchase.closes_at)


def keep_line(
    session: Session,
    purchase: JointPurchase,
    draft: LineDraft,
    *,
    actor: Actor,
    now: datetime,
    noted_at: datetime | None = None,
) -> int:
    """Keep a line of a held purchase whose permission was asked already.

    Raises:
        NotFoundError: If the input is not of the purchase.
        QuantityError: If the numbers do not agree.
        AlonePriceError: If the price alone makes no sense.
        LineChangedError: If the line changed since the page was made.
    """
    _check(session, purchase, draft)
    line = session.scalar(
        select(PurchaseLine)
        .where(PurchaseLine.item_id == draft.item_id)
        .where(PurchaseLine.organisation_id == draft.organisation_id)
        .where(PurchaseLine.person_id == draft.person_id)
        .execution_options(populate_existing=True)
    )
    if line is not None and _says(line, draft):
        return line.id
    if line is None:
        line = PurchaseLine(
            purchase_id=purchase.id,
            item_id=draft.item_id,
            organisation_id=draft.organisation_id,
            person_id=draft.person_id,
            version=0,
            created_at=now,
        )
        session.add(line)
    else:
        _require_version(line, draft)
    _write(line, draft, actor)
    session.flush()
    keep_history(session, line, actor, now=now, device_at=noted_at)
    _leave_traces(session, purchase, line, actor, now)
    return line.id


def _check(session: Session, purchase: JointPurchase, draft: LineDraft) -> None:
    item = session.get(PurchaseItem, draft.item_id)
    if item is None or item.purchase_id != purchase.id:
        raise NotFoundError(item=draft.item_id)
    if not draft.wish.is_sound:
        raise QuantityError(
            wanted=draft.wish.wanted,
            at_most=draft.wish.at_most,
            at_least=draft.wish.at_least,
            most=MOST_UNITS,
        )
    alone = draft.alone
    if alone is not None and (
        alone.currency is not purchase.currency or alone.minor <= 0
    ):
        raise AlonePriceError(price=alone, currency=purchase.currency)


def _says(line: PurchaseLine, draft: LineDraft) -> bool:
    """Whether the line already is what was typed."""
    wish = draft.wish
    return (
        line.state is LineState.NOTED
        and (line.wanted, line.at_most, line.at_least)
        == (wish.wanted, wish.at_most, wish.at_least)
        and (draft.alone is None or line.reference_minor == draft.alone.minor)
    )


def _require_version(line: PurchaseLine, draft: LineDraft) -> None:
    taken_back = line.state in (LineState.WITHDRAWN, LineState.OUT)
    if draft.version == line.version or (draft.version is None and taken_back):
        return
    raise LineChangedError(
        yours=show_range(draft.wish.wanted, draft.wish.at_most),
        theirs=show_range(line.wanted, line.at_most),
        version=line.version,
    )


def _write(line: PurchaseLine, draft: LineDraft, actor: Actor) -> None:
    own = draft.person_id == actor.person_id
    line.wanted = draft.wish.wanted
    line.at_most = draft.wish.at_most
    line.at_least = draft.wish.at_least
    if draft.alone is not None:
        line.reference_minor = draft.alone.minor
    line.state = LineState.NOTED
    line.channel = draft.channel or (LineChannel.SCREEN if own else LineChannel.OFFICER)
    line.typed_by = actor.person_id
    line.planned_units = line.planned_pays_minor = line.answered_at = None
    line.answered_by = None
    line.answer_witness = ""
    line.version += 1


def _leave_traces(
    session: Session,
    purchase: JointPurchase,
    line: PurchaseLine,
    actor: Actor,
    now: datetime,
) -> None:
    make_plans_stale(session, purchase.id)
    audit.record(
        session,
        actor=actor,
        deed=f"purchase.line_{line.state.value}",
        subject="purchase_line",
        subject_id=line.id,
        organisation_id=line.organisation_id,
        on_behalf_of=line.person_id,
        at=now,
        purchase=purchase.id,
        channel=line.channel.value,
        wanted=line.wanted,
        at_most=line.at_most,
        at_least=line.at_least,
    )


def keep_history(
    session: Session,
    line: PurchaseLine,
    actor: Actor,
    *,
    now: datetime,
    reason: str = "",
    device_at: datetime | None = None,
) -> None:
    """Write down how the line stands now."""
    session.add(
        LineChange(
            line_id=line.id,
            state=line.state,
            wanted=line.wanted,
            at_most=line.at_most,
            at_least=line.at_least,
            channel=line.channel,
            person_id=actor.person_id or None,
            at=now,
            device_at=device_at,
            reason=reason.strip()[:300],
        )
    )
    session.flush()
