"""The whole money story of a network purchase, in every book."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.ledger.queries import balance, verify
from marketplace.purchasing.models import (
    Claim,
    ClaimKind,
    ClaimState,
    JointPurchase,
    PurchaseLine,
    PurchaseState,
    SupplierOrder,
)
from marketplace.purchasing.services import (
    claims,
    closing,
    receiving,
    settling,
)
from network.models import Country
from tests.factories_goods import (
    LATER,
    LATER_DAY,
    allocations,
    arrives,
    charged,
    everything_arrives,
    handed_out,
    invoiced,
    ordered,
    paid,
    settled,
    shared_out,
    treasurer_of,
)
from tests.factories_purchasing import World, a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.kernel.money import Currency


@pytest.fixture(params=[Country.COLOMBIA, Country.ECUADOR])
def world(session: Session, request: pytest.FixtureRequest) -> World:
    associations = 3 if request.param is Country.COLOMBIA else 2
    return a_world(session, associations=associations, country=request.param)


def left(session: Session, book_id: int, code: str, currency: Currency) -> int:
    return balance(session, book_id, code, currency).minor


def pay_all(session: Session, purchase: JointPurchase, world: World) -> None:
    """Every member pays in cash, every association the convener, it the suppliers."""
    unit = purchase.currency
    by_book: dict[int, int] = {}
    for organisation in world.associations:
        cashier = treasurer_of(session, world, organisation)
        for person in world.members[organisation.id]:
            owed = left(session, organisation.id, f"member:{person.id}", unit)
            if owed > 0:
                settling.pay_debt(
                    session,
                    purchase.id,
                    organisation.id,
                    person.id,
                    paid(owed, f"k{person.id}", unit),
                    actor=cashier,
                    now=LATER,
                )
                by_book[organisation.id] = by_book.get(organisation.id, 0) + owed
        if organisation is not world.convener:
            settling.pay_convener(
                session,
                purchase.id,
                organisation.id,
                paid(by_book[organisation.id], f"a{organisation.id}", unit),
                actor=world.cashier,
                now=LATER,
            )
    for order in session.scalars(SupplierOrder.of(purchase.id)).all():
        owed = -left(session, world.convener.id, f"supplier:{order.supplier_id}", unit)
        settling.pay_supplier(
            session,
            order.id,
            paid(owed, f"s{order.id}", unit),
            actor=world.cashier,
            now=LATER,
        )


def test_everything_arrives_and_everybody_pays_what_he_accepted(
    session: Session, world: World
) -> None:
    purchase = a_confirmed_purchase(session, world)
    ordered(session, purchase, world)
    everything_arrives(session, purchase, world)
    shared_out(session, purchase, world)
    handed_out(session, purchase, world)
    invoiced(session, purchase, world)
    charged(session, purchase, world)

    pay_all(session, purchase, world)
    closing.finish(session, purchase.id, actor=world.officer, day=LATER_DAY, now=LATER)

    assert purchase.state is PurchaseState.FINISHED
    accepted = {
        (line.organisation_id, line.person_id): line.planned_pays_minor
        for line in session.scalars(
            select(PurchaseLine).where(PurchaseLine.purchase_id == purchase.id)
        )
    }
    assert {
        (row.organisation_id, row.person_id): row.pays_minor
        for row in allocations(session, purchase)
    } == accepted
    for organisation in world.associations:
        book, unit = organisation.id, purchase.currency
        assert left(session, book, f"purchase:{purchase.id}", unit) == 0
        assert left(session, book, f"supplier:{world.convener.id}", unit) == 0
        assert left(session, book, "cash", unit) == 0


def test_a_short_delivery_is_claimed_and_nobody_pays_for_what_did_not_come(
    session: Session, world: World
) -> None:
    purchase = a_confirmed_purchase(session, world)
    members = len(world.associations) * 3
    whole = 60 * len(world.associations)

    order = settled(session, purchase, world, sound=whole - 7)

    rows = allocations(session, purchase)
    claim = session.scalars(select(Claim)).one()
    invoice = order.freight_minor + sum(line.cost_minor for line in order.lines)
    assert len(rows) == members
    assert sum(row.final for row in rows) == whole - 7
    assert sum(row.pays_minor for row in rows) + claim.amount_minor == invoice
    assert claim.units == 7
    with pytest.raises(closing.BooksNotClosedError):
        closing.finish(
            session, purchase.id, actor=world.officer, day=LATER_DAY, now=LATER
        )

    claims.credit_claim(
        session,
        claim.id,
        claim.amount,
        "NC-8",
        actor=world.cashier,
        day=LATER_DAY,
        now=LATER,
    )
    pay_all(session, purchase, world)
    closing.finish(session, purchase.id, actor=world.officer, day=LATER_DAY, now=LATER)

    assert claim.state is ClaimState.CREDITED
    assert (
        left(
            session, world.convener.id, f"claim:{order.supplier_id}", purchase.currency
        )
        == 0
    )


def test_thirty_five_tonnes_that_arrive_short_are_shared_and_paid(
    session: Session,
) -> None:
    """700 sacks for three associations, of which 641 came sound and 12 broken."""
    world = a_world(session, associations=3)
    purchase = a_confirmed_purchase(session, world, (60, 73, 100))
    order = ordered(session, purchase, world)[0]
    whole = sum(line.units for line in order.lines)
    arrives(session, order, world, 400)
    arrives(session, order, world, 241, damaged=12)
    receiving.end_delivery(
        session,
        order.id,
        "El resto no salió",
        actor=world.officer,
        now=LATER,
    )
    shared_out(session, purchase, world)
    handed_out(session, purchase, world)
    invoiced(session, purchase, world)
    charged(session, purchase, world)

    rows = allocations(session, purchase)
    found = {each.kind: each for each in session.scalars(select(Claim))}
    assert whole == 699
    assert sum(row.final for row in rows) == 641
    assert found[ClaimKind.DAMAGED].units == 12
    assert found[ClaimKind.SHORT].units == whole - 641 - 12
    invoice = order.freight_minor + sum(line.cost_minor for line in order.lines)
    claimed = sum(each.amount_minor for each in found.values())
    assert sum(row.pays_minor for row in rows) + claimed == invoice
    exact = [row.wanted * 641 / whole for row in rows]
    assert all(
        abs(row.final - share) < 2 for row, share in zip(rows, exact, strict=True)
    )

    for claim in found.values():
        claims.collect_claim(
            session,
            claim.id,
            paid(claim.amount_minor, f"c{claim.id}"),
            actor=world.cashier,
            now=LATER,
        )
    pay_all(session, purchase, world)
    closing.finish(session, purchase.id, actor=world.officer, day=LATER_DAY, now=LATER)

    assert verify(session).first_broken == ""
    for organisation in world.associations:
        assert not left(
            session, organisation.id, f"purchase:{purchase.id}", purchase.currency
        )
