"""Everything that changes the catalogue."""

from __future__ import annotations

from marketplace.catalogue.services.packs import (
    DuplicatePresentationError,
    ImplausibleContentError,
    NewPresentation,
    NotTradedHereError,
    UndeclaredUnitError,
    WrongFixedUnitError,
    add_presentation,
    retire_presentation,
)
from marketplace.catalogue.services.products import (
    DuplicateProductError,
    NamelessProductError,
    NewProduct,
    NewRegionalName,
    SimilarProductsError,
    UnknownChainError,
    add_product,
    add_regional_name,
    describe_product,
    retire_product,
)
from marketplace.catalogue.services.sheet_steps import (
    IncompleteSheetError,
    ReasonMissingError,
    SheetMovedOnError,
    publish_sheet,
    return_sheet,
    review_sheet,
    withdraw_sheet,
)
from marketplace.catalogue.services.sheets import (
    ImpossibleSheetError,
    SheetClosedError,
    TooManyPhotosError,
    add_photo,
    remove_photo,
    start_sheet,
    write_sheet,
)
from marketplace.catalogue.services.starting import load_starting_catalogue
from marketplace.catalogue.services.units import (
    NewConversion,
    SourceMissingError,
    declare_conversion,
)

__all__ = [
    "DuplicatePresentationError",
    "DuplicateProductError",
    "ImplausibleContentError",
    "ImpossibleSheetError",
    "IncompleteSheetError",
    "NamelessProductError",
    "NewConversion",
    "NewPresentation",
    "NewProduct",
    "NewRegionalName",
    "NotTradedHereError",
    "ReasonMissingError",
    "SheetClosedError",
    "SheetMovedOnError",
    "SimilarProductsError",
    "SourceMissingError",
    "TooManyPhotosError",
    "UndeclaredUnitError",
    "UnknownChainError",
    "WrongFixedUnitError",
    "add_photo",
    "add_presentation",
    "add_product",
    "add_regional_name",
    "declare_conversion",
    "describe_product",
    "load_starting_catalogue",
    "publish_sheet",
    "remove_photo",
    "retire_presentation",
    "retire_product",
    "return_sheet",
    "review_sheet",
    "start_sheet",
    "withdraw_sheet",
    "write_sheet",
]
