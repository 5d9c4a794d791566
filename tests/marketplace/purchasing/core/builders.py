"""Small problems for tests, and Hypothesis strategies that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from marketplace.purchasing.core.problem import (
    Break,
    Discount,
    Freight,
    Item,
    Line,
    Problem,
    Request,
    Supplier,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL = Discount.ALL_UNITS
INCREMENTAL = Discount.INCREMENTAL


def line(
    item: str,
    *breaks: tuple[int, int],
    pack: int = 1,
    minimum: int = 0,
    maximum: int | None = None,
    discount: Discount = ALL,
) -> Line:
    """Return a line; breaks are (from, price)."""
    steps = tuple(Break(start, price) for start, price in breaks)
    return Line(item, pack, minimum, maximum, discount, steps)


def supplier(
    name: str,
    *lines: Line,
    freight: Freight | None = None,
    minimum_order: int = 0,
    maximum_order: int | None = None,
) -> Supplier:
    """Return a supplier of these lines."""
    return Supplier(name, lines, freight or Freight(), minimum_order, maximum_order)


def item(name: str, *requests: tuple[int, ...], price: int | None = None) -> Item:
    """Return an item asked by m1, m2, ...: (wanted, at most, at least)."""
    rows = (Request(f"m{n}", *each) for n, each in enumerate(requests, 1))
    return Item(name, "bulto", price, tuple(rows))


def problem(items: Sequence[Item], *suppliers: Supplier, seconds: int = 30) -> Problem:
    """Return a problem in pesos."""
    return Problem("COP", tuple(items), suppliers, seconds)


@st.composite
def requests(draw: st.DrawFn, member: str) -> Request:
    wanted = draw(st.integers(0, 5))
    at_most = wanted + draw(st.integers(0, 3))
    at_least = draw(st.sampled_from([0, 0, 0, draw(st.integers(0, at_most))]))
    return Request(member, wanted, at_most, at_least)


@st.composite
def lines(draw: st.DrawFn, name: str, prices: st.SearchStrategy[int]) -> Line:
    starts = sorted(draw(st.sets(st.integers(1, 10), max_size=2)))
    minimum = draw(st.sampled_from([0, 0, draw(st.integers(0, 8))]))
    extra = draw(st.none() | st.integers(0, 8))
    return Line(
        name,
        draw(st.integers(1, 4)),
        minimum,
        None if extra is None else minimum + extra,
        draw(st.sampled_from(Discount)),
        tuple(Break(start, draw(prices)) for start in [0, *starts]),
    )


@st.composite
def freights(draw: st.DrawFn, prices: st.SearchStrategy[int]) -> Freight:
    size = draw(st.none() | st.integers(1, 6))
    truck = draw(prices) if size else 0
    return Freight(draw(st.just(0) | prices), draw(st.just(0) | prices), size, truck)


@st.composite
def problems(draw: st.DrawFn, highest: int = 20) -> Problem:
    """Draw a problem small enough to try everything."""
    prices = st.integers(highest // 2, highest) | st.integers(0, highest)
    names = ["i1", "i2"][: draw(st.integers(1, 2))]
    items = []
    for name in names:
        members = ["m1", "m2", "m3"][: draw(st.integers(1, 3))]
        rows = tuple(draw(requests(member)) for member in members)
        items.append(Item(name, "bulto", draw(st.none() | st.integers(1, 50)), rows))
    suppliers = []
    for place in range(draw(st.integers(1, 3 - len(names) // 2))):
        kept = [name for name in names if not place or draw(st.booleans())]
        minimum = draw(st.sampled_from([0, 0, draw(st.integers(0, 4 * highest))]))
        extra = draw(st.none() | st.integers(0, 10 * highest))
        suppliers.append(
            Supplier(
                f"s{place}",
                tuple(draw(lines(name, prices)) for name in kept),
                draw(freights(prices)),
                minimum,
                None if extra is None else minimum + extra,
            )
        )
    return Problem("COP", tuple(items), tuple(suppliers), 30)
