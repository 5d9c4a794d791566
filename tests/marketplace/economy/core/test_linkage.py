from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from marketplace.economy.core.linkage import (
    ALIVE,
    NATIONAL_REFERENCE,
    Cuts,
    Level,
    Milestone,
    Sign,
    level_of,
    levels,
    linkages,
)

DAY = date(2026, 11, 20)


def sign(milestone: Milestone, worth: int, days_ago: int = 1, person: int = 0) -> Sign:
    return Sign(1, milestone, DAY - timedelta(days=days_ago), worth, person)


def test_what_cannot_be_judged_is_no_zero() -> None:
    found = linkages([sign(Milestone.PRESENTATION, 2)], {}, DAY)[1]

    assert (found.members, found.buyers, found.total) == (10, None, 10)
    assert found.level is Level.HIGH
    assert set(found.points) == {Milestone.PRESENTATION}


def test_both_sides_count_the_same() -> None:
    found = linkages(
        [
            sign(Milestone.PRESENTATION, 2),
            sign(Milestone.APPROVAL, 1),
            sign(Milestone.EXECUTION, 0),
            sign(Milestone.DIRECT_CONTACT, 2),
        ],
        {},
        DAY,
    )[1]

    assert (found.members, found.buyers, found.total) == (5, 10, 8)


def test_a_milestone_is_the_mean_over_the_members() -> None:
    signs = [
        sign(Milestone.PRESENTATION, 1),
        sign(Milestone.PRESENTATION, 2, person=5),
        sign(Milestone.PRESENTATION, 2, 9, person=5),
        sign(Milestone.EXECUTION, 2, person=5),
        sign(Milestone.EXECUTION, 1, person=6),
    ]

    found = linkages(signs, {1: 4}, DAY)[1]

    assert found.points[Milestone.PRESENTATION] == Fraction(2 + 1 + 1 + 1, 4)
    assert found.points[Milestone.EXECUTION] == Fraction(3, 4)


def test_who_left_since_counts_among_the_members() -> None:
    signs = [sign(Milestone.EXECUTION, 2, person=key) for key in (5, 6)]

    assert linkages(signs, {1: 1}, DAY)[1].members == 10


def test_a_buyer_of_long_ago_is_half_a_link() -> None:
    recent = sign(Milestone.ALIVE, 2, ALIVE.days - 1)
    old = sign(Milestone.ALIVE, 2, ALIVE.days)

    assert linkages([old], {}, DAY)[1].points[Milestone.ALIVE] == 1
    assert linkages([old, recent], {}, DAY)[1].points[Milestone.ALIVE] == 2


def test_what_is_older_than_a_year_or_comes_later_does_not_count() -> None:
    signs = [sign(Milestone.EXECUTION, 2, 365), sign(Milestone.EXECUTION, 2, -1)]

    assert linkages(signs, {}, DAY) == {}
    assert 1 in linkages(signs, {}, DAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("total", "level"),
    [
        (10, Level.HIGH),
        (7, Level.HIGH),
        (6, Level.MEDIUM),
        (4, Level.MEDIUM),
        (3, Level.LOW),
        (0, Level.LOW),
    ],
)
def test_levels_begin_where_the_assembly_says(total: int, level: Level) -> None:
    assert level_of(total) is level
    assert level_of(total, Cuts(high=0, medium=0)) is Level.HIGH


def test_only_those_that_were_judged_are_counted() -> None:
    low = linkages([sign(Milestone.EXECUTION, 0)], {}, DAY)
    high = linkages([sign(Milestone.EXECUTION, 2)], {}, DAY)

    found = levels([*low.values(), *high.values(), *high.values()])

    assert (found.high, found.medium, found.low, found.judged) == (2, 0, 1, 3)
    assert found.part(Level.HIGH) == Fraction(2, 3)
    assert levels([]).part(Level.LOW) is None


def test_the_reference_is_whole() -> None:
    assert sum(NATIONAL_REFERENCE.values()) == 100
