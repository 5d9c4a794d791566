"""Sentences and names of the exploratory maps of a territory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from network.core.tie_lists import ListFault, RowFault
from network.services import explored

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {
    explored.EmptyExploredMapError: _(
        "La lista no tiene organizaciones. Escriba por lo menos un lazo."
    ),
    explored.ExploredNameTakenError: _(
        "Ya hay un mapa que se llama %(name)s. Póngale otro nombre."
    ),
    explored.TooManyExploredMapsError: _(
        "La red ya guarda %(most)s mapas. Borre uno antes de traer otro."
    ),
}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    ListFault: {
        ListFault.EMPTY: _("La lista está vacía. Escriba un lazo por renglón."),
        ListFault.TOO_LARGE: _(
            "La lista es muy larga. Máximo 600 organizaciones y 3.000 renglones."
        ),
        ListFault.NOT_TEXT: _("El archivo no es texto. Guárdelo como CSV en UTF-8."),
        ListFault.NOT_A_NETWORK: _("El archivo no se puede leer como una red."),
    },
    RowFault: {
        RowFault.ONE_NAME: _("Falta el nombre de una de las dos."),
        RowFault.ITSELF: _("Une una organización con ella misma."),
        RowFault.LONG_NAME: _("El nombre tiene más de 120 letras."),
        RowFault.BAD_WEIGHT: _("El peso debe ser un número entero mayor que cero."),
    },
}

DEEDS: dict[str, LazyString] = {
    "explored_map.added": _("Trajo un mapa exploratorio"),
    "explored_map.deleted": _("Borró un mapa exploratorio"),
}
