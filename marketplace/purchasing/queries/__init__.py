"""What people read of a joint purchase, one module a page or a group of them."""

from __future__ import annotations

from marketplace.purchasing.queries.invariants import INVARIANTS

__all__ = ["INVARIANTS"]
