"""Sentences of the four kinds of error, when nothing closer fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from network.errors import (
    ConflictError,
    DomainError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
)

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

EXPLANATIONS: dict[type[DomainError], LazyString] = {
    DomainError: _("Esto no se puede hacer."),
    NotFoundError: _("No lo encontramos."),
    NotAllowedError: _("Su organización no le ha dado permiso para esto."),
    ConflictError: _("Esto cambió mientras usted lo veía. Revise e intente de nuevo."),
    InvalidError: _("Los datos no cuadran. Revise e intente de nuevo."),
}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {}
