"""Entries, the chart of accounts and the canonical form that is hashed."""

from __future__ import annotations

from marketplace.ledger.core.canonical import canonical, digest
from marketplace.ledger.core.chart import (
    AccountCode,
    AccountKind,
    Nature,
    UnknownAccountError,
    parse_code,
)
from marketplace.ledger.core.entry import (
    LARGEST_MINOR,
    BadEntryError,
    Entry,
    Posting,
)

__all__ = [
    "LARGEST_MINOR",
    "AccountCode",
    "AccountKind",
    "BadEntryError",
    "Entry",
    "Nature",
    "Posting",
    "UnknownAccountError",
    "canonical",
    "digest",
    "parse_code",
]
