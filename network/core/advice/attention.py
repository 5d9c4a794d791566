"""Who needs somebody to look at them: left alone, or carrying too much."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest
from itertools import combinations, product
from math import sqrt
from typing import TYPE_CHECKING

from network.core.advice.surroundings import ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    import networkx as nx

    from network.core.advice.surroundings import Surroundings

#: Days without any event after which an organisation counts as quiet.
QUIET_DAYS = 180
#: Up to so many ties an organisation hangs by a thread.
FEW_TIES = 1
#: So many standard deviations above the mean is far above the rest.
FAR_ABOVE = 2.0
#: Nobody with fewer ties carries too much.
LEAST_TIES = 4
#: Nobody through whom less than this share of the ways go carries too much.
LEAST_SHARE = 0.1
#: Two groups this near can share a truck.
FREIGHT_KM = 60
#: So many of each group stand for it in each corner of the land.
FOR_A_GROUP = 3


class AloneSign(StrEnum):
    """What shows that an organisation is being left alone."""

    NO_TIES = "no_ties"
    ONE_TIE = "one_tie"
    QUIET = "quiet"
    FALLING = "falling"


@dataclass(frozen=True, slots=True)
class Activity:
    """What an organisation has been doing.

    Attributes:
        organisation: Its id.
        ties: With how many others it has an active tie today.
        ties_before: The same at an earlier reading; none if it was not there.
        last_day: Day of its last event, in any layer; none if there is none.
    """

    organisation: int
    ties: int
    ties_before: int | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Alone:
    """An organisation that is being left alone.

    Attributes:
        organisation: Its id.
        signs: What shows it, gravest first.
        ties: With how many others it has a tie.
        ties_before: The same at the earlier reading, if there was one.
        quiet_days: Days since its last event; none if there never was one.
    """

    organisation: int
    signs: tuple[AloneSign, ...]
    ties: int
    ties_before: int | None
    quiet_days: int | None


@dataclass(frozen=True, slots=True)
class Overloaded:
    """An organisation that carries far more than the rest.

    Attributes:
        organisation: Its id.
        ties: With how many others it has a tie.
        mean_ties: How many the others have on average.
        share: Part of the shortest ways between others that pass through it,
            0 to 1.
    """

    organisation: int
    ties: int
    mean_ties: float
    share: float


class BridgeKind(StrEnum):
    """What could join two groups."""

    AGREEMENT = "agreement"
    FREIGHT = "freight"


@dataclass(frozen=True, slots=True)
class GroupBridge:
    """Two organisations that could join their groups, and how.

    Attributes:
        groups: Numbers of the two groups, the lower first.
        one: The organisation of the first group.
        other: That of the second.
        kind: An agreement when one has what the other needs, else a truck.
        what: The product or chain of the agreement, or a chain both work in;
            empty if there is none.
        kilometres: How far apart they are, if it is known.
    """

    groups: tuple[int, int]
    one: int
    other: int
    kind: BridgeKind
    what: str
    kilometres: int | None


def left_alone(
    activities: Iterable[Activity], day: date, *, quiet_days: int = QUIET_DAYS
) -> list[Alone]:
    """Return who is being left alone, those with the gravest signs first.

    Args:
        activities: What each organisation has been doing.
        day: The day it is asked for.
        quiet_days: Days without an event from which on it counts as quiet.
    """
    found = [_alone(each, day, quiet_days) for each in activities]
    return sorted(
        (each for each in found if each.signs),
        key=lambda each: (
            each.ties,
            -len(each.signs),
            -(each.quiet_days if each.quiet_days is not None else 10**6),
            each.organisation,
        ),
    )


def overloaded(
    ties: Mapping[int, int],
    shares: Mapping[int, float],
    *,
    far_above: float = FAR_ABOVE,
) -> list[Overloaded]:
    """Return who carries far more than the rest, the heaviest first.

    Far above is more than ``far_above`` standard deviations above the mean, in
    ties or in the ways that pass through.  Where all carry the same, nobody
    carries too much.

    Args:
        ties: With how many others each one has a tie.
        shares: Normalised betweenness of each one, 0 to 1.
        far_above: How many standard deviations.
    """
    if len(ties) < 3:
        return []
    mean, spread = _mean_and_spread([float(count) for count in ties.values()])
    mean_share, spread_of_share = _mean_and_spread(
        [shares.get(key, 0.0) for key in ties]
    )
    most_ties = max(mean + far_above * spread, LEAST_TIES - 1)
    most_share = max(mean_share + far_above * spread_of_share, LEAST_SHARE)
    found = [
        Overloaded(
            key, count, (mean * len(ties) - count) / (len(ties) - 1), shares.get(key, 0)
        )
        for key, count in ties.items()
        if count > most_ties or shares.get(key, 0.0) > most_share
    ]
    return sorted(found, key=lambda each: (-each.share, -each.ties, each.organisation))


def one_way(declared: Iterable[tuple[int, int]]) -> int:
    """Return how many declarations of trust nobody has answered yet.

    Only their number: who does not trust whom is for those two alone.

    Args:
        declared: Who trusts whom, unexpired and not withdrawn.
    """
    arcs = set(declared)
    return sum((other, one) not in arcs for one, other in arcs)


def group_bridges(
    graph: nx.Graph[int],
    groups: Mapping[int, int],
    surroundings: Surroundings,
    *,
    most: int = 5,
    freight_km: int = FREIGHT_KM,
) -> list[GroupBridge]:
    """Return which agreement or freight could join groups that hardly touch.

    Two groups hardly touch when at most one tie runs between them.  An
    agreement is possible where one has what another needs; a shared freight
    where two are near.  One proposal for each pair of groups.

    Args:
        graph: Who has a tie with whom.
        groups: Number of the group of each organisation.
        surroundings: Leads, places and chains.
        most: At most so many proposals.
        freight_km: Up to this distance a truck can be shared.
    """
    touching = _ties_between(graph, groups)
    found: dict[tuple[int, int], tuple[float, GroupBridge]] = {}
    for one, other in _worth_a_look(graph, groups, surroundings, freight_km):
        key = ordered(groups[one], groups[other])
        bridge = _bridge(key, groups, (one, other), surroundings)
        cost = surroundings.against(one, other)
        cheaper = key not in found or (cost, one, other) < (
            found[key][0],
            found[key][1].one,
            found[key][1].other,
        )
        if touching.get(key, 0) <= 1 and cheaper:
            found[key] = (cost, bridge)
    best = sorted(found.items(), key=lambda item: (item[1][0], item[0]))
    return [bridge for _key, (_cost, bridge) in best[:most]]


def _alone(each: Activity, day: date, quiet_days: int) -> Alone:
    quiet = None if each.last_day is None else (day - each.last_day).days
    signs = []
    if each.ties == 0:
        signs.append(AloneSign.NO_TIES)
    elif each.ties <= FEW_TIES:
        signs.append(AloneSign.ONE_TIE)
    if quiet is None or quiet >= quiet_days:
        signs.append(AloneSign.QUIET)
    if each.ties_before is not None and each.ties < each.ties_before:
        signs.append(AloneSign.FALLING)
    if signs == [AloneSign.FALLING] and each.ties >= LEAST_TIES:
        # One tie less among many is no sign of being left alone.
        signs = []
    return Alone(each.organisation, tuple(signs), each.ties, each.ties_before, quiet)


def _mean_and_spread(values: list[float]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    return mean, sqrt(sum((value - mean) ** 2 for value in values) / len(values))


def _ties_between(
    graph: nx.Graph[int], groups: Mapping[int, int]
) -> dict[tuple[int, int], int]:
    counted: dict[tuple[int, int], int] = {}
    for one, other in graph.edges():
        key = ordered(groups[one], groups[other])
        counted[key] = counted.get(key, 0) + 1
    return counted


def _worth_a_look(
    graph: nx.Graph[int],
    groups: Mapping[int, int],
    surroundings: Surroundings,
    freight_km: int,
) -> set[tuple[int, int]]:
    """Return pairs across groups with a lead, or near each other."""
    pairs = {
        pair for pair in surroundings.leads if pair[0] in groups and pair[1] in groups
    }
    cells = _cells(graph, groups, surroundings, freight_km)
    pairs |= {
        ordered(one, other)
        for one, other in _neighbours(cells)
        if (surroundings.kilometres(one, other) or 0) <= freight_km
    }
    return {
        (one, other)
        for one, other in pairs - surroundings.refused
        if groups[one] != groups[other]
    }


def _cells(
    graph: nx.Graph[int],
    groups: Mapping[int, int],
    surroundings: Surroundings,
    freight_km: int,
) -> dict[tuple[int, int], list[int]]:
    """Return the cells of a coarse grid with some of each group in each.

    Within 25 degrees of the equator a hundredth of a degree is about a
    kilometre either way, so that two who are near are in cells side by side.
    Of each group the few with the fewest ties stand for the others.
    """
    side = max(freight_km, 1) / 100
    inside: dict[tuple[int, int, int], list[int]] = {}
    for key in sorted(groups.keys() & surroundings.places.keys() & set(graph)):
        north, east = surroundings.places[key]
        cell = (int(north // side), int(east // side), groups[key])
        inside.setdefault(cell, []).append(key)
    cells: dict[tuple[int, int], list[int]] = {}
    for (row, column, _group), keys in sorted(inside.items()):
        few = nsmallest(FOR_A_GROUP, keys, key=lambda key: (graph.degree[key], key))
        cells.setdefault((row, column), []).extend(few)
    return cells


def _neighbours(
    cells: Mapping[tuple[int, int], list[int]],
) -> Iterator[tuple[int, int]]:
    """Yield the pairs in a cell and in the cells right of it and below."""
    for (row, column), inside in cells.items():
        yield from combinations(inside, 2)
        for down, right in ((0, 1), (1, -1), (1, 0), (1, 1)):
            yield from product(inside, cells.get((row + down, column + right), ()))


def _bridge(
    key: tuple[int, int],
    groups: Mapping[int, int],
    pair: tuple[int, int],
    surroundings: Surroundings,
) -> GroupBridge:
    one, other = pair if groups[pair[0]] == key[0] else (pair[1], pair[0])
    leads = surroundings.leads_between(one, other)
    chains = surroundings.shared_chains(one, other)
    kind = BridgeKind.AGREEMENT if leads else BridgeKind.FREIGHT
    what = leads[0].what if leads else (chains[0] if chains else "")
    return GroupBridge(key, one, other, kind, what, surroundings.kilometres(one, other))
