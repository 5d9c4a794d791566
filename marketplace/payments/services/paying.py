"""Paying what the book owes: back to a member, to an association, to a supplier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.kernel.money import Money
from marketplace.ledger.core import AccountKind, parse_code
from marketplace.ledger.models.open_items import owed_besides_purchases
from marketplace.ledger.services.accounts import lock_accounts
from marketplace.payments.services.recording import pay_out, receipt_of
from network.errors import InvalidError
from network.policy import Action, require

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.payments.models import ReceiptRow
    from marketplace.payments.services.commands import MoneyOut
    from network.policy import Actor


class MoreThanOwedError(InvalidError):
    """The book does not owe as much.  Values: ``owed`` and ``amount``."""


def pay_party(
    session: Session, payment: MoneyOut, *, actor: Actor, now: datetime
) -> ReceiptRow:
    """Pay somebody no more than the book owes, and give it a numbered receipt.

    Paying a member more than what stands in favour would be a loan, and paying
    a supplier more an advance without goods behind it: neither is made here.
    What a supplier or a convener is owed for a joint purchase is paid in the
    purchase, where its own rules stand.

    Raises:
        NotAllowedError: As :func:`pay_out`.
        MoreThanOwedError: If the book owes less.
        InvalidError: As :func:`pay_out`.
        ConflictError: As :func:`pay_out`.
    """
    require(actor, Action.RECORD_PAYMENT, payment.book_id)
    key = (payment.book_id, payment.account_code, payment.amount.currency)
    # Held, so that what is owed is not paid twice at once.
    account = lock_accounts(session.connection(), [key], now)[key]
    owed = Money(max(-account.balance_minor, 0), payment.amount.currency)
    if parse_code(payment.account_code).kind is AccountKind.SUPPLIER:
        free = owed_besides_purchases(
            session, payment.book_id, [payment.account_code], owed.currency
        )
        owed = Money(free[payment.account_code], owed.currency)
    is_known = receipt_of(session, payment) is not None
    if payment.amount > owed and not is_known:
        raise MoreThanOwedError(owed=owed, amount=payment.amount)
    return pay_out(session, payment, actor=actor, now=now)
