"""What waits for a treasurer: advances, invoices, charges and payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.purchasing.core.codes import supplier_code
from marketplace.purchasing.core.deeds import Deed
from marketplace.purchasing.models import PurchaseState
from marketplace.purchasing.queries.waiting.own import BEFORE_GOODS, missing_advance
from network.policy import Action

if TYPE_CHECKING:
    from collections.abc import Iterator

    from marketplace.purchasing.core.deeds import Waiting
    from marketplace.purchasing.queries.waiting.case import Case

_BILLING = frozenset(
    {PurchaseState.PARTLY_RECEIVED, PurchaseState.RECEIVED, PurchaseState.SHARED}
)


def treasury_deeds(case: Case) -> Iterator[Waiting]:
    """Yield what waits for the actor as a treasurer."""
    facts = case.facts
    if facts.state in BEFORE_GOODS:
        yield from _advances(case)
    if facts.state in _BILLING and case.may(Action.RECORD_INVOICE):
        yield from _bills(case)
    if case.may(Action.PAY_SUPPLIER):
        yield from _suppliers(case)
    if facts.state is PurchaseState.SETTLED:
        yield from _convener(case)


def _advances(case: Case) -> Iterator[Waiting]:
    for party in case.acting_for(Action.RECORD_PAYMENT):
        missing = [
            minor
            for line in case.facts.lines
            if line.organisation_id == party.organisation_id
            and (minor := missing_advance(case, line))
        ]
        if missing:
            yield case.say(
                Deed.COLLECT_ADVANCES,
                party,
                count=len(missing),
                amount=case.money(sum(missing)),
            )


def _bills(case: Case) -> Iterator[Waiting]:
    facts = case.facts
    for order in facts.orders:
        if order.row.delivery_ended_at is not None and order.due_on is None:
            yield case.say(
                Deed.RECORD_INVOICE,
                organisation_id=order.row.supplier_id,
                organisation=order.supplier,
            )
    billed = all(order.due_on is not None for order in facts.orders)
    if facts.state is PurchaseState.SHARED and billed:
        yield case.say(Deed.CHARGE)


def _suppliers(case: Case) -> Iterator[Waiting]:
    """Yield invoices that are due, up to what the book owes the supplier."""
    book_id = case.facts.row.convener_id
    for order in case.facts.orders:
        owed = -case.balance(book_id, supplier_code(order.row.supplier_id))
        minor = min(owed, order.asked_minor)
        if order.due_on is not None and minor > 0:
            yield case.say(
                Deed.PAY_SUPPLIER,
                organisation_id=order.row.supplier_id,
                organisation=order.supplier,
                amount=case.money(minor),
                due=order.due_on,
            )


def _convener(case: Case) -> Iterator[Waiting]:
    convener = case.facts.row.convener_id
    for party in case.acting_for(Action.RECORD_PAYMENT):
        owed = -case.balance(party.organisation_id, supplier_code(convener))
        if party.organisation_id != convener and owed > 0:
            yield case.say(Deed.PAY_CONVENER, party, amount=case.money(owed))
