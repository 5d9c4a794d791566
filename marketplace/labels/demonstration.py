"""Words of the guided tour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from marketplace.demonstration.queries.tour import Part

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    Part: {
        Part.MEMBER: _("Persona asociada que anota su pedido"),
        Part.OFFICER: _("Directiva que lleva la compra"),
        Part.TREASURER: _("Tesorería que lleva las cuentas"),
        Part.FISCAL: _("Fiscal que vigila"),
        Part.COORDINATOR: _("Coordinación de la red"),
        Part.DELEGATE: _("Delegada de una asociación ante la red"),
        Part.CONFIRMING_MEMBER: _("Persona asociada que confirma el precio"),
        Part.BUYER: _("Compradora que busca producto"),
    }
}
