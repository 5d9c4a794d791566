"""Pages of the catalogue."""

from __future__ import annotations

from marketplace.catalogue.views import packs, products, sheet_steps, sheets

BLUEPRINTS = (products.bp, packs.bp, sheets.bp, sheet_steps.bp)

#: What strangers may open: sheets that were published.
PUBLIC = ("sheets.public",)

__all__ = ["BLUEPRINTS", "PUBLIC"]
