"""Whether what was agreed is being done: deliveries and payments with a day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Promise(StrEnum):
    """What somebody undertook."""

    #: A supplier brings everything that was ordered by the day that was set.
    SUPPLY = "supply"
    #: Who convened pays a supplier by the last day of its invoice.
    PAY_SUPPLIER = "pay_supplier"
    #: An association pays who convened by the last day of those invoices.
    PAY_CONVENER = "pay_convener"


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something that was to be done by a day, and whether it was.

    Attributes:
        promise: What.
        debtor_id: Who had to do it.
        creditor_id: For whom.
        purchase_id: Joint purchase that it comes from.
        due: Last day for it.
        is_kept: Whether it was done, whole, by that day.
    """

    promise: Promise
    debtor_id: int
    creditor_id: int
    purchase_id: int
    due: date
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Shipment:
    """An order to a supplier and what came of it.

    Attributes:
        purchase_id: Joint purchase it belongs to.
        supplier_id: Who delivers.
        convener_id: Who ordered.
        placed: Day of the order.
        due: Day that was set for the delivery, if one was.
        ended: Day since which nothing more is expected, if it is over.
        last: Day of the last arrival, if anything arrived.
        ordered: Units that were ordered.
        sound: Units that arrived sound.
    """

    purchase_id: int
    supplier_id: int
    convener_id: int
    placed: date
    due: date | None
    ended: date | None
    last: date | None
    ordered: int
    sound: int


@dataclass(frozen=True, slots=True)
class Debt:
    """What an organisation owed another for a purchase, and when it paid.

    Attributes:
        promise: Of which kind the debt is.
        debtor_id: Who owes.
        creditor_id: Whom.
        purchase_id: For which joint purchase.
        due: Last day to pay.
        left_at_due: Minor units that were still owed at the end of that day.
    """

    promise: Promise
    debtor_id: int
    creditor_id: int
    purchase_id: int
    due: date
    left_at_due: int


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the things that were due were done."""

    kept: int
    due: int

    @property
    def part(self) -> Fraction | None:
        """Part of them that was done; none when nothing was due."""
        return Fraction(self.kept, self.due) if self.due else None


def obligations(
    shipments: Iterable[Shipment], debts: Iterable[Debt], day: date
) -> list[Obligation]:
    """Return what was to be done by a day, the latest first.

    A delivery without a day is judged when it ends, by whether all came.

    Args:
        shipments: Orders that were placed.
        debts: Debts with a last day.
        day: Things that are due later are not judged.
    """
    found = []
    for each in shipments:
        due = each.due or each.ended
        if due is None or (due >= day and each.ended is None):
            continue
        on_time = each.last is not None and (each.due is None or each.last <= each.due)
        found.append(
            Obligation(
                Promise.SUPPLY,
                each.supplier_id,
                each.convener_id,
                each.purchase_id,
                min(due, each.ended or due) if each.due else due,
                on_time and each.sound >= each.ordered,
            )
        )
    found += [
        Obligation(
            each.promise,
            each.debtor_id,
            each.creditor_id,
            each.purchase_id,
            each.due,
            each.left_at_due <= 0,
        )
        for each in debts
        if each.due < day
    ]
    return sorted(
        found,
        key=lambda each: (
            -each.due.toordinal(),
            each.promise,
            each.purchase_id,
            each.debtor_id,
            each.creditor_id,
        ),
    )


def score(found: Iterable[Obligation]) -> Score:
    """Return how many of these were kept."""
    rows = list(found)
    return Score(sum(each.is_kept for each in rows), len(rows))
