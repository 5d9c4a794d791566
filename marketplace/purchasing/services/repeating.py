"""Drafting a purchase like a past one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.purchasing.models import JointPurchase
from marketplace.purchasing.services.drafting import (
    CallDraft,
    ItemDraft,
    belongs,
    create_purchase,
)
from marketplace.purchasing.services.moves import reach_of
from network.errors import NotFoundError
from network.policy import Action, Actor

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def repeat_purchase(
    session: Session,
    purchase_id: int,
    closes_at: datetime,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Draft a purchase like a past one, with a new closing hour; return its id.

    Items, conditions and invited associations are taken over; members note
    their lines anew, with the past quantity in sight.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow convening.
        NothingToBuyError: If the past purchase has no item.
    """
    past = session.get(JointPurchase, purchase_id)
    if past is None:
        raise NotFoundError(purchase=purchase_id)
    reach_of(session, past).require_running(actor, Action.CONVENE_PURCHASE)
    items = tuple(
        ItemDraft(
            item.presentation_id,
            item.reference,
            item.reference_on,
            item.reference_source,
        )
        for item in past.items
    )
    draft = CallDraft(
        network_id=past.network_id,
        convener_id=past.convener_id,
        scope=past.scope,
        title=past.title,
        items=items,
        closes_at=closes_at,
        confirm_hours=past.confirm_hours,
        advance_percent=past.advance_percent,
        delivery_place=past.delivery_place,
        note=past.note,
        invited=tuple(
            party.organisation_id
            for party in past.parties
            if belongs(session, past.network_id, party.organisation_id)
        ),
    )
    repeated = create_purchase(session, draft, actor=actor, now=now)
    session.get_one(JointPurchase, repeated).repeats_id = purchase_id
    return repeated
