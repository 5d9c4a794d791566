"""What the page of a purchase shows once it has orders: one's share, open claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marketplace.purchasing.models import PurchaseState
from marketplace.purchasing.queries.accounts import accounts_page
from marketplace.purchasing.queries.orders import orders_page
from marketplace.purchasing.queries.receiving import deliveries
from marketplace.purchasing.queries.sharing import sharing_page
from marketplace.purchasing.views.shared import PANEL_VALUES
from network.db import db
from network.policy import Action
from network.web import current_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from marketplace.purchasing.queries.pages_head import Head
    from network.policy import Actor


def ordered_values(head: Head, actor: Actor) -> Mapping[str, Any]:
    """Return the orders and the actor's own advance."""
    page = orders_page(db.session(), head.id, actor=actor, day=current_day())
    own = [each for each in page.advances if each.person_id == actor.person_id]
    return {"orders": page, "own_advances": own, **_rights(head, actor)}


def arrived_values(head: Head, actor: Actor) -> Mapping[str, Any]:
    """Return the deliveries, the sharing and the actor's own share and account."""
    found = deliveries(db.session(), head.id, actor=actor)
    shares = sharing_page(db.session(), head.id, actor=actor)
    accounts = accounts_page(db.session(), head.id, actor=actor)
    return {
        "deliveries": found,
        "open_claims": [claim for each in found for claim in each.open_claims],
        "shares": shares,
        "own_shares": [row for row in shares.rows if row.person_id == actor.person_id],
        "own_accounts": [
            row for row in accounts.members if row.person_id == actor.person_id
        ],
        "inputs": {item.id: item for item in head.items},
        **_rights(head, actor),
    }


def _rights(head: Head, actor: Actor) -> dict[str, bool]:
    ids = {head.convener_id, *(part.organisation_id for part in head.parts)}
    return {
        "hands_over": any(actor.holds(Action.HAND_OVER, each) for each in ids),
        "sees_books": any(actor.holds(Action.SEE_BOOK, each) for each in ids),
        "sees_convener": actor.holds(Action.SEE_BOOK, head.convener_id),
    }


PANEL_VALUES[PurchaseState.CONFIRMED] = ordered_values
for _state in (
    PurchaseState.ORDERED,
    PurchaseState.PARTLY_RECEIVED,
    PurchaseState.RECEIVED,
    PurchaseState.SHARED,
    PurchaseState.SETTLED,
    PurchaseState.FINISHED,
):
    PANEL_VALUES[_state] = arrived_values
