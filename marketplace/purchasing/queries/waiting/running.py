"""What waits for those who run a purchase, from the draft to the signed orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.purchasing.core.deeds import Deed
from marketplace.purchasing.models import PurchaseState, hash_of
from network.policy import Action, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from marketplace.purchasing.core.deeds import Waiting
    from marketplace.purchasing.queries.waiting.case import Case

#: Offers that a purchase needs, unless somebody wrote why fewer are enough.
WANTED_QUOTES = 3
_SIGNING = frozenset({Role.LEGAL_REPRESENTATIVE, Role.TREASURER, Role.OFFICER})
_SIGNERS = 2


def running_deeds(case: Case) -> Iterator[Waiting]:
    """Yield what waits for the actor until the orders are sent."""
    state = case.facts.state
    if state is PurchaseState.DRAFT and case.may(Action.CONVENE_PURCHASE):
        yield case.say(Deed.OPEN_CALL)
    elif state is PurchaseState.OPEN:
        yield from _open(case)
    elif state is PurchaseState.CLOSED and case.may(Action.RUN_PURCHASE):
        yield case.say(Deed.START_QUOTING)
    elif state is PurchaseState.QUOTING:
        yield from _quoting(case)
    elif state is PurchaseState.AWARDED and case.may(Action.RUN_PURCHASE):
        yield case.say(Deed.ASK_PRICE)
    elif state is PurchaseState.CONFIRMING:
        yield from _confirming(case)
    elif state is PurchaseState.CONFIRMED and case.may(Action.PLACE_ORDER):
        yield from _ordering(case)


def _open(case: Case) -> Iterator[Waiting]:
    row = case.facts.row
    for party in case.facts.parties:
        joins = case.actor.holds(Action.TAKE_PART_IN_PURCHASE, party.organisation_id)
        if party.joined_at is None and joins:
            yield case.say(Deed.JOIN, party, until=row.closes_at)
    if case.now >= row.closes_at:
        if case.may(Action.RUN_PURCHASE):
            yield case.say(Deed.CLOSE_CALL, until=row.closes_at)
        return
    for party in case.acting_for(Action.NOTE_LINE_FOR_OTHERS):
        if party.silent:
            yield case.say(Deed.REMIND, party, count=party.silent, until=row.closes_at)


def _quoting(case: Case) -> Iterator[Waiting]:
    counts = case.facts.counts
    lacking = WANTED_QUOTES - counts.quotes
    explained = case.facts.row.few_quotes_reason and counts.quotes
    if lacking > 0 and not explained:
        if case.may(Action.RECORD_QUOTE):
            yield case.say(Deed.QUOTES_MISSING, count=lacking)
    elif not counts.solved:
        if case.may(Action.RUN_PURCHASE) and not counts.solving:
            yield case.say(Deed.ASK_PLAN, count=counts.quotes)
    elif case.may(Action.CHOOSE_PLAN) and not counts.voted:
        yield case.say(Deed.SECOND_VOTE if counts.votes else Deed.CHOOSE_PLAN)


def _confirming(case: Case) -> Iterator[Waiting]:
    until = case.facts.row.confirm_until
    for party in case.acting_for(Action.NOTE_LINE_FOR_OTHERS):
        if party.helped:
            yield case.say(Deed.ANSWER_FOR, party, count=party.helped, until=until)
    unanswered = sum(party.unanswered for party in case.facts.parties)
    if not unanswered and case.may(Action.RUN_PURCHASE):
        yield case.say(Deed.END_ANSWERS)


def _ordering(case: Case) -> Iterator[Waiting]:
    facts, orders = case.facts, case.facts.orders
    if not orders:
        yield case.say(Deed.MAKE_ORDERS)
        return
    current = hash_of(order.row for order in orders)
    signed = [each for each in facts.signatures if each.document_hash == current]
    lacking = {Role.TREASURER} - {each.role for each in signed}
    if facts.counts.represented:
        lacking |= {Role.LEGAL_REPRESENTATIVE} - {each.role for each in signed}
    people = {each.person_id for each in signed}
    needed = max(len(lacking), _SIGNERS - len(people))
    if not needed:
        yield case.say(Deed.PLACE, count=len(orders))
        return
    held = case.actor.roles.get(facts.row.convener_id, frozenset()) & _SIGNING
    helps = held & lacking or (held and needed > len(lacking))
    if helps and case.actor.person_id not in people:
        yield case.say(Deed.SIGN, count=needed)
