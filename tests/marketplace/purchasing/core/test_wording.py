from __future__ import annotations

import pytest

from marketplace.purchasing.core.wording import counted, money, percent


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (115_000_00, "COP", "$115.000"),
        (150, "COP", "$2"),
        (-5_000_00, "COP", "-$5.000"),
        (1_250_05, "USD", "US$1.250,05"),
        (100, "PEN", "PEN 1,00"),
    ],
)
def test_money_is_written_as_people_write_it(
    minor: int, currency: str, text: str
) -> None:
    assert money(minor, currency) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(4, 100, "4 %"), (1, 300, "0,3 %"), (1, 3, "33,3 %")]
)
def test_percentages_have_one_decimal_when_it_matters(
    part: int, whole: int, text: str
) -> None:
    assert percent(part, whole) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1, "bulto", "1 bulto"),
        (1200, "bulto", "1.200 bultos"),
        (2, "kg", "2 kg"),
        (2, "galón", "2 galones"),
        (2, "unidad", "2 unidades"),
        (2, "kilos", "2 kilos"),
        (2, "caja x 12", "2 caja x 12"),
    ],
)
def test_units_are_counted_in_plural(value: int, unit: str, text: str) -> None:
    assert counted(value, unit) == text
