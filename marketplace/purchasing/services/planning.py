"""The problem that a plan solves, written down from lines and quotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue.core.packs import pack_text
from marketplace.catalogue.models import Presentation
from marketplace.kernel.unit_words import unit_name
from marketplace.purchasing.core.checks import faults
from marketplace.purchasing.core.naming import member_code, told_apart
from marketplace.purchasing.core.problem import (
    Break,
    Freight,
    Item,
    Line,
    Problem,
    Request,
    Supplier,
)
from marketplace.purchasing.models import (
    LineState,
    PurchaseItem,
    PurchaseLine,
    Quote,
    QuoteLine,
    QuoteState,
)
from marketplace.purchasing.services.quote_drafts import StaleQuoteError
from network.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase

#: Quotes that a purchase asks for unless it says why fewer are enough.
QUOTES_NEEDED = 3
#: Longest time, in seconds, to look for one plan.
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Built:
    """A problem and what its names stand for.

    Attributes:
        problem: Without faults.
        names: As :attr:`PlanRun.names` keeps them.
    """

    problem: Problem
    names: dict[str, Any]

    @property
    def is_small(self) -> bool:
        """Whether it is surely solved while the person waits."""
        pairs = sum(len(each.lines) for each in self.problem.suppliers)
        rows = sum(len(item.requests) for item in self.problem.items)
        return pairs <= 12 and rows <= 200


class FewQuotesError(InvalidError):
    """There are fewer than three quotes and nobody wrote down why."""


class NothingAskedError(InvalidError):
    """No member asks for anything."""


class UnofferedItemError(InvalidError):
    """No supplier offers an input that members asked for."""


class FaultyProblemError(InvalidError):
    """Lines and quotes together make no sense; the sentence says what."""


def lines_that_count(session: Session, purchase_id: int) -> list[PurchaseLine]:
    """Return the noted lines of a purchase."""
    return list(
        session.scalars(
            select(PurchaseLine)
            .where(PurchaseLine.purchase_id == purchase_id)
            .where(PurchaseLine.state == LineState.NOTED)
            .order_by(PurchaseLine.id)
        )
    )


def quotes_that_count(
    session: Session, purchase: JointPurchase, day: date
) -> list[Quote]:
    """Return the current quotes, all of them valid on a day, prices loaded.

    Raises:
        StaleQuoteError: If one is not valid any more: renew or withdraw it.
        FewQuotesError: If there are fewer than three and no written reason.
    """
    quotes = session.scalars(
        _whole_quotes()
        .where(Quote.purchase_id == purchase.id)
        .where(Quote.state == QuoteState.CURRENT)
        .order_by(Quote.supplier_id)
    ).all()
    for quote in quotes:
        if quote.valid_until < day:
            raise StaleQuoteError(
                valid_until=quote.valid_until, supplier=quote.supplier.name
            )
    if len(quotes) < QUOTES_NEEDED and not purchase.few_quotes_reason:
        raise FewQuotesError(count=len(quotes), needed=QUOTES_NEEDED)
    return list(quotes)


def quotes_by_id(session: Session, quote_ids: Iterable[int]) -> list[Quote]:
    """Return quotes with their prices loaded."""
    return list(
        session.scalars(
            _whole_quotes().where(Quote.id.in_(list(quote_ids))).order_by(Quote.id)
        )
    )


def build(
    session: Session,
    purchase: JointPurchase,
    lines: Sequence[PurchaseLine],
    quotes: Sequence[Quote],
    request: Callable[[PurchaseLine], Request] | None = None,
) -> Built:
    """Return the problem of a purchase.

    Args:
        session: To read the inputs from.
        purchase: Whose problem.
        lines: Those that are to be served.
        quotes: Those that may serve them, prices loaded.
        request: What to make of a line; by default what was asked.

    Raises:
        NothingAskedError: If there is no line.
        UnofferedItemError: If no quote has a price for an input.
        FaultyProblemError: If the problem cannot be solved exactly.
    """
    if not lines:
        raise NothingAskedError(purchase=purchase.id)
    asked: dict[int, list[Request]] = {}
    for line in lines:
        asked.setdefault(line.item_id, []).append((request or as_asked)(line))
    items = _items(session, purchase.id, asked.keys())
    item_names = told_apart((key, _name(item)) for key, item in items.items())
    supplier_names = told_apart(
        (each.supplier_id, each.supplier.name) for each in quotes
    )
    problem = Problem(
        currency=purchase.currency.value,
        items=tuple(
            Item(
                item_names[key],
                unit_name(item.presentation.unit),
                item.reference_minor,
                tuple(asked[key]),
            )
            for key, item in items.items()
        ),
        suppliers=tuple(
            _supplier(quote, supplier_names[quote.supplier_id], item_names)
            for quote in quotes
        ),
        seconds=SECONDS,
    )
    _check(problem)
    return Built(
        problem,
        {
            "items": {name: key for key, name in item_names.items()},
            "suppliers": {name: key for key, name in supplier_names.items()},
            "quotes": {supplier_names[each.supplier_id]: each.id for each in quotes},
        },
    )


def as_asked(line: PurchaseLine) -> Request:
    """Return a line as the member wrote it."""
    return Request(
        member_code(line.organisation_id, line.person_id),
        line.wanted,
        line.at_most,
        line.at_least,
    )


def _whole_quotes() -> Select[Quote]:
    return select(Quote).options(
        joinedload(Quote.supplier),
        selectinload(Quote.lines).selectinload(QuoteLine.breaks),
    )


def _items(
    session: Session, purchase_id: int, wanted: Iterable[int]
) -> dict[int, PurchaseItem]:
    rows = session.scalars(
        select(PurchaseItem)
        .options(joinedload(PurchaseItem.presentation).joinedload(Presentation.product))
        .where(PurchaseItem.purchase_id == purchase_id)
        .where(PurchaseItem.id.in_(list(wanted)))
        .order_by(PurchaseItem.position, PurchaseItem.id)
    )
    return {item.id: item for item in rows}


def _name(item: PurchaseItem) -> str:
    pack = item.presentation
    return pack_text(
        pack.product.name, pack.brand, pack.unit, pack.base_amount, pack.dimension
    )


def _supplier(quote: Quote, name: str, items: Mapping[int, str]) -> Supplier:
    return Supplier(
        name,
        tuple(
            Line(
                items[line.item_id],
                line.pack,
                line.minimum,
                line.maximum,
                line.discount,
                tuple(Break(each.from_units, each.price_minor) for each in line.breaks),
            )
            for line in quote.lines
            if line.item_id in items
        ),
        Freight(
            quote.freight_fixed_minor,
            quote.freight_per_unit_minor,
            quote.truck_units,
            quote.truck_minor,
        ),
        quote.minimum_order_minor,
        quote.maximum_order_minor,
    )


def _check(problem: Problem) -> None:
    offered = {line.item for each in problem.suppliers for line in each.lines}
    missing = [item.id for item in problem.items if item.id not in offered]
    if missing:
        raise UnofferedItemError(items="; ".join(missing))
    found = faults(problem)
    if found:
        raise FaultyProblemError(pointer=found[0].pointer, message=found[0].message)
