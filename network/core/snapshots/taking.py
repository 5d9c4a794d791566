"""Take a snapshot: from the facts of a day to everything a page may show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from network.core.advice.attention import Activity, left_alone, one_way, overloaded
from network.core.engine import Engine
from network.core.graph import DECLARED_TRUST, arcs_of, flatten, weave
from network.core.layout import Earlier, Spot, lay_out
from network.core.measures.kind import DEFAULT, Thresholds, shape_of
from network.core.measures.organisations import Standing, standings_of
from network.core.measures.peers import random_peer
from network.core.measures.whole import as_document, measures_of
from network.core.months import MonthFacts, changes
from network.core.snapshots.documents import (
    changes_document,
    parts_document,
    read_shape_document,
    shape_document,
)
from network.core.snapshots.groups import (
    EarlierGroups,
    Group,
    describe,
    keep_numbers,
    ties_between,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    import networkx as nx

    from network.core.graph import TieFact

    Told: TypeAlias = Callable[[str, float], object]

#: The layer in which something goes from one to the other.
TRADE = "trade"
#: So many findings of each kind are kept; of the others, how many.
MOST_FINDINGS = 200
#: So many of those cut off by a departure are kept, for their names.
MOST_CUT_OFF = 12
_SEED = 1
_PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """What is known of a network on a day.

    Attributes:
        day: The day.
        organisations: Those measured: inside and not supporting.
        ties: Active ties; of declared trust, one-sided ones too.
        territories: Department or province of each one, or what is below it
            when all are in one.
        places: Municipality or canton of each one.
        names: Name of each one.
        last_days: Day of the last thing each one did with another.
        before: The month before this one, if it was measured.
        earlier: The drawing from which this one must not jump.
        earlier_groups: The groups of that drawing.
        thresholds: Limits between the kinds.
    """

    day: date
    organisations: frozenset[int]
    ties: Sequence[TieFact]
    territories: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    last_days: Mapping[int, date] = field(default_factory=dict)
    before: MonthFacts | None = None
    earlier: Earlier | None = None
    earlier_groups: EarlierGroups = field(
        default_factory=lambda: EarlierGroups({}, {}, {})
    )
    thresholds: Thresholds = DEFAULT


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation of a snapshot.

    Attributes:
        standing: Its measures in the whole network.
        spot: Where it is drawn.
        community: Number of its group.
        degrees: With how many others it has a tie, by layer.
        last_day: Day of the last thing it did with another.
        given: Weight of what it gave in trade.
        received: Weight of what it received in trade.
    """

    standing: Standing
    spot: Spot
    community: int
    degrees: Mapping[str, int]
    last_day: date | None
    given: int
    received: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot, ready to be kept.

    Attributes:
        day: Day whose ties were measured.
        measures: Everything about the whole, as JSON.
        rows: The organisations, in order of key.
        groups: The groups, in order of number.
        group_ties: Ties between groups: one, other, how many.
        is_approximate: Whether heavy measures are estimates.
    """

    day: date
    measures: dict[str, Any]
    rows: tuple[OrganisationRow, ...]
    groups: tuple[Group, ...]
    group_ties: tuple[tuple[int, int, int], ...]
    is_approximate: bool


def graph_of(facts: SnapshotFacts) -> nx.Graph[int]:
    """Return who has a tie with whom, without supporting organisations."""
    return flatten(weave(facts.organisations, facts.ties))


def _silent(_stage: str, _part: float) -> None:
    return None


def take(facts: SnapshotFacts, *, on_progress: Told = _silent) -> Snapshot:
    """Return the snapshot of a network on a day.

    Args:
        facts: What is known.
        on_progress: Told the stage that begins and the part of the work done,
            0 to 1; what it raises ends the work.
    """
    on_progress("graph", 0.02)
    woven = weave(facts.organisations, facts.ties)
    graph = flatten(woven)
    engine = Engine(graph)
    on_progress("whole", 0.05)
    whole = _whole(engine, woven, facts)
    on_progress("peer", 0.40)
    peer = _peer(graph, facts.thresholds)
    on_progress("organisations", 0.60)
    found = dict(zip(engine.ids, engine.communities(_SEED), strict=True))
    numbers = keep_numbers(graph, found, facts.earlier_groups.numbers)
    stand = standings_of(engine, numbers)
    on_progress("layers", 0.70)
    layers, degrees = _layers(woven, facts.thresholds)
    on_progress("territories", 0.80)
    territories = _territories(graph, facts)
    on_progress("layout", 0.85)
    spots = lay_out(graph, facts.earlier)
    groups = describe(
        graph,
        numbers,
        places=facts.places,
        names=facts.names,
        earlier=facts.earlier_groups,
    )
    counts, findings = _findings(stand, facts)
    given, received = _flows(facts)
    return Snapshot(
        day=facts.day,
        measures={
            "all": {**whole, "peer": peer},
            "layers": layers,
            "territories": territories,
            "holding_layer": _holding(woven, layers),
            "counts": counts,
            "findings": findings,
            "changes": _changes(woven, stand, whole["shape"], facts),
        },
        rows=tuple(
            OrganisationRow(
                standing=standing,
                spot=spots[key],
                community=numbers[key],
                degrees=degrees.get(key, {}),
                last_day=facts.last_days.get(key),
                given=given.get(key, 0),
                received=received.get(key, 0),
            )
            for key, standing in stand.items()
        ),
        groups=tuple(groups),
        group_ties=tuple(ties_between(graph, numbers)),
        is_approximate=engine.is_approximate,
    )


def ppm(share: float) -> int:
    """Return a share in millionths."""
    return round(share * _PPM)


def _whole(
    engine: Engine, woven: nx.MultiDiGraph[int], facts: SnapshotFacts
) -> dict[str, Any]:
    measures = measures_of(
        engine,
        directed=arcs_of(woven, DECLARED_TRUST),
        seed=_SEED,
        thresholds=facts.thresholds,
    )
    whole = as_document(measures, nodes=False)
    # Who they are is in the rows; kind, index and parts are in the shape.
    whole["articulation_points"] = len(measures.articulation_points)
    for said_elsewhere in ("kind", "index", "parts"):
        del whole[said_elsewhere]
    whole["degree_gini"] = measures.degree_gini
    whole["blocks"] = measures.blocks
    return {
        "shape": shape_document(measures.shape),
        "ties": engine.size,
        "whole": whole,
    }


def _peer(graph: nx.Graph[int], thresholds: Thresholds) -> dict[str, Any] | None:
    """Return what a random network of this size looks like; none without ties."""
    if not graph.number_of_edges():
        return None
    peer = random_peer(graph, seed=_SEED, thresholds=thresholds)
    return {
        "kind": peer.kind.value,
        "index": peer.index,
        "parts": parts_document(peer.parts),
        "transitivity": peer.transitivity,
        "average_path": peer.average_path,
    }


def _layers(
    woven: nx.MultiDiGraph[int], thresholds: Thresholds
) -> tuple[dict[str, Any], dict[int, dict[str, int]]]:
    """Return each layer by itself, and how many ties each one has in it."""
    documents: dict[str, Any] = {}
    degrees: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for layer in sorted({layer for _one, _other, layer in woven.edges(keys=True)}):
        graph = flatten(woven, layers={layer})
        if not graph.number_of_edges():
            continue
        tied = {node: degree for node, degree in graph.degree() if degree}
        for node, degree in tied.items():
            degrees[node][layer] = degree
        shape = shape_of(Engine(graph), seed=_SEED, thresholds=thresholds)
        documents[layer] = {
            "shape": shape_document(shape),
            "ties": graph.number_of_edges(),
            "tied": len(tied),
        }
    return documents, degrees


def _holding(woven: nx.MultiDiGraph[int], layers: Mapping[str, Any]) -> str | None:
    """Return the layer that holds the network together; none without ties.

    The one without which the largest piece is smallest; among those that can
    all be missed, the one that joins most organisations by itself.
    """
    left: dict[str, tuple[int, float, str]] = {}
    for layer, document in layers.items():
        others = flatten(woven, layers=set(layers) - {layer})
        pieces = Engine(others).pieces
        alone = document["shape"]["parts"]["largest"]
        left[layer] = (len(pieces[0]), -alone, layer)
    return min(left, key=left.__getitem__, default=None)


def _territories(graph: nx.Graph[int], facts: SnapshotFacts) -> dict[str, Any]:
    """Return the organisations of each territory with the ties inside it."""
    inside: defaultdict[str, list[int]] = defaultdict(list)
    for node in graph:
        if node in facts.territories:
            inside[facts.territories[node]].append(node)
    documents = {}
    for name, nodes in sorted(inside.items()):
        engine = Engine(graph.subgraph(nodes))
        shape = shape_of(engine, seed=_SEED, thresholds=facts.thresholds)
        documents[name] = {"shape": shape_document(shape), "ties": engine.size}
    return documents


def _findings(
    stand: Mapping[int, Standing], facts: SnapshotFacts
) -> tuple[dict[str, int], dict[str, Any]]:
    """Return how many there are of each finding, and the first of them."""
    alone = left_alone(
        [
            Activity(
                key,
                standing.degree,
                facts.before.degrees.get(key) if facts.before else None,
                facts.last_days.get(key),
            )
            for key, standing in stand.items()
        ],
        facts.day,
    )
    heavy = overloaded(
        {key: standing.degree for key, standing in stand.items()},
        {key: standing.betweenness for key, standing in stand.items()},
    )
    declared = [
        (fact.source, fact.target)
        for fact in facts.ties
        if fact.layer == DECLARED_TRUST
        and {fact.source, fact.target} <= facts.organisations
    ]
    counts = {
        "alone": len(alone),
        "indispensable": sum(bool(each.cut_off) for each in stand.values()),
        "overloaded": len(heavy),
        "one_way": one_way(declared),
    }
    return counts, {
        "alone": [
            {"id": each.organisation, "signs": [sign.value for sign in each.signs]}
            for each in alone[:MOST_FINDINGS]
        ],
        "overloaded": [each.organisation for each in heavy[:MOST_FINDINGS]],
    }


def pairs_of(woven: nx.MultiDiGraph[int]) -> dict[tuple[int, int], frozenset[str]]:
    """Return the pairs with a tie, the lower key first, and their layers."""
    pairs: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for one, other, layer in woven.edges(keys=True):
        if layer != DECLARED_TRUST or woven.has_edge(other, one, layer):
            pairs[min(one, other), max(one, other)].add(layer)
    return {pair: frozenset(layers) for pair, layers in pairs.items()}


def _changes(
    woven: nx.MultiDiGraph[int],
    stand: Mapping[int, Standing],
    shape: Mapping[str, Any],
    facts: SnapshotFacts,
) -> dict[str, Any] | None:
    """Return what changed since the month before; none if it was not measured."""
    if facts.before is None:
        return None
    after = MonthFacts(
        facts.organisations,
        pairs_of(woven),
        read_shape_document(shape),
        {key: each.degree for key, each in stand.items()},
    )
    return changes_document(changes(facts.before, after), facts.before, after)


def _flows(facts: SnapshotFacts) -> tuple[dict[int, int], dict[int, int]]:
    """Return the weight of what each one gave and received in trade."""
    given: defaultdict[int, int] = defaultdict(int)
    received: defaultdict[int, int] = defaultdict(int)
    for fact in facts.ties:
        if fact.layer == TRADE and {fact.source, fact.target} <= facts.organisations:
            given[fact.source] += fact.weight
            received[fact.target] += fact.weight
    return given, received
