"""What each member pays, to the last unit of money.

1. Freight of an order is split over its lines by units carried, so every item
   has a landed cost; units bought for nobody are part of it.
2. The landed cost of an item is split over its members by units received: every
   unit of an item costs all of them the same.
3. Nobody pays more than alone.  Whoever would (a small order pays the average of
   a lot bought in several places) pays what he would alone, and those who save
   take over the difference in proportion to what each saves.  Alone is the
   reference price where suppliers sell no such small amounts; if those who save
   are not enough, members with only that price pay above it before anybody pays
   more than a real offer.

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
Members without a reference price count with the offer; those who have neither
pay what step 2 says.
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

    from marketplace.purchasing.core.alone import Price
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
        over: Minor units that are paid beyond what members would pay alone.
    """

    totals: dict[str, int]
    moved: int
    over: int


def balance(totals: Mapping[str, int], prices: Mapping[str, Price]) -> Balanced:
    """Let nobody pay more than alone, as far as the members together save.

    Args:
        totals: Minor units each member pays, by units.
        prices: What each would pay alone.
    """
    limits = {
        member: limit
        for member in sorted(totals)
        if (limit := _limit(prices[member])) is not None
    }
    paid = {member: min(totals[member], limit) for member, limit in limits.items()}
    rest = moved = sum(totals[member] - paid[member] for member in limits)
    rest = _fill(paid, limits, rest)
    moved -= rest
    offers = {member: max(paid[member], prices[member].offer or 0) for member in limits}
    rest = _fill(paid, offers, rest)
    weights = list(limits.values())
    if not any(weights):
        # Alone they would pay nothing: what units cost them is all there is.
        weights = [totals[member] for member in limits]
    shares = largest_remainder(rest, weights)
    for member, more in zip(limits, shares, strict=True):
        paid[member] += more
    over = sum(
        max(0, paid[member] - alone)
        for member in limits
        if (alone := prices[member].alone) is not None
    )
    return Balanced(dict(totals) | paid, moved, over)


def _limit(price: Price) -> int | None:
    """Return what a member should not pay more than, if anything."""
    return price.offer if price.alone is None else price.alone


def _fill(paid: dict[str, int], limits: Mapping[str, int], amount: int) -> int:
    """Add an amount in proportion to the room under limits; return the rest."""
    room = [limits[member] - pays for member, pays in paid.items()]
    taken = min(amount, sum(room))
    for member, more in zip(paid, largest_remainder(taken, room), strict=True):
        paid[member] += more
    return amount - taken


def over_items(total: int, parts: Mapping[str, int]) -> dict[str, int]:
    """Split what a member pays over items, in proportion to ``parts``."""
    weights = list(parts.values())
    if not any(weights):
        weights = [1] * len(parts)
    return dict(zip(parts, largest_remainder(total, weights), strict=True))
