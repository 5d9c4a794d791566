"""Bills and outlays for tests of pure arithmetic."""

from __future__ import annotations

from datetime import date

from marketplace.economy.core.outlays import Bill, Outlay
from marketplace.kernel.money import Currency

DAY = date(2026, 11, 20)


def a_bill(
    minor: int = 100,
    *,
    seller: int = 9,
    is_inside: bool = False,
    is_maker: bool = False,
    product: int = 1,
    chain: str = "balanceado",
    item: int = 1,
    convener: int = 1,
    day: date = DAY,
    currency: Currency = Currency.COP,
) -> Bill:
    """A line of an invoice."""
    return Bill(
        day=day,
        purchase_id=1,
        convener_id=convener,
        seller_id=seller,
        is_inside=is_inside,
        is_maker=is_maker,
        item_id=item,
        product_id=product,
        product=f"Producto {product}",
        chain=chain,
        currency=currency,
        minor=minor,
    )


def spent(buyer: int, minor: int, bill: Bill) -> Outlay:
    """What an organisation spent on a bill."""
    return Outlay(bill, buyer, minor)
