"""What the book stores: accounts, journals, postings, holds, counts, seals."""

from __future__ import annotations

from marketplace.ledger.models.accounts import Account, Hold, HoldState, Snapshot
from marketplace.ledger.models.guards import TRIGGERS
from marketplace.ledger.models.journals import JournalRow, PostingRow, Seal
from marketplace.ledger.models.traces import CashCountRow, Verification

__all__ = [
    "TRIGGERS",
    "Account",
    "CashCountRow",
    "Hold",
    "HoldState",
    "JournalRow",
    "PostingRow",
    "Seal",
    "Snapshot",
    "Verification",
]
