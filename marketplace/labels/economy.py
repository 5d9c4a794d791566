"""Names of what the solidarity economy tells apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from marketplace.economy.core.fulfilment import Promise
from marketplace.economy.core.linkage import Level, Milestone
from marketplace.economy.core.substitution import Certainty

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    Certainty: {
        Certainty.SAME_PRODUCT: _("Hace el mismo producto"),
        Certainty.SAME_CHAIN: _("Trabaja en la misma cadena"),
        Certainty.STARTING_KNOWLEDGE: _("Conocimiento inicial, por confirmar"),
    },
    Promise: {
        Promise.SUPPLY: _("Entregas de los proveedores"),
        Promise.PAY_SUPPLIER: _("Pagos a los proveedores"),
        Promise.PAY_CONVENER: _("Pagos entre asociaciones"),
    },
    Level: {
        Level.HIGH: _("Alto"),
        Level.MEDIUM: _("Medio"),
        Level.LOW: _("Bajo"),
    },
    Milestone: {
        Milestone.PRESENTATION: _("Los asociados supieron de la compra y pidieron"),
        Milestone.APPROVAL: _("Los asociados aceptaron o no el precio final"),
        Milestone.PREINVESTMENT: _("Participaron en el estudio de la inversión"),
        Milestone.EXECUTION: _("Lo que llegó se entregó a cada asociado"),
        Milestone.MANAGER: _("Conocen y evalúan la gestión de la gerencia"),
        Milestone.BUYS_AS_AGREED: _("El comprador compra lo acordado"),
        Milestone.DIRECT_CONTACT: _("Hay trato directo con un comprador"),
        Milestone.COMMITTEES: _("El comprador asiste a los comités"),
        Milestone.FIELD_ASSISTANCE: _("El comprador asesora en el campo"),
        Milestone.ALIVE: _("Hubo negocio con un comprador hace 90 días o menos"),
    },
}

#: What people call the tasks of the area.
JOB_NAMES: Mapping[str, LazyString] = {
    "economy.find_leads": _("Buscar qué se puede comprar dentro de la red"),
}
