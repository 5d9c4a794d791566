"""What a member would pay for the same units without the others.

The cheapest way to cover the member's own allocation from the same suppliers,
in whole packs and with their breaks, minimums and freight; more may be bought of
the same items if that is cheaper or the only way.  Where no supplier would sell
the member his amounts (they stay below a minimum), nobody would really buy a
truckload: the reference price stands in if it is lower, and without a reference
price there is nothing to compare with.

Most members are settled by tables.  The others need a small integer programme,
from which suppliers are first taken out that cannot be part of anything cheaper
than an order already found: whoever uses a supplier pays its fixed freight and a
truck, and for the items at least their cost without freight by order, or the
minimum of the order if that is more.  A programme that runs out of time gives
the best order found, so that the price alone may then be told too high.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import accumulate, combinations, takewhile
from typing import TYPE_CHECKING, NamedTuple

from marketplace.purchasing.core.choosing import ordered
from marketplace.purchasing.core.model import Aim, Forced, Purpose, build
from marketplace.purchasing.core.prices import accepts, goods_cost, order_cost
from marketplace.purchasing.core.problem import Item, Request
from marketplace.purchasing.core.solving import minimise
from marketplace.purchasing.core.tables import NEVER, Table, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from marketplace.purchasing.core.problem import Problem, Supplier

#: Longest time, in seconds, for one member's programme.
SECONDS = 5.0


class Price(NamedTuple):
    """What a basket costs a member alone, in minor units.

    Attributes:
        alone: What the member would pay: the offer, or the reference price;
            none if there is neither.
        offer: The cheapest way to buy it from the suppliers, even if far more
            has to be bought; none if they do not have that much.
    """

    alone: int | None
    offer: int | None


@dataclass(slots=True)
class Alone:
    """Prices of buying alone, remembered between members.

    Attributes:
        problem: The joint purchase, rows sorted by id.
        left: Seconds that may still be used.
    """

    problem: Problem
    left: Callable[[], float]
    _known: dict[tuple[tuple[str, int], ...], Price] = field(default_factory=dict)
    _tables: dict[str, Table] = field(default_factory=dict)

    def costs(self, baskets: Mapping[str, Mapping[str, int]]) -> dict[str, Price]:
        """Return what each member's basket costs alone.

        Args:
            baskets: For each member, units of each item; zeros left out.
        """
        most: dict[str, int] = {}
        for basket in baskets.values():
            for item, units in basket.items():
                most[item] = max(most.get(item, 0), units)
        for row in self.problem.items:
            made = table(self.problem, row, most.get(row.id, 0))
            if made is not None:
                self._tables[row.id] = made
        return {member: self._cost(basket) for member, basket in baskets.items()}

    def _cost(self, basket: Mapping[str, int]) -> Price:
        key = tuple(sorted(basket.items()))
        if key not in self._known:
            offer = self._from_suppliers(basket) if basket else 0
            alone = offer
            if offer is None or not self._sold(basket):
                alone = self._by_reference(basket, offer)
            self._known[key] = Price(alone, offer)
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
        tables = {name: self._tables[name] for name in basket if name in self._tables}
        sellers = [
            replace(each, lines=tuple(n for n in each.lines if n.item in basket))
            for each in self.problem.suppliers
        ]
        sellers = [each for each in sellers if each.lines]
        if len(tables) < len(basket):
            return self._programme(basket, sellers, len(sellers))
        if len(basket) == 1 or not any(_ties_items(each) for each in sellers):
            cost = sum(int(tables[name].whole[n]) for name, n in basket.items())
            return None if cost >= NEVER else cost
        bare = sum(int(tables[name].bare[n]) for name, n in basket.items())
        if bare >= NEVER:
            return None
        found = _simple(basket, sellers, tables)
        worth = [each for each in sellers if _least(each, bare) < found]
        dues = accumulate(sorted(_due(each) for each in worth))
        many = sum(1 for _ in takewhile(lambda due: due + bare < found, dues))
        if many == 1:
            worth = [
                each
                for each in worth
                if _least(each, _from(each, basket, tables)) < found
            ]
        best = self._programme(basket, worth, many) if many and worth else None
        costs = [cost for cost in (best, found) if cost is not None and cost < NEVER]
        return min(costs, default=None)

    def _programme(
        self, basket: Mapping[str, int], sellers: Iterable[Supplier], many: int
    ) -> int | None:
        """Return the least cost from at most so many of some suppliers."""
        mine = replace(
            self.problem,
            items=tuple(
                Item(item.id, item.unit, None, (Request("", units, units),))
                for item in self.problem.items
                if (units := basket.get(item.id))
            ),
            suppliers=tuple(sellers),
        )
        forced = Forced(at_most=many)
        model = build(mine, Purpose(Aim.SPEND, surplus=True), forced)
        found = minimise(model, min(SECONDS, self.left()))
        if found.values is None:
            return None
        packs = model.read(found.values)
        return sum(order_cost(each, ordered(each, packs)) for each in mine.suppliers)


def _simple(
    basket: Mapping[str, int], sellers: Iterable[Supplier], tables: Mapping[str, Table]
) -> int:
    """Return the cost of the best order from one or two suppliers found quickly.

    Each item comes whole from the cheaper of the two, so this is a cost that can
    be had, though not always the least.
    """
    best = NEVER
    listed = list(sellers)
    for chosen in [*combinations(listed, 1), *combinations(listed, 2)]:
        orders: dict[str, dict[str, int]] = {each.id: {} for each in chosen}
        cost = 0
        for name, units in basket.items():
            one = tables[name].one
            offers = [
                (int(one[each.id][units]), each.id) for each in chosen if each.id in one
            ]
            least, seller = min(offers, default=(NEVER, ""))
            cost += least
            if cost >= best:
                break
            orders[seller][name] = int(tables[name].bought[seller][units])
        else:
            if all(accepts(each, orders[each.id]) for each in chosen):
                total = sum(order_cost(each, orders[each.id]) for each in chosen)
                best = min(best, total)
    return best


def _from(
    supplier: Supplier, basket: Mapping[str, int], tables: Mapping[str, Table]
) -> int:
    """Return the cost of a basket from one supplier, freight by order left out."""
    one = [tables[name].one.get(supplier.id) for name in basket]
    units = basket.values()
    return sum(
        NEVER if costs is None else int(costs[many])
        for costs, many in zip(one, units, strict=True)
    )


def _due(supplier: Supplier) -> int:
    """Return what any order from a supplier costs besides its goods, at least."""
    freight = supplier.freight
    return freight.fixed + (freight.truck if freight.truck_units else 0)


def _least(supplier: Supplier, bare: int) -> int:
    """Return the least cost of a basket if this supplier is used.

    Args:
        supplier: Who is used.
        bare: Cost of the basket without freight by order, from anybody.
    """
    return _due(supplier) + max(bare, supplier.minimum_order)


def _ties_items(supplier: Supplier) -> bool:
    """Say whether what one item costs here depends on the others."""
    freight = supplier.freight
    alone = not (freight.fixed or freight.truck or supplier.minimum_order)
    return len(supplier.lines) > 1 and not (alone and supplier.maximum_order is None)
