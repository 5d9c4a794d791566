"""Pages of the book: accounts, statements, journals, cash counts."""

from __future__ import annotations

from marketplace.ledger.views import (
    books,
    counts,
    files,
    journals,
    movements,
    openings,
    own,
)
from marketplace.ledger.views.shared import bp

__all__ = [
    "books",
    "bp",
    "counts",
    "files",
    "journals",
    "movements",
    "openings",
    "own",
]
