"""The final price: asked of every member, accepted or refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Money
from marketplace.purchasing.core.naming import member_code
from marketplace.purchasing.core.telling import PurchaseNotice
from marketplace.purchasing.models import (
    LineChannel,
    LineState,
    PlanRun,
    PlanState,
    PurchaseLine,
    PurchaseState,
)
from marketplace.purchasing.services.lines import keep_history
from marketplace.purchasing.services.moves import hold_purchase, move, require_state
from marketplace.purchasing.services.planning import quotes_by_id
from marketplace.purchasing.services.quote_drafts import StaleQuoteError
from marketplace.purchasing.services.taking_part import require_part, today_of
from marketplace.purchasing.services.telling import tell
from network.core.text import clean_name
from network.errors import ConflictError, InvalidError, NotFoundError
from network.jobs import enqueue
from network.policy import Action
from network.services import audit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor

#: States of a line whose member was asked and may still answer.
ANSWERABLE = (LineState.NOTED, LineState.CONFIRMED, LineState.OUT)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member says of the final price, for all inputs at once.

    Attributes:
        organisation_id: Association through which the member takes part.
        person_id: The member.
        accepts: Whether the price is accepted.
        pays: What the page asked for in all, so that nobody accepts another
            price than the one read; None when it was not shown.
        witness: Who heard it, when somebody else records the answer.
    """

    organisation_id: int
    person_id: int
    accepts: bool
    pays: Money | None = None
    witness: str = ""


class BrokenPlanError(RuntimeError):
    """The parts of an awarded plan do not sum to it: a bug, nothing is asked."""


class ConfirmationOverError(ConflictError):
    """The hours to answer are over."""


class PriceChangedError(ConflictError):
    """The price is not the one that the page showed."""


class AnswerWitnessNeededError(InvalidError):
    """Somebody answers for a member and says no witness."""


def open_confirmation(
    session: Session, purchase_id: int, *, actor: Actor, now: datetime
) -> None:
    """Ask every member to accept the price of the awarded plan.

    Units and money of each line are frozen; the job
    ``purchasing.end_confirmation`` ends the wait.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If no plan is awarded, or it was opened already.
        StaleQuoteError: If an awarded price would be over before the answers.
    """
    purchase = hold_purchase(session, purchase_id)
    purchase.reach.require_running(actor, Action.RUN_PURCHASE)
    require_state(purchase, PurchaseState.AWARDED)
    run = plan_in_force(session, purchase_id, PlanState.AWARDED)
    until = now + timedelta(hours=purchase.confirm_hours)
    _require_valid(session, purchase, run, until)
    asked = _freeze(session, purchase, run)
    move(session, purchase, PurchaseState.CONFIRMING, actor=actor, now=now)
    set_end(session, purchase, until)
    for person_id in sorted({line.person_id for line in asked}):
        tell(
            session,
            purchase,
            PurchaseNotice.PRICE_TO_CONFIRM,
            person_id,
            now=now,
            round_=run.id,
            until=until,
        )


def answer_price(
    session: Session, purchase_id: int, answer: Answer, *, actor: Actor, now: datetime
) -> None:
    """Record whether a member accepts the final price.

    A member may change the answer until the hour.  When everybody has accepted
    nobody waits any longer.

    Raises:
        NotFoundError: If purchase, association or member are not the actor's,
            or the member was asked nothing.
        NotAllowedError: If the actor may not answer for others.
        PurchaseMovedOnError: If the price is not being confirmed.
        ConfirmationOverError: If the hours are over.
        PriceChangedError: If the page showed another price.
        AnswerWitnessNeededError: If another person answers without a witness.
    """
    purchase = hold_purchase(session, purchase_id)
    require_part(
        session,
        purchase,
        answer.organisation_id,
        answer.person_id,
        actor=actor,
        now=now,
    )
    require_state(purchase, PurchaseState.CONFIRMING)
    if purchase.confirm_until is None or now >= purchase.confirm_until:
        raise ConfirmationOverError(until=purchase.confirm_until)
    own = answer.person_id == actor.person_id
    if not own and not answer.witness.strip():
        raise AnswerWitnessNeededError(person=answer.person_id)
    lines = _asked_lines(session, purchase, answer)
    _require_price(purchase, lines, answer)
    target = LineState.CONFIRMED if answer.accepts else LineState.OUT
    changed = [line for line in lines if line.state is not target]
    for line in changed:
        line.state = target
        line.answered_at = now
        line.answered_by = actor.person_id
        line.answer_witness = "" if own else clean_name(answer.witness, 120)
        line.version += 1
        keep_history(session, line, actor, now=now, reason=line.answer_witness)
    if changed:
        _trace(session, purchase, answer, actor, now)
    if not own and changed:
        tell(
            session,
            purchase,
            PurchaseNotice.ANSWERED_FOR_YOU,
            answer.person_id,
            now=now,
            round_=changed[0].version,
            accepts=answer.accepts,
            witness=changed[0].answer_witness,
        )
    if everybody_accepted(session, purchase_id):
        set_end(session, purchase, now)


def end_answers(
    session: Session, purchase_id: int, *, actor: Actor, now: datetime
) -> None:
    """Stop waiting once every member has answered.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the price is not being confirmed, or somebody
            has not answered and still may.
    """
    purchase = hold_purchase(session, purchase_id)
    purchase.reach.require_running(actor, Action.RUN_PURCHASE)
    require_state(purchase, PurchaseState.CONFIRMING)
    silent = [
        line
        for line in asked_lines(session, purchase_id)
        if line.state is LineState.NOTED
    ]
    if silent:
        raise AnswersMissingError(count=len({line.person_id for line in silent}))
    set_end(session, purchase, now)


class AnswersMissingError(ConflictError):
    """Some members have not answered and the hours are not over."""


def plan_in_force(session: Session, purchase_id: int, state: PlanState) -> PlanRun:
    """Return the awarded or the final plan of a purchase.

    Raises:
        NotFoundError: If there is none.
    """
    run = session.scalar(
        select(PlanRun)
        .where(PlanRun.purchase_id == purchase_id, PlanRun.state == state)
        .order_by(PlanRun.id.desc())
    )
    if run is None:
        raise NotFoundError(purchase=purchase_id)
    return run


def asked_lines(session: Session, purchase_id: int) -> list[PurchaseLine]:
    """Return the lines whose members are asked to accept a price."""
    return list(
        session.scalars(
            select(PurchaseLine)
            .where(PurchaseLine.purchase_id == purchase_id)
            .where(PurchaseLine.state.in_(ANSWERABLE))
            .where(PurchaseLine.planned_units > 0)
            .order_by(PurchaseLine.id)
        )
    )


def everybody_accepted(session: Session, purchase_id: int) -> bool:
    """Tell whether every line that was asked about is accepted."""
    return all(
        line.state is LineState.CONFIRMED for line in asked_lines(session, purchase_id)
    )


def set_end(session: Session, purchase: JointPurchase, until: datetime) -> None:
    """Let the wait for answers end at an hour, and promise the job that does it."""
    purchase.confirm_until = until
    enqueue(
        session,
        "purchasing.end_confirmation",
        {"purchase_id": purchase.id},
        key=f"purchase:{purchase.id}:end:{until.isoformat()}",
        run_after=until,
        network_id=purchase.network_id,
    )


def _require_valid(
    session: Session, purchase: JointPurchase, run: PlanRun, until: datetime
) -> None:
    used = {row["supplier"] for row in run.result["freight"]}
    quotes = [key for name, key in run.names["quotes"].items() if name in used]
    for quote in quotes_by_id(session, quotes):
        if quote.valid_until < today_of(purchase, until):
            raise StaleQuoteError(
                valid_until=quote.valid_until, supplier=quote.supplier.name
            )


def _freeze(
    session: Session, purchase: JointPurchase, run: PlanRun
) -> list[PurchaseLine]:
    """Write units and money of the plan on the lines; return those with units.

    Raises:
        BrokenPlanError: If the lines do not sum to the plan.
    """
    planned = {
        (run.names["items"][row["item"]], row["member"]): row
        for row in run.result["allocations"]
    }
    total, asked = 0, []
    for line in session.scalars(
        select(PurchaseLine)
        .where(PurchaseLine.purchase_id == purchase.id)
        .where(PurchaseLine.state == LineState.NOTED)
        .order_by(PurchaseLine.id)
    ):
        row = planned[line.item_id, member_code(line.organisation_id, line.person_id)]
        line.planned_units = row["allocated"]
        line.planned_pays_minor = row["pays"]
        line.answered_at = None
        total += row["pays"]
        if row["allocated"]:
            asked.append(line)
    if total != run.objective_minor:
        msg = f"plan {run.id}: lines sum to {total}, plan to {run.objective_minor}"
        raise BrokenPlanError(msg)
    session.flush()
    return asked


def _asked_lines(
    session: Session, purchase: JointPurchase, answer: Answer
) -> list[PurchaseLine]:
    lines = [
        line
        for line in asked_lines(session, purchase.id)
        if line.organisation_id == answer.organisation_id
        and line.person_id == answer.person_id
    ]
    if not lines:
        raise NotFoundError(purchase=purchase.id)
    return lines


def _require_price(
    purchase: JointPurchase, lines: Sequence[PurchaseLine], answer: Answer
) -> None:
    asked = sum(line.planned_pays_minor or 0 for line in lines)
    price = Money(asked, purchase.currency)
    if answer.pays is not None and answer.pays != price:
        raise PriceChangedError(shown=answer.pays, price=price)


def _trace(
    session: Session,
    purchase: JointPurchase,
    answer: Answer,
    actor: Actor,
    now: datetime,
) -> None:
    accepted = "accepted" if answer.accepts else "refused"
    own = answer.person_id == actor.person_id
    channel = LineChannel.SCREEN if own else LineChannel.OFFICER
    audit.record(
        session,
        actor=actor,
        deed=f"purchase.price_{accepted}",
        subject="joint_purchase",
        subject_id=purchase.id,
        organisation_id=answer.organisation_id,
        on_behalf_of=answer.person_id,
        at=now,
        channel=channel.value,
    )
