"""The graph of a network: organisations and the ties between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

#: The layer in which a tie counts only when both sides said it.
DECLARED_TRUST = "declared_trust"


@dataclass(frozen=True, slots=True)
class TieFact:
    """What is between two organisations in one layer, over a range of days.

    Attributes:
        source: Who gave, sold or trusted.
        target: Who received, bought or was trusted.
        layer: Text of the layer, as ``network.models.Layer`` has it.
        weight: Sum of the whole weights of the events, more than zero.
        first_day: Day of the first event counted.
        last_day: Day of the last event counted.
    """

    source: int
    target: int
    layer: str
    weight: int
    first_day: date
    last_day: date


def weave(
    organisations: Iterable[int],
    facts: Iterable[TieFact],
    *,
    without: Iterable[int] = (),
) -> nx.MultiDiGraph[int]:
    """Return every tie of a network, one arc for each pair and layer.

    Args:
        organisations: Keys of the organisations that are in the network; all
            become nodes, with ties or without.
        facts: What is between them.  Several facts of the same pair and layer
            add up; one about somebody outside the network, about oneself or
            without weight is left out.
        without: Organisations to leave out, such as the supporting one, with
            which every network looks like a star.

    Returns:
        Arcs have the layer as key and ``weight``, ``first_day`` and
        ``last_day`` as attributes.
    """
    woven: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    woven.add_nodes_from(sorted(set(organisations) - set(without)))
    ordered = sorted(facts, key=lambda fact: (fact.source, fact.target, fact.layer))
    for fact in ordered:
        _add(woven, fact)
    return woven


def _add(woven: nx.MultiDiGraph[int], fact: TieFact) -> None:
    one, other = fact.source, fact.target
    if one == other or fact.weight <= 0 or one not in woven or other not in woven:
        return
    if woven.has_edge(one, other, fact.layer):
        held = woven.edges[one, other, fact.layer]
        held["weight"] += fact.weight
        held["first_day"] = min(held["first_day"], fact.first_day)
        held["last_day"] = max(held["last_day"], fact.last_day)
        return
    woven.add_edge(
        one,
        other,
        key=fact.layer,
        weight=fact.weight,
        first_day=fact.first_day,
        last_day=fact.last_day,
    )


def flatten(
    multi: nx.MultiDiGraph[int],
    *,
    layers: Collection[str] | None = None,
    organisations: Collection[int] | None = None,
) -> nx.Graph[int]:
    """Return who has a tie with whom: the simple graph that measures take.

    A declaration of trust counts when there is one in the other direction
    too; an arc of any other layer counts by itself.

    Args:
        multi: What :func:`weave` returned.
        layers: Layers to look at; all of them when none are given.
        organisations: Those to keep, with or without ties; all when not given.
    """
    kept = set(multi) if organisations is None else set(multi) & set(organisations)
    flat: nx.Graph[int] = nx.Graph()
    flat.add_nodes_from(sorted(kept))
    flat.add_edges_from(
        sorted(
            {
                (min(one, other), max(one, other))
                for one, other, layer in multi.edges(keys=True)
                if one in kept
                and other in kept
                and (layers is None or layer in layers)
                and (layer != DECLARED_TRUST or multi.has_edge(other, one, layer))
            }
        )
    )
    return flat


def arcs_of(multi: nx.MultiDiGraph[int], layer: str) -> nx.DiGraph[int]:
    """Return the arcs of one layer with their direction, all nodes kept."""
    directed: nx.DiGraph[int] = nx.DiGraph()
    directed.add_nodes_from(multi)
    directed.add_edges_from(
        (one, other) for one, other, key in multi.edges(keys=True) if key == layer
    )
    return directed
