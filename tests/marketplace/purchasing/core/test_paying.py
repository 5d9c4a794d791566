from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketplace.purchasing.core.alone import Price
from marketplace.purchasing.core.paying import (
    balance,
    by_units,
    invoice,
    over_items,
)
from marketplace.purchasing.core.problem import Freight
from tests.marketplace.purchasing.core.builders import item, line, problem, supplier


def test_freight_follows_the_units_carried() -> None:
    asked = problem(
        [item("npk", (3, 3)), item("urea", (1, 1))],
        supplier("s", line("npk", (0, 10)), line("urea", (0, 90)), freight=Freight(6)),
        supplier("unused"),
    )

    bill = invoice(asked, {("s", "npk"): 3, ("s", "urea"): 1})

    assert bill.landed == {"npk": 35, "urea": 91}
    assert [tuple(charge) for charge in bill.freight] == [("s", 6)]


def test_units_for_nobody_are_added_to_the_other_items() -> None:
    pays = by_units(
        {"npk": 100, "urea": 300, "cal": 9},
        {"npk": {"a": 1}, "urea": {"a": 1, "b": 2}, "cal": {"a": 0}},
    )

    assert pays == {"a": {"npk": 102, "urea": 102}, "b": {"urea": 205}}


def test_free_items_share_what_is_lost_evenly() -> None:
    pays = by_units(
        {"npk": 0, "urea": 0, "cal": 9}, {"npk": {"a": 1}, "urea": {"b": 1}, "cal": {}}
    )

    assert pays == {"a": {"npk": 5}, "b": {"urea": 4}}


def test_free_units_cost_a_member_nothing() -> None:
    assert over_items(0, {"npk": 0, "urea": 0}) == {"npk": 0, "urea": 0}


amounts = st.integers(0, 10**9)
prices = st.tuples(st.none() | amounts, st.none() | amounts).map(
    # Whoever has an offer is never shown a higher price.
    lambda pair: Price(
        *(pair if None in pair else (min(pair), pair[1]))  # type: ignore[type-var]  # no none is left in the pair
    )
)


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.tuples(amounts, prices), min_size=1)
)
def test_nobody_pays_more_than_alone_whenever_all_together_save(
    rows: dict[str, tuple[int, Price]],
) -> None:
    totals = {member: pays for member, (pays, _) in rows.items()}
    alone = {member: price for member, (_, price) in rows.items()}

    balanced = balance(totals, alone)

    assert sum(balanced.totals.values()) == sum(totals.values())
    limits = {
        member: price.offer if price.alone is None else price.alone
        for member, price in alone.items()
    }
    known = [member for member, limit in limits.items() if limit is not None]
    apart = sum(limits[member] or 0 for member in known)
    saves = sum(totals[member] for member in known) <= apart
    for member, pays in balanced.totals.items():
        limit = limits[member]
        if limit is None:
            assert pays == totals[member]
        elif saves:
            assert pays <= limit
        else:
            assert pays >= limit
    if saves:
        assert balanced.over == 0


def test_a_real_offer_is_kept_before_a_reference_price() -> None:
    balanced = balance({"a": 100, "b": 100}, {"a": Price(90, 90), "b": Price(80, 500)})

    assert balanced.totals == {"a": 90, "b": 110}
    assert (balanced.moved, balanced.over) == (0, 30)


def test_what_no_offer_holds_is_shared_by_what_each_would_pay() -> None:
    free = balance({"a": 1, "b": 2}, {"a": Price(0, 0), "b": Price(0, 0)})
    dear = balance({"a": 60, "b": 60}, {"a": Price(20, 20), "b": Price(40, 40)})

    assert free.totals == {"a": 1, "b": 2}
    assert dear.totals == {"a": 40, "b": 80}
    assert dear.over == 60
