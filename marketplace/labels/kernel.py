"""Names of the values the kernel defines: currencies, units, dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from marketplace.kernel.money import Currency
from marketplace.kernel.units import Dimension, UnitCode

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    Currency: {
        Currency.COP: _("Pesos colombianos"),
        Currency.USD: _("Dólares"),
    },
    Dimension: {
        Dimension.MASS: _("Peso"),
        Dimension.VOLUME: _("Volumen"),
        Dimension.COUNT: _("Piezas"),
    },
    UnitCode: {
        UnitCode.GRAM: _("Gramo"),
        UnitCode.KILOGRAM: _("Kilo"),
        UnitCode.TONNE: _("Tonelada"),
        UnitCode.LIBRA: _("Libra"),
        UnitCode.ARROBA: _("Arroba"),
        UnitCode.QUINTAL: _("Quintal"),
        UnitCode.CARGA: _("Carga"),
        UnitCode.BULTO: _("Bulto"),
        UnitCode.SACO: _("Saco"),
        UnitCode.CAJA: _("Caja"),
        UnitCode.CANASTILLA: _("Canastilla"),
        UnitCode.GAVETA: _("Gaveta"),
        UnitCode.ATADO: _("Atado"),
        UnitCode.ARRUME: _("Arrume"),
        UnitCode.RACIMO: _("Racimo"),
        UnitCode.MILLILITRE: _("Mililitro"),
        UnitCode.LITRE: _("Litro"),
        UnitCode.GALON: _("Galón"),
        UnitCode.CANECA: _("Caneca"),
        UnitCode.CANTINA: _("Cantina"),
        UnitCode.PIECE: _("Unidad"),
        UnitCode.PAIR: _("Par"),
        UnitCode.DOCENA: _("Docena"),
        UnitCode.CUBETA: _("Cubeta de 30"),
        UnitCode.CIENTO: _("Ciento"),
        UnitCode.MILLAR: _("Millar"),
        UnitCode.FRASCO: _("Frasco"),
        UnitCode.PAQUETE: _("Paquete"),
        UnitCode.CUPO: _("Cupo"),
    },
}
