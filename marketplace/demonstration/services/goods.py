"""Playing the second half of a purchase: order, goods, books."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.kernel.money import Money
from marketplace.ledger.core import Entry, Posting
from marketplace.ledger.queries import balance
from marketplace.ledger.services import post
from marketplace.payments.models import Method
from marketplace.purchasing.core.codes import supplier_code
from marketplace.purchasing.models import (
    Allocation,
    OrderLine,
    ProofKind,
    PurchaseScope,
    SupplierOrder,
    hash_of,
)
from marketplace.purchasing.services import (
    advances,
    charging,
    claiming,
    claims,
    closing,
    handing,
    invoicing,
    orders,
    receiving,
    settling,
    sharing,
    signing,
)
from marketplace.purchasing.services.tills import Paid

if TYPE_CHECKING:
    from fractions import Fraction

    from marketplace.demonstration.services.story import Story
    from network.models import Organisation


def order(story: Story) -> None:
    """Make the orders, let two people sign them, and place them."""
    session, purchase_id = story.session, story.purchase_id
    orders.make_orders(session, purchase_id, actor=story.officer, now=story.now)
    signed = hash_of(session.scalars(SupplierOrder.of(purchase_id)))
    for actor in (story.treasurer, story.officer):
        signing.sign_orders(session, purchase_id, signed, actor=actor, now=story.now)
    missing = advances.missing_advances(session, story.purchase)
    orders.place_orders(
        session,
        purchase_id,
        orders.Placing("Los que faltan pagan al recibir." if missing else ""),
        actor=story.officer,
        day=story.day,
        now=story.now,
    )


def collect_advances(story: Story, part: Fraction) -> None:
    """Let members pay their advance: the first part of them."""
    due = advances.advances_due(story.session, story.purchase)
    for each in due[: round(len(due) * part)]:
        party = _party(story, each.organisation_id)
        advances.pay_advance(
            story.session,
            story.purchase_id,
            each.organisation_id,
            each.person_id,
            _cash(story, each.due, f"advance:{each.organisation_id}:{each.person_id}"),
            actor=story.village.seat(party, 2),
            now=story.now,
        )


def receive(story: Story, *, keep: Fraction, damaged: int = 0) -> None:
    """Let every order arrive, in part or whole; the fiscal receives.

    Args:
        story: The purchase.
        keep: Part of each line that arrives, up to 1.
        damaged: Units of each order's largest line that arrive broken.
    """
    for placed in story.session.scalars(SupplierOrder.of(story.purchase_id)).all():
        items = []
        lines = _lines(story, placed.id)
        largest = max(lines, key=lambda line: line.units)
        for line in lines:
            units = int(line.units * keep)
            broken = min(damaged, units) if line is largest else 0
            note = "Bultos rotos por la lluvia" if broken else ""
            lot = f"L{line.item_id:04d}"
            items.append(
                receiving.ArrivedItem(line.item_id, units - broken, broken, note, lot)
            )
        receiving.receive_goods(
            story.session,
            placed.id,
            receiving.Arrival(story.day, tuple(items), f"R-{placed.id:05d}"),
            actor=story.village.seat(story.convener, 3),
            now=story.now,
        )
        if keep < 1 or damaged:
            receiving.end_delivery(
                story.session,
                placed.id,
                "El proveedor avisó que no tiene más por ahora.",
                actor=story.officer,
                now=story.now,
            )


def share(story: Story) -> None:
    """Share what arrived."""
    sharing.share_goods(
        story.session, story.purchase_id, actor=story.officer, now=story.now
    )


def hand_over(story: Story, *, most: int | None = None) -> None:
    """Hand the goods over: to the associations, then to their members.

    Args:
        story: The purchase.
        most: Associations that have got theirs; None for all of them.
    """
    rows = list(
        story.session.scalars(
            select(Allocation)
            .where(Allocation.purchase_id == story.purchase_id, Allocation.final > 0)
            .order_by(
                Allocation.organisation_id, Allocation.item_id, Allocation.person_id
            )
        )
    )
    for party in list(story.parties)[:most]:
        own = [row for row in rows if row.organisation_id == party.id]
        if party.id != story.convener.id:
            _hand_to_association(story, party, own)
        for row in own:
            giver = 1 if row.person_id == story.village.seat(party, 0).person_id else 0
            handing.hand_to_member(
                story.session,
                story.purchase_id,
                (party.id, row.person_id),
                handing.Handing(row.item_id, row.final, ProofKind.SIGNATURE),
                actor=story.village.seat(party, giver),
                now=story.now,
            )


def _hand_to_association(
    story: Story, party: Organisation, rows: list[Allocation]
) -> None:
    for item_id in sorted({row.item_id for row in rows}):
        handing.hand_to_association(
            story.session,
            story.purchase_id,
            party.id,
            handing.Handing(
                item_id,
                sum(row.final for row in rows if row.item_id == item_id),
                ProofKind.SIGNATURE,
            ),
            actor=story.officer,
            day=story.day,
            now=story.now,
        )


def invoice(story: Story) -> None:
    """Record the suppliers' invoices as ordered, and charge everybody."""
    for placed in story.session.scalars(SupplierOrder.of(story.purchase_id)).all():
        goods = {
            line.item_id: Money(line.cost_minor, placed.currency)
            for line in _lines(story, placed.id)
        }
        invoicing.record_invoice(
            story.session,
            placed.id,
            invoicing.InvoiceTyped(
                f"FE-{placed.id:06d}",
                story.day,
                story.day + timedelta(days=30),
                goods,
                placed.freight,
            ),
            actor=story.treasurer,
            now=story.now,
        )
    charging.charge_members(
        story.session,
        story.purchase_id,
        actor=story.treasurer,
        day=story.day,
        now=story.now,
    )


def credit_claims(story: Story) -> None:
    """Let suppliers make good, with a credit note, what they were claimed."""
    for placed in story.session.scalars(SupplierOrder.of(story.purchase_id)).all():
        for claim in claiming.open_claims(story.session, placed.id):
            claims.credit_claim(
                story.session,
                claim.id,
                claim.amount,
                f"NC-{claim.id:05d}",
                actor=story.treasurer,
                day=story.day,
                now=story.now,
            )


def pay(story: Story, *, late: int = 0) -> None:
    """Let members pay, associations pay the convener, and it the suppliers.

    Args:
        story: The purchase.
        late: Every how many members one still owes; 0 for nobody.
    """
    for party in story.parties:
        owed = _owed(story, party)
        for place, (person_id, amount) in enumerate(sorted(owed.items())):
            if late and place % late == late - 1:
                continue
            settling.pay_debt(
                story.session,
                story.purchase_id,
                party.id,
                person_id,
                _cash(story, amount, f"debt:{party.id}:{person_id}"),
                actor=story.village.seat(party, 2),
                now=story.now,
            )


def pay_suppliers(story: Story) -> None:
    """Pass the associations' money on and pay every supplier."""
    if story.purchase.scope is PurchaseScope.NETWORK:
        for party in story.parties:
            if party.id != story.convener.id:
                _pass_on(story, party)
    for placed in story.session.scalars(SupplierOrder.of(story.purchase_id)).all():
        code = supplier_code(placed.supplier_id)
        owed = -settling.left_on(story.session, story.purchase, story.convener.id, code)
        settling.pay_supplier(
            story.session,
            placed.id,
            _transfer(story, owed, f"supplier:{placed.id}"),
            second_person=story.second_officer.person_id,
            actor=story.treasurer,
            now=story.now,
        )


def finish(story: Story) -> None:
    """Close the books of the purchase."""
    closing.finish(
        story.session,
        story.purchase_id,
        actor=story.officer,
        day=story.day,
        now=story.now,
    )


def _pass_on(story: Story, party: Organisation) -> None:
    total = sum(row.pays_minor for row in _charged(story, party))
    if total:
        settling.pay_convener(
            story.session,
            story.purchase_id,
            party.id,
            _transfer(
                story, Money(total, story.purchase.currency), f"convener:{party.id}"
            ),
            actor=story.treasurer,
            now=story.now,
        )


def _owed(story: Story, party: Organisation) -> dict[int, Money]:
    """Return what each member was charged and has not paid in advance."""
    owed: dict[int, Money] = {}
    nothing = Money.zero(story.purchase.currency)
    for row in _charged(story, party):
        owed[row.person_id] = owed.get(row.person_id, nothing) + row.pays
    for each in advances.advances_due(story.session, story.purchase):
        if each.organisation_id == party.id and each.person_id in owed:
            owed[each.person_id] -= each.paid
    return {person: amount for person, amount in owed.items() if amount.minor > 0}


def _charged(story: Story, party: Organisation) -> list[Allocation]:
    return list(
        story.session.scalars(
            select(Allocation).where(
                Allocation.purchase_id == story.purchase_id,
                Allocation.organisation_id == party.id,
            )
        )
    )


def _party(story: Story, organisation_id: int) -> Organisation:
    return next(each for each in story.parties if each.id == organisation_id)


def _lines(story: Story, order_id: int) -> list[OrderLine]:
    return list(
        story.session.scalars(
            select(OrderLine)
            .where(OrderLine.order_id == order_id)
            .order_by(OrderLine.item_id)
        )
    )


def _cash(story: Story, amount: Money, name: str) -> Paid:
    key = f"demonstration:{story.purchase_id}:{name}"
    return Paid(amount, Method.CASH, story.day, key)


def _transfer(story: Story, amount: Money, name: str) -> Paid:
    key = f"demonstration:{story.purchase_id}:{name}"
    reference = f"D-{story.purchase_id}-{name.replace(':', '-')}"
    return Paid(amount, Method.TRANSFER, story.day, key, reference)


def bank_cash(story: Story, party: Organisation) -> None:
    """Take what members paid in cash to the bank of their association."""
    currency = story.purchase.currency
    held = balance(story.session, party.id, "cash", currency)
    if held.minor > 0:
        post(
            story.session,
            Entry(
                f"demonstration:{story.purchase_id}:banked:{party.id}",
                party.id,
                "manual",
                story.day,
                "Consignación de lo recibido",
                (Posting("bank", "cash", held),),
            ),
            actor=story.village.seat(party, 2),
            now=story.now,
        )
