from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from marketplace.purchasing.core.term_fields import QuoteField
from marketplace.purchasing.models import (
    PlanState,
    Quote,
    QuoteState,
    SupplierInterest,
)
from marketplace.purchasing.services import quote_drafts as drafts
from marketplace.purchasing.services.moves import (
    PurchaseMovedOnError,
    ReasonMissingError,
)
from marketplace.purchasing.services.quote_drafts import (
    BreakDraft,
    FreightDraft,
    QuoteDraft,
)
from marketplace.purchasing.services.quotes import (
    OwnSupplierError,
    current_quotes,
    declare_interest,
    explain_few_quotes,
    record_quote,
    withdraw_quote,
)
from network.errors import NotAllowedError, NotFoundError
from network.models import Country
from tests.factories import NOW, TODAY, an_organisation
from tests.factories_purchasing import (
    AFTER_CLOSING,
    World,
    a_line,
    a_plan,
    a_quote,
    a_quote_draft,
    a_supplier,
    a_world,
    an_open_purchase,
    awarded,
    cop,
    in_quoting,
    items_of,
    with_three_quotes,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return an_open_purchase(session, world)


@pytest.fixture
def draft(session: Session, world: World, purchase: JointPurchase) -> QuoteDraft:
    return a_quote_draft(a_supplier(session, world), items_of(session, purchase))


def recorded(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> Quote:
    key = record_quote(session, purchase.id, draft, actor=world.officer, now=NOW)
    return session.get_one(Quote, key)


def with_line(draft: QuoteDraft, **changes: Any) -> QuoteDraft:  # noqa: ANN401 - fields of several types
    return replace(draft, lines=(replace(draft.lines[0], **changes),))


def priced(draft: QuoteDraft, *breaks: BreakDraft) -> QuoteDraft:
    return with_line(draft, breaks=breaks)


def test_a_better_offer_replaces_the_one_before(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    first = recorded(session, world, purchase, draft)

    second = recorded(
        session, world, purchase, priced(draft, BreakDraft(0, cop(90_000)))
    )

    assert first.state is QuoteState.REPLACED
    assert (second.state, second.revision) == (QuoteState.CURRENT, 2)
    assert [each.id for each in current_quotes(session, purchase.id)] == [second.id]


def test_the_same_offer_sent_twice_is_kept_once(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    first = recorded(session, world, purchase, draft)

    second = recorded(session, world, purchase, draft)

    assert second is first
    assert len(session.scalars(select(Quote)).all()) == 1


def test_a_list_that_is_over_is_refused(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    past = replace(
        draft,
        received_on=TODAY - timedelta(days=9),
        valid_until=TODAY - timedelta(days=1),
    )

    with pytest.raises(drafts.StaleQuoteError):
        recorded(session, world, purchase, past)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_on": TODAY + timedelta(days=1)}, QuoteField.RECEIVED_ON),
        ({"payment_days": -1}, QuoteField.PAYMENT_DAYS),
        ({"payment_days": 366}, QuoteField.PAYMENT_DAYS),
        ({"minimum_order": -1}, QuoteField.MINIMUM_ORDER),
        ({"minimum_order": 2, "maximum_order": 1}, QuoteField.MAXIMUM_ORDER),
        ({"freight": FreightDraft(fixed=-1)}, QuoteField.FREIGHT_FIXED),
        ({"freight": FreightDraft(per_unit=10**14)}, QuoteField.FREIGHT_PER_UNIT),
        ({"freight": FreightDraft(truck=-5, truck_units=3)}, QuoteField.TRUCK),
        ({"freight": FreightDraft(truck=5)}, QuoteField.TRUCK_UNITS),
        ({"freight": FreightDraft(truck_units=0)}, QuoteField.TRUCK_UNITS),
    ],
    ids=str,
)
def test_a_term_that_cannot_be_names_its_field(
    session: Session,
    world: World,
    purchase: JointPurchase,
    draft: QuoteDraft,
    changes: dict[str, Any],
    field: QuoteField,
) -> None:
    with pytest.raises(drafts.QuoteTermsError) as caught:
        recorded(session, world, purchase, replace(draft, **changes))

    assert caught.value.values["field"] is field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"pack": 0}, QuoteField.PACK),
        ({"minimum": -1}, QuoteField.MINIMUM),
        ({"maximum": 0}, QuoteField.MAXIMUM),
        ({"minimum": 10, "maximum": 9}, QuoteField.MAXIMUM),
        (
            {"breaks": (BreakDraft(0, cop(1)), BreakDraft(10**8, cop(1)))},
            QuoteField.FROM_UNITS,
        ),
    ],
    ids=str,
)
def test_a_line_that_cannot_be_names_its_field_and_input(
    session: Session,
    world: World,
    purchase: JointPurchase,
    draft: QuoteDraft,
    changes: dict[str, Any],
    field: QuoteField,
) -> None:
    with pytest.raises(drafts.QuoteTermsError) as caught:
        recorded(session, world, purchase, with_line(draft, **changes))

    assert caught.value.values == {"field": field, "item": "Abono 1"}


def test_suppliers_are_of_the_country_or_the_network_and_not_oneself(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    stranger = an_organisation(session, country=Country.ECUADOR)
    neighbour = an_organisation(session, network=world.network)

    with pytest.raises(NotFoundError):
        recorded(session, world, purchase, replace(draft, supplier_id=stranger.id))
    with pytest.raises(NotFoundError):
        recorded(session, world, purchase, replace(draft, supplier_id=999_999))
    with pytest.raises(OwnSupplierError):
        recorded(
            session, world, purchase, replace(draft, supplier_id=world.convener.id)
        )
    kept = recorded(session, world, purchase, replace(draft, supplier_id=neighbour.id))

    assert kept.supplier_id == neighbour.id


def test_a_file_of_another_organisation_is_not_found(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    with pytest.raises(NotFoundError):
        recorded(session, world, purchase, replace(draft, attachment_id=999_999))


def test_a_member_records_no_quote(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    with pytest.raises(NotAllowedError):
        record_quote(session, purchase.id, draft, actor=world.as_member(), now=NOW)


def test_no_quote_comes_after_the_award(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    a_line(session, purchase, world.member(), world.convener, 10)
    awarded(session, purchase, world)
    quote = current_quotes(session, purchase.id)[0]

    with pytest.raises(PurchaseMovedOnError):
        recorded(session, world, purchase, draft)
    with pytest.raises(PurchaseMovedOnError):
        withdraw_quote(session, quote.id, "Subió", actor=world.officer, now=NOW)


def test_a_quote_is_withdrawn_with_a_reason_and_plans_fall(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    a_line(session, purchase, world.member(), world.convener, 10)
    in_quoting(session, purchase, world)
    quotes = with_three_quotes(session, purchase, world)
    run = a_plan(session, purchase, world)

    with pytest.raises(ReasonMissingError):
        withdraw_quote(session, quotes[0].id, " ", actor=world.officer, now=NOW)
    withdraw_quote(session, quotes[0].id, "Subió", actor=world.officer, now=NOW)
    withdraw_quote(session, quotes[0].id, "", actor=world.officer, now=NOW)

    assert quotes[0].state is QuoteState.WITHDRAWN
    assert run.state is PlanState.STALE
    with pytest.raises(NotFoundError):
        withdraw_quote(session, 999_999, "Subió", actor=world.officer, now=NOW)


def test_few_quotes_are_explained_in_writing(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    with pytest.raises(ReasonMissingError):
        explain_few_quotes(session, purchase.id, "", actor=world.officer, now=NOW)
    explain_few_quotes(
        session, purchase.id, "Solo él trae", actor=world.officer, now=NOW
    )

    assert purchase.few_quotes_reason == "Solo él trae"


def test_an_interest_in_a_supplier_is_declared(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    quote = a_quote(session, purchase, world)
    arguments = (session, purchase.id, quote.supplier_id)

    declare_interest(*arguments, "Es mi primo", actor=world.officer, now=NOW)
    declare_interest(*arguments, "Es mi hermano", actor=world.officer, now=NOW)

    kept = session.scalars(select(SupplierInterest)).one()
    assert kept.relation == "Es mi hermano"
    with pytest.raises(ReasonMissingError):
        declare_interest(*arguments, " ", actor=world.officer, now=NOW)
    with pytest.raises(NotFoundError):
        declare_interest(
            session,
            purchase.id,
            world.convener.id,
            "Soy yo",
            actor=world.officer,
            now=AFTER_CLOSING,
        )
