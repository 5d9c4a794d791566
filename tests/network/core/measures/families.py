"""Made-up networks of four families, to see whether the kind tells them apart.

Each is made by a recipe of its family, without looking at any measure, and
then disturbed a little: ties of real organisations do not keep to a plan.
``python -m tests.network.core.measures.families`` prints the table of
``docs/network.md``.
"""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import networkx as nx

from network.core.measures.kind import NetworkKind, degree_centralisation, read_shape

if TYPE_CHECKING:
    from collections.abc import Callable

    Net = nx.Graph[int]
    Recipe = Callable[[random.Random, int], "Net"]

SMALLEST, LARGEST = 8, 200
EACH = 120
KINDS: Final = (
    NetworkKind.FRAGMENTED,
    NetworkKind.CENTRALISED,
    NetworkKind.DECENTRALISED,
    NetworkKind.DISTRIBUTED,
)
WORDS: Final = {
    NetworkKind.FRAGMENTED: "fragmentada",
    NetworkKind.CENTRALISED: "centralizada",
    NetworkKind.DECENTRALISED: "descentralizada",
    NetworkKind.DISTRIBUTED: "distribuida",
}


def star(_rng: random.Random, order: int) -> Net:
    """Everybody deals with one house."""
    net: Net = nx.star_graph(order - 1)
    return net


def spider(rng: random.Random, order: int) -> Net:
    """One house, and behind some of the others one more."""
    legs = range(1, max(4, order * 2 // 3))
    net: Net = nx.star_graph(len(legs))
    for new in range(len(legs) + 1, order):
        net.add_edge(rng.choice(legs), new)
    return net


def windmill(_rng: random.Random, order: int) -> Net:
    """One house with neighbours two by two."""
    net: Net = nx.star_graph(order - 1)
    net.add_edges_from((one, one + 1) for one in range(1, order - 1, 2))
    return net


def hubs_in_a_ring(rng: random.Random, order: int) -> Net:
    """Several hubs joined in a ring, each with its own."""
    return _with_leaves(rng, nx.cycle_graph(_several(rng, order)), order)


def hubs_all_joined(rng: random.Random, order: int) -> Net:
    """Several hubs, all joined, each with its own."""
    return _with_leaves(rng, nx.complete_graph(_several(rng, order)), order)


def villages(rng: random.Random, order: int) -> Net:
    """Close groups in a ring, each joined to the next through one house."""
    groups = _several(rng, order)
    members = [list(range(number, order, groups)) for number in range(groups)]
    net: Net = nx.Graph()
    net.add_nodes_from(range(order))
    for group in members:
        for one, other in pairwise(group):
            net.add_edge(group[0], other)
            net.add_edge(one, other)
    net.add_edges_from(
        (members[number][0], members[(number + 1) % groups][0])
        for number in range(groups)
    )
    return net


def mesh(rng: random.Random, order: int) -> Net:
    """A net of fishermen: rows and columns."""
    rows = max(2, round(order**0.5) - rng.randrange(2))
    net = nx.grid_2d_graph(rows, max(3, order // rows))
    net.add_edge((0, 0), max(net))
    return nx.convert_node_labels_to_integers(net)


def regular(rng: random.Random, order: int) -> Net:
    """Everybody deals with as many, four to six."""
    ties = rng.choice((4, 6))
    net: Net = nx.random_regular_graph(ties, order, seed=rng)
    return net


def small_world(rng: random.Random, order: int) -> Net:
    """Everybody with the nearest four, and some far away."""
    net: Net = nx.connected_watts_strogatz_graph(order, 4, 0.2, seed=rng)
    return net


def spread(rng: random.Random, order: int) -> Net:
    """Ties at random, five for each."""
    net: Net = nx.gnm_random_graph(order, 5 * order // 2, seed=rng)
    return net


def islands(rng: random.Random, order: int) -> Net:
    """Groups without ties between them."""
    groups = rng.randint(3, max(3, min(8, order // 4)))
    sizes = [order // groups + (number < order % groups) for number in range(groups)]
    makers = (nx.cycle_graph, nx.complete_graph, lambda size: nx.star_graph(size - 1))
    return nx.disjoint_union_all([rng.choice(makers)(size) for size in sizes])


def dust(rng: random.Random, order: int) -> Net:
    """A few pairs, and many alone."""
    net: Net = nx.gnm_random_graph(order, order * 2 // 5, seed=rng)
    return net


def remnant(rng: random.Random, order: int) -> Net:
    """A good mesh for half of them; the rest have nobody."""
    half: Net = nx.connected_watts_strogatz_graph(max(5, order // 2), 4, 0.2, seed=rng)
    half.add_nodes_from(range(order))
    return half


FAMILIES: Final[dict[NetworkKind, tuple[Recipe, ...]]] = {
    NetworkKind.FRAGMENTED: (islands, dust, remnant),
    NetworkKind.CENTRALISED: (star, spider, windmill),
    NetworkKind.DECENTRALISED: (hubs_in_a_ring, hubs_all_joined, villages),
    NetworkKind.DISTRIBUTED: (mesh, regular, small_world, spread),
}


def network_of(family: NetworkKind, number: int) -> Net:
    """Return the network with that number of a family, always the same."""
    rng = random.Random(f"{family}-{number}")  # noqa: S311 - made-up networks
    order = round(SMALLEST * (LARGEST / SMALLEST) ** rng.random())
    recipes = FAMILIES[family]
    net: Net = nx.Graph(recipes[number % len(recipes)](rng, order))
    _disturb(rng, net)
    return net


def confusion() -> dict[NetworkKind, Counter[NetworkKind]]:
    """Return how often each family was called what."""
    return {
        family: Counter(
            read_shape(network_of(family, number)).kind for number in range(EACH)
        )
        for family in KINDS
    }


def right_by_centralisation_alone() -> float:
    """Return the share right by Freeman's figure alone: 0.3 and 0.6 as limits."""
    right = 0
    for family in KINDS:
        for number in range(EACH):
            net = network_of(family, number)
            found = degree_centralisation([degree for _node, degree in net.degree()])
            assert found is not None
            said = KINDS[1] if found > 0.6 else KINDS[2] if found >= 0.3 else KINDS[3]
            right += said is family
    return right / EACH / len(KINDS)


def table(found: dict[NetworkKind, Counter[NetworkKind]]) -> str:
    """Return the counts as they stand in the document."""
    head = " | ".join(WORDS[kind] for kind in KINDS)
    lines = [f"| made as | {head} | right |", "|---|" + "---:|" * 5]
    for family in KINDS:
        cells = " | ".join(str(found[family][kind]) for kind in KINDS)
        right = 100 * found[family][family] / EACH
        lines.append(f"| {WORDS[family]} | {cells} | {right:.0f} % |")
    return "\n".join(lines)


def _several(rng: random.Random, order: int) -> int:
    return rng.randint(3, max(3, min(9, order // 4)))


def _with_leaves(rng: random.Random, hubs: Net, order: int) -> Net:
    net: Net = nx.Graph(hubs)
    count = hubs.number_of_nodes()
    for new in range(count, order):
        # The first leaves go round, so that no hub is left without any.
        hub = new % count if new < 3 * count else rng.randrange(count)
        net.add_edge(hub, new)
    return net


def _disturb(rng: random.Random, net: Net) -> None:
    """Lose up to 3 % of the ties and add as many between any two."""
    changes = rng.randint(0, max(1, net.number_of_edges() * 3 // 100))
    net.remove_edges_from(rng.sample(sorted(net.edges), changes))
    names = sorted(net)
    for _ in range(changes):
        one, other = rng.sample(names, 2)
        net.add_edge(one, other)


if __name__ == "__main__":
    print(table(confusion()))  # noqa: T201 - the table for the document
    print(right_by_centralisation_alone())  # noqa: T201 - the same
