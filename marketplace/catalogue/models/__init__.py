"""What the catalogue stores."""

from __future__ import annotations

from marketplace.catalogue.models.products import (
    Chain,
    ChainLink,
    LinkFlow,
    Presentation,
    Product,
    ProductKind,
    RegionalName,
)
from marketplace.catalogue.models.sheets import ProductSheet, SheetPhoto, SheetStep
from marketplace.catalogue.models.units import UnitConversion, UnitStanding

__all__ = [
    "Chain",
    "ChainLink",
    "LinkFlow",
    "Presentation",
    "Product",
    "ProductKind",
    "ProductSheet",
    "RegionalName",
    "SheetPhoto",
    "SheetStep",
    "UnitConversion",
    "UnitStanding",
]
