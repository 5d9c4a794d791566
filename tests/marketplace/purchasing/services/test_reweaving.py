"""What purchases wove is woven again from their rows, and counts once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from marketplace.kernel.money import Currency
from marketplace.ledger.queries import balance
from marketplace.purchasing.models import Claim, ClaimKind
from marketplace.purchasing.services import (
    claiming,
    claims,
    closing,
    reweaving,
    settling,
    weaving,
)
from marketplace.purchasing.services.tills import Paid
from network.errors import NotFoundError
from network.models import Layer, Tie, TieEvent, TieKind
from tests.factories_goods import (
    LATER,
    LATER_DAY,
    arrives,
    ordered,
    paid,
    settled,
    treasurer_of,
    with_cash,
)
from tests.factories_purchasing import World, a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase, SupplierOrder

Told = tuple[object, ...]


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=3)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return a_confirmed_purchase(session, world)


def told(session: Session) -> set[Told]:
    """Everything that was woven."""
    rows = session.execute(
        select(
            Tie.layer,
            Tie.source_id,
            Tie.target_id,
            TieEvent.kind,
            TieEvent.day,
            TieEvent.weight,
            TieEvent.evidence,
        ).join(Tie, Tie.id == TieEvent.tie_id)
    )
    return {tuple(row) for row in rows}


def kinds(session: Session) -> list[TieKind]:
    return list(session.scalars(select(TieEvent.kind)))


def forget(session: Session) -> None:
    """Lose every tie, as if nothing had been woven."""
    session.execute(delete(TieEvent))
    session.execute(delete(Tie))
    session.expire_all()


def owed(session: Session, world: World, code: str) -> int:
    return abs(balance(session, world.convener.id, code, Currency.COP).minor)


def everybody_pays(
    session: Session, purchase: JointPurchase, world: World, order: SupplierOrder
) -> None:
    """The associations pay the convener, and the convener the supplier."""
    for number, other in enumerate(world.others):
        with_cash(session, other, 10**12)
        settling.pay_convener(
            session,
            purchase.id,
            other.id,
            paid(owed(session, world, f"association:{other.id}"), f"a{number}"),
            actor=world.cashier,
            now=LATER,
        )
    with_cash(session, world.convener, 10**12)
    settling.pay_supplier(
        session,
        order.id,
        paid(owed(session, world, f"supplier:{order.supplier_id}"), "s"),
        actor=world.cashier,
        now=LATER,
    )


def test_everything_a_purchase_did_is_woven_again(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    order = settled(session, purchase, world)
    everybody_pays(session, purchase, world, order)
    closing.finish(session, purchase.id, actor=world.officer, day=LATER_DAY, now=LATER)
    before = told(session)
    forget(session)

    fresh = reweaving.weave_again(session, purchase.id)

    assert fresh == len(before)
    assert told(session) == before
    assert {
        TieKind.BOUGHT_TOGETHER,
        TieKind.DELIVERED,
        TieKind.SHARED_FREIGHT,
        TieKind.PAID_ON_TIME,
    } == set(kinds(session))


def test_what_is_woven_already_counts_once(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    order = settled(session, purchase, world)
    everybody_pays(session, purchase, world, order)
    before = told(session)

    assert reweaving.weave_again(session, purchase.id) == 0
    assert told(session) == before


def test_a_claim_that_was_taken_apart_counts_once(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    order = ordered(session, purchase, world)[0]
    arrives(session, order, world, 1)
    key = claims.file_claim(
        session,
        order.id,
        claims.ClaimTyped(order.lines[0].item_id, ClaimKind.SHORT, 2, "Faltó"),
        actor=world.officer,
        now=LATER,
    )
    claim = session.get_one(Claim, key)
    claiming.split_claim(session, claim, 1, claim.amount_minor // 2)
    before = told(session)

    assert reweaving.weave_again(session, purchase.id) == 0
    assert told(session) == before


def test_purchases_that_never_ordered_have_nothing_to_weave(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    assert reweaving.purchases_to_weave(session) == []

    ordered(session, purchase, world)

    assert reweaving.purchases_to_weave(session) == [purchase.id]
    assert reweaving.purchases_to_weave(session, world.network.id + 1) == []
    assert reweaving.weave_again(session, purchase.id) == 0


def test_an_unknown_purchase_is_not_woven(session: Session) -> None:
    with pytest.raises(NotFoundError):
        reweaving.weave_again(session, 10**9)


def test_goods_after_the_day_agreed_are_late(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    purchase.delivery_on = LATER_DAY - timedelta(days=1)
    order = ordered(session, purchase, world)[0]

    arrives(session, order, world, 1)

    late = session.scalars(
        select(TieEvent).where(TieEvent.kind == TieKind.DELIVERED_LATE)
    ).one()
    tie = session.get_one(Tie, late.tie_id)
    assert (tie.layer, late.weight, tie.weight) == (Layer.OBSERVED_TRUST, 0, 0)
    assert (tie.source_id, tie.target_id) == (world.convener.id, order.supplier_id)


def test_goods_on_the_day_agreed_are_not_late(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    purchase.delivery_on = LATER_DAY
    order = ordered(session, purchase, world)[0]

    arrives(session, order, world, 1)

    assert TieKind.DELIVERED_LATE not in kinds(session)


@pytest.mark.parametrize(
    ("days", "kind"),
    [(30, TieKind.PAID_ON_TIME), (31, TieKind.PAID_LATE)],
)
def test_a_payment_is_judged_by_the_day_it_was_due(
    session: Session, purchase: JointPurchase, world: World, days: int, kind: TieKind
) -> None:
    settled(session, purchase, world)
    other = world.others[0]
    with_cash(session, other, 10**12)
    minor = owed(session, world, f"association:{other.id}")
    whole = paid(minor, "late")

    settling.pay_convener(
        session,
        purchase.id,
        other.id,
        Paid(whole.amount, whole.method, LATER_DAY + timedelta(days=days), "late"),
        actor=treasurer_of(session, world, world.convener),
        now=LATER + timedelta(days=days),
    )

    event = session.scalars(
        select(TieEvent).where(
            TieEvent.kind.in_([TieKind.PAID_ON_TIME, TieKind.PAID_LATE])
        )
    ).one()
    assert event.kind is kind
    assert event.weight == (kind is TieKind.PAID_ON_TIME)


def test_a_payment_in_parts_is_judged_by_its_last_part(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    settled(session, purchase, world)
    other = world.others[0]
    with_cash(session, other, 10**12)
    minor = owed(session, world, f"association:{other.id}")

    settling.pay_convener(
        session,
        purchase.id,
        other.id,
        paid(minor - 1, "first"),
        actor=world.cashier,
        now=LATER,
    )

    assert TieKind.PAID_ON_TIME not in kinds(session)


def test_nothing_is_late_before_an_invoice_says_when_it_is_due(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    order = ordered(session, purchase, world)[0]
    arrives(session, order, world, 1)
    before = told(session)

    weaving.weave_payment(
        session, purchase, world.convener.id, order.supplier_id, LATER_DAY
    )

    assert told(session) == before
