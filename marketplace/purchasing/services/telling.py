"""Telling people about a purchase, each thing once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.notices.services import notify
from marketplace.purchasing.models import LineState, PurchaseLine
from marketplace.purchasing.services.taking_part import members_of, today_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.core.telling import PurchaseNotice
    from marketplace.purchasing.models import JointPurchase


def tell(
    session: Session,
    purchase: JointPurchase,
    kind: PurchaseNotice,
    person_id: int,
    *,
    now: datetime,
    round_: int = 0,
    **values: object,
) -> None:
    """Tell a person something about a purchase.

    Args:
        session: The open transaction.
        purchase: What it is about.
        kind: What happened.
        person_id: Who is told.
        now: The server's clock.
        round_: Tells apart things that happen more than once; the same kind
            and round is told once.
        **values: What the sentence mentions besides the title.
    """
    thing = f"purchase:{purchase.id}" + (f":{round_}" if round_ else "")
    notify(
        session,
        person_id=person_id,
        kind=kind,
        thing=thing,
        values={"title": purchase.title, **values},
        path=f"/compras/{purchase.id}",
        now=now,
    )


def tell_members(
    session: Session,
    purchase: JointPurchase,
    kind: PurchaseNotice,
    *,
    now: datetime,
    organisation_id: int | None = None,
    round_: int = 0,
) -> None:
    """Tell every member of the associations that take part, or of one of them."""
    day = today_of(purchase, now)
    told: set[int] = set()
    for party in purchase.parties:
        asked = organisation_id in (None, party.organisation_id)
        if not asked or party.joined_at is None:
            continue
        told |= {each.id for each in members_of(session, party.organisation_id, day)}
    for person_id in sorted(told):
        tell(
            session,
            purchase,
            kind,
            person_id,
            now=now,
            round_=round_,
            closes_at=purchase.closes_at,
        )


def tell_buyers(
    session: Session,
    purchase: JointPurchase,
    kind: PurchaseNotice,
    *,
    now: datetime,
    round_: int = 0,
    **values: object,
) -> None:
    """Tell every member with a line that was not taken back."""
    people = session.scalars(
        select(PurchaseLine.person_id)
        .where(PurchaseLine.purchase_id == purchase.id)
        .where(PurchaseLine.state != LineState.WITHDRAWN)
        .distinct()
        .order_by(PurchaseLine.person_id)
    ).all()
    for person_id in people:
        tell(session, purchase, kind, person_id, now=now, round_=round_, **values)
