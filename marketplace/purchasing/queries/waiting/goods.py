"""What waits once the orders are out: goods, claims and the end of a purchase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.purchasing.core.codes import purchase_code
from marketplace.purchasing.core.deeds import Deed
from marketplace.purchasing.models import PurchaseState
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Iterator

    from marketplace.purchasing.core.deeds import Waiting
    from marketplace.purchasing.queries.waiting.case import Case

_ON_THE_WAY = frozenset({PurchaseState.ORDERED, PurchaseState.PARTLY_RECEIVED})
_HANDING = frozenset(
    {PurchaseState.RECEIVED, PurchaseState.SHARED, PurchaseState.SETTLED}
)


def goods_deeds(case: Case) -> Iterator[Waiting]:
    """Yield what waits for the actor from the order to the closed books."""
    facts = case.facts
    if facts.state in _ON_THE_WAY and case.may(Action.RECEIVE_GOODS):
        coming = sum(order.row.delivery_ended_at is None for order in facts.orders)
        if coming:
            yield case.say(
                Deed.RECEIVE,
                count=coming,
                due=facts.row.delivery_on,
                place=facts.row.delivery_place,
            )
    if facts.state in _HANDING:
        yield from _sharing(case)
    if facts.counts.claims and case.may(Action.FILE_CLAIM):
        yield case.say(Deed.CLAIM, count=facts.counts.claims)
    if (
        facts.state is PurchaseState.SETTLED
        and case.actor.holds(Action.RUN_PURCHASE, facts.row.convener_id)
        and not facts.counts.claims
        and _is_even(case)
    ):
        yield case.say(Deed.FINISH)


def _sharing(case: Case) -> Iterator[Waiting]:
    facts, convener = case.facts, case.facts.row.convener_id
    if not facts.counts.is_shared:
        if facts.state is PurchaseState.RECEIVED and case.may(Action.RUN_PURCHASE):
            yield case.say(Deed.SHARE)
        return
    others = [each for each in facts.parties if each.organisation_id != convener]
    left = sum(max(each.final - each.at_association, 0) for each in others)
    if left and case.may(Action.HAND_OVER):
        yield case.say(Deed.HAND_TO_ASSOCIATIONS, count=left)
    for party in case.acting_for(Action.HAND_OVER):
        waiting = party.to_hand_on(convener)
        if waiting > 0:
            yield case.say(Deed.HAND_TO_MEMBERS, party, count=waiting)


def _is_even(case: Case) -> bool:
    """Tell whether nothing of the purchase is left in any book."""
    key = case.facts.row.id
    return not any(
        code == purchase_code(key) or code.startswith(f"advance:{key}:")
        for _book, code in case.facts.accounts
    )
