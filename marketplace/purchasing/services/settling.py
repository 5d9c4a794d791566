"""Who pays whom after the charges: members, associations, suppliers, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from marketplace.kernel.money import Money
from marketplace.payments.services import PartyRef
from marketplace.purchasing.core.codes import (
    association_code,
    member_code,
    supplier_code,
)
from marketplace.purchasing.models import (
    Allocation,
    GoodsReceipt,
    JointPurchase,
    PurchaseState,
    SupplierOrder,
)
from marketplace.purchasing.models.accounts import left_by
from marketplace.purchasing.services.advances import PaysDirectlyError
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
    pay_from,
    require_amount,
    take_in,
)
from marketplace.purchasing.services.weaving import weave_payment
from network.errors import NotAllowedError, NotFoundError
from network.policy import Action

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.payments.models import ReceiptRow
    from network.policy import Actor

_CHARGED = (PurchaseState.SETTLED, PurchaseState.FINISHED)
_INVOICED = (
    PurchaseState.PARTLY_RECEIVED,
    PurchaseState.RECEIVED,
    PurchaseState.SHARED,
    *_CHARGED,
)


class ReceiverPaysError(NotAllowedError):
    """Whoever received the goods does not pay the supplier for them."""


def pay_debt(  # noqa: PLR0913 - whose debt it is goes with the payment
    session: Session,
    purchase_id: int,
    organisation_id: int,
    person_id: int,
    paid: Paid,
    *,
    actor: Actor,
    now: datetime,
) -> ReceiptRow:
    """Record what a member pays for the goods; returns the numbered receipt.

    The same payment sent again returns the same receipt.

    Raises:
        NotFoundError: If there is no such purchase or association, or the
            member got nothing through it.
        NotAllowedError: If the actor is not its treasurer.
        PurchaseMovedOnError: If the charges have not been made.
        AmountNotPositiveError: If the amount is not more than zero.
        AmountTooLargeError: If it is more than the member owes for it.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_part(
        actor, Action.RECORD_PAYMENT, organisation_id
    )
    _require_member(session, purchase_id, organisation_id, person_id)
    passage = Passage(purchase, "payment", f"Pago de {purchase.title}")
    key = passage.key("person", person_id, paid.key)
    code = member_code(person_id)
    if not is_known(session, organisation_id, key):
        require_state(purchase, *_CHARGED)
        require_amount(paid, left_on(session, purchase, organisation_id, code))
    return take_in(
        session,
        passage,
        paid,
        book_id=organisation_id,
        payer=PartyRef.person(person_id),
        code=code,
        key=key,
        actor=actor,
        now=now,
    )


def pay_convener(
    session: Session,
    purchase_id: int,
    organisation_id: int,
    paid: Paid,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[ReceiptRow, ReceiptRow]:
    """Record what an association pays the convener, in both books.

    Returns:
        The receipt of the association and that of the convener.

    Raises:
        NotFoundError: If there is no such purchase or association.
        NotTheTreasurerError: If the actor is not treasurer of the convener.
        PaysDirectlyError: If the association is the convener itself.
        PurchaseMovedOnError: If the charges have not been made.
        AmountTooLargeError: If it is more than the association owes for it.
        InsufficientFundsError: If the association has too little money.
    """
    purchase = hold_purchase(session, purchase_id)
    convener = purchase.convener_id
    reach = reach_of(session, purchase)
    reach.require_sight(actor)
    if organisation_id not in reach.parties:
        raise NotFoundError(organisation=organisation_id)
    if organisation_id == convener:
        raise PaysDirectlyError(organisation=organisation_id)
    passage = Passage(purchase, "payment", f"Pago de {purchase.title}")
    key = passage.key("association", organisation_id, paid.key)
    code = association_code(organisation_id)
    if not is_known(session, convener, key):
        require_state(purchase, *_CHARGED)
        require_amount(paid, left_on(session, purchase, convener, code))
    receipts = pay_between(
        session,
        passage,
        paid,
        Between(organisation_id, supplier_code(convener), convener, code),
        key=key,
        actor=actor,
        now=now,
    )
    if not left_on(session, purchase, convener, code):
        weave_payment(session, purchase, organisation_id, convener, paid.day)
    return receipts


def pay_supplier(  # noqa: PLR0913 - the rule of who may pay goes with the payment
    session: Session,
    order_id: int,
    paid: Paid,
    *,
    second_person: int | None = None,
    apart_over_minor: int = 0,
    actor: Actor,
    now: datetime,
) -> ReceiptRow:
    """Record what the convener pays a supplier; returns the numbered receipt.

    Args:
        session: The open transaction.
        order_id: The order whose invoice is paid.
        paid: What is paid.
        second_person: Officer who stood by, if any.
        apart_over_minor: Above this many minor units whoever received the
            goods may not pay for them; 0 means always.
        actor: The convener's treasurer.
        now: When.

    Raises:
        NotFoundError: If there is no such order, or it is not the actor's.
        NotAllowedError: If the actor is not the convener's treasurer.
        ReceiverPaysError: If the actor received goods of the order.
        PurchaseMovedOnError: If there is nothing to pay yet.
        AmountTooLargeError: If it is more than the supplier is owed for it.
        InsufficientFundsError: If there is too little money.
    """
    order = session.get(SupplierOrder, order_id)
    if order is None:
        raise NotFoundError(order=order_id)
    purchase = hold_purchase(session, order.purchase_id)
    reach_of(session, purchase).require_running(actor, Action.PAY_SUPPLIER)
    if paid.amount.minor > apart_over_minor:
        _require_another(session, order_id, actor)
    passage = Passage(
        purchase, "payment", f"Pago de {purchase.title}", second_person=second_person
    )
    key = passage.key("supplier", order.supplier_id, paid.key)
    code = supplier_code(order.supplier_id)
    if not is_known(session, purchase.convener_id, key):
        require_state(purchase, *_INVOICED)
        require_amount(paid, -left_on(session, purchase, purchase.convener_id, code))
    receipt = pay_from(
        session,
        passage,
        paid,
        book_id=purchase.convener_id,
        payee=PartyRef.organisation(order.supplier_id),
        code=code,
        key=key,
        actor=actor,
        now=now,
    )
    if not left_on(session, purchase, purchase.convener_id, code):
        weave_payment(
            session, purchase, purchase.convener_id, order.supplier_id, paid.day
        )
    return receipt


def left_on(
    session: Session, purchase: JointPurchase, book_id: int, code: str
) -> Money:
    """Return what the purchase left in an account: owed to the book when positive."""
    found = left_by(session, purchase, book_id, only=[code])
    return Money(found.get(code, 0), purchase.currency)


def _require_member(
    session: Session, purchase_id: int, organisation_id: int, person_id: int
) -> None:
    found = session.scalar(
        select(
            exists().where(
                Allocation.purchase_id == purchase_id,
                Allocation.organisation_id == organisation_id,
                Allocation.person_id == person_id,
            )
        )
    )
    if not found:
        raise NotFoundError(person=person_id)


def _require_another(session: Session, order_id: int, actor: Actor) -> None:
    received = session.scalar(
        select(
            exists().where(
                GoodsReceipt.order_id == order_id,
                GoodsReceipt.received_by == actor.person_id,
            )
        )
    )
    if received:
        raise ReceiverPaysError(order=order_id)
