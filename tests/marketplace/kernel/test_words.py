from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.amounts import amount_in_words
from marketplace.kernel.money import Currency, Money
from marketplace.kernel.words import LARGEST, number_in_words

COP, USD = Currency.COP, Currency.USD


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "cero"),
        (1, "un"),
        (15, "quince"),
        (16, "dieciséis"),
        (21, "veintiún"),
        (22, "veintidós"),
        (26, "veintiséis"),
        (30, "treinta"),
        (31, "treinta y un"),
        (45, "cuarenta y cinco"),
        (99, "noventa y nueve"),
        (100, "cien"),
        (101, "ciento un"),
        (116, "ciento dieciséis"),
        (200, "doscientos"),
        (500, "quinientos"),
        (555, "quinientos cincuenta y cinco"),
        (700, "setecientos"),
        (900, "novecientos"),
        (999, "novecientos noventa y nueve"),
        (1000, "mil"),
        (1001, "mil un"),
        (1100, "mil cien"),
        (2000, "dos mil"),
        (21_000, "veintiún mil"),
        (31_021, "treinta y un mil veintiún"),
        (100_000, "cien mil"),
        (101_000, "ciento un mil"),
        (999_999, "novecientos noventa y nueve mil novecientos noventa y nueve"),
        (1_000_000, "un millón"),
        (1_000_001, "un millón un"),
        (2_000_000, "dos millones"),
        (21_000_000, "veintiún millones"),
        (100_000_000, "cien millones"),
        (1_000_000_000, "mil millones"),
        (1_001_000_000, "mil un millones"),
        (10**12, "un billón"),
        (10**12 + 1, "un billón un"),
        (2 * 10**12 + 3 * 10**6, "dos billones tres millones"),
        (10**15, "mil billones"),
    ],
)
def test_numbers_are_spelt_out(number: int, words: str) -> None:
    assert number_in_words(number) == words


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (Money(25_000_000, COP), "doscientos cincuenta mil pesos"),
        (Money(100, COP), "un peso"),
        (Money(0, COP), "cero pesos"),
        (Money(2100, COP), "veintiún pesos"),
        (Money(10**8, COP), "un millón de pesos"),
        (Money(2 * 10**8, COP), "dos millones de pesos"),
        (Money(10**11, COP), "mil millones de pesos"),
        (Money(10**14, COP), "un billón de pesos"),
        (Money(10**17, COP), "mil billones de pesos"),
        (Money(10**8 + 100, COP), "un millón un pesos"),
        (Money(120_000_000, COP), "un millón doscientos mil pesos"),
        (Money(-100, COP), "menos un peso"),
        (Money(-10, COP), "cero pesos"),
        (
            Money(125_050, USD),
            "mil doscientos cincuenta dólares con cincuenta centavos",
        ),
        (Money(101, USD), "un dólar con un centavo"),
        (Money(2121, USD), "veintiún dólares con veintiún centavos"),
        (Money(5, USD), "cero dólares con cinco centavos"),
        (Money(10**8, USD), "un millón de dólares"),
    ],
)
def test_amounts_are_spelt_out(money: Money, words: str) -> None:
    assert amount_in_words(money) == words


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="spelt out"):
        number_in_words(number)


@given(st.integers(0, LARGEST), st.integers(0, LARGEST))
def test_different_numbers_have_different_words(one: int, other: int) -> None:
    alike = number_in_words(one) == number_in_words(other)

    assert alike == (one == other)


@given(st.integers(0, LARGEST))
def test_words_are_single_spaced(number: int) -> None:
    words = number_in_words(number)

    assert words == " ".join(words.split())
