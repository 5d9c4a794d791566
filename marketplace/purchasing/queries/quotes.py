"""The suppliers' offers of a purchase side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from marketplace.kernel.calendar import local_day
from marketplace.kernel.money import Currency, Money
from marketplace.purchasing.core.landed import landed_costs, sold_units
from marketplace.purchasing.core.prices import line_cost
from marketplace.purchasing.models import (
    LineState,
    PurchaseLine,
    PurchaseState,
    QuoteState,
)
from marketplace.purchasing.queries.pages_head import Head, head
from marketplace.purchasing.queries.pages_offers import offer_of, quotes_of
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from marketplace.purchasing.core.problem import Discount
    from marketplace.purchasing.models import Quote, QuoteLine
    from network.policy import Actor

#: Quotes that a purchase asks for unless it says why fewer are enough.
QUOTES_NEEDED = 3
_HEARING = (PurchaseState.OPEN, PurchaseState.CLOSED, PurchaseState.QUOTING)


@dataclass(frozen=True, slots=True)
class PriceStep:
    """A price from a number of units on; ``as_written`` if converted."""

    from_units: int
    price: Money
    as_written: str


@dataclass(frozen=True, slots=True)
class OfferCell:
    """What a supplier asks for one input.

    Attributes:
        item_id: The input.
        steps: Prices by rising quantity.
        discount: What the prices apply to.
        pack: Units of a whole pack.
        minimum: Fewest units, 0 if any.
        maximum: Most units, or None.
        units: Units that would have to be bought to serve all that is wanted;
            None if the supplier does not have so many.
        price: What one of those costs on average, without freight, rounded up.
        landed: The same with freight, if all came from this supplier.
        is_lowest: Whether no valid offer lands the input for less.
    """

    item_id: int
    steps: tuple[PriceStep, ...]
    discount: Discount
    pack: int
    minimum: int
    maximum: int | None
    units: int | None
    price: Money | None
    landed: Money | None
    is_lowest: bool


@dataclass(frozen=True, slots=True)
class OfferColumn:
    """An offer of a supplier.

    Attributes:
        id: Key of the quote.
        supplier_id: Who offers.
        supplier: Its name.
        revision: 1, 2, 3...
        state: Whether it counts.
        received_on: Day it came.
        valid_until: Last day of its prices.
        is_stale: Whether that day is over.
        payment_days: Days after delivery to pay.
        minimum_order: Money of goods that an order has to reach.
        maximum_order: Money of goods that it may not pass, or None.
        freight_fixed: For the whole order.
        freight_per_unit: For each unit.
        truck_units: Units that fit in a truck, or None.
        truck: For each truck.
        attachment_id: File of the offer, or None.
        note: Anything else.
        cells: By input, those that it prices.
        total: What serving everything wanted would cost with freight; None if
            it does not offer or have all of it, or its minimum is not reached.
    """

    id: int
    supplier_id: int
    supplier: str
    revision: int
    state: QuoteState
    received_on: date
    valid_until: date
    is_stale: bool
    payment_days: int
    minimum_order: Money
    maximum_order: Money | None
    freight_fixed: Money
    freight_per_unit: Money
    truck_units: int | None
    truck: Money
    attachment_id: int | None
    note: str
    cells: Mapping[int, OfferCell]
    total: Money | None


@dataclass(frozen=True, slots=True)
class QuotesPage:
    """Every offer of a purchase.

    Attributes:
        head: The purchase.
        wanted: Units wanted, by input.
        offers: Those that count, by supplier's name.
        past: Replaced and withdrawn ones, newest first.
        needed: Quotes asked for.
        valid: Suppliers with an offer valid today.
        is_enough: Whether there are enough, or a written reason.
        may_record: Whether the actor may add or withdraw one now.
    """

    head: Head
    wanted: Mapping[int, int]
    offers: tuple[OfferColumn, ...]
    past: tuple[OfferColumn, ...]
    needed: int
    valid: int
    is_enough: bool
    may_record: bool


def quotes_page(
    session: Session, purchase_id: int, *, actor: Actor, now: datetime
) -> QuotesPage:
    """Return the offers of a purchase side by side.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
    """
    shown = head(session, purchase_id, actor=actor, now=now)
    day = local_day(now, shown.time_zone)
    wanted = wanted_units(session, purchase_id)
    quotes = quotes_of(session, purchase_id, only_current=False)
    current = [each for each in quotes if each.state is QuoteState.CURRENT]
    lowest = _lowest(current, wanted, day)
    columns = [_column(each, wanted, day, lowest) for each in quotes]
    offers = [each for each in columns if each.state is QuoteState.CURRENT]
    past = [each for each in columns if each.state is not QuoteState.CURRENT]
    valid = sum(not each.is_stale for each in offers)
    return QuotesPage(
        shown,
        wanted,
        tuple(sorted(offers, key=lambda each: (each.supplier.lower(), each.id))),
        tuple(sorted(past, key=lambda each: -each.id)),
        QUOTES_NEEDED,
        valid,
        valid >= QUOTES_NEEDED or bool(shown.few_quotes_reason),
        Action.RECORD_QUOTE in shown.may and shown.state in _HEARING,
    )


def wanted_units(session: Session, purchase_id: int) -> dict[int, int]:
    """Return units wanted by input; the caller has asked permission."""
    rows = session.execute(
        select(PurchaseLine.item_id, func.sum(PurchaseLine.wanted))
        .where(PurchaseLine.purchase_id == purchase_id)
        .where(PurchaseLine.state.not_in((LineState.WITHDRAWN, LineState.OUT)))
        .group_by(PurchaseLine.item_id)
    )
    return {item_id: int(units) for item_id, units in rows}


def _landed(quote: Quote, wanted: Mapping[int, int]) -> dict[int, int]:
    offers = [offer_of(quote, line) for line in quote.lines]
    if not offers:
        return {}
    named = {str(item_id): units for item_id, units in wanted.items()}
    costs = landed_costs([each.line for each in offers], offers[0].freight, named)
    return {int(item): cost for item, cost in costs.items()}


def _lowest(
    quotes: list[Quote], wanted: Mapping[int, int], day: date
) -> dict[int, int]:
    """Return the lowest landed cost of each input among the valid offers."""
    lowest: dict[int, int] = {}
    for quote in quotes:
        if quote.valid_until >= day:
            for item_id, cost in _landed(quote, wanted).items():
                lowest[item_id] = min(cost, lowest.get(item_id, cost))
    return lowest


def _column(
    quote: Quote, wanted: Mapping[int, int], day: date, lowest: Mapping[int, int]
) -> OfferColumn:
    landed = _landed(quote, wanted)
    is_valid = quote.state is QuoteState.CURRENT and quote.valid_until >= day
    cells = {
        line.item_id: _cell(
            quote,
            line,
            wanted.get(line.item_id, 0),
            landed.get(line.item_id),
            lowest.get(line.item_id) if is_valid else None,
        )
        for line in quote.lines
    }
    return OfferColumn(
        quote.id,
        quote.supplier_id,
        quote.supplier.name,
        quote.revision,
        quote.state,
        quote.received_on,
        quote.valid_until,
        quote.valid_until < day,
        quote.payment_days,
        Money(quote.minimum_order_minor, quote.currency),
        _money(quote.maximum_order_minor, quote.currency),
        Money(quote.freight_fixed_minor, quote.currency),
        Money(quote.freight_per_unit_minor, quote.currency),
        quote.truck_units,
        Money(quote.truck_minor, quote.currency),
        quote.attachment_id,
        quote.note,
        cells,
        _total(quote, wanted, landed),
    )


def _cell(
    quote: Quote, line: QuoteLine, wanted: int, landed: int | None, lowest: int | None
) -> OfferCell:
    prices = offer_of(quote, line).line
    units = sold_units(prices, wanted)
    goods = line_cost(prices, units) if units else None
    return OfferCell(
        line.item_id,
        tuple(
            PriceStep(
                each.from_units,
                Money(each.price_minor, quote.currency),
                each.as_written,
            )
            for each in line.breaks
        ),
        line.discount,
        line.pack,
        line.minimum,
        line.maximum,
        units,
        _each(goods, units, quote.currency),
        _each(landed, units, quote.currency),
        landed is not None and landed == lowest,
    )


def _each(cost: int | None, units: int | None, currency: Currency) -> Money | None:
    """Return what a unit costs, rounded up."""
    return Money(-(-cost // units), currency) if cost is not None and units else None


def _total(
    quote: Quote, wanted: Mapping[int, int], landed: Mapping[int, int]
) -> Money | None:
    asked = {item_id for item_id, units in wanted.items() if units}
    if not asked or asked - landed.keys():
        return None
    goods = 0
    for line in quote.lines:
        prices = offer_of(quote, line).line
        units = sold_units(prices, wanted.get(line.item_id, 0)) or 0
        goods += line_cost(prices, units)
    most = quote.maximum_order_minor
    if goods < quote.minimum_order_minor or (most is not None and goods > most):
        return None
    return Money(sum(landed.values()), quote.currency)


def _money(minor: int | None, currency: Currency) -> Money | None:
    return None if minor is None else Money(minor, currency)
