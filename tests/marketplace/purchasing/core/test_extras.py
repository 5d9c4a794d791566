from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.purchasing.core import extras
from marketplace.purchasing.core.extras import Pool, spread

if TYPE_CHECKING:
    import pytest

    from marketplace.purchasing.core.extras import Spread


@st.composite
def pools(draw: st.DrawFn) -> list[Pool]:
    members = ["a", "b", "c", "d"][: draw(st.integers(1, 4))]
    found = []
    for place in range(draw(st.integers(1, 3))):
        room = {member: draw(st.integers(0, 3)) for member in members}
        price = draw(st.sampled_from([0, 1, 2, 3, 5, 7, 1000, 123_456_789]))
        units = draw(st.integers(0, sum(room.values())))
        found.append(Pool(f"i{place}", units, price, room))
    return found


def falling(given_pools: list[Pool], parts: Spread) -> list[int]:
    costs: dict[str, int] = {}
    for pool in given_pools:
        for member, units in parts.given[pool.item].items():
            costs[member] = costs.get(member, 0) + units * pool.price
    return sorted(costs.values(), reverse=True)


def least(given_pools: list[Pool]) -> list[int]:
    """Try everything."""
    members = list(given_pools[0].room)
    choices = [
        [
            parts
            for parts in itertools.product(
                *(range(pool.room[member] + 1) for member in members)
            )
            if sum(parts) == pool.units
        ]
        for pool in given_pools
    ]
    vectors = (
        sorted(
            (
                sum(
                    parts[place] * pool.price
                    for parts, pool in zip(chosen, given_pools, strict=True)
                )
                for place in range(len(members))
            ),
            reverse=True,
        )
        for chosen in itertools.product(*choices)
    )
    return min(vectors)


def keeps(given_pools: list[Pool], parts: Spread) -> None:
    for pool in given_pools:
        got = parts.given[pool.item]
        assert sum(got.values()) == pool.units
        assert all(0 <= got[member] <= room for member, room in pool.room.items())


@settings(deadline=None, max_examples=150)
@given(pools())
def test_the_falling_costs_are_least(given_pools: list[Pool]) -> None:
    parts = spread(given_pools)

    keeps(given_pools, parts)
    assert falling(given_pools, parts) == least(given_pools)
    assert parts.exact
    assert parts.largest == parts.bound == falling(given_pools, parts)[0]


@settings(deadline=None, max_examples=25)
@given(pools())
def test_the_programme_agrees_with_the_table(given_pools: list[Pool]) -> None:
    # The same cases without the table: sums of the k largest, one by one.
    cheap = [Pool(p.item, p.units, p.price % 1000, p.room) for p in given_pools]
    before = extras.EXACT_STEPS
    extras.EXACT_STEPS = 0
    try:
        parts = spread(cheap)
    finally:
        extras.EXACT_STEPS = before

    keeps(cheap, parts)
    assert falling(cheap, parts) == least(cheap)
    assert parts.exact


def test_more_units_than_a_table_holds_are_still_exact() -> None:
    room = dict.fromkeys("abcdef", 60)
    pools_of_many = [Pool("npk", 100, 7, room), Pool("urea", 101, 5, room)]

    parts = spread(pools_of_many)

    # In all 1205 over six members: 201 at least for somebody, and 200 or 201 each.
    assert parts.exact
    assert falling(pools_of_many, parts) == [201, 201, 201, 201, 201, 200]


def many() -> list[Pool]:
    names = [f"m{n:02d}" for n in range(30)]
    return [
        Pool("npk", 41, 70, dict.fromkeys(names, 3)),
        Pool("urea", 33, 50, dict.fromkeys(names[:25], 2)),
    ]


def test_many_members_get_a_bound() -> None:
    parts = spread(many())

    keeps(many(), parts)
    assert not parts.exact
    assert parts.bound <= parts.largest <= parts.bound + 70


def test_few_members_with_too_little_time_get_a_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(extras, "EXACT_STEPS", 0)
    monkeypatch.setattr(extras, "SECONDS", 0.0)
    room = dict.fromkeys("abcdefghij", 40)
    given_pools = [Pool(f"i{n}", 173 + n, 97 + 10 * n, room) for n in range(6)]

    parts = spread(given_pools)

    keeps(given_pools, parts)
    assert parts.bound <= parts.largest


def test_an_exchange_stops_when_it_has_looked_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(extras, "_LOOKS", 1)

    keeps(many(), spread(many()))


def test_forced_extras_count_before_anything_is_decided() -> None:
    forced = Pool("urea", 2, 100, {"a": 2})
    free = Pool("npk", 2, 100, {"a": 2, "b": 2})

    parts = spread([free, forced])

    assert parts.given["npk"] == {"a": 0, "b": 2}


def test_groups_without_common_members_stay_apart() -> None:
    apart = [
        Pool("i1", 1, 10, {"a": 1, "b": 1}),
        Pool("i2", 1, 10, {"c": 1, "d": 1}),
        Pool("i3", 1, 10, {"d": 1, "e": 1}),
    ]

    parts = spread(apart)

    assert parts.given["i1"] == {"a": 1, "b": 0}
    assert parts.largest == 10
