"""Words of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from marketplace.catalogue.core.sheet_life import SheetField, SheetState
from marketplace.catalogue.models import LinkFlow, ProductKind, UnitStanding
from marketplace.catalogue.services import (
    DuplicatePresentationError,
    DuplicateProductError,
    ImplausibleContentError,
    ImpossibleSheetError,
    IncompleteSheetError,
    NamelessProductError,
    NotTradedHereError,
    ReasonMissingError,
    SheetClosedError,
    SheetMovedOnError,
    SimilarProductsError,
    SourceMissingError,
    TooManyPhotosError,
    UndeclaredUnitError,
    UnknownChainError,
    WrongFixedUnitError,
)

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {
    DuplicatePresentationError: _(
        "%(text)s ya está en el catálogo. Úsela en vez de agregarla otra vez."
    ),
    DuplicateProductError: _(
        "%(name)s ya está en el catálogo. Úselo en vez de agregarlo otra vez."
    ),
    ImplausibleContentError: _(
        "Revise cuánto trae cada %(unit)s: debe ser más de cero y hasta 2.000 kilos."
    ),
    ImpossibleSheetError: _(
        "Revise el nombre, la humedad, los meses y los días de la ficha."
    ),
    IncompleteSheetError: _("A la ficha le falta: %(fields)s."),
    NamelessProductError: _("Escriba un nombre con letras o números."),
    NotTradedHereError: _("%(name)s es del catálogo de otro país, no de %(country)s."),
    ReasonMissingError: _("Escriba por qué. Así los demás lo entienden."),
    SheetClosedError: _(
        "La versión %(version)s ya no se puede cambiar. Empiece una nueva."
    ),
    SheetMovedOnError: _(
        "La versión %(version)s está %(state)s y no se puede hacer eso."
    ),
    SimilarProductsError: _(
        "Hay nombres parecidos: %(names)s. Si el suyo es otro, márquelo."
    ),
    SourceMissingError: _("Escriba quién lo dice o cómo se midió."),
    TooManyPhotosError: _("Una ficha muestra hasta %(most)s fotos. Quite una primero."),
    UndeclaredUnitError: _(
        "¿Cuántos kilos trae cada %(unit)s de %(product)s? En %(country)s no es igual."
    ),
    UnknownChainError: _("Escoja una cadena de la lista."),
    WrongFixedUnitError: _(
        "Un(a) %(unit)s vale lo mismo en todas partes. Deje ese espacio vacío."
    ),
}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    ProductKind: {
        ProductKind.PRODUCT: _("Producto"),
        ProductKind.INPUT: _("Insumo"),
        ProductKind.SERVICE: _("Servicio"),
    },
    LinkFlow: {
        LinkFlow.INPUT: _("Le da insumos"),
        LinkFlow.RAW_MATERIAL: _("Le da materia prima"),
        LinkFlow.PRODUCT: _("Le da producto"),
        LinkFlow.CUSTOMERS: _("Le trae clientes"),
        LinkFlow.FERTILISER: _("Le da abono"),
    },
    UnitStanding: {
        UnitStanding.FIXED: _("Fija"),
        UnitStanding.BY_PRODUCT: _("Según el producto"),
        UnitStanding.BY_PACKING: _("Según el empaque"),
        UnitStanding.MUST_DECLARE: _("Hay que decirlo"),
    },
    SheetField: {
        SheetField.TITLE: _("nombre"),
        SheetField.GRADE: _("calidad"),
        SheetField.PACKAGING: _("empaque"),
        SheetField.MONTHS: _("meses de cosecha"),
    },
    SheetState: {
        SheetState.DRAFT: _("En borrador"),
        SheetState.REVIEWED: _("Revisada"),
        SheetState.PUBLISHED: _("Publicada"),
        SheetState.SUPERSEDED: _("Reemplazada"),
        SheetState.WITHDRAWN: _("Retirada"),
    },
}

#: What a person reads for a deed of a trace.
DEEDS: dict[str, LazyString] = {
    "presentation.added": _("Agregó una presentación"),
    "presentation.retired": _("Retiró una presentación"),
    "product.added": _("Agregó un producto"),
    "product.described": _("Cambió la descripción de un producto"),
    "product.named": _("Agregó otro nombre de un producto"),
    "product.retired": _("Retiró un producto"),
    "sheet.draft": _("Empezó o devolvió una ficha"),
    "sheet.published": _("Publicó una ficha"),
    "sheet.reviewed": _("Revisó una ficha"),
    "sheet.superseded": _("Reemplazó una ficha"),
    "sheet.withdrawn": _("Retiró una ficha"),
    "unit.declared": _("Dijo cuánto trae una unidad"),
}
