"""The rules of a joint purchase by trying everything: slow, short and separate.

Nothing here uses the code it judges, except the classes of the problem.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from marketplace.purchasing.core.problem import Item, Line, Problem, Supplier


class Best(NamedTuple):
    """Value served, and the outcomes that are as good as any.

    An outcome is money, suppliers, and what surplus saves (none if none).  There
    are several when equally cheap plans serve other items, and surplus helps them
    unequally.
    """

    served: int
    outcomes: frozenset[tuple[int, int, int | None]]


class Order(NamedTuple):
    units: dict[str, int]
    money: int
    used: bool


def cost_of_line(line: Line, units: int) -> int:
    """Price every unit one by one."""
    if line.discount == "all-units":
        price = [step.price for step in line.breaks if step.from_ <= units][-1]
        return price * units
    return sum(
        next(step.price for step in reversed(line.breaks) if step.from_ < unit)
        for unit in range(1, units + 1)
    )


def _quantities(supplier: Supplier, line: Line, item: Item) -> range:
    """Return what may be bought of a line besides nothing; can be too much to list."""
    most = max(item.at_most, line.minimum, line.breaks[-1].from_)
    prices = [step.price for step in line.breaks if step.price]
    if supplier.minimum_order and prices:
        most += supplier.minimum_order // min(prices) + line.pack
    most += line.pack
    if line.maximum is not None:
        most = min(most, line.maximum)
    packs = max(1, -(-line.minimum // line.pack))
    return range(packs * line.pack, most + 1, line.pack)


def _orders(supplier: Supplier, items: dict[str, Item]) -> list[Order]:
    choices = [[0, *_quantities(supplier, n, items[n.item])] for n in supplier.lines]
    found = []
    for amounts in itertools.product(*choices):
        pairs = list(zip(supplier.lines, amounts, strict=True))
        goods, total = sum(cost_of_line(*pair) for pair in pairs), sum(amounts)
        most = supplier.maximum_order
        if total and goods < supplier.minimum_order:
            continue
        if total and most is not None and goods > most:
            continue
        freight = supplier.freight
        if total:
            goods += freight.fixed + freight.per_unit * total
        if freight.truck_units:
            goods += freight.truck * -(-total // freight.truck_units)
        units = {line.item: amount for line, amount in pairs}
        found.append(Order(units, goods, bool(total)))
    return found


def served(item: Item, units: int, *, all_given: bool) -> int | None:
    """Most wanted units served with so many, none if they cannot all be given."""
    choices = [
        [0, *range(max(ask.at_least, 1), ask.at_most + 1)] for ask in item.requests
    ]
    values = [
        sum(min(a, ask.wanted) for a, ask in zip(given, item.requests, strict=True))
        for given in itertools.product(*choices)
        if (sum(given) == units if all_given else sum(given) <= units)
    ]
    return max(values, default=None)


def size(problem: Problem) -> int:
    """Return how many combinations there are to try."""
    items = {item.id: item for item in problem.items}
    combinations = 1
    for supplier in problem.suppliers:
        for line in supplier.lines:
            combinations *= 1 + len(_quantities(supplier, line, items[line.item]))
    return combinations


class _Tried(NamedTuple):
    exact: tuple[int, ...] | None
    most: tuple[int, ...]
    money: int
    suppliers: int


def _try_all(problem: Problem) -> Iterator[_Tried]:
    items = {item.id: item for item in problem.items}
    known: dict[tuple[str, int], tuple[int | None, int]] = {}
    for orders in itertools.product(*(_orders(s, items) for s in problem.suppliers)):
        exact: list[int] = []
        most: list[int] = []
        for name, item in items.items():
            units = sum(order.units.get(name, 0) for order in orders)
            if (name, units) not in known:
                known[name, units] = (
                    served(item, units, all_given=True),
                    served(item, units, all_given=False) or 0,
                )
            one, other = known[name, units]
            exact += [] if one is None else [one]
            most.append(other)
        money = sum(order.money for order in orders)
        yield _Tried(
            tuple(exact) if len(exact) == len(items) else None,
            tuple(most),
            money,
            sum(order.used for order in orders),
        )


def best(problem: Problem) -> Best:
    """Return what the best plan of a tiny problem reaches."""
    tried = list(_try_all(problem))
    weights = [item.reference_price or 1 for item in problem.items]

    def value(units: tuple[int, ...]) -> int:
        return sum(a * b for a, b in zip(units, weights, strict=True))

    most = max(value(each.exact) for each in tried if each.exact is not None)
    fits = [each for each in tried if each.exact and value(each.exact) >= most]
    least = min((each.money, each.suppliers) for each in fits)
    outcomes: set[tuple[int, int, int | None]] = set()
    for same in {each.exact for each in fits if each[2:] == least}:
        money, suppliers = min(
            (each.money, each.suppliers)
            for each in tried
            if same and all(a >= b for a, b in zip(each.most, same, strict=True))
        )
        if money < least[0]:
            outcomes.add((money, suppliers, least[0] - money))
        else:
            outcomes.add((*least, None))
    return Best(most, frozenset(outcomes))


def cheapest(problem: Problem, basket: dict[str, int]) -> int | None:
    """Return the least money that covers a basket, buying only its items."""
    items = {item.id: item for item in problem.items if item.id in basket}
    costs = []
    suppliers = [
        (supplier, [line for line in supplier.lines if line.item in basket])
        for supplier in problem.suppliers
    ]
    orders = [
        [
            order
            for order in _orders(supplier, {item.id: item for item in problem.items})
            if not any(many for name, many in order.units.items() if name not in basket)
        ]
        for supplier, lines in suppliers
        if lines
    ]
    for chosen in itertools.product(*orders):
        covers = all(
            sum(order.units.get(name, 0) for order in chosen) >= basket[name]
            for name in items
        )
        if covers:
            costs.append(sum(order.money for order in chosen))
    return min(costs, default=None)
