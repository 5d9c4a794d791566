from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from marketplace.ledger.queries import balance, verify
from marketplace.ledger.services import OwnEntryError
from marketplace.ledger.services import ReasonMissingError as NoReasonError
from marketplace.purchasing.core.closing import Obstacle
from marketplace.purchasing.models import (
    Allocation,
    Claim,
    PurchaseState,
    SupplierInvoice,
    SurplusStock,
)
from marketplace.purchasing.queries.closing import closing_page
from marketplace.purchasing.queries.invariants import INVARIANTS
from marketplace.purchasing.services import claims, closing
from marketplace.purchasing.services.moves import ReasonMissingError
from network.errors import NotAllowedError, NotFoundError
from network.models import Layer, Tie, TieEvent, TieKind
from network.policy import Role
from tests.factories import a_person, acting, an_organisation
from tests.factories_goods import (
    LATER,
    LATER_DAY,
    allocations,
    charged,
    paid,
    settled,
    treasurer_of,
)
from tests.factories_purchasing import World, a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.policy import Actor


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=3)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return a_confirmed_purchase(session, world)


def finish(session: Session, purchase: JointPurchase, actor: Actor) -> None:
    closing.finish(session, purchase.id, actor=actor, day=LATER_DAY, now=LATER)


def reopen(
    session: Session, purchase: JointPurchase, actor: Actor, reason: str = "Faltó algo"
) -> None:
    closing.reopen_charges(
        session, purchase.id, reason, actor=actor, day=LATER_DAY, now=LATER
    )


def broken(session: Session) -> set[str]:
    return {one.name for one in verify(session, INVARIANTS).checked if one.breaches}


def test_a_finished_purchase_weaves_its_associations_together(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    settled(session, purchase, world)
    page = closing_page(session, purchase.id, actor=world.officer)
    finish(session, purchase, world.officer)

    assert page.may_finish
    assert page.obstacles == ()
    assert page.still_owed.minor == sum(
        row.pays_minor for row in allocations(session, purchase)
    )
    pairs = session.scalars(
        select(TieEvent).where(TieEvent.kind == TieKind.BOUGHT_TOGETHER)
    ).all()
    joint = session.scalars(select(Tie).where(Tie.layer == Layer.JOINT_PURCHASE)).all()
    assert len(pairs) == 3
    assert len(joint) == 3
    assert verify(session).first_broken == ""


def test_telling_the_same_tie_again_counts_once(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    settled(session, purchase, world)
    finish(session, purchase, world.officer)
    closing.reopen_finished(
        session, purchase.id, "Faltó algo", actor=world.second_officer, now=LATER
    )
    finish(session, purchase, world.second_officer)

    events = session.scalars(
        select(TieEvent).where(TieEvent.kind == TieKind.BOUGHT_TOGETHER)
    ).all()
    assert len(events) == 3


def test_another_officer_opens_a_finished_purchase(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    settled(session, purchase, world)
    finish(session, purchase, world.officer)

    with pytest.raises(closing.SameOfficerError):
        closing.reopen_finished(
            session, purchase.id, "Faltó algo", actor=world.officer, now=LATER
        )
    with pytest.raises(ReasonMissingError):
        closing.reopen_finished(
            session, purchase.id, " ", actor=world.second_officer, now=LATER
        )
    page = closing_page(session, purchase.id, actor=world.second_officer)
    closing.reopen_finished(
        session, purchase.id, "Faltó algo", actor=world.second_officer, now=LATER
    )

    assert page.may_reopen
    assert purchase.state is PurchaseState.SETTLED


def test_charges_are_undone_in_every_book_and_made_again(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    settled(session, purchase, world)
    before = [row.pays_minor for row in allocations(session, purchase)]

    with pytest.raises(OwnEntryError):
        reopen(session, purchase, treasurer_as(world))
    with pytest.raises(NoReasonError):
        reopen(session, purchase, world.officer, "x")
    reopen(session, purchase, world.officer)
    unit = purchase.currency
    open_books = [
        balance(session, each.id, f"member:{person.id}", unit).minor
        for each in world.associations
        for person in world.members[each.id]
    ]
    charged(session, purchase, world)

    assert set(open_books) == {0}
    assert [row.pays_minor for row in allocations(session, purchase)] == before
    assert purchase.state is PurchaseState.SETTLED
    assert broken(session) == set()


def test_the_sharing_opens_again_before_the_charges(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    settled(session, purchase, world)
    reopen(session, purchase, world.officer)

    closing.reopen_sharing(
        session, purchase.id, "Falta entregar", actor=world.officer, now=LATER
    )

    assert purchase.state is PurchaseState.RECEIVED


def test_claims_and_advances_are_in_the_way(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    settled(session, purchase, world, sound=170)

    with pytest.raises(closing.BooksNotClosedError) as refused:
        finish(session, purchase, world.officer)

    assert refused.value.values["kinds"] == [Obstacle.CLAIM]
    page = closing_page(session, purchase.id, actor=world.officer)
    assert [each.kind for each in page.obstacles] == [Obstacle.CLAIM]
    claim = session.scalars(select(Claim)).one()
    claims.collect_claim(
        session,
        claim.id,
        paid(claim.amount_minor, "c"),
        actor=world.cashier,
        now=LATER,
    )
    finish(session, purchase, world.officer)


def test_strangers_close_nothing(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    stranger = acting(a_person(session), an_organisation(session), role=Role.OFFICER)

    with pytest.raises(NotFoundError):
        finish(session, purchase, stranger)
    with pytest.raises(NotFoundError):
        closing_page(session, purchase.id, actor=stranger)
    with pytest.raises(NotAllowedError):
        finish(session, purchase, world.as_member())
    with pytest.raises(NotAllowedError):
        reopen(session, purchase, world.head_of(world.others[0]))
    with pytest.raises(NotAllowedError):
        closing_page(
            session,
            purchase.id,
            actor=treasurer_of(session, world, world.others[0]),
        )


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sound=st.integers(0, 180))
def test_whatever_arrives_every_book_sums_to_the_invoice(
    session: Session, world: World, purchase: JointPurchase, sound: int
) -> None:
    unit = purchase.currency
    with session.begin_nested() as undone:
        order = settled(session, purchase, world, sound=sound)

        rows = allocations(session, purchase)
        invoice = session.scalars(select(SupplierInvoice)).one()
        total = invoice.goods_minor + invoice.freight_minor
        kept = sum(session.scalars(select(SurplusStock.value_minor)))
        claimed = sum(session.scalars(select(Claim.amount_minor)))
        assert sum(row.pays_minor for row in rows) + kept + claimed == total
        assert (
            claimed
            == balance(
                session, world.convener.id, f"claim:{order.supplier_id}", unit
            ).minor
        )
        for each in world.associations:
            assert not balance(session, each.id, f"purchase:{purchase.id}", unit)
            own = [row for row in rows if row.organisation_id == each.id]
            assert sum(row.pays_minor for row in own) == sum(
                balance(session, each.id, f"member:{row.person_id}", unit).minor
                for row in own
            )
        assert all(not row.pays_minor for row in rows if not row.final)
        assert broken(session) == set()
        undone.rollback()
    session.expire_all()


def test_planted_violations_are_found(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    settled(session, purchase, world, sound=170)
    assert broken(session) == set()

    session.execute(update(Allocation).values(final=Allocation.final + 1))
    session.execute(update(SupplierInvoice).values(goods_minor=1))
    purchase.state = PurchaseState.FINISHED
    session.flush()

    assert broken(session) == {
        "purchase_steps",
        "purchase_shared",
        "purchase_invoice_lines",
        "purchase_invoiced",
    }


def treasurer_as(world: World) -> Actor:
    """The treasurer who charged, acting with an officer's role too."""
    return acting(world.treasurer, world.convener, role=Role.TREASURER)
