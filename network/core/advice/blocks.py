"""Which ties would make every organisation dispensable, and how few they are.

A group that hangs together without any one of its organisations is a *block*.
Blocks meet in organisations that hold them together, and so form a tree: the
block-cut tree.  A tie between two leaves of the tree turns the blocks between
them into one.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain, combinations, islice, takewhile
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from network.core.advice.surroundings import ordered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from network.core.advice.surroundings import Pair

    Cost = Callable[[int, int], float]
    #: Chooses among pairs that cost about the same and help as much.
    Pick = Callable[[list[Pair]], Pair]

#: Up to so many leaves every pair is looked at; beyond, a sample of pairs.
MOST_LEAVES = 32
SAMPLE = 160
#: How many organisations of a leaf are considered for its tie.
PER_LEAF = 3
#: How many pairs there are to pick from, and how much dearer they may be.
CHOICES = 6
SLACK = 0.5


@dataclass(slots=True)
class BlockForest:
    """The blocks of a graph and the organisations that hold them together.

    Attributes:
        members: Organisations of each block, by the number of the block; an
            organisation without ties is a block of its own.
        cuts: For each block, its organisations that are also in others.
        blocks: For each such organisation, the blocks it is in.
    """

    members: dict[int, set[int]]
    cuts: dict[int, set[int]]
    blocks: dict[int, set[int]]

    def leaves(self) -> list[int]:
        """Return the blocks that hang on one organisation, in order."""
        return sorted(block for block, cuts in self.cuts.items() if len(cuts) == 1)

    def lone(self) -> list[int]:
        """Return the blocks that nothing holds to others, in order."""
        return sorted(block for block, cuts in self.cuts.items() if not cuts)

    def free(self, block: int) -> set[int]:
        """Return the organisations of a block that are in no other."""
        return self.members[block] - self.cuts[block]

    def most_blocks(self) -> int:
        """Return in how many blocks the busiest organisation is, 0 if in one."""
        return max(map(len, self.blocks.values()), default=0)


def block_forest(graph: nx.Graph[int]) -> BlockForest:
    """Return the block-cut forest of an undirected, simple graph.

    Source:
        Harary, F. and Prins, G. (1966). The block-cutpoint-tree of a graph.
        Publicationes Mathematicae Debrecen 13, 103-107; blocks by networkx
        (Hopcroft, J. and Tarjan, R. 1973, Algorithm 447).
    """
    found = sorted(
        [*nx.biconnected_components(graph), *({node} for node in nx.isolates(graph))],
        key=min,
    )
    members = {number: set(block) for number, block in enumerate(found)}
    blocks: dict[int, set[int]] = {}
    for number, block in members.items():
        for node in block:
            blocks.setdefault(node, set()).add(number)
    shared = {node: numbers for node, numbers in blocks.items() if len(numbers) > 1}
    cuts = {number: block & shared.keys() for number, block in members.items()}
    return BlockForest(members, cuts, shared)


def ties_needed(graph: nx.Graph[int]) -> int:
    """Return how few ties make every organisation dispensable.

    With fewer than three organisations nobody can be between two others: what
    counts there is that they have a tie.

    Returns:
        ``max(d - 1, ceil(p / 2) + q)``: ``d`` is the most pieces that one
        departure leaves, ``p`` the leaves of the block-cut forest and ``q`` its
        trees of a single block.  Zero if the graph is biconnected.

    Source:
        Eswaran, K. and Tarjan, R. (1976). Augmentation problems. SIAM Journal
        on Computing 5, 653-665.
    """
    order = graph.number_of_nodes()
    if order < 3:
        return int(order == 2 and not graph.number_of_edges())
    pieces = nx.number_connected_components(graph)
    return _bound(block_forest(graph), pieces)


def pair_leaves(
    graph: nx.Graph[int],
    *,
    cost: Cost | None = None,
    pick: Pick | None = None,
    seed: int = 1,
) -> Iterator[Pair]:
    """Yield ties, one at a time, until every organisation is dispensable.

    First the separate groups are joined, the largest with the next, then the
    leaves of the tree, each time a pair that brings the bound down by one, so
    that the ties are as few as :func:`ties_needed` says.  Among the pairs that
    do, the cheapest one is taken.  At most half of the pairs do not, so a
    sample is enough in a large network.

    Args:
        graph: Undirected and simple; it is not changed.
        cost: What speaks against a pair, lower id first; without it, all
            pairs are equal and those with few ties come first.
        pick: Chooses among a few pairs that cost about the same; the cheapest
            when none.
        seed: For the sample of pairs in a large network, and among equals.

    Yields:
        Pairs without a tie, the lower id first.

    Source:
        Hsu, T.-S. and Ramachandran, V. (1993). Finding a smallest augmentation
        to biconnect a graph. SIAM Journal on Computing 22, 889-912.
    """
    order = graph.number_of_nodes()
    if order < 3:
        if ties_needed(graph):
            low, high = sorted(graph)
            yield low, high
        return
    weaver = _Weaver(graph, cost or _nothing, pick or _first, seed)
    yield from weaver.join_groups()
    yield from weaver.join_leaves()


def first_pairs(
    graph: nx.Graph[int],
    count: int,
    *,
    cost: Cost | None = None,
    pick: Pick | None = None,
    seed: int = 1,
) -> list[Pair]:
    """Return the first ``count`` ties of :func:`pair_leaves`, or all there are."""
    return list(islice(pair_leaves(graph, cost=cost, pick=pick, seed=seed), count))


def _nothing(_one: int, _other: int) -> float:
    return 0.0


def _first(pairs: list[Pair]) -> Pair:
    return pairs[0]


def _bound(forest: BlockForest, pieces: int) -> int:
    leaves, lone = len(forest.leaves()), len(forest.lone())
    if pieces == 1 and lone:
        return 0
    by_leaves = -(-leaves // 2) + lone
    return max(by_leaves, forest.most_blocks() + pieces - 2)


class _Link(NamedTuple):
    """A tie that could be made between two blocks, the cheapest first."""

    cost: float
    ties: int
    #: Drawn at random, so that equals are not always the same few.
    lot: float
    one: int
    two: int
    left: int
    right: int

    @property
    def pair(self) -> Pair:
        """The two organisations, the lower id first."""
        return ordered(self.one, self.two)


class _Weaver:
    """The forest while ties are added to it."""

    def __init__(self, graph: nx.Graph[int], cost: Cost, pick: Pick, seed: int) -> None:
        self.forest = block_forest(graph)
        self.degree: Counter[int] = Counter(dict(graph.degree()))
        self.cost, self.pick = cost, pick
        self.random = Random(seed)  # noqa: S311 - a sample, not a secret
        self.next_block = len(self.forest.members)
        self.groups = sorted(
            (set(group) for group in nx.connected_components(graph)),
            key=lambda group: (-len(group), min(group)),
        )

    def join_groups(self) -> Iterator[Pair]:
        """Yield a tie from the largest group to each of the others in turn."""
        ends = self._ends_by_group()
        main = ends[0]
        for other in ends[1:]:
            pairs = [
                (one, two) for one in self._some(main) for two in self._some(other)
            ]
            link = self._picked(iter(self._in_order(pairs)))
            bridge = self._new_block({link.one, link.two})
            self._hold(link.one, link.left, bridge)
            self._hold(link.two, link.right, bridge)
            main = [block for block in (*main, *other, bridge) if self._is_end(block)]
            yield self._tied(link)

    def join_leaves(self) -> Iterator[Pair]:
        """Yield ties between leaves of the one tree until it is one block."""
        while len(leaves := self.forest.leaves()) > 1:
            paths = _Paths(self.forest, leaves[0])
            lowers = self._lowers_bound(paths, len(leaves))
            links = self._in_order(self._pairs(leaves))
            link = self._picked(link for link in links if lowers(link.left, link.right))
            self._merge(*paths.between(link.left, link.right))
            yield self._tied(link)

    def _ends_by_group(self) -> list[list[int]]:
        """Return, for each group, the blocks to which a tie may come."""
        where = {node: rank for rank, group in enumerate(self.groups) for node in group}
        ends: list[list[int]] = [[] for _ in self.groups]
        for block, members in sorted(self.forest.members.items()):
            if self._is_end(block):
                ends[where[next(iter(members))]].append(block)
        return ends

    def _is_end(self, block: int) -> bool:
        return block in self.forest.cuts and len(self.forest.cuts[block]) < 2

    def _some(self, ends: list[int]) -> list[int]:
        return ends if len(ends) <= MOST_LEAVES else self._sample(ends, MOST_LEAVES)

    def _pairs(self, leaves: list[int]) -> list[tuple[int, int]]:
        if len(leaves) <= MOST_LEAVES:
            return list(combinations(leaves, 2))
        draws = (self._sample(leaves, 2) for _ in range(SAMPLE))
        return [(draw[0], draw[1]) for draw in draws]

    def _sample(self, blocks: list[int], count: int) -> list[int]:
        return sorted(self.random.sample(blocks, count))

    def _in_order(self, pairs: list[tuple[int, int]]) -> list[_Link]:
        """Return a tie for each pair of blocks, the cheapest first."""
        ends = {block: self._representatives(block) for block in {*chain(*pairs)}}
        links = (
            min(
                self._link(left, right, one, two)
                for one in ends[left]
                for two in ends[right]
            )
            for left, right in pairs
        )
        return sorted(links)

    def _link(self, left: int, right: int, one: int, two: int) -> _Link:
        cost = self.cost(*ordered(one, two))
        ties = self.degree[one] + self.degree[two]
        return _Link(cost, ties, self.random.random(), one, two, left, right)

    def _picked(self, links: Iterator[_Link]) -> _Link:
        """Return the one that is picked among those about as cheap as the first."""
        best = next(links)
        about = takewhile(lambda link: link.cost <= best.cost + SLACK, links)
        choices = {link.pair: link for link in (best, *islice(about, CHOICES - 1))}
        return choices[self.pick(list(choices))]

    def _representatives(self, block: int) -> list[int]:
        """Return those of a block with the fewest ties, who are in no other."""
        return nsmallest(
            PER_LEAF,
            self.forest.free(block),
            key=lambda node: (self.degree[node], node),
        )

    def _lowers_bound(self, paths: _Paths, leaves: int) -> Callable[[int, int], bool]:
        """Return the test whether joining two leaves lowers the bound by one."""
        forest = self.forest
        most = forest.most_blocks()
        bound = max(most - 1, -(-leaves // 2))
        busiest = {cut for cut, held in forest.blocks.items() if len(held) == most}

        def lowers(left: int, right: int) -> bool:
            blocks, cuts = paths.between(left, right)
            branches = sum(len(forest.cuts[block]) - 2 for block in blocks) + 2
            branches += sum(len(forest.blocks[cut]) > 2 for cut in cuts)
            # A path with one branch only leaves a new leaf where it was.
            left_over = leaves - 2 + (branches == 1)
            if -(-left_over // 2) >= bound:
                return False
            return most - 1 < bound or busiest <= set(cuts)

        return lowers

    def _new_block(self, members: set[int]) -> int:
        number = self.next_block
        self.next_block += 1
        self.forest.members[number] = members
        self.forest.cuts[number] = set()
        return number

    def _hold(self, node: int, block: int, bridge: int) -> None:
        """Let an organisation hold a new block to the one it was in."""
        forest = self.forest
        if len(forest.members[block]) == 1:
            # It stood alone: the new block takes the place of its own.
            del forest.members[block], forest.cuts[block]
            return
        forest.blocks[node] = {block, bridge}
        forest.cuts[block].add(node)
        forest.cuts[bridge].add(node)

    def _merge(self, blocks: list[int], cuts: list[int]) -> None:
        """Make one block of those between two leaves."""
        forest = self.forest
        merged = self._new_block(set().union(*(forest.members[b] for b in blocks)))
        held = set().union(*(forest.cuts[block] for block in blocks))
        for cut in held:
            forest.blocks[cut].difference_update(blocks)
            forest.blocks[cut].add(merged)
        for cut in [cut for cut in cuts if len(forest.blocks[cut]) == 1]:
            del forest.blocks[cut]
            held.discard(cut)
        for block in blocks:
            del forest.members[block], forest.cuts[block]
        forest.cuts[merged] = held

    def _tied(self, link: _Link) -> Pair:
        self.degree[link.one] += 1
        self.degree[link.two] += 1
        return link.pair


class _Paths:
    """Ways through one tree of the forest, from parents found once."""

    def __init__(self, forest: BlockForest, root: int) -> None:
        #: For each block, the organisation and block above it, and its depth.
        self.above: dict[int, tuple[int, int]] = {}
        self.depth = {root: 0}
        queue = deque([root])
        while queue:
            block = queue.popleft()
            for cut in forest.cuts[block]:
                for below in forest.blocks[cut]:
                    if below not in self.depth:
                        self.depth[below] = self.depth[block] + 1
                        self.above[below] = (cut, block)
                        queue.append(below)

    def between(self, left: int, right: int) -> tuple[list[int], list[int]]:
        """Return the blocks and the organisations on the way between two blocks.

        Blocks that hang on one organisation are siblings: the way goes
        through that organisation without touching the block above it.
        """
        blocks, cuts = [], []
        while left != right:
            if self.depth[left] < self.depth[right]:
                left, right = right, left
            cut, above = self.above[left]
            blocks.append(left)
            cuts.append(cut)
            if right in self.above and self.above[right] == (cut, above):
                # Both hang on the same organisation: the top of the way.
                blocks.append(right)
                return blocks, cuts
            left = above
        return [*blocks, left], cuts
