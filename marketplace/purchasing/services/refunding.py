"""Giving back advances that were not used, or leaving them in favour."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from marketplace.ledger.queries import balance
from marketplace.ledger.services.accounts import lock_accounts
from marketplace.payments.services import PartyRef
from marketplace.purchasing.core.codes import (
    association_advance_code,
    association_code,
    member_advance_code,
    member_code,
    supplier_code,
)
from marketplace.purchasing.models import PurchaseState
from marketplace.purchasing.services.advances import PaysDirectlyError, agreed_people
from marketplace.purchasing.services.books import Move, write
from marketplace.purchasing.services.moves import hold_purchase, reach_of
from marketplace.purchasing.services.settling import left_on
from marketplace.purchasing.services.tills import (
    Between,
    Paid,
    Passage,
    is_known,
    pay_between,
    pay_from,
    recorded_account,
    require_amount,
)
from network.errors import ConflictError, NotFoundError
from network.policy import Action

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Money
    from marketplace.ledger.services import PostedEntry
    from marketplace.payments.models import ReceiptRow
    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor

#: Once the charges are made, or there will be none, what is left may go back.
_LEFT_OVER = (PurchaseState.SETTLED, PurchaseState.FINISHED, PurchaseState.CANCELLED)


class AdvanceStillNeededError(ConflictError):
    """The advance is still to be applied to what will be charged."""


class NothingToGiveBackError(ConflictError):
    """There is no advance to give back, and nothing in favour."""


def refund_member(  # noqa: PLR0913 - whose money it is goes with the payment
    session: Session,
    purchase_id: int,
    organisation_id: int,
    person_id: int,
    paid: Paid,
    *,
    second_person: int | None = None,
    actor: Actor,
    now: datetime,
) -> ReceiptRow:
    """Give a member back an advance that was not used; returns the receipt.

    Raises:
        NotFoundError: If there is no such purchase or association.
        NotAllowedError: If the actor is not its treasurer, or is paid.
        AdvanceStillNeededError: If it is still to be applied.
        NothingToGiveBackError: If nothing is left of it.
        AmountTooLargeError: If it is more than is left.
        InsufficientFundsError: If the association has too little money.
    """
    purchase = hold_purchase(session, purchase_id)
    reach_of(session, purchase).require_part(
        actor, Action.RECORD_PAYMENT, organisation_id
    )
    passage = Passage(
        purchase,
        "refund",
        f"Devolución de anticipo: {purchase.title}",
        second_person=second_person,
    )
    key = passage.key("person", person_id, paid.key)
    code = member_advance_code(purchase_id, person_id)
    if not is_known(session, organisation_id, key):
        _require_free(session, purchase, (organisation_id, person_id))
        require_amount(paid, _left(session, purchase, organisation_id, code))
    return pay_from(
        session,
        passage,
        paid,
        book_id=organisation_id,
        payee=PartyRef.person(person_id),
        code=code,
        key=key,
        actor=actor,
        now=now,
    )


def refund_association(
    session: Session,
    purchase_id: int,
    organisation_id: int,
    paid: Paid,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[ReceiptRow, ReceiptRow]:
    """Give an association back what it did not use, in both books.

    That is its advance, or after all of it what was left in its favour in the
    purchase and has not been used since, by a later purchase for instance.

    Returns:
        The receipt of the convener, who pays, and that of the association.

    Raises:
        NotFoundError: If there is no such purchase or association.
        NotTheTreasurerError: If the actor is not treasurer of the association.
        PaysDirectlyError: If the association is the convener itself.
        AdvanceStillNeededError: If it is still to be applied.
        NothingToGiveBackError: If nothing is left of it.
        AmountTooLargeError: If it is more than is left.
        InsufficientFundsError: If the convener has too little money.
    """
    purchase = hold_purchase(session, purchase_id)
    convener = purchase.convener_id
    reach = reach_of(session, purchase)
    reach.require_sight(actor)
    if organisation_id not in reach.parties:
        raise NotFoundError(organisation=organisation_id)
    if organisation_id == convener:
        raise PaysDirectlyError(organisation=organisation_id)
    passage = Passage(purchase, "refund", f"Devolución de anticipo: {purchase.title}")
    key = passage.key("association", organisation_id, paid.key)
    code = recorded_account(session, convener, key)
    if code is None:
        _require_free(session, purchase, (organisation_id, None))
        code, most = _goes_back(session, purchase, organisation_id, now)
        require_amount(paid, most)
    if code == association_code(organisation_id):
        purpose = f"Devolución de saldo a favor: {purchase.title}"
        passage = replace(passage, purpose=purpose)
    return pay_between(
        session,
        passage,
        paid,
        Between(convener, code, organisation_id, supplier_code(convener)),
        key=key,
        actor=actor,
        now=now,
    )


def keep_in_favour(  # noqa: PLR0913 - whose money it is goes with the movement
    session: Session,
    purchase_id: int,
    organisation_id: int,
    person_id: int | None,
    *,
    actor: Actor,
    day: date,
    now: datetime,
) -> PostedEntry:
    """Leave what is left of an advance in favour, for the next purchase.

    Args:
        session: The open transaction.
        purchase_id: The purchase.
        organisation_id: The association.
        person_id: Its member; None for the association's own advance with the
            convener.
        actor: Treasurer of the book in which the advance is.
        day: Accounting day.
        now: When.

    Raises:
        NotFoundError: If there is no such purchase or association.
        NotAllowedError: If the actor is not the treasurer.
        AdvanceStillNeededError: If it is still to be applied.
        NothingToGiveBackError: If nothing is left of it.
    """
    purchase = hold_purchase(session, purchase_id)
    book_id = purchase.convener_id if person_id is None else organisation_id
    reach_of(session, purchase).require_part(actor, Action.RECORD_PAYMENT, book_id)
    _require_free(session, purchase, (organisation_id, person_id))
    if person_id is None:
        code = association_advance_code(purchase_id, organisation_id)
        target = association_code(organisation_id)
    else:
        code = member_advance_code(purchase_id, person_id)
        target = member_code(person_id)
    left = _left(session, purchase, book_id, code)
    posted = write(
        session,
        Move(
            # Nothing is left after it, so the same key cannot be needed again
            # unless more came in meanwhile, which the amount tells apart.
            f"purchase:{purchase_id}:kept:{code}:{left.minor}:{now.isoformat()}",
            book_id,
            "purchasing.kept",
            "Anticipo que queda a favor",
            ((code, target, left.minor),),
        ),
        purchase=purchase,
        actor=actor,
        day=day,
        now=now,
    )
    assert posted is not None  # there was something left
    return posted


def _goes_back(
    session: Session, purchase: JointPurchase, organisation_id: int, now: datetime
) -> tuple[str, Money]:
    """Return the account from which an association is paid next, and how much.

    Raises:
        NothingToGiveBackError: If nothing is left of its advance, nor in favour.
    """
    convener = purchase.convener_id
    advance = association_advance_code(purchase.id, organisation_id)
    left = -balance(session, convener, advance, purchase.currency)
    if left.minor > 0:
        return advance, left
    code = association_code(organisation_id)
    # Held, so that no other purchase uses it at the same time.
    lock_accounts(session.connection(), [(convener, code, purchase.currency)], now)
    left = -left_on(session, purchase, convener, code)
    if left.minor <= 0:
        raise NothingToGiveBackError(purchase=purchase.id)
    return code, left


def _left(session: Session, purchase: JointPurchase, book_id: int, code: str) -> Money:
    left = -balance(session, book_id, code, purchase.currency)
    if left.minor <= 0:
        raise NothingToGiveBackError(purchase=purchase.id)
    return left


def _require_free(
    session: Session, purchase: JointPurchase, who: tuple[int, int | None]
) -> None:
    """Go on if the advance is not waiting for a charge."""
    if purchase.state in _LEFT_OVER:
        return
    organisation_id, person_id = who
    people = agreed_people(session, purchase.id)
    waits = (
        any(each[0] == organisation_id for each in people)
        if person_id is None
        else (organisation_id, person_id) in people
    )
    if waits:
        raise AdvanceStillNeededError(purchase=purchase.id)
