"""Reminders: the hour of the call, the hours to accept a price."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.purchasing.core.telling import PurchaseNotice
from marketplace.purchasing.models import (
    JointPurchase,
    LineState,
    PurchaseLine,
    PurchaseState,
)
from marketplace.purchasing.services.taking_part import members_of, today_of
from marketplace.purchasing.services.telling import tell

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

#: How long before the hour members are reminded.
BEFORE_CLOSING = timedelta(hours=24)
BEFORE_CONFIRMING_ENDS = timedelta(hours=12)


def remind(session: Session, *, now: datetime) -> int:
    """Remind members of hours that come soon; return how many were reminded.

    For the timetable: running it again reminds nobody twice of the same hour.
    """
    reminded = 0
    for purchase in session.scalars(
        select(JointPurchase)
        .where(JointPurchase.state == PurchaseState.OPEN)
        .where(JointPurchase.closes_at > now)
        .where(JointPurchase.closes_at <= now + BEFORE_CLOSING)
        .order_by(JointPurchase.id)
    ).all():
        reminded += _remind_of_closing(session, purchase, now)
    for purchase in session.scalars(
        select(JointPurchase)
        .where(JointPurchase.state == PurchaseState.CONFIRMING)
        .where(JointPurchase.confirm_until > now)
        .where(JointPurchase.confirm_until <= now + BEFORE_CONFIRMING_ENDS)
        .order_by(JointPurchase.id)
    ).all():
        reminded += _remind_of_price(session, purchase, now)
    return reminded


def _remind_of_closing(session: Session, purchase: JointPurchase, now: datetime) -> int:
    noted = set(
        session.scalars(
            select(PurchaseLine.person_id)
            .where(PurchaseLine.purchase_id == purchase.id)
            .where(PurchaseLine.state == LineState.NOTED)
        )
    )
    day = today_of(purchase, now)
    missing = {
        person.id
        for party in purchase.parties
        if party.joined_at is not None
        for person in members_of(session, party.organisation_id, day)
    } - noted
    for person_id in sorted(missing):
        tell(
            session,
            purchase,
            PurchaseNotice.CLOSES_SOON,
            person_id,
            now=now,
            round_=int(purchase.closes_at.timestamp()),
            closes_at=purchase.closes_at,
        )
    return len(missing)


def _remind_of_price(session: Session, purchase: JointPurchase, now: datetime) -> int:
    assert purchase.confirm_until is not None
    silent = session.scalars(
        select(PurchaseLine.person_id)
        .where(PurchaseLine.purchase_id == purchase.id)
        .where(PurchaseLine.state == LineState.NOTED)
        .where(PurchaseLine.planned_units > 0)
        .distinct()
        .order_by(PurchaseLine.person_id)
    ).all()
    for person_id in silent:
        tell(
            session,
            purchase,
            PurchaseNotice.CONFIRM_SOON,
            person_id,
            now=now,
            round_=int(purchase.confirm_until.timestamp()),
            until=purchase.confirm_until,
        )
    return len(silent)
