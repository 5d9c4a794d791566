"""Who needs somebody to look at them, and what could join two groups."""

from __future__ import annotations

from datetime import timedelta

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.advice.attention import (
    Activity,
    AloneSign,
    BridgeKind,
    group_bridges,
    left_alone,
    one_way,
    overloaded,
)
from network.core.advice.surroundings import (
    LeadFact,
    Surroundings,
    great_circle_km,
    ordered,
)
from tests.factories import TODAY

PASTO, IPIALES, CALI = (1.2136, -77.2811), (0.8303, -77.6444), (3.4516, -76.532)


def active(
    key: int, ties: int, quiet: int | None = 10, before: int | None = None
) -> Activity:
    last = None if quiet is None else TODAY - timedelta(days=quiet)
    return Activity(key, ties, before, last)


@pytest.mark.parametrize(
    ("activity", "signs"),
    [
        (active(1, 3), []),
        (active(1, 0), [AloneSign.NO_TIES]),
        (active(1, 1), [AloneSign.ONE_TIE]),
        (active(1, 1, 180), [AloneSign.ONE_TIE, AloneSign.QUIET]),
        (active(1, 3, 179), []),
        (active(1, 0, None), [AloneSign.NO_TIES, AloneSign.QUIET]),
        (active(1, 3, before=4), [AloneSign.FALLING]),
        (active(1, 8, before=9), []),
        (active(1, 8, 200, before=9), [AloneSign.QUIET, AloneSign.FALLING]),
        (active(1, 1, before=2), [AloneSign.ONE_TIE, AloneSign.FALLING]),
    ],
)
def test_what_shows_that_somebody_is_left_alone(
    activity: Activity, signs: list[AloneSign]
) -> None:
    found = left_alone([activity], TODAY)

    assert [list(each.signs) for each in found] == ([signs] if signs else [])


def test_the_loneliest_come_first() -> None:
    some = [active(1, 2, 400), active(2, 0, 30), active(3, 0, None), active(4, 1, 200)]

    found = left_alone(some, TODAY)

    assert [each.organisation for each in found] == [3, 2, 4, 1]
    assert [each.quiet_days for each in found] == [None, 30, 200, 400]


def test_how_long_quiet_is_can_be_set() -> None:
    assert left_alone([active(1, 5, 50)], TODAY, quiet_days=45)
    assert not left_alone([active(1, 5, 50)], TODAY)


def test_the_hub_of_a_star_carries_too_much() -> None:
    star = nx.star_graph(8)
    ties, shares = dict(star.degree()), nx.betweenness_centrality(star)

    (hub,) = overloaded(ties, shares)

    assert (hub.organisation, hub.ties, hub.mean_ties, hub.share) == (0, 8, 1.0, 1.0)


def test_four_ties_can_be_too_many_and_three_cannot() -> None:
    ties = {0: 4, **dict.fromkeys(range(1, 12), 1)}

    assert [each.organisation for each in overloaded(ties, {})] == [0]
    assert overloaded(ties | {0: 3}, {}) == []


def test_who_all_ways_pass_through_carries_too_much_with_few_ties() -> None:
    thirds = nx.disjoint_union_all([nx.complete_graph(5)] * 3)
    thirds.add_edges_from((15, first) for first in (0, 5, 10))

    found = overloaded(dict(thirds.degree()), nx.betweenness_centrality(thirds))

    assert [(each.organisation, each.ties) for each in found] == [(15, 3)]


@given(st.integers(0, 30))
def test_where_all_carry_the_same_nobody_carries_too_much(order: int) -> None:
    ring = nx.cycle_graph(order)

    assert overloaded(dict(ring.degree()), nx.betweenness_centrality(ring)) == []


def test_an_unanswered_declaration_is_only_counted() -> None:
    assert one_way([(1, 2), (2, 1), (1, 3), (4, 1), (4, 1)]) == 2
    assert one_way([]) == 0


def two_groups(ties: int = 0) -> tuple[nx.Graph[int], dict[int, int]]:
    graph = nx.disjoint_union(nx.cycle_graph(4), nx.cycle_graph(4))
    graph.add_edges_from([(0, 4), (1, 5)][:ties])
    return graph, {node: node // 4 for node in graph}


def test_near_groups_can_share_a_truck() -> None:
    graph, groups = two_groups()
    places = {0: PASTO, 4: IPIALES, 5: CALI}
    known = Surroundings(
        places=places, chains=dict.fromkeys((0, 4), frozenset({"cuy"}))
    )

    (bridge,) = group_bridges(graph, groups, known)

    assert (bridge.one, bridge.other, bridge.kind) == (0, 4, BridgeKind.FREIGHT)
    assert (bridge.what, bridge.kilometres) == ("cuy", 59)


def test_a_lead_joins_groups_however_far() -> None:
    graph, groups = two_groups(ties=1)
    lead = LeadFact("substitution", 6, 3, "Panela", 5)
    known = Surroundings(
        leads={(3, 6): (lead,), (3, 99): (lead,)}, places={3: PASTO, 6: CALI, 2: PASTO}
    )

    (bridge,) = group_bridges(graph, groups, known)

    assert (bridge.one, bridge.other, bridge.kind) == (3, 6, BridgeKind.AGREEMENT)
    assert bridge.what == "Panela"


def test_the_better_of_two_ways_is_proposed() -> None:
    graph, groups = two_groups()
    lead = LeadFact("substitution", 5, 1, "Panela", 5)
    places = {0: PASTO, 4: IPIALES, 1: PASTO, 5: PASTO}
    known = Surroundings(leads={(1, 5): (lead,)}, places=places)

    (bridge,) = group_bridges(graph, groups, known)

    assert (bridge.one, bridge.other) == (1, 5)


def test_groups_that_touch_or_were_refused_need_no_bridge() -> None:
    places = {2: PASTO, 6: IPIALES}
    touching, groups = two_groups(ties=2)
    apart, _groups = two_groups()
    refused = Surroundings(places=places, refused=frozenset({(2, 6)}))

    assert group_bridges(touching, groups, Surroundings(places=places)) == []
    assert group_bridges(apart, groups, refused) == []
    assert len(group_bridges(apart, groups, Surroundings(places=places))) == 1


def test_what_two_have_in_common() -> None:
    lead, more = (LeadFact("substitution", 2, 1, "Miel", weight) for weight in (3, 8))
    known = Surroundings(
        chains={1: frozenset({"cuy", "mora"}), 2: frozenset({"mora"})},
        trusted={1: frozenset({2, 3, 4}), 2: frozenset({1, 3})},
        leads={(1, 2): (lead, more)},
        refused=frozenset({(1, 3)}),
    )

    assert known.shared_chains(2, 1) == ("mora",)
    assert known.common_friends(2, 1) == (3,)
    assert known.leads_between(2, 1) == (more, lead)
    assert known.kilometres(1, 2) is None
    assert known.against(2, 1) == 1 - 2 - 0.5 - 0.5
    assert known.against(1, 4) == 1
    assert known.against(3, 1) == 1001
    assert ordered(2, 1) == ordered(1, 2) == (1, 2)


def test_kilometres_are_those_of_the_globe() -> None:
    assert round(great_circle_km(PASTO, CALI)) == 262
    assert round(great_circle_km((0, 0), (0, 180))) == 20015
    assert great_circle_km(PASTO, PASTO) == 0
