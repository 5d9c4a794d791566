"""Payments in cash and by transfer, and the numbered receipts they leave."""

from __future__ import annotations
