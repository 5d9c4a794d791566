from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.amounts import (
    AmbiguousAmountError,
    AmountError,
    AmountTooLargeError,
    BackwardsRangeError,
    CentsInPesosError,
    OtherCurrencyError,
    UnreadableAmountError,
    exact_amount,
    read_amount,
    read_quantity,
    read_range,
    read_whole,
    show_amount,
    show_quantity,
    show_range,
)
from marketplace.kernel.money import Currency, Money

COP, USD = Currency.COP, Currency.USD


@pytest.mark.parametrize(
    ("text", "pesos"),
    [
        ("0", 0),
        ("250.000", 250_000),
        ("250,000", 250_000),
        ("250 000", 250_000),
        ("250\u00a0000", 250_000),
        ("250000", 250_000),
        ("$250.000", 250_000),
        (" $ 250.000 ", 250_000),
        ("COP 250.000", 250_000),
        ("COP $ 250.000", 250_000),
        ("$ 250.000 COP", 250_000),
        ("250.000 pesos", 250_000),
        ("1 peso", 1),
        ("1.250.000", 1_250_000),
        ("1'250.000", 1_250_000),
        ("1\u2019250.000", 1_250_000),
        ("250.000,00", 250_000),
        ("1,250,000.00", 1_250_000),
        ("1.250", 1_250),
        ("1000000000000000", 10**15),
    ],
)
def test_pesos_are_read_whole(text: str, pesos: int) -> None:
    assert read_amount(text, COP) == Money(pesos * 100, COP)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12", 1200),
        ("12,5", 1250),
        ("12.50", 1250),
        ("1.250,50", 125_050),
        ("1,250.50", 125_050),
        ("1 250,50", 125_050),
        ("1250", 125_000),
        ("1.250.000", 125_000_000),
        ("US$ 12,05", 1205),
        ("USD 12", 1200),
        ("$ 12,00 USD", 1200),
        ("3 dólares", 300),
        ("1 dolar", 100),
    ],
)
def test_dollars_are_read_with_cents(text: str, cents: int) -> None:
    assert read_amount(text, USD) == Money(cents, USD)


@pytest.mark.parametrize("text", ["1.250", "1,250", "$ 999.999", "12.345 USD"])
def test_dollars_that_can_be_read_two_ways_are_refused(text: str) -> None:
    with pytest.raises(AmbiguousAmountError):
        read_amount(text, USD)


@pytest.mark.parametrize("text", ["250,50", "250.00", "12.5", "1.250,50", "0,500"])
def test_pesos_with_decimals_are_refused(text: str) -> None:
    with pytest.raises(CentsInPesosError):
        read_amount(text, COP)


@pytest.mark.parametrize(
    ("text", "currency"),
    [("USD 12", COP), ("12 dólares", COP), ("US$ 12", COP), ("12 pesos", USD)],
)
def test_another_currency_is_refused(text: str, currency: Currency) -> None:
    with pytest.raises(OtherCurrencyError):
        read_amount(text, currency)


HOSTILE = [
    "",
    " ",
    "\x00",
    "250\x00",
    "-5",
    "\u22125",
    "+5",
    "(5)",
    "1e5",
    "0x10",
    "NaN",
    "inf",
    "\u0661\u0662",  # Arabic digits
    "\uff11\uff12",  # full-width digits
    "\u00b2",
    "\u202e000.052",  # direction override
    "12.50.3",
    "1.25.000",
    "25 0",
    "250\n000",
    "= 1+1",
    "5 %",
    "diez",
    "$",
    "9" * 500,
    "1." * 250,
]


@pytest.mark.parametrize("currency", list(Currency))
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_amounts_are_refused(text: str, currency: Currency) -> None:
    with pytest.raises(UnreadableAmountError):
        read_amount(text, currency)


def test_dollars_with_three_decimals_are_unreadable() -> None:
    with pytest.raises(UnreadableAmountError):
        read_amount("0,500", USD)


def test_amounts_beyond_reason_are_refused() -> None:
    with pytest.raises(AmountTooLargeError):
        read_amount("1000000000000001", COP)


@given(st.integers(0, 10**15))
def test_shown_pesos_are_read_back(pesos: int) -> None:
    money = Money(pesos * 100, COP)

    assert read_amount(show_amount(money), COP) == money
    assert read_amount(show_amount(money, with_code=True), COP) == money


@given(st.integers(0, 10**17))
def test_shown_dollars_are_read_back(cents: int) -> None:
    money = Money(cents, USD)

    assert read_amount(show_amount(money), USD) == money
    assert read_amount(show_amount(money, with_code=True), USD) == money


@given(st.text(max_size=80), st.sampled_from(Currency))
def test_any_text_is_an_amount_or_a_clean_refusal(
    text: str, currency: Currency
) -> None:
    try:
        amount = read_amount(text, currency)
    except AmountError:
        return

    assert amount.minor >= 0


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money(25_000_000, COP), "$ 250.000"),
        (Money(0, COP), "$ 0"),
        (Money(-25_000_000, COP), "-$ 250.000"),
        (Money(150, COP), "$ 2"),
        (Money(50, COP), "$ 0"),
        (Money(-50, COP), "$ 0"),
        (Money(125_050, USD), "$ 1.250,50"),
        (Money(5, USD), "$ 0,05"),
        (Money(-5, USD), "-$ 0,05"),
    ],
)
def test_amounts_are_shown_as_people_read_them(money: Money, shown: str) -> None:
    assert show_amount(money) == shown


def test_the_code_is_shown_when_asked_for() -> None:
    assert show_amount(Money(25_000_000, COP), with_code=True) == "$ 250.000 COP"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12", Fraction(12)),
        ("12,5", Fraction(25, 2)),
        ("12.5", Fraction(25, 2)),
        ("1/2", Fraction(1, 2)),
        ("2 1/2", Fraction(5, 2)),
        ("2½", Fraction(5, 2)),
        ("2 ½", Fraction(5, 2)),
        ("½", Fraction(1, 2)),
        ("¾", Fraction(3, 4)),
        ("1.250,5", Fraction(2501, 2)),
        ("1.250.000", Fraction(1_250_000)),
        ("0,125", Fraction(1, 8)),
        ("0.0625", Fraction(1, 16)),
        ("1250", Fraction(1250)),
    ],
)
def test_quantities_are_read_exactly(text: str, count: Fraction) -> None:
    assert read_quantity(text) == count


@pytest.mark.parametrize("text", ["1.250", "12,500"])
def test_quantities_that_can_be_read_two_ways_are_refused(text: str) -> None:
    with pytest.raises(AmbiguousAmountError):
        read_quantity(text)


@pytest.mark.parametrize("text", [*HOSTILE, "1/0", "1/2/3", "1 kg"])
def test_hostile_quantities_are_refused(text: str) -> None:
    with pytest.raises(UnreadableAmountError):
        read_quantity(text)


def test_quantities_beyond_reason_are_refused() -> None:
    with pytest.raises(AmountTooLargeError):
        read_quantity("1000000001")


@given(st.integers(0, 10**9 * 1000))
def test_shown_quantities_are_read_back_unless_ambiguous(thousandths: int) -> None:
    count = Fraction(thousandths, 1000)

    try:
        assert read_quantity(show_quantity(count)) == count
    except AmbiguousAmountError:
        assert show_quantity(count).count(",") + show_quantity(count).count(".") == 1


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (Fraction(25, 2), "12,5"),
        (Fraction(1250), "1.250"),
        (Fraction(1, 3), "0,333"),
        (Fraction(-5, 2), "-2,5"),
        (Fraction(-1, 10_000), "0"),
        (Fraction(0), "0"),
    ],
)
def test_quantities_are_shown_as_people_read_them(count: Fraction, shown: str) -> None:
    assert show_quantity(count) == shown


def test_whole_numbers_group_thousands() -> None:
    assert read_whole("1.250") == 1250
    assert read_whole(" 12 ") == 12


@pytest.mark.parametrize("text", [*HOSTILE, "12,5", "1/2"])
def test_hostile_whole_numbers_are_refused(text: str) -> None:
    with pytest.raises(UnreadableAmountError):
        read_whole(text)


@pytest.mark.parametrize(
    ("text", "wanted", "at_most"),
    [
        ("de 10 a 12", 10, 12),
        ("De 10 A 12", 10, 12),
        ("10 a 12", 10, 12),
        ("10-12", 10, 12),
        ("10 \u2013 12", 10, 12),
        ("10 hasta 12", 10, 12),
        ("de 10 hasta 12", 10, 12),
        ("entre 10 y 12", 10, 12),
        ("10 o 12", 10, 12),
        ("10", 10, 10),
        ("0", 0, 0),
        ("1.000 a 1.200", 1000, 1200),
        ("10 bultos", 10, 10),
        ("de 10 a 12 Bultos", 10, 12),
        ("12-12", 12, 12),
    ],
)
def test_ranges_are_read_as_people_say_them(
    text: str, wanted: int, at_most: int
) -> None:
    assert read_range(text, unit_words=("bulto",)) == (wanted, at_most)


def test_a_range_backwards_is_refused() -> None:
    with pytest.raises(BackwardsRangeError):
        read_range("12 a 10")


@pytest.mark.parametrize(
    "text",
    [*HOSTILE, "de 10", "10 a", "10 a 12 a 14", "10 12", "10 kilos", "bulto", "10--12"],
)
def test_hostile_ranges_are_refused(text: str) -> None:
    with pytest.raises(UnreadableAmountError):
        read_range(text, unit_words=("bulto",))


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_shown_ranges_are_read_back(one: int, other: int) -> None:
    wanted, at_most = sorted((one, other))

    assert read_range(show_range(wanted, at_most)) == (wanted, at_most)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (5_000_000, COP, "50000,00 COP"),
        (-125_050, COP, "-1250,50 COP"),
        (5, USD, "0,05 USD"),
        (0, USD, "0,00 USD"),
    ],
)
def test_exact_amounts_keep_every_cent(
    minor: int, currency: Currency, text: str
) -> None:
    assert exact_amount(Money(minor, currency)) == text
