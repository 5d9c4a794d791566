"""What the network says of each organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from network.core.engine import Engine
from network.core.measures.brokerage import Brokerage, brokerage
from network.core.measures.departures import breaks

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one organisation stands among the others.

    Attributes:
        organisation: Its key.
        degree: With how many others it has a tie.
        betweenness: Share of the shortest paths between others that pass
            through it, 0 to 1.
        harmonic: Mean of 1 / distance to every other, 0 to 1.
        core: The largest k for which it is in the k-core.
        constraint: How far its contacts know one another (Burt); none when
            it is alone.
        largest_without: Size of the largest piece of the network if it left.
        cut_off: Who would lose the rest of their piece, in order of key.
        brokerage: Between which groups it goes between.
    """

    organisation: int
    degree: int
    betweenness: float
    harmonic: float
    core: int
    constraint: float | None
    largest_without: int
    cut_off: tuple[int, ...]
    brokerage: Brokerage


def standings(
    graph: nx.Graph[int], groups: Mapping[int, int] | None = None
) -> dict[int, Standing]:
    """Return where each organisation stands, by its key in order.

    Args:
        graph: Undirected and simple, without the supporting organisation.
        groups: Group of each organisation, such as its community or its
            territory; one that is not named is of a group of its own.  All
            are of one group when none are given.
    """
    return standings_of(Engine(graph), groups)


def standings_of(
    engine: Engine, groups: Mapping[int, int] | None = None
) -> dict[int, Standing]:
    """Return the same for a graph that is already in the engine."""
    broken = breaks(engine.neighbours)
    roles = brokerage(engine.neighbours, _groups(engine, groups), engine.triangles())
    found = {
        name: Standing(
            organisation=name,
            degree=engine.degrees[vertex],
            betweenness=engine.betweenness[vertex],
            harmonic=engine.harmonic[vertex],
            core=engine.cores[vertex],
            constraint=engine.constraint[vertex],
            largest_without=broken[vertex].largest,
            cut_off=tuple(sorted(engine.ids[lost] for lost in broken[vertex].cut_off)),
            brokerage=roles[vertex],
        )
        for vertex, name in enumerate(engine.ids)
    }
    return dict(sorted(found.items()))


def _groups(engine: Engine, groups: Mapping[int, int] | None) -> list[int]:
    if groups is None:
        return [0] * engine.order
    numbers: dict[tuple[str, int], int] = {}
    return [
        numbers.setdefault(
            ("group", groups[name]) if name in groups else ("alone", name), len(numbers)
        )
        for name in engine.ids
    ]
