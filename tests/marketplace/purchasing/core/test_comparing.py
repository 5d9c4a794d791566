"""What a plan saves is told against the cheapest thing a member could do."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace.purchasing.core.comparing import alone_prices, told_alone, told_fairly


def problem(reference: int | None) -> dict[str, Any]:
    return {"items": [{"id": "npk", "reference_price": reference}]}


def result(alone: int | None, allocated: int = 5, pays: int = 300) -> dict[str, Any]:
    return {
        "members": [{"member": "m", "pays": pays, "alone": alone, "saves": None}],
        "allocations": [{"item": "npk", "member": "m", "allocated": allocated}],
    }


@pytest.mark.parametrize(
    ("offer", "reference", "alone"),
    [
        (760, 71, 355),
        (340, 71, 340),
        (None, 71, 355),
        (760, None, 760),
        (None, None, None),
    ],
)
def test_the_shop_counts_where_it_is_cheaper_than_a_whole_truck(
    offer: int | None, reference: int | None, alone: int | None
) -> None:
    told = alone_prices(problem(reference), result(offer))

    assert told == {"m": alone}


def test_the_saving_follows_the_price_alone() -> None:
    (row,) = told_fairly(problem(71), result(760))["members"]

    assert (row["alone"], row["saves"]) == (355, 55)


def test_without_a_price_alone_there_is_no_saving_to_tell() -> None:
    (row,) = told_fairly(problem(None), result(None))["members"]

    assert (row["alone"], row["saves"]) == (None, None)


@pytest.mark.parametrize(
    ("rows", "alone"),
    [
        ([(None, 100, 5), (None, 20, 1)], None),
        ([(90, 100, 5), (None, 20, 1)], 470),
        ([(90, 100, 0)], 0),
        ([], None),
    ],
)
def test_what_a_member_says_to_pay_counts_before_the_reference_price(
    rows: list[tuple[int | None, int, int]], alone: int | None
) -> None:
    assert told_alone(rows) == alone
