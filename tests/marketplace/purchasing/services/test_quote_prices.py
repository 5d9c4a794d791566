from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from marketplace.kernel.money import Currency, Money
from marketplace.kernel.units import UnitCode
from marketplace.purchasing.core.problem import Discount
from marketplace.purchasing.core.unit_price import PriceUnit
from marketplace.purchasing.models import (
    Quote,
)
from marketplace.purchasing.services import quote_drafts as drafts
from marketplace.purchasing.services.quote_drafts import (
    BreakDraft,
    FreightDraft,
    QuoteDraft,
)
from marketplace.purchasing.services.quotes import (
    record_quote,
)
from network.errors import NotFoundError
from tests.factories import NOW
from tests.factories_purchasing import (
    World,
    a_quote_draft,
    a_supplier,
    a_world,
    an_open_purchase,
    cop,
    items_of,
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


def test_a_quote_keeps_prices_packs_minimums_and_freight(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    whole = replace(
        with_line(
            draft, pack=4, minimum=20, maximum=500, discount=Discount.INCREMENTAL
        ),
        payment_days=30,
        minimum_order=1_000_000_00,
        maximum_order=90_000_000_00,
        freight=FreightDraft(100_00, 200_00, 700, 900_000_00),
        note="Puesto en  puerto",
    )

    quote = recorded(session, world, purchase, whole)

    line = quote.lines[0]
    assert (line.pack, line.minimum, line.maximum) == (4, 20, 500)
    assert line.discount is Discount.INCREMENTAL
    assert [(each.from_units, each.price_minor) for each in line.breaks] == [
        (0, 100_000_00),
        (100, 95_000_00),
    ]
    assert (quote.freight_fixed_minor, quote.truck_units) == (100_00, 700)
    assert quote.note == "Puesto en puerto"
    assert quote.revision == 1


def test_a_price_by_the_tonne_is_brought_to_the_bulto_exactly(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    # 1.150.000 a tonne: a bulto of 50 kilos is 57.500.
    by_tonne = BreakDraft(0, cop(1_150_000), PriceUnit(UnitCode.TONNE))

    quote = recorded(session, world, purchase, priced(draft, by_tonne))

    step = quote.lines[0].breaks[0]
    assert step.price_minor == 57_500_00
    assert step.as_written == "$ 1.150.000 por tonelada"


def test_a_price_that_does_not_come_out_says_that_it_was_rounded(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    declared = PriceUnit(UnitCode.QUINTAL, Fraction(46_000))

    quote = recorded(
        session, world, purchase, priced(draft, BreakDraft(0, cop(100_000), declared))
    )

    step = quote.lines[0].breaks[0]
    assert step.price_minor == 108_695_65
    assert step.as_written == "$ 100.000 por quintal de 46 kg (redondeado)"


def test_a_quintal_nobody_declared_is_asked_about(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    by_quintal = BreakDraft(0, cop(100_000), PriceUnit(UnitCode.QUINTAL))

    with pytest.raises(drafts.PriceUnitUnknownError) as caught:
        recorded(session, world, purchase, priced(draft, by_quintal))

    assert caught.value.values["unit"] is UnitCode.QUINTAL


@pytest.mark.parametrize(
    "per",
    [
        PriceUnit(UnitCode.LITRE),
        PriceUnit(UnitCode.TONNE, Fraction(900_000)),
        PriceUnit(UnitCode.SACO, Fraction(0)),
        PriceUnit(UnitCode.SACO, Fraction(3_000_000)),
    ],
    ids=str,
)
def test_a_unit_that_cannot_measure_the_input_is_refused(
    session: Session,
    world: World,
    purchase: JointPurchase,
    draft: QuoteDraft,
    per: PriceUnit,
) -> None:
    with pytest.raises(drafts.PriceUnitMismatchError):
        recorded(session, world, purchase, priced(draft, BreakDraft(0, cop(1), per)))


def test_a_price_by_the_own_unit_needs_no_conversion(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    own = BreakDraft(0, cop(90_000), PriceUnit(UnitCode.BULTO))

    quote = recorded(session, world, purchase, priced(draft, own))

    assert quote.lines[0].breaks[0].price_minor == 90_000_00
    assert quote.lines[0].breaks[0].as_written == ""


def test_a_first_price_from_twenty_means_that_fewer_are_not_sold(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    quote = recorded(
        session,
        world,
        purchase,
        priced(draft, BreakDraft(20, cop(90_000)), BreakDraft(50, cop(80_000))),
    )

    line = quote.lines[0]
    assert line.minimum == 20
    assert [each.from_units for each in line.breaks] == [0, 50]


@pytest.mark.parametrize(
    "breaks",
    [
        (),
        (BreakDraft(0, cop(0)),),
        (BreakDraft(0, cop(-5)),),
        (BreakDraft(-1, cop(5)),),
        (BreakDraft(0, cop(5)), BreakDraft(0, cop(4))),
        (BreakDraft(10, cop(5)), BreakDraft(5, cop(4))),
        tuple(BreakDraft(start, cop(5)) for start in range(21)),
    ],
    ids=["none", "free", "negative", "below", "twice", "falling", "many"],
)
def test_prices_go_by_rising_quantity_and_cost_something(
    session: Session,
    world: World,
    purchase: JointPurchase,
    draft: QuoteDraft,
    breaks: tuple[BreakDraft, ...],
) -> None:
    with pytest.raises(drafts.BreaksError):
        recorded(session, world, purchase, with_line(draft, breaks=breaks))


def test_a_quote_has_prices_once_in_the_currency_of_the_purchase(
    session: Session, world: World, purchase: JointPurchase, draft: QuoteDraft
) -> None:
    dollars = BreakDraft(0, Money(5, Currency.USD))

    with pytest.raises(drafts.EmptyQuoteError):
        recorded(session, world, purchase, replace(draft, lines=()))
    with pytest.raises(drafts.QuoteItemTwiceError):
        recorded(session, world, purchase, replace(draft, lines=draft.lines * 2))
    with pytest.raises(drafts.QuoteCurrencyError):
        recorded(session, world, purchase, priced(draft, dollars))
    with pytest.raises(NotFoundError):
        recorded(session, world, purchase, with_line(draft, item_id=999_999))
