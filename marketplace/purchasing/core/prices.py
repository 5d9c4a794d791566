"""What lines, orders and freight cost, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.purchasing.core.problem import Discount

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from marketplace.purchasing.core.problem import Freight, Line, Supplier


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of quantities in which a line costs ``fixed + price * units``.

    Attributes:
        first: Fewest units of the stretch.
        last: Most units of the stretch; none means no limit.
        fixed: Minor units; what earlier units of an incremental line cost more
            than at this price (less, if prices rise).
        price: Minor units for each unit.
    """

    first: int
    last: int | None
    fixed: int
    price: int


def steps(line: Line) -> Iterator[Step]:
    """Yield the stretches of prices of a line, by rising quantity.

    With ``incremental`` breaks the units up to ``from`` keep the earlier
    price: a line of ``q`` units costs the sum over its breaks of price times
    the units of ``q`` between this ``from`` and the next.
    """
    fixed, previous = 0, 0
    for place, step in enumerate(line.breaks):
        following = line.breaks[place + 1 : place + 2]
        last = following[0].from_ - 1 if following else None
        if line.discount is Discount.INCREMENTAL:
            fixed += (previous - step.price) * step.from_
            previous = step.price
        yield Step(step.from_, last, fixed, step.price)


def line_cost(line: Line, units: int) -> int:
    """Return what ``units`` of a line cost, in minor units, without freight."""
    if units == 0:
        return 0
    reached = [step for step in steps(line) if step.first <= units][-1]
    return reached.fixed + reached.price * units


def freight_cost(freight: Freight, units: int) -> int:
    """Return what bringing an order of ``units`` costs, in minor units."""
    if units == 0:
        return 0
    trucks = -(-units // freight.truck_units) if freight.truck_units else 0
    return freight.fixed + freight.per_unit * units + freight.truck * trucks


def goods_cost(supplier: Supplier, units: Mapping[str, int]) -> int:
    """Return what an order costs without freight.

    Args:
        supplier: Who sells.
        units: Units of each item ordered; items left out count as none.
    """
    return sum(line_cost(line, units.get(line.item, 0)) for line in supplier.lines)


def order_cost(supplier: Supplier, units: Mapping[str, int]) -> int:
    """Return what an order costs with its freight (arguments as in goods)."""
    carried = sum(units.get(line.item, 0) for line in supplier.lines)
    return goods_cost(supplier, units) + freight_cost(supplier.freight, carried)


def accepts(supplier: Supplier, units: Mapping[str, int]) -> bool:
    """Say whether the supplier takes this order: packs, minimums and maximums."""
    for line in supplier.lines:
        asked = units.get(line.item, 0)
        too_many = line.maximum is not None and asked > line.maximum
        if asked % line.pack or too_many or 0 < asked < line.minimum:
            return False
    goods = goods_cost(supplier, units)
    if not any(units.get(line.item, 0) for line in supplier.lines):
        return True
    most = supplier.maximum_order
    return goods >= supplier.minimum_order and (most is None or goods <= most)
