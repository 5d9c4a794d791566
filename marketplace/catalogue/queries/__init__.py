"""Everything that is read of the catalogue.

The catalogue itself belongs to everybody who is signed in; what an
organisation is still writing is seen by its own people only.
"""

from __future__ import annotations

from marketplace.catalogue.queries.catalogue import (
    CataloguePage,
    CatalogueSearch,
    ProductCard,
    catalogue_page,
    chains,
    similar_products,
)
from marketplace.catalogue.queries.presentations import (
    PresentationCard,
    presentation,
    presentations,
    presentations_by_id,
)
from marketplace.catalogue.queries.products import (
    ProductPage,
    RegionalNameRow,
    UnitRow,
    conversions,
    product_page,
    unit_candidates,
)
from marketplace.catalogue.queries.sheets import (
    PhotoRow,
    PublicSheet,
    SheetPage,
    SheetRow,
    SheetsPage,
    StepRow,
    public_sheet,
    sheet_page,
    sheet_writers,
    sheets_of,
    sheets_page,
)

__all__ = [
    "CataloguePage",
    "CatalogueSearch",
    "PhotoRow",
    "PresentationCard",
    "ProductCard",
    "ProductPage",
    "PublicSheet",
    "RegionalNameRow",
    "SheetPage",
    "SheetRow",
    "SheetsPage",
    "StepRow",
    "UnitRow",
    "catalogue_page",
    "chains",
    "conversions",
    "presentation",
    "presentations",
    "presentations_by_id",
    "product_page",
    "public_sheet",
    "sheet_page",
    "sheet_writers",
    "sheets_of",
    "sheets_page",
    "similar_products",
    "unit_candidates",
]
