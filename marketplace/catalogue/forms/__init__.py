"""What people type into the catalogue, understood and checked."""

from __future__ import annotations

from marketplace.catalogue.forms.packs import ConversionForm, PresentationForm
from marketplace.catalogue.forms.products import (
    ButtonForm,
    NameForm,
    ProductForm,
    search_typed,
)
from marketplace.catalogue.forms.sheets import PhotoForm, ReasonForm, SheetForm

__all__ = [
    "ButtonForm",
    "ConversionForm",
    "NameForm",
    "PhotoForm",
    "PresentationForm",
    "ProductForm",
    "ReasonForm",
    "SheetForm",
    "search_typed",
]
