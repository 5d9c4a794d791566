from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

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


@given(
    st.dictionaries(
        st.sampled_from("abcdef"), st.tuples(amounts, st.none() | amounts), min_size=1
    )
)
def test_nobody_pays_more_than_alone_whenever_all_together_save(
    rows: dict[str, tuple[int, int | None]],
) -> None:
    totals = {member: pays for member, (pays, _) in rows.items()}
    alone = {member: price for member, (_, price) in rows.items()}

    balanced = balance(totals, alone)

    known = {member: price for member, price in alone.items() if price is not None}
    assert sum(balanced.totals.values()) == sum(totals.values())
    together = sum(totals[member] for member in known)
    assert balanced.over == max(0, together - sum(known.values()))
    for member, pays in totals.items():
        price = known.get(member)
        if price is None:
            assert balanced.totals[member] == pays
        elif balanced.over:
            assert balanced.totals[member] >= price
        else:
            assert balanced.totals[member] <= price
            assert pays > price or balanced.totals[member] >= pays
