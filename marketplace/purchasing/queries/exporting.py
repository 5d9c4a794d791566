"""A joint purchase, whole, as the document of :mod:`..core.exchange`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue.core.packs import pack_text
from marketplace.catalogue.models import Presentation
from marketplace.purchasing.core.exchange import FORMAT, VERSION
from marketplace.purchasing.core.naming import code_parts
from marketplace.purchasing.models import (
    Allocation,
    JointPurchase,
    PlanRun,
    PlanState,
    PurchaseItem,
    PurchaseLine,
    PurchaseParty,
    Quote,
    QuoteLine,
)
from network.errors import NotFoundError
from network.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from marketplace.purchasing.core.exchange import Document

#: Which plan of a purchase is told: the surest one, and of those the newest.
_PLANS = (PlanState.FINAL, PlanState.AWARDED, PlanState.SOLVED)
#: Parts of a plan that name nobody.
_PLAIN = ("orders", "freight", "surplus")
_HEAD = ("status", "objective", "bound", "gap", "seed", "solver", "inputs_hash")


def document_for_operator(session: Session, purchase_id: int) -> Document:
    """Return a purchase for whoever runs the machine and has all its data.

    The number of statements does not depend on how many lines there are.

    Raises:
        NotFoundError: If there is no such purchase.
    """
    purchase = session.scalar(
        select(JointPurchase)
        .options(
            joinedload(JointPurchase.network),
            joinedload(JointPurchase.convener),
            selectinload(JointPurchase.items)
            .joinedload(PurchaseItem.presentation)
            .joinedload(Presentation.product),
            selectinload(JointPurchase.parties).joinedload(PurchaseParty.organisation),
        )
        .where(JointPurchase.id == purchase_id)
    )
    if purchase is None:
        raise NotFoundError(purchase=purchase_id)
    return {
        "format": FORMAT,
        "version": VERSION,
        "id": str(purchase.id),
        "network": purchase.network.name,
        "call": _call(purchase),
        "items": [_item(item) for item in purchase.items],
        "parties": [_party(party) for party in purchase.parties],
        "lines": _lines(session, purchase_id),
        "quotes": _quotes(session, purchase_id),
        "plan": _plan(session, purchase_id),
        "allocations": _allocations(session, purchase_id),
    }


def _call(purchase: JointPurchase) -> Document:
    return {
        "title": purchase.title,
        "scope": purchase.scope.value,
        "state": purchase.state.value,
        "currency": purchase.currency.value,
        "convener": purchase.convener.name,
        "closes_at": purchase.closes_at.isoformat(),
        "confirm_hours": purchase.confirm_hours,
        "advance_percent": purchase.advance_percent,
        "delivery_place": purchase.delivery_place,
        "delivery_on": _day(purchase.delivery_on),
        "note": purchase.note,
        "few_quotes_reason": purchase.few_quotes_reason,
    }


def _item(item: PurchaseItem) -> Document:
    pack = item.presentation
    return {
        "id": str(item.id),
        "product": pack.product.name,
        "brand": pack.brand,
        "unit": pack.unit.value,
        "base_amount": pack.base_amount,
        "dimension": pack.dimension.value,
        "text": pack_text(
            pack.product.name, pack.brand, pack.unit, pack.base_amount, pack.dimension
        ),
        "reference_minor": item.reference_minor,
        "reference_on": item.reference_on.isoformat(),
        "reference_source": item.reference_source,
    }


def _party(party: PurchaseParty) -> Document:
    return {
        "id": str(party.organisation_id),
        "name": party.organisation.name,
        "joined": party.joined_at is not None,
        "delivery_place": party.delivery_place,
    }


def _lines(session: Session, purchase_id: int) -> list[Document]:
    rows = session.execute(
        select(PurchaseLine, Person.name)
        .join(Person, Person.id == PurchaseLine.person_id)
        .where(PurchaseLine.purchase_id == purchase_id)
        .order_by(PurchaseLine.id)
    )
    return [
        {
            "id": str(line.id),
            "item": str(line.item_id),
            "party": str(line.organisation_id),
            "member": name,
            "wanted": line.wanted,
            "at_most": line.at_most,
            "at_least": line.at_least,
            "alone_minor": line.reference_minor,
            "state": line.state.value,
            "planned_units": line.planned_units,
            "planned_pays_minor": line.planned_pays_minor,
        }
        for line, name in rows
    ]


def _quotes(session: Session, purchase_id: int) -> list[Document]:
    rows = session.scalars(
        select(Quote)
        .options(
            joinedload(Quote.supplier),
            selectinload(Quote.lines).selectinload(QuoteLine.breaks),
        )
        .where(Quote.purchase_id == purchase_id)
        .order_by(Quote.supplier_id, Quote.revision)
    )
    return [
        {
            "id": str(quote.id),
            "supplier": quote.supplier.name,
            "revision": quote.revision,
            "state": quote.state.value,
            "received_on": quote.received_on.isoformat(),
            "valid_until": quote.valid_until.isoformat(),
            "payment_days": quote.payment_days,
            "minimum_order_minor": quote.minimum_order_minor,
            "maximum_order_minor": quote.maximum_order_minor,
            "freight": {
                "fixed_minor": quote.freight_fixed_minor,
                "per_unit_minor": quote.freight_per_unit_minor,
                "truck_units": quote.truck_units,
                "truck_minor": quote.truck_minor,
            },
            "note": quote.note,
            "lines": [_quote_line(line) for line in quote.lines],
        }
        for quote in rows
    ]


def _quote_line(line: QuoteLine) -> Document:
    return {
        "item": str(line.item_id),
        "pack": line.pack,
        "minimum": line.minimum,
        "maximum": line.maximum,
        "discount": line.discount.value,
        "breaks": [
            {
                "from": each.from_units,
                "price_minor": each.price_minor,
                "as_written": each.as_written,
            }
            for each in line.breaks
        ],
    }


def _plan(session: Session, purchase_id: int) -> Document | None:
    """Return the plan that counts most, with people by name; none without one."""
    runs = session.scalars(
        select(PlanRun)
        .where(PlanRun.purchase_id == purchase_id, PlanRun.state.in_(_PLANS))
        .order_by(PlanRun.id.desc())
    ).all()
    if not runs:
        return None
    run = min(runs, key=lambda each: _PLANS.index(each.state))
    result = run.result
    members = {row["member"]: code_parts(row["member"]) for row in result["members"]}
    names = _names(session, (person_id for _, person_id in members.values()))
    who = {
        code: {"party": str(organisation_id), "member": names[person_id]}
        for code, (organisation_id, person_id) in members.items()
    }
    return {
        "state": run.state.value,
        **{name: result[name] for name in _HEAD},
        **{name: result[name] for name in _PLAIN},
        "members": _told(result["members"], who),
        "allocations": _told(result["allocations"], who),
        "findings": [row["text"] for row in result["findings"]],
    }


def _told(
    rows: Iterable[Mapping[str, Any]], who: Mapping[str, Document]
) -> list[Document]:
    """Return rows of a plan with a person's name in the place of a code."""
    return [
        {**{key: row[key] for key in row if key != "member"}, **who[row["member"]]}
        for row in rows
    ]


def _allocations(session: Session, purchase_id: int) -> list[Document]:
    rows = session.execute(
        select(Allocation, Person.name)
        .join(Person, Person.id == Allocation.person_id)
        .where(Allocation.purchase_id == purchase_id)
        .order_by(Allocation.id)
    )
    return [
        {
            "item": str(each.item_id),
            "party": str(each.organisation_id),
            "member": name,
            "wanted": each.wanted,
            "allocated": each.allocated,
            "final": each.final,
            "pays_minor": each.pays_minor,
            "reason": each.reason,
            "change_reason": each.change_reason,
        }
        for each, name in rows
    ]


def _names(session: Session, people: Iterable[int]) -> dict[int, str]:
    rows = session.execute(
        select(Person.id, Person.name).where(Person.id.in_(set(people)))
    )
    return {row.id: row.name for row in rows}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
