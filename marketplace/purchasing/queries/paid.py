"""Whether what a line got is paid, which only the books know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.purchasing.core.codes import member_code
from marketplace.purchasing.models import Allocation, LineState, PurchaseState
from marketplace.purchasing.models.accounts import left_by

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase

_CHARGED = (PurchaseState.SETTLED, PurchaseState.FINISHED)
#: States of a line whose goods are bought.
_BOUGHT = (LineState.CONFIRMED, LineState.RECEIVED, LineState.PAID)


def paid_people(
    session: Session,
    purchase: JointPurchase,
    organisation_id: int,
    *,
    person_id: int | None = None,
) -> frozenset[int]:
    """Return the people who were charged in a book and owe nothing of it.

    Args:
        session: To read with.
        purchase: The purchase.
        organisation_id: Whose book.
        person_id: The only one asked about; everybody when none.
    """
    if purchase.state not in _CHARGED:
        return frozenset()
    charged = select(Allocation.person_id).where(
        Allocation.purchase_id == purchase.id,
        Allocation.organisation_id == organisation_id,
    )
    if person_id is not None:
        charged = charged.where(Allocation.person_id == person_id)
    codes = {
        each: member_code(each)
        for each in session.scalars(
            charged.group_by(Allocation.person_id).having(
                func.sum(Allocation.pays_minor) > 0
            )
        )
    }
    left = left_by(session, purchase, organisation_id, only=set(codes.values()))
    return frozenset(each for each, code in codes.items() if left.get(code, 0) <= 0)


def shown_state(state: LineState, *, is_paid: bool) -> LineState:
    """Return how far a line came, payment included.

    Args:
        state: As the line has it.
        is_paid: Whether its member owes nothing of the purchase.
    """
    if state not in _BOUGHT:
        return state
    if is_paid:
        return LineState.PAID
    return LineState.RECEIVED if state is LineState.PAID else state
