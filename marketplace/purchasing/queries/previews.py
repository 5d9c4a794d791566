"""What a payment would do, for the page that asks to check it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from marketplace.kernel.money import Money
from marketplace.purchasing.queries.accounts import (
    AccountsPage,
    PartyAccount,
    accounts_page,
)
from marketplace.purchasing.queries.naming import organisation_names
from marketplace.purchasing.queries.orders import advances, seen_purchase
from network.errors import NotFoundError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor


class PaymentKind(StrEnum):
    """What a payment of a purchase is for."""

    #: A member pays in advance.
    ADVANCE = "advance"
    #: An association passes advances on to the convener.
    FORWARDED = "forwarded"
    #: A member pays what was charged.
    DEBT = "debt"
    #: An association pays the convener what was charged.
    TO_CONVENER = "to_convener"
    #: The convener pays a supplier.
    TO_SUPPLIER = "to_supplier"
    #: An association gives a member an advance back.
    REFUND_MEMBER = "refund_member"
    #: The convener gives an association an advance back, or else what it has in
    #: favour; the preview says which.
    REFUND_ASSOCIATION = "refund_association"
    #: The convener gives an association back what it has in favour.
    REFUND_FAVOUR = "refund_favour"
    #: An advance of an association stays in its favour; no money moves.
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class PaymentPreview:
    """What a payment would do, for the page that asks to check it.

    Attributes:
        kind: What for.
        payer: Name of who pays.
        receiver: Name of who is paid.
        amount: How much.
        before: What is there to pay before it.
        after: What is there to pay after it.
    """

    kind: PaymentKind
    payer: str
    receiver: str
    amount: Money
    before: Money
    after: Money

    @property
    def is_too_much(self) -> bool:
        """Whether it is more than there is to pay."""
        return self.after.minor < 0


def payment_preview(  # noqa: PLR0913 - a payment has two sides and an amount
    session: Session,
    purchase_id: int,
    kind: PaymentKind,
    amount: Money,
    *,
    organisation_id: int,
    person_id: int | None = None,
    actor: Actor,
) -> PaymentPreview:
    """Return who would pay whom, and what would be left, without doing it.

    Args:
        session: To read with.
        purchase_id: The purchase.
        kind: What the payment is for.
        amount: How much.
        organisation_id: The association, or the supplier that is paid.
        person_id: The member, when a member pays or is paid.
        actor: Who asks.

    Raises:
        NotFoundError: If there is no such account that the actor may see.
    """
    purchase = seen_purchase(session, purchase_id, actor)
    page = accounts_page(session, purchase_id, actor=actor)
    names = organisation_names(session, [organisation_id, purchase.convener_id])
    association, convener = names[organisation_id], names[purchase.convener_id]
    if person_id is not None:
        person, before = _of_member(
            session, purchase, page, kind, (organisation_id, person_id), actor
        )
        pair = (association, person)
        payer, receiver = pair if kind is PaymentKind.REFUND_MEMBER else pair[::-1]
    else:
        kind = _what_goes_back(page, kind, organisation_id)
        before = _of_party(session, purchase, page, kind, organisation_id, actor)
        pays = kind in (PaymentKind.FORWARDED, PaymentKind.TO_CONVENER)
        payer, receiver = (association, convener) if pays else (convener, association)
    return PaymentPreview(kind, payer, receiver, amount, before, before - amount)


def _of_member(
    session: Session,
    purchase: JointPurchase,
    page: AccountsPage,
    kind: PaymentKind,
    who: tuple[int, int],
    actor: Actor,
) -> tuple[str, Money]:
    if kind is PaymentKind.ADVANCE:
        for due in advances(session, purchase, actor):
            if (due.organisation_id, due.person_id) == who:
                return due.person, due.may_pay
    for row in page.members:
        if (row.organisation_id, row.person_id) == who:
            refunds = kind is PaymentKind.REFUND_MEMBER
            return row.person, row.advance_left if refunds else row.owed
    raise NotFoundError(person=who[1])


def _of_party(
    session: Session,
    purchase: JointPurchase,
    page: AccountsPage,
    kind: PaymentKind,
    organisation_id: int,
    actor: Actor,
) -> Money:
    if kind is PaymentKind.TO_SUPPLIER:
        for row in page.suppliers:
            if row.organisation_id == organisation_id:
                return row.owed
        raise NotFoundError(organisation=organisation_id)
    row = _association(page, organisation_id)
    if kind is not PaymentKind.FORWARDED:
        return {
            PaymentKind.TO_CONVENER: row.owed,
            PaymentKind.REFUND_FAVOUR: row.in_favour,
        }.get(kind, row.advance_left)
    agreed = [
        each.agreed
        for each in advances(session, purchase, actor)
        if each.organisation_id == organisation_id
    ]
    return Money.total(agreed, purchase.currency) - row.advance_left


def _what_goes_back(
    page: AccountsPage, kind: PaymentKind, organisation_id: int
) -> PaymentKind:
    """Return what an association is given back next: its advance comes first."""
    if kind is not PaymentKind.REFUND_ASSOCIATION:
        return kind
    row = _association(page, organisation_id)
    uses_favour = row.in_favour and row.advance_left.minor <= 0
    return PaymentKind.REFUND_FAVOUR if uses_favour else kind


def _association(page: AccountsPage, organisation_id: int) -> PartyAccount:
    for row in page.associations:
        if row.organisation_id == organisation_id:
            return row
    raise NotFoundError(organisation=organisation_id)
