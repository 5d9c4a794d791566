from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.models import (
    LineState,
    ProofKind,
    PurchaseLine,
    PurchaseState,
)
from marketplace.purchasing.queries.sharing import hand_overs, sharing_page
from marketplace.purchasing.services import handing
from marketplace.purchasing.services.moves import ReasonMissingError
from network.errors import NotAllowedError, NotFoundError
from network.models import TieEvent, TieKind
from network.policy import Role
from tests.factories import a_person, acting, an_organisation
from tests.factories_goods import (
    LATER,
    LATER_DAY,
    allocations,
    everything_arrives,
    handed_out,
    ordered,
    shared_out,
)
from tests.factories_purchasing import World, a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import Allocation, JointPurchase
    from network.policy import Actor


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    purchase = a_confirmed_purchase(session, world)
    ordered(session, purchase, world)
    everything_arrives(session, purchase, world)
    shared_out(session, purchase, world)
    return purchase


def own(session: Session, purchase: JointPurchase, world: World) -> Allocation:
    """What the first member of the convener gets."""
    return next(
        row
        for row in allocations(session, purchase)
        if row.organisation_id == world.convener.id
    )


def give(
    session: Session,
    row: Allocation,
    units: int,
    actor: Actor,
    proof: ProofKind = ProofKind.SIGNATURE,
    **more: str,
) -> int:
    return handing.hand_to_member(
        session,
        row.purchase_id,
        (row.organisation_id, row.person_id),
        handing.Handing(row.item_id, units, proof, **more),
        actor=actor,
        now=LATER,
    )


def test_the_last_goods_of_the_last_member_make_the_purchase_shared(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    handed_out(session, purchase, world)

    assert purchase.state is PurchaseState.SHARED
    states = session.scalars(select(PurchaseLine.state)).all()
    assert set(states) == {LineState.RECEIVED}
    assert sharing_page(session, purchase.id, actor=world.officer).left == 0
    kinds = set(session.scalars(select(TieEvent.kind)).all())
    assert {TieKind.SHARED_FREIGHT, TieKind.DELIVERED} <= kinds


def test_never_more_than_the_sharing_gives(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    row = own(session, purchase, world)
    give(session, row, row.final - 1, world.officer)

    with pytest.raises(handing.MoreThanSharedError) as refused:
        give(session, row, 2, world.officer)
    with pytest.raises(handing.HandsNothingError):
        give(session, row, 0, world.officer)

    assert refused.value.values["left"] == 1


def test_a_code_or_a_witness_proves_it(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    row = own(session, purchase, world)
    wrong = "0000" if row.pin != "0000" else "1111"

    with pytest.raises(handing.WrongCodeError):
        give(session, row, 1, world.officer, ProofKind.PIN, code=wrong)
    with pytest.raises(handing.WitnessMissingError):
        give(session, row, 1, world.officer, ProofKind.WITNESS)
    give(session, row, 1, world.officer, ProofKind.PIN, code=row.pin)
    give(session, row, 1, world.officer, ProofKind.WITNESS, witness="Doña Rosa")

    cards = hand_overs(session, purchase.id, actor=world.officer)
    assert [card.proof for card in cards] == [ProofKind.WITNESS, ProofKind.PIN]
    assert cards[0].witness == "Doña Rosa"


def test_nobody_hands_goods_to_himself(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    row = own(session, purchase, world)
    member = next(
        each for each in world.members[world.convener.id] if each.id == row.person_id
    )

    with pytest.raises(handing.HandsToThemselvesError):
        give(session, row, 1, acting(member, world.convener, role=Role.OFFICER))


def test_an_association_gives_only_what_it_got(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    other = world.others[0]
    row = next(
        each
        for each in allocations(session, purchase)
        if each.organisation_id == other.id
    )
    with pytest.raises(handing.NotYetAtTheAssociationError):
        give(session, row, 1, world.head_of(other))

    there = _to_association(session, purchase, world, other.id, row.item_id, 5)
    given = give(session, row, 5, world.head_of(other))
    with pytest.raises(handing.NotYetAtTheAssociationError):
        give(session, row, 1, world.head_of(other))
    with pytest.raises(handing.AlreadyWithMembersError):
        handing.undo_hand_over(
            session, there, "Fue un error", actor=world.officer, now=LATER
        )
    handing.undo_hand_over(
        session, given, "Fue un error", actor=world.head_of(other), now=LATER
    )
    handing.undo_hand_over(
        session, there, "Fue un error", actor=world.officer, now=LATER
    )

    assert all(
        card.undone_at for card in hand_overs(session, purchase.id, actor=world.officer)
    )


def test_the_convener_hands_no_more_than_the_members_get_and_not_to_itself(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    item_id = own(session, purchase, world).item_id
    other = world.others[0].id

    with pytest.raises(handing.MoreThanSharedError):
        _to_association(session, purchase, world, other, item_id, 61)
    with pytest.raises(handing.ConvenerKeepsGoodsError):
        _to_association(session, purchase, world, world.convener.id, item_id, 1)
    with pytest.raises(NotFoundError):
        _to_association(session, purchase, world, 10**6, item_id, 1)


def test_a_hand_over_is_undone_once_with_a_reason(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    row = own(session, purchase, world)
    given = give(session, row, row.final, world.officer)

    with pytest.raises(ReasonMissingError):
        handing.undo_hand_over(session, given, " ", actor=world.officer, now=LATER)
    handing.undo_hand_over(
        session, given, "Era de otra persona", actor=world.officer, now=LATER
    )
    with pytest.raises(handing.AlreadyUndoneError):
        handing.undo_hand_over(
            session, given, "Otra vez", actor=world.officer, now=LATER
        )

    line = session.scalars(
        select(PurchaseLine).where(PurchaseLine.person_id == row.person_id)
    ).one()
    assert line.state is LineState.CONFIRMED


def test_goods_left_behind_need_a_reason_and_can_be_handed_later(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    row = own(session, purchase, world)

    with pytest.raises(ReasonMissingError):
        handing.declare_shared(session, purchase.id, "", actor=world.officer, now=LATER)
    handing.declare_shared(
        session, purchase.id, "No vinieron", actor=world.officer, now=LATER
    )
    give(session, row, row.final, world.officer)

    assert purchase.state is PurchaseState.SHARED
    assert purchase.steps[-1].reason == "No vinieron"


def test_strangers_and_members_hand_nothing(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    row = own(session, purchase, world)
    stranger = acting(a_person(session), an_organisation(session), role=Role.OFFICER)

    with pytest.raises(NotFoundError):
        give(session, row, 1, stranger)
    with pytest.raises(NotFoundError):
        hand_overs(session, purchase.id, actor=stranger)
    with pytest.raises(NotAllowedError):
        give(session, row, 1, world.as_member(1))
    with pytest.raises(NotFoundError):
        give(session, row, 1, world.head_of(world.others[0]))


def _to_association(
    session: Session,
    purchase: JointPurchase,
    world: World,
    organisation_id: int,
    item_id: int,
    units: int,
) -> int:
    return handing.hand_to_association(
        session,
        purchase.id,
        organisation_id,
        handing.Handing(item_id, units, ProofKind.SIGNATURE),
        actor=world.officer,
        day=LATER_DAY,
        now=LATER,
    )
