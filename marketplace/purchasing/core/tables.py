"""Least costs of covering 0, 1, ... units of one item, by whole packs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from marketplace.purchasing.core.model import useful_steps
from marketplace.purchasing.core.prices import accepts, line_cost, order_cost
from marketplace.purchasing.core.problem import Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from marketplace.purchasing.core.model import Step
    from marketplace.purchasing.core.problem import Item, Line, Problem, Supplier

#: More than any cost: such an amount cannot be covered.
NEVER = 2**61
#: Orders of one item up to which tables are made.
MOST_ORDERS = 20_000
#: Orders times units up to which tables are made.
MOST_STEPS = 30_000_000

#: (units, minor units) of an order of one line.
Choice = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """Costs of covering every number of units of one item up to a most.

    Attributes:
        whole: Least cost if nothing else is ordered: freight, minimum and
            maximum of orders included, several suppliers together.
        bare: The same without what belongs to an order as a whole (fixed
            freight, trucks, minimum, maximum): never above what the item adds
            to any order.
        one: For each supplier, ``bare`` from that supplier only.
        bought: For each supplier, the units that ``one`` buys.
    """

    whole: NDArray[np.int64]
    bare: NDArray[np.int64]
    one: dict[str, NDArray[np.int64]]
    bought: dict[str, NDArray[np.int64]]


def table(problem: Problem, item: Item, most: int) -> Table | None:
    """Return the costs of covering up to ``most`` units of an item.

    None if that would take too many steps.
    """
    all_of_it = replace(item, requests=(Request("", most, most),))
    offers = [
        (supplier, line, list(useful_steps(supplier, line, all_of_it, surplus=True)))
        for supplier in problem.suppliers
        for line in supplier.lines
        if line.item == item.id
    ]
    orders = sum(step.last - step.first + 1 for *_, each in offers for step in each)
    if orders > MOST_ORDERS or orders * (most + 1) > MOST_STEPS:
        return None
    bare = {seller.id: _bare(seller, line, steps) for seller, line, steps in offers}
    alone = {name: _one(choices, most) for name, choices in bare.items()}
    return Table(
        _covering([_whole(*offer) for offer in offers], most),
        _covering(list(bare.values()), most),
        {name: costs for name, (costs, _) in alone.items()},
        {name: units for name, (_, units) in alone.items()},
    )


def _packs(useful: Sequence[Step]) -> list[int]:
    """Return the numbers of packs that may be best, most first."""
    packs = {many for step in useful for many in range(step.first, step.last + 1)}
    return sorted(packs, reverse=True)


def _whole(supplier: Supplier, line: Line, useful: Sequence[Step]) -> list[Choice]:
    """Return the orders of one line that a supplier accepts, freight included."""
    choices = []
    for packs in _packs(useful):
        order = {line.item: packs * line.pack}
        if accepts(supplier, order):
            choices.append((packs * line.pack, order_cost(supplier, order)))
    return _cheaper(choices)


def _bare(supplier: Supplier, line: Line, useful: Sequence[Step]) -> list[Choice]:
    """Return the orders of one line with freight per unit and nothing else."""
    freight = supplier.freight.per_unit
    amounts = (packs * line.pack for packs in _packs(useful))
    return _cheaper(
        [(units, line_cost(line, units) + freight * units) for units in amounts]
    )


def _cheaper(choices: Sequence[Choice]) -> list[Choice]:
    """Leave out orders that cost no less than a larger one (most units first)."""
    kept: list[Choice] = []
    for units, cost in choices:
        if not kept or cost < kept[-1][1]:
            kept.append((units, cost))
    return kept


def _covering(offers: Sequence[Sequence[Choice]], most: int) -> NDArray[np.int64]:
    """Return the least cost of covering each number of units, from any suppliers."""
    best = np.full(most + 1, NEVER, dtype=np.int64)
    best[0] = 0
    for choices in offers:
        before = best.copy()
        for units, cost in choices:
            here = min(units, most)
            # Covering up to this many units needs nothing else.
            best[: here + 1] = np.minimum(best[: here + 1], cost)
            rest = before[: most + 1 - here] + cost
            best[here:] = np.minimum(best[here:], rest)
        best[0] = 0
    return np.minimum(best, NEVER)


def _one(
    choices: Sequence[Choice], most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the least cost, and the units bought, from one line only."""
    costs = np.full(most + 1, NEVER, dtype=np.int64)
    bought = np.zeros(most + 1, dtype=np.int64)
    for units, cost in choices:
        # Later orders are smaller and cheaper: they win where they suffice.
        costs[1 : units + 1] = cost
        bought[1 : units + 1] = units
    costs[0] = 0
    return costs, bought
