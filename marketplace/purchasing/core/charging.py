"""What an invoice comes to for what arrived, and what each member is charged.

1. The supplier's invoice is compared with the order line by line.  What it asks
   for units that did not arrive sound, and what it asks over the order, is
   claimed back; the rest is what the sound units cost.
2. Units that nobody asked for carry their part of the cost into the stock.
3. The rest is charged to members in proportion to the price they accepted for a
   unit times the units they finally got.  When everything arrives as it was
   ordered, each pays exactly what he accepted.  Whoever gets nothing pays
   nothing.

Every split is by largest remainder, so charges, stock and claims sum to the
invoice to the last unit of money.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from marketplace.kernel.money import MINOR_PER_MAJOR, Currency
from marketplace.kernel.sharing import largest_remainder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def coin_of(currency: Currency) -> int:
    """Return the smallest amount that people really pay, in minor units.

    There are no coins for the hundredths of a peso: an account that is charged
    with them could never be paid to zero.
    """
    return MINOR_PER_MAJOR if currency is Currency.COP else 1


def split(total: int, weights: Sequence[int], coin: int = 1) -> list[int]:
    """Split money by largest remainder in whole coins, losing nothing.

    What is less than a coin goes to the first part that has a weight.

    Args:
        total: Minor units, zero or more.
        weights: One per part, at least one positive if there is a total.
        coin: Minor units of the smallest coin.
    """
    parts = [coin * part for part in largest_remainder(total // coin, weights)]
    rest = total - sum(parts)
    if rest:
        first = next(place for place, weight in enumerate(weights) if weight)
        parts[first] += rest
    return parts


def freight_parts(
    freight: int, goods: Sequence[int], units: Sequence[int]
) -> list[int]:
    """Split freight over the lines of an order by the value of their goods.

    Args:
        freight: Minor units of money.
        goods: Minor units of each line; by its units when all are free.
        units: Units of each line, more than zero.
    """
    return largest_remainder(freight, goods if any(goods) else units)


def sound_cost(agreed: int, ordered: int, sound: int, coin: int = 1) -> int:
    """Return the part of a line's agreed cost that is for its sound units.

    Args:
        agreed: Minor units of the line as ordered, its freight included.
        ordered: Units ordered, more than zero.
        sound: Units that arrived sound, at most those ordered.
        coin: Minor units of the smallest coin.
    """
    return split(agreed, [sound, ordered - sound], coin)[0]


def claimed(
    agreed: int, billed: int, ordered: int, sound: int, *, coin: int = 1
) -> int:
    """Return how much of what a line bills is claimed back, in minor units.

    A supplier who bills less than was ordered has already taken off that much.
    """
    return billed - min(billed, sound_cost(agreed, ordered, sound, coin))


@dataclass(frozen=True, slots=True)
class Got:
    """What somebody finally got of an item, and the price accepted for it.

    Attributes:
        item: The item.
        who: Who got it; an item and a person come once together.
        units: Units got.
        accepted_units: Units at the price that was accepted, zero for somebody
            who accepted none.
        accepted: Minor units that were accepted for those units.
    """

    item: int
    who: tuple[int, int]
    units: int
    accepted_units: int
    accepted: int


@dataclass(frozen=True, slots=True)
class ItemCost:
    """What the sound units of an item cost.

    Attributes:
        cost: Minor units to charge or keep in stock, claims taken off.
        agreed: Minor units of the item as ordered, freight included.
        ordered: Units ordered, more than zero.
        stock: Units that arrived and nobody takes.
    """

    cost: int
    agreed: int
    ordered: int
    stock: int = 0


@dataclass(frozen=True, slots=True)
class Charges:
    """Who pays what.

    Attributes:
        members: Minor units by item and person.
        stock: Minor units by item kept in stock.
    """

    members: dict[tuple[int, tuple[int, int]], int]
    stock: dict[int, int]

    @property
    def total(self) -> int:
        """Minor units of everything; the sum of the costs."""
        return sum(self.members.values()) + sum(self.stock.values())


def charge(
    costs: Mapping[int, ItemCost], gots: Sequence[Got], *, coin: int = 1
) -> Charges:
    """Charge what the goods cost to those who got them.

    What an item costs that nobody got and that is in no stock is charged with
    the others; when there is nobody at all it is kept as stock.

    Args:
        costs: By item.
        gots: What everybody who accepted a price got, zero units included.
        coin: Minor units of the smallest coin; charges are whole coins as far
            as the total is.
    """
    taken = [each for each in gots if each.units]
    stock: dict[int, int] = {}
    left: dict[int, int] = {}
    for item, each in costs.items():
        units = sum(got.units for got in taken if got.item == item)
        kept = 0
        if each.stock:
            kept = split(each.cost, [each.stock, units], coin)[0]
            stock[item] = kept
        left[item] = each.cost - kept
    total = sum(left.values())
    if not taken:
        for item, cost in left.items():
            if cost:
                stock[item] = stock.get(item, 0) + cost
        return Charges({}, stock)
    parts = split(total, _weights(costs, left, gots), coin)
    members = {
        (got.item, got.who): part for got, part in zip(taken, parts, strict=True)
    }
    return Charges(members, stock)


def _weights(
    costs: Mapping[int, ItemCost], left: Mapping[int, int], gots: Sequence[Got]
) -> list[int]:
    """Return whole weights, one for each who got something.

    Within an item they follow accepted price times units.  Over all members of
    an item they sum to what was accepted for it, less the part of its agreed
    cost that is not charged.
    """
    by_item: dict[int, list[Got]] = {}
    for got in gots:
        by_item.setdefault(got.item, []).append(got)
    factors: dict[tuple[int, tuple[int, int]], Fraction] = {}
    for item, those in by_item.items():
        worths = _worths(those)
        whole = sum(worths.values())
        target = _target(costs[item], left[item], those)
        for who, worth in worths.items():
            factors[item, who] = worth * target / whole if whole else Fraction(0)
    exact = [factors[got.item, got.who] for got in gots if got.units]
    scale = lcm(*(weight.denominator for weight in exact))
    weights = [int(weight * scale) for weight in exact]
    return weights if any(weights) else [got.units for got in gots if got.units]


def _worths(those: Sequence[Got]) -> dict[tuple[int, int], Fraction]:
    """Return accepted price times units got, by person; units if none has a price."""
    accepted = sum(got.accepted for got in those)
    units = sum(got.accepted_units for got in those)
    average = Fraction(accepted, units) if units and accepted else Fraction(1)
    return {
        got.who: got.units
        * (
            Fraction(got.accepted, got.accepted_units)
            if got.accepted_units and accepted
            else average
        )
        for got in those
    }


def _target(cost: ItemCost, left: int, those: Sequence[Got]) -> Fraction:
    """Return what the members of an item pay together, before the last rounding."""
    accepted = sum(got.accepted for got in those)
    if not accepted or not cost.agreed:
        return Fraction(left)
    return Fraction(accepted * left, cost.agreed)
