"""Units of trade and what they weigh, hold or count, by country and product."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from network.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from marketplace.kernel.money import Money

#: Base units (grams, millilitres) in one kilo or litre.
BASE_PER_STANDARD = 1000
#: Most grams, millilitres or pieces that one unit can hold: two tonnes.
MOST_PER_UNIT = 2_000_000
GRAMS_PER_POUND = Fraction(45_359_237, 100_000)


class Dimension(StrEnum):
    """What a unit measures.  Aggregation counts the base unit of each."""

    MASS = "mass"  # grams
    VOLUME = "volume"  # millilitres
    COUNT = "count"  # pieces


class UnitCode(StrEnum):
    """A unit people buy and sell by, under its Spanish name."""

    GRAM = "g"
    KILOGRAM = "kg"
    TONNE = "tonelada"
    LIBRA = "libra"
    ARROBA = "arroba"
    QUINTAL = "quintal"
    CARGA = "carga"
    BULTO = "bulto"
    SACO = "saco"
    CAJA = "caja"
    CANASTILLA = "canastilla"
    GAVETA = "gaveta"
    ATADO = "atado"
    ARRUME = "arrume"
    RACIMO = "racimo"
    MILLILITRE = "ml"
    LITRE = "litro"
    GALON = "galon"
    CANECA = "caneca"
    CANTINA = "cantina"
    PIECE = "unidad"
    PAIR = "par"
    DOCENA = "docena"
    CUBETA = "cubeta"
    CIENTO = "ciento"
    MILLAR = "millar"
    FRASCO = "frasco"
    PAQUETE = "paquete"
    CUPO = "cupo"


class UnitError(ValueError):
    """A quantity cannot be measured as it was given."""


class AmbiguousUnitError(UnitError):
    """The unit weighs different things to different people: ask how much.

    Attributes:
        unit: The unit to ask about: "¿Cuántos kilos trae cada bulto?".
        candidates: What is known of it, to offer as answers; may be empty.
    """

    def __init__(self, unit: UnitCode, candidates: tuple[Conversion, ...]) -> None:
        super().__init__(f"how much does one {unit} hold?")
        self.unit = unit
        self.candidates = candidates


class FixedUnitError(UnitError):
    """Somebody declared that a kilo, a litre or a dozen is something else."""


class ImplausibleUnitError(UnitError):
    """The declared content of a unit is nothing, or over two tonnes."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What one unit holds, where and for what.

    Attributes:
        unit: The unit of trade.
        dimension: What it measures.
        base_per_unit: Grams, millilitres or pieces in one unit, exactly.
        source: Who says so.
        country: "CO" or "EC"; None holds everywhere.
        product: Name of the product it is for; None holds for all.  Accents,
            case and plural do not matter.
        region: Where in the country; None holds in all of it.
    """

    unit: UnitCode
    dimension: Dimension
    base_per_unit: Fraction
    source: str
    country: str | None = None
    product: str | None = None
    region: str | None = None

    def rank(self, country: str, product: str, region: str) -> int | None:
        """Return how closely the row fits, more is closer; None if it does not."""
        score = 0
        for closeness, mine, asked in (
            (4, self.product, product),
            (2, self.region, region),
            (1, self.country, country),
        ):
            if mine is None:
                continue
            if fold(mine) != fold(asked):
                return None
            score += closeness
        return score


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as the person said it, and what one of its units holds.

    Attributes:
        count: How many units.
        unit: Which unit.
        base_per_unit: Grams, millilitres or pieces in one unit, exactly.  An
            Ecuadorian libra is not a whole number of grams, so this is kept
            exact and only ``base`` is rounded.
        dimension: What it measures.
        source: Who says what a unit holds: "declared", or a table's source.
    """

    count: Fraction
    unit: UnitCode
    base_per_unit: Fraction
    dimension: Dimension
    source: str

    @property
    def base(self) -> int:
        """Whole grams, millilitres or pieces in all, rounded half-even."""
        return round(self.count * self.base_per_unit)

    @property
    def standard(self) -> Fraction:
        """Kilos, litres or pieces in all, exactly."""
        base = self.count * self.base_per_unit
        return base if self.dimension is Dimension.COUNT else base / BASE_PER_STANDARD


class Conversions:
    """The table of what units hold: the fixed ones and those of the catalogue."""

    def __init__(self, rows: Iterable[Conversion] = ()) -> None:
        self._rows = (*FIXED, *rows)

    def find(
        self, unit: UnitCode, country: str, product: str = "", region: str = ""
    ) -> Conversion:
        """Return the closest row: product before region before country.

        Raises:
            AmbiguousUnitError: If no row fits, or the closest ones disagree.
        """
        ranked = [
            (rank, row)
            for row in self._rows
            if row.unit is unit
            and (rank := row.rank(country, product, region)) is not None
        ]
        closest = max((rank for rank, _ in ranked), default=0)
        best = [row for rank, row in ranked if rank == closest]
        if len({(row.dimension, row.base_per_unit) for row in best}) != 1:
            raise AmbiguousUnitError(unit, self.known(unit, country))
        return best[0]

    def known(self, unit: UnitCode, country: str) -> tuple[Conversion, ...]:
        """Return every row of the unit in a country, whatever the product."""
        return tuple(
            row
            for row in self._rows
            if row.unit is unit and row.country in (None, country)
        )


def measure(
    count: Fraction,
    unit: UnitCode,
    conversions: Conversions,
    *,
    country: str,
    product: str = "",
    region: str = "",
) -> Quantity:
    """Return a quantity measured by the table.

    Args:
        count: How many units.
        unit: Which unit.
        conversions: The table to use.
        country: "CO" or "EC".
        product: Name of the product, for units that depend on it.
        region: Place, for units that depend on it.

    Raises:
        AmbiguousUnitError: If somebody has to say what a unit holds.
    """
    row = conversions.find(unit, country, product, region)
    return Quantity(count, unit, row.base_per_unit, row.dimension, row.source)


def measure_declared(
    count: Fraction,
    unit: UnitCode,
    base_per_unit: Fraction,
    dimension: Dimension = Dimension.MASS,
    source: str = "declared",
) -> Quantity:
    """Return a quantity whose unit holds what the person declares.

    Args:
        count: How many units.
        unit: Which unit.
        base_per_unit: Grams, millilitres or pieces in one of them.
        dimension: What it measures: a caja may hold kilos or pieces.
        source: Who declares it.

    Raises:
        FixedUnitError: If the unit is the same everywhere and this is not it.
        ImplausibleUnitError: If a unit would hold nothing or over two tonnes.

    Source:
        DANE's survey manual: record the kilograms the producer states.
    """
    if not 0 < base_per_unit <= MOST_PER_UNIT:
        raise ImplausibleUnitError(str(base_per_unit))
    fixed = _EVERYWHERE.get(unit)
    if fixed is not None and fixed != (dimension, base_per_unit):
        raise FixedUnitError(unit)
    return Quantity(count, unit, base_per_unit, dimension, source)


def to_base(
    count: Fraction,
    unit: UnitCode,
    conversions: Conversions,
    *,
    country: str,
    product: str = "",
) -> int:
    """Return whole grams, millilitres or pieces, rounded half-even.

    Raises:
        AmbiguousUnitError: If somebody has to say what a unit holds.
    """
    return measure(count, unit, conversions, country=country, product=product).base


def from_base(base: int, base_per_unit: Fraction) -> Fraction:
    """Return how many units hold ``base`` grams, millilitres or pieces."""
    return base / base_per_unit


def standard_price(price: Money, quantity: Quantity) -> Money:
    """Return what one kilo, litre or piece costs, so that prices compare.

    Args:
        price: What ``quantity`` costs in all.
        quantity: What is bought for it, more than nothing.

    Raises:
        ValueError: If the quantity is not more than nothing.
    """
    if quantity.standard <= 0:
        msg = "nothing has no price per kilo"
        raise ValueError(msg)
    return price.scale(1 / quantity.standard)


_EVERYWHERE: dict[UnitCode, tuple[Dimension, Fraction]] = {
    UnitCode.GRAM: (Dimension.MASS, Fraction(1)),
    UnitCode.KILOGRAM: (Dimension.MASS, Fraction(1000)),
    UnitCode.TONNE: (Dimension.MASS, Fraction(1_000_000)),
    UnitCode.MILLILITRE: (Dimension.VOLUME, Fraction(1)),
    UnitCode.LITRE: (Dimension.VOLUME, Fraction(1000)),
    UnitCode.PIECE: (Dimension.COUNT, Fraction(1)),
    UnitCode.CUPO: (Dimension.COUNT, Fraction(1)),
    UnitCode.PAIR: (Dimension.COUNT, Fraction(2)),
    UnitCode.DOCENA: (Dimension.COUNT, Fraction(12)),
    UnitCode.CIENTO: (Dimension.COUNT, Fraction(100)),
    UnitCode.MILLAR: (Dimension.COUNT, Fraction(1000)),
}

#: What holds without asking anybody.  Ecuador trades by the pound: its exact value
#: is kept and only totals are rounded to grams.  The 0.4536, 11.34 and 45.36 kg
#: that people quote are these values rounded; 454 g a libra would make a hundred
#: of them 41 g heavier than a quintal.
FIXED: tuple[Conversion, ...] = (
    *(
        Conversion(unit, dimension, base, "by definition")
        for unit, (dimension, base) in _EVERYWHERE.items()
    ),
    Conversion(
        UnitCode.LIBRA, Dimension.MASS, Fraction(500), "market use in Colombia", "CO"
    ),
    Conversion(UnitCode.ARROBA, Dimension.MASS, Fraction(12_500), "DANE; FNC", "CO"),
    Conversion(
        UnitCode.CARGA, Dimension.MASS, Fraction(125_000), "FNC", "CO", "café pergamino"
    ),
    Conversion(
        UnitCode.LIBRA, Dimension.MASS, GRAMS_PER_POUND, "international pound", "EC"
    ),
    Conversion(UnitCode.ARROBA, Dimension.MASS, 25 * GRAMS_PER_POUND, "25 lb", "EC"),
    Conversion(UnitCode.QUINTAL, Dimension.MASS, 100 * GRAMS_PER_POUND, "100 lb", "EC"),
    *(
        Conversion(UnitCode.CUBETA, Dimension.COUNT, Fraction(30), "30 eggs", country)
        for country in ("CO", "EC")
    ),
)
