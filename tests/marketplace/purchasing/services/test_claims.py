from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.ledger.queries import balance
from marketplace.purchasing.models import (
    Claim,
    ClaimKind,
    ClaimState,
    SurplusStock,
)
from marketplace.purchasing.queries.receiving import deliveries
from marketplace.purchasing.services import (
    claims,
    closing,
    invoicing,
    receiving,
    replacing,
    tills,
)
from marketplace.purchasing.services.claiming import ClaimSettledError
from marketplace.purchasing.services.moves import (
    PurchaseMovedOnError,
    ReasonMissingError,
)
from network.errors import NotAllowedError, NotFoundError
from network.models import TieEvent, TieKind
from network.policy import Role
from tests.factories import a_person, acting, an_organisation
from tests.factories_goods import (
    LATER,
    LATER_DAY,
    allocations,
    invoiced,
    lines_of,
    paid,
    received_short,
    settled,
)
from tests.factories_purchasing import World, a_confirmed_purchase, a_world, cop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase, SupplierOrder
    from network.policy import Actor


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return a_confirmed_purchase(session, world)


@pytest.fixture
def order(session: Session, purchase: JointPurchase, world: World) -> SupplierOrder:
    """An order of 60 sacks, of which 50 came, charged to the members."""
    return settled(session, purchase, world, sound=50)


def the_claim(session: Session) -> Claim:
    return session.scalars(select(Claim).order_by(Claim.id)).first()  # type: ignore[return-value] # there is one


def left(session: Session, world: World, code: str) -> Money:
    return balance(session, world.convener.id, code, Currency.COP)


def credit(session: Session, claim: Claim, amount: Money, actor: Actor) -> int:
    return claims.credit_claim(
        session, claim.id, amount, "NC-8", actor=actor, day=LATER_DAY, now=LATER
    )


def replace(
    session: Session, claim: Claim, world: World, units: int, damaged: int = 0
) -> dict[tuple[int, int], int]:
    return replacing.replace_claim(
        session,
        claim.id,
        receiving.Arrival(
            LATER_DAY,
            (receiving.ArrivedItem(claim.item_id, units, damaged, "Rotos"),),
        ),
        actor=world.second_officer,
        day=LATER_DAY,
        now=LATER,
    )


def test_a_claim_can_be_filed_before_the_invoice(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    order = received_short(session, purchase, world, 50)
    item_id = lines_of(session, order)[0].item_id

    def file(units: int, reason: str = "Faltaron") -> int:
        return claims.file_claim(
            session,
            order.id,
            claims.ClaimTyped(item_id, ClaimKind.SHORT, units, reason),
            actor=world.officer,
            now=LATER,
        )

    key = file(4)
    with pytest.raises(claims.NothingToClaimError):
        file(7)
    with pytest.raises(claims.NothingToClaimError):
        file(0)
    with pytest.raises(ReasonMissingError):
        file(1, " ")
    with pytest.raises(claims.ClaimNotInvoicedError):
        claims.ask_loss(session, key, "No responde", actor=world.officer, now=LATER)
    with pytest.raises(claims.ClaimNotInvoicedError):
        credit(session, session.get_one(Claim, key), cop(1), world.cashier)
    invoiced(session, purchase, world)
    with pytest.raises(ClaimSettledError):
        file(1)

    found = session.scalars(select(Claim).order_by(Claim.id)).all()
    assert [claim.units for claim in found] == [4, 6]
    assert [claim.amount for claim in found] == [cop(400_000), cop(600_000)]
    assert TieKind.DELIVERED_SHORT in session.scalars(select(TieEvent.kind)).all()


def test_a_credit_note_lowers_what_the_supplier_is_owed(
    session: Session, order: SupplierOrder, world: World
) -> None:
    claim = the_claim(session)
    with pytest.raises(ReasonMissingError):
        claims.credit_claim(
            session,
            claim.id,
            claim.amount,
            " ",
            actor=world.cashier,
            day=LATER_DAY,
            now=LATER,
        )
    with pytest.raises(tills.AmountTooLargeError):
        credit(session, claim, cop(1_000_001), world.cashier)

    part = credit(session, claim, cop(300_000), world.cashier)
    credit(session, claim, cop(700_000), world.cashier)
    with pytest.raises(ClaimSettledError):
        credit(session, claim, cop(1), world.cashier)

    assert part != claim.id
    assert session.get_one(Claim, part).units == 3
    assert not left(session, world, f"claim:{order.supplier_id}")
    assert left(session, world, f"supplier:{order.supplier_id}") == -cop(5_000_000)


def test_a_supplier_pays_back_once_with_a_receipt(
    session: Session, order: SupplierOrder, world: World
) -> None:
    claim = the_claim(session)

    def collect(minor: int, key: str) -> int:
        return claims.collect_claim(
            session, claim.id, paid(minor, key), actor=world.cashier, now=LATER
        )

    first = collect(cop(1_000_000).minor, "d1")
    again = collect(cop(1_000_000).minor, "d1")

    assert first == again == claim.id
    assert claim.state is ClaimState.CREDITED
    assert left(session, world, "cash") == cop(1_000_000)
    assert not left(session, world, f"claim:{order.supplier_id}")


def test_a_single_unit_is_settled_whole(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    settled(session, purchase, world, sound=59)

    with pytest.raises(claims.WholeUnitClaimError):
        credit(session, the_claim(session), cop(1), world.cashier)


def test_two_people_take_a_loss(
    session: Session, purchase: JointPurchase, order: SupplierOrder, world: World
) -> None:
    claim = the_claim(session)

    def agree(actor: Actor) -> None:
        claims.agree_loss(session, claim.id, actor=actor, day=LATER_DAY, now=LATER)

    with pytest.raises(claims.LossNotAskedError):
        agree(world.officer)
    with pytest.raises(ReasonMissingError):
        claims.ask_loss(session, claim.id, " ", actor=world.officer, now=LATER)
    claims.ask_loss(session, claim.id, "No responde", actor=world.officer, now=LATER)
    card = deliveries(session, purchase.id, actor=world.officer)[0].open_claims[0]
    with pytest.raises(claims.SameTwoPeopleError):
        agree(world.officer)
    agree(world.cashier)
    with pytest.raises(ClaimSettledError):
        agree(world.second_officer)

    assert card.loss_asked_by_me
    assert claim.state is ClaimState.REFUSED
    assert left(session, world, "loss") == cop(1_000_000)
    assert not left(session, world, f"claim:{order.supplier_id}")


def test_replaced_goods_go_to_who_got_fewer_and_are_charged_exactly(
    session: Session, purchase: JointPurchase, order: SupplierOrder, world: World
) -> None:
    claim = the_claim(session)
    with pytest.raises(replacing.NotAReplacementError):
        replace(session, claim, world, 1, damaged=1)
    with pytest.raises(receiving.MoreThanOrderedError):
        replace(session, claim, world, 11)
    with pytest.raises(receiving.NothingArrivedError):
        replace(session, claim, world, 0)

    part = replace(session, claim, world, 4)
    rest = replace(session, claim, world, 6)
    with pytest.raises(ClaimSettledError):
        replace(session, claim, world, 1)

    rows = allocations(session, purchase)
    assert sum(part.values()) + sum(rest.values()) == 10
    assert [row.final for row in rows] == [row.wanted for row in rows]
    assert sum(row.pays_minor for row in rows) == cop(6_000_000).minor
    assert not left(session, world, f"claim:{order.supplier_id}")
    assert not left(session, world, f"purchase:{purchase.id}")
    with pytest.raises(closing.GoodsReplacedError):
        closing.reopen_charges(
            session,
            purchase.id,
            "Algo quedó mal",
            actor=world.officer,
            day=LATER_DAY,
            now=LATER,
        )


def test_replaced_goods_that_nobody_wants_any_more_are_kept(
    session: Session, purchase: JointPurchase, order: SupplierOrder, world: World
) -> None:
    for row in allocations(session, purchase):
        row.wanted = row.final

    given = replace(session, the_claim(session), world, 10)

    stock = session.scalars(select(SurplusStock)).one()
    assert given == {}
    assert (stock.units, stock.value) == (10, cop(1_000_000))
    assert left(session, world, "stock") == cop(1_000_000)


def test_goods_are_replaced_by_a_receipt_until_members_are_charged(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    received_short(session, purchase, world, 50)
    invoiced(session, purchase, world)

    with pytest.raises(PurchaseMovedOnError):
        replace(session, the_claim(session), world, 1)


def test_a_claim_settled_with_money_keeps_its_invoice(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    received_short(session, purchase, world, 50)
    invoice_id = invoiced(session, purchase, world)[0]
    claim = the_claim(session)
    credit(session, claim, claim.amount, world.cashier)

    with pytest.raises(ClaimSettledError):
        invoicing.undo_invoice(
            session,
            invoice_id,
            "Estaba mal escrita",
            actor=world.officer,
            day=LATER_DAY,
            now=LATER,
        )


def test_strangers_find_no_claim_and_members_settle_none(
    session: Session, order: SupplierOrder, world: World
) -> None:
    claim = the_claim(session)
    stranger = acting(a_person(session), an_organisation(session), role=Role.TREASURER)

    with pytest.raises(NotFoundError):
        credit(session, claim, claim.amount, stranger)
    with pytest.raises(NotFoundError):
        claims.ask_loss(session, 10**9, "Nada", actor=world.officer, now=LATER)
    with pytest.raises(NotAllowedError):
        credit(session, claim, claim.amount, world.officer)
    with pytest.raises(NotAllowedError):
        claims.ask_loss(session, claim.id, "No", actor=world.as_member(), now=LATER)
