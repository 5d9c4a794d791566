from __future__ import annotations

import pytest

from marketplace.catalogue.core.packs import local_name, pack_text
from marketplace.kernel.units import Dimension, UnitCode

NAMES = [
    ("CO", "Nariño", "Alimento"),
    ("CO", "", "Concentrado"),
    ("CO", "", "Purina"),
]


@pytest.mark.parametrize(
    ("brand", "unit", "base", "dimension", "text"),
    [
        ("", UnitCode.BULTO, 50_000, Dimension.MASS, "NPK · bulto 50 kg"),
        (
            "Marca",
            UnitCode.BULTO,
            40_500,
            Dimension.MASS,
            "NPK · Marca · bulto 40,5 kg",
        ),
        ("", UnitCode.CANECA, 20_000, Dimension.VOLUME, "NPK · caneca 20 l"),
        ("", UnitCode.FRASCO, 250, Dimension.VOLUME, "NPK · frasco 250 ml"),
        ("", UnitCode.PAQUETE, 500, Dimension.MASS, "NPK · paquete 500 g"),
        ("", UnitCode.CUBETA, 30, Dimension.COUNT, "NPK · cubeta 30 unidades"),
        ("", UnitCode.KILOGRAM, 1_000, Dimension.MASS, "NPK · kilo"),
        ("", UnitCode.LITRE, 1_000, Dimension.VOLUME, "NPK · litro"),
    ],
)
def test_a_pack_is_said_in_one_line(
    brand: str, unit: UnitCode, base: int, dimension: Dimension, text: str
) -> None:
    assert pack_text("NPK", brand, unit, base, dimension) == text


@pytest.mark.parametrize(
    ("country", "name"),
    [("CO", "Concentrado"), ("EC", "Balanceado"), (None, "Balanceado")],
)
def test_a_product_is_called_as_the_whole_country_calls_it(
    country: str | None, name: str
) -> None:
    assert local_name("Balanceado", NAMES, country) == name
