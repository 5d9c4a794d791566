"""Taking in a supplier's price list: what changes is seen before it counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from marketplace.attachments.core.tables import match_columns
from marketplace.purchasing.core.quote_rows import (
    COLUMNS,
    NEEDED,
    QuoteRowError,
    QuoteRowItemError,
    TypedPrice,
    read_price_row,
)
from marketplace.purchasing.services.line_import import (
    BadRowsError,
    ColumnsMissingError,
)
from marketplace.purchasing.services.line_lookup import item_named, items_of
from marketplace.purchasing.services.moves import hold_purchase, require_state
from marketplace.purchasing.services.quote_drafts import (
    BreakDraft,
    QuoteDraft,
    QuoteLineDraft,
    line_of,
)
from marketplace.purchasing.services.quotes import (
    HEARING,
    current_quote,
    record_quote,
)
from network.errors import InvalidError
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.attachments.core.tables import Table
    from marketplace.kernel.money import Currency
    from marketplace.purchasing.models import (
        JointPurchase,
        PurchaseItem,
        Quote,
        QuoteLine,
    )
    from network.policy import Actor


class PriceChange(StrEnum):
    """What a new list does to a price."""

    APPEARED = "appeared"
    GONE = "gone"
    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class QuoteFile:
    """A price list and what the person decides about it.

    Attributes:
        terms: The offer without its lines: supplier, validity, freight.
        table: What the file holds, as ``attachments.services.read_table`` reads it.
        columns: Place of each column by name, the first being 0; None to let
            the headers say it.
    """

    terms: QuoteDraft
    table: Table
    columns: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What happens to one price.

    Attributes:
        item_id: The input.
        item: Its name.
        from_units: Units from which the price holds.
        before: Minor units per unit in the offer that counts, or None.
        after: Minor units per unit in the file, or None.
        change: Which of the five it is.
        per_mille: Change in thousandths of the old price, rounded; 0 when
            one of the two is missing.
    """

    item_id: int
    item: str
    from_units: int
    before: int | None
    after: int | None
    change: PriceChange
    per_mille: int


@dataclass(frozen=True, slots=True)
class QuotePreview:
    """What a price list would do.

    Attributes:
        columns: Place of each column that was found, by name.
        missing: Needed columns that were not found.
        lines: The offer's lines, to be recorded with the terms.
        differences: Against the supplier's offer that counts, by input.
        errors: Why rows or inputs cannot be taken in.
    """

    columns: Mapping[str, int]
    missing: tuple[str, ...]
    lines: tuple[QuoteLineDraft, ...]
    differences: tuple[Difference, ...]
    errors: tuple[InvalidError, ...]


def preview_quote(
    session: Session,
    purchase_id: int,
    file: QuoteFile,
    *,
    actor: Actor,
    now: datetime,  # noqa: ARG001 - as every service that a page calls
) -> QuotePreview:
    """Return what a price list would change, changing nothing.

    Raises:
        NotFoundError: If there is no such purchase, or it is not the actor's.
        NotAllowedError: If the actor's roles do not allow it.
        PurchaseMovedOnError: If the award has been made.
        RepeatedColumnError: If two columns mean the same.
    """
    purchase = hold_purchase(session, purchase_id)
    purchase.reach.require_running(actor, Action.RECORD_QUOTE)
    require_state(purchase, *HEARING)
    columns = file.columns or match_columns(file.table.headers, COLUMNS).found
    columns = {
        name: place
        for name, place in columns.items()
        if name in COLUMNS and 0 <= place < len(file.table.headers)
    }
    missing = tuple(name for name in NEEDED if name not in columns)
    if missing:
        return QuotePreview(columns, missing, (), (), ())
    items = items_of(session, purchase)
    grouped, errors = _grouped(items, file.table, columns, purchase.currency)
    drafts = [_draft(item_id, rows) for item_id, rows in grouped.items()]
    good, rows = _sound(purchase, items, drafts, errors)
    current = current_quote(session, purchase_id, file.terms.supplier_id)
    return QuotePreview(
        columns,
        missing,
        tuple(good),
        tuple(_differences(items, current, rows)),
        tuple(errors),
    )


def import_quote(
    session: Session,
    purchase_id: int,
    file: QuoteFile,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep the offer of a price list; return the quote's id.

    The same list again changes nothing.

    Raises:
        ColumnsMissingError: If no column says which input, or the price.
        BadRowsError: If a row cannot be read.
        DomainError: As :func:`preview_quote` and ``quotes.record_quote``.
    """
    preview = preview_quote(session, purchase_id, file, actor=actor, now=now)
    if preview.missing:
        headers = [COLUMNS[name][0] for name in preview.missing]
        raise ColumnsMissingError(columns=", ".join(headers))
    if preview.errors:
        raise BadRowsError(count=len(preview.errors))
    draft = replace(file.terms, lines=preview.lines)
    return record_quote(session, purchase_id, draft, actor=actor, now=now)


def _grouped(
    items: Sequence[PurchaseItem],
    table: Table,
    columns: Mapping[str, int],
    currency: Currency,
) -> tuple[dict[int, list[TypedPrice]], list[InvalidError]]:
    grouped: dict[int, list[TypedPrice]] = {}
    errors: list[InvalidError] = []
    for row in table.rows:
        try:
            typed = read_price_row(row, columns, currency)
            if typed is not None:
                item = item_named(items, typed.item)
                if item is None:
                    raise QuoteRowItemError(row=row.number, item=typed.item)
                grouped.setdefault(item.id, []).append(typed)
        except QuoteRowError as error:
            errors.append(error)
    return grouped, errors


def _draft(item_id: int, rows: Sequence[TypedPrice]) -> QuoteLineDraft:
    """Return the line that the rows of an input make; one row is one price."""
    ordered = sorted(rows, key=lambda row: row.from_units)
    maximums = [row.maximum for row in ordered if row.maximum is not None]
    return QuoteLineDraft(
        item_id,
        tuple(BreakDraft(row.from_units, row.price, row.per) for row in ordered),
        pack=max(row.pack or 1 for row in ordered),
        minimum=max(row.minimum or 0 for row in ordered),
        maximum=min(maximums) if maximums else None,
        discount=ordered[-1].discount,
    )


def _sound(
    purchase: JointPurchase,
    items: Sequence[PurchaseItem],
    drafts: Sequence[QuoteLineDraft],
    errors: list[InvalidError],
) -> tuple[list[QuoteLineDraft], list[QuoteLine]]:
    """Return the drafts that can be kept and their rows; note why others cannot."""
    known = {item.id: item for item in items}
    good: list[QuoteLineDraft] = []
    rows: list[QuoteLine] = []
    for draft in drafts:
        try:
            rows.append(line_of(known, draft, purchase.currency))
            good.append(draft)
        except InvalidError as error:
            errors.append(error)
    return good, rows


def _differences(
    items: Sequence[PurchaseItem], current: Quote | None, rows: Sequence[QuoteLine]
) -> list[Difference]:
    before = _prices(current.lines if current else [])
    after = _prices(rows)
    return [
        _difference(
            item, start, before.get((item.id, start)), after.get((item.id, start))
        )
        for item in items
        for key, start in sorted(before.keys() | after.keys())
        if key == item.id
    ]


def _prices(lines: Sequence[QuoteLine]) -> dict[tuple[int, int], int]:
    return {
        (line.item_id, each.from_units): each.price_minor
        for line in lines
        for each in line.breaks
    }


def _difference(
    item: PurchaseItem, start: int, before: int | None, after: int | None
) -> Difference:
    name = item.presentation.product.name
    if before is None or after is None:
        change = PriceChange.GONE if after is None else PriceChange.APPEARED
        return Difference(item.id, name, start, before, after, change, 0)
    change = PriceChange.SAME
    if after != before:
        change = PriceChange.UP if after > before else PriceChange.DOWN
    # Whole numbers: half of the divisor rounds to the nearest.
    moved = ((after - before) * 1000 * 2 + before) // (2 * before)
    return Difference(item.id, name, start, before, after, change, moved)
