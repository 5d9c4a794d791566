"""Current quotes as the calculations of prices read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.purchasing.core.problem import Break, Freight, Line
from marketplace.purchasing.core.standing import Offer
from marketplace.purchasing.models import Quote, QuoteLine, QuoteState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session


def quotes_of(
    session: Session, purchase_id: int, *, only_current: bool = True
) -> Sequence[Quote]:
    """Return quotes of a purchase with their prices, by supplier, newest first."""
    wanted = (
        select(Quote)
        .options(
            joinedload(Quote.supplier),
            selectinload(Quote.lines).selectinload(QuoteLine.breaks),
        )
        .where(Quote.purchase_id == purchase_id)
        .order_by(Quote.supplier_id, Quote.revision.desc())
        .execution_options(populate_existing=True)
    )
    if only_current:
        wanted = wanted.where(Quote.state == QuoteState.CURRENT)
    return session.scalars(wanted).all()


def offers_of(
    session: Session, purchase_id: int, *, day: date
) -> dict[int, list[Offer]]:
    """Return what suppliers offer of each item, by the quotes valid on a day."""
    found: dict[int, list[Offer]] = {}
    for quote in quotes_of(session, purchase_id):
        if quote.valid_until < day:
            continue
        for line in quote.lines:
            found.setdefault(line.item_id, []).append(offer_of(quote, line))
    return found


def offer_of(quote: Quote, line: QuoteLine) -> Offer:
    """Return a line of a quote as prices are calculated from it."""
    freight = Freight(
        quote.freight_fixed_minor,
        quote.freight_per_unit_minor,
        quote.truck_units,
        quote.truck_minor,
    )
    prices = Line(
        str(line.item_id),
        line.pack,
        line.minimum,
        line.maximum,
        line.discount,
        tuple(Break(each.from_units, each.price_minor) for each in line.breaks),
    )
    return Offer(quote.supplier.name, prices, freight)
