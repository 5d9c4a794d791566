"""What waits for a member: to note, to answer, to pay in advance, to collect."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from marketplace.purchasing.core.codes import member_advance_code
from marketplace.purchasing.core.deeds import Deed
from marketplace.purchasing.models import LineState, PurchaseState
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Iterator

    from marketplace.purchasing.core.deeds import Waiting
    from marketplace.purchasing.queries.waiting.case import Case
    from marketplace.purchasing.queries.waiting.facts import LineFacts

#: States in which an advance may still be paid before the goods arrive.
BEFORE_GOODS = frozenset({PurchaseState.CONFIRMED, PurchaseState.ORDERED})
_WITH_GOODS = frozenset(
    {PurchaseState.RECEIVED, PurchaseState.SHARED, PurchaseState.SETTLED}
)


def own_deeds(case: Case) -> Iterator[Waiting]:
    """Yield what waits for the actor as a member."""
    row = case.facts.row
    own = [line for line in case.facts.lines if line.person_id == case.actor.person_id]
    if row.state is PurchaseState.OPEN and case.now < row.closes_at:
        noted = any(line.state is not LineState.WITHDRAWN for line in own)
        if not noted and case.acting_for(Action.NOTE_LINE):
            yield case.say(Deed.NOTE, until=row.closes_at)
    if row.state is PurchaseState.CONFIRMING and _is_before(case):
        minor = sum(
            line.pays_minor
            for line in own
            if line.state is LineState.NOTED and line.units
        )
        if minor:
            yield case.say(
                Deed.CONFIRM, amount=case.money(minor), until=row.confirm_until
            )
    if row.state in BEFORE_GOODS:
        missing = sum(missing_advance(case, line) for line in own)
        if missing:
            yield case.say(Deed.PAY_ADVANCE, amount=case.money(missing))
    if row.state in _WITH_GOODS:
        yield from _to_collect(case)


def missing_advance(case: Case, line: LineFacts) -> int:
    """Return what a member still has to pay in advance, in minor units."""
    percent = case.facts.row.advance_percent
    if line.state is not LineState.CONFIRMED or not percent:
        return 0
    due = case.money(line.pays_minor).scale(Fraction(percent, 100)).minor
    code = member_advance_code(case.facts.row.id, line.person_id)
    return max(due + case.balance(line.organisation_id, code), 0)


def _is_before(case: Case) -> bool:
    until = case.facts.row.confirm_until
    return until is not None and case.now < until


def _to_collect(case: Case) -> Iterator[Waiting]:
    """Yield what is ready for the actor; nobody travels for goods far away."""
    places = {party.organisation_id: party for party in case.facts.parties}
    for share in case.facts.shares:
        party = places[share.organisation_id]
        ready = party.to_hand_on(case.facts.row.convener_id)
        if share.left > 0 and ready > 0:
            yield case.say(
                Deed.COLLECT,
                party,
                count=min(share.left, ready),
                place=party.place or case.facts.row.delivery_place,
            )
