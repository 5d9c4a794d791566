"""Groups of a network: their numbers from month to month, names and places."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from network.core.layout import Earlier, lay_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from network.core.layout import Spot

#: The number of those who have no tie at all.
WITHOUT_TIES = 0
_NAME_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Group:
    """A group with more ties inside than outside.

    Attributes:
        number: Its number; :data:`WITHOUT_TIES` for those who have none.
        members: Its organisations, in order.
        name: Where most of them are, or who has most ties.
        spot: Where the group stands in the drawing of groups.
    """

    number: int
    members: tuple[int, ...]
    name: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class EarlierGroups:
    """The groups of the snapshot before.

    Attributes:
        numbers: Number of the group of each organisation.
        spots: Where each group stood.
        degrees: With how many other groups each one had ties.
    """

    numbers: Mapping[int, int]
    spots: Mapping[int, Spot]
    degrees: Mapping[int, int]


def keep_numbers(
    graph: nx.Graph[int], found: Mapping[int, int], earlier: Mapping[int, int]
) -> dict[int, int]:
    """Return the number of the group of each organisation, kept where possible.

    A group keeps the number of the earlier group with which it shares most
    organisations, if no other group shares more with it.

    Args:
        graph: Who has a tie with whom.
        found: Groups just found, whatever their numbers.
        earlier: Numbers of the snapshot before.
    """
    members: defaultdict[int, list[int]] = defaultdict(list)
    for node in sorted(graph):
        if graph.degree(node):
            members[found[node]].append(node)
    shared = Counter(
        (earlier[node], group)
        for group, inside in members.items()
        for node in inside
        if earlier.get(node, WITHOUT_TIES) != WITHOUT_TIES
    )
    numbers: dict[int, int] = {}
    for (number, group), _count in sorted(
        shared.items(), key=lambda item: (-item[1], item[0])
    ):
        if group not in numbers and number not in numbers.values():
            numbers[group] = number
    fresh = max(earlier.values(), default=WITHOUT_TIES) + 1
    by_size = sorted(members, key=lambda group: (-len(members[group]), members[group]))
    for group in by_size:
        if group not in numbers:
            numbers[group] = fresh
            fresh += 1
    kept = {node: numbers[group] for group, nodes in members.items() for node in nodes}
    return {node: kept.get(node, WITHOUT_TIES) for node in sorted(graph)}


def ties_between(
    graph: nx.Graph[int], numbers: Mapping[int, int]
) -> list[tuple[int, int, int]]:
    """Return how many ties there are between every two groups, in order."""
    counted = Counter(
        (min(pair), max(pair))
        for pair in ((numbers[one], numbers[other]) for one, other in graph.edges())
        if pair[0] != pair[1]
    )
    return [(one, other, count) for (one, other), count in sorted(counted.items())]


def describe(
    graph: nx.Graph[int],
    numbers: Mapping[int, int],
    *,
    places: Mapping[int, str],
    names: Mapping[int, str],
    earlier: EarlierGroups,
) -> list[Group]:
    """Return the groups with names and places, in order of number.

    Args:
        graph: Who has a tie with whom.
        numbers: Number of the group of each organisation.
        places: Name of the municipality or canton of each one.
        names: Name of each one.
        earlier: The groups of the snapshot before.
    """
    members: defaultdict[int, list[int]] = defaultdict(list)
    for node in sorted(numbers):
        members[numbers[node]].append(node)
    of_groups: nx.Graph[int] = nx.Graph()
    of_groups.add_nodes_from(sorted(members))
    between = ties_between(graph, numbers)
    of_groups.add_edges_from((one, other) for one, other, _count in between)
    spots = lay_out(of_groups, Earlier(earlier.spots, earlier.degrees))
    called: dict[int, str] = {}
    for number in sorted(members, key=lambda each: (-len(members[each]), each)):
        called[number] = _name(
            graph, members[number], places, names, set(called.values())
        )
    return [
        Group(number, tuple(members[number]), called[number], spots[number])
        for number in sorted(members)
    ]


def _name(
    graph: nx.Graph[int],
    members: list[int],
    places: Mapping[int, str],
    names: Mapping[int, str],
    taken: set[str],
) -> str:
    """Return the place of most members, or else the most tied one's name."""
    (place, count), *_ = Counter(places.get(node, "") for node in members).most_common(
        1
    )
    if place and 2 * count > len(members) and place not in taken:
        return place[:_NAME_LENGTH]
    leader = max(members, key=lambda node: (graph.degree(node), -node))
    return names.get(leader, "")[:_NAME_LENGTH]
