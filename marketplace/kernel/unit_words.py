"""How units are called, written short and said in the plural."""

from __future__ import annotations

from fractions import Fraction

from marketplace.kernel.amounts import show_quantity
from marketplace.kernel.units import (
    BASE_PER_STANDARD,
    Dimension,
    UnitCode,
    UnitError,
)
from network.core.text import fold

_NAMES: dict[UnitCode, tuple[str, str]] = {
    UnitCode.GRAM: ("gramo", "gramos"),
    UnitCode.KILOGRAM: ("kilo", "kilos"),
    UnitCode.TONNE: ("tonelada", "toneladas"),
    UnitCode.LIBRA: ("libra", "libras"),
    UnitCode.ARROBA: ("arroba", "arrobas"),
    UnitCode.QUINTAL: ("quintal", "quintales"),
    UnitCode.CARGA: ("carga", "cargas"),
    UnitCode.BULTO: ("bulto", "bultos"),
    UnitCode.SACO: ("saco", "sacos"),
    UnitCode.CAJA: ("caja", "cajas"),
    UnitCode.CANASTILLA: ("canastilla", "canastillas"),
    UnitCode.GAVETA: ("gaveta", "gavetas"),
    UnitCode.ATADO: ("atado", "atados"),
    UnitCode.ARRUME: ("arrume", "arrumes"),
    UnitCode.RACIMO: ("racimo", "racimos"),
    UnitCode.MILLILITRE: ("mililitro", "mililitros"),
    UnitCode.LITRE: ("litro", "litros"),
    UnitCode.GALON: ("galón", "galones"),
    UnitCode.CANECA: ("caneca", "canecas"),
    UnitCode.CANTINA: ("cantina", "cantinas"),
    UnitCode.PIECE: ("unidad", "unidades"),
    UnitCode.PAIR: ("par", "pares"),
    UnitCode.DOCENA: ("docena", "docenas"),
    UnitCode.CUBETA: ("cubeta", "cubetas"),
    UnitCode.CIENTO: ("ciento", "cientos"),
    UnitCode.MILLAR: ("millar", "millares"),
    UnitCode.FRASCO: ("frasco", "frascos"),
    UnitCode.PAQUETE: ("paquete", "paquetes"),
    UnitCode.CUPO: ("cupo", "cupos"),
}
_SHORT: dict[UnitCode, tuple[str, ...]] = {
    UnitCode.GRAM: ("g", "gr", "grs"),
    UnitCode.KILOGRAM: ("kg", "kgs", "k", "kilogramo"),
    UnitCode.TONNE: ("t", "ton", "tn"),
    UnitCode.LIBRA: ("lb", "lbs"),
    UnitCode.QUINTAL: ("qq",),
    UnitCode.BULTO: ("bto",),
    UnitCode.CANASTILLA: ("canasta",),
    UnitCode.MILLILITRE: ("ml", "cc"),
    UnitCode.LITRE: ("l", "lt", "lts"),
    UnitCode.GALON: ("gal",),
    UnitCode.PIECE: ("u", "un", "und", "uni", "pieza"),
    UnitCode.DOCENA: ("dna",),
    UnitCode.CUBETA: ("panal",),
}
_BY_WORD = {
    fold(word): unit
    for unit, names in _NAMES.items()
    for word in (*names, *_SHORT.get(unit, ()))
} | {"@": UnitCode.ARROBA}


class UnknownUnitError(UnitError):
    """The word is not the name of a unit."""


def unit_words(unit: UnitCode) -> tuple[str, ...]:
    """Return the words that name a unit: singular, plural, short forms."""
    return (*_NAMES[unit], *_SHORT.get(unit, ()))


def unit_name(unit: UnitCode, count: Fraction | int = 1) -> str:
    """Return the unit's name as it agrees with ``count``: bulto, bultos."""
    one, many = _NAMES[unit]
    return one if count == 1 else many


def show_units(count: Fraction | int, unit: UnitCode) -> str:
    """Return a count with its unit: "40 bultos", "1 arroba", "12,5 kilos"."""
    return f"{show_quantity(Fraction(count))} {unit_name(unit, count)}"


def show_base(amount: int, dimension: Dimension) -> str:
    """Return grams, millilitres or pieces in words: "50 kg", "250 ml", "30 unidades".

    Less than one kilo or litre stays in grams or millilitres.
    """
    if dimension is Dimension.COUNT:
        return show_units(amount, UnitCode.PIECE)
    small, large = ("g", "kg") if dimension is Dimension.MASS else ("ml", "l")
    if amount < BASE_PER_STANDARD:
        return f"{show_quantity(Fraction(amount))} {small}"
    return f"{show_quantity(Fraction(amount, BASE_PER_STANDARD))} {large}"


def read_unit(text: str) -> UnitCode:
    """Return the unit a word names: "Bultos", "qq", "@", "lb.", "kg".

    Raises:
        UnknownUnitError: If no unit is called so.
    """
    word = text.strip()
    unit = _BY_WORD.get(word if word == "@" else fold(word))
    if unit is None:
        raise UnknownUnitError(text[:40])
    return unit
