"""What can be read of payments."""

from __future__ import annotations

from marketplace.payments.queries.invariants import INVARIANTS
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
    "Payer",
    "Preview",
    "ReceiptCard",
    "ReceiptPage",
    "genuine",
    "payers",
    "preview",
    "receipt",
    "receipt_page",
]
