"""Words of photographs, documents and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from marketplace.attachments.core.kinds import FileKind
from marketplace.attachments.core.tables import (
    EmptyTableError,
    OldWorkbookError,
    OtherWorkbookError,
    RepeatedColumnError,
    TableBombError,
    TableTooLargeError,
    UnreadableTableError,
)
from marketplace.attachments.services import (
    BrokenPhotoError,
    EmptyFileError,
    FileTooLargeError,
    UnknownFileKindError,
)
from marketplace.attachments.services.store import LostFileError

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {
    BrokenPhotoError: _("La foto está dañada o es demasiado grande. Tome otra."),
    EmptyFileError: _("El archivo llegó vacío. Escójalo otra vez."),
    FileTooLargeError: _(
        "El archivo pesa más de %(megabytes)s MB. Envíe uno más liviano."
    ),
    LostFileError: _("El archivo no está. Pida que lo suban otra vez."),
    UnknownFileKindError: _(
        "Ese archivo no sirve. Envíe una foto (JPG, PNG) o un PDF."
    ),
    EmptyTableError: _("La tabla está vacía. Escriba filas debajo de los títulos."),
    OldWorkbookError: _(
        "El libro es antiguo o tiene clave. Guárdelo como .xlsx o CSV, sin clave."
    ),
    OtherWorkbookError: _("Ese libro no se puede leer. Guárdelo como .xlsx o CSV."),
    RepeatedColumnError: _(
        "Las columnas «%(header)s» y «%(again)s» dicen lo mismo. Deje una sola."
    ),
    TableBombError: _("Ese libro crece demasiado al abrirlo. Guárdelo otra vez."),
    TableTooLargeError: _(
        "La tabla es muy grande: hasta %(most_rows)s filas y %(most_columns)s columnas."
    ),
    UnreadableTableError: _("No es una tabla. Envíe un archivo de Excel o CSV."),
}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    FileKind: {
        FileKind.JPEG: _("Foto JPG"),
        FileKind.PNG: _("Imagen PNG"),
        FileKind.WEBP: _("Imagen WebP"),
        FileKind.PDF: _("Documento PDF"),
    },
}

#: What a person reads for a deed of a trace.
DEEDS: dict[str, LazyString] = {"attachment.removed": _("Quitó un archivo")}
