"""How a joint purchase stands before it is planned: prices so far, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.purchasing.core.prices import freight_cost, line_cost, steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from marketplace.purchasing.core.problem import Freight, Line


@dataclass(frozen=True, slots=True)
class Offer:
    """One input as one supplier offers it.

    Attributes:
        supplier: Name of the supplier.
        line: Prices of the input.
        freight: What bringing the order costs.
    """

    supplier: str
    line: Line
    freight: Freight


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an input stands with the prices known so far.

    Prices are minor units for one unit, freight included, rounded up; the
    freight is carried by this input alone, so that nobody pays more later.

    Attributes:
        units: Units asked for by everybody.
        price: Lowest price at that many units; None if nobody sells so few.
        supplier: Who asks it; "" if nobody.
        goal: Units from which the next better price holds; None if none is
            better.
        goal_price: That price; None if none is better.
        goal_supplier: Who asks it; "" if nobody.
    """

    units: int
    price: int | None = None
    supplier: str = ""
    goal: int | None = None
    goal_price: int | None = None
    goal_supplier: str = ""

    @property
    def missing(self) -> int:
        """Units missing to the next better price; 0 if none is better."""
        return 0 if self.goal is None else self.goal - self.units


def standing(units: int, offers: Iterable[Offer]) -> Standing:
    """Return where an input stands.

    Args:
        units: Asked for by everybody.
        offers: Of the suppliers that sell it.
    """
    heard = list(offers)
    present = [
        (price, each.supplier) for each in heard for price in _price(each, units)
    ]
    now, supplier = min(present) if present else (None, "")
    better = [
        (goal, price, each.supplier)
        for each in heard
        for goal in _goals(each, units)
        for price in _price(each, goal)
        if now is None or price < now
    ]
    if not better:
        return Standing(units, now, supplier)
    goal, price, whose = min(better)
    return Standing(units, now, supplier, goal, price, whose)


def landed(offer: Offer, units: int) -> int | None:
    """Return minor units for one unit of so many, freight included, rounded up.

    None when the supplier does not sell so few.  Whole packs are bought, and
    what is over is paid by those who asked.
    """
    return next(_price(offer, units), None)


def _price(offer: Offer, units: int) -> Iterator[int]:
    bought = -(-units // offer.line.pack) * offer.line.pack
    most = offer.line.maximum
    if units < 1 or bought < offer.line.minimum or (most is not None and bought > most):
        return
    cost = line_cost(offer.line, bought) + freight_cost(offer.freight, bought)
    yield -(-cost // units)


def _goals(offer: Offer, units: int) -> Iterator[int]:
    """Yield the quantities above ``units`` at which the price changes."""
    line = offer.line
    for first in (line.minimum, *(step.first for step in steps(line))):
        goal = -(-first // line.pack) * line.pack
        if goal > units:
            yield goal
