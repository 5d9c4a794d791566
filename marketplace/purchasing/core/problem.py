"""A joint purchase written down: items, requests, suppliers and their prices.

Every amount of money is a whole number of minor units of the currency and
every quantity a whole number of units of the item.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from hashlib import sha256


class Discount(StrEnum):
    """What a price break applies to."""

    #: Every unit of the line gets the price of the break that was reached.
    ALL_UNITS = "all-units"
    #: Only the units beyond the break get its price.
    INCREMENTAL = "incremental"


@dataclass(frozen=True, slots=True)
class Request:
    """What one member asks of one item, in units.

    Attributes:
        member: Who asks; a member asks once for an item.
        wanted: Units really needed.
        at_most: Units the member would still take, at least ``wanted``.
        at_least: Fewest units worth having: the member gets that many or none.
    """

    member: str
    wanted: int
    at_most: int
    at_least: int = 0

    @property
    def target(self) -> int:
        """Units that serve the request in full, tolerance left aside."""
        return max(self.wanted, self.at_least)


@dataclass(frozen=True, slots=True)
class Item:
    """Something to buy together.

    Attributes:
        id: Name of the item in this purchase.
        unit: What a unit is called, such as ``bulto``.
        reference_price: What a unit costs members today, in minor units; also
            the weight of a served unit (1 when not known).
        requests: Who asks for how much.
    """

    id: str
    unit: str
    reference_price: int | None
    requests: tuple[Request, ...]

    @property
    def weight(self) -> int:
        """How much a served unit counts in the first aim."""
        return self.reference_price or 1

    @property
    def wanted(self) -> int:
        """Units wanted by all members together."""
        return sum(request.wanted for request in self.requests)

    @property
    def target(self) -> int:
        """Units with which every request is served in full."""
        return sum(request.target for request in self.requests)

    @property
    def choosy(self) -> bool:
        """Whether somebody needs nothing, yet would take no less than some units.

        Such a request may stay empty when everything wanted is served.
        """
        return any(not each.wanted and each.at_least for each in self.requests)

    @property
    def at_most(self) -> int:
        """Units all members together would take."""
        return sum(request.at_most for request in self.requests)


@dataclass(frozen=True, slots=True)
class Break:
    """A price from a number of units of the line on.

    Attributes:
        from_: Units of the line from which it holds; the first break is 0.
        price: Minor units of money per unit.
    """

    from_: int
    price: int


@dataclass(frozen=True, slots=True)
class Line:
    """One item as one supplier sells it.

    Attributes:
        item: Id of the item.
        pack: Units of a whole pack; only whole packs are sold.
        minimum: Units: the line is left out or reaches this.
        maximum: Most units the supplier has; none means no limit.
        discount: What the breaks apply to.
        breaks: Prices, by rising number of units.
    """

    item: str
    pack: int
    minimum: int
    maximum: int | None
    discount: Discount
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class Freight:
    """What bringing an order costs: the parts add up.

    Attributes:
        fixed: Minor units, once, if anything is ordered.
        per_unit: Minor units for each unit of any item.
        truck_units: Units that fit in a truck; none means no trucks.
        truck: Minor units for each truck that is started.
    """

    fixed: int = 0
    per_unit: int = 0
    truck_units: int | None = None
    truck: int = 0


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who sells, and on what terms.

    Attributes:
        id: Name of the supplier in this purchase.
        lines: What is sold.
        freight: What bringing an order costs.
        minimum_order: Minor units of goods, freight left out, that an order
            has to reach.
        maximum_order: Most minor units of goods in an order, if limited.
    """

    id: str
    lines: tuple[Line, ...]
    freight: Freight = Freight()
    minimum_order: int = 0
    maximum_order: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A whole joint purchase to be planned.

    Attributes:
        currency: Three capital letters.
        items: What is asked for.
        suppliers: Who offers it.
        seconds: Longest time to look for the plan and its proof.
    """

    currency: str
    items: tuple[Item, ...]
    suppliers: tuple[Supplier, ...]
    seconds: int = 60


def in_order(problem: Problem) -> Problem:
    """Return the same problem with every row sorted by id.

    Plans are made from this form, so that nothing depends on the order in
    which rows were typed.
    """
    items = sorted(
        (
            replace(item, requests=tuple(sorted(item.requests, key=lambda r: r.member)))
            for item in problem.items
        ),
        key=lambda item: item.id,
    )
    suppliers = sorted(
        (
            replace(supplier, lines=tuple(sorted(supplier.lines, key=lambda n: n.item)))
            for supplier in problem.suppliers
        ),
        key=lambda supplier: supplier.id,
    )
    return replace(problem, items=tuple(items), suppliers=tuple(suppliers))


def inputs_hash(problem: Problem) -> str:
    """Return the SHA-256 of the problem, the same for any order of its rows."""
    text = json.dumps(asdict(in_order(problem)), sort_keys=True, ensure_ascii=True)
    return sha256(text.encode()).hexdigest()
