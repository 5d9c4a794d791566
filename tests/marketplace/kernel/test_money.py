from __future__ import annotations

import copy
from decimal import Decimal
from fractions import Fraction
from operator import add, ge, gt, le, lt, sub
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, String, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, composite, mapped_column

from marketplace.kernel.money import Currency, CurrencyMismatchError, Money

if TYPE_CHECKING:
    from collections.abc import Callable

COP, USD = Currency.COP, Currency.USD
MINOR = st.integers(-(10**15), 10**15)


@given(MINOR, st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_shares_sum_to_the_money_also_of_a_debt(minor: int, weights: list[int]) -> None:
    money = Money(minor, COP)

    shares = money.share(weights)

    assert Money.total(shares, COP) == money
    assert [-share for share in shares] == (-money).share(weights)


@given(MINOR, st.fractions(-100, 100, max_denominator=10**6))
def test_scaling_is_never_off_by_more_than_half_a_unit(
    minor: int, factor: Fraction
) -> None:
    scaled = Money(minor, USD).scale(factor)

    assert abs(scaled.minor - minor * factor) <= Fraction(1, 2)


def test_scaling_ties_go_to_the_even_unit() -> None:
    half = Fraction(1, 2)

    assert [Money(n, COP).scale(half).minor for n in (1, 3, 5, -1, -3)] == [
        0,
        2,
        2,
        0,
        -2,
    ]


def test_money_of_one_currency_adds_subtracts_and_compares() -> None:
    ten, three = Money(10, COP), Money(3, COP)

    assert ten + three == Money(13, COP)
    assert three - ten == Money(-7, COP)
    assert abs(three - ten) == Money(7, COP)
    assert three.times(4) == Money(12, COP)
    assert three < ten
    assert three <= ten
    assert ten > three
    assert ten >= three
    assert min(ten, three) == three
    assert Money.total([ten, three, three], COP) == Money(16, COP)


@pytest.mark.parametrize("operation", [add, sub, lt, le, gt, ge])
def test_currencies_do_not_mix(
    operation: Callable[[Money, Money], object],
) -> None:
    with pytest.raises(CurrencyMismatchError, match="COP and USD do not mix"):
        operation(Money(1, COP), Money(1, USD))


def test_equal_numbers_of_two_currencies_differ() -> None:
    assert Money(1, COP) != Money(1, USD)
    assert len({Money(1, COP), Money(1, USD), Money(1, COP)}) == 2


def test_a_total_refuses_another_currency() -> None:
    with pytest.raises(CurrencyMismatchError):
        Money.total([Money(1, USD)], COP)


def test_only_zero_is_false() -> None:
    assert not Money.zero(COP)
    assert Money(-1, COP)


@pytest.mark.parametrize("minor", [1.0, True, "1", Fraction(1, 2), Decimal("1.5")])
def test_nothing_but_whole_units_gets_in(minor: object) -> None:
    with pytest.raises(TypeError, match="whole minor units"):
        Money(cast("int", minor), COP)


def test_a_whole_decimal_sum_of_the_database_becomes_an_integer() -> None:
    money = Money(cast("int", Decimal(250)), COP)

    assert type(money.minor) is int
    assert money == Money(250, COP)


class _Base(DeclarativeBase):
    pass


class _Row(_Base):
    __tablename__ = "row"
    id: Mapped[int] = mapped_column(primary_key=True)
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[Currency | None] = mapped_column(String(3))
    amount: Mapped[Money] = composite(Money, "amount_minor", "currency")


def test_money_is_kept_as_two_columns() -> None:
    engine = create_engine("sqlite://")
    _Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([_Row(id=1, amount=Money(10**15, COP)), _Row(id=2)])
        session.commit()

        kept = session.get_one(_Row, 1).amount
        total = session.scalar(select(func.sum(_Row.amount_minor)))
        nothing = session.get_one(_Row, 2).amount_minor

    engine.dispose()
    assert kept == Money(10**15, COP)
    assert total == 10**15
    assert nothing is None


def test_money_copies_to_an_equal_value() -> None:
    money = Money(5, USD)

    assert copy.deepcopy(money) == money
