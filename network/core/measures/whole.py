"""Every measure of a whole network, and its JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from network.core.engine import Engine
from network.core.measures.attack import schneider_r
from network.core.measures.kind import (
    DEFAULT,
    NetworkKind,
    Shape,
    Thresholds,
    betweenness_centralisation,
    closeness_centralisation,
    degree_centralisation,
    shape_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx

#: How the JSON of the terminal calls each kind; nothing below five nodes.
KIND_WORDS: dict[NetworkKind, str | None] = {
    NetworkKind.BEGINNING: None,
    NetworkKind.FRAGMENTED: "fragmentada",
    NetworkKind.CENTRALISED: "centralizada",
    NetworkKind.DECENTRALISED: "descentralizada",
    NetworkKind.DISTRIBUTED: "distribuida",
}


@dataclass(frozen=True, slots=True)
class NodeMeasures:
    """The measures of one organisation that the JSON lists."""

    id: int
    degree: int
    betweenness: float
    harmonic: float
    core: int


@dataclass(frozen=True, slots=True)
class Measures:
    """Every measure of a network; none where it is not defined.

    Attributes:
        order: Organisations.
        size: Pairs of them with a tie.
        density: Share of the pairs that have a tie.
        components: Pieces, organisations alone included.
        largest_component: Organisations in the largest piece.
        degree_centralisation: Freeman, 0 to 1; none below three.
        betweenness_centralisation: Freeman, 0 to 1; none below three.
        closeness_centralisation: Freeman, 0 to 1; none below three.
        reciprocity: Share of the arcs with one back; none without arcs.
        transitivity: Share of the pairs with a common contact that have a tie.
        average_clustering: Mean share of ties among the contacts of each.
        average_path: Mean distance inside the largest piece.
        diameter: Greatest distance inside the largest piece.
        articulation_points: Who would split their piece by leaving, in order.
        bridges: Ties whose loss would split their piece.
        blocks: Biconnected blocks of three or more.
        largest_biconnected: Organisations in the largest block; a lone tie
            is a block of two.
        max_core: The largest k that has a k-core.
        degree_gini: Inequality of the degrees, 0 to 1; none without ties.
        degree_assortativity: Correlation of degrees along ties, -1 to 1; none
            when all are equal.
        vertex_connectivity: Least departures that split it; none if it was
            not looked for.
        edge_connectivity: Least ties whose loss splits it, the same.
        modularity: Of the communities found; none without ties.
        communities: How many were found.
        schneider_r: Robustness to the loss of the most tied, 0 to 0.5.
        shape: Kind, index and their parts.
        nodes: Measures of each organisation, in order of key.
        is_approximate: Whether betweenness and distances came from a sample.
    """

    order: int
    size: int
    density: float
    components: int
    largest_component: int
    degree_centralisation: float | None
    betweenness_centralisation: float | None
    closeness_centralisation: float | None
    reciprocity: float | None
    transitivity: float
    average_clustering: float
    average_path: float | None
    diameter: int | None
    articulation_points: tuple[int, ...]
    bridges: int
    blocks: int
    largest_biconnected: int
    max_core: int
    degree_gini: float | None
    degree_assortativity: float | None
    vertex_connectivity: int | None
    edge_connectivity: int | None
    modularity: float | None
    communities: int
    schneider_r: float | None
    shape: Shape
    nodes: tuple[NodeMeasures, ...]
    is_approximate: bool


def measure(
    graph: nx.Graph[int],
    *,
    directed: nx.DiGraph[int] | None = None,
    seed: int = 1,
    thresholds: Thresholds = DEFAULT,
) -> Measures:
    """Return every measure of a network.

    Args:
        graph: Undirected and simple, without the supporting organisation.
        directed: The arcs whose reciprocity is asked, such as declared trust.
        seed: Where the random choices begin: attacks and communities.
        thresholds: Limits between the kinds.
    """
    return measures_of(
        Engine(graph), directed=directed, seed=seed, thresholds=thresholds
    )


def measures_of(
    engine: Engine,
    *,
    directed: nx.DiGraph[int] | None = None,
    seed: int = 1,
    thresholds: Thresholds = DEFAULT,
) -> Measures:
    """Return the same for a graph that is already in the engine."""
    order, size = engine.order, engine.size
    path, diameter = engine.path_lengths if order else (None, None)
    membership = engine.communities(seed)
    return Measures(
        order=order,
        size=size,
        density=2 * size / (order * (order - 1)) if order > 1 else 0.0,
        components=len(engine.pieces),
        largest_component=len(engine.pieces[0]) if order else 0,
        degree_centralisation=degree_centralisation(engine.degrees),
        betweenness_centralisation=betweenness_centralisation(engine.betweenness),
        closeness_centralisation=closeness_centralisation(engine.closeness),
        reciprocity=None if directed is None else reciprocity(directed),
        transitivity=engine.transitivity,
        average_clustering=engine.clustering,
        average_path=path,
        diameter=diameter,
        articulation_points=tuple(
            sorted(engine.ids[vertex] for vertex in engine.articulation_points)
        ),
        bridges=engine.bridges,
        blocks=sum(len(block) >= 3 for block in engine.blocks),
        largest_biconnected=len(engine.blocks[0]) if engine.blocks else 0,
        max_core=max(engine.cores, default=0),
        degree_gini=gini(engine.degrees),
        degree_assortativity=engine.assortativity,
        vertex_connectivity=engine.vertex_connectivity(),
        edge_connectivity=engine.edge_connectivity(),
        modularity=engine.modularity(membership),
        communities=len(set(membership)),
        schneider_r=schneider_r(engine.neighbours, seed=seed),
        shape=shape_of(engine, seed=seed, thresholds=thresholds),
        nodes=_nodes(engine),
        is_approximate=engine.is_approximate,
    )


def _nodes(engine: Engine) -> tuple[NodeMeasures, ...]:
    rows = zip(
        engine.ids,
        engine.degrees,
        engine.betweenness,
        engine.harmonic,
        engine.cores,
        strict=True,
    )
    return tuple(NodeMeasures(*row) for row in sorted(rows))


def reciprocity(directed: nx.DiGraph[int]) -> float | None:
    """Return the share of the arcs with one back, 0 to 1; none without arcs.

    Source:
        Wasserman, S. and Faust, K. (1994), Social Network Analysis, chapter
        13; the share of arcs, as networkx and igraph count it.
    """
    arcs = [(one, other) for one, other in directed.edges if one != other]
    if not arcs:
        return None
    return sum(directed.has_edge(other, one) for one, other in arcs) / len(arcs)


def gini(values: Sequence[int]) -> float | None:
    """Return how unequal the values are: 0 all equal, near 1 one has it all.

    Args:
        values: Whole numbers, none negative.

    Returns:
        None when there is nothing to share.

    Source:
        Gini, C. (1912), Variabilità e mutabilità; as sum of (2 i - n - 1) x_i
        over n times the total, values in ascending order.
    """
    total, count = sum(values), len(values)
    if not total:
        return None
    ranked = enumerate(sorted(values), start=1)
    return sum((2 * rank - count - 1) * value for rank, value in ranked) / (
        count * total
    )


def as_document(
    measures: Measures, *, nodes: bool = True, names: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return the measures as the JSON of ``tejido network measures``.

    Args:
        measures: What :func:`measure` returned.
        nodes: Whether to list each organisation.
        names: What to call each organisation instead of its key, which is then
            a place in this list.
    """
    shape, parts = measures.shape, measures.shape.parts
    document: dict[str, Any] = {
        "n": measures.order,
        "m": measures.size,
        "density": measures.density,
        "components": measures.components,
        "largest_component": measures.largest_component,
        "degree_centralization": measures.degree_centralisation,
        "betweenness_centralization": measures.betweenness_centralisation,
        "closeness_centralization": measures.closeness_centralisation,
        "transitivity": measures.transitivity,
        "average_clustering": measures.average_clustering,
        "average_path_largest": measures.average_path,
        "diameter_largest": measures.diameter,
        "articulation_points": [
            name if names is None else names[name]
            for name in measures.articulation_points
        ],
        "bridges": measures.bridges,
        "largest_biconnected": measures.largest_biconnected,
        "max_core": measures.max_core,
        "degree_assortativity": measures.degree_assortativity,
        "vertex_connectivity": measures.vertex_connectivity,
        "edge_connectivity": measures.edge_connectivity,
        "reciprocity": measures.reciprocity,
        "modularity": measures.modularity,
        "communities": measures.communities,
        "schneider_r": measures.schneider_r,
        "kind": KIND_WORDS[shape.kind],
        "index": shape.index,
        "parts": {
            "L": parts.largest,
            "S1": parts.worst_departure,
            "S10": parts.after_attack,
            "B": parts.block,
            "C": parts.concentration,
        },
    }
    if nodes:
        document["nodes"] = [
            {
                "id": node.id if names is None else names[node.id],
                "degree": node.degree,
                "betweenness": node.betweenness,
                "harmonic": node.harmonic,
                "core": node.core,
            }
            for node in measures.nodes
        ]
    return document
