from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.kernel.money import Currency, Money
from marketplace.notices.models import Notice
from marketplace.purchasing.core.telling import PurchaseNotice
from marketplace.purchasing.core.term_fields import CallField
from marketplace.purchasing.models import (
    JointPurchase,
    PurchaseScope,
    PurchaseState,
)
from marketplace.purchasing.services import calls, drafting
from marketplace.purchasing.services.moves import (
    PurchaseMovedOnError,
)
from network.errors import NotAllowedError, NotFoundError
from tests.factories import (
    NOW,
    a_coordinator,
    a_member,
    acting,
    an_organisation,
    coordinating,
)
from tests.factories_purchasing import (
    World,
    a_draft,
    a_world,
    an_open_purchase,
    items_of,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session, associations=2)


def told(session: Session, kind: PurchaseNotice) -> list[int]:
    return sorted(
        session.scalars(select(Notice.person_id).where(Notice.kind == kind.value))
    )


def test_a_draft_says_what_until_when_and_who_is_invited(
    session: Session, world: World
) -> None:
    draft = a_draft(session, world, items=2)

    key = drafting.create_purchase(session, draft, actor=world.officer, now=NOW)

    purchase = session.get_one(JointPurchase, key)
    assert purchase.state is PurchaseState.DRAFT
    assert len(purchase.items) == 2
    assert {party.organisation_id for party in purchase.parties} == {
        each.id for each in world.associations
    }
    assert [step.to_state for step in purchase.steps] == [PurchaseState.DRAFT]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, CallField.TITLE),
        ({"delivery_place": ""}, CallField.DELIVERY_PLACE),
        ({"confirm_hours": 0}, CallField.CONFIRM_HOURS),
        ({"confirm_hours": 337}, CallField.CONFIRM_HOURS),
        ({"advance_percent": 101}, CallField.ADVANCE_PERCENT),
        ({"delivery_on": NOW.date()}, CallField.DELIVERY_ON),
    ],
    ids=["title", "place", "no hours", "too many hours", "percent", "day"],
)
def test_a_term_that_cannot_be_names_its_field(
    session: Session, world: World, change: dict[str, object], field: CallField
) -> None:
    draft = replace(a_draft(session, world), **change)  # type: ignore[arg-type] # one field of several types

    with pytest.raises(drafting.CallTermsError) as caught:
        drafting.create_purchase(session, draft, actor=world.officer, now=NOW)

    assert caught.value.values["field"] is field


def test_an_item_needs_a_positive_price_and_where_it_was_seen(
    session: Session, world: World
) -> None:
    draft = a_draft(session, world)
    free = replace(draft.items[0], reference=Money(0, Currency.COP))
    unseen = replace(draft.items[0], reference_source=" ")

    for item, field in (
        (free, CallField.REFERENCE),
        (unseen, CallField.REFERENCE_SOURCE),
    ):
        with pytest.raises(drafting.CallTermsError) as caught:
            drafting.create_purchase(
                session, replace(draft, items=(item,)), actor=world.officer, now=NOW
            )
        assert caught.value.values["field"] is field


def test_items_are_there_once_in_the_currency_of_the_book(
    session: Session, world: World
) -> None:
    draft = a_draft(session, world)
    dollars = replace(draft.items[0], reference=Money(1, Currency.USD))

    with pytest.raises(drafting.NothingToBuyError):
        drafting.create_purchase(
            session, replace(draft, items=()), actor=world.officer, now=NOW
        )
    with pytest.raises(drafting.ItemTwiceError):
        drafting.create_purchase(
            session, replace(draft, items=draft.items * 2), actor=world.officer, now=NOW
        )
    with pytest.raises(drafting.OtherCurrencyError):
        drafting.create_purchase(
            session, replace(draft, items=(dollars,)), actor=world.officer, now=NOW
        )


def test_a_pack_nobody_knows_is_not_bought(session: Session, world: World) -> None:
    draft = a_draft(session, world)
    unknown = replace(draft.items[0], presentation_id=999_999)

    with pytest.raises(NotFoundError):
        drafting.create_purchase(
            session, replace(draft, items=(unknown,)), actor=world.officer, now=NOW
        )


def test_only_associations_of_the_network_are_invited(
    session: Session, world: World
) -> None:
    stranger = an_organisation(session)
    draft = replace(a_draft(session, world), invited=(stranger.id,))

    with pytest.raises(drafting.NotInNetworkError):
        drafting.create_purchase(session, draft, actor=world.officer, now=NOW)


def test_a_convener_outside_the_network_does_not_convene(
    session: Session, world: World
) -> None:
    stranger = an_organisation(session)
    officer = a_member(session, stranger)
    draft = replace(a_draft(session, world), convener_id=stranger.id)

    with pytest.raises(NotFoundError):
        drafting.create_purchase(
            session, draft, actor=acting(officer, stranger), now=NOW
        )


def test_a_member_does_not_convene(session: Session, world: World) -> None:
    draft = a_draft(session, world)

    with pytest.raises(NotAllowedError):
        drafting.create_purchase(session, draft, actor=world.as_member(), now=NOW)


def test_a_coordinator_convenes_for_the_network(session: Session, world: World) -> None:
    coordinator = coordinating(a_coordinator(session, world.network), world.network)
    draft = a_draft(session, world)

    key = drafting.create_purchase(session, draft, actor=coordinator, now=NOW)

    assert session.get_one(JointPurchase, key).scope is PurchaseScope.NETWORK


def test_a_draft_is_written_anew(session: Session, world: World) -> None:
    draft = a_draft(session, world)
    key = drafting.create_purchase(session, draft, actor=world.officer, now=NOW)
    other = replace(a_draft(session, world, items=2), title="Concentrado", invited=())

    drafting.edit_purchase(session, key, other, actor=world.officer, now=NOW)

    purchase = session.get_one(JointPurchase, key)
    session.refresh(purchase)
    assert purchase.title == "Concentrado"
    assert len(items_of(session, purchase)) == 2


def test_an_open_call_is_not_written_anew(session: Session, world: World) -> None:
    purchase = an_open_purchase(session, world)

    with pytest.raises(PurchaseMovedOnError):
        drafting.edit_purchase(
            session, purchase.id, a_draft(session, world), actor=world.officer, now=NOW
        )


def test_a_draft_keeps_its_convener(session: Session, world: World) -> None:
    key = drafting.create_purchase(
        session, a_draft(session, world), actor=world.officer, now=NOW
    )
    other = replace(a_draft(session, world), convener_id=world.others[0].id)

    with pytest.raises(PurchaseMovedOnError):
        drafting.edit_purchase(session, key, other, actor=world.officer, now=NOW)


def test_opening_tells_members_and_invites_associations(
    session: Session, world: World
) -> None:
    key = drafting.create_purchase(
        session, a_draft(session, world), actor=world.officer, now=NOW
    )

    calls.open_purchase(session, key, actor=world.officer, now=NOW)

    assert len(told(session, PurchaseNotice.OPENED)) == 6
    assert told(session, PurchaseNotice.INVITED) == [world.heads[world.others[0].id].id]
