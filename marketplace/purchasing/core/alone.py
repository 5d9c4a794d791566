"""What a member would pay for the same units without the others.

The cheapest way to cover the member's own allocation from the same suppliers,
in whole packs and with their breaks, minimums and freight; more may be bought of
the same items if that is cheaper or the only way.  Where no supplier would sell
the member his amounts (they stay below a minimum), nobody would really buy a
truckload: the reference price stands in if it is lower, and without a reference
price there is nothing to compare with.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from marketplace.purchasing.core.choosing import ordered
from marketplace.purchasing.core.model import (
    Aim,
    Forced,
    Purpose,
    build,
    useful_steps,
)
from marketplace.purchasing.core.prices import accepts, goods_cost, order_cost
from marketplace.purchasing.core.problem import Item, Request
from marketplace.purchasing.core.solving import minimise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from marketplace.purchasing.core.model import Step
    from marketplace.purchasing.core.problem import Line, Problem, Supplier

#: Longest time, in seconds, for one member's programme.
SECONDS = 5.0
#: Steps of the table of one item up to which it is used.
TABLE_STEPS = 30_000_000
_NEVER = 2**61


@dataclass(slots=True)
class Alone:
    """Prices of buying alone, remembered between members.

    Attributes:
        problem: The joint purchase, rows sorted by id.
        left: Seconds that may still be used.
    """

    problem: Problem
    left: Callable[[], float]
    _known: dict[tuple[tuple[str, int], ...], int | None] = field(default_factory=dict)
    _tables: dict[str, NDArray[np.int64]] = field(default_factory=dict)

    def costs(self, baskets: Mapping[str, Mapping[str, int]]) -> dict[str, int | None]:
        """Return minor units for each member's basket, none if unknown.

        Args:
            baskets: For each member, units of each item; zeros left out.
        """
        most: dict[str, int] = {}
        for basket in baskets.values():
            for item, units in basket.items():
                most[item] = max(most.get(item, 0), units)
        self._tables = {
            item.id: table
            for item in self.problem.items
            if item.id in most
            and (table := self._table(item, most[item.id])) is not None
        }
        return {member: self._cost(basket) for member, basket in baskets.items()}

    def _cost(self, basket: Mapping[str, int]) -> int | None:
        key = tuple(sorted(basket.items()))
        if key not in self._known:
            bought = self._from_suppliers(basket) if basket else 0
            if bought is None or not self._sold(basket):
                bought = self._by_reference(basket, bought)
            self._known[key] = bought
        return self._known[key]

    def _by_reference(
        self, basket: Mapping[str, int], bought: int | None
    ) -> int | None:
        items = [item for item in self.problem.items if item.id in basket]
        prices = [item.reference_price for item in items]
        known = [price for price in prices if price is not None]
        if len(known) < len(prices):
            return None
        amounts = [basket[item.id] for item in items]
        cost = sum(a * b for a, b in zip(known, amounts, strict=True))
        return cost if bought is None else min(cost, bought)

    def _sold(self, basket: Mapping[str, int]) -> bool:
        """Say whether some supplier would sell each item in these amounts."""
        sold = set()
        for supplier in self.problem.suppliers:
            order = {
                line.item: -(-basket[line.item] // line.pack) * line.pack
                for line in supplier.lines
                if line.item in basket
            }
            fits = {
                line.item
                for line in supplier.lines
                if line.item in order
                and order[line.item] >= line.minimum
                and (line.maximum is None or order[line.item] <= line.maximum)
            }
            if goods_cost(supplier, order) >= supplier.minimum_order:
                sold |= fits
        return sold >= basket.keys()

    def _from_suppliers(self, basket: Mapping[str, int]) -> int | None:
        """Return the least cost of covering a basket, none if nobody can."""
        if self._apart(basket):
            costs = [int(self._tables[item][units]) for item, units in basket.items()]
            return None if max(costs) >= _NEVER else sum(costs)
        mine = replace(
            self.problem,
            items=tuple(
                Item(item.id, item.unit, None, (Request("", units, units),))
                for item in self.problem.items
                if (units := basket.get(item.id))
            ),
            suppliers=tuple(
                replace(each, lines=tuple(n for n in each.lines if n.item in basket))
                for each in self.problem.suppliers
            ),
        )
        model = build(mine, Purpose(Aim.SPEND, surplus=True), Forced())
        found = minimise(model, min(SECONDS, self.left()))
        if found.values is None:
            return None
        packs = model.read(found.values)
        return sum(order_cost(each, ordered(each, packs)) for each in mine.suppliers)

    def _apart(self, basket: Mapping[str, int]) -> bool:
        """Say whether the items of a basket can be bought one by one."""
        if not self._tables.keys() >= basket.keys():
            return False
        return len(basket) == 1 or not any(
            _ties_items(supplier)
            and sum(line.item in basket for line in supplier.lines) > 1
            for supplier in self.problem.suppliers
        )

    def _table(self, item: Item, most: int) -> NDArray[np.int64] | None:
        """Return the least cost of covering 0, 1, ... units of one item."""
        whole = replace(item, requests=(Request("", most, most),))
        offers = [
            (supplier, line, list(useful_steps(supplier, line, whole, surplus=True)))
            for supplier in self.problem.suppliers
            for line in supplier.lines
            if line.item == item.id
        ]
        counts = (step.last - step.first + 1 for *_, each in offers for step in each)
        if sum(counts) * (most + 1) > TABLE_STEPS:
            return None
        best = np.full(most + 1, _NEVER, dtype=np.int64)
        best[0] = 0
        for supplier, line, useful in offers:
            before = best.copy()
            for units, cost in _choices(supplier, line, useful):
                units_here = min(units, most)
                # Covering up to this many units needs nothing else.
                best[: units_here + 1] = np.minimum(best[: units_here + 1], cost)
                rest = before[: most + 1 - units_here] + cost
                best[units_here:] = np.minimum(best[units_here:], rest)
            best[0] = 0
        return best


def _choices(
    supplier: Supplier, line: Line, useful: Sequence[Step]
) -> list[tuple[int, int]]:
    """Return (units, cost) of the orders of one line that may be best.

    An order that costs no less than a larger one is left out.
    """
    choices: list[tuple[int, int]] = []
    for packs in sorted(
        {packs for step in useful for packs in range(step.first, step.last + 1)},
        reverse=True,
    ):
        units = packs * line.pack
        cost = order_cost(supplier, {line.item: units})
        cheap = not choices or cost < choices[-1][1]
        if cheap and accepts(supplier, {line.item: units}):
            choices.append((units, cost))
    return choices


def _ties_items(supplier: Supplier) -> bool:
    """Say whether what one item costs here depends on the others."""
    freight = supplier.freight
    return bool(
        freight.fixed
        or freight.truck
        or supplier.minimum_order
        or supplier.maximum_order is not None
    )
