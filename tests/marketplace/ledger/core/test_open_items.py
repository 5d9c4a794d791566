from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.ledger.core.open_items import left_open, purchase_of

MOVED = st.dictionaries(st.integers(0, 30), st.integers(-500, 500), max_size=8)


@pytest.mark.parametrize(
    ("key", "purchase"),
    [
        ("purchase:12:charges:1:3", 12),
        ("payment:3:purchase:12:payment:person:4:k", 12),
        ("payment:3:5f7a", None),
        ("opening:purchase:12:", None),
        ("purchase:x:charges", None),
    ],
)
def test_the_key_of_an_entry_says_which_purchase_caused_it(
    key: str, purchase: int | None
) -> None:
    assert purchase_of(key) == purchase


def test_money_for_nothing_in_particular_pays_the_oldest_debt_first() -> None:
    left = left_open({"opening": 100, "march": 50, "june": 30, "payment": -120})

    assert left == {"opening": 0, "march": 30, "june": 30, "payment": 0}


def test_what_is_left_in_favour_stands_with_the_newest() -> None:
    left = left_open({"march": 50, "kept": -20, "payment": -60})

    assert left == {"march": 0, "kept": 0, "payment": -30}


def test_a_favour_of_one_purchase_pays_the_next() -> None:
    assert left_open({"march": -20, "june": 100}) == {"march": 0, "june": 80}


@given(MOVED)
def test_the_sum_is_the_balance_and_nothing_changes_its_sign(
    moved: dict[int, int],
) -> None:
    left = left_open(moved)

    balance = sum(moved.values())
    assert sum(left.values()) == balance
    assert all(part * balance >= 0 for part in left.values())
    assert all(abs(part) <= abs(moved[cause]) for cause, part in left.items())


@given(MOVED)
def test_nothing_newer_is_paid_while_something_older_is_owed(
    moved: dict[int, int],
) -> None:
    left = list(left_open(moved).items())

    balance = sum(moved.values())
    owed = [place for place, (_, part) in enumerate(left) if part]
    for place, (cause, part) in enumerate(left):
        if owed and place > owed[0] and moved[cause] * balance > 0:
            assert part == moved[cause]
