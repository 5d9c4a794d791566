"""Verification codes of receipts."""

from __future__ import annotations

from marketplace.payments.core.codes import (
    CODE_LENGTH,
    code_from,
    read_code,
    show_code,
)

__all__ = ["CODE_LENGTH", "code_from", "read_code", "show_code"]
