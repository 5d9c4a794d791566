"""Time of the measures of a network, against plain networkx in the same run.

Run with ``python -m bench.red [--quick]`` from the repository root.  The networks
are random, with five ties for each organisation, at 300, 3,000 and 10,000
organisations; what networkx would take minutes for is not asked of it.
"""

from __future__ import annotations

import random
import resource
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any

import networkx as nx

from network.core.engine import Engine, communities, force_layout
from network.core.measures.attack import after_attack, schneider_r
from network.core.measures.kind import read_shape
from network.core.measures.organisations import standings_of
from network.core.measures.peers import random_peer
from network.core.measures.whole import measures_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Net = nx.Graph[int]

ORDERS = (300, 3_000, 10_000)
#: Up to so many organisations networkx is asked for what is quadratic or worse.
PATIENCE = 3_000
#: The least by which igraph must be faster where both are exact and large.
FLOOR = 5.0
#: Everything about a network of 10,000, in seconds, on one core.
CEILING = 60.0


def made(order: int) -> Net:
    """Return a random network with five ties for each organisation."""
    net: Net = nx.gnm_random_graph(order, 5 * order // 2, seed=order)
    return net


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes, the best of up to three times."""
    best, spent = float("inf"), 0.0
    for _ in range(3):
        start = perf_counter()
        work()
        took = perf_counter() - start
        best, spent = min(best, took), spent + took
        if spent > 2:
            break
    return best


def fresh(net: Net, name: str) -> Callable[[], object]:
    """Return work that asks one property of an engine that holds nothing yet."""
    engine = Engine(net)
    plain = dict(engine.__dict__)

    def work() -> object:
        # What was computed before is kept in the engine; each time begins anew.
        engine.__dict__.clear()
        engine.__dict__.update(plain)
        return getattr(engine, name)

    return work


def plain_r(net: Net) -> float:
    """Return Schneider's R as its definition reads, for one draw."""
    rest, total = net.copy(), 0.0
    for _ in range(len(net)):
        rest.remove_node(max(rest, key=rest.degree))
        total += max(map(len, nx.connected_components(rest)), default=0)
    return total / len(net) ** 2


def pairs(net: Net) -> list[tuple[str, Callable[[], object], Callable[[], Any] | None]]:
    """Return what is timed: its name, our way, the way of networkx."""
    some = len(net) <= PATIENCE
    few = len(net) <= ORDERS[0]
    engine = Engine(net)
    near = engine.neighbours
    return [
        ("from networkx to igraph", lambda: Engine(net), None),
        (
            "betweenness",
            fresh(net, "betweenness"),
            (lambda: nx.betweenness_centrality(net)) if some else None,
        ),
        (
            "closeness",
            fresh(net, "closeness"),
            (lambda: nx.closeness_centrality(net)) if some else None,
        ),
        (
            "harmonic closeness",
            fresh(net, "harmonic"),
            (lambda: nx.harmonic_centrality(net)) if some else None,
        ),
        (
            "communities",
            lambda: communities(net),
            lambda: nx.community.louvain_communities(net, seed=1),
        ),
        (
            "articulation points",
            fresh(net, "articulation_points"),
            lambda: list(nx.articulation_points(net)),
        ),
        ("core numbers", fresh(net, "cores"), lambda: nx.core_number(net)),
        (
            "constraint",
            fresh(net, "constraint"),
            (lambda: nx.constraint(net)) if few else None,
        ),
        ("attack S10, ten draws", lambda: after_attack(near), None),
        (
            "Schneider R, ten draws and one",
            lambda: schneider_r(near),
            (lambda: plain_r(net)) if few else None,
        ),
        (
            "drawing by springs",
            lambda: force_layout(net),
            (lambda: nx.spring_layout(net, iterations=50, seed=1)) if some else None,
        ),
        ("kind, index and parts", lambda: read_shape(net), None),
    ]


def table(order: int) -> tuple[float | None, float]:
    """Print a table; return the ratio of betweenness and the time of everything."""
    net = made(order)
    ratio_of_betweenness: float | None = None
    print(f"\n{order} organisations, {net.number_of_edges()} ties")
    print(f"{'':<32}{'ours ms':>10}{'networkx':>10}{'ratio':>8}")
    for name, ours, theirs in pairs(net):
        took = seconds(ours)
        line = f"{name:<32}{took * 1e3:>10.1f}"
        if theirs is not None:
            other = seconds(theirs)
            line += f"{other * 1e3:>10.1f}{other / took:>8.1f}"
            if name == "betweenness":
                ratio_of_betweenness = other / took
        print(line, flush=True)
    start = perf_counter()
    engine = Engine(net)
    measures_of(engine)
    groups = dict(zip(engine.ids, engine.communities(1), strict=True))
    standings_of(engine, groups)
    whole = perf_counter() - start
    start = perf_counter()
    random_peer(net)
    beside = perf_counter() - start
    print(f"{'every measure, every standing':<32}{whole * 1e3:>10.1f}")
    print(f"{'the random networks beside it':<32}{beside * 1e3:>10.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memory at most so far, MB':<32}{peak:>10.0f}")
    return ratio_of_betweenness, whole + beside


def main() -> None:
    random.seed(1)
    orders = ORDERS[:2] if "--quick" in sys.argv else ORDERS
    for order in orders:
        ratio, took = table(order)
        if ratio is not None and ratio < FLOOR:
            sys.exit(f"betweenness is only {ratio:.1f} times as fast as networkx")
        if took > CEILING:
            sys.exit(f"everything takes {took:.0f} s, more than {CEILING:.0f}")


if __name__ == "__main__":
    main()
