"""What can be done to a book."""

from __future__ import annotations

from marketplace.ledger.services.accounts import InsufficientFundsError
from marketplace.ledger.services.posting import (
    EntryClashError,
    FutureDayError,
    PostedEntry,
    post,
    post_many,
)

__all__ = [
    "EntryClashError",
    "FutureDayError",
    "InsufficientFundsError",
    "PostedEntry",
    "post",
    "post_many",
]
