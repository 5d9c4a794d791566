from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.money import Currency
from marketplace.purchasing.core.charging import (
    Got,
    ItemCost,
    charge,
    claimed,
    coin_of,
    freight_parts,
    sound_cost,
)

ANA, LUIS, ROSA = (1, 1), (1, 2), (2, 3)


def test_freight_follows_the_value_of_the_goods_and_loses_nothing() -> None:
    assert freight_parts(100, [200, 100], [1, 1]) == [67, 33]
    assert freight_parts(10, [0, 0], [3, 2]) == [6, 4]


def test_only_what_did_not_arrive_sound_is_claimed() -> None:
    assert sound_cost(1000, 10, 7) == 700
    assert claimed(1000, 1000, 10, 7) == 300
    assert claimed(1000, 1000, 10, 10) == 0
    assert claimed(1000, 1000, 10, 0) == 1000


def test_a_discount_is_first_for_what_did_not_arrive() -> None:
    assert claimed(1000, 700, 10, 7) == 0
    assert claimed(1000, 800, 10, 7) == 100
    assert claimed(1000, 600, 10, 7) == 0


def test_what_is_asked_over_the_order_is_claimed() -> None:
    assert claimed(1000, 1050, 10, 10) == 50
    assert claimed(1000, 1050, 10, 7) == 350


def test_whole_deliveries_cost_exactly_what_was_accepted() -> None:
    costs = {1: ItemCost(1000, 1000, 10), 2: ItemCost(500, 500, 5)}
    gots = [Got(1, ANA, 4, 4, 391), Got(1, ROSA, 6, 6, 618), Got(2, LUIS, 5, 5, 491)]

    charges = charge(costs, gots)

    assert charges.members == {(1, ANA): 391, (1, ROSA): 618, (2, LUIS): 491}
    assert charges.stock == {}


def test_nobody_pays_for_what_he_did_not_get() -> None:
    costs = {1: ItemCost(400, 1000, 10)}

    charges = charge(costs, [Got(1, ANA, 4, 4, 400), Got(1, ROSA, 0, 6, 600)])

    assert charges.members == {(1, ANA): 400}


def test_pesos_are_charged_without_hundredths() -> None:
    costs = {1: ItemCost(100_00, 100_00, 3)}
    gots = [Got(1, who, 1, 1, 33_33) for who in (ANA, LUIS, ROSA)]

    charges = charge(costs, gots, coin=coin_of(Currency.COP))

    assert sorted(charges.members.values()) == [33_00, 33_00, 34_00]
    assert coin_of(Currency.USD) == 1


def test_units_that_nobody_takes_carry_their_part_into_the_stock() -> None:
    costs = {1: ItemCost(1000, 1000, 10, stock=2)}

    charges = charge(costs, [Got(1, ANA, 8, 8, 1000)])

    assert charges.stock == {1: 200}
    assert charges.members == {(1, ANA): 800}


def test_what_nobody_got_stays_in_the_stock() -> None:
    charges = charge({1: ItemCost(70, 1000, 10)}, [Got(1, ANA, 0, 10, 1000)])

    assert charges.stock == {1: 70}
    assert charges.members == {}


def test_somebody_without_an_accepted_price_pays_the_average() -> None:
    costs = {1: ItemCost(1000, 1000, 10)}

    charges = charge(costs, [Got(1, ANA, 5, 5, 500), Got(1, LUIS, 5, 0, 0)])

    assert charges.members == {(1, ANA): 500, (1, LUIS): 500}


def test_goods_for_which_nobody_accepted_a_price_are_charged_by_units() -> None:
    costs = {1: ItemCost(90, 0, 9)}

    charges = charge(costs, [Got(1, ANA, 6, 6, 0), Got(1, LUIS, 3, 3, 0)])

    assert charges.members == {(1, ANA): 60, (1, LUIS): 30}


def test_costs_without_any_weight_are_charged_by_units() -> None:
    costs = {1: ItemCost(0, 100, 10), 2: ItemCost(30, 30, 3)}

    charges = charge(costs, [Got(1, ANA, 2, 2, 20), Got(1, LUIS, 1, 1, 10)])

    assert charges.members == {(1, ANA): 20, (1, LUIS): 10}


@given(
    st.lists(
        st.tuples(
            st.integers(1, 400),  # wanted units of a member
            st.integers(1, 400),  # units really got, clipped
            st.integers(0, 10**9),  # price accepted
        ),
        min_size=1,
        max_size=12,
    ),
    st.integers(0, 10**10),
    st.integers(0, 10**9),
    st.integers(0, 50),
    st.sampled_from([1, 100]),
)
def test_charges_stock_and_claims_always_sum_to_the_invoice(
    rows: list[tuple[int, int, int]], cost: int, over: int, stock: int, coin: int
) -> None:
    gots = [
        Got(1, (place % 3, place), min(wanted, got), wanted, price)
        for place, (wanted, got, price) in enumerate(rows)
    ]
    ordered = sum(got.accepted_units for got in gots) + stock
    sound = sum(got.units for got in gots) + stock
    billed = cost + over
    back = claimed(cost, billed, ordered, sound, coin=coin)

    charges = charge(
        {1: ItemCost(billed - back, cost, ordered, stock)}, gots, coin=coin
    )

    assert charges.total + back == billed
    odd = [minor for minor in charges.members.values() if minor % coin]
    assert len(odd) <= 1
    assert all(minor >= 0 for minor in charges.members.values())
    assert all(minor >= 0 for minor in charges.stock.values())
    assert {who for _, who in charges.members} == {got.who for got in gots if got.units}
