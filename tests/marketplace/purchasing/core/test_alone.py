from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import assume, given, settings

from marketplace.purchasing.core import tables
from marketplace.purchasing.core.alone import Alone
from marketplace.purchasing.core.checks import faults
from marketplace.purchasing.core.problem import Freight, in_order
from tests.marketplace.purchasing.core.builders import (
    item,
    line,
    problem,
    problems,
    supplier,
)

if TYPE_CHECKING:
    from marketplace.purchasing.core.problem import Problem


def ten_seconds() -> float:
    return 10.0


def costs(asked: Problem, *baskets: dict[str, int]) -> list[int | None]:
    named = {str(place): basket for place, basket in enumerate(baskets)}
    return [each.alone for each in Alone(asked, ten_seconds).costs(named).values()]


def test_a_basket_without_units_costs_nothing() -> None:
    assert costs(problem([item("npk")], supplier("s", line("npk", (0, 1)))), {}) == [0]


def test_more_may_be_bought_to_reach_a_break_or_a_pack() -> None:
    asked = problem(
        [item("npk")], supplier("s", line("npk", (0, 100), (12, 80), pack=4))
    )

    assert costs(asked, {"npk": 1}, {"npk": 9}, {"npk": 10}) == [400, 960, 960]


def test_units_may_come_from_two_suppliers() -> None:
    asked = problem(
        [item("npk")],
        supplier("a", line("npk", (0, 80), maximum=5)),
        supplier("b", line("npk", (0, 100)), freight=Freight(7)),
    )

    assert costs(asked, {"npk": 5}, {"npk": 7}) == [400, 607]


def test_items_of_one_order_share_its_freight() -> None:
    asked = problem(
        [item("npk"), item("urea")],
        supplier("s", line("npk", (0, 10)), line("urea", (0, 10)), freight=Freight(50)),
    )

    assert costs(asked, {"npk": 1, "urea": 1}) == [70]


def test_below_a_minimum_the_reference_price_stands_in() -> None:
    seller = supplier("s", line("npk", (0, 10), minimum=700))
    priced = problem([item("npk", price=12)], seller)
    unknown = problem([item("npk")], seller)

    assert costs(priced, {"npk": 10}, {"npk": 650}) == [120, 7000]
    assert costs(unknown, {"npk": 10}) == [None]


def test_what_nobody_can_sell_alone_has_no_price() -> None:
    asked = problem(
        [item("npk", price=12)], supplier("s", line("npk", (0, 10), maximum=3))
    )

    assert costs(asked, {"npk": 4}) == [48]


def test_time_that_is_over_falls_back_to_the_reference() -> None:
    asked = problem(
        [item("npk", price=12), item("urea", price=9)],
        *(
            supplier(
                f"s{n}",
                line("npk", (0, 11 + n), (5, 9), pack=2),
                line("urea", (0, 10 + n), (7, 8), pack=3),
                freight=Freight(3 + n, 1, 4, 5),
                minimum_order=40 + n,
            )
            for n in range(8)
        ),
    )

    late = Alone(asked, lambda: 0.0).costs({"m": {"npk": 9, "urea": 8}})["m"]

    assert late.alone is not None


@settings(deadline=None, max_examples=60)
@given(problems())
def test_the_table_and_the_programme_agree(asked: Problem) -> None:
    assume(not faults(asked))
    rows = in_order(asked)
    baskets = [{each.id: 3} for each in rows.items] + [
        {each.id: 3 for each in rows.items}
    ]

    quick = costs(rows, *baskets)
    before = tables.MOST_STEPS
    tables.MOST_STEPS = 0
    try:
        slow = costs(rows, *baskets)
    finally:
        tables.MOST_STEPS = before

    assert quick == slow
