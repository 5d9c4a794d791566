"""The copy of one's own data holds one's purchases, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.purchasing.models import LineState
from marketplace.purchasing.queries import own_data
from network.policy import Actor
from tests.factories_goods import allocations, settled
from tests.factories_purchasing import a_confirmed_purchase, a_world

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_a_member_finds_lines_changes_sharing_and_hand_overs(session: Session) -> None:
    world = a_world(session, members=3)
    purchase = a_confirmed_purchase(session, world)
    settled(session, purchase, world)
    actor = world.as_member(1)
    got = next(
        row
        for row in allocations(session, purchase)
        if row.person_id == actor.person_id
    )

    (line,) = own_data.own_lines(session, actor=actor)
    changes = own_data.own_changes(session, actor=actor)
    (share,) = own_data.own_allocations(session, actor=actor)
    (given,) = own_data.own_hand_overs(session, actor=actor)

    assert (line.purchase, line.organisation) == (purchase.title, world.convener.name)
    assert line.wanted == got.wanted
    assert line.planned_pays is not None
    assert line.planned_pays.endswith(" COP")
    assert {change.line for change in changes} == {line.line}
    assert LineState.CONFIRMED in {change.state for change in changes}
    assert (share.allocated, share.final) == (got.allocated, got.final)
    assert share.item == given.item == line.item
    assert given.units == got.final
    assert given.undone_at is None


def test_every_member_finds_only_what_is_their_own(session: Session) -> None:
    world = a_world(session, members=2, associations=2)
    purchase = a_confirmed_purchase(session, world, (10, 20))
    settled(session, purchase, world)
    people = {
        row.person_id: row.final for row in allocations(session, purchase) if row.final
    }

    found = {
        person_id: [
            row.units
            for row in own_data.own_hand_overs(session, actor=Actor(person_id))
        ]
        for person_id in people
    }
    lines = {
        person_id: {
            row.line for row in own_data.own_lines(session, actor=Actor(person_id))
        }
        for person_id in people
    }
    changed = {
        person_id: {
            row.line for row in own_data.own_changes(session, actor=Actor(person_id))
        }
        for person_id in people
    }

    assert len(people) > 1
    assert found == {person_id: [units] for person_id, units in people.items()}
    assert changed == lines
    assert len(set.union(*lines.values())) == sum(map(len, lines.values()))


def test_who_bought_nothing_finds_nothing(session: Session) -> None:
    world = a_world(session, members=3)
    purchase = a_confirmed_purchase(session, world)
    settled(session, purchase, world)
    stranger = Actor(world.treasurer.id)

    found = (
        own_data.own_lines(session, actor=stranger),
        own_data.own_changes(session, actor=stranger),
        own_data.own_allocations(session, actor=stranger),
        own_data.own_hand_overs(session, actor=stranger),
    )

    assert found == ([], [], [], [])
