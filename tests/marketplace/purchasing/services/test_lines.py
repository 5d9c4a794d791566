from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.purchasing.core.wishes import Wish
from marketplace.purchasing.models import (
    LineChange,
    LineChannel,
    LineState,
    PurchaseLine,
)
from marketplace.purchasing.services import lines
from marketplace.purchasing.services.lines import LineDraft, note_line, withdraw_line
from marketplace.purchasing.services.taking_part import (
    NotAMemberError,
    NotYetTakingPartError,
)
from network.errors import NotAllowedError, NotFoundError
from network.models import AuditRow, Membership, Person, PersonState
from network.policy import Role
from network.services.people import Assisted
from tests.factories import NOW, TODAY, a_member, acting, an_organisation
from tests.factories_purchasing import (
    World,
    a_line,
    a_world,
    an_open_purchase,
    items_of,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return an_open_purchase(session, world)


def draft_of(
    session: Session,
    world: World,
    purchase: JointPurchase,
    wish: Wish,
    *,
    version: int | None = None,
    alone: Money | None = None,
) -> LineDraft:
    """The first member's line."""
    item = items_of(session, purchase)[0]
    return LineDraft(
        world.convener.id,
        world.member().id,
        item.id,
        wish,
        alone=alone,
        version=version,
    )


def test_a_member_notes_a_range(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    draft = draft_of(session, world, purchase, Wish(10, 12, 5))

    key = note_line(session, purchase.id, draft, actor=world.as_member(), now=NOW)

    line = session.get_one(PurchaseLine, key)
    assert (line.wanted, line.at_most, line.at_least) == (10, 12, 5)
    assert line.state is LineState.NOTED
    assert line.channel is LineChannel.SCREEN
    assert line.version == 1


def test_the_same_line_sent_twice_is_noted_once(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    draft = draft_of(session, world, purchase, Wish(10, 12))
    first = note_line(session, purchase.id, draft, actor=world.as_member(), now=NOW)

    second = note_line(session, purchase.id, draft, actor=world.as_member(), now=NOW)

    assert first == second
    assert len(session.scalars(select(LineChange)).all()) == 1


def test_a_change_keeps_what_was_asked_before(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    first = draft_of(session, world, purchase, Wish(10, 12))
    key = note_line(session, purchase.id, first, actor=world.as_member(), now=NOW)
    changed = draft_of(session, world, purchase, Wish(20, 20), version=1)

    note_line(session, purchase.id, changed, actor=world.as_member(), now=NOW)

    history = session.execute(
        select(LineChange.wanted, LineChange.at_most)
        .where(LineChange.line_id == key)
        .order_by(LineChange.id)
    ).all()
    assert [tuple(row) for row in history] == [(10, 12), (20, 20)]
    assert session.get_one(PurchaseLine, key).version == 2


def test_a_stale_page_overwrites_nothing_and_both_values_are_said(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    first = draft_of(session, world, purchase, Wish(10, 12))
    key = note_line(session, purchase.id, first, actor=world.as_member(), now=NOW)
    other = draft_of(session, world, purchase, Wish(5, 5), version=1)
    note_line(session, purchase.id, other, actor=world.officer, now=NOW)
    stale = draft_of(session, world, purchase, Wish(30, 40), version=1)

    with pytest.raises(lines.LineChangedError) as caught:
        note_line(session, purchase.id, stale, actor=world.as_member(), now=NOW)

    assert caught.value.values["yours"] == "de 30 a 40"
    assert caught.value.values["theirs"] == "5"
    assert session.get_one(PurchaseLine, key).wanted == 5


def test_a_new_form_does_not_overwrite_a_line_that_appeared(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    a_line(session, purchase, world.member(), world.convener, 10)
    blind = draft_of(session, world, purchase, Wish(7, 7))

    with pytest.raises(lines.LineChangedError):
        note_line(session, purchase.id, blind, actor=world.as_member(), now=NOW)


@pytest.mark.parametrize(
    "wish",
    [
        Wish(0, 0),
        Wish(-1, 5),
        Wish(10, 9),
        Wish(10, 12, 11),
        Wish(10, 12, -1),
        Wish(100_001, 100_001),
    ],
    ids=str,
)
def test_quantities_that_do_not_agree_are_refused(
    session: Session, world: World, purchase: JointPurchase, wish: Wish
) -> None:
    draft = draft_of(session, world, purchase, wish)

    with pytest.raises(lines.QuantityError):
        note_line(session, purchase.id, draft, actor=world.as_member(), now=NOW)


@pytest.mark.parametrize(
    "alone", [Money(0, Currency.COP), Money(100, Currency.USD)], ids=str
)
def test_a_price_alone_that_makes_no_sense_is_refused(
    session: Session, world: World, purchase: JointPurchase, alone: Money
) -> None:
    draft = draft_of(session, world, purchase, Wish(10, 12), alone=alone)

    with pytest.raises(lines.AlonePriceError):
        note_line(session, purchase.id, draft, actor=world.as_member(), now=NOW)


def test_the_price_alone_is_kept_when_it_is_said(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    alone = Money(118_000_00, Currency.COP)
    draft = draft_of(session, world, purchase, Wish(10, 12), alone=alone)

    key = note_line(session, purchase.id, draft, actor=world.as_member(), now=NOW)

    assert session.get_one(PurchaseLine, key).reference_minor == 118_000_00


def test_an_officer_notes_for_a_member_and_it_is_traced(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    draft = draft_of(session, world, purchase, Wish(10, 12))

    key = note_line(session, purchase.id, draft, actor=world.officer, now=NOW)

    line = session.get_one(PurchaseLine, key)
    trace = session.scalars(
        select(AuditRow).where(AuditRow.deed == "purchase.line_noted")
    ).one()
    assert line.channel is LineChannel.OFFICER
    assert line.typed_by == world.officer.person_id
    assert trace.on_behalf_of == world.member().id
    assert trace.person_id == world.officer.person_id
    assert trace.details["channel"] == "officer"


def test_a_member_notes_for_nobody_else(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    draft = draft_of(session, world, purchase, Wish(10, 12))

    with pytest.raises(NotAllowedError):
        note_line(session, purchase.id, draft, actor=world.as_member(1), now=NOW)


def test_another_associations_officer_finds_no_such_line(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    draft = draft_of(session, world, purchase, Wish(10, 12))
    head = world.head_of(world.others[0])
    key = note_line(session, purchase.id, draft, actor=world.as_member(), now=NOW)

    with pytest.raises(NotFoundError):
        note_line(session, purchase.id, draft, actor=head, now=NOW)
    with pytest.raises(NotFoundError):
        withdraw_line(session, key, version=1, actor=head, now=NOW)


def test_an_officer_does_not_note_for_somebody_elses_member(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    other = world.others[0]
    item = items_of(session, purchase)[0]
    draft = LineDraft(
        world.convener.id, world.member(0, other).id, item.id, Wish(10, 10)
    )

    with pytest.raises(NotAMemberError):
        note_line(session, purchase.id, draft, actor=world.officer, now=NOW)


def test_whoever_left_the_association_notes_no_more(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    someone = a_member(session, world.convener)
    seat = session.scalars(
        select(Membership).where(Membership.person_id == someone.id)
    ).one()
    seat.until = TODAY
    session.flush()
    item = items_of(session, purchase)[0]
    draft = LineDraft(world.convener.id, someone.id, item.id, Wish(10, 10))

    with pytest.raises(NotAMemberError):
        note_line(session, purchase.id, draft, actor=world.officer, now=NOW)


def test_an_invited_association_joins_before_its_members_note(
    session: Session, world: World
) -> None:
    purchase = an_open_purchase(session, world, joined=False)
    other = world.others[0]
    item = items_of(session, purchase)[0]
    draft = LineDraft(other.id, world.member(0, other).id, item.id, Wish(10, 10))

    with pytest.raises(NotYetTakingPartError):
        note_line(session, purchase.id, draft, actor=world.as_member(0, other), now=NOW)


def test_an_association_outside_the_purchase_notes_nothing(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    stranger = an_organisation(session, network=world.network)
    someone = a_member(session, stranger)
    item = items_of(session, purchase)[0]
    draft = LineDraft(stranger.id, someone.id, item.id, Wish(10, 10))

    with pytest.raises(NotFoundError):
        note_line(session, purchase.id, draft, actor=acting(someone, stranger), now=NOW)


def test_an_input_of_another_purchase_is_not_found(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    other = items_of(session, an_open_purchase(session, world))[0]
    draft = LineDraft(world.convener.id, world.member().id, other.id, Wish(1, 1))

    with pytest.raises(NotFoundError):
        note_line(session, purchase.id, draft, actor=world.as_member(), now=NOW)


def test_a_withdrawn_line_leaves_its_history(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    line = a_line(session, purchase, world.member(), world.convener, 10)

    withdraw_line(
        session, line.id, version=1, actor=world.as_member(), now=NOW, reason="Vendí"
    )
    withdraw_line(session, line.id, version=1, actor=world.as_member(), now=NOW)

    states = session.scalars(
        select(LineChange.state)
        .where(LineChange.line_id == line.id)
        .order_by(LineChange.id)
    ).all()
    assert line.state is LineState.WITHDRAWN
    assert states == [LineState.NOTED, LineState.WITHDRAWN]


def test_a_withdrawn_line_can_be_noted_again(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    line = a_line(session, purchase, world.member(), world.convener, 10)
    withdraw_line(session, line.id, version=1, actor=world.as_member(), now=NOW)

    again = a_line(session, purchase, world.member(), world.convener, 4)

    assert again.id == line.id
    assert again.state is LineState.NOTED
    assert again.version == 3


def test_a_stale_page_withdraws_nothing(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    line = a_line(session, purchase, world.member(), world.convener, 10)

    with pytest.raises(lines.LineChangedError):
        withdraw_line(session, line.id, version=0, actor=world.as_member(), now=NOW)
    with pytest.raises(NotFoundError):
        withdraw_line(session, 999_999, version=0, actor=world.as_member(), now=NOW)


def test_a_new_member_is_added_while_noting(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    draft = draft_of(session, world, purchase, Wish(10, 12))
    helped = Assisted("Rosa Nueva", "Luis Testigo")

    key = lines.note_line_of_new_member(
        session, purchase.id, draft, helped, actor=world.officer, now=NOW
    )

    line = session.get_one(PurchaseLine, key)
    person = session.get_one(Person, line.person_id)
    seat = session.scalars(
        select(Membership).where(Membership.person_id == person.id)
    ).one()
    assert person.name == "Rosa Nueva"
    assert person.state is PersonState.ASSISTED
    assert (seat.organisation_id, seat.role) == (world.convener.id, Role.MEMBER)


def test_a_member_adds_nobody(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    draft = draft_of(session, world, purchase, Wish(10, 12))

    with pytest.raises(NotAllowedError):
        lines.note_line_of_new_member(
            session,
            purchase.id,
            draft,
            Assisted("Rosa", "Luis"),
            actor=world.as_member(),
            now=NOW,
        )
