"""Paying what the book owes: back to a member, to a supplier, to an association."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.kernel.money import Money
from marketplace.ledger.core import AccountKind, parse_code
from marketplace.ledger.models.open_items import owed_besides_purchases
from marketplace.ledger.services.accounts import lock_accounts
from marketplace.payments.services.recording import pay_out, receipt_of
from network.errors import ConflictError, InvalidError
from network.models import Organisation
from network.policy import Action, require

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.payments.models import ReceiptRow
    from marketplace.payments.services.commands import MoneyOut
    from network.policy import Actor


class MoreThanOwedError(InvalidError):
    """The book does not owe as much.  Values: ``owed`` and ``amount``."""


class GivenBackInPurchaseError(ConflictError):
    """What an association has in favour goes back in the purchase.  Value: ``name``."""


#: Accounts whose debts of joint purchases are paid in the purchase.
_PAID_IN_PURCHASES = (AccountKind.ASSOCIATION, AccountKind.SUPPLIER)


def pay_party(
    session: Session, payment: MoneyOut, *, actor: Actor, now: datetime
) -> ReceiptRow:
    """Pay somebody no more than the book owes, and give it a numbered receipt.

    Paying a member more than what stands in favour would be a loan, and paying
    a supplier more an advance without goods behind it: neither is made here.
    What a supplier or a convener is owed for a joint purchase is paid in the
    purchase, where its own rules stand.  So is what an association left there in
    its favour: that is in both books, and goes out of both at once.

    Raises:
        NotAllowedError: As :func:`pay_out`.
        GivenBackInPurchaseError: If the book owes it, to an association and for
            joint purchases.
        MoreThanOwedError: If the book owes less.
        InvalidError: As :func:`pay_out`.
        ConflictError: As :func:`pay_out`.
    """
    require(actor, Action.RECORD_PAYMENT, payment.book_id)
    key = (payment.book_id, payment.account_code, payment.amount.currency)
    # Held, so that what is owed is not paid twice at once.
    account = lock_accounts(session.connection(), [key], now)[key]
    owed = Money(max(-account.balance_minor, 0), payment.amount.currency)
    if receipt_of(session, payment) is None:
        _refuse_too_much(session, payment, owed)
    return pay_out(session, payment, actor=actor, now=now)


def _refuse_too_much(session: Session, payment: MoneyOut, owed: Money) -> None:
    """Go on only with what is owed, and is not paid in a joint purchase.

    Args:
        session: The open transaction, which holds the account.
        payment: What would be paid.
        owed: What the account owes, purchases included.
    """
    code = parse_code(payment.account_code)
    here = owed
    if code.kind in _PAID_IN_PURCHASES:
        free = owed_besides_purchases(
            session, payment.book_id, [payment.account_code], owed.currency
        )
        here = Money(free[payment.account_code], owed.currency)
    if payment.amount <= here:
        return
    if code.kind is AccountKind.ASSOCIATION and here < owed:
        association = session.get_one(Organisation, code.organisation_id)
        raise GivenBackInPurchaseError(name=association.name)
    raise MoreThanOwedError(owed=here, amount=payment.amount)
