"""What was handed over so far, and what that says about a member's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.purchasing.models import (
    Allocation,
    HandOver,
    LineState,
    PurchaseLine,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def handed(
    session: Session, item_id: int, organisation_id: int, person_id: int | None
) -> int:
    """Return the units handed to a member, or to an association when no member."""
    units = session.scalar(
        select(func.sum(HandOver.units)).where(
            HandOver.item_id == item_id,
            HandOver.organisation_id == organisation_id,
            HandOver.person_id == person_id
            if person_id is not None
            else HandOver.person_id.is_(None),
            HandOver.undone_at.is_(None),
        )
    )
    return int(units or 0)


def still_to_hand(session: Session, purchase_id: int) -> int:
    """Return the units that members have not been given yet."""
    final = session.scalar(
        select(func.sum(Allocation.final)).where(Allocation.purchase_id == purchase_id)
    )
    given = session.scalar(
        select(func.sum(HandOver.units)).where(
            HandOver.purchase_id == purchase_id,
            HandOver.person_id.is_not(None),
            HandOver.undone_at.is_(None),
        )
    )
    return int(final or 0) - int(given or 0)


def handed_to_members(session: Session, item_id: int, organisation_id: int) -> int:
    """Return the units that an association gave to its members."""
    units = session.scalar(
        select(func.sum(HandOver.units)).where(
            HandOver.item_id == item_id,
            HandOver.organisation_id == organisation_id,
            HandOver.person_id.is_not(None),
            HandOver.undone_at.is_(None),
        )
    )
    return int(units or 0)


def mark_line(
    session: Session, allocation: Allocation, origin: LineState, target: LineState
) -> None:
    """Bring the line behind an allocation from one state to another, if it is in it."""
    line = session.scalar(
        select(PurchaseLine).where(
            PurchaseLine.item_id == allocation.item_id,
            PurchaseLine.organisation_id == allocation.organisation_id,
            PurchaseLine.person_id == allocation.person_id,
            PurchaseLine.state == origin,
        )
    )
    if line is not None:
        line.state = target


def unmark_line(session: Session, row: HandOver) -> None:
    """Take back that a member got everything."""
    allocation = session.scalar(
        select(Allocation).where(
            Allocation.item_id == row.item_id,
            Allocation.organisation_id == row.organisation_id,
            Allocation.person_id == row.person_id,
        )
    )
    if allocation is not None:
        mark_line(session, allocation, LineState.RECEIVED, LineState.CONFIRMED)


def is_shared(session: Session, purchase_id: int) -> bool:
    """Tell whether what arrived has been shared out."""
    found = select(Allocation.id).where(Allocation.purchase_id == purchase_id).limit(1)
    return session.scalar(found) is not None
