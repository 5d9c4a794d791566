"""Time of the advice, against what networkx offers in the same run.

Run with ``python -m bench.advice [--quick]`` from the repository root.  networkx
knows how to guard against the loss of a tie, not of an organisation: its time is
the peer, and the last columns say how many organisations each way leaves
indispensable.
"""

from __future__ import annotations

import random
import sys
from time import perf_counter
from typing import TYPE_CHECKING

import networkx as nx

from network.core.advice.blocks import first_pairs, pair_leaves, ties_needed
from network.core.advice.introductions import introductions
from network.core.advice.surroundings import LeadFact, Surroundings, ordered
from network.core.advice.whatif import what_if

if TYPE_CHECKING:
    from collections.abc import Callable

    Net = nx.Graph[int]

ORDERS = (300, 3_000, 10_000)
#: Seconds that the advice of a network may take, by how many are in it.
CEILINGS = {300: 5.0, 3_000: 10.0, 10_000: 20.0}


def made(order: int) -> Net:
    """Return a network that grew around some, with a few ties across."""
    net: Net = nx.barabasi_albert_graph(order, 1, seed=order)
    net.add_edges_from(nx.gnm_random_graph(order, order // 2, seed=1).edges)
    return net


def settled(net: Net) -> Surroundings:
    """Return places in four towns, chains and leads for a network."""
    drawn = random.Random(7)  # noqa: S311 - made-up places, not a secret
    towns = [(1.21, -77.28), (3.45, -76.53), (7.12, -73.12), (-0.18, -78.47)]
    chains = ["cacao", "coffee", "panela", "milk", "honey"]
    pairs = [drawn.sample(range(len(net)), 2) for _ in range(len(net) // 10)]
    return Surroundings(
        chains={node: frozenset(drawn.sample(chains, 2)) for node in net},
        places={node: drawn.choice(towns) for node in net},
        leads={
            ordered(one, other): (
                LeadFact("substitution", one, other, "x", drawn.randint(1, 99)),
            )
            for one, other in pairs
        },
    )


def seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def indispensable(net: Net, ties: list[tuple[int, int]]) -> int:
    """Return how many organisations hold others once the ties are there."""
    woven = net.copy()
    woven.add_edges_from(ties)
    return sum(1 for _ in nx.articulation_points(woven))


def table(order: int) -> float:
    """Print a table; return how long the whole advice takes."""
    net = made(order)
    known = settled(net)
    print(f"\n{order} organisations, {net.number_of_edges()} ties")
    print(f"at least {ties_needed(net)} ties until nobody is indispensable")
    ours, theirs = list(pair_leaves(net)), list(nx.k_edge_augmentation(net, 2))
    peer = seconds(lambda: list(nx.k_edge_augmentation(net, 2)))
    for name, work in (
        ("how few ties", lambda: ties_needed(net)),
        ("the first five of them", lambda: first_pairs(net, 5)),
        ("all of them", lambda: list(pair_leaves(net))),
    ):
        took = seconds(work)
        print(f"{name:<32}{took * 1e3:>10.1f} ms{took / peer:>8.2f} of networkx")
    print(f"{'networkx, against losing a tie':<32}{peer * 1e3:>10.1f} ms")
    print(f"{'left indispensable: ours':<32}{indispensable(net, ours):>10}")
    print(f"{'left indispensable: networkx':<32}{indispensable(net, theirs):>10}")
    hub = max(net, key=lambda node: net.degree[node])
    gone = seconds(lambda: what_if(net, [hub], [], with_shape=order <= 1_000))
    whole = seconds(lambda: introductions(net, known))
    print(f"{'what if the hub left':<32}{gone * 1e3:>10.1f} ms")
    print(f"{'five proposals with effects':<32}{whole * 1e3:>10.1f} ms", flush=True)
    return whole


def main() -> None:
    orders = ORDERS[:2] if "--quick" in sys.argv else ORDERS
    for order in orders:
        took = table(order)
        if took > CEILINGS[order]:
            sys.exit(f"the advice takes {took:.1f} s, more than {CEILINGS[order]:.0f}")


if __name__ == "__main__":
    main()
