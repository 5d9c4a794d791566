from __future__ import annotations

from fractions import Fraction

import pytest

from marketplace.kernel.unit_words import (
    UnknownUnitError,
    read_unit,
    show_units,
    unit_name,
    unit_words,
)
from marketplace.kernel.units import UnitCode


@pytest.mark.parametrize("unit", list(UnitCode))
def test_every_word_of_a_unit_reads_back(unit: UnitCode) -> None:
    assert {read_unit(word) for word in unit_words(unit)} == {unit}
    assert read_unit(unit.value) is unit
    assert read_unit(unit_name(unit, 2).upper()) is unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("@", UnitCode.ARROBA),
        (" qq ", UnitCode.QUINTAL),
        ("lb.", UnitCode.LIBRA),
        ("Galón", UnitCode.GALON),
        ("kgs", UnitCode.KILOGRAM),
        ("panal", UnitCode.CUBETA),
    ],
)
def test_short_forms_are_known(text: str, unit: UnitCode) -> None:
    assert read_unit(text) is unit


@pytest.mark.parametrize("text", ["", "\x00", "bolsillo", "kg kg", "9" * 500])
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(UnknownUnitError):
        read_unit(text)


def test_counts_agree_with_their_unit() -> None:
    assert show_units(40, UnitCode.BULTO) == "40 bultos"
    assert show_units(1, UnitCode.ARROBA) == "1 arroba"
    assert show_units(Fraction(25, 2), UnitCode.KILOGRAM) == "12,5 kilos"
