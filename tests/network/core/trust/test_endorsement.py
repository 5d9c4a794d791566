"""Who is admitted by the endorsements of elected seeds."""

from __future__ import annotations

import random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.trust.endorsement import (
    Admission,
    NeededEndorsementsError,
    admit,
    capacity,
    ensure_needed,
)

HONEST, INVENTED = 2_846, 1_000

GRAPHS = st.integers(2, 12).flatmap(
    lambda order: st.tuples(
        st.just(order),
        st.lists(
            st.tuples(st.integers(0, order - 1), st.integers(0, order - 1)),
            max_size=30,
        ),
        st.sets(st.integers(0, order - 1), max_size=3),
        st.integers(1, 3),
    )
)


def heard(pairs: list[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def honest_and_invented() -> dict[int, set[int]]:
    """Endorsements among honest members, and among those that one invented."""
    chance = random.Random(5)  # noqa: S311 - the same in every run
    honest = nx.gnm_random_graph(HONEST, HONEST * 4, seed=5)
    pairs = list(honest.edges)
    invented = range(HONEST, HONEST + INVENTED)
    pairs += [(one, chance.choice(invented)) for one in invented for _ in range(4)]
    return heard([(one, other) for one, other in pairs if one != other])


def eigentrust_share(endorsements: dict[int, set[int]]) -> float:
    """Return what the invented ones get of an EigenTrust without seeds."""
    order = HONEST + INVENTED
    trust = np.full(order, 1 / order)
    for _ in range(60):
        following = np.full(order, 0.15 / order)
        for one, others in endorsements.items():
            for other in others:
                following[other] += 0.85 * trust[one] / len(others)
        trust = following / following.sum()
    return float(trust[HONEST:].sum())


def test_invented_members_get_a_quarter_of_eigentrust_and_nothing_here() -> None:
    endorsements = honest_and_invented()

    share = eigentrust_share(endorsements)
    gate = admit(range(HONEST + INVENTED), endorsements, {0, 1, 2}, needed=1)

    assert share == pytest.approx(0.26, abs=0.01)
    assert sum(gate[key].is_admitted for key in range(HONEST)) > HONEST * 0.8
    assert not any(gate[key].is_admitted for key in range(HONEST, HONEST + INVENTED))


def test_one_confused_member_lets_in_no_more_than_its_capacity() -> None:
    endorsements = honest_and_invented()
    seeds = {0, 1, 2}
    confused = next(iter(endorsements[0]))
    for one in range(HONEST, HONEST + INVENTED):
        endorsements[confused].add(one)

    order = HONEST + INVENTED
    bare = admit(range(order), endorsements, seeds, needed=1)
    strict = admit(range(order), endorsements, seeds, needed=2)

    let_in = sum(bare[key].is_admitted for key in range(HONEST, order))
    assert 0 < let_in < capacity(order, 1)
    assert not any(strict[key].is_admitted for key in range(HONEST, order))


def test_a_seed_alone_admits_and_others_need_company() -> None:
    # The seed 1 endorses 2 and 3; both endorse 4; only 4 endorses 5.
    endorsements = heard([(1, 2), (1, 3), (2, 4), (3, 4), (4, 5)])

    gate = admit(range(1, 7), endorsements, {1})

    assert [key for key in gate if gate[key].is_admitted] == [1, 2, 3, 4]
    assert gate[1].is_seed
    assert gate[4].endorsers == (2, 3)
    assert (gate[5].missing, gate[5].endorsers, gate[5].is_reached) == (1, (4,), True)
    assert (gate[6].missing, gate[6].endorsers, gate[6].is_reached) == (2, (), False)


def test_what_is_too_far_from_the_seeds_is_not_reached() -> None:
    chain = heard([(key, key + 1) for key in range(7)])

    gate = admit(range(8), chain, {0}, needed=1)

    assert [gate[key].is_reached for key in range(8)] == [True] * 4 + [False] * 4
    assert gate[4].missing == 1
    assert gate[4].endorsers == (3,)


def test_nobody_is_admitted_without_seeds() -> None:
    gate = admit([1, 2], heard([(1, 2)]), [])

    assert [one.missing for one in gate.values()] == [2, 2]


def test_what_is_not_of_the_network_is_left_out() -> None:
    gate = admit([1, 2], {1: {1, 2, 77}, 77: {2}}, {1, 77})

    assert list(gate) == [1, 2]
    assert gate[2].endorsers == (1,)


@pytest.mark.parametrize(
    ("order", "sizes"),
    [(12, [12, 3, 2, 1]), (800, [800, 200, 50, 13, 4, 1]), (1, [4, 3, 2, 1])],
)
def test_capacity_shrinks_with_the_distance(order: int, sizes: list[int]) -> None:
    assert [capacity(order, far) for far in range(len(sizes))] == sizes


@pytest.mark.parametrize("needed", [0, 6, -1])
def test_endorsements_needed_have_bounds(needed: int) -> None:
    with pytest.raises(NeededEndorsementsError):
        ensure_needed(needed)


@given(drawn=GRAPHS)
def test_admission_is_reached_closed_and_bounded(
    drawn: tuple[int, list[tuple[int, int]], set[int], int],
) -> None:
    order, pairs, seeds, needed = drawn
    gate = admit(range(order), heard(pairs), seeds, needed=needed)

    admitted = {key for key, one in gate.items() if one.is_admitted}
    assert seeds <= admitted
    assert len(admitted) <= len(seeds) * capacity(order, 0)
    for key in admitted - seeds:
        votes = gate[key].endorsers
        assert gate[key].is_reached
        assert seeds & set(votes) or len(votes) >= needed
    assert all(1 <= gate[key].missing <= needed for key in set(gate) - admitted)


@given(drawn=GRAPHS, turn=st.randoms(use_true_random=False))
def test_new_names_admit_as_many(
    drawn: tuple[int, list[tuple[int, int]], set[int], int], turn: random.Random
) -> None:
    order, pairs, seeds, _needed = drawn
    names = list(range(order))
    turn.shuffle(names)
    renamed = [(names[one], names[other]) for one, other in pairs]

    plain = admit(range(order), heard(pairs), seeds, needed=1)
    moved = admit(range(order), heard(renamed), {names[key] for key in seeds}, needed=1)

    def count(gate: dict[int, Admission]) -> int:
        return sum(one.is_reached for one in gate.values())

    assert count(plain) == count(moved)
