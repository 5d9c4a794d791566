"""What is missing to a better price, from the prices known so far."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketplace.purchasing.core.problem import Break, Discount, Freight, Line
from marketplace.purchasing.core.standing import Offer, Standing, landed, standing


def offer(
    *steps: tuple[int, int],
    pack: int = 1,
    minimum: int = 0,
    maximum: int | None = None,
    freight: Freight | None = None,
    supplier: str = "A",
) -> Offer:
    """An offer of these prices by number of units."""
    breaks = tuple(Break(start, price) for start, price in steps)
    line = Line("npk", pack, minimum, maximum, Discount.ALL_UNITS, breaks)
    return Offer(supplier, line, freight or Freight())


def test_twelve_bultos_are_missing_to_the_better_price() -> None:
    told = standing(88, [offer((0, 100), (100, 95))])

    assert (told.price, told.missing, told.goal, told.goal_price) == (100, 12, 100, 95)


def test_nothing_is_missing_once_the_best_price_is_reached() -> None:
    told = standing(120, [offer((0, 100), (100, 95))])

    assert (told.price, told.missing, told.goal) == (95, 0, None)


def test_without_offers_nothing_is_known() -> None:
    assert standing(10, []) == Standing(10)


def test_a_minimum_that_is_not_reached_is_what_is_missing() -> None:
    told = standing(30, [offer((0, 100), minimum=40)])

    assert (told.price, told.missing, told.goal_price) == (None, 10, 100)


def test_freight_is_shared_by_the_units_and_rounded_up() -> None:
    one = offer((0, 100), freight=Freight(fixed=100))

    assert landed(one, 3) == 134
    assert landed(one, 0) is None


def test_whole_packs_are_paid_by_those_who_asked() -> None:
    assert landed(offer((0, 100), pack=4), 3) == 134


def test_a_supplier_who_has_too_few_is_left_out() -> None:
    few = offer((0, 90), maximum=20, supplier="B")

    told = standing(30, [offer((0, 100)), few])

    assert (told.supplier, told.price, told.missing) == ("A", 100, 0)


def test_the_nearest_better_price_is_told() -> None:
    told = standing(10, [offer((0, 100), (50, 90)), offer((0, 110), (20, 95))])

    assert (told.goal, told.goal_price) == (20, 95)


def test_a_dearer_step_is_no_goal() -> None:
    assert standing(10, [offer((0, 100), (50, 120))]).goal is None


@given(
    units=st.integers(1, 500),
    price=st.integers(1, 10**6),
    pack=st.integers(1, 12),
    fixed=st.integers(0, 10**6),
)
def test_what_everybody_pays_covers_the_order(
    units: int, price: int, pack: int, fixed: int
) -> None:
    one = offer((0, price), pack=pack, freight=Freight(fixed=fixed))
    bought = -(-units // pack) * pack

    each = landed(one, units)

    assert each is not None
    assert each * units >= bought * price + fixed
    assert (each - 1) * units < bought * price + fixed
