from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.holidays import easter, holidays


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (1818, 3, 22),
        (1943, 4, 25),
        (1954, 4, 18),
        (1961, 4, 2),
        (2000, 4, 23),
        (2019, 4, 21),
        (2024, 3, 31),
        (2026, 4, 5),
        (2038, 4, 25),
        (2049, 4, 18),
        (2285, 3, 22),
    ],
)
def test_easter_falls_where_the_church_says(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


@given(st.integers(1583, 9999))
def test_easter_is_a_sunday_between_22_march_and_25_april(year: int) -> None:
    sunday = easter(year)

    assert sunday.weekday() == 6
    assert date(year, 3, 22) <= sunday <= date(year, 4, 25)


def test_colombian_holidays_of_2026() -> None:
    shown = [f"{day:%m-%d}" for day in holidays("CO", 2026)]

    assert shown == [
        "01-01",
        "01-12",
        "03-23",
        "04-02",
        "04-03",
        "05-01",
        "05-18",
        "06-08",
        "06-15",
        "06-29",
        "07-20",
        "08-07",
        "08-17",
        "10-12",
        "11-02",
        "11-16",
        "12-08",
        "12-25",
    ]


def test_ecuadorian_holidays_of_2019() -> None:
    shown = [f"{day:%m-%d}" for day in holidays("EC", 2019)]

    assert shown == [
        "01-01",
        "03-04",
        "03-05",
        "04-19",
        "05-03",
        "05-24",
        "08-09",
        "10-11",
        "11-01",
        "11-04",
        "12-25",
    ]


@pytest.mark.parametrize(
    ("year", "november"),
    [
        (2016, [2, 3]),
        (2017, [2, 3]),
        (2018, [1, 2]),
        (2019, [1, 4]),
        (2020, [2, 3]),
        (2021, [1, 2]),
        (2022, [3, 4]),
        (2025, [3, 4]),
    ],
)
def test_the_two_days_of_november_rest_together(year: int, november: list[int]) -> None:
    rested = [day.day for day in holidays("EC", year) if day.month == 11]

    assert rested == november


def test_new_year_on_a_saturday_is_rested_in_the_old_year() -> None:
    assert date(2021, 12, 31) in holidays("EC", 2021)
    assert holidays("EC", 2022)[0] == date(2022, 2, 28)
    assert date(2023, 1, 2) in holidays("EC", 2023)


def test_before_the_reform_ecuador_rested_on_the_day_itself() -> None:
    assert date(2016, 5, 24) in holidays("EC", 2016)
    assert date(2016, 8, 10) in holidays("EC", 2016)


@given(st.integers(2017, 2200))
def test_ecuador_rests_eleven_days_never_on_a_weekend(year: int) -> None:
    days = holidays("EC", year)

    assert all(day.weekday() < 5 for day in days)
    assert 10 <= len(days) <= 12


@given(st.integers(1984, 2200))
def test_colombia_rests_up_to_eighteen_days(year: int) -> None:
    # Two moved holidays can meet on one Monday, as in 2011 and 2035.
    assert 17 <= len(holidays("CO", year)) <= 18


def test_other_countries_are_refused() -> None:
    with pytest.raises(ValueError, match="no holidays are known"):
        holidays("PE", 2026)
