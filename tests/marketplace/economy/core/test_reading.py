from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from marketplace.economy.core import reading
from marketplace.economy.core.periods import (
    Period,
    first_of,
    months_until,
    quarters_until,
    year_before,
    year_until,
)
from marketplace.economy.core.viewing import Viewer
from marketplace.kernel.money import Currency
from tests.marketplace.economy.core.bills import DAY, a_bill, spent

if TYPE_CHECKING:
    from marketplace.economy.core.outlays import Outlay


def inside(buyer: int, seller: int, minor: int) -> Outlay:
    return spent(buyer, minor, a_bill(minor, seller=seller, is_inside=True))


def outside(buyer: int, minor: int, seller: int = 90) -> Outlay:
    return spent(buyer, minor, a_bill(minor, seller=seller))


def test_what_is_spent_is_counted_inside_and_outside() -> None:
    found = reading.spending_of([inside(1, 2, 30), outside(2, 70)])

    assert (found.internal, found.external, found.total) == (30, 70, 100)
    assert found.stays == Fraction(3, 10)
    assert found.leaves == Fraction(7, 10)
    assert found.buyers == {1, 2}


def test_an_economy_of_two_rounds_is_read() -> None:
    # The second sells 60 to the first and buys half of all it needs inside.
    found = reading.read([inside(1, 2, 60), inside(2, 3, 20), outside(2, 20)])

    assert found.spending.stays == Fraction(4, 5)
    assert found.index == Fraction(1 - 2, 3)
    assert found.multiplier == Fraction(100 + 80 + 30, 100)
    assert found.cycling == 0
    assert list(found.by_seller) == [2, 3, 90]
    assert dict(found.by_buyer) == {1: 60, 2: 40}
    assert found.inside == {2, 3}
    assert found.sellers is not None
    assert found.sellers.largest == Fraction(3, 5)


def test_money_that_comes_back_cycles() -> None:
    found = reading.read([inside(1, 2, 10), inside(2, 1, 10)])

    assert found.cycling == 1
    assert found.index == -1
    assert found.multiplier == 3


def test_what_one_sells_to_itself_is_no_pair() -> None:
    found = reading.read([inside(1, 1, 10), outside(1, 10)])

    assert found.index == 1


def test_nothing_spent_says_nothing() -> None:
    found = reading.read([])

    assert found.spending.stays is None
    assert (found.index, found.multiplier, found.cycling, found.sellers) == (
        None,
        None,
        None,
        None,
    )


def test_currencies_are_never_added() -> None:
    dollars = spent(1, 5, a_bill(5, currency=Currency.USD))

    found = reading.by_currency([dollars, outside(1, 7)])

    assert {key: len(rows) for key, rows in found.items()} == {
        Currency.COP: 1,
        Currency.USD: 1,
    }


def test_months_without_purchases_are_there() -> None:
    rows = [spent(1, 5, a_bill(5, day=date(2026, 10, 31))), outside(1, 7)]

    months = reading.by_month(rows, months_until(DAY, 3))

    assert [(month, each.total) for month, each in months] == [
        (date(2026, 9, 1), 0),
        (date(2026, 10, 1), 5),
        (date(2026, 11, 1), 7),
    ]


def test_only_days_of_the_period_count() -> None:
    rows = [outside(1, 7), spent(1, 5, a_bill(5, day=date(2025, 11, 20)))]

    assert reading.in_period(rows, year_until(DAY)) == rows[:1]
    assert reading.in_period(rows, year_before(DAY)) == rows[1:]
    assert DAY in Period(date(2026, 11, 19), DAY)
    assert DAY not in Period(DAY, date(2026, 11, 21))


def test_quarters_end_with_the_present_day() -> None:
    assert quarters_until(DAY, 4) == (
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 9, 30),
        DAY,
    )
    assert quarters_until(date(2026, 1, 1), 2) == (
        date(2025, 12, 31),
        date(2026, 1, 1),
    )
    assert first_of(DAY) == date(2026, 11, 1)


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 10**9)),
        max_size=12,
    ),
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 10**9)), max_size=6),
)
def test_any_economy_reads_within_its_ranges(
    inner: list[tuple[int, int, int]], outer: list[tuple[int, int]]
) -> None:
    found = reading.read(
        [inside(*each) for each in inner] + [outside(*each) for each in outer]
    )

    assert found.cycling is None or 0 <= found.cycling <= 1
    assert found.multiplier is None or 1 <= found.multiplier <= 3
    assert found.index is None or -1 <= found.index <= 1
    assert sum(found.by_buyer.values()) == sum(found.by_seller.values())


def test_a_coordinator_reads_everything() -> None:
    viewer = Viewer(coordinates=True)

    assert viewer.sees(4)
    assert viewer.sees_total({4})


def test_a_total_of_three_is_for_all_and_of_two_for_nobody_else() -> None:
    viewer = Viewer()

    assert viewer.sees_total({1, 2, 3})
    assert not viewer.sees_total({1, 2})
    assert viewer.sees_total(frozenset())
    assert not viewer.sees(1)


def test_a_total_that_would_betray_one_other_is_not_told() -> None:
    viewer = Viewer(own=frozenset({1, 2}))

    assert viewer.sees(1)
    assert viewer.sees_total({1, 2})
    assert not viewer.sees_total({1, 2, 3})
    assert viewer.sees_total({1, 3, 4})


def test_what_is_left_of_a_total_betrays_nobody() -> None:
    viewer = Viewer()
    parts = [(50, {1}), (0, {8, 9, 7}), (70, {1, 2, 3, 4}), (60, {2, 3, 4})]

    assert viewer.shown(parts) == [False, True, True, False]
    assert viewer.shown(parts[1:]) == [True, True, True]
    assert viewer.shown([(5, {1}), (6, {2}), (7, {3})]) == [False] * 3
    assert viewer.shown([(5, {1})]) == [False]
    assert Viewer(coordinates=True).shown(parts) == [True] * 4
