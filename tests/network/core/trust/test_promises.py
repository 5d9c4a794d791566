"""What counts as one fact of a promise."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from network.core.trust.degrees import TrustDegree
from network.core.trust.promises import Deed, Promise, settle

DAY = date(2026, 3, 2)

DEEDS = st.builds(
    Deed,
    promise=st.sampled_from(Promise),
    is_kept=st.booleans(),
    day=st.dates(date(2025, 1, 1), DAY),
    source_id=st.integers(1, 3),
    target_id=st.just(9),
    matter=st.sampled_from(["purchase:1", "purchase:2"]),
)


def a_deed(*, kept: bool = True, matter: str = "purchase:1") -> Deed:
    return Deed(Promise.DELIVERY, kept, DAY, 1, 9, matter)


def kept_of(*deeds: Deed) -> list[bool]:
    return [fact.is_kept for fact in settle(deeds)[Promise.DELIVERY]]


def test_without_deeds_every_promise_has_its_empty_list() -> None:
    assert settle([]) == {Promise.DELIVERY: [], Promise.PAYMENT: []}


def test_a_delivery_that_was_claimed_is_one_broken_delivery() -> None:
    assert kept_of(a_deed(), a_deed(kept=False)) == [False]
    assert kept_of(a_deed(), a_deed(kept=False), a_deed(kept=False)) == [False]


def test_a_claim_breaks_one_delivery_of_its_own_purchase() -> None:
    other = a_deed(matter="purchase:2")

    assert sorted(kept_of(a_deed(), a_deed(), a_deed(kept=False))) == [False, True]
    assert sorted(kept_of(a_deed(), a_deed(kept=False), other)) == [False, True]


def test_what_never_arrived_is_one_failure() -> None:
    assert kept_of(a_deed(kept=False), a_deed(kept=False)) == [False]


@given(deeds=st.lists(DEEDS, max_size=12))
def test_a_failure_is_never_lost_and_nothing_is_counted_twice(
    deeds: list[Deed],
) -> None:
    facts = [fact for found in settle(deeds).values() for fact in found]

    assert len(facts) <= len(deeds)
    broken = {
        (deed.promise, deed.source_id, deed.matter)
        for deed in deeds
        if not deed.is_kept
    }
    assert sum(not fact.is_kept for fact in facts) >= len(broken)


def test_who_is_just_getting_to_know_somebody_introduces_nobody() -> None:
    amounts = [degree.amount for degree in TrustDegree]

    assert amounts == sorted(amounts)
    assert [amount >= 0.6 for amount in amounts] == [False, True, True]
