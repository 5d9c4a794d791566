"""What can be read in a book."""

from __future__ import annotations

from marketplace.ledger.queries.balances import (
    KnownEntry,
    available,
    balance,
    balance_on,
    balances,
    entry,
)

__all__ = [
    "KnownEntry",
    "available",
    "balance",
    "balance_on",
    "balances",
    "entry",
]
