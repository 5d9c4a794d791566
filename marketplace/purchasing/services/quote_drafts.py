"""A supplier's offer as it is typed, checked and brought to the bought unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from marketplace.kernel.units import AmbiguousUnitError, UnitError
from marketplace.purchasing.core.problem import Discount
from marketplace.purchasing.core.term_fields import QuoteField
from marketplace.purchasing.core.unit_price import (
    OtherDimensionError,
    PriceUnit,
    price_per_unit,
)
from marketplace.purchasing.models import QuoteBreak, QuoteLine
from network.core.text import clean_name
from network.errors import InvalidError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from marketplace.kernel.money import Currency, Money
    from marketplace.purchasing.models import PurchaseItem, Quote

MOST_MINOR = 10**13
MOST_UNITS = 10_000_000
MOST_PAYMENT_DAYS = 365
MOST_BREAKS = 20


@dataclass(frozen=True, slots=True)
class BreakDraft:
    """A price from a number of units on.

    Attributes:
        from_units: Whole units of the presentation; 0 or 1 for the first.
        price: For one unit of the presentation, or for one ``per``.
        per: Unit of the price, when it is another one (tonne, quintal).
    """

    from_units: int
    price: Money
    per: PriceUnit | None = None


@dataclass(frozen=True, slots=True)
class QuoteLineDraft:
    """What a supplier asks for one input, quantities in whole units."""

    item_id: int
    breaks: tuple[BreakDraft, ...]
    pack: int = 1
    minimum: int = 0
    maximum: int | None = None
    discount: Discount = Discount.ALL_UNITS


@dataclass(frozen=True, slots=True)
class FreightDraft:
    """What bringing the goods costs; the parts add up.

    Attributes:
        fixed: Minor units for the whole order.
        per_unit: Minor units for each unit.
        truck_units: Units that fit in a truck; None when not by truck.
        truck: Minor units for each truck.
    """

    fixed: int = 0
    per_unit: int = 0
    truck_units: int | None = None
    truck: int = 0


@dataclass(frozen=True, slots=True)
class QuoteDraft:
    """A supplier's offer as it was typed.

    Attributes:
        supplier_id: Who offers.
        lines: Prices, each input once.
        received_on: Day the offer came, not after today.
        valid_until: Last day of the prices, today or later.
        payment_days: Days after delivery to pay, 0 to 365.
        minimum_order: Money of goods an order has to reach, in minor units.
        maximum_order: Money of goods an order may not pass, or None.
        freight: What bringing costs.
        attachment_id: Photograph or file of the offer, if kept.
        note: Anything else.
    """

    supplier_id: int
    lines: tuple[QuoteLineDraft, ...]
    received_on: date
    valid_until: date
    payment_days: int = 0
    minimum_order: int = 0
    maximum_order: int | None = None
    freight: FreightDraft = field(default_factory=FreightDraft)
    attachment_id: int | None = None
    note: str = ""


class StaleQuoteError(InvalidError):
    """The supplier's prices are no longer valid."""


class EmptyQuoteError(InvalidError):
    """The quote has no price."""


class QuoteItemTwiceError(InvalidError):
    """The quote has two lines for one input."""


class QuoteTermsError(InvalidError):
    """A term of the quote is out of range, or two contradict each other.

    Values: ``field``, a :class:`QuoteField`; ``item`` when it is of one input.
    """


class BreaksError(InvalidError):
    """The prices of an input are not by rising quantity, or not positive."""


class PriceUnitUnknownError(InvalidError):
    """Somebody has to say how much the unit of the price holds."""


class PriceUnitMismatchError(InvalidError):
    """The unit of the price cannot measure the input."""


class QuoteCurrencyError(InvalidError):
    """A price is in another currency than the purchase."""


def check_terms(draft: QuoteDraft, today: date) -> None:
    """Refuse an offer whose terms make no sense.

    Raises:
        StaleQuoteError: If the prices are no longer valid.
        EmptyQuoteError: If there is no price.
        QuoteItemTwiceError: If an input stands there twice.
        QuoteTermsError: If a term is out of range.
    """
    if draft.valid_until < today:
        raise StaleQuoteError(valid_until=draft.valid_until, supplier="")
    if not draft.lines:
        raise EmptyQuoteError
    wanted = [line.item_id for line in draft.lines]
    if len(set(wanted)) < len(wanted):
        raise QuoteItemTwiceError(count=len(wanted))
    freight, maximum = draft.freight, draft.maximum_order
    sound = {
        QuoteField.RECEIVED_ON: draft.received_on <= today,
        QuoteField.VALID_UNTIL: draft.valid_until >= draft.received_on,
        QuoteField.PAYMENT_DAYS: 0 <= draft.payment_days <= MOST_PAYMENT_DAYS,
        QuoteField.MINIMUM_ORDER: 0 <= draft.minimum_order <= MOST_MINOR,
        QuoteField.MAXIMUM_ORDER: maximum is None
        or draft.minimum_order <= maximum <= MOST_MINOR,
        QuoteField.FREIGHT_FIXED: 0 <= freight.fixed <= MOST_MINOR,
        QuoteField.FREIGHT_PER_UNIT: 0 <= freight.per_unit <= MOST_MINOR,
        QuoteField.TRUCK: 0 <= freight.truck <= MOST_MINOR,
        QuoteField.TRUCK_UNITS: (freight.truck_units is None and freight.truck == 0)
        or 0 < (freight.truck_units or 0) <= MOST_UNITS,
    }
    for name, holds in sound.items():
        if not holds:
            raise QuoteTermsError(field=name, item="")


def terms_of(draft: QuoteDraft) -> dict[str, object]:
    """Return the columns of the terms, prices left out."""
    return {
        "supplier_id": draft.supplier_id,
        "received_on": draft.received_on,
        "valid_until": draft.valid_until,
        "payment_days": draft.payment_days,
        "minimum_order_minor": draft.minimum_order,
        "maximum_order_minor": draft.maximum_order,
        "freight_fixed_minor": draft.freight.fixed,
        "freight_per_unit_minor": draft.freight.per_unit,
        "truck_units": draft.freight.truck_units,
        "truck_minor": draft.freight.truck,
        "attachment_id": draft.attachment_id,
        "note": clean_name(draft.note, 300),
    }


def line_of(
    items: Mapping[int, PurchaseItem], draft: QuoteLineDraft, currency: Currency
) -> QuoteLine:
    """Return the row of a line, with its prices in the unit that is bought.

    A first price that holds "from 20" means that fewer are not sold.

    Args:
        items: Inputs of the purchase by id.
        draft: What was typed.
        currency: Of the purchase.

    Raises:
        NotFoundError: If the input is not of the purchase.
        BreaksError: If prices are not by rising quantity, or not positive.
        QuoteTermsError: If pack, minimum or maximum are out of range.
        QuoteCurrencyError: If a price is in another currency.
        PriceUnitUnknownError: If the unit of a price has to be declared.
        PriceUnitMismatchError: If it cannot measure the input.
    """
    item = items.get(draft.item_id)
    if item is None:
        raise NotFoundError(item=draft.item_id)
    first = draft.breaks[0].from_units if draft.breaks else 0
    minimum = max(draft.minimum, first if first > 1 else 0)
    _check_line(draft, minimum, item)
    return QuoteLine(
        item_id=item.id,
        pack=draft.pack,
        minimum=minimum,
        maximum=draft.maximum,
        discount=draft.discount,
        breaks=[
            _break(item, each, currency, is_first=place == 0)
            for place, each in enumerate(draft.breaks)
        ],
    )


def says_the_same(
    current: Quote, columns: Mapping[str, object], lines: list[QuoteLine]
) -> bool:
    """Tell whether an offer adds nothing to the one that counts.

    The day it came does not matter.
    """
    told = all(
        getattr(current, name) == value
        for name, value in columns.items()
        if name != "received_on"
    )
    return told and sorted(map(_content, current.lines)) == sorted(map(_content, lines))


def _content(line: QuoteLine) -> tuple[object, ...]:
    return (
        line.item_id,
        line.pack,
        line.minimum,
        -1 if line.maximum is None else line.maximum,
        line.discount.value,
        tuple(
            (each.from_units, each.price_minor, each.as_written)
            for each in sorted(line.breaks, key=lambda each: each.from_units)
        ),
    )


def _check_line(draft: QuoteLineDraft, minimum: int, item: PurchaseItem) -> None:
    name = item.presentation.product.name
    starts = [each.from_units for each in draft.breaks]
    rising = all(low < high for low, high in pairwise(starts))
    if not 1 <= len(starts) <= MOST_BREAKS or not rising or starts[0] < 0:
        raise BreaksError(item=name)
    maximum = draft.maximum
    sound = {
        QuoteField.PACK: 1 <= draft.pack <= MOST_UNITS,
        QuoteField.MINIMUM: draft.minimum >= 0 and minimum <= MOST_UNITS,
        QuoteField.MAXIMUM: maximum is None or max(minimum, 1) <= maximum <= MOST_UNITS,
        QuoteField.FROM_UNITS: starts[-1] <= MOST_UNITS,
    }
    for field_name, holds in sound.items():
        if not holds:
            raise QuoteTermsError(field=field_name, item=name)


def _break(
    item: PurchaseItem, draft: BreakDraft, currency: Currency, *, is_first: bool
) -> QuoteBreak:
    name = item.presentation.product.name
    if draft.price.currency is not currency:
        raise QuoteCurrencyError(price=draft.price, currency=currency, item=name)
    minor, written = draft.price.minor, ""
    if draft.per is not None and not _is_own(item, draft.per):
        minor, written = _converted(item, draft.price, draft.per)
    if not 0 < minor <= MOST_MINOR:
        raise BreaksError(item=name)
    return QuoteBreak(
        from_units=0 if is_first else draft.from_units,
        price_minor=minor,
        as_written=written,
    )


def _is_own(item: PurchaseItem, per: PriceUnit) -> bool:
    """Tell whether the price is by the unit that is bought."""
    pack = item.presentation
    return per.unit is pack.unit and per.declared in (None, pack.base_amount)


def _converted(item: PurchaseItem, price: Money, per: PriceUnit) -> tuple[int, str]:
    pack = item.presentation
    try:
        told = price_per_unit(
            price,
            per,
            base_amount=pack.base_amount,
            dimension=pack.dimension,
            country=pack.country,
        )
    except AmbiguousUnitError as error:
        raise PriceUnitUnknownError(unit=per.unit, item=pack.product.name) from error
    except (UnitError, OtherDimensionError) as error:
        raise PriceUnitMismatchError(unit=per.unit, item=pack.product.name) from error
    return told.minor, told.as_written
