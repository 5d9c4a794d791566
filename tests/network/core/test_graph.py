from __future__ import annotations

from datetime import date, timedelta

from network.core.graph import TieFact, arcs_of, flatten, weave

DAY = date(2026, 11, 21)


def fact(
    source: int, target: int, layer: str = "trade", weight: int = 1, ago: int = 0
) -> TieFact:
    day = DAY - timedelta(days=ago)
    return TieFact(source, target, layer, weight, day, day)


def test_there_is_one_arc_for_each_pair_and_layer() -> None:
    facts = [
        fact(1, 2, ago=9),
        fact(1, 2, weight=4, ago=3),
        fact(2, 1),
        fact(1, 2, "agreement"),
    ]

    woven = weave([1, 2, 3], facts)

    assert sorted(woven.edges(keys=True)) == [
        (1, 2, "agreement"),
        (1, 2, "trade"),
        (2, 1, "trade"),
    ]
    assert woven.edges[1, 2, "trade"] == {
        "weight": 5,
        "first_day": DAY - timedelta(days=9),
        "last_day": DAY - timedelta(days=3),
    }
    assert list(woven) == [1, 2, 3]


def test_strangers_loops_and_empty_ties_are_left_out() -> None:
    facts = [fact(1, 1), fact(1, 9), fact(9, 1), fact(1, 2, weight=0), fact(4, 1)]

    woven = weave([1, 2, 4], facts, without=[4])

    assert list(woven) == [1, 2]
    assert woven.number_of_edges() == 0


def test_declared_trust_counts_when_it_is_mutual() -> None:
    facts = [
        fact(1, 2, "declared_trust"),
        fact(2, 1, "declared_trust"),
        fact(2, 3, "declared_trust"),
        fact(3, 4, "observed_trust"),
    ]

    flat = flatten(weave(range(1, 6), facts))

    assert sorted(flat.edges) == [(1, 2), (3, 4)]
    assert list(flat) == [1, 2, 3, 4, 5]


def test_layers_and_organisations_may_be_chosen() -> None:
    facts = [fact(1, 2), fact(2, 3, "agreement"), fact(3, 4)]
    woven = weave([1, 2, 3, 4], facts)

    assert sorted(flatten(woven, layers=["agreement"]).edges) == [(2, 3)]
    assert sorted(flatten(woven, layers=[]).edges) == []
    part = flatten(woven, organisations=[1, 2, 3, 77])
    assert (list(part), sorted(part.edges)) == ([1, 2, 3], [(1, 2), (2, 3)])


def test_the_order_of_the_facts_does_not_matter() -> None:
    facts = [fact(3, 1), fact(1, 2), fact(2, 3)]

    one, other = (flatten(weave([3, 1, 2], each)) for each in (facts, facts[::-1]))

    assert list(one.edges) == list(other.edges)


def test_the_arcs_of_a_layer_keep_their_direction() -> None:
    woven = weave([1, 2, 3], [fact(1, 2), fact(3, 2), fact(2, 3, "agreement")])

    arcs = arcs_of(woven, "trade")

    assert sorted(arcs.edges) == [(1, 2), (3, 2)]
    assert list(arcs) == [1, 2, 3]
