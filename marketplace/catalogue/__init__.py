"""The catalogue: chains, products and inputs, units, presentations, sheets."""

from __future__ import annotations
