"""What can be read of payments."""

from __future__ import annotations

from marketplace.payments.queries.invariants import (
    INVARIANTS,
    assert_receipt_triggers,
)
from marketplace.payments.queries.paying import PayDesk, Payee, pay_desk
from marketplace.payments.queries.receipts import (
    Genuine,
    Payer,
    Preview,
    ReceiptCard,
    ReceiptPage,
    genuine,
    payers,
    preview,
    receipt,
    receipt_page,
)

__all__ = [
    "INVARIANTS",
    "Genuine",
    "PayDesk",
    "Payee",
    "Payer",
    "Preview",
    "ReceiptCard",
    "ReceiptPage",
    "assert_receipt_triggers",
    "genuine",
    "pay_desk",
    "payers",
    "preview",
    "receipt",
    "receipt_page",
]
