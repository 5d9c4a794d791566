"""Pages of the solidarity economy, and what it answers on the page of the network."""

from __future__ import annotations

from marketplace.economy.views.answers import ANSWERS
from marketplace.economy.views.pages import bp

__all__ = ["ANSWERS", "bp"]
