"""Advances (*anticipos*): money tied to one purchase before it is invoiced.

A member pays an advance to the association, which passes it on to the convener.
Both stay tied to the purchase: they are applied to what is charged, or given
back.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from marketplace.kernel.money import Money
from marketplace.ledger.queries import balance
from marketplace.payments.services import PartyRef
from marketplace.purchasing.core.agreed import read_agreed
from marketplace.purchasing.core.codes import (
    association_advance_code,
    member_advance_code,
    supplier_code,
)
from marketplace.purchasing.models import JointPurchase, PurchaseState, final_plan
from marketplace.purchasing.services.moves import (
    hold_purchase,
    reach_of,
    require_state,
)
from marketplace.purchasing.services.tills import (
    Between,
    Paid,
    Passage,
    is_known,
    pay_between,
    require_amount,
    take_in,
)
from network.errors import InvalidError, NotFoundError
from network.policy import Action

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.payments.models import ReceiptRow
    from network.policy import Actor

#: Until the charges are made there is something to pay in advance for.
BEFORE_CHARGES = (
    PurchaseState.CONFIRMED,
    PurchaseState.ORDERED,
    PurchaseState.PARTLY_RECEIVED,
    PurchaseState.RECEIVED,
    PurchaseState.SHARED,
)


class PaysDirectlyError(InvalidError):
    """Members of the convener pay into its own book; nothing is passed on."""


@dataclass(frozen=True, slots=True)
class AdvanceDue:
    """What a member is asked to pay before the order goes out.

    Attributes:
        organisation_id: The association through which the member buys.
        person_id: The member.
        agreed: What the member accepted to pay in all.
        due: What is asked in advance.
        paid: What was paid in advance.
    """

    organisation_id: int
    person_id: int
    agreed: Money
    due: Money
    paid: Money

    @property
    def missing(self) -> Money:
        """What is still to be paid in advance, never less than nothing."""
        return max(self.due - self.paid, Money.zero(self.due.currency))


def advances_due(
    session: Session, purchase: JointPurchase, *, only: tuple[int, int] | None = None
) -> list[AdvanceDue]:
    """Return what every member is asked for in advance, and has paid.

    Empty while there is no final plan.  Permission is asked by whoever calls.

    Args:
        session: The open transaction.
        purchase: The purchase.
        only: Association and person to look at; everybody when not given.
    """
    run = session.scalar(final_plan(purchase.id))
    if run is None:
        return []
    totals: dict[tuple[int, int], int] = {}
    for each in read_agreed(run.result, run.names):
        totals[each.who] = totals.get(each.who, 0) + each.pays_minor
    share = Fraction(purchase.advance_percent, 100)
    return [
        AdvanceDue(
            organisation_id,
            person_id,
            Money(minor, purchase.currency),
            Money(minor, purchase.currency).scale(share),
            advance_of(session, purchase, organisation_id, person_id),
        )
        for (organisation_id, person_id), minor in sorted(totals.items())
        if only is None or only == (organisation_id, person_id)
    ]


def agreed_people(session: Session, purchase_id: int) -> set[tuple[int, int]]:
    """Return the association and person of everybody whom the final plan serves."""
    run = session.scalar(final_plan(purchase_id))
    if run is None:
        return set()
    return {each.who for each in read_agreed(run.result, run.names)}


def missing_advances(session: Session, purchase: JointPurchase) -> list[AdvanceDue]:
    """Return those who have not paid the whole advance that was asked for."""
    if not purchase.advance_percent:
        return []
    return [each for each in advances_due(session, purchase) if each.missing]


def advance_of(
    session: Session, purchase: JointPurchase, organisation_id: int, person_id: int
) -> Money:
    """Return what a member has in advance for the purchase, in one book."""
    code = member_advance_code(purchase.id, person_id)
    return -balance(session, organisation_id, code, purchase.currency)


def pay_advance(  # noqa: PLR0913 - whose advance it is goes with the payment
    session: Session,
    purchase_id: int,
    organisation_id: int,
    person_id: int,
    paid: Paid,
    *,
    actor: Actor,
    now: datetime,
) -> ReceiptRow:
    """Record a member's advance in the book of the association; returns the receipt.

    The same payment sent again returns the same receipt.

    Raises:
        NotFoundError: If there is no such purchase or association, or the
            member confirmed nothing through it.
        NotAllowedError: If the actor is not its treasurer.
        PurchaseMovedOnError: If it is too early or too late for advances.
        AmountNotPositiveError: If the amount is not more than zero.
        AmountTooLargeError: If it is more than the member agreed to pay.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_part(
        actor, Action.RECORD_PAYMENT, organisation_id
    )
    passage = Passage(purchase, "advance", f"Anticipo: {purchase.title}")
    key = passage.key("person", person_id, paid.key)
    if not is_known(session, organisation_id, key):
        require_state(purchase, *BEFORE_CHARGES)
        due = _due(session, purchase, organisation_id, person_id)
        require_amount(paid, due.agreed - due.paid)
    return take_in(
        session,
        passage,
        paid,
        book_id=organisation_id,
        payer=PartyRef.person(person_id),
        code=member_advance_code(purchase_id, person_id),
        key=key,
        actor=actor,
        now=now,
    )


def pass_on_advance(
    session: Session,
    purchase_id: int,
    organisation_id: int,
    paid: Paid,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[ReceiptRow, ReceiptRow]:
    """Record that an association passed advances on to the convener, in both books.

    Returns:
        The receipt of the association and that of the convener.

    Raises:
        NotFoundError: If there is no such purchase or association.
        NotTheTreasurerError: If the actor is not treasurer of the convener.
        PaysDirectlyError: If the association is the convener itself.
        PurchaseMovedOnError: If it is too early or too late for advances.
        AmountTooLargeError: If it is more than its members agreed to pay.
        InsufficientFundsError: If the association has too little money.
    """
    purchase = hold_purchase(session, purchase_id)
    reach = reach_of(session, purchase)
    reach.require_sight(actor)
    if organisation_id not in reach.parties:
        raise NotFoundError(organisation=organisation_id)
    if organisation_id == purchase.convener_id:
        raise PaysDirectlyError(organisation=organisation_id)
    passage = Passage(purchase, "advance", f"Anticipo: {purchase.title}")
    key = passage.key("association", organisation_id, paid.key)
    if not is_known(session, organisation_id, key):
        require_state(purchase, *BEFORE_CHARGES)
        require_amount(paid, _may_pass_on(session, purchase, organisation_id))
    return pay_between(
        session,
        passage,
        paid,
        Between(
            organisation_id,
            supplier_code(purchase.convener_id),
            purchase.convener_id,
            association_advance_code(purchase_id, organisation_id),
        ),
        key=key,
        actor=actor,
        now=now,
    )


def _due(
    session: Session, purchase: JointPurchase, organisation_id: int, person_id: int
) -> AdvanceDue:
    found = advances_due(session, purchase, only=(organisation_id, person_id))
    if not found:
        raise NotFoundError(person=person_id)
    return found[0]


def _may_pass_on(
    session: Session, purchase: JointPurchase, organisation_id: int
) -> Money:
    agreed = sum(
        each.agreed.minor
        for each in advances_due(session, purchase)
        if each.organisation_id == organisation_id
    )
    code = association_advance_code(purchase.id, organisation_id)
    passed = -balance(session, purchase.convener_id, code, purchase.currency)
    return Money(agreed, purchase.currency) - passed
