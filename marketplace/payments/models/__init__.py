"""What payments store: receipts and the numbers they take."""

from __future__ import annotations

from marketplace.payments.models.receipts import (
    RECEIPT_TRIGGERS,
    Direction,
    Method,
    PartyKind,
    ReceiptRow,
    ReceiptSeries,
)

__all__ = [
    "RECEIPT_TRIGGERS",
    "Direction",
    "Method",
    "PartyKind",
    "ReceiptRow",
    "ReceiptSeries",
]
