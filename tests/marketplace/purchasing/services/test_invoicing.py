from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.queries import balance
from marketplace.ledger.services import OwnEntryError
from marketplace.purchasing.models import (
    Claim,
    ClaimKind,
    ClaimState,
    SupplierInvoice,
)
from marketplace.purchasing.queries.invoicing import bill, invoices
from marketplace.purchasing.services import charging, invoicing
from marketplace.purchasing.services.claims import ClaimTyped, file_claim
from marketplace.purchasing.services.moves import PurchaseMovedOnError
from marketplace.purchasing.services.receiving import (
    DeliveryGoesOnError,
    InvoiceStandsError,
    end_delivery,
)
from network.errors import NotAllowedError, NotFoundError
from network.policy import Role
from tests.factories import a_person, acting, an_organisation
from tests.factories_goods import (
    LATER,
    LATER_DAY,
    allocations,
    arrives,
    charged,
    everything_arrives,
    handed_out,
    invoice_of,
    lines_of,
    ordered,
    received_short,
    shared_out,
    treasurer_of,
)
from tests.factories_purchasing import World, a_confirmed_purchase, a_world, cop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase, SupplierOrder


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return a_confirmed_purchase(session, world)


@pytest.fixture
def order(session: Session, purchase: JointPurchase, world: World) -> SupplierOrder:
    """An order of 60 sacks of which 54 came, 4 more damaged."""
    order = ordered(session, purchase, world)[0]
    arrives(session, order, world, 54, damaged=4)
    end_delivery(session, order.id, "No hay más", actor=world.officer, now=LATER)
    return order


def record(
    session: Session,
    order: SupplierOrder,
    world: World,
    typed: invoicing.InvoiceTyped,
) -> SupplierInvoice:
    key = invoicing.record_invoice(
        session, order.id, typed, actor=world.cashier, now=LATER
    )
    return session.get_one(SupplierInvoice, key)


def owed(session: Session, world: World, code: str) -> Money:
    return balance(session, world.convener.id, code, Currency.COP)


def test_what_did_not_arrive_sound_is_claimed_by_kind(
    session: Session, purchase: JointPurchase, order: SupplierOrder, world: World
) -> None:
    invoice = record(session, order, world, invoice_of(session, order))

    found = {claim.kind: claim for claim in session.scalars(select(Claim))}
    assert invoice.claimed_minor == cop(600_000).minor
    assert found[ClaimKind.DAMAGED].amount == cop(400_000)
    assert found[ClaimKind.SHORT].amount == cop(200_000)
    assert owed(session, world, f"supplier:{order.supplier_id}") == -cop(6_000_000)
    assert owed(session, world, f"purchase:{purchase.id}") == cop(5_400_000)
    card = invoices(session, purchase.id, actor=world.cashier)[0]
    assert card.total == cop(6_000_000)
    assert card.claimed == cop(600_000)


def test_an_invoice_that_differs_is_refused_with_its_lines(
    session: Session, order: SupplierOrder, world: World
) -> None:
    typed = invoice_of(session, order, more=100_00, freight=50_00)

    with pytest.raises(invoicing.InvoiceDiffersError) as refused:
        record(session, order, world, typed)

    values = refused.value.values
    assert values["difference"] == cop(150)
    assert values["names"] == ["Abono 1"]
    shown = bill(
        session,
        order.id,
        actor=world.cashier,
        goods=typed.goods,
        freight=typed.freight,
    )
    assert shown.difference == cop(150)
    assert shown.needs_reason
    assert shown.total == cop(6_000_150)
    assert shown.lines[0].difference == cop(100)


def test_what_is_asked_over_the_order_is_claimed_with_a_reason(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    order = ordered(session, purchase, world)[0]
    everything_arrives(session, purchase, world)
    typed = invoice_of(session, order, more=700, reason="Subieron el precio")

    record(session, order, world, typed)

    claim = session.scalars(select(Claim)).one()
    assert (claim.kind, claim.units, claim.amount_minor) == (
        ClaimKind.OVERCHARGED,
        0,
        700,
    )


def test_a_supplier_who_bills_what_arrived_has_nothing_to_make_good(
    session: Session, purchase: JointPurchase, order: SupplierOrder, world: World
) -> None:
    item_id = lines_of(session, order)[0].item_id
    file_claim(
        session,
        order.id,
        ClaimTyped(item_id, ClaimKind.SHORT, 2, "Faltaron"),
        actor=world.officer,
        now=LATER,
    )
    typed = invoice_of(
        session, order, more=-cop(600_000).minor, reason="Cobra lo que entregó"
    )

    invoice = record(session, order, world, typed)

    claim = session.scalars(select(Claim)).one()
    assert invoice.claimed_minor == 0
    assert claim.state is ClaimState.CREDITED
    shared_out(session, purchase, world)
    handed_out(session, purchase, world)
    charged(session, purchase, world)
    assert sum(row.pays_minor for row in allocations(session, purchase)) == (
        cop(5_400_000).minor
    )


def test_wrong_papers_are_refused(
    session: Session, order: SupplierOrder, world: World
) -> None:
    good = invoice_of(session, order)
    wrong = {
        invoicing.InvoiceNumberError: replace(good, number=" "),
        invoicing.InvoiceDaysError: replace(good, due_on=LATER_DAY - timedelta(days=1)),
        invoicing.InvoiceLinesError: replace(good, goods={}),
        invoicing.NegativeBillError: replace(good, freight=Money(-1, Currency.COP)),
    }

    for error, typed in wrong.items():
        with pytest.raises(error):
            record(session, order, world, typed)
    with pytest.raises(invoicing.NegativeBillError):
        record(session, order, world, replace(good, freight=Money(0, Currency.USD)))
    with pytest.raises(invoicing.InvoiceDaysError):
        record(session, order, world, replace(good, issued_on=LATER_DAY + timedelta(2)))


def test_an_order_has_one_invoice_and_a_number_comes_once(
    session: Session, order: SupplierOrder, world: World
) -> None:
    invoice = record(session, order, world, invoice_of(session, order))

    with pytest.raises(InvoiceStandsError):
        record(session, order, world, invoice_of(session, order))
    other = a_confirmed_purchase(session, world)
    second = received_short(session, other, world, 10)
    second.supplier_id = invoice.supplier_id
    with pytest.raises(invoicing.InvoiceNumberUsedError):
        record(session, second, world, invoice_of(session, second))


def test_goods_that_are_still_expected_are_not_invoiced(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    order = ordered(session, purchase, world)[0]
    with pytest.raises(PurchaseMovedOnError):
        record(session, order, world, invoice_of(session, order))
    arrives(session, order, world, 10)

    with pytest.raises(DeliveryGoesOnError):
        record(session, order, world, invoice_of(session, order))


def test_another_officer_undoes_an_invoice_and_it_can_be_typed_again(
    session: Session, purchase: JointPurchase, order: SupplierOrder, world: World
) -> None:
    first = record(session, order, world, invoice_of(session, order, more=0))

    def undo(actor: object) -> None:
        invoicing.undo_invoice(
            session,
            first.id,
            "Estaba mal escrita",
            actor=actor,  # type: ignore[arg-type] # always an Actor
            day=LATER_DAY,
            now=LATER,
        )

    with pytest.raises(OwnEntryError):
        undo(world.cashier)
    undo(world.officer)
    with pytest.raises(invoicing.AlreadyReversedInvoiceError):
        undo(world.officer)

    assert not owed(session, world, f"supplier:{order.supplier_id}")
    record(session, order, world, invoice_of(session, order))
    assert owed(session, world, f"supplier:{order.supplier_id}") == -cop(6_000_000)
    assert len(invoices(session, purchase.id, actor=world.cashier)) == 2
    assert (
        sum(
            claim.amount_minor
            for claim in session.scalars(
                select(Claim).where(Claim.state == ClaimState.OPEN)
            )
        )
        == cop(600_000).minor
    )


def test_nobody_is_charged_before_every_invoice_is_there(
    session: Session, purchase: JointPurchase, order: SupplierOrder, world: World
) -> None:
    shared_out(session, purchase, world)
    handed_out(session, purchase, world)

    with pytest.raises(charging.InvoiceMissingError):
        charged(session, purchase, world)


def test_only_the_conveners_treasurer_records_invoices(
    session: Session, purchase: JointPurchase, order: SupplierOrder, world: World
) -> None:
    stranger = acting(a_person(session), an_organisation(session), role=Role.TREASURER)
    second = treasurer_of(session, world, world.convener)
    typed = invoice_of(session, order)

    with pytest.raises(NotFoundError):
        invoicing.record_invoice(session, order.id, typed, actor=stranger, now=LATER)
    with pytest.raises(NotFoundError):
        bill(session, order.id, actor=stranger)
    with pytest.raises(NotFoundError):
        bill(session, 10**9, actor=second)
    with pytest.raises(NotAllowedError):
        invoicing.record_invoice(
            session, order.id, typed, actor=world.officer, now=LATER
        )
    with pytest.raises(NotAllowedError):
        invoices(session, purchase.id, actor=world.as_member())
