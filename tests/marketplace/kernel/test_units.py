from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.money import Currency, Money
from marketplace.kernel.units import (
    AmbiguousUnitError,
    Conversion,
    Conversions,
    Dimension,
    FixedUnitError,
    ImplausibleUnitError,
    UnitCode,
    from_base,
    measure,
    measure_declared,
    standard_price,
    to_base,
)

FIXED_ONLY = Conversions()
MASS = Dimension.MASS


@pytest.mark.parametrize(
    ("country", "unit", "grams"),
    [
        ("CO", UnitCode.LIBRA, 500),
        ("CO", UnitCode.ARROBA, 12_500),
        ("CO", UnitCode.KILOGRAM, 1000),
        ("CO", UnitCode.TONNE, 1_000_000),
        ("EC", UnitCode.LIBRA, 454),
        ("EC", UnitCode.ARROBA, 11_340),
        ("EC", UnitCode.QUINTAL, 45_359),
        ("EC", UnitCode.KILOGRAM, 1000),
    ],
)
def test_fixed_units_weigh_what_the_country_says(
    country: str, unit: UnitCode, grams: int
) -> None:
    assert to_base(Fraction(1), unit, FIXED_ONLY, country=country) == grams


def test_an_ecuadorian_quintal_is_four_arrobas_and_a_hundred_libras() -> None:
    quintal, arroba, libra = (
        measure(Fraction(count), unit, FIXED_ONLY, country="EC")
        for count, unit in (
            (1, UnitCode.QUINTAL),
            (4, UnitCode.ARROBA),
            (100, UnitCode.LIBRA),
        )
    )

    assert quintal.standard == arroba.standard == libra.standard


@pytest.mark.parametrize(
    ("country", "unit"),
    [
        ("CO", UnitCode.QUINTAL),
        ("CO", UnitCode.CARGA),
        ("CO", UnitCode.BULTO),
        ("EC", UnitCode.SACO),
        ("EC", UnitCode.CARGA),
        ("EC", UnitCode.GALON),
        ("CO", UnitCode.CANASTILLA),
    ],
)
def test_ambiguous_units_ask(country: str, unit: UnitCode) -> None:
    with pytest.raises(AmbiguousUnitError) as asked:
        measure(Fraction(2), unit, FIXED_ONLY, country=country)

    assert asked.value.unit is unit


def test_a_carga_is_125_kilos_of_coffee_only() -> None:
    coffee = measure(
        Fraction(2), UnitCode.CARGA, FIXED_ONLY, country="CO", product="Cafe Pergamino"
    )

    assert coffee.base == 250_000
    with pytest.raises(AmbiguousUnitError) as asked:
        measure(Fraction(2), UnitCode.CARGA, FIXED_ONLY, country="CO", product="panela")
    assert [row.product for row in asked.value.candidates] == ["café pergamino"]


def _bulto(kilos: int, **where: str) -> Conversion:
    return Conversion(UnitCode.BULTO, MASS, Fraction(kilos * 1000), "rows", **where)


def test_the_closest_row_of_the_catalogue_wins() -> None:
    table = Conversions(
        [
            _bulto(50, country="CO"),
            _bulto(62, country="CO", product="papa"),
            _bulto(60, country="CO", product="papa", region="Boyacá"),
            _bulto(55, country="CO", region="Nariño"),
        ]
    )

    def kilos(product: str, region: str) -> int:
        return round(
            table.find(UnitCode.BULTO, "CO", product, region).base_per_unit / 1000
        )

    assert kilos("yuca", "") == 50
    assert kilos("Papas", "") == 62
    assert kilos("papa", "boyaca") == 60
    assert kilos("papa", "Nariño") == 62
    assert kilos("yuca", "Nariño") == 55


def test_rows_that_disagree_ask() -> None:
    table = Conversions([_bulto(50, country="CO"), _bulto(62, country="CO")])

    with pytest.raises(AmbiguousUnitError) as asked:
        measure(Fraction(1), UnitCode.BULTO, table, country="CO")

    assert len(asked.value.candidates) == 2


def test_a_declared_unit_keeps_who_said_it() -> None:
    quantity = measure_declared(Fraction(40), UnitCode.BULTO, Fraction(50_000))

    assert quantity.base == 2_000_000
    assert quantity.standard == 2000
    assert quantity.source == "declared"
    assert quantity.dimension is MASS


def test_a_caja_may_hold_pieces() -> None:
    quantity = measure_declared(
        Fraction(3), UnitCode.CAJA, Fraction(24), Dimension.COUNT
    )

    assert quantity.base == quantity.standard == 72


def test_a_kilo_is_a_kilo() -> None:
    with pytest.raises(FixedUnitError):
        measure_declared(Fraction(1), UnitCode.KILOGRAM, Fraction(1200))

    same = measure_declared(Fraction(1), UnitCode.KILOGRAM, Fraction(1000))
    assert same.base == 1000


@pytest.mark.parametrize("grams", [0, -1, 2_000_001])
def test_declared_contents_beyond_reason_are_refused(grams: int) -> None:
    with pytest.raises(ImplausibleUnitError):
        measure_declared(Fraction(1), UnitCode.BULTO, Fraction(grams))


@given(
    st.fractions(0, 10**6, max_denominator=1000),
    st.sampled_from([UnitCode.LIBRA, UnitCode.ARROBA, UnitCode.KILOGRAM]),
    st.sampled_from(["CO", "EC"]),
)
def test_conversions_come_back_within_half_a_gram(
    count: Fraction, unit: UnitCode, country: str
) -> None:
    quantity = measure(count, unit, FIXED_ONLY, country=country)

    back = from_base(quantity.base, quantity.base_per_unit)

    assert abs(back - count) * quantity.base_per_unit <= Fraction(1, 2)


def test_prices_compare_by_the_kilo() -> None:
    arroba_co = measure(Fraction(1), UnitCode.ARROBA, FIXED_ONLY, country="CO")
    eggs = measure(Fraction(2), UnitCode.CUBETA, FIXED_ONLY, country="EC")

    per_kilo = standard_price(Money(14_000_000, Currency.COP), arroba_co)
    per_egg = standard_price(Money(660, Currency.USD), eggs)

    assert per_kilo == Money(1_120_000, Currency.COP)
    assert per_egg == Money(11, Currency.USD)


def test_nothing_has_no_price_per_kilo() -> None:
    nothing = measure(Fraction(0), UnitCode.KILOGRAM, FIXED_ONLY, country="CO")

    with pytest.raises(ValueError, match="no price"):
        standard_price(Money(1, Currency.COP), nothing)
