"""What would become of a network if some left and others met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from network.core.advice.effects import Reading, read
from network.core.advice.surroundings import ordered
from network.core.measures.kind import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from network.core.advice.surroundings import Pair
    from network.core.measures.kind import Thresholds


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A network today and as it would be.

    Attributes:
        removed: Who would leave, in order.
        added: Ties that would be made, none of which is there today.
        before: The network of today.
        after: The network as it would be, without those who left.
        cut_off: Who, of those who stay, would lose the largest part that is
            left of their piece.
    """

    removed: tuple[int, ...]
    added: tuple[Pair, ...]
    before: Reading
    after: Reading
    cut_off: tuple[int, ...]


def what_if(
    graph: nx.Graph[int],
    without: Collection[int],
    plus: Iterable[Pair],
    *,
    seed: int = 1,
    thresholds: Thresholds = DEFAULT,
    with_shape: bool = True,
) -> WhatIf:
    """Return what a network would be without some and with more ties.

    Args:
        graph: Undirected and simple: active ties, without the supporting
            organisation; it is not changed.
        without: Who would leave; ids that are not in the network are ignored.
        plus: Pairs that would have a tie; ignored where somebody is not in the
            network or leaves, or the tie is there already.
        seed: Where random choices begin, the same for both readings.
        thresholds: Limits between kinds of network.
        with_shape: Whether to read the parts, which takes longest.
    """
    removed = sorted(set(without) & set(graph))
    after = graph.copy()
    after.remove_nodes_from(removed)
    added = sorted(
        {
            ordered(one, other)
            for one, other in plus
            if one != other
            and one in after
            and other in after
            and not after.has_edge(one, other)
        }
    )
    after.add_edges_from(added)
    return WhatIf(
        removed=tuple(removed),
        added=tuple(added),
        before=read(graph, seed=seed, thresholds=thresholds, with_shape=with_shape),
        after=read(after, seed=seed, thresholds=thresholds, with_shape=with_shape),
        cut_off=_cut_off(graph, after),
    )


def _cut_off(before: nx.Graph[int], after: nx.Graph[int]) -> tuple[int, ...]:
    """Return who loses the largest part that is left of their old piece."""
    piece_of = {
        node: number
        for number, piece in enumerate(nx.connected_components(after))
        for node in piece
    }
    lost: list[int] = []
    for old in nx.connected_components(before):
        parts: dict[int, list[int]] = {}
        for node in sorted(old & piece_of.keys()):
            parts.setdefault(piece_of[node], []).append(node)
        kept = max(parts.values(), key=lambda part: (len(part), -part[0]), default=[])
        lost += [node for part in parts.values() if part is not kept for node in part]
    return tuple(sorted(lost))
