"""Words of purchases that are brought in from a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from marketplace.purchasing.services import document_names
from marketplace.purchasing.services.document_names import Named

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {
    document_names.NameUnknownError: _(
        "No se encontró %(what)s «%(name)s». Revise el nombre o regístrelo primero."
    ),
    document_names.NameAmbiguousError: _(
        "«%(name)s» no dice cuál: hay %(count)s. Dele a cada uno un nombre distinto."
    ),
    document_names.ImporterUnknownError: _(
        "No es claro quién trae la compra de %(organisation)s."
        " Escriba con --actor el celular o correo de su directiva."
    ),
    document_names.DocumentRefusedError: _(
        "El documento tiene %(count)s errores. Corríjalos y tráigalo otra vez."
    ),
}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    Named: {
        Named.NETWORK: _("La red"),
        Named.ORGANISATION: _("La organización"),
        Named.SUPPLIER: _("El proveedor"),
        Named.PERSON: _("La persona"),
        Named.INPUT: _("El insumo"),
    },
}

DEEDS: dict[str, LazyString] = {
    "purchase.imported": _("Trajo la compra de un documento"),
}
