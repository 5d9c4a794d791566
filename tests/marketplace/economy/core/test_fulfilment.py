from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from marketplace.economy.core.fulfilment import (
    Debt,
    Promise,
    Shipment,
    obligations,
    score,
)

DAY = date(2026, 11, 20)
BEFORE, EARLIER = DAY - timedelta(days=3), DAY - timedelta(days=9)
SHIPMENT = Shipment(
    purchase_id=1,
    supplier_id=8,
    convener_id=2,
    placed=EARLIER,
    due=BEFORE,
    ended=BEFORE,
    last=BEFORE,
    ordered=10,
    sound=10,
)


def is_kept(shipment: Shipment) -> bool:
    [found] = obligations([shipment], [], DAY)
    return found.is_kept


def test_a_delivery_that_is_whole_and_on_time_is_kept() -> None:
    assert is_kept(SHIPMENT)


@pytest.mark.parametrize(
    "what",
    [
        {"sound": 9},
        {"last": BEFORE + timedelta(days=1)},
        {"last": None, "sound": 0},
        {"ended": None, "sound": 4},
    ],
)
def test_a_delivery_that_is_short_or_late_is_not(what: dict[str, object]) -> None:
    assert not is_kept(replace(SHIPMENT, **what))  # type: ignore[arg-type] # fields of the class


def test_a_delivery_without_a_day_is_judged_when_it_ends() -> None:
    [found] = obligations([replace(SHIPMENT, due=None)], [], DAY)

    assert found.is_kept
    assert found.due == BEFORE


def test_a_delivery_that_ends_early_is_judged_at_once() -> None:
    early = replace(SHIPMENT, due=DAY + timedelta(days=9))

    [found] = obligations([early], [], DAY)

    assert found.due == BEFORE


@pytest.mark.parametrize("due", [None, DAY, DAY + timedelta(days=1)])
def test_a_delivery_that_goes_on_is_not_judged_before_its_day(
    due: date | None,
) -> None:
    assert obligations([replace(SHIPMENT, due=due, ended=None)], [], DAY) == []


def test_a_debt_is_kept_when_nothing_was_left_on_its_day() -> None:
    kept = Debt(Promise.PAY_SUPPLIER, 2, 8, 1, BEFORE, 0)
    broken = Debt(Promise.PAY_CONVENER, 3, 2, 1, BEFORE, 5)
    later = Debt(Promise.PAY_CONVENER, 3, 2, 1, DAY, 5)

    found = obligations([], [kept, broken, later], DAY)

    assert [(each.promise, each.is_kept) for each in found] == [
        (Promise.PAY_CONVENER, False),
        (Promise.PAY_SUPPLIER, True),
    ]


def test_the_latest_come_first() -> None:
    debt = Debt(Promise.PAY_SUPPLIER, 2, 8, 1, EARLIER, 0)

    found = obligations([SHIPMENT], [debt], DAY)

    assert [each.due for each in found] == [BEFORE, EARLIER]
    assert score(found).part == 1
    assert score([]).part is None
    assert score([replace(found[0], is_kept=False), found[1]]).part == Fraction(1, 2)
