"""Money, amounts, units, rates, days and exact sharing: pure values."""

from __future__ import annotations
