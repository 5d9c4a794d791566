"""Trust between two that have not met."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.trust.derived import Derived, derive

ALICE, BOB, CAROL, DAVE, EVE, FRANK = range(1, 7)

#: The published example: Eve gets (0.8·0.6 + 1.0·0.9) / 1.8.
PUBLISHED = {
    ALICE: {BOB: 0.8, CAROL: 1.0, DAVE: 0.4},
    BOB: {EVE: 0.6},
    CAROL: {EVE: 0.9},
    DAVE: {EVE: 0.1, FRANK: 1.0},
}

STATEMENTS = st.dictionaries(
    st.integers(1, 7),
    st.dictionaries(st.integers(1, 7), st.floats(0, 1), max_size=4),
    max_size=7,
)


def test_the_published_example_gives_eve_0767() -> None:
    found = derive(PUBLISHED, ALICE, horizon=2, threshold=0.6)

    assert found[EVE].score == pytest.approx(0.767, abs=0.0005)
    assert found[EVE].path == (ALICE, CAROL, EVE)
    assert found[BOB] == Derived(BOB, 0.8, (ALICE, BOB))
    assert found[BOB].is_declared
    assert not found[EVE].is_declared


def test_who_is_trusted_little_leads_nowhere() -> None:
    found = derive(PUBLISHED, ALICE, horizon=2, threshold=0.6)

    assert DAVE not in found
    assert FRANK not in found


@pytest.mark.parametrize(
    ("horizon", "reached"), [(1, {2}), (2, {2, 3}), (3, {2, 3, 4})]
)
def test_trust_travels_as_far_as_the_horizon(horizon: int, reached: set[int]) -> None:
    chain = {1: {2: 1.0}, 2: {3: 1.0}, 3: {4: 1.0}, 4: {5: 1.0}}

    found = derive(chain, 1, horizon=horizon)

    assert set(found) == reached


def test_of_two_ways_alike_the_lower_key_is_told() -> None:
    statements = {1: {2: 0.9, 3: 0.9}, 2: {4: 0.8}, 3: {4: 0.8}}

    assert derive(statements, 1)[4].path == (1, 2, 4)


def test_a_score_at_the_threshold_is_enough() -> None:
    found = derive({1: {2: 0.6}, 2: {3: 0.6}, 3: {4: 0.59}}, 1)

    assert {key: each.score for key, each in found.items()} == {2: 0.6, 3: 0.6}


def test_who_is_trusted_little_still_says_how_far_others_are() -> None:
    statements = {1: {2: 0.2, 3: 1.0}, 2: {5: 1.0}, 3: {4: 1.0}, 4: {5: 1.0}}

    found = derive(statements, 1)

    assert set(found) == {3, 4}


def test_a_stranger_derives_nothing() -> None:
    assert derive(PUBLISHED, 99) == {}


@given(statements=STATEMENTS, threshold=st.floats(0.1, 1))
def test_scores_reach_the_threshold_and_paths_are_made_of_statements(
    statements: dict[int, dict[int, float]], threshold: float
) -> None:
    found = derive(statements, 1, threshold=threshold)

    assert 1 not in found
    for target, one in found.items():
        assert threshold <= one.score <= 1 + 1e-9
        assert (one.path[0], one.path[-1]) == (1, target)
        assert 2 <= len(one.path) <= 4
        assert all(
            after in statements[before]
            for before, after in zip(one.path, one.path[1:], strict=False)
        )


@given(statements=STATEMENTS)
def test_new_names_change_nothing(statements: dict[int, dict[int, float]]) -> None:
    renamed = {
        key + 100: {other + 100: amount for other, amount in said.items()}
        for key, said in statements.items()
    }

    plain, moved = derive(statements, 1), derive(renamed, 101)

    assert {key + 100: one.score for key, one in plain.items()} == pytest.approx(
        {key: one.score for key, one in moved.items()}
    )
