"""Pages of payments, and the receipt on paper."""

from __future__ import annotations

from marketplace.payments.views import paying
from marketplace.payments.views.pages import PUBLIC, bp

__all__ = ["PUBLIC", "bp", "paying"]
