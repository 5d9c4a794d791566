from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketplace.economy.core.outlays import Part, share_bills
from tests.marketplace.economy.core.bills import a_bill


def shared(minor: int, *parts: Part) -> dict[int, int]:
    return {each.buyer_id: each.minor for each in share_bills([a_bill(minor)], parts)}


def test_a_bill_is_shared_by_what_each_was_charged() -> None:
    parts = (Part(1, 5, 300, 1), Part(1, 6, 100, 9))

    assert shared(400, *parts) == {5: 300, 6: 100}


def test_before_the_charges_a_bill_is_shared_by_units() -> None:
    parts = (Part(1, 5, 0, 1), Part(1, 6, 0, 3))

    assert shared(400, *parts) == {5: 100, 6: 300}


def test_before_the_sharing_a_bill_is_the_conveners() -> None:
    assert shared(400) == {1: 400}
    assert shared(400, Part(2, 5, 7, 7)) == {1: 400}


def test_what_the_convener_keeps_is_added_to_what_its_members_had() -> None:
    parts = (Part(1, 1, 100, 1), Part(1, 1, 100, 1), Part(1, 6, 200, 2))

    assert shared(400, *parts) == {1: 200, 6: 200}


def test_who_had_nothing_spent_nothing() -> None:
    assert shared(400, Part(1, 5, 400, 4), Part(1, 6, 0, 0)) == {5: 400}


def test_the_goods_go_from_the_seller_by_the_convener_to_the_user() -> None:
    [outlay] = share_bills([a_bill(4)], [Part(1, 5, 4, 4)])

    assert outlay.hands == (9, 1, 5)


@given(
    minor=st.integers(0, 10**14),
    charged=st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 99)), max_size=6),
)
def test_nothing_of_a_bill_is_lost(minor: int, charged: list[tuple[int, int]]) -> None:
    parts = [Part(1, place, *each) for place, each in enumerate(charged)]

    assert sum(shared(minor, *parts).values()) == minor
