from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.models import (
    Claim,
    ClaimKind,
    ClaimState,
    GoodsReceipt,
    PurchaseState,
    SupplierOrder,
)
from marketplace.purchasing.queries.receiving import deliveries
from marketplace.purchasing.services import claims, receiving
from marketplace.purchasing.services.moves import ReasonMissingError
from network.errors import NotAllowedError, NotFoundError
from network.models import Layer, Tie
from network.policy import Role
from tests.factories import a_person, acting, an_organisation
from tests.factories_goods import (
    LATER,
    LATER_DAY,
    arrives,
    invoiced,
    lines_of,
    ordered,
    received_short,
)
from tests.factories_purchasing import World, a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return a_confirmed_purchase(session, world)


@pytest.fixture
def order(session: Session, purchase: JointPurchase, world: World) -> SupplierOrder:
    return ordered(session, purchase, world)[0]


def receive(
    session: Session,
    order: SupplierOrder,
    world: World,
    *items: receiving.ArrivedItem,
    days: int = 0,
) -> int:
    return receiving.receive_goods(
        session,
        order.id,
        receiving.Arrival(LATER_DAY + timedelta(days=days), items),
        actor=world.officer,
        now=LATER,
    )


def item(session: Session, order: SupplierOrder) -> int:
    return lines_of(session, order)[0].item_id


def test_goods_arrive_in_parts(
    session: Session, purchase: JointPurchase, order: SupplierOrder, world: World
) -> None:
    arrives(session, order, world, 40)
    first = purchase.state
    arrives(session, order, world, 20)

    assert first is PurchaseState.PARTLY_RECEIVED
    assert purchase.state is PurchaseState.RECEIVED
    assert order.delivery_ended_at == LATER
    assert session.scalars(select(GoodsReceipt.number)).all() == [1, 2]
    tie = session.scalars(select(Tie).where(Tie.layer == Layer.TRADE)).one()
    assert (tie.source_id, tie.target_id) == (order.supplier_id, world.convener.id)
    assert tie.weight == 2


def test_never_more_than_was_ordered(
    session: Session, order: SupplierOrder, world: World
) -> None:
    arrives(session, order, world, 50)

    with pytest.raises(receiving.MoreThanOrderedError) as refused:
        arrives(session, order, world, 11)

    assert refused.value.values["expected"] == 10


def test_damaged_units_may_be_sent_again(
    session: Session, purchase: JointPurchase, order: SupplierOrder, world: World
) -> None:
    arrives(session, order, world, 55, damaged=5)
    state = purchase.state
    claim_id = claims.file_claim(
        session,
        order.id,
        claims.ClaimTyped(item(session, order), ClaimKind.DAMAGED, 5, "Rotos"),
        actor=world.officer,
        now=LATER,
    )
    arrives(session, order, world, 5)

    assert state is PurchaseState.PARTLY_RECEIVED
    assert purchase.state is PurchaseState.RECEIVED
    assert session.get_one(Claim, claim_id).state is ClaimState.REPLACED
    card = deliveries(session, purchase.id, actor=world.officer)[0]
    assert (card.items[0].sound, card.items[0].damaged) == (60, 5)
    assert not card.is_short
    assert card.open_claims == ()
    assert [len(each.items) for each in card.receipts] == [1, 1]


def test_a_claim_covered_in_part_keeps_the_rest_open(
    session: Session, order: SupplierOrder, world: World
) -> None:
    arrives(session, order, world, 50)
    claims.file_claim(
        session,
        order.id,
        claims.ClaimTyped(item(session, order), ClaimKind.SHORT, 10, "Faltaron"),
        actor=world.officer,
        now=LATER,
    )

    arrives(session, order, world, 4)

    states = {claim.state: claim.units for claim in session.scalars(select(Claim))}
    assert states == {ClaimState.REPLACED: 4, ClaimState.OPEN: 6}


@pytest.mark.parametrize(
    ("units", "note", "error"),
    [
        ((0, 0), "", receiving.NothingArrivedError),
        ((-1, 0), "", receiving.UnitsNotCountedError),
        ((1, 2), " ", receiving.DamageNotDescribedError),
    ],
)
def test_what_makes_no_sense_is_refused(
    session: Session,
    order: SupplierOrder,
    world: World,
    units: tuple[int, int],
    note: str,
    error: type[Exception],
) -> None:
    came = receiving.ArrivedItem(item(session, order), *units, note)

    with pytest.raises(error):
        receive(session, order, world, came)


def test_expired_strange_and_future_goods_are_refused(
    session: Session, order: SupplierOrder, world: World
) -> None:
    key = item(session, order)
    old = receiving.ArrivedItem(key, 1, expires_on=LATER_DAY - timedelta(days=1))

    with pytest.raises(receiving.ArrivedExpiredError):
        receive(session, order, world, old)
    with pytest.raises(receiving.ItemNotOrderedError):
        receive(session, order, world, receiving.ArrivedItem(10**6, 1))
    with pytest.raises(receiving.ArrivedTomorrowError):
        receive(session, order, world, receiving.ArrivedItem(key, 1), days=2)


def test_a_short_delivery_ends_with_a_reason_and_can_go_on(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    order = received_short(session, purchase, world, 50)
    state = purchase.state

    receiving.reopen_delivery(
        session, order.id, "Manda el resto", actor=world.officer, now=LATER
    )
    with pytest.raises(receiving.DeliveryGoesOnError):
        receiving.reopen_delivery(
            session, order.id, "Otra vez", actor=world.officer, now=LATER
        )
    with pytest.raises(receiving.ShortWithoutReasonError):
        receiving.end_delivery(session, order.id, "  ", actor=world.officer, now=LATER)
    arrives(session, order, world, 10)

    assert state is PurchaseState.RECEIVED
    assert purchase.state is PurchaseState.RECEIVED


def test_an_ended_delivery_takes_no_more_goods(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    order = received_short(session, purchase, world, 50)
    purchase.state = PurchaseState.PARTLY_RECEIVED
    session.flush()

    with pytest.raises(receiving.DeliveryEndedError):
        arrives(session, order, world, 1)
    with pytest.raises(receiving.DeliveryEndedError):
        receiving.end_delivery(
            session, order.id, "Otra vez", actor=world.officer, now=LATER
        )


def test_a_recorded_invoice_keeps_the_delivery_closed(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    order = received_short(session, purchase, world, 50)
    invoiced(session, purchase, world)

    with pytest.raises(receiving.InvoiceStandsError):
        receiving.reopen_delivery(
            session, order.id, "Manda el resto", actor=world.officer, now=LATER
        )


def test_going_back_needs_a_reason(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    order = received_short(session, purchase, world, 50)

    with pytest.raises(ReasonMissingError):
        receiving.reopen_delivery(
            session, order.id, " ", actor=world.officer, now=LATER
        )


def test_strangers_find_no_order_and_the_treasurer_does_not_receive(
    session: Session, purchase: JointPurchase, order: SupplierOrder, world: World
) -> None:
    stranger = acting(a_person(session), an_organisation(session), role=Role.OFFICER)
    arrival = receiving.Arrival(LATER_DAY, ())

    with pytest.raises(NotFoundError):
        receiving.receive_goods(session, order.id, arrival, actor=stranger, now=LATER)
    with pytest.raises(NotFoundError):
        receiving.receive_goods(session, 10**9, arrival, actor=world.officer, now=LATER)
    with pytest.raises(NotFoundError):
        deliveries(session, purchase.id, actor=stranger)
    with pytest.raises(NotAllowedError):
        receiving.receive_goods(
            session, order.id, arrival, actor=world.cashier, now=LATER
        )
