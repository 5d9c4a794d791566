from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.purchasing.models import (
    PurchaseState,
    RoundingMemory,
    SurplusStock,
)
from marketplace.purchasing.queries.sharing import sharing_page
from marketplace.purchasing.services import adjusting, handing, sharing
from marketplace.purchasing.services.moves import ReasonMissingError
from network.errors import NotAllowedError, NotFoundError
from network.policy import Role
from tests.factories import a_person, acting, an_organisation
from tests.factories_goods import (
    LATER,
    allocations,
    everything_arrives,
    handed_out,
    ordered,
    received_short,
    shared_out,
)
from tests.factories_purchasing import World, a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return a_confirmed_purchase(session, world)


def finals(session: Session, purchase: JointPurchase) -> list[int]:
    return [row.final for row in allocations(session, purchase)]


def memory(session: Session) -> dict[tuple[int, int | None], int]:
    return {
        (row.organisation_id, row.person_id): row.carried
        for row in session.scalars(select(RoundingMemory))
        if row.carried
    }


def change(
    session: Session, purchase: JointPurchase, world: World, units: int, reason: str
) -> None:
    one, two = allocations(session, purchase)[:2]
    adjusting.change_share(
        session,
        purchase.id,
        adjusting.ShareChange(
            one.item_id,
            (one.organisation_id, one.person_id),
            (two.organisation_id, two.person_id),
            units,
            reason,
        ),
        actor=world.officer,
        now=LATER,
    )


def test_what_arrived_is_shared_whole_at_both_levels(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    received_short(session, purchase, world, 101)

    shared = sharing.share_goods(session, purchase.id, actor=world.officer, now=LATER)

    rows = allocations(session, purchase)
    by_book = {row.organisation_id: 0 for row in rows}
    for row in rows:
        by_book[row.organisation_id] += row.final
    assert shared.units == 101
    assert sorted(by_book.values()) == [50, 51]
    assert all(row.final <= row.wanted for row in rows)
    assert all("101 de 120" in row.reason for row in rows)
    assert memory(session)


def test_sharing_again_gives_the_same_and_remembers_once(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    received_short(session, purchase, world, 101)
    shared_out(session, purchase, world)
    first, remembered = finals(session, purchase), memory(session)

    shared_out(session, purchase, world)

    assert finals(session, purchase) == first
    assert memory(session) == remembered


def test_who_was_rounded_down_goes_first_the_next_time(
    session: Session, world: World
) -> None:
    before = a_confirmed_purchase(session, world, (10, 10, 10))
    received_short(session, before, world, 20)
    shared_out(session, before, world)
    first = {
        (row.organisation_id, row.person_id): row.final
        for row in allocations(session, before)
    }

    after = a_confirmed_purchase(session, world, (10, 10, 10))
    received_short(session, after, world, 20)
    shared_out(session, after, world)

    second = {
        (row.organisation_id, row.person_id): row.final
        for row in allocations(session, after)
    }
    lucky = {who for who, units in first.items() if units == 4}
    assert lucky
    assert not lucky & {who for who, units in second.items() if units == 4}


def test_a_later_purchase_keeps_its_memory_when_an_earlier_one_is_shared_again(
    session: Session, world: World
) -> None:
    before = a_confirmed_purchase(session, world, (10, 10, 10))
    received_short(session, before, world, 20)
    shared_out(session, before, world)
    after = a_confirmed_purchase(session, world, (10, 10, 10))
    received_short(session, after, world, 20)
    shared_out(session, after, world)
    remembered = memory(session)

    shared_out(session, before, world)

    assert memory(session) == remembered


def test_units_move_by_hand_with_a_reason_and_the_sum_stays(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    received_short(session, purchase, world, 101)
    shared_out(session, purchase, world)
    before = finals(session, purchase)

    change(session, purchase, world, 2, "Ana le cede a Luis")

    rows = allocations(session, purchase)
    assert [row.final for row in rows][:2] == [before[0] - 2, before[1] + 2]
    assert sum(finals(session, purchase)) == 101
    assert rows[0].allocated == before[0]
    page = sharing_page(session, purchase.id, actor=world.officer)
    changed = [row for row in page.rows if row.change_reason]
    assert {row.change_reason for row in changed} == {"Ana le cede a Luis"}
    assert len(changed) == 2


def test_a_change_by_hand_makes_sense_or_is_refused(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    received_short(session, purchase, world, 101)
    shared_out(session, purchase, world)

    with pytest.raises(adjusting.NothingToMoveError):
        change(session, purchase, world, 0, "Nada")
    with pytest.raises(ReasonMissingError):
        change(session, purchase, world, 1, " ")
    with pytest.raises(adjusting.NotThatManyError):
        change(session, purchase, world, 500, "Todo")
    row = allocations(session, purchase)[0]
    who = (row.organisation_id, row.person_id)
    with pytest.raises(adjusting.SamePersonError):
        adjusting.change_share(
            session,
            purchase.id,
            adjusting.ShareChange(row.item_id, who, who, 1, "A sí mismo"),
            actor=world.officer,
            now=LATER,
        )
    with pytest.raises(NotFoundError):
        adjusting.change_share(
            session,
            purchase.id,
            adjusting.ShareChange(row.item_id, who, (who[0], 10**6), 1, "A nadie"),
            actor=world.officer,
            now=LATER,
        )


def test_surplus_goes_to_stock_and_back_within_what_a_member_would_take(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    ordered(session, purchase, world)
    everything_arrives(session, purchase, world)
    shared_out(session, purchase, world)
    row = allocations(session, purchase)[0]
    who = (row.organisation_id, row.person_id)

    def move(
        giver: tuple[int, int] | None, taker: tuple[int, int] | None, units: int
    ) -> None:
        adjusting.change_share(
            session,
            purchase.id,
            adjusting.ShareChange(row.item_id, giver, taker, units, "Ya no los usa"),
            actor=world.officer,
            now=LATER,
        )

    move(who, None, 3)
    move(who, None, 1)
    stocked = session.scalars(select(SurplusStock.units)).all()
    move(None, who, 1)
    with pytest.raises(adjusting.NotThatManyError):
        move(None, who, 4)
    move(None, who, 3)
    move(who, None, 1)
    other = allocations(session, purchase)[1]
    with pytest.raises(adjusting.OverTheMostError), session.begin_nested():
        move(None, (other.organisation_id, other.person_id), 1)

    assert stocked == [4]
    assert len(sharing_page(session, purchase.id, actor=world.officer).surplus) == 1


def test_officers_change_shares_inside_their_own_association_only(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    received_short(session, purchase, world, 101)
    shared_out(session, purchase, world)
    other = world.others[0]
    rows = [
        row for row in allocations(session, purchase) if row.organisation_id == other.id
    ]
    strange = allocations(session, purchase)[0]
    inside = [(row.organisation_id, row.person_id) for row in rows]

    adjusting.change_share(
        session,
        purchase.id,
        adjusting.ShareChange(rows[0].item_id, inside[1], inside[0], 1, "De acuerdo"),
        actor=world.head_of(other),
        now=LATER,
    )
    with pytest.raises(NotAllowedError):
        adjusting.change_share(
            session,
            purchase.id,
            adjusting.ShareChange(
                rows[0].item_id,
                (strange.organisation_id, strange.person_id),
                inside[0],
                1,
                "Para los míos",
            ),
            actor=world.head_of(other),
            now=LATER,
        )


def test_what_was_handed_over_is_not_shared_anew(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    received_short(session, purchase, world, 101)
    shared_out(session, purchase, world)
    handed_out(session, purchase, world)
    purchase.state = PurchaseState.RECEIVED

    with pytest.raises(sharing.AlreadyHandedOverError):
        shared_out(session, purchase, world)


def test_a_member_sees_the_own_row_with_the_code_and_nobody_elses(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    received_short(session, purchase, world, 101)
    shared_out(session, purchase, world)

    mine = sharing_page(session, purchase.id, actor=world.as_member())
    theirs = sharing_page(session, purchase.id, actor=world.head_of(world.others[0]))

    assert [row.person_id for row in mine.rows] == [world.member().id]
    assert len(mine.rows[0].code) == 4
    assert mine.surplus == ()
    assert {row.organisation_id for row in theirs.rows} == {world.others[0].id}
    assert {row.code for row in theirs.rows} == {""}


def test_strangers_find_nothing_to_share(
    session: Session, purchase: JointPurchase, world: World
) -> None:
    stranger = acting(a_person(session), an_organisation(session), role=Role.OFFICER)

    with pytest.raises(NotFoundError):
        sharing.share_goods(session, purchase.id, actor=stranger, now=LATER)
    with pytest.raises(NotFoundError):
        sharing_page(session, purchase.id, actor=stranger)
    purchase.state = PurchaseState.RECEIVED
    with pytest.raises(handing.NothingSharedError):
        handing.declare_shared(
            session, purchase.id, "Nada", actor=world.officer, now=LATER
        )
