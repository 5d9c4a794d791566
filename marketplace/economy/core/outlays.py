"""What members spent, on what and with whom: bills shared among who used them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.kernel.sharing import largest_remainder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from marketplace.kernel.money import Currency


@dataclass(frozen=True, slots=True)
class Bill:
    """A line of a supplier's invoice.

    Attributes:
        day: Accounting day of the invoice.
        purchase_id: Joint purchase it belongs to.
        convener_id: Organisation that ordered the goods.
        seller_id: Organisation that sold them.
        is_inside: Whether the seller is an association or a cooperative that
            was in the network that day.
        is_maker: Whether the seller published a sheet of the product.
        item_id: Input of the purchase.
        product_id: Product of the catalogue.
        product: Its name.
        chain: Code of its value chain.
        currency: Of the amount.
        minor: Goods and freight, less what was claimed and not made good.
    """

    day: date
    purchase_id: int
    convener_id: int
    seller_id: int
    is_inside: bool
    is_maker: bool
    item_id: int
    product_id: int
    product: str
    chain: str
    currency: Currency
    minor: int


@dataclass(frozen=True, slots=True)
class Part:
    """What an organisation had of an input: what it was charged, and units."""

    item_id: int
    organisation_id: int
    minor: int
    units: int


@dataclass(frozen=True, slots=True)
class Outlay:
    """What one organisation spent on one line of one invoice.

    Attributes:
        bill: The line.
        buyer_id: Organisation that used the goods, or keeps them.
        minor: Its part of the bill.
    """

    bill: Bill
    buyer_id: int
    minor: int

    @property
    def hands(self) -> tuple[int, ...]:
        """Who had the goods, from who sold them to who used them."""
        return (self.bill.seller_id, self.bill.convener_id, self.buyer_id)


def share_bills(bills: Iterable[Bill], parts: Iterable[Part]) -> list[Outlay]:
    """Return what each organisation spent; all of it is what was billed.

    A bill is split by what each was charged for the input; before the charges
    by units; before the sharing all of it is the convener's.

    Args:
        bills: Lines of invoices.
        parts: What organisations had of the inputs of those purchases.
    """
    by_item: defaultdict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for part in parts:
        minor, units = by_item[part.item_id].get(part.organisation_id, (0, 0))
        by_item[part.item_id][part.organisation_id] = (
            minor + part.minor,
            units + part.units,
        )
    found = []
    for bill in bills:
        had = sorted(by_item[bill.item_id].items())
        for which in (0, 1):
            weights = [amounts[which] for _, amounts in had]
            if any(weights):
                buyers = [organisation_id for organisation_id, _ in had]
                break
        else:
            buyers, weights = [bill.convener_id], [1]
        shares = largest_remainder(bill.minor, weights)
        found += [
            Outlay(bill, buyer, minor)
            for buyer, minor in zip(buyers, shares, strict=True)
            if minor
        ]
    return found
