"""What each member pays, to the last unit of money.

1. Freight of an order is split over its lines by units carried, so every item
   has a landed cost; units bought for nobody are part of it.
2. The landed cost of an item is split over its members by units received: every
   unit of an item costs all of them the same.
3. Nobody pays more than alone.  Whoever would (a small order pays the average of
   a lot bought in several places) pays what he would alone, and those who save
   take over the difference in proportion to what each saves.

Every split is by largest remainder, so the sums are exact.

Step 3 works whenever the members together save: let each ``p`` be what a member
pays after step 2 and ``a`` what he would pay alone.  The difference to be taken
over is the sum of ``p - a`` where ``p > a``, the room for it the sum of ``a - p``
where ``a > p``, and room is at least the difference if and only if the sum of
``a`` is at least the sum of ``p``.  A proportional part of a smaller total never
exceeds the room it is proportional to, rounding included.  The sum of ``a`` is at
least the cost of a proved plan if nobody's ``a`` is a reference price, prices do
not rise with the quantity and no maximum binds: buying for each member alone is
then itself a joint plan, which the chosen one cannot exceed.  Otherwise it may
fail, and then the rest is shared in proportion to ``a`` and the plan says so.
Members without a known ``a`` pay what step 2 says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.kernel.sharing import largest_remainder
from marketplace.purchasing.core.choosing import ordered
from marketplace.purchasing.core.outcome import Carriage, Order
from marketplace.purchasing.core.prices import freight_cost, line_cost

if TYPE_CHECKING:
    from collections.abc import Mapping

    from marketplace.purchasing.core.model import Packs
    from marketplace.purchasing.core.problem import Problem


@dataclass(frozen=True, slots=True)
class Invoice:
    """What is bought and what it costs.

    Attributes:
        orders: By supplier and item.
        freight: By supplier bought from.
        landed: Minor units of each item bought, its part of freight included.
    """

    orders: tuple[Order, ...]
    freight: tuple[Carriage, ...]
    landed: dict[str, int]


def invoice(problem: Problem, packs: Packs) -> Invoice:
    """Return the orders of a plan and what each item costs with freight."""
    orders: list[Order] = []
    freight: list[Carriage] = []
    landed: dict[str, int] = {}
    for supplier in problem.suppliers:
        units = ordered(supplier, packs)
        if not units:
            continue
        bringing = freight_cost(supplier.freight, sum(units.values()))
        freight.append(Carriage(supplier.id, bringing))
        parts = largest_remainder(bringing, list(units.values()))
        for (name, many), part in zip(units.items(), parts, strict=True):
            line = next(each for each in supplier.lines if each.item == name)
            cost = line_cost(line, many)
            price = [each.price for each in line.breaks if each.from_ <= many][-1]
            orders.append(
                Order(supplier.id, name, many // line.pack, many, price, cost)
            )
            landed[name] = landed.get(name, 0) + cost + part
    return Invoice(tuple(orders), tuple(freight), landed)


def by_units(
    landed: Mapping[str, int], given: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    """Split the landed cost of every item over its members by units received.

    What an item costs that nobody receives (bought only because it makes the
    others cheaper) is added to the other items in proportion to their cost.

    Args:
        landed: Minor units by item.
        given: Units by item and member; somebody receives something if there
            is anything to pay.

    Returns:
        Minor units by member and item, only where units were received.
    """
    shared = sorted(item for item in landed if any(given[item].values()))
    lost = sum(landed.values()) - sum(landed[item] for item in shared)
    weights = [landed[item] for item in shared]
    if not any(weights):
        weights = [1] * len(shared)
    pays: dict[str, dict[str, int]] = {}
    for item, more in zip(shared, largest_remainder(lost, weights), strict=True):
        members = [member for member, units in given[item].items() if units]
        units = [given[item][member] for member in members]
        parts = largest_remainder(landed[item] + more, units)
        for member, part in zip(members, parts, strict=True):
            pays.setdefault(member, {})[item] = part
    return pays


@dataclass(frozen=True, slots=True)
class Balanced:
    """What members pay once nobody pays more than alone.

    Attributes:
        totals: Minor units by member.
        moved: Minor units taken over by members who save.
        over: Minor units that are paid beyond what all would pay alone.
    """

    totals: dict[str, int]
    moved: int
    over: int


def balance(totals: Mapping[str, int], alone: Mapping[str, int | None]) -> Balanced:
    """Let nobody pay more than alone, as far as the members together save.

    Args:
        totals: Minor units each member pays, by units.
        alone: Minor units each would pay alone; none if not known.
    """
    known = {
        member: price
        for member in sorted(totals)
        if (price := alone[member]) is not None
    }
    capped = {member: min(totals[member], price) for member, price in known.items()}
    moved = sum(totals[member] - capped[member] for member in known)
    room = [price - capped[member] for member, price in known.items()]
    taken = min(moved, sum(room))
    over = moved - taken
    first = largest_remainder(taken, room)
    weights = list(known.values())
    rest = largest_remainder(over, weights if any(weights) else [1] * len(weights))
    for member, more, beyond in zip(known, first, rest, strict=True):
        capped[member] += more + beyond
    return Balanced(dict(totals) | capped, taken, over)


def over_items(total: int, parts: Mapping[str, int]) -> dict[str, int]:
    """Split what a member pays over items, in proportion to ``parts``."""
    weights = list(parts.values())
    if not any(weights):
        weights = [1] * len(parts)
    return dict(zip(parts, largest_remainder(total, weights), strict=True))
