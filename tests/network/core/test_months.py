from __future__ import annotations

from datetime import date

import pytest

from network.core.measures.kind import NetworkKind, Parts, Shape
from network.core.months import (
    Gain,
    MonthFacts,
    NotAMonthError,
    changes,
    last_day,
    month_before,
    month_of,
    months_between,
)


def test_a_month_has_a_name_and_a_last_day() -> None:
    assert month_of(date(2026, 3, 2)) == "2026-03"
    assert last_day("2024-02") == date(2024, 2, 29)
    assert last_day("2026-12") == date(2026, 12, 31)


@pytest.mark.parametrize("text", ["2026-13", "2026", "", "marzo", "2026-00"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(NotAMonthError):
        last_day(text)


def test_months_are_counted_over_the_new_year() -> None:
    assert month_before("2026-01") == "2025-12"
    assert month_before("2026-03", 15) == "2024-12"
    assert month_before("2025-12", -1) == "2026-01"
    assert months_between("2025-11", "2026-02") == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert months_between("2026-02", "2026-02") == ["2026-02"]
    assert months_between("2026-03", "2026-02") == []


def facts(
    organisations: set[int],
    pairs: dict[tuple[int, int], str],
    kind: NetworkKind,
    index: float | None,
) -> MonthFacts:
    degrees = {key: sum(key in pair for pair in pairs) for key in organisations}
    return MonthFacts(
        frozenset(organisations),
        {pair: frozenset({layer}) for pair, layer in pairs.items()},
        Shape(len(organisations), kind, index, Parts(1, 1, 1, 1, 0)),
        degrees,
    )


def test_changes_are_what_one_month_has_and_the_other_has_not() -> None:
    before = facts(
        {1, 2, 3, 4},
        {(1, 2): "trade", (2, 3): "trade", (3, 4): "agreement"},
        NetworkKind.CENTRALISED,
        20.0,
    )
    after = facts(
        {1, 2, 3, 5},
        {(1, 2): "agreement", (1, 3): "trade", (1, 5): "trade", (2, 3): "trade"},
        NetworkKind.DECENTRALISED,
        40.0,
    )

    found = changes(before, after)

    assert found.new_ties == ((1, 3), (1, 5))
    assert found.lost_ties == ((3, 4),)
    assert (found.came, found.left) == ((5,), (4,))
    assert found.kind == (NetworkKind.CENTRALISED, NetworkKind.DECENTRALISED)
    assert found.index == (20.0, 40.0)
    assert found.gained == (Gain(1, 1, 3), Gain(5, 0, 1))
    assert found.lost == (Gain(4, 1, 0),)


def test_nothing_changes_between_equal_months() -> None:
    month = facts({1, 2}, {(1, 2): "trade"}, NetworkKind.BEGINNING, None)

    found = changes(month, month)

    assert found.new_ties == found.lost_ties == ()
    assert found.came == found.left == ()
    assert found.kind is None
    assert found.gained == found.lost == ()
